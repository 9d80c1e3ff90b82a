#!/usr/bin/env bats
# Replies that a server should never give: lmob-embed believes none of them.
# one thread

load helpers
load embed_http

# refused [GLOB]: exit 2, one line, and what is out is whole and right.
refused() {
	fails 2 "lmob-embed: ${1:-*}" lmob-embed --model bge --batch 10 --max-time 60 -e "${ENCODING:-float}" in
	prefix_of_right
}

@test "one vector less, one more, none; a member of another type" {
	serve
	texts 25 3
	for api in "${APIS[@]}"; do
		manifest "$api"
		for how in short more none null string nested null_vector; do
			reset "{\"spoil\": \"$how\"}"
			refused || {
				echo "$api $how"
				false
			}
		done
	done
}

@test "a vector with NaN, infinite, over float32, of zeros, or of another length" {
	serve
	texts 25 3
	for api in "${APIS[@]}"; do
		manifest "$api"
		for how in nan infinite too_large zero dim longer; do
			reset "{\"spoil\": \"$how\"}"
			refused || {
				echo "$api $how"
				false
			}
		done
	done
}

@test "the same, in base64, and base64 that is none" {
	serve
	texts 25 3
	for api in openai vllm llama.cpp; do
		manifest "$api"
		for how in nan infinite zero dim longer no_base64 torn_base64; do
			reset "{\"spoil\": \"$how\"}"
			ENCODING=base64 refused || {
				echo "$api $how"
				false
			}
		done
	done
}

@test "indexes: doubled, left out, below 0, missing; in another order they are fine" {
	serve
	texts 25 3
	for api in openai vllm llama.cpp; do
		manifest "$api"
		for how in double gap negative no_index; do
			reset "{\"spoil\": \"$how\"}"
			refused || {
				echo "$api $how"
				false
			}
		done
		reset '{"spoil": "order"}'
		embed --batch 10
		right
	done
}

@test "a bad reply late in the run: all before it is out" {
	serve
	texts 500 3
	manifest openai
	control '{"fail": [{"skip": 20, "kind": "deep", "times": -1}]}'
	fails 2 'lmob-embed: *' lmob-embed --model bge --batch 10 --workers 1 --max-time 60 in
	prefix_of_right
}

@test "no JSON, half of it, a page, nothing, brackets without end, no UTF-8" {
	serve
	texts 25 3
	for api in openai ollama tei; do
		manifest "$api"
		for kind in html torn empty null_json deep latin1 long_headers; do
			reset "{\"fail\": [{\"kind\": \"$kind\", \"times\": -1}]}"
			refused || {
				echo "$api $kind"
				false
			}
		done
	done
}

@test "a reply of 1 GiB is not kept" {
	serve
	texts 25 3
	manifest openai
	control '{"fail": [{"kind": "huge", "times": -1}]}'
	# A sanitizer's memory is not ours.
	"$PYTHON" - <<-'PY' 2>err
		import os, resource, subprocess, sys
		rc = subprocess.run(["lmob-embed", "--model", "bge", "--max-time", "60", "in"], stdout=open("out", "wb")).returncode
		peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
		most = 400 * 1024 if os.environ["LMOB_CONFIG"] == "release" else 10**9
		assert rc == 2 and peak < most, (rc, peak)
	PY
	[[ $(wc -l <err) == 1 && ! -s out ]]
}

@test "another model answers than was asked: the run stops" {
	serve
	texts 25 3
	for api in openai vllm ollama; do
		reset '{"says": "bge-small"}'
		manifest "$api"
		refused '*bge-small*'
	done
}

@test "another digest than was approved: nothing comes out" {
	serve
	texts 25 3
	manifest ollama "{\"digest\": \"sha256:$(printf 'b%.0s' {1..64})\"}"
	refused '*digest*'
	[[ ! -s out ]]
	manifest ollama "{\"digest\": \"sha256:$(printf 'a%.0s' {1..64})\"}"
	embed
	right
	# One that is approved by its digest cannot be had of a server that tells none.
	manifest openai "{\"digest\": \"sha256:$(printf 'a%.0s' {1..64})\"}"
	rc=0
	lmob-embed --model bge in >out 2>err || rc=$?
	[[ $rc == 0 || $rc == 2 ]]
}

@test "other dimensions than the manifest's: the run stops" {
	serve
	texts 25 3
	for api in "${APIS[@]}"; do
		manifest "$api" '{"dimensions": 64}'
		refused '*32*64*'
		[[ ! -s out ]]
		manifest "$api" '{"dimensions": 32}'
		embed
		right
	done
}

@test "the model or its dimensions change in mid-run: the run stops" {
	serve
	texts 300 3
	manifest openai
	control '{"latency_ms": 30}'
	lmob-embed --model bge --batch 5 --workers 1 in >out 2>err 3>&- &
	until_log '.requests | length > 5'
	control '{"dims": 33}'
	rc=0
	wait $! || rc=$?
	[[ $rc == 2 && $(wc -l <err) == 1 ]]
	prefix_of_right
}
