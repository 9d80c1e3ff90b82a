#!/usr/bin/env bats
# shellcheck disable=SC2016 # $ref is a keyword
# lmob-schemacheck: the schemas: bad ones, references, one a task, drafts.

load helpers
load schemacheck

# refuses GLOB SCHEMA [OPTION...]: the schema is refused, before anything is read.
refuses() {
	schema "$2"
	rm -f bad
	fails 2 "lmob-schemacheck: $1" lmob-schemacheck -s s.json --invalid bad "${@:3}" in.jsonl || return
	[[ ! -e bad ]]
}

# takes VALID INVALID [OPTION...]: s.json does, and one is valid, the other not.
takes() {
	printf '%s\n' "$1" "$2" >in
	found 1 'FAIL 1/2 valid' lmob-schemacheck -s s.json --invalid bad "${@:3}" in || return
	[[ $(<out) == "$1" ]]
}

# python EXPRESSION: what it prints.
python() {
	"$PYTHON" -c "import json, sys; sys.setrecursionlimit(100000); sys.stdout.write($1)"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
	echo '{"a":1}' >in.jsonl
}

@test "what is wrong with a schema has its line and column" {
	refuses 's.json:1:1: *' ''
	refuses 's.json:2:2: *' $'{"a":1}\n x'
	refuses 's.json:1:1: expected a schema: an object, true or false' '[]'
	refuses 's.json:2:9: no schema: at "/type" expected *' $'{\n"type": "strnig"}'
	refuses 's.json:1:24: no schema: at "/items/multipleOf" expected more than 0, got number 0' '{"items":{"multipleOf":0}}'
	refuses 's.json:1:12: bad regular expression: *' '{"pattern":"("}'
	refuses 's.json:1:12: bad regular expression: *too large*' '{"pattern":"(?:a{1,60000}){1,60000}"}'
	refuses 's.json:3:2: unknown keyword "minLenght", meant is perhaps "minLength"*' $'{"items":{\n"type":"string",\n "minLenght":1}}'
	refuses 's.json:1:11: expected the name of a format, which "e-mail" is not; --lenient passes it over' '{"format":"e-mail"}'
	refuses 's.json:1:12: unknown draft *' '{"$schema":"http://json-schema.org/draft-03/schema#"}'
	fails 2 'lmob-schemacheck: nowhere.json: *No such file*' lmob-schemacheck -s nowhere.json --check in.jsonl
	fails 2 'lmob-schemacheck: no schema: *' lmob-schemacheck --check in.jsonl
}

@test "cycles are refused; recursion that comes to an end is not" {
	refuses 's.json:1:1: this schema asks the same value of itself without end*' '{"$ref":"#"}'
	refuses '* without end*' '{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"allOf":[{"$ref":"#/$defs/a"}]}},"$ref":"#/$defs/a"}'
	schema '{"type":"object","properties":{"next":{"$ref":"#"}}}'
	takes '{"next":{"next":{}}}' '{"next":{"next":1}}'
}

@test "--lenient: what is not known is passed over, and no mistakes" {
	for text in '{"minLenght":1}' '{"format":"e-mail"}' '{"$schema":"http://json-schema.org/draft-03/schema#"}'; do
		refuses 's.json:1:*' "$text"
		ok lmob-schemacheck -s s.json --invalid bad --lenient in.jsonl
	done
	refuses 's.json:1:9: *' '{"type":"strnig"}' --lenient
	refuses '* without end*' '{"$ref":"#"}' --lenient
}

@test "schemas that are huge or deep" {
	python '"{\"not\":" * 10000 + "{}" + "}" * 10000' >s.json
	fails 2 'lmob-schemacheck: s.json:1:7001: nested deeper than 1000 levels' lmob-schemacheck -s s.json --check in.jsonl
	python '"[" * 1000000 + "]" * 1000000' >s.json
	fails 2 'lmob-schemacheck: s.json:1:1001: nested deeper than 1000 levels' lmob-schemacheck -s s.json --check in.jsonl
	python '"{\"not\":" * 998 + "{}" + "}" * 998' >s.json
	lmob-schemacheck -s s.json --check --allow-invalid in.jsonl >out 2>err || [[ $? == 3 ]]
	# Twenty thousand references in a row.
	python '"{\"$ref\":\"#/$defs/0\",\"$defs\":{" + "".join("\"%d\":{\"$ref\":\"#/$defs/%d\"}," % (i, i + 1) for i in range(20000)) + "\"20000\":{\"type\":\"object\"}}}"' >s.json
	lmob-schemacheck -s s.json --annotate --allow-invalid in.jsonl >out 2>err || [[ $? == 3 ]]
	[[ $(verdicts) == @(strict|undetermined) ]]
}

@test "an enum of 1 MB, and of 10 MB" {
	local n most_s=20
	[[ ${LMOB_CONFIG:-release} == release ]] || most_s=120
	for n in 60000 600000; do
		[[ $n == 60000 || ! ${LMOB_QUICK-} ]] || break
		python "json.dumps({\"properties\": {\"a\": {\"enum\": [\"value-%08d\" % i for i in range($n)]}}})" >s.json
		printf '{"a":"value-%08d"}\n' 0 $((n - 1)) "$n" >in
		SECONDS=0
		found 1 'FAIL 2/3 valid' lmob-schemacheck -s s.json --annotate in
		((SECONDS < most_s))
		# What was expected is not told in a megabyte.
		[[ $(tail -n 1 out | wc -c) -lt 1000 ]]
	done
}

@test "a regular expression that explodes on its input is not waited for" {
	local most_s=10
	[[ ${LMOB_CONFIG:-release} == release ]] || most_s=60
	schema '{"properties":{"a":{"pattern":"^(a+)+$"}}}'
	python '"{\"a\":\"" + "a" * 100000 + "\"}\n{\"a\":\"" + "a" * 100000 + "b\"}\n{\"a\":\"aaa\"}\n{\"a\":\"aab\"}\n"' >in
	SECONDS=0
	found 1 'FAIL *' lmob-schemacheck -s s.json --annotate in
	((SECONDS < most_s))
	verdicts >got
	[[ $(sed -n 1p got) == @(strict|undetermined) && $(sed -n 2p got) == @(schema_invalid|undetermined) ]]
	[[ $(tail -n 2 got | xargs) == 'strict schema_invalid' ]]
	# One where the limit is met: nobody calls it valid, nor invalid.
	schema '{"properties":{"a":{"pattern":"^(a*)(a*)(a*)\\1\\2\\3b$"}}}'
	{ head -n 1 in && printf '{"a":"%sb"}\n' "$(head -c 301 /dev/zero | tr '\0' a)"; } >in2
	mv in2 in
	found 1 'FAIL *' lmob-schemacheck -s s.json --annotate in
	[[ $(verdicts | sed -n 2p) == undetermined ]]
	sed -n 2p in >one
	found 3 'undecided: 0/1 valid' lmob-schemacheck -s s.json --annotate one
	jq -e '.schemacheck.errors[0] | .keyword == "pattern" and .got == "a limit was hit first"' out
	jq -e .schema_failures out
}

@test "nothing is fetched: no URL, no file that no option names" {
	echo '{"type":"string"}' >other.json
	for uri in https://example.com/s.json http://localhost:9/s.json file:///etc/passwd "file://$PWD/other.json" \
		other.json ./other.json "$PWD/other.json" urn:x:y; do
		refuses "s.json:2:9: the reference * leads nowhere: no*; --resolve *" $'{"items":\n{"$ref":"'"$uri"'"}}'
	done
	refuses 's.json:1:12: unknown draft *' '{"$schema":"https://example.com/meta"}'
	# What is compiled in needs no network.
	schema '{"$ref":"https://json-schema.org/draft/2020-12/schema"}'
	takes '{"type":"string"}' '{"type":"strnig"}'
}

@test "--resolve: files below a folder by the prefix of their URI, or one file" {
	mkdir -p refs/sub
	echo '{"type":"integer","$defs":{"s":{"type":"string"}}}' >refs/i.json
	echo '{"$ref":"../i.json#/$defs/s"}' >refs/sub/t.json
	schema '{"properties":{"a":{"$ref":"https://x.example/v1/i.json"},"b":{"$ref":"https://x.example/v1/sub/t.json"}}}'
	takes '{"a":1,"b":"s"}' '{"a":1,"b":2}' --resolve https://x.example/v1/=refs
	takes '{"a":1,"b":"s"}' '{"a":"x"}' --resolve https://y.example/=nowhere,https://x.example/v1/=refs
	# The longest prefix counts, and DIR may be a file.
	echo '{"type":"null"}' >null.json
	schema '{"properties":{"a":{"$ref":"https://x.example/v1/i.json"}}}'
	takes '{"a":null}' '{"a":1}' --resolve https://x.example/v1/=refs,https://x.example/v1/i.json=null.json
	schema '{"$ref":"urn:x:y"}'
	echo '{"required":["q"]}' >q.json
	takes '{"q":1}' '{}' --resolve urn:x:y=q.json
	# A schema that has an id is found by it.
	schema '{"$id":"https://x.example/v1/main","properties":{"a":{"$ref":"i.json"}}}'
	takes '{"a":1}' '{"a":"x"}' -r https://x.example/v1/=refs
	refuses '*s.json:1:9: the reference * leads nowhere*' '{"$ref":"https://x.example/v1/none.json"}' -r https://x.example/v1/=refs
	refuses '--resolve: expected PREFIX=DIR, not "refs"' true --resolve refs
	# What is wrong with it has its place.
	printf '{\n"type":7}' >refs/bad.json
	refuses 'refs/bad.json:2:8: expected null, *' '{"$ref":"https://x.example/bad.json"}' -r https://x.example/=refs
	printf '{"type":"null",\n"title":7}' >refs/bad.json
	refuses 'refs/bad.json:2:9: no schema: at "/title" *' '{"$ref":"https://x.example/bad.json"}' -r https://x.example/=refs
}

@test "no output is written over a schema that was read, also of --resolve" {
	mkdir refs
	schema '{"$ref":"https://x.example/a.json"}'
	echo '{"type":"object"}' >refs/a.json
	echo '{"t":"s.json"}' >map.json
	echo '{"task":"t"}' >in
	cp refs/a.json kept
	for options in '-s s.json --invalid' '--schema-map map.json --invalid' '-s s.json --annotate -o' \
		'-s s.json --annotate --rejects' '-s s.json --check --stats'; do
		read -ra words <<<"$options"
		fails 2 'lmob-schemacheck: *refs/a.json: it is *' lmob-schemacheck --resolve https://x.example/=refs \
			"${words[@]}" ./refs/a.json in
		same refs/a.json kept
	done
	for path in map.json s.json; do
		fails 2 "lmob-schemacheck: *$path*: it is *" lmob-schemacheck --resolve https://x.example/=refs \
			--schema-map map.json --invalid "$path" in
	done
}

@test "--resolve: no reference leads out of its folder" {
	mkdir -p refs/a
	echo true >secret.json
	for rest in ../secret.json %2e%2e/secret.json .%2E/secret.json a/../../secret.json a/%2e%2e/%2e%2e/secret.json \
		..%2fsecret.json a%2F..%2F..%2fsecret.json; do
		refuses '*' '{"$ref":"x:'"$rest"'"}' -r x:=refs
		[[ $(<err) == *' leads '* ]]
	done
	refuses '*' '{"$ref":"x:..'%00'/secret.json"}' -r x:=refs
}

@test "a metaschema of one's own, by --resolve" {
	mkdir refs
	cat >refs/meta.json <<-'END'
		{"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://x.example/meta.json",
		 "$vocabulary": {"https://json-schema.org/draft/2020-12/vocab/core": true,
		                 "https://json-schema.org/draft/2020-12/vocab/applicator": true},
		 "type": "object", "maxProperties": 3}
	END
	refuses 's.json:1:61: "type" is no keyword of this draft; *' '{"$schema":"https://x.example/meta.json","properties":{"a":{"type":"string"}}}' -r https://x.example/=refs
	refuses 's.json:1:1: no schema: *' '{"$schema":"https://x.example/meta.json","$id":"x:y","$comment":"","$defs":{}}' -r https://x.example/=refs
	schema '{"$schema":"https://x.example/meta.json","properties":{"a":false}}'
	takes '{"b":1}' '{"a":1}' -r https://x.example/=refs
}

@test "--draft: of a schema without one; each draft as it was" {
	schema '{"items":[{"type":"string"}],"additionalItems":false}'
	for draft in 4 6 7 2019-09; do
		takes '["a"]' '["a","b"]' --draft $draft
	done
	refuses 's.json:1:10: *' '{"items":[{}]}'
	schema '{"exclusiveMinimum":true,"minimum":1}'
	takes 2 1 --draft 4
	refuses '*' '{"exclusiveMinimum":true,"minimum":1}' --draft 6
	# What a schema says itself counts.
	schema '{"$schema":"http://json-schema.org/draft-04/schema#","exclusiveMinimum":true,"minimum":1}'
	takes 2 1 --draft 2020-12
	fails 2 'lmob-schemacheck: --draft 5: *' lmob-schemacheck -s s.json --check --draft 5 in.jsonl
}

@test "--format-annotation, --assert-content" {
	schema '{"format":"date"}'
	takes '"2026-02-28"' '"2026-02-30"'
	echo '"2026-02-30"' >in
	ok lmob-schemacheck -s s.json --invalid bad --format-annotation in
	schema '{"contentEncoding":"base64","contentMediaType":"application/json"}'
	takes '"e30="' '"e30"' --assert-content
	ok lmob-schemacheck -s s.json --invalid bad in.jsonl
	echo '"no"' >in
	ok lmob-schemacheck -s s.json --invalid bad in
}

@test "--schema-map: a schema a task" {
	mkdir -p maps/schemas
	echo '{"required":["a"]}' >maps/schemas/a.json
	echo '{"required":["b"]}' >maps/b.json
	cat >maps/map.json <<-'END'
		{
		  // relative to this file
		  "one": "schemas/a.json", "two": "b.json", "three": "schemas/a.json",
		}
	END
	printf '%s\n' '{"task":"one","a":1}' '{"task":"two","b":1}' '{"task":"three","a":1}' '{"task":"two","a":1}' >in
	found 1 'FAIL 3/4 valid' lmob-schemacheck --schema-map maps/map.json --annotate in
	[[ $(jq -r '.schemacheck.schema[:5]' out | xargs) == 'a.jso b.jso a.jso b.jso' ]]
	[[ $(verdicts | xargs) == 'strict strict strict schema_invalid' ]]
	lmob-schemacheck --schema-map maps/map.json --check=json in 2>err | jq -e '.schemas | length == 2'
	sed 's/"task"/"kind"/' in >other
	found 1 'FAIL 3/4 valid' lmob-schemacheck --schema-map maps/map.json --annotate --task .kind other
	fails 2 'lmob-schemacheck: --schema does not go with --schema-map' \
		lmob-schemacheck -s maps/b.json --schema-map maps/map.json --annotate in
}

@test "a task without a schema is trouble, or a reject; never valid" {
	echo '{"one":"s.json"}' >map.json
	schema true
	printf '%s\n' '{"task":"one"}' '{"task":"other"}' '{"task":"one","n":2}' >in
	fails 2 'lmob-schemacheck: in:2:1: .task: a task without a schema' lmob-schemacheck --schema-map map.json --annotate in
	[[ $(wc -l <out) == 1 ]]
	fails 0 'lmob-schemacheck: 1 of 3 records rejected, see r' lmob-schemacheck --schema-map map.json --annotate --rejects r in
	[[ $(jq -r .error r) == '.task: a task without a schema' ]]
	for line in '{}' '{"task":1}' '{"task":null}' '[]'; do
		echo "$line" >in
		fails 2 'lmob-schemacheck: in:1:1: .task: expected the name of a task*' lmob-schemacheck --schema-map map.json --invalid bad in
	done
}

@test "maps that are wrong have their place" {
	map() {
		printf '%b' "$1" >map.json
		fails 2 "lmob-schemacheck: $2" lmob-schemacheck --schema-map map.json --check in.jsonl
	}
	schema true
	map '' 'map.json:1:1: *'
	map '[]' 'map.json:1:1: *'
	map '{}' 'map.json:1:*'
	map '{"a":"s.json",\n"a":"s.json"}' 'map.json:2:1: *'
	map '{"a":1}' 'map.json:1:6: *'
	map '{"a":""}' 'map.json:1:6: *'
	map '{"":"s.json"}' 'map.json:1:2: *'
	map '{"a":"none.json"}' '*none.json: *No such file*'
	map '{"a":"s.json"' 'map.json:1:*'
}

@test "the manifest's schemas" {
	mkdir m
	echo '{"required":["a"]}' >m/a.json
	echo '{"version":"1","schemas":{"one":"a.json"}}' >m/m.jsonc
	printf '%s\n' '{"task":"one","a":1}' '{"task":"one"}' >in
	found 1 'FAIL 1/2 valid' lmob-schemacheck --manifest m/m.jsonc --annotate in
	LMOB_MANIFEST=m/m.jsonc found 1 'FAIL 1/2 valid' lmob-schemacheck --annotate in
	# --schema is for all, whatever the manifest says.
	schema true
	ok lmob-schemacheck --manifest m/m.jsonc -s s.json --annotate in
	echo '{"version":"1"}' >m/m.jsonc
	fails 2 'lmob-schemacheck: the manifest has no member schemas: *' lmob-schemacheck --manifest m/m.jsonc --annotate in
}

@test "of anyOf and oneOf the likely branch comes first, and no flood" {
	schema '{"oneOf":[{"properties":{"kind":{"const":"circle"},"r":{"type":"number"}},"required":["kind","r"]},
		{"properties":{"kind":{"const":"box"},"w":{"type":"number"},"h":{"type":"number"}},"required":["kind","w","h"]}]}'
	echo '{"kind":"box","w":"1","h":2}' >in
	found 1 'FAIL*' lmob-schemacheck -s s.json --annotate in
	[[ $(jq -c '[.schemacheck.errors[] | [.keyword, .instance]]' out) == '[["oneOf",""],["type","/w"],["const","/kind"]]' ]]
	python 'json.dumps({"anyOf": [{"properties": {"v%d" % j: {"const": i} for j in range(20)}} for i in range(100)]})' >s.json
	python 'json.dumps({"v%d" % j: -1 for j in range(20)}) + "\n"' >in
	found 1 'FAIL*' lmob-schemacheck -s s.json --annotate --max-errors 1000000 in
	jq -e '.schemacheck.errors | length == 1 + 20 + 99' out
}

@test "names and values of an enum are told apart, whatever their hash" {
	schema '{"properties":{"ab":{"enum":["a","b",1,1.5,null,true,[1],{"c":1}]}},"additionalProperties":false}'
	for value in '"a"' 1.0 15e-1 null true '[1.0]' '{"c":1e0}'; do
		takes "{\"ab\":$value}" '{"ab":"c"}'
	done
	for value in '"1"' false '[]' '[1,1]' '{"c":1,"d":1}' '{}' 0; do
		takes '{}' "{\"ab\":$value}"
	done
}

@test "schema_meta.c is what schema_meta.py makes of the metaschemas" {
	"$PYTHON" "$ROOT/lib/lm/schema_meta.py" >made
	same made "$ROOT/lib/lm/schema_meta.c"
}
