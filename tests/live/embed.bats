#!/usr/bin/env bats
# lmob-embed against a real llama.cpp server.

load ../bin/helpers
load ../bin/fetch
load live

setup_file() {
	live_start
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	live_or_skip
	PIDS=()
}

teardown() {
	if ((${#PIDS[@]})); then
		kill "${PIDS[@]}" 2>/dev/null || true
	fi
}

teardown_file() {
	live_stop
}

# manifest [URL [MEMBERS]]: the model tiny at the server, and members of it.
manifest() {
	jq -n --arg url "${1:-$LIVE_URL}" --argjson more "${2:-{\}}" '
		{version: "1", endpoints: {here: {$url, api: "llama.cpp", lane: "local"}}, routes: [],
		 models: {tiny: ({kind: "embedding", endpoint: "here"} + $more)}}' >m.json
	export LMOB_MANIFEST=m.json
}

# server NAME PORT [OPTION...]: another server, not waited for.
server() {
	"$LIVE/server" -m "${MODEL:-$(realpath "$LIVE/tiny.gguf")}" --host 127.0.0.1 --port "$2" -t 2 \
		-np 8 -b 4096 -ub 4096 -c 4096 --no-ui "${@:3}" >"$1.log" 2>&1 3>&- </dev/null &
	PIDS+=($!)
}

free_port() {
	"$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# healthy URL: waits until that server is ready.
healthy() {
	local i
	for ((i = 0; i < 300; i++)); do
		if fetch "$1/health" >/dev/null; then
			return
		fi
		sleep 0.1
	done
	return 1
}

# until_answered FILE N: waits until a run to FILE has so many vectors.
until_answered() {
	local end=$((SECONDS + 60))
	until [[ -e $1.part.ahead ]] && (($(wc -l <"$1.part.ahead") > $2)); do
		((SECONDS < end))
		sleep 0.01
	done
}

# vectors ENCODING: the vectors of the texts in in, of one plain request, as the
# server sends them: an array or a string a line.
vectors() {
	fetch "$LIVE_URL/v1/embeddings" "$(jq -cs --arg e "$1" '
		{model: "tiny", input: map(.text), encoding_format: $e}' in)" >reply || return
	"$PYTHON" - <<-'PY'
		import re
		reply = open("reply").read()
		found = re.findall(r'"embedding":(\[[^]]*\]|"[^"]*")', reply)
		indexes = list(map(int, re.findall(r'"index":(\d+)', reply)))
		assert indexes == list(range(len(found)))
		print("\n".join(found))
	PY
}

@test "the same batch gives the same digits, and the same bits" {
	# Texts of one length, so that the batch of a request is that of the file.
	manifest
	"$PYTHON" -c 'for i in range(16): print(f"""{{"id":{i},"text":"the gateway is not {i:02d}"}}""")' >in
	for encoding in float base64; do
		ok lmob-embed --model tiny --workers 1 --encoding $encoding in
		grep -oE '"embedding":(\[[^]]*\]|"[^"]*")' out | cut -d: -f2- >got
		vectors $encoding >want
		[[ $(wc -l <want) == 16 ]]
		same got want
	done
	jq -es 'all(.embed.engine == "llama.cpp" and .embed.dimensions == 32)' out
}

@test "the digest of the vectors does not depend on the workers' order" {
	manifest
	records 300 >in
	ok lmob-embed --model tiny --workers 8 --batch 16 in
	jq -c '[.id, (.embedding | length)]' out >got
	jq -c '[.id, 32]' in >want
	same got want
	# Within what other batches may change in the last digits.
	mv out many
	ok lmob-embed --model tiny --workers 1 --batch 1 in
	"$PYTHON" - <<-'PY'
		import json
		for a, b in zip(open("many"), open("out")):
		    a, b = json.loads(a), json.loads(b)
		    assert a["id"] == b["id"] and max(abs(x - y) for x, y in zip(a["embedding"], b["embedding"])) < 1e-4
	PY
}

@test "a text that is longer than the model reads is an error of its record alone" {
	manifest
	records 30 >in
	sed -i '7s/"text":"/&'"$(printf 'the gateway is %.0s' {1..400})"'/' in
	fails 0 '*1 of 30 records rejected*' lmob-embed --model tiny --rejects rejects in
	[[ $(jq .line rejects) == 7 && $(wc -l <out) == 29 ]]
	[[ $(jq -r .error rejects) == *'context size'* ]]
	fails 2 'lmob-embed: in:7:*' lmob-embed --model tiny in
	[[ $(wc -l <out) == 6 ]]
}

@test "--truncate: cut by the model's own vocabulary to what it reads, and marked" {
	manifest "$LIVE_URL" "$(jq -n --arg t "$(realpath "$LIVE/tiny.gguf")" '{tokenizer: $t, context: 512}')"
	records 30 >in
	sed -i '7s/"text":"/&'"$(printf 'the gateway is %.0s' {1..400})"'/' in
	ok lmob-embed --model tiny --truncate in
	jq -es 'map(select(.embed.truncated)) | length == 1 and .[0].id == "r6"
		and .[0].embed.tokens <= 512 and .[0].embed.tokens > 500' out
	# The vector is that of the text's start, as far as it is read.
	jq -c 'select(.embed.truncated).embedding' out >got
	sed -n 7p in | jq -c '{text: (.text | split(" ")[:510] | join(" "))}' >in.cut
	ok lmob-embed --model tiny in.cut
	jq -c .embedding out >want
	same got want
}

@test "what is over the micro-batch is a 500 for good: an error of its record alone" {
	local port
	port=$(free_port)
	server small "$port" --embeddings -b 64 -ub 64
	healthy "http://127.0.0.1:$port"
	manifest "http://127.0.0.1:$port"
	records 30 >in
	sed -i '7s/"text":"/&'"$(printf 'the gateway is %.0s' {1..40})"'/' in
	SECONDS=0
	fails 0 '*1 of 30 records rejected*' lmob-embed --model tiny --rejects rejects in
	[[ $(jq .line rejects) == 7 && $(wc -l <out) == 29 ]]
	((SECONDS < 30))
}

@test "--dimensions, which it ignores; dimensions of the manifest" {
	manifest
	records 3 >in
	fails 2 'lmob-embed: *32*16*' lmob-embed --model tiny --dimensions 16 in
	ok lmob-embed --model tiny --dimensions 32 in
	manifest "$LIVE_URL" '{"dimensions": 33}'
	fails 2 'lmob-embed: *32*33*' lmob-embed --model tiny in
}

@test "another model than the approved one is served" {
	manifest
	records 3 >in
	jq '.models.bge = .models.tiny' m.json >n.json
	fails 2 'lmob-embed: *bge*' lmob-embed --manifest n.json --model bge in
}

@test "a server without --embeddings" {
	local port
	port=$(free_port)
	server chat "$port"
	healthy "http://127.0.0.1:$port"
	manifest "http://127.0.0.1:$port"
	records 30 >in
	fails 2 'lmob-embed: *501*' lmob-embed --model tiny in
	[[ ! -s out ]]
	fails 2 'lmob-embed: *501*' lmob-embed --model tiny --rejects rejects in
	[[ ! -s out && ! -s rejects ]]
}

@test "a server that is still loading is waited for" {
	local port
	MODEL=$BATS_TEST_TMPDIR/tiny.gguf
	"$PYTHON" "$ROOT/tests/live/tiny_gguf.py" --dimensions 384 --blocks 12 "$MODEL"
	port=$(free_port)
	server late "$port" --embeddings
	manifest "http://127.0.0.1:$port"
	records 30 >in
	ok lmob-embed --model tiny --max-time 60 in
	jq -es 'length == 30 and all(.embedding | length == 384)' out
}

@test "a server that is killed and started again in mid-run: all comes" {
	local port url
	port=$(free_port)
	url=http://127.0.0.1:$port
	server first "$port" --embeddings
	healthy "$url"
	manifest "$url"
	records 4000 >in
	lmob-embed --model tiny --workers 4 --batch 8 --max-time 120 -o out in 2>err 3>&- &
	local run=$!
	until_answered out 200
	kill -9 "${PIDS[0]}"
	wait "${PIDS[0]}" 2>/dev/null || true
	[[ -e out.part.ahead ]]
	server second "$port" --embeddings
	wait $run
	[[ ! -s err ]]
	jq -r '[.id, (.embedding | length)] | @tsv' out >got
	jq -r '[.id, 32] | @tsv' in >want
	same got want
}

@test "a server that is killed for good: the run ends, what is complete goes on" {
	local port url
	port=$(free_port)
	url=http://127.0.0.1:$port
	server first "$port" --embeddings
	healthy "$url"
	manifest "$url"
	records 3000 >in
	lmob-embed --model tiny --workers 4 --batch 8 --give-up 3 -o got in >out 2>err 3>&- &
	local run=$! rc=0
	until_answered got 200
	kill -9 "${PIDS[0]}"
	wait $run || rc=$?
	[[ $rc == 2 && $(wc -l <err) == 1 && ! -e got && -s got.part.ahead ]]
	server second "$port" --embeddings
	healthy "$url"
	ok lmob-embed --model tiny --workers 4 --batch 8 --resume -o got in
	jq -r '[.id, (.embedding | length)] | @tsv' got >ids
	jq -r '[.id, 32] | @tsv' in >want
	same ids want
}

@test "vectors of one run are reused by the next, bit for bit" {
	manifest
	records 200 >in
	ok lmob-embed --model tiny -e base64 in
	mv out old
	ok lmob-embed --model tiny -e base64 --reuse old in
	same out old
}
