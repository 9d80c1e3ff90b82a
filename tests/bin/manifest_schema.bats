#!/usr/bin/env bats
# The JSON Schema of the manifest, asked of a validator of its own.
# one thread

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
	"$PYTHON" -c 'import jsonschema' 2>/dev/null || skip "$PYTHON has no jsonschema"
}

@test "good manifests validate; broken ones do not, and no program takes them" {
	run "$PYTHON" "$ORACLES/manifest_schema.py" "$FIXTURES/manifest.schema.json" lmob-redact \
		"$FIXTURES/manifest.jsonc" "$ROOT/tests/fuzz/corpus/manifest/full.jsonc" \
		"$ROOT/tests/fuzz/corpus/manifest/company.jsonc"
	echo "$output"
	[ "$status" -eq 0 ]
}
