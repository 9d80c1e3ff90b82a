#!/usr/bin/env bats
# lmob-route --count-tokens, and the tokens that routes ask for: what is counted,
# and by whom.

load helpers
load route

setup() {
	begin
	cp "$FIXTURES/tokenizers/small.json" .
}

# counts RECORD TOKENS [OPTION...]: --count-tokens says so.
counts() {
	printf '%s\n' "$1" >in
	ok lmob-route --count-tokens "${@:3}" in
	[[ $(jq -c .tokens out) == "$2" ]] || {
		cat out
		return 1
	}
}

# exact RECORD: how many tokens small.json makes of it.
exact() {
	printf '%s\n' "$1" | lmob-route -t --tokenizer small.json | jq .tokens
}

@test "--tokenizer: a number, exact; nothing else is changed" {
	printf '%s\n' ' {"n":1E400,"text":"Hello, hello"} ' '{"tokens":"x","text":"","a":1.0}' '{"tokens" : 7}' '{}' >in
	ok lmob-route -t --tokenizer small.json in
	sed -E 's/[0-9]+(} |,"text":"")/N\1/' out >got
	printf '%s\n' ' {"n":1E400,"text":"Hello, hello","tokens":N} ' '{"tokens":0,"text":"","a":1.0}' '{"tokens" : null}' '{"tokens":null}' >want
	sed -i 's/"tokens":N,"text"/"tokens":0,"text"/' got
	same got want
	cp out counted
	ok lmob-route -t --tokenizer small.json counted
	same out counted
	head -n 1 out | jq -e '.tokens > 1'
}

@test "texts are joined by newlines; what is no text makes it unknown" {
	local n
	n=$(exact '{"text":"one two\nthree\nfour"}')
	((n > 3))
	counts '{"text":"one two","messages":[{"role":"user","content":"three"},{"role":"tool","content":[{"type":"text","text":"four"}]}]}' \
		"$n" --tokenizer small.json
	counts '{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":null}]}' 1 --tokenizer small.json
	counts '{"text":"x","messages":[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]}' null --tokenizer small.json
	counts '{"messages":[]}' null --tokenizer small.json
	counts '{"a":{"b":"x"},"c":["x","x"]}' "$(exact '{"text":"x\nx\nx"}')" \
		--tokenizer small.json --fields 'text=.a.b,text=.c[]'
}

@test "without a tokenizer: an estimate, which has the truth within" {
	local text low high n
	for text in 'Hello, how are you today?' 'Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.' 'x'; do
		printf '{"text":"%s"}\n' "$text" >in
		n=$(exact "$(<in)")
		ok lmob-route -t in
		jq -e '.tokens | keys_unsorted == ["low", "high"] and .low <= .high' out
		read -r low high < <(jq -r '.tokens | "\(.low) \(.high)"' out)
		echo "$low $n $high"
		((low <= n && n <= high))
	done
	counts '{"a":1}' null
}

@test "a stamp holds for the record with its count, and with its route" {
	manifest '{"id": "r", "task": "a", "lane": "managed", "model": "hosted-1"}'
	echo '{"task":"a","text":"Hello, write to a@example.com"}' | lmob-redact --stamp >stamped
	lmob-route -t stamped >estimated
	lmob-route -t --tokenizer small.json stamped >exact
	lmob-route stamped >routed
	for f in estimated exact routed; do
		ok lmob-route $f
		jq -e '.route.lane == "managed"' out
	done
}

@test "by the manifest: the tokenizer of the model that is asked for, or of the task's local one" {
	manifest '{"id": "r", "task": "a", "lane": "local", "model": "small"}'
	sed -i 's/"small": {/&"tokenizer": "small.json", /' m.jsonc
	counts '{"task":"a","text":"x"}' 1
	counts '{"task":"a","model":"small","text":"x"}' 1
	counts '{"task":"b","text":"x","tokens":99}' 1
	echo '{"task":"elsewhere","text":"x"}' >in
	ok lmob-route -t in
	jq -e '.tokens | keys == ["high", "low"]' out
	# --tokenizer needs no manifest, and does not look at it.
	counts '{"task":"elsewhere","text":"x"}' 1 --tokenizer small.json
}

@test "malformed texts are malformed records; tokens of any kind give way" {
	local value
	for value in 1 true '[]' '{"a":1}' '"5"' -1; do
		counts "{\"tokens\":$value,\"text\":\"x\"}" 1 --tokenizer small.json
	done
	echo '{"text":7}' >in
	fails 2 'lmob-route: in:1:1: *text: expected a string' lmob-route -t in
	echo '{"messages":{}}' >in
	fails 2 'lmob-route: in:1:1: *messages: expected a list*' lmob-route -t --tokenizer small.json in
	fails 0 'lmob-route: 1 of 1 records rejected, see r' lmob-route -t --rejects r in
	# A fault of tokens hides none of the texts.
	echo '{"tokens":"x","messages":"oops","flags":7}' >in
	fails 2 'lmob-route: in:1:1: *flags: expected a list*' lmob-route -t in
	echo '{"tokens":1,"tokens":"x","messages":"oops"}' >in
	fails 2 'lmob-route: in:1:1: *messages: expected a list*' lmob-route -t in
	echo '{"text":"x","text":"x"}' >in
	fails 2 'lmob-route: in:1:1: *text: expected one member of this name' lmob-route -t in
	counts '{"tokens":1,"tokens":"x","text":"x"}' 1 --tokenizer small.json
	counts '{"a":"x","text":"x"}' 1 --tokenizer small.json --fields tokens=.a
	manifest '{"id": "r", "task": "a", "lane": "local", "model": "small"}'
	sed -i 's/"small": {/&"tokenizer": "small.json", /' m.jsonc
	counts '{"task":"a","a":[5,5],"tokens":7,"text":"x"}' 1 --fields 'tokens=.a[]'
	counts '{"task":"a","tokens":7,"text":"x"}' 1
}

@test "tokens of a decision: who counted" {
	manifest '{"id": "r", "task": "a", "tokens_below": 100, "lane": "local", "model": "small"}, {"id": "n", "task": "b", "lane": "hold"}'
	route '{"task": "a", "tokens": 5}'
	[[ $(jq -c .tokens got) == '{"count":5,"by":"record"}' ]]
	route '{"task": "a", "tokens": {"count": 5}}'
	[[ $(jq -c .tokens got) == '{"count":5,"by":"record"}' ]]
	route '{"task": "a", "tokens": {"low": 5, "high": 7, "by": "x"}, "text": "x"}'
	[[ $(jq -c .tokens got) == '{"low":5,"high":7,"by":"record"}' ]]
	route '{"task": "a", "text": "Hello"}'
	jq -e '.tokens.by == "estimate" and .tokens.low <= .tokens.high' got
	sed -i 's/"small": {/&"tokenizer": "small.json", /' m.jsonc
	route '{"task": "a", "text": "x"}'
	[[ $(jq -c .tokens got) == '{"count":1,"by":"small"}' ]]
	sed -i 's/"trust_record_tokens": true/"trust_record_tokens": false/' m.jsonc
	route '{"task": "a", "text": "x", "tokens": 5000}'
	[[ $(jq -c .tokens got) == '{"count":1,"by":"small"}' ]]
	route '{"task": "a", "tokens": 5}'
	[[ $(jq -c '[.lane, .tokens]' got) == '["hold",null]' ]]
}

@test "a tokenizer that is not there or not whole is blamed on its place" {
	manifest '{"id": "r", "lane": "hold"}'
	mkdir folder
	mv m.jsonc folder
	mv small.json folder/whole.json
	export LMOB_MANIFEST=folder/m.jsonc
	sed -i 's/"small": {"kind"/"small": {"tokenizer": "t.json", "kind"/' folder/m.jsonc
	blamed '*t.json: *No such file or directory'
	cp folder/whole.json folder/t.json # beside the manifest, wherever the run is
	[[ $(lmob-route --check-manifest 2>&1) == 'OK '* ]]
	truncate -s -9 folder/t.json
	blamed '*t.json*'
	: >folder/t.json
	blamed '*t.json*'
	echo '{"model": {"type": "Other"}}' >folder/t.json
	blamed '*t.json*'
	printf 'GGUF\3\0\0\0' >folder/t.json
	blamed '*t.json*'
	rm folder/t.json
	mkdir folder/t.json
	blamed '*t.json*directory*'
	for file in nowhere folder folder/m.jsonc; do
		fails 2 "lmob-route: $file: *" lmob-route -t --tokenizer $file /dev/null
	done
}

# blamed GLOB: the second line of the manifest, where the tokenizer is named.
blamed() {
	fails 2 "lmob-route: folder/m.jsonc:3:26: expected a tokenizer: $1" lmob-route --check-manifest
	fails 2 "lmob-route: folder/m.jsonc:3:26: expected a tokenizer: $1" lmob-route /dev/null
}
