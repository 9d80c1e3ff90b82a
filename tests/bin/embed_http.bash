# shellcheck shell=bash
# What the bats files of lmob-embed and its servers share: `load embed_http`
# after the helpers. Those who wait here wait for an event that the server logs.

# shellcheck disable=SC2034 # for those who load this
APIS=(openai vllm llama.cpp ollama tei)

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
	unset LMOB_MANIFEST
}

teardown() {
	cat ./*.pid 2>/dev/null | xargs -r kill 2>/dev/null || true
}

# serve [NAME [OPTION...]]: starts a server; sets PORT and URL. It ends with the
# test, also with one that is killed.
serve() {
	local name=${1:-server} life tries
	mkfifo "$name.life"
	exec {life}<>"$name.life"
	"$PYTHON" "$ORACLES/embed_server.py" "${@:2}" <"$name.life" >"$name.port" 2>"$name.err" \
		{life}>&- 3>&- &
	echo $! >"$name.pid"
	for ((tries = 0; tries < 600; tries++)); do
		[[ ! -s $name.port ]] || break
		sleep 0.05
	done
	PORT=$(<"$name.port")
	URL=${SCHEME:-http}://127.0.0.1:$PORT
}

# kill_server [NAME]: it is gone when this returns.
kill_server() {
	local pid
	pid=$(<"${1:-server}.pid")
	rm "${1:-server}".{pid,life,port}
	kill "$pid"
	wait "$pid" 2>/dev/null || true
}

ask() {
	"$PYTHON" -c '
import ssl, sys, urllib.request
trust = ssl._create_unverified_context()
open_url = urllib.request.build_opener(
    urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust)).open
body = sys.argv[2].encode() if len(sys.argv) > 2 else None
sys.stdout.buffer.write(open_url(sys.argv[1], body, timeout=60).read())' "$@"
}

# control JSON: the server does so from now on.
control() {
	ask "$URL/control" "$1" >/dev/null
}

# reset [JSON]: it forgets all, its log too, and does so from now on.
reset() {
	control "$(jq -cn --argjson more "${1:-{\}}" '{reset: true} + $more')"
}

# logged FILTER: what the log says, through jq.
logged() {
	ask "$URL/log" | jq -c "$1"
}

# log_is FILTER...: each is true of the log; shows it if not.
log_is() {
	local filter
	ask "$URL/log" >server.log
	for filter; do
		jq -e "$filter" server.log >/dev/null || {
			echo "not so: $filter"
			jq -c 'del(.sent, .answered) | .requests |= map(del(.headers, .tokens))' server.log | cut -c1-3000
			return 1
		}
	done
}

# until_log FILTER: waits for it, a minute at most.
until_log() {
	local end=$((SECONDS + 60))
	until [[ $(logged "$1") == true ]]; do
		((SECONDS < end)) || {
			echo "never: $1"
			return 1
		}
		sleep 0.05
	done
}

# path_of API: where its server is.
path_of() {
	case $1 in
	openai) echo "$URL/openai/v1" ;;
	llama.cpp) echo "$URL/llama" ;;
	*) echo "$URL/$1" ;;
	esac
}

# manifest API [MODEL [ENDPOINT [TOP]]]: m.json with the model bge at that API,
# and these members (JSON objects) of it, of its endpoint, of the whole.
manifest() {
	jq -n --arg api "$1" --arg url "$(path_of "$1")" --argjson model "${2:-{\}}" \
		--argjson endpoint "${3:-{\}}" --argjson top "${4:-{\}}" '
		{version: "1", routes: [],
		 models: {bge: ({kind: "embedding", endpoint: "here"} + $model)},
		 endpoints: {here: ({$url, $api, lane: "local", host: "linux"} + $endpoint)}}
		* $top' >m.json
	export LMOB_MANIFEST=m.json
}

# texts N [WORDS]: the file in, of N records with texts of their own, of 1 to
# WORDS words (20), in no order of length.
texts() {
	"$PYTHON" - "$1" "${2:-20}" >in <<-'PY'
		import random, sys
		rng = random.Random(7)
		words = "gateway logger alarm invoice sensor probe hub paper ice door é 中文".split()
		for i in range(int(sys.argv[1])):
		    text = " ".join(rng.choices(words, k=rng.randint(1, int(sys.argv[2]))))
		    print('{"id":"r%d", "n":1.10,"text":"%s %d"}' % (i, text, i))
	PY
}

# mark LINE MARKER: puts the marker into the text of that line of in.
mark() {
	sed -i "$1s/\"text\":\"/&$2 /" in
}

# embed [OPTION...]: the records of in, in silence, into out.
embed() {
	ok lmob-embed --model bge "$@" in
}

# right [OPTION...]: out has the vectors that the server has for in.
right() {
	"$PYTHON" "$ORACLES/embed_check.py" in out "$@" >checked || return
	[[ $(<checked) != 0 ]]
}

# prefix_of_right [OPTION...]: what is in out is whole, right, and in order.
prefix_of_right() {
	local n
	n=$(wc -l <out)
	[[ $(tail -c 1 out | wc -l) == 1 || ! -s out ]] || return
	if ((n > 0)); then
		head -n "$n" in >in.head
		"$PYTHON" "$ORACLES/embed_check.py" in.head out "$@" >/dev/null
	fi
}
