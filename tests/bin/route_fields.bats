#!/usr/bin/env bats
# lmob-route: where a record has what is read (--fields), what jq says of it
# (where), and which phrases raise a flag.

load helpers
load route

@test "--fields: every name, by a path" {
	manifest '{"id": "r", "task": "a", "stage": "s", "schema_failures_at_least": 2, "tokens_below": 9, "any_flag": ["brought"],
		"equals": {".x.shared": true}, "lane": "local", "model": "small"}'
	local all='id=.x.id,task=.x.task,stage=.x.stage,model=.x.model,tokens=.x.tokens,flags=.x.flags,schema_failures=.x.n,shared_externally=.x.shared,text=.x.text,messages=.x.messages'
	route '{"task":1,"id":[],"x":{"id":"i","task":"a","stage":"s","model":"spread","tokens":5,"flags":["brought"],"n":2,"shared":true,"text":"in court","messages":[{"role":"user","content":"all down"}]}}' \
		--fields "$all" -l led
	[[ $(jq -c '[.lane, .model, .tokens, [.flags[] | [.flag, .path]]]' got) == \
		'["local","spread",{"count":5,"by":"record"},[["legal",".x.text"],["outage",".x.messages[0].content"],["brought",".flags"]]]' ]]
	[[ $(jq -c '[.id, .task, .stage, .requested, .schema_failures, .shared_externally]' led) == '["i","a","s","spread",2,true]' ]]
	says '{"x":{"task":"a","n":-1}}' 'reject: malformed member .x.n: expected a whole number from 0 to 1,000,000,000' \
		--fields "${all%,text=*}"
	says '{"task":"a"}' 'reject: the job has no task' --fields "${all%,text=*}"
}

@test "--fields: a path of texts that met nothing is told at the end" {
	manifest '{"id": "r", "task": "a", "lane": "hold"}'
	printf '%s\n' '{"task":"a","subject":"x"}' '{"task":"a","subject":"x","log":{"messages":[]}}' >in
	fails 0 'lmob-route: --fields text=.boddy met nothing in any record' \
		lmob-route -f stage=.stage,text=.subject,text=.boddy,messages=.log.messages in
	fails 0 'lmob-route: --fields messages=.logs met nothing in any record' lmob-route -t -f text=.subject,messages=.logs in
	ok lmob-route -f text=.boddy /dev/null
	lmob-route -f text=.subject in >routed
	lmob-route --replay -f text=.subject,text=.boddy routed 2>err
	printf '%s\n' 'lmob-route: --fields text=.boddy met nothing in any record' 'SAME 2 decisions' | same err -
}

@test "--fields: several texts, quoted paths with commas, elements of lists" {
	manifest '{"id": "r", "task": "a", "lane": "hold"}'
	route '{"task":"a","text":"in court","a,b":"all down","\"=,":{"c":["x","our lawyer"]}}' --fields 'text=.["a,b"],text=.["\"=,"].c[]'
	[[ $(jq -c '[.flags[] | [.flag, .phrase, .path]]' got) == \
		'[["legal","our lawyer",".[\"\\\"=,\"].c[]"],["outage","all down",".[\"a,b\"]"]]' ]]
	route '{"task":"a","thread":{"messages":[{"role":"user","content":[{"text":"x"},{"text":"COURT"}]}]}}' --fields messages=.thread.messages
	[[ $(jq -r '.flags[].path' got) == '.thread.messages[0].content[1].text' ]]
	route '{"task":"a","text":null,"b":7}' -f text=.none
	[[ $(jq -c '[.lane, .flags]' got) == '["hold",[]]' ]]
	says '{"task":"a","b":7}' 'reject: malformed member .b: expected a string' -f text=.b
}

@test "--fields: a path that meets several values is malformed, but for texts" {
	manifest '{"id": "r", "task": "a", "lane": "hold"}'
	local name value
	while read -r name value; do
		says "{\"task\":\"a\",\"l\":[$value,$value]}" "reject: malformed member .l[]: expected one value" -f "$name=.l[]"
		[[ $name == task ]] || says "{\"task\":\"a\",\"l\":[null,$value,null]}" 'hold: held by rule r: task is a' -f "$name=.l[]"
	done <<-'END'
		id 7
		task "a"
		stage "s"
		model "small"
		tokens 5
		flags []
		schema_failures 1
		shared_externally true
	END
	for value in 'text="x"' 'messages=[]'; do
		says "{\"task\":\"a\",\"l\":[${value#*=},${value#*=}]}" 'hold: held by rule r: task is a' -f "${value%=*}=.l[]"
	done
}

@test "--fields: mistakes" {
	manifest '{"id": "r", "lane": "hold"}'
	fails 2 'lmob-route: --fields txt: expected NAME=PATH' lmob-route --fields txt
	fails 2 'lmob-route: --fields : expected NAME=PATH' lmob-route --fields ''
	fails 2 'lmob-route: --fields : expected NAME=PATH' lmob-route --fields text=.a,
	fails 2 'lmob-route: --fields: no field "txt": expected "text"[?]' lmob-route --fields txt=.a
	fails 2 'lmob-route: --fields: no field "body": expected one of id, task, stage, model, tokens, flags, schema_failures, shared_externally, text, messages' \
		lmob-route --fields body=.body
	fails 2 'lmob-route: --fields: task is given twice' lmob-route --fields task=.a,text=.b,task=.c
	fails 2 'lmob-route: --fields text=body: path body: expected a . at the start' lmob-route --fields text=body
	fails 2 'lmob-route: --fields task=.\["a: path .\["a: expected a closing "' lmob-route --fields 'text=.a,task=.["a'
	fails 2 'lmob-route: --fields task=: path : expected a . at the start' lmob-route --fields task=
	local name
	for name in redact route embedding embed schemacheck; do
		fails 2 "lmob-route: --fields text=.$name.a: expected a path that begins with the name of a member that no lmob program adds" \
			lmob-route --fields "text=.$name.a"
	done
}

# twice RECORD PATH [FIELDS]: malformed, as a name on PATH is there twice.
twice() {
	says "$1" "reject: malformed member $2: expected one member of this name" ${3:+--fields "$3"}
}

@test "a member that is read and is there twice is malformed, whichever counts" {
	manifest '{"id": "r", "task": "a", "any_flag": ["legal"], "lane": "hold"}, {"id": "s", "lane": "local", "model": "small", "task": "a"}'
	local name value
	while read -r name value; do
		if [[ $name != id && $name != tokens ]]; then
			twice "{\"$name\":$value,\"task\":\"a\",\"$name\":$value}" "$name"
			twice "{\"task\":\"a\",\"$name\":null,\"$name\":$value}" "$name"
		fi
		twice "{\"task\":\"a\",\"x\":{\"$name\":$value,\"$name\":$value}}" ".x.$name" "$name=.x.$name"
	done <<-'END'
		id 7
		stage "s"
		model "small"
		tokens 5
		flags []
		schema_failures 1
		shared_externally true
		text "x"
		messages []
	END
	says '{"task":"a","text":"x","other":1,"other":2}' 'local: local by rule s: task is a'
}

@test "--fields: a name on the way that is there twice is malformed" {
	manifest '{"id": "s", "task": "a", "lane": "local", "model": "small"}'
	twice '{"task":"a","body":"our lawyer","body":"hi"}' .body text=.body
	twice '{"task":"a","lab":["legal"],"lab":[]}' .lab flags=.lab
	twice '{"task":"a","in":{"a":"our lawyer"},"in":{"a":"x"}}' .in.a text=.in.a
	twice '{"task":"a","in":[{"a":"x"},{"a":"x","\u0061":"x"}]}' '.in[].a' 'text=.in[].a'
	twice '{"task":"a","in":{"a b":{"c":["x"]},"a b":{"c":["x"]}}}' '.in["a b"].c[0]' 'text=.in["a b"].c[0]'
	twice '{"task":"a","in":{"].a\"":[{"z":"x","z":"y"}]}}' '.in.["].a\""][-1].z' 'text=.in.["].a\""][-1].z'
	twice '{"task":"a","in":{"a":1},"in":{}}' .in.a id=.in.a
	says '{"task":"a","in":{"b":"x","b":"y","a":"x"},"a":1,"a":2}' 'local: local by rule s: task is a' --fields text=.in.a
	# By [] all of them are met.
	route '{"task":"a","in":{"b":"our lawyer","b":"x"}}' --fields 'text=.in[]'
	[[ $(jq -r '.flags[].flag' got) == legal ]]
	route '{"task":"a","text":"all down"}' --fields 'id=.["id"]'
	[[ $(jq -r '.flags[].flag' got) == outage ]]
}

@test "--fields: shared_externally is what equals asks for, wherever it is" {
	local path
	for path in .shared_externally '.[\"shared_externally\"]'; do
		manifest "{\"id\": \"m\", \"task\": \"a\", \"equals\": {\"$path\": true}, \"lane\": \"reject\"},
			{\"id\": \"f\", \"task\": \"a\", \"equals\": {\"$path\": false}, \"lane\": \"local\", \"model\": \"small\"}"
		for record in '{"task":"a","x":true,"shared_externally":false}=m' '{"task":"a","x":true}=m' '{"task":"a","x":false,"shared_externally":true}=f'; do
			route "${record%=*}" -f shared_externally=.x
			[[ $(jq -r .rule got) == "${record##*=}" ]]
		done
		for record in '{"task":"a","shared_externally":false}' '{"task":"a","x":null,"shared_externally":true}'; do
			says "$record" 'hold: held at rule m: the job lacks what equals asks for' -f shared_externally=.x
		done
		route '{"task":"a","shared_externally":false,"x":true}' -f text=.y
		[[ $(jq -r .rule got) == f ]]
	done
}

@test "where: jq on the whole record; several in one program do not meddle" {
	# shellcheck disable=SC2016 # of jq
	manifest '{"id": "w1", "task": "a", "where": ".n as $x | $x > 3", "lane": "hold"},
		{"id": "w2", "task": "a", "where": "def f: .s; f == \"\\u00e4\"", "lane": "hold"},
		{"id": "w3", "task": "a", "where": ".in.list[]? == 1", "lane": "hold"},
		{"id": "w4", "task": "b", "where": "$__loc__ | error", "lane": "hold"},
		{"id": "w5", "task": "a", "where": "(.e, true) | select(. == true) # a comment", "lane": "hold"}'
	local record
	for record in '{"task":"a","n":4}=w1' '{"task":"a","s":"ä","n":3}=w2' '{"task":"a","in":{"list":[1,false]}}=w3' \
		'{"task":"a","in":{"list":[null,true]}}=w5' '{"task":"a","n":3.0000001}=w1' '{"task":"b","n":9}=w4'; do
		printf '%s\n' "${record%=*}" >>in
		echo "${record##*=}" >>rules
	done
	ok lmob-route in
	jq -r .route.rule out | same - rules
}

@test "where: an expression that fails holds the job, with jq's words" {
	local how
	for how in hold reject skip match; do
		manifest '{"id": "w", "task": "a", "where": ".n + 1 > 0", "on_missing": "'$how'", "lane": "local", "model": "small"}'
		route '{"task":"a","n":"x"}'
		[[ $(jq -r '[.lane, .rule, .model] | @csv' got) == '"hold","w",' ]]
		[[ $(jq -r .reason got) == 'held at rule w: '*'where failed: '*'string ("x") and number (1) cannot be added' ]]
	done
	manifest '{"id": "w", "task": "a", "where": ".n | error", "lane": "reject"}'
	route '{"task":"a","n":"stop\nhere\u001b"}'
	[[ $(jq -r .reason got) == 'held at rule w: '*'where failed: stop'* ]]
	manifest '{"id": "w", "task": "a", "stage": "s", "where": "error", "lane": "reject"}'
	route '{"task":"a"}' # a stage that is missing does not hide it
	[[ $(jq -r .reason got) == 'held at rule w: '*'where failed: '* ]]
	route '{"task":"a","stage":"t"}'
	[[ $(jq -r .lane got) == reject ]]
	manifest '{"id": "w", "task": "a", "where": "halt", "lane": "reject"}'
	route '{"task":"a"}'
	[[ $(jq -r .reason got) == 'held at rule w: '*'where failed: '*halted* ]]
}

@test "where: words of jq that are cut are whole characters" {
	local pad
	manifest '{"id": "w", "task": "a", "where": ".n | error", "lane": "reject"}'
	for pad in '' x xx xxx xxxx; do
		"$PYTHON" -c 'import sys
print("{\"task\":\"a\",\"n\":\"%s\"}" % (sys.argv[1] + "ä€😀" * 300))' "$pad" >in
		ok lmob-route in
		"$PYTHON" -c 'import json; r = json.loads(open("out", "rb").read().decode())["route"]["reason"]; assert len(r.encode()) > 470 and "\ufffd" not in r, r'
	done
}

@test "where: a record that is too deep for jq is held, not lost" {
	manifest '{"id": "w", "task": "a", "where": ".a == 1", "lane": "reject"}'
	"$PYTHON" -c 'for n in 5, 300, 990: print("{\"task\":\"a\",\"a\":1,\"d\":%s\"secret\"%s}" % ("[" * n, "]" * n))' >in
	lmob-route --allow-rejected in >out 2>err
	[[ ! -s err && $(wc -l <out) == 3 ]]
	run ! grep -q '"reason":"[^"]*secret' out
	grep -o '"lane":"[a-z]*"' out | head -n 1 | grep -q reject
	run ! grep -o '"lane":"local"' out
}

@test "where: what is no expression is blamed on its place" {
	local expr
	# shellcheck disable=SC2016
	for expr in '(' '.a ==' '$x' 'nofunction' '.a | f(1)' 'import \"m\" as m; .' ')' '.a) | (.b' '$__lmob_which == 1'; do
		manifest '{"id": "good", "task": "a", "where": ".x", "lane": "hold"},
 {"id": "w", "task": "a", "where": "'"$expr"'", "lane": "hold"}'
		blames '18:36' 'not a jq expression: *'
	done
}

@test "phrases: at their place, and what raises a flag" {
	local phrase
	manifest '{"id": "r", "task": "a", "lane": "hold"}'
	sed -i 's/"our lawyer"/\n"good", "!!!"/' m.jsonc
	blames '17:9' '*expected a phrase*letter or a digit*'
	manifest '{"id": "r", "task": "a", "lane": "hold"}'
	for phrase in 'Our  LAWYER!' 'our\nlawyer' 'x,our lawyer.' 'IN COURT'; do
		route "{\"task\":\"a\",\"text\":\"$phrase\"}"
		[[ $(jq -r '.flags[].flag' got) == legal ]]
	done
	for phrase in 'your lawyers' 'ourlawyer' 'courtesy' ''; do
		route "{\"task\":\"a\",\"text\":\"$phrase\"}"
		[[ $(jq -c .flags got) == '[]' ]]
	done
	route '{"task":"a","flags":["x","outage","x","legal","y"],"text":"court"}'
	[[ $(jq -c '[.flags[] | [.flag, .phrase, .path]]' got) == \
		'[["legal","court",".text"],["outage",null,".flags"],["x",null,".flags"],["y",null,".flags"]]' ]]
}
