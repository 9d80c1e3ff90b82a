#!/usr/bin/env bats
# lmob-route with the manifest of the example company: its threads, and each
# of its rules.

load helpers

export TOKENIZER=$FIXTURES/tokenizers/small.json
export LMOB_NOW=2026-05-05T21:00:00Z
KEY=0123456789abcdef0123456789abcdef
THREADS=$FIXTURES/threads

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	cp -r "$FIXTURES/manifest.jsonc" "$FIXTURES/tokenizers" .
	export LMOB_MANIFEST=manifest.jsonc
}

# trusting: the manifest takes token counts from records.
trusting() {
	sed -i 's/"trust_record_tokens": false/"trust_record_tokens": true/' manifest.jsonc
	grep -q '"trust_record_tokens": true' manifest.jsonc
}

# stamped FILE: redacted and stamped, in the file stamped.
stamped() {
	LMOB_KEY=$KEY lmob-redact --stamp "$1" >stamped
}

# judge IN OUT KEY: each decision is that of the reference.
judge() {
	"$PYTHON" -B "$ORACLES/route_laws.py" judge manifest.jsonc "$1" "$2" "$LMOB_NOW" "$3"
}

# table: the file table has lines of a record and, after " -> ", what it comes
# to: lane rule model endpoint queue, and advisory or review_required.
table() {
	local rc=0
	sed 's/ -> .*//' table >in
	stamped in
	LMOB_KEY=$KEY lmob-route stamped >out 2>err || rc=$?
	jq -r '.route | [.lane, .rule // "-", .model // "-", .endpoint // "-", .queue // "-",
		(select(.advisory) | "advisory"), (select(.review_required) | "review_required")] | join(" ")' out >got
	sed 's/.* -> //' table >want
	same got want
	return $rc
}

@test "threads, redacted: managed by risk or length, all others local" {
	stamped "$THREADS/threads.jsonl"
	LMOB_KEY=$KEY ok lmob-route stamped
	jq -c '[.id, .route.lane, .route.rule]' out >got
	jq -c '[.id, .lane, .rule]' "$THREADS/lanes.jsonl" >want
	same got want
	[[ $(sort got | uniq | wc -l) == 120 && $(grep -c '"local"' got) == 74 ]]
	# The flag is that of the label.
	jq -r '[.route.flags[].flag] | join(" ")' out >got
	jq -r '.risk // ""' "$THREADS/topics.jsonl" >want
	same got want
	[[ $(jq -r 'select(.route.lane == "local").route | [.model, .endpoint, .queue] | join(" ")' out | sort -u) == \
		"qwen3.6-27b-q4 linux-gpu linux_short_generation" ]]
	[[ $(jq -r 'select(.route.lane == "managed").route | [.model, .endpoint, .queue] | map(. // "-") | join(" ")' out | sort -u) == \
		"hosted-large hosted -" ]]
	judge stamped out "$KEY"
}

@test "threads as they came: what is managed is held, the rest is local" {
	LMOB_KEY=$KEY ok lmob-route "$THREADS/threads.jsonl"
	jq -c '[.id, .route.lane, .route.rule]' out >got
	jq -c '[.id, if .lane == "managed" then "hold" else .lane end, .rule]' "$THREADS/lanes.jsonl" >want
	same got want
	[[ $(jq -r 'select(.route.lane == "hold").route | .model, .endpoint, .queue' out | sort -u) == null ]]
	judge "$THREADS/threads.jsonl" out "$KEY"
}

@test "threads: token counts are those of another program" {
	ok lmob-route --count-tokens --tokenizer "$TOKENIZER" "$THREADS/threads.jsonl"
	jq -c '[.id, .tokens]' out >got
	jq -c '[.id, .tokens]' "$THREADS/lanes.jsonl" >want
	same got want
}

@test "threads, redacted and then changed, or with the key not set: held" {
	stamped "$THREADS/threads.jsonl"
	sed -E 's/"(content|text)"[ \t]*:[ \t]*"/&Well. /g' stamped >changed
	LMOB_KEY=$KEY ok lmob-route changed
	[[ $(jq -r .route.lane out | sort | uniq -c | xargs) == "46 hold 74 local" ]]
	lmob-route stamped >out
	[[ $(jq -r .route.lane out | sort | uniq -c | xargs) == "46 hold 74 local" ]]
	LMOB_KEY=${KEY}0 lmob-route stamped >out
	[[ $(jq -r .route.lane out | sort | uniq -c | xargs) == "46 hold 74 local" ]]
}

@test "support summaries: risk, strikes, length" {
	trusting
	cat >table <<-'END'
		{"task":"support_summary","tokens":1,"flags":[]} -> local support qwen3.6-27b-q4 linux-gpu linux_short_generation
		{"task":"support_summary","tokens":4096,"flags":[]} -> local support qwen3.6-27b-q4 linux-gpu linux_short_generation
		{"task":"support_summary","tokens":4097,"flags":[]} -> local support-medium qwen3.6-27b-q4 mac2 mac2_long_generation
		{"task":"support_summary","tokens":8999,"flags":[]} -> local support-medium qwen3.6-27b-q4 mac2 mac2_long_generation
		{"task":"support_summary","tokens":9000,"flags":[]} -> managed support-long hosted-large hosted -
		{"task":"support_summary","tokens":{"low":8000,"high":9000},"flags":[]} -> managed support-long hosted-large hosted -
		{"task":"support_summary","tokens":{"low":8000,"high":8999},"flags":[]} -> local support-medium qwen3.6-27b-q4 mac2 mac2_long_generation
		{"task":"support_summary","tokens":1,"flags":["legal_language"]} -> managed support-risk hosted-large hosted -
		{"task":"support_summary","tokens":1,"flags":["Legal_Language"]} -> hold - - - -
		{"task":"support_summary","tokens":1,"flags":["praise"]} -> local support qwen3.6-27b-q4 linux-gpu linux_short_generation
		{"task":"support_summary","tokens":1,"text":"We want our\nmoney back."} -> managed support-risk hosted-large hosted -
		{"task":"support_summary","tokens":1,"text":"Our lawyers"} -> local support qwen3.6-27b-q4 linux-gpu linux_short_generation
		{"task":"support_summary","tokens":1,"flags":[],"schema_failures":1} -> local support qwen3.6-27b-q4 linux-gpu linux_short_generation
		{"task":"support_summary","tokens":1,"flags":[],"schema_failures":2} -> managed support-strikes hosted-large hosted -
		{"task":"support_summary","flags":[]} -> hold support-long - - -
		{"task":"support_summary","tokens":1} -> hold support-risk - - -
		{"task":"support_summary","tokens":9000,"flags":["severe_outage"],"schema_failures":2} -> managed support-risk hosted-large hosted -
	END
	table
}

@test "proposals: what only we read is local, what a customer reads is reviewed" {
	cat >table <<-'END'
		{"task":"proposal","stage":"outline"} -> local proposal-outline qwen3.6-27b-q4 mac1 mac1_long_generation
		{"task":"proposal","stage":"condensation"} -> local proposal-condensation qwen3.6-27b-q4 mac1 mac1_long_generation
		{"task":"proposal","stage":"notes"} -> local proposal-notes qwen3.6-27b-q4 mac1 mac1_long_generation
		{"task":"proposal","stage":"final"} -> managed proposal-final hosted-large hosted - review_required
		{"task":"proposal","stage":"final","model":"qwen3.6-27b-q4"} -> managed proposal-final hosted-large hosted - review_required
		{"task":"proposal","stage":"notes","model":"qwen3.6-27b-q4"} -> local proposal-notes qwen3.6-27b-q4 mac1 mac1_long_generation
		{"task":"proposal"} -> hold proposal-outline - - -
	END
	table
	[[ $(jq -r '.route.requested // "-"' out | xargs) == "- - - - qwen3.6-27b-q4 - -" ]]
}

@test "a final proposal that is not redacted is held; another stage is refused" {
	printf '%s\n' '{"task":"proposal","stage":"final"}' >in
	LMOB_KEY=$KEY ok lmob-route in
	[[ $(jq -r '.route | "\(.lane) \(.rule) \(.review_required)"' out) == "hold proposal-final null" ]]
	echo '{"task":"proposal","stage":"Final"} -> reject - - - -' >table
	run -1 table
}

@test "code triage is advisory, whatever is asked for; embeddings by who sees them" {
	cat >table <<-'END'
		{"task":"code_triage","text":"diff"} -> local code-review-preparation deepseek-coder-16b-q5 mac2 mac2_long_generation advisory
		{"task":"code_triage"} -> local code-review-preparation deepseek-coder-16b-q5 mac2 mac2_long_generation advisory
		{"task":"embeddings","text":"a","shared_externally":true} -> managed embeddings-shared hosted-embedding hosted -
		{"task":"embeddings","text":"a","shared_externally":false} -> local embeddings bge-large-en-v1.5 linux-gpu embeddings
		{"task":"embeddings","text":"a","shared_externally":null} -> local embeddings bge-large-en-v1.5 linux-gpu embeddings
		{"task":"embeddings","text":"a"} -> local embeddings bge-large-en-v1.5 linux-gpu embeddings
	END
	table
}

@test "no default: an unknown task, no task, a malformed one are refused" {
	cat >table <<-'END'
		{"task":"support_sumary","text":"a"} -> reject - - - -
		{"task":"chat","text":"a"} -> reject - - - -
		{"text":"a"} -> reject - - - -
		{"task":null,"text":"a"} -> reject - - - -
		{"task":"embeddings","text":"a","shared_externally":"true"} -> reject - - - -
		{"task":"embeddings","text":"a","tokens":"12"} -> reject - - - -
	END
	run -1 table
	[[ $(jq -r '.route.reason' out | head -n 3) == *'task "support_sumary"'*'"support_summary"'*'task "chat"'*'no task' ]]
	run -0 lmob-route --allow-rejected stamped
}

# What the rules for support came from, in the words of its author:
#	risk = any(flag in ticket) or schema_failures >= 2
#	route = "local" if tokens < 9000 and not risk else "managed"
@test "the rule of origin, around all its limits" {
	trusting
	jq -nc '
		["refund_dispute", "legal_language", "severe_outage", "security_incident"] as $risks |
		(0, 1, 4095, 4096, 4097, 8998, 8999, 9000, 9001, 32768) as $tokens |
		([], ["praise"], ($risks[] | [.]), $risks[0:2], ["praise", $risks[3]], $risks) as $flags |
		(null, 0, 1, 2, 3, 1000000000) as $failures |
		(($flags - ["praise"] | length > 0) or ($failures // 0) >= 2) as $risk |
		{task: "support_summary", tokens: $tokens, flags: $flags, schema_failures: $failures,
		 want: (if $tokens < 9000 and ($risk | not) then "local" else "managed" end)}' >in
	[[ $(wc -l <in) == 540 ]]
	stamped in
	LMOB_KEY=$KEY ok lmob-route stamped
	jq -r .route.lane out >got
	jq -r .want in >want
	same got want
	[[ $(sort got | uniq -c | xargs) == "42 local 498 managed" ]]
	judge stamped out "$KEY"
}

@test "a model that nobody approved is refused by name, exit 1" {
	local tag
	local -a tags=('llama3:70b' 'qwen3.6-27b-q4:latest' 'Qwen3.6-27B-Q4' 'qwen3.6-27b-q4 ' 'qwen3.6-27b-q8'
		'deepseek-coder-16b-q5' 'bge-large-en-v1.5' 'hosted' '')
	for tag in "${tags[@]}"; do
		echo '{"task":"support_summary","text":"a"}' | jq -c --arg tag "$tag" '.model = $tag' >in
		run -1 --separate-stderr lmob-route in
		jq -e --arg tag "$tag" '.route | .lane == "reject" and .rule == null and .model == null and .endpoint == null and
			(.reason | startswith("unapproved local model \"" + $tag + "\""))' <<<"$output"
		run -0 lmob-route --allow-rejected in
	done
	echo '{"task":"support_summary","text":"a","model":"qwen3.6-27b-q8"}' >in
	run -1 --separate-stderr lmob-route in
	[[ $(jq -r .route.reason <<<"$output") == *'"qwen3.6-27b-q4"'* ]]
	echo '{"task":"support_summary","text":"a","model":"qwen3.6-27b-q4"}' >in
	ok lmob-route in
}

@test "a manifest whose approvals are over routes nothing" {
	echo '{"task":"embeddings","text":"a"}' >in
	LMOB_NOW=2036-10-31T23:59:59Z ok lmob-route in
	LMOB_NOW=2036-11-01T00:00:00Z fails 2 'lmob-route: manifest.jsonc:*:*: "expires": *' lmob-route in
	[[ ! -s out ]]
}
