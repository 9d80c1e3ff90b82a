#!/usr/bin/env bats
# lmob-embed and a server: where the ends of things meet.
# one thread

# shellcheck disable=SC2016 # variables of jq
load helpers
load embed_http

# by_url [OPTION...]: a model of which nothing is known before.
by_url() {
	env -u LMOB_MANIFEST lmob-embed --url "$URL/openai/v1" --api openai --model bge "$@"
}

@test "what a record without a text says does not depend on when it is written" {
	serve
	texts 20 3
	{
		echo '{"text":""}'
		cat in
	} >empty_first
	by_url empty_first >want 2>err
	{
		echo '{"text":""}'
		sleep 0.5
		cat in
	} | by_url >got 2>err
	same got want
	{
		cat in
		echo '{"text":""}'
	} >empty_last
	by_url empty_last 2>err | tail -n 1 >last
	head -n 1 want >first
	same last first
}

@test "resumed where the number of dimensions is not known before" {
	serve
	# More than one block of records.
	"$PYTHON" -c '
for i in range(3000):
    print("{\"id\":%d,\"text\":\"%s %d\"}" % (i, "gateway " * 20, i % 900))' >in
	by_url -o want in
	control '{"fail": [{"skip": 25, "status": 400, "times": -1}]}'
	fails 2 '*told to fail' by_url -o got in
	[[ -s got.part ]]
	reset
	ok by_url --resume -o got in
	same got want
	# All of it is known, and none of it asked for.
	reset
	mv want got.part
	rm got
	ok by_url --resume -o got in
	log_is '.sent == {}'
	[[ $(wc -l <got) == 3000 ]]
}

@test "the file of what is ahead is not for --reuse" {
	serve
	texts 50 3
	manifest openai
	control '{"fail": [{"skip": 2, "status": 400, "times": -1}]}'
	fails 2 '*told to fail' lmob-embed --model bge --batch 8 -o got in
	[[ -s got.part.ahead ]]
	cp got.part.ahead kept
	reset
	fails 2 "lmob-embed: --reuse got.part.ahead: *" \
		lmob-embed --model bge -o got --reuse got.part.ahead in
	fails 2 "lmob-embed: --reuse ./got.part.ahead: *" \
		lmob-embed --model bge -o got --reuse ./got.part.ahead --resume in
	same got.part.ahead kept
	ok lmob-embed --model bge -o other --reuse got.part.ahead in
	log_is '.sent | length < 50'
}

@test "no piece is mere space" {
	serve
	manifest openai
	jq -nc '{id: "a", text: (" " * 3000 + "one" + "\n" * 3000 + "two" + " " * 3000)}' >in
	embed --chunk 20
	log_is '.sent | keys == ["one", "two"]'
	jq -es 'map(.chunk.start) == [3000, 6003]' out
}

@test "a prefix that is no UTF-8 is not sent" {
	serve
	texts 3
	manifest openai
	fails 2 'lmob-embed: --prefix: *' lmob-embed --model bge --prefix $'\xff' in
	log_is '.requests == []'
}

@test "a text of several records, the last of them refused, is sent once" {
	serve
	manifest openai
	jq -nc '{text: ("gateway alarm " * 60 + "[[WORSE]]")}' >in
	embed --chunk 60
	# The first piece stands alone in front, and comes back at the end.
	"$PYTHON" -c '
import json
same = json.loads(open("out").readline())["text"]
print(json.dumps({"id": 1, "text": same}))
print(json.dumps({"id": 2, "text": "gateway alarm " * 60 + "[[BAD]]"}))
for i in range(3000):
    print(json.dumps({"id": i, "text": "other %d " % i + "y" * 100}))
print(json.dumps({"id": 4, "text": same}))' >in
	reset
	lmob-embed --model bge --chunk 60 -o out --rejects rejects in 2>err
	[[ $(wc -l <rejects) == 1 ]]
	jq -r .text out | head -n 1 >same
	jq -e --rawfile text same '.answered[$text | rtrimstr("\n")] == 1' <<<"$(ask "$URL/log")"
}

@test "tokens that nobody told are not made up" {
	serve
	manifest tei
	"$PYTHON" -c '
import json
print(json.dumps({"id": 1, "text": "word " * 2000}))
print(json.dumps({"id": 2, "text": "word"}))' >in
	embed --truncate
	jq -es '.[0].embed.truncated and (.[0].embed.tokens != 0) and (.[1].embed | has("truncated") | not)' out
}

# shellcheck disable=SC2094 # that is what it is about
@test "half a line keeps no answer waiting" {
	serve
	control '{"hold": true}'
	{
		echo '{"text":"one"}'
		until_log '.waiting > 0' >&2
		printf '{"text":"tw'
		sleep 0.3
		control '{"hold": false}'
		for _ in {1..100}; do
			[[ ! -s got ]] || break
			sleep 0.05
		done
		cp got early
		echo 'o"}'
	} | by_url >got
	[[ $(wc -l <early) == 1 && $(wc -l <got) == 2 ]]
}
