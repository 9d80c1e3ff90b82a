#!/usr/bin/env bats
# lmob-redact against a slow, plain matcher in Python (redact_plain/), end to end.
# A failure prints the seed and the shortest text that fails; with
# LMOB_TEST_SEED=N that seed alone is run, with LMOB_SOAK many and long.

load helpers

PLAIN=$ORACLES/redact_plain/compare.py

# seeds N...: those of a short run, or of a long one.
seeds() {
	if [[ ${LMOB_TEST_SEED-} ]]; then
		echo "$LMOB_TEST_SEED"
	elif [[ ${LMOB_SOAK-} ]]; then
		echo $((RANDOM * 32768 + RANDOM)) $(seq 200)
	else
		echo "$@"
	fi
}

# plainly MODE N SEED...
plainly() {
	local seed n=$2
	if [[ ${LMOB_SOAK-} ]]; then
		n=$((10 * n))
	fi
	for seed in $(seeds "${@:3}"); do
		"$PYTHON" -B "$PLAIN" "$1" "$seed" "$n"
	done
}

@test "random texts: what must be found is, and what is found is what it is said to be" {
	plainly random 1000 1 2
}

@test "texts in which nothing says what a number is" {
	plainly quiet 1000 3
}

@test "numbers under names that say what they are, as strings and as numbers" {
	plainly named 800 4
}

@test "names of a dictionary, and learned ones, in all their spellings" {
	plainly known 800 5
}

@test "other people's samples" {
	[[ -e $DATA/redact ]] || skip "no $DATA/redact"
	"$PYTHON" -B "$PLAIN" files "$DATA"/redact/*/*_cases.jsonl "$DATA"/redact/gitleaks/static_samples.jsonl \
		"$DATA"/redact/presidio-research/synth_dataset_v2.json
}

@test "fixtures" {
	"$PYTHON" -B "$PLAIN" files "$FIXTURES"/ordinary/ordinary.jsonl "$FIXTURES"/corpus/kb.jsonl
}
