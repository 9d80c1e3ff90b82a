#!/usr/bin/env bats
# shellcheck disable=SC2016 # $ref is a keyword
# Error paths under valgrind: nothing leaked, nothing read that is not there.
# (That nothing is held the shim checks in every run; this is a second opinion on
# a sample. LMOB_SOAK=1: every malloc.)

bats_require_minimum_version 1.5.0
load fault

setup() {
	needs_shim
	command -v valgrind >/dev/null || skip "valgrind is not installed"
	work_in work
	head -n 3 "$FIXTURES/corpus/kb.jsonl" >in.jsonl
}

# checked FAULT PROGRAM [ARG...]: its status, or 99 if valgrind finds anything.
checked() {
	LD_PRELOAD=$LMOB_BUILD/fault/shim.so LMOB_FAULT=$1 LMOB_FAULT_REPORT=report \
		LMOB_FAULT_HANG_S=300 \
		valgrind -q --soname-synonyms=somalloc=nouserintercepts --leak-check=full \
		--show-leak-kinds=all --errors-for-leak-kinds=all --error-exitcode=99 "${@:2}"
}

# sample FAULTS PROGRAM [ARG...]: each ends with exit 2, and valgrind is silent.
sample() {
	local fault n faults=$1 met=0
	shift
	if [[ ${LMOB_SOAK:-} ]]; then
		faults=$(for n in {1..150}; do echo "malloc:$n"; done; echo {read,write,open}:{1..8})
	elif [[ ${LMOB_QUICK:-} ]]; then
		faults=${faults%% *}
	fi
	for fault in malloc:0 $faults; do
		: >report
		run checked "$fault" "$@"
		echo "$fault: exit $status: $output"
		if [[ -s report ]]; then
			[ "$status" -eq 2 ]
			((met += 1))
		else
			[[ $status == [01] ]]
		fi
	done
	# Not all are there to be met, but not half of them may be gone.
	[[ ${LMOB_SOAK:-} ]] || ((2 * met >= $(wc -w <<<"$faults")))
	echo "# $BATS_TEST_DESCRIPTION: $met faults" >&3
}

@test "a leak is seen through the shim" {
	"${CC:-cc}" -O1 -o lmob-bad "$BATS_TEST_DIRNAME/bad/lmob-bad.c"
	run -0 checked read:0 ./lmob-bad leaks
	run -2 checked read:1 ./lmob-bad none
	run -99 checked read:1 ./lmob-bad leaks
}

@test "lmob-redact" {
	cp "$FIXTURES/manifest.jsonc" .
	gzip in.jsonl
	export LMOB_KEY=a-key-of-some-length
	sample "malloc:40 malloc:12 malloc:55 malloc:100 malloc:200 malloc:300 read:3 write:1" \
		"$LMOB_BIN/lmob-redact" -j2 --manifest manifest.jsonc -o out.jsonl.gz in.jsonl.gz
}

@test "lmob-embed" {
	not_quick
	"$LMOB_BIN/lmob-embed" --fit fitted in.jsonl
	sample "malloc:20 malloc:36 read:2" \
		"$LMOB_BIN/lmob-embed" -j1 --idf fitted -o out.jsonl in.jsonl
	sample "malloc:24 write:1" "$LMOB_BIN/lmob-embed" -j1 --fit out in.jsonl
}

@test "lmob-route" {
	not_quick
	cp "$FIXTURES/manifest.jsonc" .
	mkdir tokenizers
	cp "$FIXTURES/tokenizers/small.json" tokenizers
	head -n 2 "$FIXTURES/threads/threads.jsonl" >jobs.jsonl
	sample "malloc:60 malloc:25 malloc:95 read:3 write:2" \
		"$LMOB_BIN/lmob-route" -j2 --manifest manifest.jsonc --ledger ledger --split lanes jobs.jsonl
}

@test "lmob-schemacheck" {
	echo '{"required":["a"],"properties":{"a":{"anyOf":[{"pattern":"^x"},{"enum":[1,[2]]}]}}}' >s.json
	printf '%s\n' '{"output":"{\"a\":1}"}' '{"output":"so {a:3,}"}' '{"output":"none"}' '{"output":"[1] [2]"}' >answers.jsonl
	sample "malloc:60 malloc:25 malloc:95 malloc:130 read:2 write:1" \
		"$LMOB_BIN/lmob-schemacheck" -s s.json -j2 --invalid bad.jsonl -f .output --repair --replace answers.jsonl
	not_quick
	sample "malloc:60 malloc:160 write:1" \
		"$LMOB_BIN/lmob-schemacheck" -s s.json -j1 --check=json --by .output -f .output --repair answers.jsonl
	# Bad schemas, each past another step of what is made of one.
	for text in '{' '[]' '{"type":"strnig"}' '{"pattern":"("}' '{"$ref":"#/a"}' '{"$ref":"#"}' \
		'{"properties":{"a":{"enum":[1]},"b":{"$ref":"x:y"}}}'; do
		echo "$text" >s.json
		run -2 checked malloc:0 "$LMOB_BIN/lmob-schemacheck" -s s.json --check answers.jsonl
	done
}

@test "lmob-drift" {
	not_quick
	head -n 5 "$FIXTURES/probes/probes.jsonl" | "$LMOB_BIN/lmob-embed" -e base64 -o base.jsonl
	sample "malloc:38 malloc:14 malloc:60 read:3" \
		"$LMOB_BIN/lmob-drift" --min-probes 3 -j2 --baseline base.jsonl -o out.json base.jsonl
	sample "malloc:70 malloc:90 write:2" \
		"$LMOB_BIN/lmob-drift" --min-probes 3 -j1 -b base.jsonl --history nights --summary page -x -o out base.jsonl
}
