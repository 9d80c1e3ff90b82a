#!/usr/bin/env bats
# lmob-route --probe against a real llama.cpp server.

load ../bin/helpers
load ../bin/fetch
load live

setup_file() {
	live_start
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	live_or_skip
}

teardown_file() {
	live_stop
}

# manifest API MODEL...: one endpoint with these models; NAME=DIGEST has one.
manifest() {
	local api=$1
	shift
	printf '%s\n' "$@" | jq -Rn --arg url "$LIVE_URL" --arg api "$api" '
		{version: "1", endpoints: {here: {url: $url, api: $api, lane: "local"}}, routes: [],
		 models: ([inputs / "=" | {key: .[0], value: ({kind: "embedding", endpoint: "here"}
			+ if .[1] then {digest: .[1]} else {} end)}] | from_entries)}' >manifest
}

# probe STATUS: probes the manifest; states of its models, one a line, in out.
probe() {
	local rc=0
	lmob-route --check-manifest --probe --manifest manifest >lines 2>err || rc=$?
	jq -r '"\(.model) \(.state) \(.served_as // "-")"' lines >out
	((rc == $1)) || {
		cat lines err
		return 1
	}
}

@test "a model of the file's name is there" {
	manifest llama.cpp tiny
	probe 0
	[[ $(<out) == "tiny ok "*/tiny.gguf ]]
}

@test "another is not" {
	manifest llama.cpp tiny bge-large
	probe 1
	[[ $(tail -n 1 out) == 'bge-large absent -' ]]
}

@test "the server tells no digest, but its file" {
	manifest llama.cpp "tiny=sha256:$(sha256sum "$LIVE/tiny.gguf" | cut -d ' ' -f 1)"
	probe 3
	[[ $(<out) == 'tiny unverified '* ]]
	jq -e '.detail | endswith("/tiny.gguf")' lines
}

@test "two names of one file" {
	manifest llama.cpp tiny tiny.gguf
	probe 1
	[[ $(tail -n 1 out) == 'tiny same_file -' ]]
}

@test "it answers as vllm and openai do, and not as ollama and tei do" {
	manifest vllm "$(realpath "$LIVE/tiny.gguf")"
	probe 0
	LIVE_URL+=/v1 manifest openai "$(realpath "$LIVE/tiny.gguf")"
	probe 0
	for api in ollama tei; do
		manifest "$api" tiny
		probe 3
		[[ $(<out) == 'tiny unreachable -' ]]
	done
}

@test "the vectors that it serves are of the model" {
	fetch "$LIVE_URL/v1/embeddings" '{"input":["the gateway","the gateway","invoice"]}' >out
	jq -e '
		[.data[].embedding] | map(length) == [32, 32, 32] and .[0] == .[1] and .[0] != .[2]' out
}
