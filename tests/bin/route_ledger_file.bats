#!/usr/bin/env bats
# lmob-route --ledger: a file that is not a ledger is not touched.

load helpers
load route

setup() {
	begin
	manifest '{"id": "h", "lane": "hold"}' '"retention": {"ledger_days": 1}'
	printf '{"id":%d,"task":"a"}\n' 1 2 3 >jobs.jsonl
}

# spares FILE GLOB OPTION...: refused for GLOB; the file stays as it is, and
# nothing is written.
spares() {
	cp "$1" before
	fails 2 "lmob-route: $2" lmob-route "${@:3}" || return
	same "$1" before && [[ ! -s out ]]
}

@test "what is there already has to be a ledger" {
	printf '%s\n' '{"time":"2001-01-01T00:00:00Z","level":"info"}' '{"time":"2001-01-02T00:00:00Z"}' >log
	lmob-route -o routed jobs.jsonl
	lmob-route -l led jobs.jsonl >/dev/null
	sed 's/"manifest":"[^"]*"/"manifest":7/' led >forged
	head -c 3000000 /dev/zero >zeros
	printf '\n\n' >blank
	printf '{' >brace
	printf '{\n\t"id":1,\n\t"time":"2001-01-01T00:00:00Z"}\n' >pretty
	head -c -9 jobs.jsonl >records # the last of them is torn
	{ cat log; printf '{"id":1,"ti'; } >start
	echo '{"id":1,"time":"2001-01-01T00:00:00Z","lane":"hold","cause":"rule","manifest":null}' >null
	jq -c . m.jsonc >m.json
	for file in log routed m.jsonc m.json jobs.jsonl blank brace pretty records start forged zeros null; do
		spares $file "$file: not a ledger: none of its lines is a line of one" -l $file - <<<'{"id":9,"task":"a"}'
	done
	: >empty
	ok lmob-route -l empty jobs.jsonl
	same empty led
	ok lmob-route -l led jobs.jsonl
	[[ $(wc -l <led) == 6 ]]
	truncate -s -1 empty # the newline alone is missing
	ok lmob-route -l empty jobs.jsonl
	same empty led
}

# shellcheck disable=SC2094 # that is what is tried
@test "the ledger is no other file of the run" {
	lmob-route -l led jobs.jsonl >/dev/null
	ln led other
	ln -s led link
	for name in led ./led other link; do
		spares led "--ledger led: it is an input" -l led $name
		spares led "--ledger led: it is an input" -l led jobs.jsonl $name
		spares led "--ledger $name: it is the output" -l $name -o led jobs.jsonl
		spares led "--ledger $name: it is the file of --rejects" -l $name --rejects led jobs.jsonl
	done
	cp led before
	fails 2 'lmob-route: --ledger led: it is the file of --stats' lmob-route -l led --stats link jobs.jsonl
	head -n 3 led | same before - # --stats tells of this run, too
	lmob-route -l led2 jobs.jsonl >/dev/null
	fails 2 'lmob-route: --ledger led2: it is an input' lmob-route -l led2 <led2
	rc=0
	lmob-route -l led2 jobs.jsonl >>led2 2>err || rc=$?
	[[ $rc == 2 && $(<err) == 'lmob-route: --ledger led2: it is the output' ]]
	head -n 3 before | same led2 -
	mkdir dir
	for lane in local managed hold reject; do
		cp led2 dir/$lane.jsonl
		spares dir/$lane.jsonl '--ledger dir/*.jsonl: it is a file of --split' -l dir/$lane.jsonl --split ./dir jobs.jsonl
	done
}

@test "nor one that is not there yet" {
	mkdir dir
	fails 2 'lmob-route: --ledger new: it is the output' lmob-route -l new -o new jobs.jsonl
	fails 2 'lmob-route: --ledger ./new: it is the output' lmob-route -l ./new -o new jobs.jsonl
	fails 2 'lmob-route: --ledger new: it is the output' lmob-route -l new -o dir/../new jobs.jsonl
	fails 2 'lmob-route: --ledger dir/hold.jsonl: it is a file of --split' lmob-route -l dir/hold.jsonl --split dir jobs.jsonl
	[[ ! -e new && ! $(ls dir) ]]
	ok lmob-route -l new -o dir/new jobs.jsonl
	ok lmob-route -l dir/led --split dir jobs.jsonl
	same dir/hold.jsonl dir/new
}

@test "a ledger is not packed" {
	fails 2 'lmob-route: --ledger led.gz: a ledger is plain text, not gzip' lmob-route -l led.gz jobs.jsonl
	[[ ! -e led.gz ]]
	lmob-route -l led jobs.jsonl >/dev/null
	gzip -c led >packed
	spares packed 'packed: not a ledger: none of its lines is a line of one' -l packed jobs.jsonl
}

@test "--split leaves nothing for --output" {
	fails 2 'lmob-route: --split writes DIR/LANE.jsonl: not with --output' lmob-route --split dir -o made jobs.jsonl
	[[ ! -e dir && ! -e made ]]
}
