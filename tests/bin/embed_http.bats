#!/usr/bin/env bats
# lmob-embed and a server of each API, end to end: which records are sent where,
# and what comes out.

# shellcheck disable=SC2016 # variables of jq
load helpers
load embed_http

@test "each API: digits as sent, base64 bit by bit, each text sent once" {
	serve
	texts 300
	for api in "${APIS[@]}"; do
		reset
		manifest "$api"
		embed --encoding float
		right
		log_is '.sent | length == 300 and all(. == 1)' '.statuses == {"200": (.requests | length)}'
		embed --encoding base64
		right --base64
		log_is '.sent | all(. == 2)'
		jq -es --arg api "$api" 'all(.embed.engine == $api and (.embed.manifest | startswith("1#")))
			and (map(.embed.manifest) | unique | length) == 1' out
	done
}

@test "both encodings have the same keys and stamps" {
	serve
	texts 20
	manifest openai
	embed -e float
	jq -c .embed out >float
	embed -e base64
	jq -c .embed out >base64
	same float base64
	[[ $(jq -r .key float | sort -u | wc -l) == 20 && $(jq -r .fingerprint float | sort -u | wc -l) == 1 ]]
}

@test "the same bytes whatever the batches and the workers" {
	serve
	texts 500
	manifest vllm '' '' '{"queues": {"e": {"host": "linux", "workers": 8}}}'
	embed
	cp out want
	for options in '--batch 1 --workers 8' '--batch 7 --workers 3' '--batch 500 --workers 1' '-j1'; do
		# shellcheck disable=SC2086 # words
		embed $options
		same out want
	done
	gzip -k in
	ok lmob-embed --model bge in.gz
	same out want
	ok lmob-embed --model bge - <in
	same out want
}

@test "texts are sorted by length, so that batches pad little" {
	serve
	texts 2000 100
	manifest openai
	embed --batch 32
	right
	log_is '[.requests[].tokens | length * max] as $padded | [.requests[].tokens | add] as $used
		| ($padded | add) < 1.25 * ($used | add)'
}

@test "a record comes out though more may come" {
	serve
	texts 3
	manifest openai
	mkfifo pipe
	lmob-embed --model bge <pipe >out 2>err 3>&- &
	exec {more}>pipe
	for n in 1 2 3; do
		sed -n "${n}p" in >&"$more"
		for ((i = 0; i < 300 && $(wc -l <out) < n; i++)); do
			sleep 0.1
		done
		[[ $(wc -l <out) == "$n" ]]
	done
	exec {more}>&-
	wait $!
	right
	[[ ! -s err ]]
}

@test "--prefix: before each text, and other keys" {
	serve
	texts 50
	for api in "${APIS[@]}"; do
		reset
		manifest "$api"
		embed --prefix 'query: '
		right --prefix 'query: '
		log_is '.sent | keys | all(startswith("query: "))'
	done
	jq -r .embed.key out >prefixed
	embed
	jq -r .embed.key out >plain
	[[ $(sort prefixed plain | uniq -d | wc -l) == 0 ]]
}

@test "--normalize: vectors of length 1" {
	serve
	texts 50
	for api in "${APIS[@]}"; do
		manifest "$api"
		for encoding in float base64; do
			embed --normalize -e $encoding
			# shellcheck disable=SC2046 # a word or none
			right --normalize $([[ $encoding == float ]] || echo --base64)
		done
	done
}

@test "--dimensions: asked where the API can, checked always" {
	serve
	texts 20
	for api in openai vllm ollama; do
		manifest "$api"
		embed --dimensions 16
		right --dims 16
	done
	manifest llama.cpp
	fails 2 'lmob-embed: *32*16*' lmob-embed --model bge --dimensions 16 in
	[[ ! -s out ]]
	embed --dimensions 32
	right
	for n in 0 -1 x 65537 ''; do
		fails 2 'lmob-embed: *--dimensions*' lmob-embed --model bge --dimensions="$n" in
	done
}

@test "--if: what it leaves out passes untouched and is not sent" {
	serve
	texts 60
	manifest tei
	embed --if '.id | endswith("3")'
	right --skip '"id":"r[0-9]*[^3]"'
	log_is '.sent | length == 6'
}

@test "a record with a route is embedded only if it is this lane and model" {
	serve
	texts 6
	sed -i -e '1s/"text"/"route":{"lane":"local","model":"bge"},&/' \
		-e '2s/"text"/"route":{"lane":"local","model":"other"},&/' \
		-e '3s/"text"/"route":{"lane":"managed","model":"bge"},&/' \
		-e '4s/"text"/"route":{"lane":"hold"},&/' \
		-e '5s/"text"/"route":{"lane":"reject"},&/' in
	manifest openai
	embed
	right --skip '"model":"other"|"managed"|"hold"|"reject"'
	[[ $(<checked) == 2 ]]
	log_is '.sent | length == 2'
}

# stamped: the manifest's rules, and stamps of in.
stamped() {
	manifest openai '{}' '{"lane": "managed"}' '{"redaction": {}}'
	ok lmob-redact --stamp in
	mv out in
}

@test "the managed lane is given only what is redacted" {
	serve
	texts 5
	manifest openai '{}' '{"lane": "managed"}' '{"redaction": {}}'
	fails 2 'lmob-embed: in:1:*stamp*' lmob-embed --model bge in
	log_is '.sent == {}'
	cp in raw
	stamped
	embed
	right
	log_is '.sent | length == 5'
	# Changed after it was redacted; one of no stamp.
	sed -i '2s/"text":"/&Anna /' in
	sed -n 4p raw >fourth
	sed -i -e '4r fourth' -e 4d in
	reset
	fails 0 '*2 of 5 records rejected*' lmob-embed --model bge --rejects rejects in
	[[ $(jq -c '[.line]' rejects | tr '\n' ' ') == '[2] [4] ' ]]
	log_is '.sent | length == 3 and (keys | all(startswith("Anna") | not))'
}

@test "stamps of other rules do not count" {
	serve
	texts 2
	stamped
	manifest openai '{}' '{"lane": "managed"}' '{"redaction": {"denylist_fields": ["x"]}}'
	fails 2 'lmob-embed: in:1:*' lmob-embed --model bge in
	log_is '.sent == {}'
}

@test "--url: for trying things, on this machine, without a manifest" {
	serve
	texts 20
	for api in "${APIS[@]}"; do
		ok lmob-embed --url "$(path_of "$api")" --api "$api" --model bge in
		right
		jq -es 'all(.embed | has("manifest") and .manifest == null)' out
	done
	ok lmob-embed --url "$(path_of vllm | sed s/127.0.0.1/localhost/)" --api vllm --model bge in
	right
	reset
	for url in http://example.com/v1 http://10.0.0.1:1/v1 https://models.example/v1 http://128.0.0.1:1/ \
		http://127.0.0.1.example.com/ http://localhost.example.com/ ftp://127.0.0.1/ 127.0.0.1 '' \
		"http://example.com@127.0.0.1:$PORT/" "http://127.0.0.1:$PORT@example.com/"; do
		fails 2 'lmob-embed: *' lmob-embed --url "$url" --api openai --model bge in
		[[ ! -s out ]]
	done
	fails 2 'lmob-embed: *' lmob-embed --url "$(path_of openai)" --model bge in
	fails 2 'lmob-embed: *' lmob-embed --url "$(path_of openai)" --api openai in
	fails 2 'lmob-embed: *' lmob-embed --url "$(path_of openai)" --api openai_ --model bge in
	fails 2 'lmob-embed: *' lmob-embed --api openai --model bge in
	manifest openai
	fails 2 'lmob-embed: *manifest*' lmob-embed --url "$(path_of openai)" --api openai --model bge in
	unset LMOB_MANIFEST
	fails 2 'lmob-embed: *manifest*' lmob-embed --manifest m.json --url "$(path_of openai)" --api openai --model bge in
	log_is '.sent == {} and .paths == {}'
}

@test "a model that is not approved, no manifest, another engine: nobody is asked" {
	serve
	texts 3
	fails 2 'lmob-embed: *manifest*' lmob-embed --model bge in
	manifest openai
	fails 2 'lmob-embed: *bgf*' lmob-embed --model bgf in
	manifest openai '{"kind": "generation"}'
	fails 2 'lmob-embed: *bge*' lmob-embed --model bge in
	manifest openai '{"expires": "2026-01-01"}'
	LMOB_NOW=2026-05-05T00:00:00Z fails 2 'lmob-embed: *expire*' lmob-embed --model bge in
	manifest openai
	fails 2 'lmob-embed: *ollama*openai*' lmob-embed --engine ollama --model bge in
	fails 2 'lmob-embed: *nowhere*' lmob-embed --endpoint nowhere --model bge in
	fails 2 'lmob-embed: *' lmob-embed --engine openai in
	log_is '.sent == {} and .paths == {}'
	embed --engine openai
	right
}

@test "--endpoint: another of the model's, and only it is asked" {
	serve other
	OTHER=$URL
	serve
	texts 5
	manifest openai '{"endpoint": ["here", "there"]}' '{}' \
		"{\"endpoints\": {\"there\": {\"url\": \"$OTHER/tei\", \"api\": \"tei\", \"lane\": \"local\"}}}"
	embed
	right
	log_is '.sent | length == 5'
	embed --endpoint there
	right
	jq -es 'all(.embed.engine == "tei")' out
	log_is '.sent | all(. == 1)'
	URL=$OTHER log_is '.sent | length == 5'
}

@test "texts of every kind go and come as they are" {
	serve
	"$PYTHON" - >in <<-'PY'
		import json
		for text in ["a", "\"\\/\b\f\n\r\t", "\u0000\u001f\u007f", "😀", "中文", "é e\u0301", "\u2028\u2029\ufeff",
		             "\U0010ffff", "</script>", "x" * 1500, " x ", "\\u0041", "a\u0000b"]:
		    print(json.dumps({"text": text}))
		    if text != text.encode("ascii", "replace").decode():
		        print(json.dumps({"text": text + "!"}, ensure_ascii=False))
	PY
	for api in "${APIS[@]}"; do
		manifest "$api"
		embed
		right
	done
}

@test "an empty text is not sent" {
	serve
	printf '%s\n' '{"text":"a"}' '{"text":""}' '{"text":"b"}' >in
	for api in "${APIS[@]}"; do
		reset
		manifest "$api"
		rc=0
		lmob-embed --model bge in >out 2>err || rc=$?
		[[ $rc == 0 && $(wc -l <out) == 3 && $(wc -l <err) == 1 ]]
		jq -es '.[1].embedding == null and (.[0].embedding | length) == 32 and (.[2].embedding | length) == 32' out
		log_is '.sent | keys == ["a", "b"]'
	done
}

@test "no records, no texts: nothing is asked for" {
	serve
	manifest openai
	: >in
	embed
	[[ ! -s out ]]
	echo '{"id":1}' >in
	fails 2 'lmob-embed: in:1:*' lmob-embed --model bge in
	log_is '.sent == {}'
}

@test "--stats: what was sent, how long it took, what was tried again" {
	serve
	texts 100
	cat in in >twice && mv twice in
	control '{"fail": [{"status": 503, "times": 2}, {"status": 429, "times": 1}]}'
	manifest openai
	embed --batch 10 --stats stats
	right
	jq -e '.exit == 0 and .records_in == 200 and .records_out == 200' stats
	jq -c .counts stats
}

@test "a server of another model: the run stops with the first reply" {
	serve
	texts 2000 3
	control '{"model": "other"}'
	for api in "${APIS[@]}"; do
		manifest "$api"
		fails 2 'lmob-embed: *bge*' lmob-embed --model bge in
		[[ ! -s out ]]
	done
	log_is '.requests | length <= 30'
}
