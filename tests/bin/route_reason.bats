#!/usr/bin/env bats
# The sentences of lmob-route: why a job goes where it goes, and why each route
# before did not take it.

load helpers
load route

LOCAL='"lane": "local", "model": "small"'

@test "a route took it: what it asked for, in its order" {
	manifest '{"id": "r", "task": "a", "stage": "s", "schema_failures_at_least": 2, "equals": {".x": 1, ".y": "z"},
		"hours": "after", "tokens_below": 10, "tokens_at_least": 3, "any_flag": ["outage", "legal"], "no_flag": ["brought"],
		"where": ".x == 1", '"$LOCAL}"
	says '{"task": "a", "stage": "s", "schema_failures": 3, "x": 1, "y": "z", "tokens": 5, "text": "all down"}' \
		'local: local by rule r: task is a, stage is s, 3 schema failures reach 2, .x and .y are as asked for, it is outside of business hours, 5 tokens are under 10, 5 tokens reach 3, outage is raised by "all down" in .text, its flag is not raised, where is true'
	manifest '{"id": "r", '"$LOCAL}"
	says '{"task": "a"}' 'local: local by rule r: it takes every job'
}

@test "one and several" {
	manifest '{"id": "r", "task": "a", "tokens_below": 2, "schema_failures_at_least": 1, "equals": {".x": 1}, '"$LOCAL}"
	says '{"task": "a", "tokens": 1, "schema_failures": 1, "x": 1}' \
		'local: local by rule r: task is a, 1 schema failure reaches 1, .x is as asked for, 1 token is under 2'
	passes '{"task": "a", "tokens": 1, "schema_failures": 0, "x": 1}' r '0 schema failures do not reach 1'
	manifest '{"id": "r", "task": "a", "schema_failures_at_least": 2, '"$LOCAL}"
	passes '{"task": "a", "schema_failures": 1}' r '1 schema failure does not reach 2'
	manifest '{"id": "r", "task": "a", "tokens_at_least": 2, '"$LOCAL}"
	passes '{"task": "a", "tokens": 1}' r '1 token does not reach 2'
	manifest '{"id": "r", "task": "a", "tokens_at_least": 0, '"$LOCAL}"
	says '{"task": "a", "tokens": 1}' 'local: local by rule r: task is a, 1 token reaches 0'
}

@test "lanes of people: held and rejected by a rule" {
	manifest '{"id": "h", "task": "a", "lane": "hold"}, {"id": "x", "task": "b", "lane": "reject"}'
	says '{"task": "a"}' 'hold: held by rule h: task is a'
	says '{"task": "b"}' 'reject: rejected by rule x: task is b'
	jq -e '[.model, .endpoint, .queue] == [null, null, null]' got
}

@test "passed over: each condition in its words" {
	manifest '{"id": "r", "task": "a", "stage": "s", '"$LOCAL}"
	passes '{"task": "a", "stage": "t"}' r 'stage is t, not s'
	manifest '{"id": "r", "task": "a", "equals": {".x": 1}, '"$LOCAL}"
	passes '{"task": "a", "x": 2}' r '.x is not as asked for'
	manifest '{"id": "r", "task": "a", "equals": {".x": 1, ".y": 1}, '"$LOCAL}"
	passes '{"task": "a", "x": 1, "y": 2}' r '.x and .y are not all as asked for'
	manifest '{"id": "r", "task": "a", "hours": "business", '"$LOCAL}"
	passes '{"task": "a"}' r 'it is outside of business hours'
	LMOB_NOW=2026-05-05T08:00:00Z says '{"task": "a"}' 'local: local by rule r: task is a, it is business hours'
	manifest '{"id": "r", "task": "a", "hours": "after", '"$LOCAL}"
	LMOB_NOW=2026-05-05T08:00:00Z passes '{"task": "a"}' r 'it is business hours'
	manifest '{"id": "r", "task": "a", "tokens_below": 5, '"$LOCAL}"
	passes '{"task": "a", "tokens": 5}' r '5 tokens are not under 5'
	passes '{"task": "a", "tokens": {"low": 4, "high": 6}}' r 'an estimated 4 to 6 tokens are not under 5'
	manifest '{"id": "r", "task": "a", "any_flag": ["legal"], '"$LOCAL}"
	passes '{"task": "a", "text": "x"}' r 'its flag is not raised'
	manifest '{"id": "r", "task": "a", "any_flag": ["legal", "outage"], '"$LOCAL}"
	passes '{"task": "a", "flags": []}' r 'none of its flags is raised'
	manifest '{"id": "r", "task": "a", "no_flag": ["legal"], '"$LOCAL}"
	passes '{"task": "a", "messages": [{"role": "user", "content": [{"text": "in Court."}]}]}' r \
		'legal is raised by "court" in .messages[0].content[0].text'
	passes '{"task": "a", "flags": ["legal"]}' r 'legal is raised by the record'
	manifest '{"id": "r", "task": "a", "where": ".x", '"$LOCAL}"
	passes '{"task": "a", "x": false}' r 'where is not true'
	manifest '{"id": "r", "task": "a", "lane": "local", "model": "small", "queue": "short"}'
	passes '{"task": "a", "tokens": 51}' r '51 tokens are more than the 50 of queue short'
	says '{"task": "a", "tokens": 50}' 'local: local by rule r: task is a, 50 tokens are within the 50 of queue short'
}

@test "routes of another task are no news; those without task are" {
	manifest '{"id": "other", "task": "b", '"$LOCAL"'}, {"id": "any", "stage": "s", '"$LOCAL"'}, {"id": "r", "task": "a", '"$LOCAL}"
	route '{"task": "a", "stage": "t"}'
	[[ $(jq -c .passed_over got) == '[{"rule":"any","because":"stage is t, not s"}]' ]]
}

# missing CONDITION WORDS [RECORD]: each on_missing with the signal not there.
missing() {
	local record=${3-'{"task": "a"}'}
	for how in '' '"on_missing": "hold",'; do
		manifest "{\"id\": \"r\", \"task\": \"a\", $1, $how $LOCAL}"
		says "$record" "hold: held at rule r: $2"
	done
	manifest "{\"id\": \"r\", \"task\": \"a\", $1, \"on_missing\": \"reject\", $LOCAL}"
	says "$record" "reject: rejected at rule r: $2"
	manifest "{\"id\": \"r\", \"task\": \"a\", $1, \"on_missing\": \"skip\", $LOCAL}"
	says "$record" 'reject: the only rule for task a does not take the job'
	[[ $(jq -r '.passed_over[0].because' got) == "$2" ]]
	manifest "{\"id\": \"r\", \"task\": \"a\", $1, \"on_missing\": \"match\", $LOCAL}"
	says "$record" "local: local by rule r: task is a, $2 (which is a match)"
}

@test "a signal that is missing: hold, reject, skip, match" {
	missing '"stage": "s"' 'the job has no stage'
	missing '"equals": {".x": null}' 'the job lacks what equals asks for'
	missing '"tokens_below": 9' 'the job has no text and no count of tokens'
	missing '"tokens_at_least": 9' 'the job has no text and no count of tokens'
	missing '"tokens_below": 9' 'a part of a message is no text, its tokens are unknown' \
		'{"task": "a", "text": "x", "messages": [{"role": "user", "content": [{"type": "image_url"}]}]}'
	missing '"any_flag": ["legal"]' 'the job has no text and no list of flags'
	missing '"no_flag": ["legal"]' 'the job has no text and no list of flags'
	missing '"any_flag": ["legal"]' 'a part of a message is no text, its risks are unknown' \
		'{"task": "a", "text": "x", "messages": [{"role": "user", "content": [{"type": "image_url"}]}]}'
	missing '"where": ".x"' 'where gives null, or nothing'
	missing '"where": "empty"' 'where gives null, or nothing'
	missing '"queue": "short"' 'the job has no text and no count of tokens'
}

@test "no route takes it" {
	manifest '{"id": "r", "task": "support", "stage": "s", "lane": "hold"}, {"id": "q", "task": "support", "stage": "t", "lane": "hold"}'
	says '{}' 'reject: the job has no task'
	says '{"task": null}' 'reject: the job has no task'
	says '{"task": "suport"}' 'reject: no rule takes task "suport": "support" was expected?'
	says '{"task": "elsewhere"}' 'reject: no rule takes task "elsewhere"'
	says '{"task": "support", "stage": "x"}' 'reject: none of the 2 rules for task support takes the job'
	[[ $(jq -c '[.rule, .passed_over[].rule]' got) == '[null,"r","q"]' ]]
}

@test "a model that is not approved, and the nearest that is" {
	local start='reject: unapproved local model'
	manifest '{"id": "r", "task": "a", '"$LOCAL"'}, {"id": "s", "task": "b", '"$LOCAL}"
	says '{"task": "a", "model": "smal"}' "$start \"smal\": the manifest has no model of this name; the nearest approved one is \"small\""
	says '{"task": "a", "model": "Small"}' "$start \"Small\": the manifest has no model of this name; the nearest approved one is \"small\""
	says '{"task": "a", "model": "quite-else"}' "$start \"quite-else\": the manifest has no model of this name"
	says '{"task": "b", "model": "spread"}' "$start \"spread\": it is not approved for task b"
	says '{"task": "b", "model": "hosted-2"}' "$start \"hosted-2\": it is not approved for task b; the nearest approved one is \"hosted-1\""
	[[ $(jq -c '[.rule, .model]' got) == '[null,null]' ]]
	manifest '{"id": "r", "task": "a", '"$LOCAL}"
	says '{"task": "a", "model": "ending"}' 'local: local by rule r: task is a'
	[[ $(jq -r .model got) == ending ]]
}

@test "which model is given" {
	manifest '{"id": "r", "task": "a", "lane": "local", "model": "small", "queue": "long"}'
	blames '*' '*'
	manifest '{"id": "r", "task": "a", "lane": "local", "model": "spread", "queue": "long"}'
	says '{"task": "a", "model": "small"}' 'reject: rejected at rule r: model small is not served on host mac of queue long'
	says '{"task": "a", "model": "spread"}' 'local: local by rule r: task is a'
	[[ $(jq -c '[.model, .endpoint, .queue]' got) == '["spread","mac","long"]' ]]
	says '{"task": "a", "model": "hosted-1"}' \
		'local: local by rule r: task is a; the model asked for, hosted-1, is not of this lane: spread is given'
	[[ $(jq -c '[.model, .requested]' got) == '["spread","hosted-1"]' ]]
	manifest '{"id": "r", "lane": "local", "queue": "long"}'
	says '{"task": "a"}' 'reject: rejected at rule r: it names no model, and there is not just one'
	manifest '{"id": "r", "task": "a", "lane": "managed", "unredacted": "allowed"}'
	says '{"task": "a", "model": "small"}' \
		'managed: managed by rule r: task is a; the model asked for, small, is not of this lane: the lane chooses'
	[[ $(jq -c '[.model, .endpoint, .requested]' got) == '[null,"hosted","small"]' ]]
}

@test "marks of a route are on what it gives, not on what it holds" {
	manifest '{"id": "r", "task": "a", "lane": "managed", "model": "hosted-1", "advisory": true, "review_required": true}'
	route '{"task": "a"}'
	[[ $(jq -c '[.lane, .advisory, .review_required]' got) == '["hold",null,null]' ]]
	manifest '{"id": "r", "task": "a", "lane": "managed", "model": "hosted-1", "advisory": true, "review_required": true, "unredacted": "allowed"}'
	route '{"task": "a"}'
	[[ $(jq -c '[.lane, .advisory, .review_required]' got) == '["managed",true,true]' ]]
}

@test "malformed members: each is named, with what was expected" {
	local n='a whole number from 0 to 1,000,000,000' member value
	manifest '{"id": "r", "lane": "hold"}'
	while IFS='|' read -r member value expected; do
		[[ $expected ]] || expected=$n
		says "{\"task\": \"a\", \"$member\": $value}" "reject: malformed member $member: expected $expected"
		[[ $(jq -c '[.rule, .model]' got) == '[null,null]' ]]
	done <<-'END'
		tokens|-1
		tokens|1.0
		tokens|1e3
		tokens|1000000001
		tokens|12345678901234567890
		tokens|"5"
		tokens|true
		tokens|[5]
		tokens|{}
		tokens|{"count": -1}
		tokens|{"low": 1}
		tokens|{"low": 5, "high": 4}
		tokens|{"low": "1", "high": 2}
		schema_failures|-1
		schema_failures|"1"
		schema_failures|1000000001
		task|7|a string
		stage|[]|a string
		model|{}|a string
		text|["x"]|a string
		id|{}|a string or a number of at most 1,024 bytes
		id|true|a string or a number of at most 1,024 bytes
		flags|"legal"|a list of at most 1,000 strings
		flags|["legal", 1]|a list of at most 1,000 strings
		shared_externally|"yes"|true or false
		shared_externally|1|true or false
	END
	for value in '"x"' '{}' '["x"]' '[{"role": "user", "content": 5}]' '[{"role": "user", "content": {"text": "x"}}]'; do
		says "{\"task\": \"a\", \"messages\": $value}" \
			'reject: malformed member messages: expected a list of {"role", "content"}, the content a string or a list of parts'
	done
	for member in tokens schema_failures stage model text id flags shared_externally messages; do
		says "{\"task\": \"a\", \"$member\": null}" 'hold: held by rule r: it takes every job'
	done
	says '{"task": "a", "tokens": 1000000000, "schema_failures": 0, "id": 1e400}' 'hold: held by rule r: it takes every job'
	says '{"task": "a", "messages": [{"role": "assistant", "content": null, "tool_calls": [{"function": {"arguments": "our lawyer"}}]}]}' \
		'hold: held by rule r: it takes every job'
	[[ $(jq -c '.flags' got) == '[{"flag":"legal","phrase":"our lawyer","path":".messages[0].tool_calls[0].function.arguments"}]' ]]
	# Flags of what could be read are raised in what is malformed, too.
	says '{"task": "a", "tokens": -1, "text": "our lawyer"}' "reject: malformed member tokens: expected $n"
	[[ $(jq -r '.flags[].flag' got) == legal ]]
}

@test "malformed: a member that is there twice, a long id, many flags" {
	local member value
	manifest '{"id": "r", "lane": "hold"}'
	for member in text messages flags; do
		for value in null '[]' '"x"'; do
			says "{\"$member\": $value, \"task\": \"a\", \"$member\": null}" "reject: malformed member $member: expected one member of this name"
		done
	done
	says '{"task": "a", "text": "x", "te\u0078t": "x"}' 'reject: malformed member text: expected one member of this name'
	# Of others the last one counts.
	says '{"task": 7, "id": [], "tokens": -1, "task": "a", "id": 1, "tokens": 1, "other": 1, "other": 2}' 'hold: held by rule r: it takes every job'
	says '{"task": "a", "tokens": 1, "task": null}' 'reject: the job has no task'
	value=$(printf '%01024d' 1)
	says "{\"task\": \"a\", \"id\": \"$value\"}" 'hold: held by rule r: it takes every job'
	says "{\"task\": \"a\", \"id\": \"x$value\"}" 'reject: malformed member id: expected a string or a number of at most 1,024 bytes'
	value=$(printf '"x",%.0s' {1..999})
	says "{\"task\": \"a\", \"flags\": [$value\"x\"]}" 'hold: held by rule r: it takes every job'
	says "{\"task\": \"a\", \"flags\": [$value\"x\", \"x\"]}" 'reject: malformed member flags: expected a list of at most 1,000 strings'
}

@test "names that a job brings: at most 100 bytes of them are said" {
	local name
	name=$(printf 'ä%.0s' {1..49})
	manifest '{"id": "r", "task": "a", "stage": "s", '"$LOCAL}"
	says "{\"task\": \"$name-x\"}" "reject: no rule takes task \"$name-x\""
	says "{\"task\": \"$name-€\"}" "reject: no rule takes task \"$name-...\""
	says "{\"task\": \"a\", \"model\": \"$name-xy\"}" \
		"reject: unapproved local model \"$name-x...\": the manifest has no model of this name"
	passes "{\"task\": \"a\", \"stage\": \"$name-xy\"}" r "stage is $name-x..., not s"
}

@test "a flag that is misspelt holds the job, before any rule; one of another name does not" {
	local flag
	manifest '{"id": "r", "task": "a", '"$LOCAL}"
	for flag in Legal LEGAL lega legall lgeal; do
		says "{\"task\": \"a\", \"flags\": [\"x\", \"$flag\"]}" "hold: held: the manifest has no flag \"$flag\": \"legal\" was expected?"
	done
	jq -e '.rule == null and .model == null and [.flags[].flag] == ["x", "lgeal"]' got
	for flag in new legal_language legs '' vip; do
		says "{\"task\": \"a\", \"flags\": [\"legal\", \"$flag\"]}" 'local: local by rule r: task is a'
	done
	says '{"task": "a", "model": "gpt", "flags": ["Legal"]}' \
		'reject: unapproved local model "gpt": the manifest has no model of this name'
	says '{"task": "a", "tokens": -1, "flags": ["Legal"]}' \
		'reject: malformed member tokens: expected a whole number from 0 to 1,000,000,000'
	says '{"task": "b", "flags": ["Outage"]}' 'hold: held: the manifest has no flag "Outage": "outage" was expected?'
}

@test "where: only true is true; a text, a number, a list hold the job" {
	local value how
	for how in hold reject skip match; do
		manifest '{"id": "r", "task": "a", "where": ".x", "on_missing": "'$how'", '"$LOCAL}"
		for value in '"no"' '"true"' '""' 0 1 '[]' '{}' '[true]'; do
			says "{\"task\": \"a\", \"x\": $value}" 'hold: held at rule r: where gives a value that is neither true nor false'
		done
		says '{"task": "a", "x": true}' 'local: local by rule r: task is a, where is true'
		passes '{"task": "a", "x": false}' r 'where is not true'
	done
}

@test "a model that is not approved for the task is not given by a rule for all of them" {
	manifest '{"id": "r", '"${LOCAL/small/spread}}"
	says '{"task": "b"}' 'reject: rejected at rule r: unapproved local model: it is not approved for the task'
	[[ $(jq -c '[.rule, .model, .endpoint]' got) == '["r",null,null]' ]]
	says '{"task": "a"}' 'local: local by rule r: it takes every job'
}

@test "a model of another kind than the rule's is refused" {
	manifest '{"id": "r", "task": "a", '"$LOCAL}"
	sed -i 's/"spread": {"kind": "generation"/"spread": {"kind": "embedding"/' m.jsonc
	says '{"task": "a", "model": "spread"}' "reject: rejected at rule r: the model asked for is of another kind than the rule's"
	[[ $(jq -c '[.rule, .model, .endpoint]' got) == '["r",null,null]' ]]
	says '{"task": "a", "model": "ending"}' 'local: local by rule r: task is a'
}
