#!/usr/bin/env bats
# lmob-route, judged by a second and slow implementation of its rules.

load helpers

export TOKENIZER=$FIXTURES/tokenizers/small.json

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	"$PYTHON" -c 'import zoneinfo; zoneinfo.ZoneInfo("Europe/Berlin")' 2>/dev/null ||
		skip "$PYTHON has no zoneinfo"
}

# laws WHAT QUICK USUAL SOAK [FILE]
laws() {
	local what=$1 n=$3
	if [[ ${LMOB_QUICK:-} ]]; then
		n=$2
	elif [[ ${LMOB_SOAK:-} ]]; then
		n=$4
	fi
	"$PYTHON" -B "$ORACLES/route_laws.py" "$what" "${LMOB_TEST_SEED:-1}" "$n" "${@:5}"
}

@test "random requests: lane, rule, model, flags, tokens as the reference has them; none leaves that it refuses" {
	laws requests 3000 20000 1000000
}

@test "random mistakes in the example's manifest: refused with their place, or harmless" {
	laws manifests 60 300 100000 "$FIXTURES/manifest.jsonc"
}
