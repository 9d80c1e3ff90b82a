#!/usr/bin/env bats
# What lm/stat.h says of shares, judged by scipy.

load ../bin/helpers

@test "quantiles, bounds and tests of random shares: as scipy's" {
	local n=2000
	"$PYTHON" -c 'import scipy' 2>/dev/null || skip "$PYTHON has no scipy"
	if [[ ${LMOB_QUICK:-} ]]; then
		n=200
	elif [[ ${LMOB_SOAK:-} ]]; then
		n=50000
	fi
	"${LMOB_BUILD:-$ROOT/build/release}/tests/test_stat_share" --cases "$n" >cases
	"$PYTHON" "$ORACLES/share_oracle.py" <cases
}
