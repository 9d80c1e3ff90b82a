#!/usr/bin/env bats
# A run that is killed, and goes on with --resume: nothing is lost, nothing is
# there twice, and hardly anything is sent again.
# one thread

# shellcheck disable=SC2016 # variables of jq
load helpers
load embed_http

WORKERS=4
BATCH=8

run_to() {
	lmob-embed --model bge --batch $BATCH --workers $WORKERS -o "$1" "${@:2}" in
}

# killed SECONDS [OPTION...]: a run to got that is killed then, or ends before.
killed() {
	local pid
	# Not by the function, which would be a shell of its own.
	lmob-embed --model bge --batch $BATCH --workers $WORKERS -o got "${@:2}" in >/dev/null 2>err 3>&- &
	pid=$!
	sleep "$1"
	kill -9 $pid 2>/dev/null || true
	wait $pid 2>/dev/null || true
}

# again K: at most so many texts more were sent than there are, and each came.
again() {
	log_is "(.sent | length) as \$n | ([.sent[]] | add) - \$n <= $1" '.answered | length == 600'
}

@test "kill -9 at random points: 0 lost, 0 doubled" {
	local rounds=10 i seed=${LMOB_SEED:-$RANDOM} kills
	[[ ! ${LMOB_SOAK:-} ]] || rounds=100
	echo "LMOB_SEED=$seed"
	RANDOM=$seed
	serve
	texts 600 3
	manifest openai
	control '{"latency_ms": 15}'
	run_to want
	for ((i = 0; i < rounds; i++)); do
		rm -f got got.part
		reset '{"latency_ms": 15}'
		killed "0.$(printf %03d $((RANDOM % 400)))"
		kills=1
		if ((i % 2)) && [[ -e got.part ]]; then
			killed "0.$(printf %03d $((RANDOM % 300)))" --resume
			kills=2
		fi
		if [[ ! -e got ]]; then
			ok run_to got --resume
		fi
		same got want
		[[ ! -e got.part ]]
		again $((kills * WORKERS * BATCH))
	done
}

@test "a torn last line is cut, whatever it is" {
	serve
	texts 100 3
	manifest openai
	run_to want
	killed 0
	local size
	size=$(head -n 60 want | wc -c)
	# What a run leaves when it is cut at that byte.
	control '{"fail": [{"skip": 3, "kind": "stall", "times": -1}]}'
	for more in 0 1 5 50 200; do
		reset '{"fail": [{"skip": 8, "kind": "stall", "times": -1}]}'
		rm -f got got.part
		lmob-embed --model bge --batch 8 --workers 1 -o got in >/dev/null 2>err 3>&- &
		local pid=$!
		until_log '.waiting == 0 and (.requests | length) == 9'
		kill -9 $pid
		wait $pid 2>/dev/null || true
		size=$(stat -c %s got.part)
		((size == 0 || more > size)) || truncate -s $((size - more)) got.part
		reset
		ok run_to got --resume
		same got want
	done
}

@test "other input, other settings: refused, and what is there stays" {
	serve
	texts 300 3
	manifest openai
	control '{"fail": [{"skip": 10, "status": 400, "times": -1}]}'
	run_to got >/dev/null 2>&1 || true
	[[ -s got.part ]]
	cp got.part kept
	cp got.part.ahead kept.ahead
	reset
	cp in in.good
	sed -i '1s/"text":"/&x/' in
	fails 2 'lmob-embed: *' run_to got --resume
	same got.part kept
	cp in.good in
	cp kept.ahead got.part.ahead
	for options in '--prefix x' '--normalize' '-e base64' '--dimensions 16' '--field .id'; do
		# shellcheck disable=SC2086 # words
		fails 2 'lmob-embed: *' run_to got --resume $options
		same got.part kept
		# Vectors of these settings may be there now, too.
		cp kept.ahead got.part.ahead
	done
	ok run_to got --resume
	lmob-embed --model bge in >want
	same got want
}

@test "the rejects go on, too" {
	serve
	texts 600 3
	local line
	for line in 5 100 300 301 599; do mark $line '[[BAD]]'; done
	manifest openai
	lmob-embed --model bge --rejects want.rejects -o want in 2>/dev/null
	[[ $(wc -l <want.rejects) == 5 ]]
	for s in 0.05 0.15 0.25 0.35; do
		rm -f got got.part rejects
		reset '{"latency_ms": 15}'
		killed $s --rejects rejects
		reset
		if [[ ! -e got ]]; then
			run_to got --resume --rejects rejects 2>err
		fi
		same got want
		same rejects want.rejects
	done
}

@test "nothing to resume: begun from the start; a finished one is not done again" {
	serve
	texts 50 3
	manifest openai
	ok run_to got --resume
	lmob-embed --model bge in >want
	same got want
	fails 2 'lmob-embed: *--resume*' lmob-embed --model bge --resume in
	fails 2 'lmob-embed: *--resume*' lmob-embed --model bge --resume -o - in
}

@test "a run that is still going on is not resumed" {
	serve
	texts 50 3
	manifest openai
	control '{"hold": true}'
	run_to got >/dev/null 2>first 3>&- &
	until_log '.waiting > 0'
	fails 2 'lmob-embed: got*' run_to got --resume
	control '{"hold": false}'
	wait $!
	cp got out
	right
}
