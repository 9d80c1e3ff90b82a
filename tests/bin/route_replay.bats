#!/usr/bin/env bats
# lmob-route --replay: what another manifest would do with what was routed.

load helpers
load route

setup() {
	begin
	routes '{"id": "m", "task": "a", "any_flag": ["legal"], "on_missing": "skip", "lane": "managed", "model": "hosted-1",
			"unredacted": "allowed"},
		{"id": "s", "task": "a", "stage": "s", "on_missing": "skip", "lane": "hold"},
		{"id": "t", "task": "a", "tokens_below": 100, "lane": "local", "model": "small"}'
	printf '%s\n' '{"id":1,"task":"a","text":"in court"}' '{"id":"x","task":"a","stage":"s"}' \
		'{"id":2.0,"task":"a","tokens":5,"text":""}' '{"task":"a","model":"spread","tokens":7}' '{"id":5,"task":"b"}' \
		'{"id":6,"task":"a","tokens":1e3}' '{"id":7}' '{"id":8,"task":"a","model":"none"}' >jobs.jsonl
	lmob-route --allow-rejected -l led -o routed jobs.jsonl
	cp m.jsonc old.jsonc
}

# routes ROUTES: another manifest.
routes() {
	manifest "$1"
}

# changes STATUS VERDICT FILE...: what --replay says, and its lines in out.
changes() {
	local rc=0
	lmob-route --replay "${@:3}" >out 2>err || rc=$?
	if ((rc != $1)) || [[ $(grep -v '^lmob-route: ' err) != "$2" ]]; then
		echo "status $rc"
		cat out err
		return 1
	fi
}

@test "the same manifest: nothing changes, from a ledger and from records" {
	changes 0 'SAME 8 decisions' led
	[[ ! -s out && $(wc -l <err) == 1 ]]
	changes 0 'SAME 8 decisions' routed
	[[ ! -s out && $(wc -l <err) == 1 ]]
	changes 0 'SAME 16 decisions' -j2 led routed
	gzip led
	changes 0 'SAME 8 decisions' led.gz
	LMOB_NOW=2026-05-20T10:00:00Z changes 0 'SAME 8 decisions' routed
}

@test "another manifest: each change, from what to what" {
	routes '{"id": "s", "task": "a", "stage": "s", "on_missing": "skip", "lane": "reject"},
		{"id": "m", "task": "a", "any_flag": ["legal"], "on_missing": "skip", "lane": "hold"},
		{"id": "t", "task": "a", "tokens_below": 6, "lane": "local", "model": "small"}'
	sed -i '$d' jobs.jsonl # the name of its model is in no ledger
	rm led
	lmob-route --manifest old.jsonc --allow-rejected -l led -o routed jobs.jsonl
	for file in led routed; do
		changes 1 'CHANGED 3 of 7 decisions: local to reject 1, managed to hold 1, hold to reject 1' $file
		cat >want <<-'END'
			{"id":1,"was":{"lane":"managed","rule":"m","model":"hosted-1"},"now":{"lane":"hold","rule":"m","model":null},"reason":"held by rule m: task is a, legal is raised"}
			{"id":"x","was":{"lane":"hold","rule":"s","model":null},"now":{"lane":"reject","rule":"s","model":null},"reason":"rejected by rule s: task is a, stage is s"}
			{"id":null,"was":{"lane":"local","rule":"t","model":"spread"},"now":{"lane":"reject","rule":null,"model":null},"reason":"none of the 3 rules for task a takes the job"}
		END
		sed -E 's/(is raised) by [^,}]*"\}$/\1"}/' out >got
		same got want
	done
	changes 1 'CHANGED 6 of 14 decisions: local to reject 2, managed to hold 2, hold to reject 2' led routed -o made
	[[ ! -s out && $(wc -l <made) == 6 ]]
}

@test "another rule or another model of the same lane is a change, too" {
	sed -i 's/"id": "t"/"id": "u"/' m.jsonc
	changes 1 'CHANGED 2 of 8 decisions: local to local 2' routed
	[[ $(jq -c '[.was.rule, .now.rule, .now.model]' out | sort -u) == '["t","u","small"]
["t","u","spread"]' ]]
	sed -i 's/"id": "u"/"id": "t"/; s/"tokens_below": 100, "lane": "local", "model": "small"/"tokens_below": 100, "lane": "local", "model": "spread"/' m.jsonc
	changes 1 'CHANGED 1 of 8 decisions: local to local 1' routed
	[[ $(jq -c '[.id, .was.model, .now.model]' out) == '[2.0,"small","spread"]' || $(jq -c '[.id, .was.model, .now.model]' out) == '[2,"small","spread"]' ]]
}

@test "a comment changes nothing; a ledger says what it cannot tell" {
	echo '// seen' >>m.jsonc
	changes 0 'SAME 8 decisions' routed
	[[ $(wc -l <err) == 1 ]]
	LMOB_MANIFEST=m.jsonc lmob-route --replay led >out 2>err || true
	grep -q '^lmob-route: a ledger keeps the flags, not the texts: what other phrases would raise shows in the records only$' err
}

@test "what a ledger does not keep cannot be told: exit 3" {
	local more
	head -n 3 led | tail -n 1 >one
	for more in '"where": ".x"' '"equals": {".x": 1}' '"equals": {".text": "x"}, "on_missing": "skip"'; do
		routes '{"id": "t", "task": "a", '"$more"', "lane": "local", "model": "small"}'
		changes 3 UNDECIDED one
		jq -e '.id == 2 and .was.rule == "t" and .now == null and
			.reason == "held at rule t: a ledger does not keep what it asks about"' out
		grep -qx 'lmob-route: 1 decisions\? needs\? more than the ledger keeps' err
	done
	# Not where another condition decides.
	routes '{"id": "w", "task": "a", "schema_failures_at_least": 1, "where": ".x", "lane": "hold"}, {"id": "t", "task": "a", "lane": "local", "model": "small"}'
	changes 0 'SAME 1 decisions' one
	# shared_externally is kept.
	routes '{"id": "t", "task": "a", "equals": {".shared_externally": true}, "on_missing": "match", "lane": "local", "model": "small"}'
	changes 0 'SAME 1 decisions' one
	# Names that the manifest did not have.
	routes '{"id": "b", "task": "b2", "lane": "hold"}'
	echo '{"id":9,"task":"b2"}' >jobs.jsonl
	routes '{"id": "b", "task": "b3", "lane": "hold"}'
	lmob-route --allow-rejected -l led2 jobs.jsonl >/dev/null
	routes '{"id": "b", "task": "b2", "lane": "hold"}'
	changes 3 UNDECIDED led2
	jq -e '.reason == "a ledger keeps the names of its manifest only, and the job brought another"' out
	# A change is worth more than a doubt.
	routes '{"id": "t", "task": "a", "where": ".x", "lane": "local", "model": "small"}, {"id": "b", "task": "b", "lane": "hold"}'
	changes 1 'CHANGED '* led || grep -q '^CHANGED 1 of 8 decisions' err
}

@test "a count that the record gave, by a manifest that trusts none" {
	local count
	routes '{"id": "t", "task": "a", "tokens_below": 100, "lane": "local", "model": "small"}'
	printf '%s\n' '{"id":1,"task":"a","text":"x"}' '{"id":2,"task":"a","tokens":7,"text":"x"}' '{"id":3,"task":"a","tokens":{"low":3,"high":9}}' >jobs.jsonl
	lmob-route -l mixed -o routed jobs.jsonl
	sed -i 's/"trust_record_tokens": true/"trust_record_tokens": false/' m.jsonc
	changes 3 UNDECIDED mixed
	jq -c '[.id, .now, .reason]' out >got
	for count in 2 3; do
		echo "[$count,null,\"held at rule t: a ledger does not keep what it asks about\"]"
	done | same got -
	changes 1 'CHANGED 1 of 3 decisions: local to hold 1' routed # it has no text
	# Where no rule asks for a count, it does not matter.
	sed -i 's/"tokens_below": 100, //' m.jsonc
	changes 0 'SAME 3 decisions' mixed
}

@test "a flag that was misspelt is in no ledger" {
	routes '{"id": "t", "task": "a", "lane": "local", "model": "small"}'
	lmob-route -l misspelt - <<<'{"id":1,"task":"a","flags":["legall"]}' >/dev/null
	jq -e '.cause == "flag" and .flags == [false]' misspelt
	changes 0 'SAME 1 decisions' misspelt
	echo '// other' >>m.jsonc
	changes 3 UNDECIDED misspelt
}

@test "what was malformed, is: the ledger tells the member" {
	routes '{"id": "t", "lane": "hold"}'
	lmob-route --allow-rejected -l bad - <<<'{"id":1,"tokens":-1}' >/dev/null
	sed -i 's/"lane":"reject"/"lane":"hold"/' bad
	changes 1 'CHANGED 1 of 1 decisions: hold to reject 1' bad
	[[ $(jq -r .reason out) == 'malformed member tokens: expected another type or range' ]]
	sed -i 's/"on":"tokens",//' bad # before there was "on"
	changes 1 'CHANGED 1 of 1 decisions: hold to reject 1' bad
	[[ $(jq -r .reason out) == 'malformed member of the record: expected another type or range' ]]
}

@test "records are decided as of now and by their stamp as it is; a ledger's lines as they were" {
	routes '{"id": "d", "task": "a", "hours": "business", "lane": "hold"}, {"id": "n", "task": "a", "lane": "managed", "model": "hosted-1"}'
	lmob-redact --stamp --manifest m.jsonc <<<'{"id":1,"task":"a","text":"x"}' >jobs.jsonl
	lmob-route -l night -o routed jobs.jsonl
	jq -e '.route.lane == "managed"' routed
	LMOB_NOW=2026-05-05T08:00:00Z changes 1 'CHANGED 1 of 1 decisions: managed to hold 1' routed
	LMOB_NOW=2026-05-05T08:00:00Z changes 0 'SAME 1 decisions' night
	manifest '{"id": "n", "task": "a", "lane": "managed", "model": "hosted-1"}' '"redaction": {"denylist_fields": ["x"]}'
	changes 1 'CHANGED 1 of 1 decisions: managed to hold 1' routed
	changes 1 'CHANGED 1 of 2 decisions: managed to hold 1' routed night
	sed -i 's/"gpu", "tasks": \["a", "b"\]/&, "expires": "2026-06-01"/' m.jsonc
	LMOB_NOW=2026-07-01T00:00:00Z fails 2 '*is no longer approved' lmob-route --replay night
	LMOB_NOW=2026-05-31T00:00:00Z changes 0 'SAME 1 decisions' night
}

@test "nothing to replay is no proof: exit 3" {
	printf '\n\n' >blank
	for file in /dev/null blank; do
		changes 3 'UNDECIDED nothing to replay' $file
	done
	changes 3 'UNDECIDED nothing to replay' --if false led
	changes 0 'SAME 2 decisions' --if '.id == 1 or .id == 5' led
	echo '{' >bad
	changes 3 'UNDECIDED nothing to replay' --rejects r bad
	grep -qx 'lmob-route: 1 of 1 records rejected, see r' err
	cat led >>bad
	changes 0 'SAME 8 decisions' --rejects r bad
}

@test "a routed record whose text was changed since" {
	sed -i 's/in court/in peace/' routed
	changes 1 'CHANGED 1 of 8 decisions: managed to hold 1' routed ||
		changes 1 'CHANGED 1 of 8 decisions: managed to local 1' routed
	[[ $(jq -c '[.id, .was.lane]' out) == '[1,"managed"]' ]]
}

@test "hours: a ledger's line is decided at its own time" {
	routes '{"id": "d", "task": "a", "hours": "business", "lane": "hold"}, {"id": "n", "task": "a", "lane": "reject"}'
	echo '{"id":1,"task":"a"}' >jobs.jsonl
	LMOB_NOW=2026-05-05T08:00:00Z lmob-route -l day jobs.jsonl >/dev/null
	LMOB_NOW=2026-05-05T20:00:00Z lmob-route --allow-rejected -l night jobs.jsonl >/dev/null
	echo '// other' >>m.jsonc
	LMOB_NOW=2026-05-05T20:00:00Z changes 0 'SAME 2 decisions' day night
	LMOB_NOW=2026-05-05T08:00:00Z changes 0 'SAME 2 decisions' day night
}

@test "two tokenizers: the same manifest says the same" {
	cp "$FIXTURES/tokenizers/small.json" one.json
	cp one.json two.json
	routes '{"id": "r1", "task": "a", "tokens_below": 3, "lane": "local", "model": "small"}, {"id": "r2", "task": "a", "lane": "local", "model": "spread"}'
	sed -i 's/"small": {/&"tokenizer": "one.json", /; s/"spread": {/&"tokenizer": "two.json", /' m.jsonc
	echo '{"id":1,"task":"a","text":"one two three four five six"}' >jobs.jsonl
	lmob-route -l two jobs.jsonl >/dev/null
	jq -e '.rule == "r2" and .tokens.count >= 3' two
	changes 0 'SAME 1 decisions' two
	echo '// other' >>m.jsonc
	changes 0 'SAME 1 decisions' two
}

@test "what is neither a ledger nor routed" {
	echo '{"id":1,"task":"a"}' >in
	fails 2 'lmob-route: in:1:1: expected a routed record or a line of a ledger' lmob-route --replay in
	for route in 1 '{}' '{"lane":"x","rule":null,"model":null,"manifest":"1"}' '{"lane":"hold","rule":null,"manifest":"1"}'; do
		echo "{\"id\":1,\"task\":\"a\",\"route\":$route}" >in
		fails 2 'lmob-route: in:1:1: expected a routed record or a line of a ledger' lmob-route --replay in
	done
	echo '[]' >in
	fails 2 'lmob-route: in:1:1: expected an object' lmob-route --replay in
}

@test "--fields of routed records" {
	printf '%s\n' '{"n":1,"kind":"a","body":"in court"}' '{"n":2,"kind":"a","body":"x"}' >jobs.jsonl
	ok lmob-route --fields id=.n,task=.kind,text=.body -o routed jobs.jsonl
	changes 0 'SAME 2 decisions' --fields id=.n,task=.kind,text=.body routed
	changes 1 'CHANGED 2 of 2 decisions: local to reject 1, managed to reject 1' routed
}
