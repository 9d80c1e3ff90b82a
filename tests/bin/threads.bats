#!/usr/bin/env bats
# shellcheck disable=SC2030,SC2031
# pipelines/support-threads, end to end: redacted, stamped, routed, on record.

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
	# A copy has no ../bin: the programs of $PATH are those under test.
	cp -r "$ROOT/pipelines" pipelines
	export LMOB_STATE=$PWD/state LMOB_MANIFEST=$FIXTURES/manifest.jsonc
	export LMOB_KEY=a-key-of-some-length
	threads=$FIXTURES/threads/threads.jsonl
}

lanes() {
	jq -r .route.lane "$1" | sort | uniq -c | tr -s ' \n' ' '
}

@test "risks and long threads go to the managed lane, all others stay" {
	ok pipelines/support-threads "$threads"
	[[ $(lanes out) == ' 74 local 46 managed ' ]]
	# With a risk, by its label; and six that are too long.
	jq -r 'select(.risk) | .id' "$FIXTURES/threads/topics.jsonl" | sort >risky
	jq -r 'select(.route.rule == "support-risk") | .id' out | sort >routed
	same risky routed
	[[ $(jq -r 'select(.route.rule == "support-long") | .id' out | wc -l) == 6 ]]
}

@test "what leaves is redacted, and nothing but redaction and two members changed" {
	ok pipelines/support-threads "$threads"
	cp out routed
	lmob-redact --check routed 2>verdict
	[[ $(<verdict) == 'CLEAN 120 records' ]]
	lmob-redact "$threads" | jq -c . >plain
	jq -c 'del(.redact, .route)' routed | cmp - plain
}

@test "all of it is on record, in private files, and none of the texts" {
	ok pipelines/support-threads "$threads"
	[[ $(find state -type f ! -perm 600) == '' && $(find state -type d ! -perm 700) == '' ]]
	[[ $(wc -l <state/threads/ledger.jsonl) == 120 ]]
	cmp "$LMOB_MANIFEST" state/threads/manifest-*.jsonc
	jq -r '.messages[].content | strings | split("\n")[0] | select(length > 15)' "$threads" >texts
	[[ -s texts ]]
	run ! grep -rFf texts state
	[[ $(ls state/threads) == ledger.jsonl$'\n'manifest-*.jsonc$'\n'stats.jsonl ]]
}

@test "a line that is no record is kept apart, the others go on" {
	local rc=0
	{
		head -n 1 "$threads"
		echo '{"id":'
		sed -n 2p "$threads"
	} >in
	pipelines/support-threads in >out 2>err || rc=$?
	[[ $rc == 0 && $(wc -l <out) == 2 && $(wc -l <err) == 1 ]]
	jq -e '.line == 2 and .raw == "{\"id\":"' state/threads/rejects-*.jsonl
}

@test "a job that is refused makes the status 1, and is written" {
	local rc=0
	echo '{"id":1,"task":"unknown","text":"x"}' | pipelines/support-threads >out 2>err || rc=$?
	[[ $rc == 1 && $(jq -r .route.lane out) == reject ]]
}

@test "lane by lane with --split" {
	ok pipelines/support-threads "$threads" -- --split lanes
	[[ ! -s out ]]
	[[ $(wc -l <lanes/local.jsonl) == 74 && $(wc -l <lanes/managed.jsonl) == 46 ]]
	[[ ! -s lanes/hold.jsonl && ! -s lanes/reject.jsonl ]]
}

@test "without the key, a manifest or an input it is trouble" {
	local rc
	for unset in LMOB_KEY LMOB_MANIFEST; do
		rc=0
		env -u $unset pipelines/support-threads "$threads" >out 2>err || rc=$?
		[[ $rc == 2 && ! -s out ]]
		grep -q $unset err
	done
	rc=0
	pipelines/support-threads /no/such/file >out 2>err || rc=$?
	[[ $rc == 2 ]]
	rc=0
	pipelines/support-threads --summary >out 2>err || rc=$?
	[[ $rc == 2 && $(<err) == 'support-threads: --summary: options of lmob-route follow --' ]]
}

@test "--help: what stands at the head of each pipeline" {
	local p
	for p in support-threads nightly-embed accept-baseline; do
		ok pipelines/$p --help
		[[ $(head -n 1 out) == 'What: '* && $(grep -cE '^(What|When|In|Out):' out) == 4 ]]
		! grep -qE '^#|set -e' out || return 1
		cp out long
		ok pipelines/$p -h
		same out long
	done
	[[ ! -e state ]]
}

@test "a line comes out before the next one goes in" {
	mkfifo in
	pipelines/support-threads in >out 2>err &
	exec 7>in
	head -n 1 "$threads" >&7
	for _ in $(seq 100); do
		[[ $(wc -l <out) == 1 ]] && break
		sleep 0.1
	done
	[[ $(wc -l <out) == 1 && $(wc -l <state/threads/ledger.jsonl) == 1 ]]
	exec 7>&-
	wait
}
