#!/usr/bin/env bats
# What lmob-embed tries again, how long it waits, what it gives up, and how it
# finds the one text that a server does not take.
# one thread

load helpers
load embed_http

# between A B: the second request came A to B seconds after the first.
between() {
	log_is "(.requests[1].at - .requests[0].at) as \$d | \$d >= $1 and \$d < $2"
}

@test "what may pass is tried again: 408 429 500 502 503 504" {
	serve
	texts 40
	for api in "${APIS[@]}"; do
		manifest "$api"
		for status in 408 429 500 502 503 504; do
			reset "{\"fail\": [{\"status\": $status, \"times\": 2}]}"
			embed --batch 20 --workers 1
			right
			log_is '.requests | length == 4' "[.requests[] | select(.status == $status)] | length == 2"
		done
	done
}

@test "broken connections are tried again" {
	serve
	texts 40
	for api in openai ollama tei; do
		manifest "$api"
		for kind in cut mid_body good_bye slow no_http; do
			reset "{\"fail\": [{\"kind\": \"$kind\", \"times\": 1}]}"
			embed --batch 20 --workers 1 || {
				echo "$api $kind"
				false
			}
			right
		done
	done
	reset '{"close": true}'
	embed --batch 1 --workers 4
	right
	log_is '.sent | all(. == 1)'
}

@test "Retry-After is obeyed: seconds, a fraction, milliseconds, a date" {
	serve
	texts 5
	manifest openai
	reset '{"fail": [{"status": 429, "headers": {"Retry-After": "2"}}]}'
	embed
	right
	between 2 8
	reset '{"fail": [{"status": 503, "headers": {"retry-after": "1.5"}}]}'
	embed
	between 1.5 8
	reset '{"fail": [{"status": 429, "headers": {"retry-after-ms": "1500"}}]}'
	embed
	between 1.5 8
	reset '{"fail": [{"status": 429, "headers": {"retry-after-ms": "300", "Retry-After": "20"}}]}'
	embed
	between 0.3 10
	reset '{"fail": [{"status": 429, "date": 2}]}'
	embed
	between 2 9
}

@test "a Retry-After that is none is as if there were none" {
	serve
	texts 5
	manifest openai
	for value in 0 -5 soon '' NaN inf 1e 0x7 'Tue, 45 Foo 2026' 'Thu, 01 Jan 1970 00:00:00 GMT'; do
		reset "$(jq -cn --arg v "$value" '{fail: [{status: 429, headers: {"Retry-After": $v}}]}')"
		embed --max-time 60
		right
	done
}

@test "one that is told to wait too long does not wait for ever" {
	serve
	texts 5
	manifest openai
	control '{"fail": [{"status": 429, "times": -1, "headers": {"Retry-After": "99999999999999999999"}}]}'
	SECONDS=0
	fails 2 'lmob-embed: *' lmob-embed --model bge --max-time 3 in
	((SECONDS < 30))
	log_is '.requests | length == 1'
}

@test "what does not pass is not tried again: the run ends" {
	serve
	texts 2000 3
	for status in 401 403 404 405 410 451 501; do
		reset "{\"fail\": [{\"status\": $status, \"times\": -1}]}"
		manifest openai
		fails 2 "lmob-embed: *$status*" lmob-embed --model bge in
		[[ ! -s out ]]
		log_is '.requests | length <= 80'
	done
}

@test "one bad text among 2,048 costs 22 requests at most" {
	serve
	texts 2048 3
	manifest openai
	embed --batch 2048
	right
	log_is '.requests | length == 1'
	for line in 1 777 2048; do
		reset
		texts 2048 3
		mark $line '[[BAD]]'
		fails 0 '*1 of 2048 records rejected*' lmob-embed --model bge --batch 2048 --rejects rejects in
		log_is '.requests | length <= 23'
		[[ $(wc -l <rejects) == 1 && $(jq .line rejects) == "$line" ]]
		[[ $(jq -r .error rejects) == *'this text is refused'* ]]
		sed -i "${line}d" in
		right
	done
}

@test "as for each API, with its own words for it" {
	serve
	for api in "${APIS[@]}"; do
		for marker in '[[BAD]]' '[[LONG]]'; do
			reset
			texts 64 3
			mark 20 "$marker"
			mark 50 "$marker"
			manifest "$api"
			rm -f rejects
			fails 0 '*2 of 64 records rejected*' lmob-embed --model bge --rejects rejects in
			[[ $(jq .line rejects | tr '\n' ' ') == '20 50 ' ]]
			sed -i '20d;50d' in
			right
			# 64 are two requests to TEI.
			log_is '.requests | length <= 26'
		done
	done
}

@test "llama.cpp's 500 for what is too large is for good" {
	serve
	texts 64 3
	mark 20 '[[LARGE]]'
	manifest llama.cpp
	fails 0 '*1 of 64 records rejected*' lmob-embed --model bge --rejects rejects in
	[[ $(jq .line rejects) == 20 && $(jq -r .error rejects) == *'too large'* ]]
	log_is '.requests | length <= 15'
	sed -i 20d in
	right
}

@test "without --rejects the first bad text ends the run, after all before it" {
	serve
	texts 500 3
	mark 123 '[[BAD]]'
	for api in "${APIS[@]}"; do
		manifest "$api"
		fails 2 'lmob-embed: in:123:*this text is refused*' lmob-embed --model bge in
		[[ $(wc -l <out) == 122 ]]
		prefix_of_right
	done
	fails 2 'lmob-embed: in:123:*' lmob-embed --model bge --rejects rejects --max-rejects 0 in
}

@test "Ollama's 400 for an internal error: the text alone is tried once more" {
	serve
	texts 64 3
	mark 20 '[[NAN1]]'
	manifest ollama
	embed
	right
	reset
	texts 64 3
	mark 20 '[[NAN]]'
	fails 0 '*1 of 64 records rejected*' lmob-embed --model bge --rejects rejects in
	[[ $(jq .line rejects) == 20 && $(jq -r .error rejects) == *NaN* ]]
	log_is '.requests | length <= 16' '[.sent | to_entries[] | select(.key | contains("NAN")).value] | max <= 9'
}

@test "a dead server is left alone, and the run ends" {
	serve
	texts 1000 3
	manifest openai
	control '{"fail": [{"status": 503, "times": -1}]}'
	SECONDS=0
	fails 2 'lmob-embed: *503*' lmob-embed --model bge --batch 1 --workers 8 --give-up 4 in
	((SECONDS < 60))
	[[ ! -s out ]]
	log_is '.requests | length < 150'
	kill_server
	SECONDS=0
	fails 2 'lmob-embed: *127.0.0.1*' lmob-embed --model bge --batch 1 --workers 8 --give-up 4 in
	((SECONDS < 60))
}

@test "a server that is gone for a while is waited for" {
	serve
	texts 300 3
	manifest openai
	control '{"latency_ms": 20}'
	lmob-embed --model bge --batch 5 --workers 2 in >out 2>err 3>&- &
	local run=$!
	until_log '.requests | length > 10'
	kill_server
	serve server --port "${URL##*:}"
	wait $run
	right
	[[ ! -s err ]]
}

@test "--max-time: the run ends in time, what is complete is kept" {
	serve
	texts 500 3
	manifest openai
	control '{"latency_ms": 100}'
	SECONDS=0
	fails 2 'lmob-embed: *max-time*' lmob-embed --model bge --batch 5 --workers 1 --max-time 2 -o got in
	((SECONDS < 30))
	[[ ! -e got && -e got.part && -s got.part.ahead ]]
	cp got.part out
	prefix_of_right
	control '{"latency_ms": 0}'
	ok lmob-embed --model bge --batch 5 --workers 1 --resume -o got in
	cp got out
	right
	# A server that does not answer at all.
	reset '{"fail": [{"kind": "stall", "times": -1}]}'
	SECONDS=0
	fails 2 'lmob-embed: *max-time*' lmob-embed --model bge --max-time 2 in
	((SECONDS < 30))
	for n in 0 -1 x '' 1e99; do
		fails 2 'lmob-embed: *--max-time*' lmob-embed --model bge --max-time="$n" in
	done
}

@test "what server and connection do at once, with many workers: all comes, once" {
	serve
	texts 2000 3
	manifest vllm
	control "$(jq -cn '{fail: [range(40) | {skip: 3, times: 1} + (
		[{status: 503}, {kind: "cut"}, {status: 429, headers: {"retry-after-ms": "50"}}, {kind: "mid_body"},
		 {kind: "good_bye"}][. % 5])]}')"
	embed --batch 10 --workers 8
	right
	log_is '.sent | length == 2000'
}
