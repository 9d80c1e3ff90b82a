#!/usr/bin/env bats
# lmob-embed --plan: what a run would do, and it does.

load helpers
load embed_http

# plan [OPTION...]: its object is in plan, its line for people in err.
plan() {
	lmob-embed --model bge --plan "$@" in >plan 2>err || {
		cat err
		return 1
	}
	[[ $(wc -l <plan) == 1 && $(wc -l <err) == 1 ]]
}

@test "nothing is sent, nothing is written" {
	serve
	texts 100 3
	manifest openai
	plan -o got
	[[ ! -e got && ! -e got.part ]]
	log_is '.sent == {} and .requests == []'
	jq -e 'type == "object"' plan
}

@test "as many requests and texts as the run has, for each API" {
	serve
	texts 500 10
	cat in in >twice && mv twice in
	for api in "${APIS[@]}"; do
		for batch in 7 64; do
			reset
			manifest "$api"
			plan --batch $batch
			embed --batch $batch
			jq -e --argjson log "$(ask "$URL/log" | jq -c '{n: (.requests | length), texts: (.sent | length)}')" '
				.requests == $log.n and .records == 1000 and .texts == $log.texts' plan || {
				cat plan
				false
			}
		done
	done
}

@test "what is reused is not counted" {
	serve
	texts 50 3
	manifest openai
	embed
	cp out old
	texts 80 3
	plan --reuse old
	jq -e '.reused == 50 and .texts == 30' plan || { cat plan; false; }
}

@test "what it costs, and when it ends" {
	serve
	texts 50 3
	manifest openai
	LMOB_NOW=2026-05-05T20:00:00Z plan
	cat plan err
}
