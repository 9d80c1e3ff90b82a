#!/usr/bin/env bats
# lmob-redact: no input takes more than its share of time. The benchmark says the
# same of 10 MB; LMOB_SOAK does so here.

load helpers

@test "ten times the bytes take no more than some ten times the time" {
	if [[ ${LMOB_CONFIG:-release} != release ]]; then
		skip "time is that of the release build"
	fi
	if [[ ${LMOB_SOAK:-} ]]; then
		"$PYTHON" "$ROOT/tests/bench/redact_linear.py" 1000000 10000000
	else
		"$PYTHON" "$ROOT/tests/bench/redact_linear.py" 100000 1000000
	fi
}

# A program whose time grows with the fourth power of its input: so much that a
# busy machine does not hide it.
@test "the measurement sees what is not linear" {
	if [[ ${LMOB_CONFIG:-release} != release ]]; then
		skip "no sanitizer is concerned"
	fi
	cat >lmob-redact <<-'END'
		#!/usr/bin/env python3
		import sys
		n = len(open(sys.argv[-1]).read())
		sum(range((n // 40000) ** 4))
	END
	chmod +x lmob-redact
	run -1 env LMOB_BIN="$PWD" LMOB_LINEAR=@ "$PYTHON" "$ROOT/tests/bench/redact_linear.py" 1000000 4000000
	[[ $output == '@ '*'more than its share' ]]
}
