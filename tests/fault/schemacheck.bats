#!/usr/bin/env bats
# shellcheck disable=SC2016 # $ref is a keyword
# lmob-schemacheck when the system fails it.

bats_require_minimum_version 1.5.0
load fault

setup() {
	needs_shim
	work_in work
	cat >s.json <<-'END'
		{"type": "object", "required": ["a"], "properties": {
		 "a": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^[a-c]+$"}]},
		 "b": {"enum": ["x", 2.50, {"c": [1]}]},
		 "d": {"type": "array", "uniqueItems": true, "items": {"format": "date"}}},
		 "unevaluatedProperties": false}
	END
	printf '%s\n' '{"a":1}' '{"a":"abc","b":{"c":[1.0]},"d":["2026-05-05"]}' '{"a":1.5,"b":3,"e":1}' \
		'[]' '{"a":"d","d":["x","x"],"schema_failures":2}' '{"a":2}' >small.jsonl
	printf '%s\n' '{"output":"{\"a\":1}"}' '{"output":"so:\n```json\n{\"a\":2}\n```\n"}' \
		'{"output":"{a:1,\"b\":'"'x'"',}"}' '{"output":"none"}' '{"output":"[1] [2]"}' '{}' >answers.jsonl
	check=$LMOB_BIN/lmob-schemacheck
}

# Some blocks of 256 KiB.
big() {
	local i
	for ((i = 0; i < 400; i++)); do
		printf '{"a":%d,"d":["2026-05-%02d"]%4000s}\n' $i $((i % 33))
	done >big.jsonl
}

@test "valid ones to standard output, the others to a file" {
	inject "$READING $WRITING malloc open close fsync" "$check" -s s.json -j1 --invalid bad.jsonl small.jsonl
}

@test "several blocks" {
	not_quick
	big
	inject "$READING $WRITING open close fsync rename pipe thread" \
		"$check" -s s.json -j2 --invalid bad.jsonl --allow-invalid -o out.jsonl big.jsonl
	cuts
}

@test "every record with its verdict" {
	grep -v '^\[' small.jsonl >objects.jsonl
	inject "$WRITING open close fsync rename" "$check" -s s.json -j2 --annotate --allow-invalid -o out.jsonl objects.jsonl
}

@test "answers: recovered, repaired, replaced" {
	inject "$WRITING malloc" "$check" -s s.json -j1 --annotate --field .output --repair --replace answers.jsonl
}

@test "a check, its gate, its groups" {
	not_quick
	inject "$WRITING malloc" "$check" -s s.json -j1 --check=json --by .output --field .output \
		--repair --min-valid 10% answers.jsonl
	inject "$WRITING" "$check" -s s.json --output-format basic small.jsonl
}

@test "schemas: references, files of their own, a task each" {
	not_quick
	mkdir refs
	echo '{"$id":"u:r","$defs":{"n":{"type":"number"}},"$dynamicAnchor":"x"}' >refs/r.json
	echo '{"properties":{"a":{"$ref":"u:r.json#/$defs/n"}},"allOf":[{"$ref":"#/$defs/q"}],"$defs":{"q":{"required":["task"]}}}' >t.json
	echo '{"one":"s.json","two":"t.json"}' >map.json
	printf '%s\n' '{"task":"two","a":1}' '{"task":"one","a":1}' >tasks.jsonl
	inject "$READING open" "$check" --schema-map map.json --resolve u:=refs \
		-j1 --annotate --allow-invalid tasks.jsonl
}

@test "killed at any call: what is there is whole lines, the next run makes it good" {
	inject "read:kill write:kill open:kill close:kill fsync:kill" \
		"$check" -s s.json -j1 --invalid bad.jsonl small.jsonl
}

@test "a disk that is full" {
	local rc
	big
	for what in out invalid; do
		rc=0
		case $what in
		out) "$check" -s s.json --annotate big.jsonl >/dev/full 2>err || rc=$? ;;
		invalid) "$check" -s s.json --invalid /dev/full big.jsonl >out 2>err || rc=$? ;;
		esac
		cat err
		[[ $rc == 2 && $(wc -l <err) == 1 && $(<err) == "lmob-schemacheck: "*": No space left on device" ]]
	done
	rc=0
	"$check" -s s.json --check --allow-invalid small.jsonl >/dev/full 2>err || rc=$?
	[[ $rc == 2 && $(<err) == "lmob-schemacheck: standard output: "*": No space left on device" ]]
}
