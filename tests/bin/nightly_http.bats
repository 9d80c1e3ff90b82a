#!/usr/bin/env bats
# pipelines/nightly-embed by a server: what it sends, what it does not send
# again, what is refused.
# one thread

# shellcheck disable=SC2016,SC2030,SC2031 # variables of jq
load helpers
load embed_http

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
	# A copy has no ../bin: the programs of $PATH are those under test.
	cp -r "$ROOT/pipelines" pipelines
	export LMOB_STATE=$PWD/state
	serve
	texts 100 3 && sed 's/"id":"r/"id":"p/; s/"text":"/&PROBE /' in >probes
	texts 300 3
	manifest openai
}

# night STATUS DATE GLOB [OPTION...]: a run of that date ends so, with that
# verdict on standard output. The model is $MODEL.
MODEL=bge
night() {
	local rc=0
	LMOB_NOW=${2}T22:00:00Z pipelines/nightly-embed --corpus in --probes probes --min-probes 100 \
		${MODEL:+--model "$MODEL"} "${@:4}" >said 2>err || rc=$?
	# shellcheck disable=SC2053
	if ((rc != $1)) || [[ $(<said) != $3 ]]; then
		echo "status $rc, expected $1, $2: $3"
		cat said err
		return 1
	fi
}

# stored DATE [OPTION...]: that night's vectors are those of in, and nothing is
# left beside them.
stored() {
	sed 's/,"redact":{"found":{},[^}]*}//' "state/nights/$1/corpus.vectors.jsonl" >out
	right --base64 "${@:2}" || return
	[[ $(find state -name '*.part*' -o -name '*.known.*') == '' ]] || return
	[[ $(find state -type f ! -perm 600) == '' && $(find state -type d ! -perm 700) == '' ]]
}

# killed DATE N [OPTION...]: a run that is killed when N requests were answered;
# the server stalls then.
killed() {
	control "{\"fail\": [{\"skip\": $2, \"kind\": \"stall\", \"times\": -1}]}"
	LMOB_NOW=${1}T22:00:00Z setsid pipelines/nightly-embed --corpus in --probes probes --min-probes 100 \
		--model "$MODEL" -- --batch 8 --workers 2 "${@:3}" >said 2>err 3>&- &
	local pid=$!
	until_log "(.requests | length) == $2 + 2"
	# What was answered is on its way into FILE.part.
	sleep 0.5
	kill -9 -- -$pid
	wait $pid 2>/dev/null || true
	control '{"fail": []}'
}

@test "the endpoint of --model makes the vectors" {
	night 0 2026-11-02 '*: 300 documents embedded; BASELINE made of 100 probes, nothing to compare yet'
	[[ ! -s err ]]
	stored 2026-11-02
	[[ ! -e state/baseline/lexical.idf && ! -e state/nights/2026-11-02/corpus.rejects.jsonl ]]
	log_is '.sent | length == 400 and all(. == 1)'
	jq -es 'all(.embed | .engine == "openai" and .model == "bge" and .dimensions == 32)' \
		state/baseline/probes.vectors.jsonl
	night 0 2026-11-03 '*: 300 documents embedded; PASS drift 0.0000 < 0.08, 100 probes*'
	stored 2026-11-03
}

@test "without --model, or with an empty one, the lexical engine, whatever the manifest has" {
	MODEL='' night 0 2026-11-02 '*BASELINE*'
	[[ -e state/baseline/lexical.idf ]]
	MODEL='' night 0 2026-11-03 '*PASS*' --model ''
	log_is '.sent == {} and .requests == []'
	# Its vectors are not those of the baseline, not even as many numbers.
	night 1 2026-11-03 '*: 300 documents embedded; FAIL *dimensions changed: 1024 * 32*'
	log_is '.sent | length == 400'
}

@test "a model that the manifest does not have is trouble" {
	MODEL=bgee night 2 2026-11-02 ''
	grep -q 'the manifest has no model of this name for embeddings; the nearest is bge' err
	log_is '.requests == []'
}

@test "a managed endpoint gets what is stamped" {
	manifest openai '{}' '{"lane": "managed"}' '{"redaction": {}}'
	night 0 2026-11-02 '*: 300 documents embedded; BASELINE*'
	jq -es 'all(.redact.sum)' state/nights/2026-11-02/corpus.vectors.jsonl
}

@test "comments of the manifest, and other models in it" {
	jq -c '.models += {gen: {kind: "generation", endpoint: "here", tasks: []},
		far: {kind: "embedding", endpoint: "there"}}
		| .prices = "none.csv" | .endpoints.there = {url: "http://127.0.0.1:1", api: "tei", lane: "managed"}' m.json |
		sed 's%^{%// "x": {\n{ /* "bge2": {} */ %; s/}$/, }/' >c.jsonc
	LMOB_MANIFEST=c.jsonc night 0 2026-11-02 '*BASELINE*'
	stored 2026-11-02
}

@test "the next night sends what is new" {
	night 0 2026-11-02 '*BASELINE*'
	texts 320 3
	reset
	night 0 2026-11-03 '*: 320 documents embedded; PASS*'
	stored 2026-11-03
	log_is '.sent | all(. == 1) and (keys | map(select(startswith("PROBE ") | not)) | length) == 20' \
		'.sent | keys | map(select(startswith("PROBE "))) | length == 100'
	# A second run of the night: the probes alone.
	cp state/nights/2026-11-03/corpus.vectors.jsonl want
	reset
	night 0 2026-11-03 '*: 320 documents embedded; PASS*'
	log_is '.sent | length == 100 and (keys | all(startswith("PROBE ")))'
	same state/nights/2026-11-03/corpus.vectors.jsonl want
	# A night without documents between does not matter.
	mv in kept && : >in
	night 0 2026-11-04 '*: nothing to embed; PASS*'
	mv kept in
	reset
	night 0 2026-11-05 '*: 320 documents embedded; PASS*'
	stored 2026-11-05
	log_is '.sent | length == 100'
}

@test "killed in the middle, and run again: it goes on" {
	night 0 2026-11-01 '*BASELINE*' -- --batch 8 --workers 2
	texts 600 3
	local n
	for n in 3 20 33; do
		rm -rf state/nights/2026-11-02
		reset
		# 13 requests for the probes come first.
		killed 2026-11-02 $((n + 10))
		night 0 2026-11-02 '*: 600 documents embedded; PASS*' -- --batch 8 --workers 2
		stored 2026-11-02
		log_is '[.sent | to_entries[] | select(.key | startswith("PROBE ") | not)]
			| length == 300 and ([.[].value] | add) - 300 <= 16'
	done
}

@test "the first night of all is killed" {
	killed 2026-11-02 30
	[[ -s state/nights/2026-11-02/corpus.vectors.jsonl.part.ahead ]]
	night 0 2026-11-02 '*: 300 documents embedded; BASELINE*' -- --batch 8 --workers 2
	stored 2026-11-02
	log_is '[.sent | to_entries[] | select(.key | startswith("PROBE ") | not)]
		| length == 300 and ([.[].value] | add) - 300 <= 16'
}

@test "killed, and another corpus since: what is paid for is not lost" {
	night 0 2026-11-01 '*BASELINE*' -- --batch 8 --workers 2
	texts 600 3
	reset
	killed 2026-11-02 30
	sed -i 's/"n":1.10/"n":1.11/; 1d' in
	night 0 2026-11-02 '*: 599 documents embedded; PASS*' -- --batch 8 --workers 2
	stored 2026-11-02
	log_is '[.sent | to_entries[] | select(.key | startswith("PROBE ") | not)]
		| ([.[].value] | add) - length <= 16'
	# The same where it is the next night that goes on.
	texts 900 3
	reset
	killed 2026-11-03 30
	sed -i 1d in
	night 0 2026-11-04 '*: 899 documents embedded; PASS*' -- --batch 8 --workers 2
	log_is '[.sent | to_entries[] | select(.key | startswith("PROBE ") | not)]
		| ([.[].value] | add) - length <= 16'
}

@test "refused texts are kept apart, counted, and do not stop the night" {
	mark 7 '[[BAD]]'
	mark 200 '[[LONG]]'
	night 0 2026-11-02 '*: 298 documents embedded, 2 refused; BASELINE*'
	[[ $(jq -c .line state/nights/2026-11-02/corpus.rejects.jsonl | tr '\n' ' ') == '7 200 ' ]]
	[[ $(stat -c %a state/nights/2026-11-02/corpus.rejects.jsonl) == 600 ]]
	[[ $(jq -r .id state/nights/2026-11-02/corpus.vectors.jsonl) == "$(jq -r .id in | sed -e 7d -e 200d)" ]]
	night 0 2026-11-02 '*: 298 documents embedded, 2 refused; *'
	# The second night: they are better now.
	texts 300 3
	night 0 2026-11-03 '*: 300 documents embedded; PASS*'
	stored 2026-11-03
	[[ ! -e state/nights/2026-11-03/corpus.rejects.jsonl ]]
	# A probe that is refused is trouble.
	sed -i '3s/"text":"/&[[BAD]] /' probes
	night 2 2026-11-04 ''
	grep -q '^nightly-embed: .*incomplete' err
}

@test "killed with refused texts: they are there once" {
	local line
	for line in 5 30 110 299; do mark $line '[[BAD]]'; done
	killed 2026-11-02 62
	reset
	night 0 2026-11-02 '*: 296 documents embedded, 4 refused; BASELINE*' -- --batch 8 --workers 2
	[[ $(jq -c .line state/nights/2026-11-02/corpus.rejects.jsonl | tr '\n' ' ') == '5 30 110 299 ' ]]
	# Which had been refused is not asked again.
	log_is '[.sent | keys[] | select(contains("[[BAD]]"))] | length < 4'
}

@test "a model that was swapped: its vectors and those before are not mixed" {
	night 0 2026-11-02 '*BASELINE*'
	# Under the same name other weights; no digest tells.
	reset '{"weights": "other"}'
	night 1 2026-11-03 '*: 300 documents embedded; FAIL*'
	log_is '.sent | length == 400'
	# It is as it was: taken from the night before that.
	reset
	night 0 2026-11-04 '*: 300 documents embedded; PASS*'
	log_is '.sent | length == 100'
}

@test "a dead server is trouble, and the night goes on later" {
	killed 2026-11-02 30
	kill_server
	night 2 2026-11-02 '' -- --batch 8 --workers 2 --give-up 1
	grep -q '^nightly-embed: lmob-embed failed.*incomplete' err
	[[ -s state/nights/2026-11-02/corpus.vectors.jsonl.part.ahead ]]
}
