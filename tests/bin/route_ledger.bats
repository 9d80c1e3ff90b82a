#!/usr/bin/env bats
# lmob-route --ledger: what is kept of a decision, when, and for how long.

load helpers
load route

@test "a line for each decision, in their order; mode 0600, no matter the umask" {
	held
	umask 000
	ok lmob-route -l led jobs.jsonl
	sed -E 's/#[0-9a-f]{16}/#M/' led >got
	for i in 1 2 3; do
		echo '{"id":'$i',"time":"2026-05-05T21:00:00Z","lane":"hold","rule":"h","cause":"rule","on":null,"model":null,"task":"a","stage":null,"requested":null,"tokens":{"low":1,"high":5,"by":"estimate"},"flags":["legal"],"schema_failures":0,"shared_externally":null,"stamp":"none","redacted":null,"manifest":"1#M"}'
	done >want
	same got want
	[[ $(stat -c %a led) == 600 ]]
	cp led before
	ok lmob-route --ledger=led -o made jobs.jsonl
	cat before before | same led -
	cp jobs.jsonl many
	for _ in {1..1500}; do cat jobs.jsonl; done >>many
	ok lmob-route -j4 -l big -o made many
	jq -c .id big | same <(jq -c .id many) -
}

@test "what the lines say" {
	manifest '{"id": "w", "task": "a", "stage": "s", "where": ".x.y | if . then error else false end", "lane": "hold"},
		{"id": "m", "task": "a", "schema_failures_at_least": 2, "lane": "managed", "model": "hosted-1"},
		{"id": "t", "task": "a", "tokens_below": 100, "lane": "local", "model": "spread", "queue": "long"}'
	printf '%s\n' '{"id":"e","task":"a","tokens":{"low":3,"high":9},"flags":["legal","own"],"shared_externally":false}' \
		'{"id":2.50,"task":"a","schema_failures":7,"text":"all down","shared_externally":true}' \
		'{"id":[1],"task":"a"}' '{"task":"a","stage":"s","tokens":1,"x":{"y":1}}' '{"id":"\u00e4","task":"a","stage":"elsewhere"}' \
		'{"id":"","task":"a","model":"small","tokens":5}' '{"task":"nothing"}' '{}' '{"task":"a","model":"x"}' >jobs.jsonl
	ok lmob-route --allow-rejected -l led jobs.jsonl
	jq -c '[.id,.lane,.rule,.cause,.on,.model,.task,.stage,.requested,.tokens,.flags,.schema_failures,.shared_externally,.stamp]' led >got
	cat >want <<-'END'
		["e","local","t","rule",null,"spread","a",null,null,{"low":3,"high":9,"by":"record"},["legal",false],0,false,"none"]
		[2.50,"hold","m","unredacted",null,null,"a",null,null,{"low":1,"high":5,"by":"estimate"},["outage"],7,true,"none"]
		[null,"reject",null,"malformed","id",null,"a",null,null,null,null,0,null,"none"]
		[null,"hold","w","where",null,null,"a","s",null,{"count":1,"by":"record"},null,0,null,"none"]
		["ä","hold","t","missing","tokens",null,"a",false,null,null,null,0,null,"none"]
		["","reject","t","not_served",null,null,"a",null,"small",{"count":5,"by":"record"},null,0,null,"none"]
		[null,"reject",null,"no_rule",null,null,false,null,null,null,null,0,null,"none"]
		[null,"reject",null,"no_task",null,null,null,null,null,null,null,0,null,"none"]
		[null,"reject",null,"unapproved",null,null,"a",null,false,null,null,0,null,"none"]
	END
	sed -E 's/^(.)2.50?,/\12.50,/' got >normal # jq 1.6 and 1.7 write it differently
	same normal want
	grep -q '^{"id":2.50,' led # numbers as they were
	grep -q '^{"id":"\\u00e4",' led
}

@test "how many of each kind were removed, if the stamp is valid" {
	held
	echo '{"task":"a","text":"a@b.example b@c.example 4111 1111 1111 1111"}' | lmob-redact --stamp >jobs.jsonl
	sed 's/"text":"/&x/' jobs.jsonl >changed
	ok lmob-route -l led jobs.jsonl changed
	[[ $(jq -c '[.stamp, .redacted]' led) == '["valid",{"email":2,"card":1}]
["other_sum",null]' ]]
}

@test "the manifest is beside it, byte for byte, once for each" {
	local name
	held
	mkdir kept
	ok lmob-route -l kept/led jobs.jsonl
	name=kept/manifest-$(jq -r '.manifest[2:]' kept/led | head -n 1).jsonc
	same "$name" m.jsonc
	[[ $(ls kept) == "led"$'\n'"${name#kept/}" ]]
	chmod 400 "$name"
	ok lmob-route -l kept/led jobs.jsonl
	same "$name" m.jsonc
	echo ' // a comment' >>m.jsonc
	ok lmob-route -l kept/led jobs.jsonl
	[[ $(find kept -type f | wc -l) == 3 ]]
	same "kept/manifest-$(tail -n 1 kept/led | jq -r '.manifest[2:]').jsonc" m.jsonc
	gzip m.jsonc
	LMOB_MANIFEST=m.jsonc.gz ok lmob-route -l kept/led jobs.jsonl
	[[ $(find kept -type f | wc -l) == 3 ]]
}

# The id may be anything; all other text of a job stays out, wherever it stands.
@test "no text of any record is in it" {
	manifest '{"id": "x", "task": "a", "stage": "s", "equals": {".e": "x"}, "on_missing": "match", "where": ".text | if length > 30 then error else true end",
			"lane": "local", "model": "spread", "queue": "long"},
		{"id": "y", "task": "b", "any_flag": ["legal", "brought"], "lane": "managed", "model": "hosted-1"},
		{"id": "z", "task": "b", "lane": "local"}'
	"$PYTHON" - "${LMOB_TEST_SEED-$RANDOM}" >jobs.jsonl <<-'END'
		import json, random, sys
		rng = random.Random(int(sys.argv[1]))
		print("seed", sys.argv[1], file=sys.stderr)
		def mark():
		    return "".join(rng.choice("QXZJ") for _ in range(10)) + rng.choice(["", "ä", "\n\"", "<>"])
		def value(depth=0):
		    kind = rng.randrange(6 if depth < 3 else 2)
		    if kind < 2: return mark()
		    if kind == 2: return {mark(): value(depth + 1) for _ in range(rng.randrange(4))}
		    if kind == 3: return [value(depth + 1) for _ in range(rng.randrange(4))]
		    if kind == 4: return {"role": mark(), "content": mark()}
		    return [{"role": mark(), "content": [{"type": "text", "text": mark()}]}]
		names = ["task", "stage", "model", "tokens", "flags", "schema_failures", "shared_externally", "text", "messages",
		         "redact", "route", "e", "time", "lane", "rule", "cause", "manifest"]
		stamp = lambda: {"found": {mark(): 1}, "rules": mark(), "sum": mark(), "manifest": mark()}
		for i in range(3000):
		    job = {"id": i}
		    for name in rng.sample(names, rng.randrange(len(names))):
		        job[name] = value() if rng.randrange(3) else mark()
		    if rng.randrange(3): job["task"] = rng.choice("ab")
		    if rng.randrange(3) == 0: job["stage"] = "s"
		    if rng.randrange(3) == 0: job["model"] = "small"
		    if rng.randrange(3) == 0: job["flags"] = [mark(), "legal"]
		    if rng.randrange(3) == 0: job["text"] = mark() + " our lawyer " + mark()
		    if rng.randrange(3) == 0: job["redact"] = stamp()
		    if rng.randrange(9) == 0: job["id"] = [mark()]
		    for name in ["tokens", "messages", "schema_failures", "shared_externally"]:
		        if rng.randrange(4): job.pop(name, None)
		    print(json.dumps(job, ensure_ascii=bool(rng.randrange(2))))
	END
	ok lmob-route --allow-rejected -j2 -l led jobs.jsonl
	[[ $(wc -l <led) == 3000 ]]
	grep -q '[QXZJ]\{10\}' out
	run ! grep -l '[QXZJ]\{4\}' led manifest-*.jsonc
	# All ways to end were taken.
	jq -r .cause led | sort -u >out
	gives 'malformed\nmissing\nno_rule\nno_task\nnot_served\nrule\nunapproved\nunredacted\nwhere\n'
	jq -es 'all(keys_unsorted == ["id","time","lane","rule","cause","on","model","task","stage","requested","tokens","flags",
		"schema_failures","shared_externally","stamp","redacted","manifest"])' led
}

@test "the kinds that a stamp counts are words; nothing else of it is kept" {
	held
	echo '{"task":"a","text":"x"}' | lmob-redact --stamp >jobs.jsonl
	for found in '{"QXZJ":1}' '{"email":"QXZJ"}' '{"email":1,"x y":2}' '["QXZJ"]' '"QXZJ"'; do
		sed "s/\"found\":{}/\"found\":$found/" jobs.jsonl >forged
		rm -f led
		ok lmob-route -l led forged
		[[ $(jq -c '[.stamp, .redacted]' led) == '["malformed",null]' ]]
	done
	# Nor words that were not found: the sum covers them.
	sed 's/"found":{}/"found":{"annexamplecom":1}/' jobs.jsonl >forged
	rm led
	ok lmob-route -l led forged
	[[ $(jq -c '[.stamp, .redacted]' led) == '["other_sum",null]' ]]
	echo '{"task":"a","text":"a@b.example"}' | lmob-redact --stamp |
		sed 's/"found":{"email":1}/"found" : {"\\u0065mail" : 1}/' >same
	rm led
	ok lmob-route -l led same
	[[ $(jq -c '[.stamp, .redacted]' led) == '["valid",{"email":1}]' ]]
}

# lasting [MEMBERS]: a manifest in which no approval ends.
lasting() {
	manifest '{"id": "h", "lane": "hold"}' "${1-}"
	sed -i 's/, "expires": "[^"]*"//' m.jsonc
}

@test "lines older than retention.ledger_days are dropped, at the start of a run" {
	local day
	lasting '"retention": {"ledger_days": 2}'
	printf '{"id":%d,"task":"a"}\n' 1 2 3 >jobs.jsonl
	for day in 01 02 03; do
		LMOB_NOW=2016-05-${day}T12:00:00Z ok lmob-route -l led jobs.jsonl
	done
	for day in 04 05; do
		LMOB_NOW=2016-05-${day}T12:00:00Z fails 0 'lmob-route: 3 decisions older than 2 days dropped from led' lmob-route -l led jobs.jsonl
	done
	[[ $(jq -r '.time[8:10]' led | uniq -c | tr -s ' \n' ' ') == ' 3 03 3 04 3 05 ' ]]
	[[ $(stat -c %a led) == 600 && ! -e led.part ]]
	LMOB_NOW=2016-05-05T12:00:01Z fails 0 'lmob-route: 3 decisions *' lmob-route -l led /dev/null
	[[ $(jq -r '.time[8:10]' led | uniq | tr '\n' ' ') == '04 05 ' ]]
	LMOB_NOW=2017-01-01T00:00:00Z fails 0 'lmob-route: 6 decisions *' lmob-route -l led /dev/null
	[[ -e led && ! -s led ]]
	lasting
	LMOB_NOW=1999-01-01T00:00:00Z ok lmob-route -l led jobs.jsonl
	LMOB_NOW=2099-01-01T00:00:00Z ok lmob-route -l led jobs.jsonl
	[[ $(wc -l <led) == 6 ]] # no key: kept for ever
}

@test "a \$LMOB_NOW of the future drops nothing that is not old" {
	lasting '"retention": {"ledger_days": 1}'
	printf '{"id":%d,"task":"a"}\n' 1 2 3 >jobs.jsonl
	env -u LMOB_NOW lmob-route -l led jobs.jsonl >/dev/null
	LMOB_NOW=2099-01-01T00:00:00Z ok lmob-route -l led jobs.jsonl
	[[ $(wc -l <led) == 6 ]]
	sed 's/"time":"2[^"]*"/"time":"2001-01-01T00:00:00Z"/; q' led >with
	cat led >>with
	LMOB_NOW=2200-01-01T00:00:00Z fails 0 'lmob-route: 1 decision older than 1 day dropped from with' lmob-route -l with /dev/null
	same with led
}

@test "a torn last line stays alone" {
	held
	ok lmob-route -l led jobs.jsonl
	truncate -s -20 led
	cp led torn
	ok lmob-route -l led jobs.jsonl
	[[ $(wc -l <led) == 6 ]]
	head -c "$(stat -c %s torn)" led | same - torn
	tail -n 3 led | jq -e .manifest
	fails 0 'lmob-route: 1 of 6 records rejected, see r' lmob-route --why 3 --rejects r led
	[[ $(<out) == '3 (a) went to lane hold, '* ]]
}

@test "several processes at once: every line whole, every decision there" {
	local i
	held '"retention": {"ledger_days": 10}'
	for _ in {1..400}; do cat jobs.jsonl; done >many
	LMOB_NOW=2016-01-01T00:00:00Z ok lmob-route -l led jobs.jsonl
	for i in {1..6}; do
		{ lmob-route -j2 -l led many >"out.$i" 2>"err.$i" || echo "exit $?" >>"err.$i"; } &
	done
	wait
	[[ $(cat err.*) == 'lmob-route: 3 decisions older than 10 days dropped from led' ]]
	[[ $(jq -r .time led | sort | uniq -c | tr -s ' ') == ' 7200 2026-05-05T21:00:00Z' ]]
	for i in {1..6}; do
		[[ $(wc -l <"out.$i") == 1200 ]]
	done
	[[ ! -e led.part && $(ls manifest-*) == manifest-????????????????.jsonc ]]
}

@test "a first start by several at once: nobody is turned away" {
	local n i
	held
	for n in {1..8}; do
		mkdir "d$n"
		for i in {1..6}; do
			lmob-route -l "d$n/led" jobs.jsonl >/dev/null 2>"err$i" &
		done
		wait
		cat err? && [[ ! $(cat err?) && $(wc -l <"d$n/led") == 18 ]]
		same "$(echo "d$n"/manifest-*)" m.jsonc
	done
}

@test "a ledger that cannot be written: exit 2, and no record goes out" {
	held
	mkdir folder
	fails 2 'lmob-route: folder: open: Is a directory' lmob-route -l folder jobs.jsonl
	fails 2 'lmob-route: nowhere/led: open: No such file or directory' lmob-route -l nowhere/led jobs.jsonl
	[[ ! -s out ]]
	fails 2 'lmob-route: /dev/full: not a regular file' lmob-route -l /dev/full jobs.jsonl
	mkfifo pipe
	fails 2 'lmob-route: pipe: not a regular file' timeout 10 lmob-route -l pipe jobs.jsonl
	# A limit of the size of files stands for a disk that is full.
	for _ in {1..400}; do cat jobs.jsonl; done >many
	ok lmob-route -l led jobs.jsonl
	cp led before
	trap '' XFSZ
	(ulimit -f 64 && exec lmob-route -j2 -l led many) 2>err | cat >out
	[[ $(<err) == 'lmob-route: led: write: File too large' && ! -s out ]]
	same led before
	rc=0
	(ulimit -f 64 && exec lmob-route -j2 -l led -o made many) 2>err || rc=$?
	[[ $rc == 2 && $(<err) == 'lmob-route: led: write: File too large' ]]
	[[ ! -s out && ! -e made ]]
	same led before
}

@test "killed at any time: what came out is in the ledger" {
	local i n=12
	[[ ! ${LMOB_QUICK-} ]] || n=3
	[[ ! ${LMOB_SOAK-} ]] || n=500
	held
	"$PYTHON" -c 'for i in range(60000): print("{\"id\":%d,\"task\":\"a\",\"text\":\"in court %d\"}" % (i, i))' >many
	for i in $(seq $n); do
		rm -f led
		"$PYTHON" - "$((RANDOM % 60))" <<-'END'
			import subprocess, sys
			run = subprocess.Popen(["lmob-route", "-j3", "-l", "led", "many"], stdout=subprocess.PIPE)
			came = run.stdout.read(int(sys.argv[1]) * 100000)
			run.kill()
			open("out", "wb").write(came + run.stdout.read())
			run.wait()
		END
		jq -cR 'fromjson? | .id' out >ids
		jq -cR 'fromjson? | .id' led | head -n "$(wc -l <ids)" >ledger
		same ids ledger
		cat ids >>all
	done
	[[ -s all ]]
}
