#!/usr/bin/env bats
# lmob-drift --history and --status: how many nights in a row were clean.

load helpers

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	# 450 probes are enough. good is base; bad has the vectors of others.
	"$PYTHON" - <<-'END'
		import json, random
		rng = random.Random(7)
		vectors = [[round(rng.gauss(0, 1), 4) for _ in range(8)] for _ in range(450)]
		def write(name, vectors):
		    with open(name, "w") as out:
		        for i, vector in enumerate(vectors):
		            out.write(json.dumps({"id": i, "text": "t%d" % i, "embedding": vector}) + "\n")
		write("base", vectors)
		write("good", vectors)
		write("few", vectors[:449])
		rng.shuffle(vectors)
		write("bad", vectors)
	END
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cp "$BATS_FILE_TMPDIR"/{base,good,few,bad} .
	BASE=base
}

# night DATE FILE [OPTION...]: a run at two in the morning, UTC.
night() {
	LMOB_NOW=${1}T02:00:00Z lmob-drift -b "$BASE" --history nights -o out "${@:3}" "$2" 2>err
}

# status DATE [OPTION...]: in the evening; result in out, words in err.
status() {
	LMOB_NOW=${1}T20:00:00Z lmob-drift --status --history nights "${@:2}" >out 2>err
}

# says STATUS GLOB COMMAND...: as fails, err being written by the command.
says() {
	local rc=0
	"${@:3}" || rc=$?
	# shellcheck disable=SC2053
	if ((rc != $1)) || [[ $(wc -l <err) != 1 || $(<err) != $2 ]]; then
		echo "status $rc (expected $1, $2): ${*:3}"
		cat err
		return 1
	fi
}

# clean N: so many nights are.
clean() {
	[[ $(jq -c .clean_nights out) == "$1" ]] || {
		cat out
		return 1
	}
}

@test "a line a run; the verdict's line counts the nights" {
	says 0 'PASS drift 0.0000 < 0.08, 450 probes*, clean night 1 of 7' night 2026-11-29 good
	says 0 'PASS *, clean night 2 of 7' night 2026-11-30 good
	says 0 'PASS *, clean night 3 of 7' night 2026-12-01 good
	says 1 'FAIL *, 0 clean nights of 7' night 2026-12-02 bad
	says 0 'PASS *, clean night 1 of 7' night 2026-12-03 good
	[[ $(wc -l <nights) == 5 ]]
	[[ $(stat -c %a nights) == 600 ]]
	jq -es 'map(.event) | unique == ["run"]' nights
	[[ $(jq -r .verdict nights | tr '\n' ' ') == 'pass pass pass fail pass ' ]]
	[[ $(jq -r .time nights | head -n 1) == 2026-11-29T02:00:00Z ]]
	jq -es 'all(.threshold == 0.08 and .n == 450 and .manifest == null and ([.low, .high] | map(type) == ["number", "number"]))
		and (map(.baseline) | unique | length == 1 and (.[0] | test("^[0-9a-f]{16}$")))
		and .[0].drift == 0 and .[0].reasons == [] and (.[3].reasons | length > 0)' nights
	jq -es 'all(has("relaxed") | not)' nights
}

@test "--status: ready, not yet, broken" {
	local day
	: >nights
	says 3 'NOT YET 0 clean nights of 7: no runs' status 2026-11-20
	[[ ! -s nights ]]
	for day in 21 22 23; do night 2026-11-$day good; done
	says 3 'NOT YET clean night 3 of 7, since 2026-11-21' status 2026-11-23
	says 3 'NOT YET clean night 3 of 7, since 2026-11-21' status 2026-11-24
	says 3 'BROKEN 0 clean nights of 7: no run on 2026-11-24' status 2026-11-25
	run -1 night 2026-11-24 bad
	says 1 'BROKEN 0 clean nights of 7: 2026-11-24 failed (*)' status 2026-11-24
	jq -e '.clean_nights == 0 and .needed == 7 and .ready == false and .since == null and .runs == 4 and .unreadable == 0
		and .last.time == "2026-11-24T02:00:00Z" and .last.verdict == "fail" and .last.drift >= 0.08
		and (.broken_by | startswith("2026-11-24 failed: "))' out
	[[ $(wc -l <out) == 1 ]]
	for day in 25 26 27 28 29 30; do night 2026-11-$day good; done
	says 3 'NOT YET clean night 6 of 7, since 2026-11-25; before that: 2026-11-24 failed' status 2026-11-30
	night 2026-12-01 good
	says 0 'READY 7 clean nights of 7, since 2026-11-25' status 2026-12-01
	jq -e '.ready and .since == "2026-11-25" and .clean_nights == 7' out
	night 2026-12-02 good
	says 0 'READY 8 clean nights, 7 needed, since 2026-11-25' status 2026-12-02
	says 3 'BROKEN 0 clean nights of 7: no run on 2026-12-03' status 2026-12-04
}

@test "the manifest says how many nights" {
	echo '{"version": "1", "gates": {"clean_drift_runs": 2}}' >m.jsonc
	export LMOB_MANIFEST=m.jsonc
	says 0 'PASS *, clean night 1 of 2' night 2026-11-29 good
	says 3 'NOT YET clean night 1 of 2, *' status 2026-11-29
	night 2026-11-30 good
	says 0 'READY 2 clean nights of 2, since 2026-11-29' status 2026-11-30
	jq -es 'all(.manifest | type == "string")' nights
	says 3 'NOT YET clean night 2 of 7, *' env -u LMOB_MANIFEST bash -c \
		'LMOB_NOW=2026-11-30T20:00:00Z lmob-drift --status --history nights >out 2>err'
}

few_night() {
	BASE=few night 2026-11-28 few
}

@test "undecided breaks; relaxed gates do not count; the last word of a date counts" {
	night 2026-11-27 good
	says 3 'UNDECIDED *, 0 clean nights of 7' few_night
	says 3 'BROKEN 0 clean nights of 7: 2026-11-28 undecided (*)' status 2026-11-28
	says 0 'PASS *, clean night 1 of 7' night 2026-11-28 good
	says 0 'PASS *, clean night 1 of 7' night 2026-11-28 good
	says 0 'PASS *, not counted (1 clean night of 7)' night 2026-11-29 good --max-drift 0.5
	[[ $(jq -c .relaxed nights | tail -n 1) == true ]]
	says 3 'BROKEN 0 clean nights of 7: only relaxed runs on 2026-11-29' status 2026-11-30
	night 2026-11-29 good
	status 2026-11-30 || true
	clean 2
	# A stricter gate is a gate.
	says 0 'PASS *, clean night 3 of 7' night 2026-11-30 good --max-drift 0.01
	# What fails loose gates fails.
	says 1 'FAIL *, 0 clean nights of 7' night 2026-12-01 bad --max-drift 0.5
}

@test "a clock that is wrong, a missed night, a leap day, a line in its place" {
	local day
	for day in 02-28 02-29 03-01; do night 2028-$day good; done
	status 2028-03-01 || true
	clean 3
	night 2028-03-03 good
	says 3 'NOT YET clean night 1 of 7, since 2028-03-03; before that: no run on 2028-03-02' status 2028-03-03
	# Written late, but not run late.
	night 2028-03-02 good
	status 2028-03-03 || true
	clean 5
	# From a clock that was a year ahead, whose pass is none.
	night 2029-03-04 good
	says 3 'NOT YET clean night 5 of 7, since 2028-02-28; 1 line from the future' status 2028-03-04
}

@test "a baseline that comes from nowhere begins anew" {
	night 2026-11-28 good
	night 2026-11-29 good
	jq -c . good >base # the same vectors, other bytes
	says 0 'PASS *, clean night 1 of 7' night 2026-11-30 good
	says 3 'NOT YET clean night 1 of 7, since 2026-11-30; before that: another baseline on 2026-11-30' status 2026-11-30
}

@test "a baseline that was accepted goes on; one that is brought back begins at 0" {
	jq -c . good >tidy
	night 2026-11-27 good
	night 2026-11-28 good
	# A promotion is no night.
	says 0 'PASS *, clean night 2 of 7; accepted as the baseline' night 2026-11-28 tidy --accept
	says 0 'PASS *, clean night 3 of 7' night 2026-11-29 tidy
	[[ $(jq -r .event nights | tr '\n' ' ') == 'run run accept run ' ]]
	jq -es '.[2].from == .[1].baseline and .[2].to == .[3].baseline and .[2].from != .[2].to' nights
	LMOB_NOW=2026-11-29T03:00:00Z lmob-drift --rollback -b base --history nights >out 2>err
	says 3 'BROKEN 0 clean nights of 7: rolled back on 2026-11-29' status 2026-11-29
	says 0 'PASS *, clean night 1 of 7' night 2026-11-30 tidy
	# By gates that nobody approved.
	says 0 'PASS *' night 2026-11-30 tidy --accept --max-drift 0.5
	says 3 'BROKEN 0 clean nights of 7: accepted by relaxed gates on 2026-11-30' status 2026-11-30
}

@test "--status reads no input, and writes nothing" {
	night 2026-11-29 good
	mkfifo never
	exec 9<>never
	cp nights before
	chmod 400 nights
	LMOB_NOW=2026-11-29T20:00:00Z run -3 timeout 20 lmob-drift --status --history nights <&9
	[[ $output == *'NOT YET clean night 1 of 7, since 2026-11-29'* ]]
	same nights before
	exec 9<&-
	if as_user_works; then
		chmod 444 nights
		LMOB_NOW=2026-11-29T20:00:00Z as_user "$LMOB_BIN/lmob-drift" --status --history nights >out 2>err || [[ $? == 3 ]]
		clean 1
	fi
}

@test "what is no history stays as it is" {
	cp good kept
	fails 2 'lmob-drift: kept: not a history: none of its lines is a line of one' lmob-drift -b base --history kept good
	same kept good
	fails 2 'lmob-drift: kept: not a history: *' lmob-drift --status --history kept
	fails 2 'lmob-drift: no/nights: *No such file or directory' lmob-drift -b base --history no/nights good
	fails 2 'lmob-drift: no/nights: *No such file or directory' lmob-drift --status --history no/nights
	fails 2 'lmob-drift: .: *' lmob-drift --status --history .
	fails 2 'lmob-drift: *--history*' lmob-drift --status
	# Nor is an input one.
	lmob-drift -b base --history nights good >out 2>err
	cp nights before
	fails 2 'lmob-drift: *--history*' lmob-drift -b base --history base good
	fails 2 'lmob-drift: *--history*' lmob-drift -b base --history nights -o nights good
	same nights before
}

@test "a run that comes to nothing is no run" {
	echo '{"id":1}' >broken
	fails 2 'lmob-drift: *' lmob-drift -b base --history nights broken
	[[ ! -s nights ]]
}

@test "lines that a crash cut are told, and swallow nothing" {
	local len
	night 2026-11-29 good
	cp nights whole
	for len in 1 20 100; do
		head -c $len whole >>nights
		night 2026-11-30 good
	done
	[[ $(wc -l <nights) == 7 ]]
	says 3 'NOT YET clean night 2 of 7, since 2026-11-29; 3 lines unreadable' status 2026-11-30
	jq -e '.runs == 4 and .unreadable == 3' out
}

@test "two runs at once are both there" {
	local pid pids
	for _ in {1..10}; do
		pids=()
		for _ in 1 2 3; do
			LMOB_NOW=2026-11-30T02:00:00Z lmob-drift -j1 -b base --history nights good >/dev/null 2>&1 &
			pids+=($!)
		done
		for pid in "${pids[@]}"; do wait "$pid"; done
	done
	[[ $(wc -l <nights) == 30 ]]
	[[ $(jq -c '[.event, .verdict, .n]' nights | sort -u) == '["run","pass",450]' ]]
	status 2026-11-30 || true
	clean 1
}

@test "kill -9 loses nothing" {
	local i rounds=20 n_done rc ms
	if [[ ${LMOB_QUICK:-} ]]; then
		rounds=5
	elif [[ ${LMOB_SOAK:-} ]]; then
		rounds=2000
	fi
	night 2026-11-30 good
	ms=$({ TIMEFORMAT=%R; time night 2026-11-30 good; } 2>&1)
	ms=$(awk -v s="$ms" 'BEGIN { printf "%d", s * 1000 + 1 }')
	n_done=2
	for ((i = 0; i < rounds; i++)); do
		LMOB_NOW=2026-11-30T02:00:00Z lmob-drift -b base --history nights good >/dev/null 2>&1 &
		sleep "$(awk -v ms=$((ms / 2 + RANDOM % (ms + 1))) 'BEGIN { printf "%.3f", ms / 1000 }')"
		kill -9 $! 2>/dev/null || true
		rc=0
		wait $! 2>/dev/null || rc=$?
		((rc == 0 || rc == 137))
		((rc != 0)) || ((n_done += 1))
	done
	night 2026-11-30 good
	# All that ended well, and maybe some that did not.
	status 2026-11-30 || true
	jq -e --argjson least $((n_done + 1)) --argjson most $((rounds + 3)) '.runs >= $least and .runs <= $most' out
	clean 1
	[[ $(tail -n 1 nights | jq -r .verdict) == pass ]]
}
