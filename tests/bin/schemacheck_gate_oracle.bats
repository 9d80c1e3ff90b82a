#!/usr/bin/env bats
# The gate of lmob-schemacheck, judged by scipy.

load helpers

@test "random counts and gates: each verdict as scipy's" {
	local n=2000
	"$PYTHON" -c 'import scipy' 2>/dev/null || skip "$PYTHON has no scipy"
	if [[ ${LMOB_QUICK:-} ]]; then
		n=200
	elif [[ ${LMOB_SOAK:-} ]]; then
		n=50000
	fi
	"${LMOB_BUILD:-$ROOT/build/release}/tests/bin/schemacheck/test_gate" --cases "$n" >cases
	"$PYTHON" "$ORACLES/schemacheck/gate_oracle.py" <cases
}
