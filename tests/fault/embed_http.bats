#!/usr/bin/env bats
# lmob-embed when it asks a server, and the system fails it. Not in what libcurl
# and its libraries do for themselves: there a call that fails may be made again.

bats_require_minimum_version 1.5.0
load fault
load ../bin/embed_http

setup() {
	needs_shim
	work_in work
	# shellcheck disable=SC2034 # for embed_http.bash
	PYTHON=${LMOB_PYTHON:-python3} ORACLES=$BATS_TEST_DIRNAME/../bin
	head -n 5 "$FIXTURES/corpus/kb.jsonl" >small.jsonl
	echo '{"text":""}' >>small.jsonl
	embed=("$LMOB_BIN/lmob-embed" --model bge --batch 2)
	serve
}

teardown() {
	cd "$BATS_TEST_TMPDIR/work" 2>/dev/null || return 0
	cat ./*.pid 2>/dev/null | xargs -r kill 2>/dev/null || true
}

@test "standard input to standard output" {
	manifest openai
	inject -i small.jsonl "$READING $WRITING malloc open close" "${embed[@]}"
	not_quick
	inject -p -i small.jsonl "$READING $WRITING malloc" "${embed[@]}" -e base64 --normalize
}

@test "a file, and what is ahead of it" {
	manifest ollama
	inject "$ATOMIC" "${embed[@]}" -o out.jsonl small.jsonl
	inject -n "$WRITING malloc fsync rename" "${embed[@]}" -o out.jsonl small.jsonl
}

@test "a server that tells its limits, texts in pieces" {
	not_quick
	manifest tei
	inject "$READING $WRITING malloc open" "${embed[@]}" --chunk 100 --overlap 20 -o out.jsonl small.jsonl
}

@test "with rejects, statistics and what is known" {
	not_quick
	manifest openai
	"${embed[@]}" -e base64 small.jsonl >known.jsonl 2>/dev/null
	{
		cat small.jsonl
		echo '{"text":"[[BAD]] one"}'
		echo '{"text":7}'
		cat small.jsonl
		echo '{"text":"another"}'
	} >bad.jsonl
	inject "$ATOMIC" "${embed[@]}" --reuse known.jsonl --rejects rejects.jsonl --stats stats.jsonl \
		-o out.jsonl bad.jsonl
}

@test "killed at any call: the old file is there, the next run makes it good" {
	manifest openai
	inject "$KILLS" "${embed[@]}" -o out.jsonl small.jsonl
	not_quick
	inject "$KILLS" "${embed[@]}" --resume -o out.jsonl small.jsonl
}
