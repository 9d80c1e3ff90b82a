#!/usr/bin/env bats
# lmob-route --why: what the ledger has on a job, in a sentence.

load helpers
load route

@test "--why: a sentence on the last decision" {
	manifest '{"id": "w", "task": "a", "stage": "s", "on_missing": "skip", "lane": "hold"}, {"id": "m", "task": "a", "schema_failures_at_least": 2, "lane": "managed", "model": "hosted-1"},
		{"id": "t", "task": "a", "tokens_below": 100, "lane": "local", "model": "small"}'
	printf '%s\n' '{"id":"x","task":"a","tokens":{"low":3,"high":9},"flags":["outage","legal"]}' \
		'{"id":7,"task":"a","schema_failures":3,"text":"x"}' '{"id":"y","task":"a","tokens":1,"schema_failures":1}' \
		'{"id":"bad","task":"a","tokens":-1}' '{"id":"none"}' '{"id":"lacks","task":"a"}' '{"id":"model","model":"z","task":"a"}' \
		'{"id":"other","task":"b"}' '{"id":"x","task":"a","stage":"s"}' >jobs.jsonl
	ok lmob-route --allow-rejected -l led jobs.jsonl
	local at=', at 2026-05-05T21:00:00Z, because' end
	end=", by manifest $(jq -r .manifest led | head -n 1)."
	local known='flags unknown and 0 schema failures'
	why y "y (a) went to lane local, model small$at rule t took it, with 1 token, flags unknown and 1 schema failure$end"
	why 7 "7 (a) went to lane hold$at rule m gives the managed lane, and it is not redacted (stamp: none), with 0 to 2 tokens, no flag and 3 schema failures$end"
	why bad "bad (a) went to lane reject$at its member tokens has the wrong type or range, or is there twice, with $known$end"
	why none "none went to lane reject$at it has no task, with $known$end"
	why lacks "lacks (a) went to lane hold$at it lacks its tokens, which rule t asks about, with $known$end"
	why model "model (a) went to lane reject$at it asked for a model that is not approved for it (requested: a name that the manifest does not have), with $known$end"
	why other "other (b) went to lane reject$at no rule took it, with $known$end"
	head -n 1 led >first
	ok lmob-route --why x first
	gives "x (a) went to lane local, model small$at rule t took it, with 3 to 9 tokens, flags legal, outage and 0 schema failures$end\n"
	lmob-route --why x led >out 2>err
	[[ $(<err) == 'lmob-route: that is the last of 2 decisions on x' ]]
	gives "x (a) went to lane hold$at rule w took it, with flags unknown and 0 schema failures$end\n"
	ok lmob-route --why 7 - <led
	ok lmob-route --why 7 first led
	fails 1 'lmob-route: 7.0: no decision in the ledger' lmob-route --why 7.0 led
	fails 1 'lmob-route: X: no decision in the ledger' lmob-route --why X led
	fails 1 'lmob-route: : no decision in the ledger' lmob-route --why '' led
	[[ ! -s out ]]
	echo '{"id":1}' >in
	fails 2 'lmob-route: in:1:1: expected a line of a ledger' lmob-route --why 1 in
}

@test "--why: a number and a string of the same look are told apart" {
	held
	printf '%s\n' '{"id":1,"task":"a"}' '{"id":"1","task":"a"}' '{"id":"1","task":"a"}' '{"id":"x","task":"a"}' \
		'{"id":"x","task":"a"}' '{"id":"2","task":"a"}' >jobs.jsonl
	ok lmob-route -l led jobs.jsonl
	fails 0 'lmob-route: that is the last of 3 decisions on 1, as a number or as a string' lmob-route --why 1 led
	[[ $(<out) == '"1" (a) went to lane hold, '* ]]
	fails 0 'lmob-route: that is the last of 2 decisions on "1"' lmob-route --why '"1"' led
	[[ $(<out) == '"1" (a) went to lane hold, '* ]]
	ok lmob-route --why 1 --if '.id == 1' led
	[[ $(<out) == '1 (a) went to lane hold, '* ]]
	ok lmob-route --why 2 led
	[[ $(<out) == '"2" (a) went to lane hold, '* ]]
	for id in x '"x"'; do
		fails 0 "lmob-route: that is the last of 2 decisions on $id" lmob-route --why "$id" led
		[[ $(<out) == 'x (a) went to lane hold, '* ]]
	done
	for id in '"' '""' '"2' '2"' '"1""'; do
		fails 1 "lmob-route: $id: no decision in the ledger" lmob-route --why "$id" led
	done
	fails 1 'lmob-route: "7": no decision in the ledger' lmob-route --why '"7"' - <<<'{"id":7}'
	ok lmob-route -l quoted - <<<'{"id":"\"x\"","task":"a"}'
	ok lmob-route --why '"x"' quoted
}

@test "--why: a count of tokens that is none is not said" {
	held
	ok lmob-route -l led - <<<'{"id":1,"task":"a","tokens":{"low":1,"high":9}}'
	ok lmob-route --why 1 led
	grep -qF ', with 1 to 9 tokens, ' out
	sed -i 's/"low":1,"high":9/"low":9,"high":1/' led
	ok lmob-route --why 1 led
	run ! grep -qF tokens out
}

@test "--why: what was missing, and names that were not kept" {
	manifest '{"id": "s", "task": "a", "stage": "s", "lane": "hold"},
		{"id": "f", "task": "b", "any_flag": ["legal"], "lane": "hold"}, {"id": "x", "lane": "local", "model": "small"}'
	printf '%s\n' '{"id":"stage","task":"a"}' '{"id":"flags","task":"b"}' '{"id":"small","task":"b","model":"spread"}' \
		'{"id":"own","task":"c","flags":["unheard-of"]}' '{"id":"both","task":"a","stage":"s","flags":["unheard-of","legal","QXZJ"]}' \
		'{"id":"task","task":7}' >jobs.jsonl
	ok lmob-route --allow-rejected -l led jobs.jsonl
	jq -c '[.on, .flags]' led >out
	gives '["stage",null]\n["flags",null]\n[null,null]\n[null,[false]]\n[null,["legal",false]]\n["task",null]\n'
	sentence stage 'it lacks its stage, which rule s asks about, with flags unknown and'
	sentence flags 'it lacks its flags, which rule f asks about, with flags unknown and'
	sentence small 'it asked for a model that is not approved for it (requested: spread), with'
	sentence own 'rule x gives it a model that is not approved for it, with flags others that the manifest does not have and'
	sentence both 'rule s took it, with flags legal, others that the manifest does not have and'
	sentence task 'its member task has the wrong type or range, or is there twice, with'
	ok lmob-route --allow-rejected --fields task=.kind.of -l fields - <<<'{"id":1,"kind":{"of":7}}'
	jq -e '.on == ".kind.of"' fields
	ok lmob-route -l near - <<<'{"id":1,"task":"a","flags":["legall"]}'
	ok lmob-route --why 1 near
	grep -qF "because it brought a flag whose name is nearly one of the manifest's, with flags others that the manifest does not have and" out
	manifest '{"id": "e", "task": "a", "equals": {".x": 1}, "lane": "hold"}, {"id": "w", "task": "b", "where": ".x", "lane": "hold"}'
	ok lmob-route -l led2 - <<<$'{"id":1,"task":"a"}\n{"id":2,"task":"b"}'
	[[ $(jq -r .on led2) == $'equals\nwhere' ]]
	ok lmob-route --why 1 led2
	grep -qF 'because it lacks a member that the equals of rule e asks about, with' out
	ok lmob-route --why 2 led2
	grep -qF 'because the where of rule w gives nothing for it, with' out
	jq -c 'del(.on)' led2 >older # before there was "on"
	ok lmob-route --why 1 older
	grep -qF 'because it lacks what rule e asks about, with' out
}

# sentence ID PART: what --why says of it has this.
sentence() {
	ok lmob-route --why "$1" led
	grep -qF "because $2" out || {
		cat out
		return 1
	}
}

@test "--why needs no manifest, nor one that can be read" {
	held
	ok lmob-route -l led jobs.jsonl
	lmob-route --why 2 led >want
	for manifest in nowhere led /dev/null; do
		LMOB_MANIFEST=$manifest ok lmob-route --why 2 led
		same out want
		LMOB_MANIFEST=$manifest ok lmob-route --manifest-schema
		LMOB_MANIFEST=$manifest ok lmob-route -t --tokenizer "$FIXTURES/tokenizers/small.json" jobs.jsonl
		LMOB_MANIFEST=$manifest fails 2 '*' lmob-route -t jobs.jsonl
		LMOB_MANIFEST=$manifest fails 2 '*' lmob-route --replay led
	done
}

# why ID SENTENCE
why() {
	ok lmob-route --why "$1" led
	gives "$2\n"
}

@test "--why: a forged ledger does not speak to the terminal" {
	printf '%s\n' '{"id":"x\u001b[2J\n","lane":"\u009b1m","cause":"rule","rule":"r\u0007","time":"\b","task":"\r","model":"\u001b","flags":["\u0090"],"stamp":"\t","on":"\u001b","manifest":"\u007f"}' >led
	ok lmob-route --why $'x\e[2J\n' led
	[[ $(wc -l <out) == 1 ]]
	run ! grep -aP '[\x00-\x09\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' out
}
