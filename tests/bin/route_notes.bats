#!/usr/bin/env bats
# What lmob-route --check-manifest notes: what is no mistake, but may not be
# meant.

load helpers
load route

# All that the manifest of route.bash has is used by these routes.
ROUTES='{"id": "m", "task": "a", "any_flag": ["legal"], "no_flag": ["outage"],
	"lane": "managed"},
	{"id": "s", "task": "a", "lane": "local", "model": "small", "queue": "short"},
	{"id": "l", "task": "a", "lane": "local", "model": "spread", "queue": "long"}'
KEY='"redaction": {"key_env": "LMOB_KEY"}'

# notes [LINE...]: these are the notes, in this order, and the manifest is right.
notes() {
	local rc=0
	lmob-route --check-manifest >out 2>err || rc=$?
	if ((rc != 0)) || [[ -s out || $(head -n 1 err) != 'OK manifest '* ]] ||
		! diff <(tail -n +2 err) <((($# == 0)) || printf 'note: m.jsonc:%s\n' "$@"); then
		echo "status $rc"
		cat err
		return 1
	fi
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
	export LMOB_NOW=2026-05-01T00:00:00Z
}

@test "nothing to note: all is used, stamps have a key" {
	manifest "$ROUTES" "$KEY"
	notes
}

@test "a manifest on standard input has no name to tell" {
	manifest "$ROUTES"
	lmob-route --check-manifest --manifest - <m.jsonc 2>err
	[[ $(tail -n +2 err) == 'note: '*'17:13: route "m" relies on stamps'* ]]
}

@test "flags with phrases that no route asks about; those that are brought may be" {
	manifest "${ROUTES/\"no_flag\": \[\"outage\"\],/}" "$KEY"
	notes '16:61: flag "outage" is asked about by no route'
	manifest "${ROUTES/\"outage\"/\"outage\", \"brought\"}" "$KEY"
	notes
}

@test "queues, endpoints and models that nothing uses" {
	manifest '{"id": "l", "task": "b", "lane": "local", "model": "small"}' "$KEY"
	notes '16:26: flag "legal" is asked about by no route' \
		'16:61: flag "outage" is asked about by no route' \
		'13:12: queue "short" is used by no route' \
		'14:11: queue "long" is used by no route' \
		'4:13: model "spread" is given by no route: none of its lane takes a task of it' \
		'5:13: model "ending" is given by no route: none of its lane takes a task of it' \
		'6:15: model "hosted-1" is given by no route: none of its lane takes a task of it' \
		'7:15: model "hosted-2" is given by no route: none of its lane takes a task of it'
}

@test "a model is not given in place of one of another kind" {
	manifest "$ROUTES" "$KEY"
	sed -i '/"ending"/s/"generation"/"embedding"/' m.jsonc
	notes '5:13: model "ending" is given by no route: none of its lane takes a task of it'
}

@test "the only managed endpoint is used by a route without a model" {
	manifest "${ROUTES/\"id\": \"m\"/\"id\": \"m\", \"model\": \"hosted-1\"}" "$KEY"
	sed -i 's/"hosted": {/"other": {"url": "https:\/\/o.example", "api": "openai", "lane": "managed"}, &/' m.jsonc
	notes '11:12: endpoint "other" is used by no model'
	manifest "$ROUTES" "$KEY"
	sed -i '/"hosted-[12]"/s/"hosted"/"gpu"/' m.jsonc
	notes
}

@test "a task without a model whose name is near to one that has one, once" {
	manifest "$ROUTES, $(printf '{"id": "%s", "task": "%s", "tokens_below": %d, "lane": "hold"},' \
		c contract_renewal 5 d contract_renewal 9 e tier2 5 f else 5)
		{\"id\": \"x\", \"task\": \"b\", \"lane\": \"hold\"}" "$KEY"
	sed -i '4,7s/"tasks": \["a"/&, "contract_review", "tier1"/' m.jsonc
	notes '20:101: task "contract_renewal" has no model; "contract_review" has one: is it meant?' \
		'20:251: task "tier2" has no model; "tier1" has one: is it meant?'
}

@test "stamps that anybody can forge, where somebody relies on them" {
	manifest "$ROUTES"
	notes '17:13: route "m" relies on stamps that anybody can forge: "redaction.key_env" names no key'
	manifest "${ROUTES/\"lane\": \"managed\"/&, \"unredacted\": \"allowed\"}"
	notes
}

@test "an approval that ends within 30 days" {
	manifest "$ROUTES" "$KEY"
	LMOB_NOW=2026-05-01T23:59:59Z notes
	LMOB_NOW=2026-05-02T00:00:00Z notes \
		'5:82: the approval of the model "ending" ends within 30 days'
}

@test "a route to a model that has no conditions" {
	manifest "$ROUTES, {\"id\": \"all\", \"lane\": \"local\"}" "$KEY"
	notes '20:81: route "all" has no conditions: whatever comes to it goes to a model'
	manifest "$ROUTES, {\"id\": \"all\", \"lane\": \"hold\"}" "$KEY"
	notes
	manifest "$ROUTES, {\"id\": \"all\", \"lane\": \"local\", \"hours\": \"after\"}" "$KEY"
	notes
}

@test "a tokenizer that is not proved" {
	manifest "$ROUTES" "$KEY"
	sed -i 's/"small": {/&"tokenizer": "t.json", /' m.jsonc
	cp "$FIXTURES/tokenizers/small.json" t.json # splits as gpt-2
	notes
	jq -c '.pre_tokenizer = {type: "Sequence", pretokenizers: [
		{type: "Split", behavior: "Isolated", invert: false, pattern: {Regex:
			"(?i:\u0027s|\u0027t|\u0027re|\u0027ve|\u0027m|\u0027ll|\u0027d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"}},
		{type: "ByteLevel", add_prefix_space: false, trim_offsets: false, use_regex: false}]}' \
		"$FIXTURES/tokenizers/small.json" >t.json
	notes '3:26: model "small" is counted as BPE qwen2 splits, which is not proved against a vocabulary'
}

@test "the manifest of the example company gives none" {
	cp "$FIXTURES/manifest.jsonc" m.jsonc
	mkdir tokenizers
	cp "$FIXTURES/tokenizers/small.json" tokenizers
	LMOB_MANIFEST=m.jsonc notes
}
