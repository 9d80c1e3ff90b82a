#!/usr/bin/env bats
# How lmob-embed fills requests: within the limits of each API, as many at once
# as the manifest allows.
# one thread

# shellcheck disable=SC2016 # variables of jq
load helpers
load embed_http

# In Berlin, a Tuesday: noon, and a quarter past six in the evening.
NOON=2026-05-05T10:00:00Z
EVENING=2026-05-05T16:15:00Z
HOURS='{"business_hours": {"days": "mon-fri", "from": "09:00", "to": "18:00", "timezone": "Europe/Berlin"},
	"queues": {"embeddings": {"host": "linux", "workers": 1, "after_hours": "unlimited"}}}'

@test "items: no request has more than the API takes, or --batch says" {
	serve
	texts 5000 3
	manifest openai
	embed
	right
	log_is '[.requests[].items] | max <= 2048 and add == 5000' '.statuses == {"200": (.requests | length)}'
	manifest tei
	embed
	log_is '[.requests[] | select(.api == "tei").items] | max == 32 and add == 5000'
	for api in "${APIS[@]}"; do
		reset
		manifest "$api"
		embed --batch 10
		log_is '[.requests[].items] | max == 10 and length <= 510'
	done
}

@test "items: TEI says how many it takes" {
	serve
	texts 100 3
	control '{"limits": {"items": 5}}'
	manifest tei
	embed
	right
	log_is '[.requests[].items] | max == 5' '.statuses == {"200": 20}'
}

@test "tokens: OpenAI takes 300,000 in a request" {
	serve
	texts 3000 1200
	manifest openai
	embed
	right
	log_is '[.requests[].tokens | add] | max <= 300000 and length > 1' \
		'.statuses == {"200": (.requests | length)}'
}

@test "bytes: TEI takes 2,000,000 in a request" {
	serve
	# Control characters are six bytes in JSON.
	"$PYTHON" - >in <<-'PY'
		import json
		for i in range(40):
		    print(json.dumps({"text": "\u0001" * 20000 + str(i)}))
	PY
	control '{"context": 100000, "limits": {"batch_tokens": 10000000}}'
	manifest tei '{"context": 100000}'
	embed
	right
	log_is '[.requests[].bytes] | max <= 2000000 and length > 1' '.statuses == {"200": (.requests | length)}'
}

@test "permits: TEI is never asked for more at once than it has" {
	serve
	texts 1000 3
	control '{"limits": {"permits": 64}, "latency_ms": 20}'
	manifest tei
	embed --workers 16
	right
	log_is '.permits_peak <= 64' '.statuses == {"200": (.requests | length)}'
}

@test "one text that alone is over a limit goes alone, and is refused alone" {
	serve
	texts 30 3
	mark 13 "$(printf 'gateway %.0s' {1..6000})"
	for api in "${APIS[@]}"; do
		reset
		manifest "$api"
		fails 0 '*1 of 30 records rejected*' lmob-embed --model bge --rejects rejects in
		[[ $(wc -l <out) == 29 && $(jq .line rejects) == 13 ]]
	done
}

@test "--workers: so many requests at once, on connections that are kept" {
	serve
	texts 200 3
	manifest openai '{}' '{}' "$HOURS"
	control '{"hold": true}'
	LMOB_NOW=$EVENING lmob-embed --model bge --batch 5 --workers 6 in >out 2>err 3>&- &
	until_log '.waiting == 6'
	control '{"hold": false}'
	wait $!
	right
	log_is '.peak == 6' '.requests | length == 40' '.connections < 80'
	[[ ! -s err ]]
}

@test "in business hours the manifest's limit holds" {
	serve
	texts 100 3
	control '{"latency_ms": 10}'
	manifest openai '{}' '{}' "$HOURS"
	LMOB_NOW=$NOON embed --batch 5 --workers 6
	right
	log_is '.peak == 1'
	reset '{"latency_ms": 10}'
	manifest openai '{}' '{}' '{"queues": {"embeddings": {"host": "linux", "workers": 3, "after_hours": 2}}}'
	LMOB_NOW=$EVENING embed --batch 1 --workers 6
	log_is '.peak == 3' # without hours it always is
	reset '{"latency_ms": 10}'
	manifest openai '{}' '{}' "$(jq -n "$HOURS"'* {"queues": {"embeddings": {"after_hours": 2}}}')"
	LMOB_NOW=$EVENING embed --batch 1 --workers 6
	log_is '.peak == 2'
}

@test "when business hours end in mid-run, the limit goes; when they begin, it comes" {
	serve
	texts 400 3
	manifest openai '{}' '{}' "$HOURS"
	control '{"latency_ms": 40}'
	LMOB_NOW=2026-05-05T15:59:57Z embed --batch 1 --workers 8
	right
	log_is '.requests[0].at as $t | [.requests[] | select(.at < $t + 2).running] | max == 1' \
		'[.requests[-50:][].running] | max > 4'
	reset '{"latency_ms": 30}'
	texts 450 3
	LMOB_NOW=2026-05-05T06:59:59Z embed --batch 1 --workers 8
	right
	log_is '.requests[0].at as $t | [.requests[] | select(.at < $t + 0.8).running] | max > 4' \
		'[.requests[-30:][].running] | max == 1'
}
