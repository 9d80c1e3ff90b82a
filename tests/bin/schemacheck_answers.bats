#!/usr/bin/env bats
# lmob-schemacheck: a value at a path, a model's answer and what is recovered of it.

load helpers
load schemacheck

FENCE='```'

# step IN VERDICT STEP HOW AT [REPAIRS [OPTION...]]: one answer, judged.
step() {
	answers "$1"
	printf '["%s",%s,%s,%s,[%s]]\n' "$2" "$3" "$4" "$5" "${6-}" >want
	lmob-schemacheck -s s.json -f .output --annotate --allow-invalid "${@:7}" in >made 2>err || {
		[[ $? == 3 ]] || return
	}
	jq -c '.schemacheck | [.verdict, .step, .how, .at, [.repairs[] | "\(.kind)@\(.at)"]]' made >out
	same out want || {
		echo "of: $1"
		return 1
	}
}

# mended IN OUT REPAIRS [LIST]: what --repair and --replace make of an answer.
mended() {
	local line
	answers "$1"
	lmob-schemacheck -s s.json -f .output --repair="${4:-default}" --replace --annotate --allow-invalid in >out
	line=$(<out)
	[[ ${line%,\"schemacheck\":*} == "{\"output\":$2" &&
		$(jq -r '.schemacheck | [.verdict, (.repairs[] | "\(.kind)@\(.at)")] | join(" ")' out) == "repaired $3" ]] || {
		echo "$line"
		return 1
	}
}

# refused IN VERDICT [OPTION...]: it is not valid, and not replaced.
refused() {
	answers "$1"
	lmob-schemacheck -s s.json -f .output --replace --annotate --allow-invalid "${@:3}" in >out 2>err || [[ $? == 3 ]]
	[[ $(verdicts) == "$2" ]] || {
		cat out
		return 1
	}
	cmp <(jq -c .output in) <(jq -c .output out)
}

@test "--field: the value there, whatever its type" {
	plain_schema
	printf '%s\n' '{"x":{"y":{"a":1}}}' '{"x":{"y":{"a":"no"}}}' '{"x":{"y":[1]}}' '{"x":{"y":null}}' >in
	found 1 'FAIL 1/4 valid' lmob-schemacheck -s s.json --field .x.y --annotate in
	jq -c '.schemacheck.errors[0] // empty | [.instance, .keyword, .line, .column]' out >got
	printf '%s\n' '["/a","type",2,16]' '["","type",3,11]' '["","type",4,11]' >want
	same got want
	# The last one counts, where a name is there twice.
	echo '{"x":{"a":"no"},"x":{"a":1}}' >in
	ok lmob-schemacheck -s s.json --field .x --invalid bad in
	same out in
	printf '%s\n' '{"m":[{"c":{"a":1}}]}' >in
	ok lmob-schemacheck -s s.json --field '.m[0].c' --invalid bad in
	fails 2 'lmob-schemacheck: --field: *' lmob-schemacheck -s s.json --field x.y --annotate in
	echo '{"m":[{},{}]}' >in
	fails 2 'lmob-schemacheck: in:1:1: .m\[\]: expected one value, there are 2' \
		lmob-schemacheck -s s.json --field '.m[]' --annotate in
}

@test "--field where nothing is: unparseable, and it says so" {
	plain_schema
	printf '%s\n' '{"y":1}' '{"x":{"y":{"a":1}}}' >in
	found 1 'FAIL 1/2 valid' lmob-schemacheck -s s.json --field .x.y --annotate in
	jq -se '.[0].schemacheck | .verdict == "unparseable" and (.errors | length == 1)
		and (.errors[0] | .keyword == "field" and .expected == "a value at .x.y" and .got == "nothing" and .line == 1)' out
	found 1 'FAIL*' lmob-schemacheck -s s.json --field .x.y --check=json in
	jq -e '.keywords == {field: 1}' out
}

@test "--value: a string there is the value, no JSON text" {
	schema '{"type":"string","minLength":8}'
	answers '{"a":1}' '{"a": 1}'
	found 1 'FAIL 1/2 valid' lmob-schemacheck -s s.json -f .output --value --annotate in
	[[ $(verdicts | xargs) == 'schema_invalid strict' ]]
	found 1 'FAIL 0/2 valid' lmob-schemacheck -s s.json -f .output --annotate in
	fails 2 'lmob-schemacheck: --value*' lmob-schemacheck -s s.json --value --annotate in
	for option in --repair --replace; do
		fails 2 "lmob-schemacheck: $option is for a model's text: *" lmob-schemacheck -s s.json $option --annotate in
		fails 2 "lmob-schemacheck: $option is for a model's text: *" lmob-schemacheck -s s.json $option -f .output --value --annotate in
	done
	for option in --check --output-format=flag; do
		fails 2 'lmob-schemacheck: --replace changes records: *' lmob-schemacheck -s s.json -f .output --replace $option in
	done
}

@test "the ladder: strict" {
	plain_schema
	step '{"a":1}' strict '"strict"' '"whole"' 0
	step $' \n{"a":1}\t\n' strict '"strict"' '"whole"' 2
	step '{"a":1,"\u00e4":"``` {}"}' strict '"strict"' '"whole"' 0
}

@test "the ladder: extracted, each at its byte" {
	plain_schema
	step "${FENCE}json"$'\n{"a":1}\n'"$FENCE" extracted '"extracted"' '"fence"' 8
	step "Sure:"$'\n\n'"$FENCE"$'\n{"a":1}\n'"$FENCE"$'\nDone.' extracted '"extracted"' '"fence"' 11
	step "~~~~ JSON"$'\n{"a":1}\n~~~~' extracted '"extracted"' '"fence"' 10
	step "${FENCE}json"$'\n{"a":1}' extracted '"extracted"' '"fence"' 8
	step 'ä: {"a":1}' extracted '"extracted"' '"prose"' 4
	step '{"a":1} is it.' extracted '"extracted"' '"prose"' 0
	step 'Here {is} it: {"a":1} {x}.' extracted '"extracted"' '"prose"' 14
	step '"{\"a\":1}"' extracted '"extracted"' '"double_encoded"' 0
	step '<think>{"a":1}? [no]</think>{"a":2}' extracted '"extracted"' '"prose"' 28
	# A fence in a string in a fence.
	answers "Look:"$'\n'"${FENCE}json"$'\n{"a":1,"s":"'"${FENCE}"'js\n{}\n'"${FENCE}"'"}\n'"$FENCE"
	ok lmob-schemacheck -s s.json -f .output --replace --invalid bad in
	printf '{"output":{"a":1,"s":"%sjs\\n{}\\n%s"}}\n' "$FENCE" "$FENCE" >want
	same out want
}

@test "of two values the one that is valid; of two valid ones neither" {
	plain_schema
	step '{"a":"x"} or {"a":2}' extracted '"extracted"' '"prose"' 13
	step '{"b":1} [] {"a":2} {"a":2.0}' extracted '"extracted"' '"prose"' 11
	step '{"a":1} or {"a":2}' undetermined '"extracted"' '"prose"' 0
	jq -e '.schemacheck.errors == [{instance: "", schema: "", keyword: "answer", expected: "one valid value",
		got: "two that differ, at bytes 0 and 11", line: 1, column: 1}]' made
	step "$FENCE"$'\n{"a":1}\n'"$FENCE"$'\n'"$FENCE"$'\n{"a":2}\n'"$FENCE" undetermined '"extracted"' '"fence"' 4
	# A fence is likelier than prose, one for JSON likelier than others.
	step 'as {"a":1}:'$'\n'"$FENCE"$'\n{"a":2}\n'"$FENCE" extracted '"extracted"' '"fence"' 16
	step "${FENCE}js"$'\n{"a":1}\n'"$FENCE"$'\n'"${FENCE}json"$'\n{"a":2}\n'"$FENCE" extracted '"extracted"' '"fence"' 26
}

@test "the ladder: repaired, by name and byte" {
	plain_schema
	mended '{"a":1,}' '{"a":1}' trailing_comma@6
	mended "{'a':1}" '{"a":1}' single_quotes@1
	mended '{“a”:1}' '{"a":1}' smart_quotes@1
	mended '{a:1}' '{"a":1}' unquoted_key@1
	mended '{"a" 1}' '{"a": 1}' missing_colon@4
	mended '{"a":1 "b":"x"}' '{"a":1, "b":"x"}' missing_comma@6
	mended '{"a":1/* one */}' '{"a":1}' comment@6
	mended '{"a":+1}' '{"a":1}' number_form@5
	mended '{"a":1,"c":True}' '{"a":1,"c":true}' python_literal@11
	mended '{"a":1,"c":["d"' '{"a":1,"c":["d"]}' 'missing_bracket@15 missing_bracket@15'
	mended 'ä {a:1,}' '{"a":1}' 'unquoted_key@4 trailing_comma@7'
	mended "${FENCE}json"$'\n{a:1}\n'"$FENCE" '{"a":1}' unquoted_key@9
	step '{a:1,}' repaired '"repaired"' '"whole"' 0 '"unquoted_key@1","trailing_comma@4"' --repair
	step 'see {a:1}' repaired '"repaired"' '"prose"' 4 '"unquoted_key@5"' --repair
	# Byte-exact but for the fault: numbers, escapes, white space.
	mended '{ "a" : 1.0e0 ,"s":"\u00e4\/" , }' '{ "a" : 1.0e0 ,"s":"\u00e4\/"  }' trailing_comma@30
}

@test "without --repair nothing is repaired" {
	plain_schema
	for text in '{"a":1,}' "{'a':1}" '{a:1}' '{"a":1' '{"a":True}' '{“a”:1}' '{"a":+1}'; do
		refused "$text" unparseable
	done
}

@test "--repair=LIST: only these, or all but some" {
	plain_schema
	refused '{a:1,}' unparseable --repair=unquoted_key
	mended '{a:1,}' '{"a":1}' 'unquoted_key@1 trailing_comma@4' unquoted_key,trailing_comma
	refused '{a:1}' unparseable --repair=-unquoted_key
	mended '{"a":1,}' '{"a":1}' trailing_comma@6 -unquoted_key
	refused '{a:1}' unparseable --repair=default,-unquoted_key
	mended '{"a":12' '{"a":12}' 'cut_number@5 missing_bracket@7' all
	for list in nonsense 'unquoted_key,' ',' -nonsense '' Trailing_comma; do
		fails 2 'lmob-schemacheck: --repair: no kind of repair is called *' \
			lmob-schemacheck -s s.json -f .output --annotate --repair="$list" in
	done
}

@test "a repair invents no value" {
	plain_schema
	# Cut before a value that is required, or in one: not valid.
	refused '{"a":' schema_invalid --repair
	refused '{"a"' schema_invalid --repair
	refused '{"b":"x"' schema_invalid --repair
	refused '{' schema_invalid --repair
	refused '{"a":1' unparseable --repair
	refused '{"a":-' schema_invalid --repair
	refused '{"a":NaN}' unparseable --repair
	refused '{"a":undefined}' unparseable --repair
	refused '{"a":}' unparseable --repair
	refused '{"a":"1"}' schema_invalid --repair
	refused 'a is 1' unparseable --repair
	refused '' unparseable --repair
	# What is not asked for may be missing.
	mended '{"a":1,"b":' '{"a":1}' 'cut_member@6 missing_bracket@11'
	# Nor where all kinds are asked for, or this one.
	refused '{"a":}' unparseable --repair=all
	fails 2 'lmob-schemacheck: --repair: missing_value would invent a value*' \
		lmob-schemacheck -s s.json -f .output --check --repair=missing_value in
}

@test "--replace: the payload's bytes in place of the text, all else as it was" {
	plain_schema
	printf '%s\n' ' { "id":1.10, "output" : "so: { \"a\" :1.0 }" ,"x":[1, 2], "x":"\u0061"}' \
		'{"output":"none"}' '{"output":{ "a":2 }}' '{"output":"{\"a\":1,\n \"\\u00e4\":2}"}' >in
	found 1 'FAIL 3/4 valid' lmob-schemacheck -s s.json -f .output --replace --invalid bad in
	printf '%s\n' ' { "id":1.10, "output" : { "a" :1.0 } ,"x":[1, 2], "x":"\u0061"}' \
		'{"output":{ "a":2 }}' '{"output":{"a":1,  "\u00e4":2}}' >want
	same out want
	[[ $(<bad) == '{"output":"none","schema_failures":1,'* ]]
	found 1 'FAIL 3/4 valid' lmob-schemacheck -s s.json -f .output --replace --annotate in
	[[ $(sed -n 1p out) == ' { "id":1.10, "output" : { "a" :1.0 } ,"x":[1, 2], "x":"\u0061","schemacheck":{"verdict":"extracted",'* ]]
	[[ $(sed -n 2p out) == '{"output":"none",'* ]]
	# Once more changes nothing.
	ok lmob-schemacheck -s s.json -f .output --replace --invalid bad want
	same out want
}

@test "places: in the text as it is, or in what was recovered" {
	plain_schema
	answers $'ok:\n```\n{"a":1,\n  "b":"no"}\n```' '"{\"a\":1,\n \"b\":2}"' "{'a':1,'b':3}"
	found 1 'FAIL 0/3 valid' lmob-schemacheck -s s.json -f .output --repair --annotate in
	jq -c '.schemacheck.errors[] | [.instance, .line, .column]' out >got
	printf '%s\n' '["/b",4,7]' '["/b",2,6]' '["/b",1,12]' >want
	same got want
}

@test "long and hostile answers take no time" {
	schema '{"type":"object"}'
	"$PYTHON" - >in <<-'END'
		import json
		n = 300000
		for text in ("[" * n, '"' * n, "{" * n, "```" * n, "```json\n" * (n // 8), "[" * n + "]" * n, "{'a':" * (n // 5),
		             "\\" * n, "/*" * n, "<think>" * n, "(" * n, "[1,2]\n" * n, "a" * n + "{"):
		    print(json.dumps({"output": text}))
	END
	SECONDS=0
	timeout 100 lmob-schemacheck -s s.json -f .output --repair=all --check=json --allow-invalid in >out 2>err || [[ $? == [13] ]]
	[[ $(jq .records out) == 13 ]]
	((SECONDS < ${LMOB_SLOW_S:-40}))
}
