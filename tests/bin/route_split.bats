#!/usr/bin/env bats
# lmob-route --split: a file for each lane.

load helpers
load route

setup() {
	begin
	manifest '{"id": "l", "task": "a", "stage": "local", "lane": "local", "model": "small"},
		{"id": "m", "task": "a", "stage": "managed", "lane": "managed", "model": "hosted-1", "unredacted": "allowed"},
		{"id": "h", "task": "a", "stage": "hold", "lane": "hold"}'
	printf '{"id":%d,"task":"a","stage":"%s"}\n' 1 local 2 managed 3 hold 4 none 5 local 6 hold >jobs.jsonl
}

# parts DIR: its files are what routing without --split gives, lane by lane.
parts() {
	local lane
	[[ $(ls "$1") == $'hold.jsonl\nlocal.jsonl\nmanaged.jsonl\nreject.jsonl' ]] || return
	lmob-route --allow-rejected jobs.jsonl >all
	for lane in local managed hold reject; do
		jq -c "select(.route.lane == \"$lane\")" all | same <(jq -c . "$1/$lane.jsonl") - || return
	done
	cat "$1"/*.jsonl | sort | same - <(sort all)
}

@test "all four files, and nothing on standard output" {
	fails 1 'REJECTED 1 of 6 jobs' lmob-route --split dir jobs.jsonl
	[[ ! -s out && $(stat -c %a dir) == 700 ]]
	parts dir
	ok lmob-route --allow-rejected --split empty /dev/null
	[[ $(echo empty/*) == 'empty/hold.jsonl empty/local.jsonl empty/managed.jsonl empty/reject.jsonl' && ! $(cat empty/*) ]]
	head -n 1 jobs.jsonl >in
	ok lmob-route --split dir in # old ones give way, also to empty ones
	[[ $(cat dir/*.jsonl) == "$(<dir/local.jsonl)" && $(jq .id dir/local.jsonl) == 1 ]]
	for _ in {1..2000}; do cat jobs.jsonl; done >many
	mv many jobs.jsonl
	ok lmob-route --allow-rejected -j4 --split dir jobs.jsonl
	parts dir
}

@test "no job is lost: not over an input, nor over another file of the run" {
	ok lmob-route --allow-rejected --split dir jobs.jsonl
	cp -r dir kept
	for lane in local managed hold reject; do
		fails 2 "lmob-route: --split dir/$lane.jsonl: it is an input" lmob-route --split dir dir/$lane.jsonl
		fails 2 "lmob-route: --split ./dir/$lane.jsonl: it is an input" lmob-route --split ./dir - <dir/$lane.jsonl
		fails 2 "lmob-route: --split dir/$lane.jsonl: it is the file of --rejects" \
			lmob-route --split dir --rejects dir/$lane.jsonl jobs.jsonl
		cp kept/$lane.jsonl dir
	done
	diff -r dir kept
	fails 2 'lmob-route: --split new/hold.jsonl: it is the file of --rejects' lmob-route --split new --rejects new/hold.jsonl jobs.jsonl
	fails 2 'lmob-route: --split writes a file for every lane: not with --only' lmob-route --split dir --only hold jobs.jsonl
	ok lmob-route --split again dir/hold.jsonl
	same again/hold.jsonl dir/hold.jsonl
}

@test "a folder that is there keeps its mode and what else is in it" {
	mkdir -m 755 dir
	echo kept >dir/other
	echo old >dir/local.jsonl
	chmod 640 dir/local.jsonl
	ok lmob-route --allow-rejected --split dir/ jobs.jsonl
	[[ $(stat -c %a dir) == 755 && $(<dir/other) == kept && $(stat -c %a dir/local.jsonl) == 640 ]]
	rm dir/other
	parts dir
	mkdir -p deep
	ok lmob-route --allow-rejected --split deep/dir jobs.jsonl
	parts deep/dir
	ln -s dir link
	ok lmob-route --allow-rejected --split link jobs.jsonl
	parts dir
}

@test "a run that fails leaves the old files" {
	ok lmob-route --allow-rejected --split dir jobs.jsonl
	cp -r dir before
	{ for _ in {1..3000}; do cat jobs.jsonl; done; echo '{'; } >bad
	fails 2 'lmob-route: bad:18001:2: *' lmob-route -j2 --split dir bad
	rm -f dir/*.part
	diff -r dir before
	fails 2 'lmob-route: nowhere: *' lmob-route --split dir nowhere
	fails 2 'lmob-route: nowhere/led: *' lmob-route --split dir -l nowhere/led jobs.jsonl
	rm -f dir/*.part
	diff -r dir before
	rm -r dir
	fails 2 'lmob-route: bad:18001:2: *' lmob-route --split dir bad
	[[ ! $(find dir -name '*.jsonl') ]]
	# A limit of the size of files stands for a disk that is full.
	cp -r before/. dir
	sed -i '$d' bad
	trap '' XFSZ
	rc=0
	(ulimit -f 64 && exec lmob-route -j2 --split dir bad) >out 2>err || rc=$?
	[[ $rc == 2 && $(<err) == 'lmob-route: dir/'*'.jsonl'*': write'*': File too large' ]]
	rm -f dir/*.part
	diff -r dir before
}

@test "where no folder can be" {
	echo x >file
	fails 2 'lmob-route: file/*.jsonl: open: Not a directory' lmob-route --split file jobs.jsonl
	[[ $(<file) == x ]]
	fails 2 'lmob-route: no/dir: make the folder: No such file or directory' lmob-route --split no/dir jobs.jsonl
	fails 2 'lmob-route: *' lmob-route --split '' jobs.jsonl
	mkdir -p dir/hold.jsonl
	fails 2 'lmob-route: dir/hold.jsonl: *Is a directory' lmob-route --split dir jobs.jsonl
	[[ ! -e dir/local.jsonl ]]
	as_user_works || skip 'cannot run as another user'
	mkdir -m 755 closed
	fails 2 'lmob-route: closed/dir: make the folder: Permission denied' as_user lmob-route --split closed/dir jobs.jsonl
}

@test "two runs do not write one folder at once" {
	local pid
	mkfifo in
	lmob-route --allow-rejected --split dir <in &
	pid=$!
	exec 5>in
	for _ in {1..100}; do
		[[ ! -e dir/reject.jsonl.part ]] || break
		sleep 0.02
	done
	fails 2 'lmob-route: dir/local.jsonl: another run is writing dir/local.jsonl.part' lmob-route --split dir jobs.jsonl
	cat jobs.jsonl >&5
	exec 5>&-
	wait $pid
	parts dir
}

@test "with --if, --rejects, a ledger and --stats" {
	{ cat jobs.jsonl; echo '[]'; } >in
	lmob-route --split dir --if 'type == "array" or .id != 1' --rejects r -l led --stats stats in >out 2>err && false
	[[ $(<err) == $'lmob-route: 1 of 7 records rejected, see r\nREJECTED 1 of 5 jobs' ]]
	[[ $(jq -c .id led | tr '\n' ' ') == '2 3 4 5 6 ' && $(jq .id dir/local.jsonl) == 5 ]]
	head -n 1 jobs.jsonl | same out - # not acted on: it passes
	jq -e '.records_in == 7 and .rejected == 1 and .counts.local == 1 and .exit == 1' stats
}
