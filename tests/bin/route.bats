#!/usr/bin/env bats
# lmob-route as a user meets it: its options, what they write, how it ends.

load helpers
load route

# lanes: a manifest with a task for each lane; and a file of a job for each.
lanes() {
	manifest '{"id": "l", "task": "a", "stage": "local", "lane": "local", "model": "small"},
		{"id": "m", "task": "a", "stage": "managed", "lane": "managed", "model": "hosted-1", "unredacted": "allowed"},
		{"id": "h", "task": "a", "stage": "hold", "lane": "hold"}'
	printf '%s\n' '{"id":1,"task":"a","stage":"local","text":"in court"}' '{"id":2,"task":"a","stage":"managed"}' \
		'{"id":3,"task":"a","stage":"hold"}' '{"id":4,"task":"a","stage":"none"}' \
		'{"id":5,"task":"a","stage":"local"}' >jobs.jsonl
}

# refuses WORDS OPTION...: a usage error, before anything is written.
refuses() {
	fails 2 "lmob-route: $1" lmob-route "${@:2}" -o made
	[[ ! -s out && ! -e made && ! -e made.part && ! -e dir && ! -e led ]]
}

@test "options that do not go together" {
	local option with
	lanes
	for option in '--only local' '--split dir' -x -s '--ledger led' --allow-rejected '--tokenizer t'; do
		with=routing
		[[ $option != --tok* ]] || with=--count-tokens
		# shellcheck disable=SC2086 # an option and its value
		{
			refuses "$(long "$option") does not go with --check-manifest, but with $with" --check-manifest $option
			refuses "$(long "$option") does not go with --manifest-schema, but with $with" --manifest-schema $option
			[[ $option == --led* ]] || refuses "$(long "$option") does not go with --why, but with $with" --why 1 $option jobs.jsonl
			refuses "$(long "$option") does not go with --replay, but with $with" --replay $option jobs.jsonl
			[[ $option == --tok* ]] || refuses "$(long "$option") does not go with --count-tokens, but with $with" -t $option jobs.jsonl
		}
	done
	refuses '--tokenizer does not go with routing, but with --count-tokens' --tokenizer t jobs.jsonl
	refuses '--probe does not go with routing, but with --check-manifest' --probe jobs.jsonl
	refuses '--probe does not go with --replay, but with --check-manifest' --probe --replay jobs.jsonl
	refuses '--ledger does not go with --why: name the ledger as an operand' --why 1 --ledger led jobs.jsonl
	refuses '--fields does not go with --why, but with routing' --why 1 --fields id=.x jobs.jsonl
	refuses '--replay does not go with --why' --replay --why 1 jobs.jsonl
	refuses '--why does not go with --count-tokens' --count-tokens --why 1 jobs.jsonl
	refuses '--check-manifest does not go with --manifest-schema' --check-manifest --manifest-schema
	refuses '--summary does not go with --explain' -xs jobs.jsonl
	refuses '--summary is no decision that counts: not with --ledger' -s --ledger led jobs.jsonl
	refuses '--summary writes no records: not with --split' -s --split dir jobs.jsonl
	refuses '--explain writes no records: not with --split' -x --split dir jobs.jsonl
	refuses '--split writes a file for every lane: not with --only' --split dir --only hold jobs.jsonl
	refuses '--only cloud: expected one of local, managed, hold, reject' --only cloud jobs.jsonl
}

# long OPTION: its name as messages have it.
long() {
	case $1 in
	-x) echo --explain ;;
	-s) echo --summary ;;
	*) echo "${1%% *}" ;;
	esac
}

@test "no manifest: nothing is routed; what needs none works" {
	local option
	lanes
	unset LMOB_MANIFEST
	for option in -x -s --replay --check-manifest '--only local'; do
		# shellcheck disable=SC2016,SC2086
		refuses 'a manifest says what goes where: name it with --manifest or $LMOB_MANIFEST' $option
	done
	LMOB_MANIFEST='' refuses 'a manifest says*' jobs.jsonl
	fails 2 'lmob-route: a manifest says*' lmob-route --split dir jobs.jsonl
	[[ ! -e dir ]]
	refuses 'nowhere: open: No such file or directory' --manifest nowhere jobs.jsonl
	mkdir folder
	refuses 'folder: *Is a directory' --manifest folder jobs.jsonl
	ok lmob-route --manifest-schema
	jq -e '.["$schema"] and (.properties.routes | type) == "object"' out
	ok lmob-route -t jobs.jsonl
	[[ $(wc -l <out) == 5 ]]
	fails 1 'lmob-route: 1: no decision in the ledger' lmob-route --why 1 /dev/null
}

@test "operands of what reads no file" {
	lanes
	refuses 'jobs.jsonl: no file is read with this option' --check-manifest jobs.jsonl
	refuses 'jobs.jsonl: no file is read with this option' --manifest-schema jobs.jsonl
	refuses '-: no file is read with this option' --check-manifest -
}

@test "--check-manifest: what is in it; its output is empty" {
	lanes
	lmob-route --check-manifest >out 2>err
	[[ ! -s out ]]
	[[ $(head -n 1 err) == 'OK manifest 1#'*': 5 models, 3 endpoints, 2 queues, 3 flags, 3 routes' ]]
	gzip -c m.jsonc >m.gz
	LMOB_MANIFEST=m.gz lmob-route --check-manifest 2>of_gz
	[[ $(head -n 1 of_gz) == "$(head -n 1 err)" ]]
	sed -i 's/"lane": "hold"/"lane": "hold", "model": "smal"/' m.jsonc
	fails 2 'lmob-route: m.jsonc:*: *"small"*' lmob-route --check-manifest
}

@test "a record with its member: all the rest as it was" {
	local keys='lane model endpoint queue rule flags passed_over reason manifest'
	lanes
	fails 1 'REJECTED 1 of 5 jobs' lmob-route jobs.jsonl
	jq -c 'del(.route)' out | same jobs.jsonl -
	[[ $(jq -r '.route | del(.tokens) | keys_unsorted | join(" ")' out | uniq) == "$keys" ]]
	[[ $(jq -c '[.id, .route.lane, .route.model, .route.endpoint, .route.rule]' out) == '[1,"local","small","gpu","l"]
[2,"managed","hosted-1","hosted","m"]
[3,"hold",null,null,"h"]
[4,"reject",null,null,null]
[5,"local","small","gpu","l"]' ]]
	[[ $(jq -r .route.manifest out | uniq) == "1#"* ]]
}

@test "what it does not mean to change comes out byte for byte" {
	manifest '{"id": "h", "task": "a", "lane": "hold"}'
	printf '%s\n' ' { "n":12345678901234567890, "x":1E400,"x" : 1.10, "task" :"\u0061","s":"\/\ud800\u00e4 ä" } ' \
		'{"route" : {"lane":"local"} ,"task":"a","b":[ ]}' '{"task":"a","route":1,"z":"é","route":[{}]}' \
		'{"\u0072oute":0,"task":"a"}' '{"task":"a", "in":{"route":7}}' >in
	ok lmob-route in
	sed -E 's/\{"lane":"hold".*"manifest":"1#[0-9a-f]{16}"\}/R/' out >got
	printf '%s\n' ' { "n":12345678901234567890, "x":1E400,"x" : 1.10, "task" :"\u0061","s":"\/\ud800\u00e4 ä","route":R } ' \
		'{"route" : R ,"task":"a","b":[ ]}' '{"task":"a","z":"é","route":R}' \
		'{"\u0072oute":R,"task":"a"}' '{"task":"a", "in":{"route":7},"route":R}' >want
	same got want
}

@test "exit status: rejected, allowed, and trouble before both" {
	lanes
	fails 1 'REJECTED 1 of 5 jobs' lmob-route jobs.jsonl
	fails 1 'REJECTED 1 of 5 jobs' lmob-route -o made jobs.jsonl
	[[ $(wc -l <made) == 5 ]]
	ok lmob-route --allow-rejected jobs.jsonl
	sed 4d jobs.jsonl >good
	ok lmob-route good
	for option in -x -s '--only hold' '--split dir' '-l led'; do
		# shellcheck disable=SC2086
		{
			fails 1 'REJECTED 1 of 5 jobs' lmob-route $option jobs.jsonl
			ok lmob-route $option --allow-rejected jobs.jsonl
		}
	done
	{ cat jobs.jsonl; echo '{'; } >bad
	fails 2 'lmob-route: bad:6:2: *' lmob-route bad
	[[ $(wc -l <out) == 5 ]]
	fails 2 'lmob-route: bad:6:2: *' lmob-route --allow-rejected bad
	lmob-route --rejects r bad >out 2>err && false
	[[ $(<err) == $'lmob-route: 1 of 6 records rejected, see r\nREJECTED 1 of 5 jobs' ]]
	fails 0 'lmob-route: 1 of 6 records rejected, see r' lmob-route --allow-rejected --rejects r bad
	ok lmob-route /dev/null
	[[ ! -s out ]]
}

@test "--if: jobs it is not true of pass; they are no jobs of the verdict" {
	lanes
	fails 1 'REJECTED 1 of 2 jobs' lmob-route --if '.id > 3' jobs.jsonl
	head -n 3 jobs.jsonl >want
	head -n 3 out | same - want
	[[ $(jq -sc 'map(.route.lane)' out) == '[null,null,null,"reject","local"]' ]]
	fails 1 'REJECTED 1 of 2 jobs' lmob-route --if '.id > 3' --only reject jobs.jsonl
	[[ $(jq .id out) == 4 ]]
	fails 1 'REJECTED 1 of 2 jobs' lmob-route --if '.id > 3' -s jobs.jsonl
	[[ $(jq .records out) == 2 ]]
}

@test "--only: one lane, counted all the same" {
	lanes
	lmob-route --allow-rejected jobs.jsonl >all
	for lane in local managed hold reject; do
		ok lmob-route --allow-rejected --only $lane --stats stats jobs.jsonl
		jq -c --arg lane $lane 'select(.route.lane == $lane).id' all | same <(jq .id out) -
		grep "\"lane\":\"$lane\"" all | same out -
		jq -e '.counts == {local: 2, managed: 1, hold: 1, reject: 1} or
			(.counts | [.local, .managed, .hold, .reject]) == [2, 1, 1, 1]' stats
		rm stats
		ok lmob-route --allow-rejected -x --only $lane jobs.jsonl
		grep -v '^ ' out | cut -d: -f1 | same <(jq "select(.route.lane == \"$lane\").id" all) -
		ok lmob-route --allow-rejected -s --only $lane jobs.jsonl
		n=$(grep -c "\"lane\":\"$lane\"" all)
		jq -e --arg lane $lane --argjson n "$n" '.records == $n and .lanes[$lane] == $n and ([.lanes[]] | add) == $n' out
	done
}

@test "--stats: what went where" {
	lanes
	fails 1 'REJECTED*' lmob-route --stats stats jobs.jsonl
	jq -e '[.program, .exit, .records_in, .records_out] == ["lmob-route", 1, 5, 5] and
		(.counts | [.local, .managed, .hold, .reject]) == [2, 1, 1, 1] and (.manifest | startswith("1#"))' stats
}

@test "--summary: one object, with a count for every name" {
	lanes
	ok lmob-route --allow-rejected -s jobs.jsonl
	sed -E 's/#[0-9a-f]{16}/#M/' out >got
	echo '{"records":5,"lanes":{"local":2,"managed":1,"hold":1,"reject":1},"causes":{"rule":4,"no_rule":1},"rules":{"l":2,"m":1,"h":1},"no_rule":1,"flags":{"legal":1,"outage":0,"brought":0},"manifest":"1#M"}' >want
	same got want
	ok lmob-route -s -j3 /dev/null
	jq -e '.records == 0 and .rules.l == 0' out
	for _ in {1..3000}; do cat jobs.jsonl; done >many
	ok lmob-route --allow-rejected -s -j3 many
	jq -e '.records == 15000 and .flags.legal == 3000 and .rules.l == 6000 and .no_rule == 3000' out
}

@test "--explain: the job, why, what was passed over, where it goes" {
	lanes
	sed -i 's/"model": "small"}/"model": "spread", "queue": "long"}/' m.jsonc
	ok lmob-route --allow-rejected -x jobs.jsonl
	cat >want <<-'END'
		1: local by rule l: task is a, stage is local
		    model spread at mac
		    queue long
		2: managed by rule m: task is a, stage is managed
		    not l: stage is managed, not local
		    model hosted-1 at hosted
		3: held by rule h: task is a, stage is hold
		    not l: stage is hold, not local
		    not m: stage is hold, not managed
		4: none of the 3 rules for task a takes the job
		    not l: stage is none, not local
		    not m: stage is none, not managed
		    not h: stage is none, not hold
		5: local by rule l: task is a, stage is local
		    model spread at mac
		    queue long
	END
	same out want
}

@test "--explain: a terminal gets no control character from a record" {
	manifest '{"id": "r", "task": "a", "stage": "x", "lane": "hold"}'
	printf '%s\n' '{"id":"1\u001b[2J\u0000\n\u007f\u0085\u009b31m","task":"a","stage":"\u001b]0;\u0007ä\u009d"}' \
		'{"task":"\u001b[31m\r\t"}' '{"task":"a","model":"\u009b\u0090\b"}' '{"task":"a","stage":"\u202e€"}' >in
	ok lmob-route --allow-rejected -x in
	"$PYTHON" - out <<-'END'
		import sys, unicodedata
		text = open(sys.argv[1], encoding="utf-8", newline="").read()
		assert not [c for c in text if unicodedata.category(c) == "Cc" and c != "\n"], ascii(text)
		assert text.count("\n") == 6 and "ä" in text and "€" in text, ascii(text)
	END
}

@test "gzip in, gzip out, standard input" {
	lanes
	lmob-route --allow-rejected jobs.jsonl >want
	gzip -c jobs.jsonl >jobs.gz
	ok lmob-route --allow-rejected jobs.gz
	same out want
	ok lmob-route --allow-rejected <jobs.gz
	same out want
	ok lmob-route --allow-rejected -o made.gz jobs.jsonl
	gzip -dc made.gz | same - want
}

@test "hours: by \$LMOB_NOW, and by the list of them" {
	local at
	manifest '{"id": "b", "task": "a", "hours": "business", "lane": "hold"}, {"id": "n", "task": "a", "lane": "reject"}'
	echo '{"task":"a"}' >in
	for at in 2026-05-05T06:59:59Z=n 2026-05-05T07:00:00Z=b 2026-05-05T15:59:59+00:00=b 2026-05-05T18:00:00+02:00=n \
		2026-01-05T08:00:00Z=b 2026-01-05T07:59:59Z=n 2026-05-09T10:00:00Z=n; do
		LMOB_NOW=${at%=*} lmob-route --allow-rejected in >out
		[[ $at == *"=$(jq -r .route.rule out)" ]]
	done
	fails 2 'lmob-route: *LMOB_NOW*' env LMOB_NOW=noon lmob-route in
}

@test "an approval that has ended is a mistake of the manifest" {
	manifest '{"id": "r", "task": "a", "lane": "local", "model": "ending"}'
	echo '{"task":"a","model":"ending"}' >in
	LMOB_NOW=2026-05-31T23:59:59Z ok lmob-route in
	for at in 2026-06-01T00:00:00Z 2027-01-01T00:00:00Z; do
		LMOB_NOW=$at blames '*:*' '*2026-06-01*'
	done
}

@test "no key: managed jobs are held, and one line tells it" {
	manifest '{"id": "m", "task": "a", "lane": "managed", "model": "hosted-1"}' '"redaction": {"key_env": "LMOB_KEY"}'
	export LMOB_KEY=0123456789abcdef0123456789abcdef
	printf '{"id":%d,"task":"a","text":"x"}\n' 1 2 >in
	lmob-redact --stamp in >stamped
	ok lmob-route stamped
	[[ $(jq -r .route.lane out | uniq) == managed ]]
	unset LMOB_KEY
	fails 0 'lmob-route: 2 jobs are held as their stamps cannot be checked: LMOB_KEY is not set' lmob-route stamped
	[[ $(jq -r .route.lane out | uniq) == hold ]]
	[[ $(jq -r .route.reason out | uniq) == 'held at rule m: task is a; the managed lane takes redacted jobs only, and its stamp cannot be checked without the key (LMOB_KEY)' ]]
	fails 0 'lmob-route: 1 job is held as its stamp cannot be checked: LMOB_KEY is not set' lmob-route <<<"$(head -n 1 stamped)"
	ok lmob-route in
	[[ $(jq -r .route.reason out | uniq) == 'held at rule m: task is a; the managed lane takes redacted jobs only, and it has no stamp' ]]
	export LMOB_KEY=0123456789abcdef0123456789abcdef
	sed 's/"text":"x/&y/' stamped >changed
	ok lmob-route changed
	[[ $(jq -r .route.lane out | uniq) == hold && $(jq -r .route.reason out) != *'has no stamp'* ]]
	LMOB_KEY=short fails 2 'lmob-route: *LMOB_KEY*' lmob-route stamped
	run ! grep -q short err
}
