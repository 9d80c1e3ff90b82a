#!/usr/bin/env bats
# lmob-schemacheck's verdicts on random schemas and instances, held against those
# of a short reference and of two validators.

load helpers

export MODULES=$ROOT/build/bench/node_modules

# judged_by PEER QUICK USUAL SOAK [MORE...]
judged_by() {
	local peer=$1 n=$3
	if [[ ${LMOB_QUICK:-} ]]; then
		n=$2
	elif [[ ${LMOB_SOAK:-} ]]; then
		n=$4
	fi
	run "$PYTHON" -B "$ORACLES/schemacheck_oracle.py" "$peer" "${LMOB_TEST_SEED:-1}" "$n" "${@:5}"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "a short reference: five drafts, unevaluated and dynamic references too" {
	judged_by reference 60 300 50000
}

@test "python3's jsonschema: five drafts" {
	"$PYTHON" -c 'import jsonschema' 2>/dev/null || skip "$PYTHON has no jsonschema"
	judged_by jsonschema 40 150 50000
}

@test "npm's ajv: draft 7, 2019-09, 2020-12" {
	command -v node >/dev/null || skip "no node"
	for package in ajv ajv-formats; do
		[[ -d $MODULES/$package ]] || skip "no $MODULES/$package: make bench-deps"
	done
	judged_by ajv 60 200 20000 "$ORACLES/schemacheck_ajv.mjs" "$MODULES"
}
