#!/usr/bin/env bats
# lmob-redact: secrets planted into random records, see redact_leaks.py. A failure
# prints the seed and the simplest record that fails; LMOB_TEST_SEED=N runs that
# seed alone, LMOB_SOAK many.

load helpers

seeds() {
	if [[ ${LMOB_TEST_SEED-} ]]; then
		echo "$LMOB_TEST_SEED"
	elif [[ ${LMOB_SOAK-} ]]; then
		echo $((RANDOM * 32768 + RANDOM)) $(seq 500)
	else
		echo 1 2 3
	fi
}

@test "no secret is left, no line is broken, nothing else changes" {
	local seed
	for seed in $(seeds); do
		"$PYTHON" -B "$ORACLES/redact_leaks.py" "$seed" 1000
	done
}
