#!/usr/bin/env bats
# Keys, certificates, redirects: what lmob-embed tells, and whom.
# one thread

load helpers
load embed_http

KEY=sk-lmob-7f3d9a1c5e

# key_manifest API: its server is asked with the key in LMOB_TEST_KEY.
key_manifest() {
	manifest "$1" '{}' '{"key_env": "LMOB_TEST_KEY"}'
}

@test "the key goes to the server, and nowhere else" {
	serve
	texts 20 3
	for api in "${APIS[@]}"; do
		reset
		key_manifest "$api"
		LMOB_TEST_KEY=$KEY embed --stats stats --rejects rejects --batch 5
		right
		log_is "[.requests[].key] | unique == [\"Bearer $KEY\"]"
		run ! grep -r "$KEY" out err stats rejects
	done
	LMOB_TEST_KEY=$KEY lmob-embed --model bge --plan in >out 2>err
	run ! grep "$KEY" out err
}

@test "a key that is wrong, missing, or none" {
	serve
	texts 20 3
	manifest openai '{}' "{\"url\": \"$URL/key/openai/v1\", \"key_env\": \"LMOB_TEST_KEY\"}"
	LMOB_TEST_KEY=sesame embed
	right
	LMOB_TEST_KEY=$KEY fails 2 'lmob-embed: *401*' lmob-embed --model bge in
	run ! grep "$KEY" out err
	reset
	fails 2 'lmob-embed: *LMOB_TEST_KEY*' lmob-embed --model bge in
	LMOB_TEST_KEY='' fails 2 'lmob-embed: *LMOB_TEST_KEY*' lmob-embed --model bge in
	LMOB_TEST_KEY=$'a\nX-Evil: 1' fails 2 'lmob-embed: *key*' lmob-embed --model bge in
	run ! grep Evil out err
	log_is '.sent == {}'
}

@test "the server says the key: no message repeats it" {
	serve
	texts 20 3
	key_manifest openai
	for status in 400 401 403 500; do
		reset "{\"fail\": [{\"status\": $status, \"times\": -1,
			\"body\": {\"error\": {\"message\": \"wrong key $KEY\"}}}]}"
		LMOB_TEST_KEY=$KEY lmob-embed --model bge --max-time 2 --rejects rejects in >out 2>err || true
		run ! grep "$KEY" out err rejects
	done
}

@test "no key in the arguments of any process" {
	command -v strace >/dev/null || skip 'no strace'
	serve
	texts 20 3
	key_manifest openai
	LMOB_TEST_KEY=$KEY strace -f -v -s 100000 -e trace=execve,execveat,openat,unlink,rename,write,writev,pwrite64 -o trace \
		lmob-embed --model bge in >out 2>err || {
		grep -q ptrace err && skip 'no tracing here'
		cat err
		false
	}
	right
	# What is written to files and terminals; the socket is written by other calls
	# or is where the key belongs.
	run ! grep -E "^[0-9]+ +execve(at)?\(\"[^\"]*\", \[[^]]*$KEY" trace
	run ! grep -E "^[0-9]+ +(openat|unlink|rename).*$KEY" trace
	run ! grep -E "^[0-9]+ +p?writev?(64)?\(.*$KEY" trace
}

@test "/proc shows no key in the arguments while it runs" {
	serve
	texts 20 3
	key_manifest openai
	control '{"hold": true}'
	LMOB_TEST_KEY=$KEY lmob-embed --model bge in >out 2>err 3>&- &
	local pid=$!
	until_log '.waiting > 0'
	tr '\0' '\n' <"/proc/$pid/cmdline" >cmdline
	[[ $(head -n 1 cmdline) == *lmob-embed ]]
	run ! grep "$KEY" cmdline
	control '{"hold": false}'
	wait $pid
	right
}

# certificate NAME CN ALT
certificate() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$2" \
		-addext "subjectAltName=$3" -keyout "$1.key" -out "$1.pem" 2>/dev/null
}

@test "a certificate that nobody vouches for is refused; --ca-file vouches" {
	command -v openssl >/dev/null || skip 'no openssl'
	certificate good lmob IP:127.0.0.1
	certificate other lmob IP:127.0.0.1
	SCHEME=https serve server --tls good.pem good.key
	texts 20 3
	manifest openai
	fails 2 'lmob-embed: *certificate*' lmob-embed --model bge --max-time 20 in
	fails 2 'lmob-embed: *certificate*' lmob-embed --model bge --max-time 20 --ca-file other.pem in
	log_is '.sent == {}'
	embed --ca-file good.pem
	right
	fails 2 'lmob-embed: *nowhere*' lmob-embed --model bge --ca-file nowhere in
	fails 2 'lmob-embed: *' lmob-embed --model bge --ca-file in in
}

@test "a certificate of another name is refused" {
	command -v openssl >/dev/null || skip 'no openssl'
	certificate wrong lmob DNS:models.example
	SCHEME=https serve server --tls wrong.pem wrong.key
	texts 20 3
	manifest openai
	fails 2 'lmob-embed: *certificate*' lmob-embed --model bge --max-time 20 --ca-file wrong.pem in
	log_is '.sent == {}'
}

@test "a redirect is never followed, to whatever" {
	serve other
	local other=$URL
	serve
	texts 20 3
	key_manifest openai
	for status in 301 302 303 307 308; do
		for to in "$other/openai/v1/embeddings" "$URL/openai/v1/elsewhere" "file:///etc/passwd"; do
			reset "{\"fail\": [{\"status\": $status, \"times\": -1, \"headers\": {\"Location\": \"$to\"}}]}"
			LMOB_TEST_KEY=$KEY fails 2 'lmob-embed: *30?*' lmob-embed --model bge --max-time 20 in
			[[ ! -s out ]]
			log_is '.paths | keys | all(contains("elsewhere") | not)'
		done
	done
	URL=$other log_is '.paths == {}'
}

@test "proxies of the environment get nothing that is for this machine's own server" {
	serve other
	local other=$URL
	serve
	texts 20 3
	key_manifest openai
	LMOB_TEST_KEY=$KEY http_proxy=$other https_proxy=$other all_proxy=$other embed
	right
	URL=$other log_is '.paths == {}'
}
