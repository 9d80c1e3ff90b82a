#!/usr/bin/env bats
# lmob-route --check-manifest --probe as a user meets it, against a server that
# the tests bring. What each API answers is checked in tests/bin/route.

load helpers
load fetch

A=sha256:$(printf 'a%.0s' {1..64})
B=sha256:$(printf 'b%.0s' {1..64})

# serve [OPTION...]: a server; sets PORT. It ends with the test.
serve() {
	coproc SERVER { exec "$PYTHON" "$ORACLES/fake_server.py" "$@" 3>&-; }
	read -r PORT <&"${SERVER[0]}"
}

# endpoint NAME API PATH [MEMBERS]: adds one, of lane local, to the manifest.
endpoint() {
	[[ -e manifest ]] || echo '{"version":"1","endpoints":{},"models":{},"routes":[]}' >manifest
	jq -c --arg name "$1" --arg api "$2" --arg url "${SCHEME:-http}://127.0.0.1:$PORT$3" --argjson more "${4:-{\}}" \
		'.endpoints[$name] = {$api, $url, lane: "local"} + $more' manifest >new
	mv new manifest
}

# model NAME ENDPOINT [DIGEST]
model() {
	jq -c --arg name "$1" --arg endpoint "$2" --arg digest "${3:-}" \
		'.models[$name] = {kind: "generation", $endpoint} + if $digest == "" then {} else {$digest} end' manifest >new
	mv new manifest
}

# probe STATUS VERDICT: what it is for the manifest; the lines are in out.
probe() {
	local rc=0
	lmob-route --check-manifest --probe --manifest manifest >out 2>err || rc=$?
	if ((rc != $1)) || [[ $(tail -n 1 err) != "$2" ]]; then
		echo "status $rc (expected $1, $2)"
		cat out err
		return 1
	fi
}

# says FILTER: the lines, through jq, are true.
says() {
	jq -se "$1" out >/dev/null || {
		cat out
		return 1
	}
}

@test "all that is approved is there: exit 0, a line for each" {
	serve
	endpoint gpu ollama /ollama
	model qwen gpu "$A"
	model bge gpu "$B"
	probe 0 'PASS 2 ok, 0 wrong, 0 not known'
	says 'map(select(.state == "ok")) | map(.model, .served_as) == ["qwen", "qwen:latest", "bge", "bge"]'
	says 'all(keys_unsorted[:4] == ["endpoint", "url", "model", "state"] and (.detail | type) == "string")'
}

@test "absent, another digest, one file under two approved names: exit 1" {
	serve
	endpoint gpu ollama /ollama
	model nobody gpu
	probe 1 'FAIL 0 ok, 1 wrong, 0 not known'
	says '.[0].state == "absent" and .[0].detail == "the server has no model of this name"'

	rm manifest
	endpoint gpu ollama /ollama
	model chat:70b gpu
	probe 1 'FAIL 0 ok, 1 wrong, 0 not known'
	says '.[0].state == "absent" and .[0].detail == "the server has no model of this name, but chat:7b"'

	rm manifest
	endpoint gpu ollama /ollama
	model bge gpu "$A"
	probe 1 'FAIL 0 ok, 1 wrong, 0 not known'
	says ".[0].digest == \"$B\""

	rm manifest
	endpoint gpu ollama /ollama
	model qwen gpu "$A"
	model qwen-copy:q4 gpu "$A"
	probe 1 'FAIL 2 ok, 1 wrong, 0 not known'
	says 'map(select(.state == "same_file"))[0].tags == ["qwen-copy:q4", "qwen:latest"]'
}

@test "tags of one file are listed, approved or not" {
	serve
	endpoint gpu ollama /ollama
	model bge gpu
	probe 0 'PASS 1 ok, 0 wrong, 0 not known'
	says 'map(select(.state == "alias").tags) == [["qwen-copy:q4", "qwen:latest"], ["chat:7b", "chat:latest"]]'
}

@test "no digest to compare, no server, no key: exit 3" {
	serve
	endpoint o openai /openai/v1
	model small o "$A"
	probe 3 'UNDECIDED 0 ok, 0 wrong, 1 not known'
	says '.[0].state == "unverified"'

	rm manifest
	PORT=1 endpoint down ollama ''
	model qwen down
	probe 3 'UNDECIDED 0 ok, 0 wrong, 1 not known'
	says '.[0].state == "unreachable" and .[0].detail == "connect to http://127.0.0.1:1: Connection refused"'

	rm manifest
	endpoint k openai /key/openai/v1 '{"key_env":"LMOB_TEST_PROBE_KEY"}'
	model small k
	probe 3 'UNDECIDED 0 ok, 0 wrong, 1 not known'
	says '.[0].detail | startswith("LMOB_TEST_PROBE_KEY")'
}

@test "a finding outweighs what is not known" {
	serve
	endpoint gpu ollama /ollama
	PORT=1 endpoint down ollama ''
	model nobody gpu
	model qwen down
	probe 1 'FAIL 0 ok, 1 wrong, 1 not known'
}

@test "nothing to ask is no pass, and nobody is asked" {
	serve
	endpoint hosted ollama /ollama '{"lane":"managed"}'
	model qwen hosted
	probe 3 'UNDECIDED 0 ok, 0 wrong, 0 not known'
	[[ ! -s out && $(fetch "http://127.0.0.1:$PORT/asked") == '[]' ]]
}

@test "without --probe nobody is asked" {
	serve
	endpoint gpu ollama /ollama
	model qwen gpu
	lmob-route --check-manifest --manifest manifest >out
	[[ ! -s out && $(fetch "http://127.0.0.1:$PORT/asked") == '[]' ]]
}

@test "a key comes from the environment and is shown nowhere" {
	serve
	endpoint k openai /key/openai/v1 '{"key_env":"LMOB_TEST_PROBE_KEY"}'
	model small k
	LMOB_TEST_PROBE_KEY=sesame probe 0 'PASS 1 ok, 0 wrong, 0 not known'
	run ! grep -q sesame out err
	LMOB_TEST_PROBE_KEY=mustard probe 3 'UNDECIDED 0 ok, 0 wrong, 1 not known'
	run ! grep -q mustard out err
	says '.[0].detail | endswith("answers 401: it wants another key")'
}

@test "a redirect, a page of HTML, a reply without end: not known, and named" {
	serve
	for mode in redirect notjson huge 500; do
		endpoint "$mode" ollama "/hostile/$mode"
	done
	model qwen redirect
	probe 3 'UNDECIDED 0 ok, 0 wrong, 4 not known'
	says 'map(.state) == ["unreachable", "unreachable", "unreachable", "unreachable"]'
	says '(.[0].detail | contains("302, a redirect to http://other.example:81,")) and (.[1].detail | contains("is not JSON"))
		and (.[2].detail | contains("over 4194304 bytes")) and (.[3].detail | endswith("answers 500"))'
	[[ $(fetch "http://127.0.0.1:$PORT/asked") != *elsewhere* ]]
}

@test "one that never answers is waited for 10 seconds" {
	[[ ! ${LMOB_QUICK:-} ]] || skip 'takes 10 s'
	serve
	endpoint slow ollama /hostile/drip
	model qwen slow
	SECONDS=0
	probe 3 'UNDECIDED 0 ok, 0 wrong, 1 not known'
	((SECONDS >= 9 && SECONDS < 60))
	says '.[0].detail | endswith("no whole reply within 10 s")'
}

@test "a certificate that nobody vouches for is refused" {
	command -v openssl >/dev/null || skip 'no openssl'
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=lmob \
		-addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem 2>/dev/null
	serve --tls cert.pem key.pem
	SCHEME=https endpoint gpu ollama /ollama
	model qwen gpu "$A"
	probe 3 'UNDECIDED 0 ok, 0 wrong, 1 not known'
	says '.[0].state == "unreachable" and (.[0].detail | contains("certificate"))'
	[[ $(fetch "https://127.0.0.1:$PORT/asked") == '[]' ]]
}
