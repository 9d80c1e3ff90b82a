#!/usr/bin/env bats
# shellcheck disable=SC2030,SC2031,SC2154
# pipelines/search: a question and the lines that it gives.

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
	# A copy has no ../bin: the programs of $PATH are those under test.
	cp -r "$ROOT/pipelines" pipelines
	export LMOB_STATE=$PWD/state
	head -n 200 "$FIXTURES/corpus/kb.jsonl" >kb.jsonl
}

@test "words are one question, lines of standard input are one each" {
	lmob-embed -e base64 -o v kb.jsonl
	ok pipelines/search -k 2 v Who gets the 'second call?'
	mv out want
	[[ $(wc -l <want) == 2 && $(head -n 1 want) == '1  0.'*'  kb-'*'  Who gets the second call' ]]
	ok pipelines/search -k2 v 'Who gets the second call?' && same out want
	echo 'Who gets the second call?' | pipelines/search -k2 v | cmp - want
	printf 'Who gets the second call?\n\n  \r\nA "quote", a \\, a\ttab' | pipelines/search v -k2 >out
	[[ $(grep -c '^#' out) == 2 && $(wc -l <out) == 6 ]]
	[[ $(head -n 1 out) == '# -  Who gets the second call?' ]]
	grep -qxF '# -  A "quote", a \, a tab' out
	sed -n 2,3p out | cmp - want
	gzip v
	ok pipelines/search -k2 v.gz 'Who gets the second call?' && same out want
	[[ $(pipelines/search v.gz call | wc -l) == 10 ]]
}

@test "the frequencies of the nightly run are found, others have to be named" {
	lmob-embed --fit kb.idf kb.jsonl
	lmob-embed --idf kb.idf -e base64 -o v kb.jsonl
	fails 2 'search: v: made with other frequencies or n-grams; name them: -- --idf FILE' \
		pipelines/search v alarm
	ok pipelines/search v alarm -- --idf kb.idf
	mv out want
	mkdir -p state/baseline
	cp kb.idf state/baseline/lexical.idf
	ok pipelines/search v alarm && same out want
	# Made without any, they are still found out.
	lmob-embed -e base64 -o plain kb.jsonl
	ok pipelines/search plain alarm
	[[ $(wc -l <out) == 10 ]]
	fails 2 'lmob-search: plain:1:1: embedded by lexical/*' pipelines/search plain alarm -- --idf kb.idf
}

@test "a night's vectors" {
	head -n 20 "$FIXTURES/probes/probes.jsonl" >probes.jsonl
	LMOB_NOW=2026-11-02T22:00:00Z pipelines/nightly-embed --corpus kb.jsonl --probes probes.jsonl --min-probes 20 >out
	ok pipelines/search -k 3 state/nights/2026-11-02/corpus.vectors.jsonl who gets the second call
	[[ $(wc -l <out) == 3 ]]
}

@test "trouble: no file, no question, no words in it, who knows what model" {
	run -2 --separate-stderr pipelines/search
	[[ $stderr == 'usage: search '* ]]
	fails 2 'search: nowhere: expected a file that can be read' pipelines/search nowhere x
	lmob-embed -e base64 -o v kb.jsonl
	run -2 --separate-stderr pipelines/search v </dev/null
	[[ $stderr == 'search: no question' && -z $output ]]
	fails 2 'search: --idf: options of lmob-embed follow --' pipelines/search --idf v x
	run -2 --separate-stderr pipelines/search v '?!'
	[[ $stderr == *'no query has an embedding' && -z $output ]]
	jq -c 'del(.embed)' v >unknown
	fails 2 'search: unknown: its records do not say what made them; *' pipelines/search unknown x
	jq -c '.embed.engine = "static:x"' v >static
	fails 2 'search: static: made by the engine static; *' pipelines/search static x
	run -0 pipelines/search --help
	[[ $output == 'What: '* ]]
}
