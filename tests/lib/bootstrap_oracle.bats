#!/usr/bin/env bats
# What lm/bootstrap.h says of means, judged by scipy.

load ../bin/helpers

@test "intervals of random means: as scipy resamples them" {
	local n=40
	"$PYTHON" -c 'import scipy' 2>/dev/null || skip "$PYTHON has no scipy"
	if [[ ${LMOB_QUICK:-} ]]; then
		n=15
	elif [[ ${LMOB_SOAK:-} ]]; then
		n=1000
	fi
	"${LMOB_BUILD:-$ROOT/build/release}/tests/test_bootstrap" --cases "$n" >cases
	"$PYTHON" "$ORACLES/bootstrap_oracle.py" <cases
}
