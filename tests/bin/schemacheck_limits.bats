#!/usr/bin/env bats
# shellcheck disable=SC2016 # $ref is a keyword
# lmob-schemacheck against schemas and records that are meant to cost much.

load helpers
load schemacheck

# A record of so many levels below .left, each of the kind named.
nested() {
	"$PYTHON" -c 'import sys
print("{\"left\":" * int(sys.argv[1]) + "1" + (",\"kind\":\"%s\"}" % sys.argv[2]) * int(sys.argv[1]))' "$@"
}

@test "branches in branches have a budget; what is within it is decided" {
	schema '{"oneOf":[{"type":"number"},
		{"type":"object","properties":{"left":{"$ref":"#"},"kind":{"const":"add"}},"required":["left","kind"]},
		{"type":"object","properties":{"left":{"$ref":"#"},"kind":{"const":"sub"}}}]}'
	{ nested 3 sub && nested 60 zz && nested 3 zz; } >in
	found 1 'FAIL 1/3 valid' lmob-schemacheck -s s.json --annotate in
	[[ $(verdicts | xargs) == 'strict undetermined schema_invalid' ]]
}

@test "a circle by way of \$dynamicRef ends undetermined" {
	schema '{"$id":"http://x/a","$dynamicAnchor":"n","anyOf":[{"$ref":"b"},{"$ref":"b"}],
		"$defs":{"b":{"$id":"b","$defs":{"z":{"$dynamicAnchor":"n"}},"$dynamicRef":"#n"}}}'
	echo 1 >in
	found 3 'undecided: 0/1 valid' lmob-schemacheck -s s.json --output-format flag in
	[[ $(<out) == '{"valid":false,"undetermined":true}' ]]
}

@test "\$dynamicRef knows the anchors of documents that are loaded after it" {
	mkdir -p d
	echo '{"$id":"http://d/P.json","$dynamicRef":"#x","$defs":{"d":{"$dynamicAnchor":"x"}}}' >d/P.json
	echo '{"$id":"http://d/R.json","$ref":"P.json","$defs":{"d":{"$dynamicAnchor":"x","type":"integer"}}}' >d/R.json
	schema '{"$id":"http://d/root.json","properties":{"p":{"$ref":"P.json"},
		"a":{"properties":{"b":{"properties":{"c":{"$ref":"R.json"}}}}}}}'
	printf '%s\n' '{"a":{"b":{"c":1}}}' '{"a":{"b":{"c":"x"}}}' '{"p":"x"}' >in
	found 1 'FAIL 2/3 valid' lmob-schemacheck -s s.json --resolve http://d=d --annotate in
	[[ $(verdicts | xargs) == 'strict schema_invalid strict' ]]
}

@test "an if that is not decided evaluates nothing, so that nothing is valid by it" {
	schema '{"if":{"properties":{"p":{"pattern":"^(a*)(a*)(a*)\\1\\2\\3b$"}}},
		"then":{"properties":{"x":true}},"else":{"properties":{"y":true}},
		"properties":{"p":true},"unevaluatedProperties":false}'
	printf '{"p":"%sb","x":1,"y":2}\n' "$(head -c 301 /dev/zero | tr '\0' a)" >in
	found 3 'undecided: 0/1 valid' lmob-schemacheck -s s.json --output-format flag in
}

@test "errors by the million are few in the output and in memory" {
	schema '{"properties":{"a":{"items":{"type":"string","minimum":5,"enum":["a"]}}}}'
	"$PYTHON" -c 'print("{\"a\":[" + ",".join(["1"] * 500000) + "]}")' >in
	found 1 'FAIL 0/1 valid' lmob-schemacheck -s s.json --annotate --max-errors 3 in
	[[ $(jq '.schemacheck.errors | length' out) == 3 ]]
	[[ ${LMOB_CONFIG:-release} == release ]] || return 0
	# The record has 1 MB and 500,000 values: 12 MB as it is parsed.
	(ulimit -v 200000 && lmob-schemacheck -j1 -s s.json --check --allow-invalid in >out 2>err)
}

@test "more places than are tried: nobody knows what the others hold" {
	schema '{"type":"object","required":["a"]}'
	"$PYTHON" -c 'import json
many = " ".join(["{\"x\":1}"] * 20)
for text in (many + " {\"a\":1}", "{\"a\":1} " + many, "{\"a\":1}"):
    print(json.dumps({"output": text}))' >in
	found 3 'undecided: 1/3 valid' lmob-schemacheck -s s.json -f .output --annotate in
	[[ $(verdicts | xargs) == 'undetermined undetermined strict' ]]
}

@test "a block that has to be mended makes what stands in prose doubtful; an unended thought holds no answer" {
	schema '{"type":"object","required":["a"]}'
	"$PYTHON" -c 'import json
for text in ("```json\n{\"a\":1,}\n```\nor {\"a\":2}", "<think>{\"a\":1}", "<think>no</think>{\"a\":1}"):
    print(json.dumps({"output": text}))' >in
	lmob-schemacheck -s s.json -f .output --repair --annotate --allow-invalid in >out
	[[ $(verdicts | xargs) == 'undetermined unparseable extracted' ]]
}

@test "a small stack, as ulimit -s may give it, does not matter" {
	"$PYTHON" -c 'import json
deep = {"type": "integer"}
for i in range(450):
    deep = {"allOf": [deep]}
json.dump(deep, open("deep.json", "w"))
open("one", "w").write("1\n")
json.dump({"type": ["object", "integer"], "properties": {"x": {"allOf": [{"anyOf": [{"$ref": "#"}]}]}}}, open("s.json", "w"))
open("in", "w").write("{\"x\":" * 999 + "1" + "}" * 999 + "\n")'
	for jobs in 1 2; do
		(
			ulimit -s 512
			ok lmob-schemacheck -j "$jobs" -s deep.json --invalid bad one && same out one &&
				ok lmob-schemacheck -j "$jobs" -s s.json --invalid bad in && same out in
		)
	done
}

@test "a payload that is too deep for its place is malformed, not written" {
	schema true
	"$PYTHON" -c 'import json
print(json.dumps({"x": {"output": "[" * 999 + "]" * 999}}))' >in
	fails 2 'lmob-schemacheck: in:1:*' lmob-schemacheck -s s.json -f .x.output --replace --invalid bad in
	[[ ! -s out ]]
}

@test "a schema of another draft within one is checked by its own metaschema" {
	local inner='{"$schema":"http://json-schema.org/draft-07/schema#","$id":"http://x/old","items":[{"type":"TYPE"}]}'
	local outer='{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"http://x/root","properties":{"a":{"$ref":"old"}},"$defs":{"o":INNER}}'
	outer=${outer/INNER/$inner}
	printf '%s\n' '{"a":["x"]}' '{"a":[1]}' >in
	schema "${outer/TYPE/string}"
	found 1 'FAIL 1/2 valid' lmob-schemacheck -s s.json --output-format flag in
	schema "${outer/TYPE/strin}"
	fails 2 'lmob-schemacheck: s.json:1:*: no schema: at "/items/0/type" expected one of *' lmob-schemacheck -s s.json --check in
}
