#!/usr/bin/env bats
# lmob-embed --plan: what a run would do, and it does.
# one thread

load helpers
load embed_http

HOURS='{"business_hours": {"days": "mon-fri", "from": "09:00", "to": "18:00", "timezone": "Europe/Berlin"}}'

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
	printf 'model,unit,usd_per_million,valid_from,valid_to\nbge,output,9,,\nbge,input,0.13,2025-01-01,\nbge,input,9,,2025-01-01\n"other, one",input,1,,\n' >prices.csv
	manifest openai '{}' '{}' "$(jq -cn --argjson hours "$HOURS" '$hours + {prices: "prices.csv"}')"
	plan
	[[ $(<err) == *'when it ends is not known: --stats names no earlier run' ]]
	tokens=$(jq .tokens plan)
	# 0.13 dollars a million, in millionths, rounded up.
	jq -e --argjson micro "$(((tokens * 13 + 99) / 100))" '.usd == $micro / 1000000 and .ends == null' plan || {
		cat plan
		false
	}
	# A run that took 100 s for 10 texts: 50 take 500.
	{
		jq -cn '{program: "lmob-embed", exit: 0, seconds: 100, counts: {texts: 12, repeated: 1, reused: 1, requests: 3}}'
		jq -cn '{program: "lmob-embed", exit: 2, seconds: 1, counts: {texts: 9, repeated: 0, reused: 0, requests: 3}}'
		jq -cn '{program: "lmob-drift", exit: 0, seconds: 1, counts: {texts: 9}}'
		echo 'no JSON'
	} >stats
	LMOB_NOW=2026-05-05T23:51:40+02:00 plan --stats stats
	[[ $(<err) == *'ends about 00:00, 9 h before business hours' ]] || { cat err; false; }
	jq -e '.seconds == 500 and .ends == "2026-05-05T22:00:00Z"' plan
	LMOB_NOW=2026-05-05T08:30:00+02:00 plan --stats stats
	[[ $(<err) == *'ends about 08:38, 22 min before business hours' ]] || { cat err; false; }
	LMOB_NOW=2026-05-05T09:00:00+02:00 plan --stats stats
	[[ $(<err) == *'ends about 09:08, in business hours' ]]
	tail -n 1 stats | jq -e '.counts.requests == 0'
}

@test "a price list that is none is refused" {
	serve
	texts 3 3
	manifest openai '{}' '{}' '{"prices": "prices.csv"}'
	fails 2 'lmob-embed: *prices.csv: *No such file*' lmob-embed --model bge --plan in
	while IFS=$'\t' read -r list message; do
		printf '%b' "$list" >prices.csv
		fails 2 "lmob-embed: *prices.csv:$message" lmob-embed --model bge --plan in
	done <<-'END'
		model,unit\nbge,input\n	1: usd_per_million: expected a column of this name
		model,unit,usd_per_million\nbge,input,x\n	2: usd_per_million: expected a price such as 0.02
		model,unit,usd_per_million\nbge,input,-1\n	2: usd_per_million: expected a price such as 0.02
		model,unit,usd_per_million\nbge,input,0.1234567\n	2: usd_per_million: expected a price such as 0.02
		model,unit,usd_per_million\nbge,input,1\nbge,input,2\n	3: model: expected one price for one time
		model,unit,usd_per_million,valid_to\nbge,input,1,soon\n	2: valid_to: expected a date
		model,unit,usd_per_million\nbge,"input,1\n	2: not CSV: *
	END
	# Another model's are not looked at; without a price the cost is not known.
	printf 'model,unit,usd_per_million\nother,input,x\n' >prices.csv
	plan
	jq -e '.usd == null' plan
}

@test "how many tokens: at most so many, or by the vocabulary just so many" {
	serve
	texts 50 3
	manifest openai
	plan
	jq -e '.tokens_exact == false and .usd == null' plan
	embed --stats stats
	jq -es '.[0].tokens >= (.[1].counts.tokens | . / 2)' plan stats
	"$PYTHON" "$ROOT/tests/live/tiny_gguf.py" tiny.gguf
	manifest openai '{"tokenizer": "tiny.gguf"}'
	plan
	jq -e '.tokens_exact == true and .tokens > 0' plan
}
