#!/usr/bin/env bats
# lmob-redact on the fixtures: nothing planted survives, all else stays.

load helpers

files=(corpus/kb probes/probes threads/threads)
five=(access_token contract_price customer_secret private_key bank_account)

@test "with nothing to look for, all fixtures pass byte for byte" {
	local f
	for f in "$FIXTURES"/*/*.jsonl; do
		ok lmob-redact --deny none --detect none "$f"
		same out "$f"
		ok lmob-redact --deny none --detect none -j3 -o made.gz "$f"
		gzip -dc made.gz | cmp - "$f"
	done
}

@test "no planted value survives, and every look-alike does" {
	local f
	for f in "${files[@]}"; do
		ok lmob-redact "$FIXTURES/$f.jsonl"
		"$PYTHON" "$ORACLES/planted.py" "$FIXTURES/${f%/*}/planted.jsonl" out
		# The check itself: before redaction, all of them are there.
		run "$PYTHON" "$ORACLES/planted.py" "$FIXTURES/${f%/*}/planted.jsonl" "$FIXTURES/$f.jsonl"
		[[ $status == 1 ]]
		n=$(grep -vc '"kind":"keep"' "$FIXTURES/${f%/*}/planted.jsonl")
		[[ ${lines[-1]} == "$n left" ]]
	done
}

@test "with the manifest: pseudonyms of addresses, and the customer's name goes" {
	local f
	export LMOB_KEY=0123456789abcdef
	for f in "${files[@]}"; do
		ok lmob-redact --learn .customer.name "$FIXTURES/$f.jsonl"
		cp out plain
		ok lmob-redact --manifest "$FIXTURES/manifest.jsonc" "$FIXTURES/$f.jsonl"
		cp out pseudonyms
		sed 's/\[EMAIL:[a-z2-7]\{8\}\]/[EMAIL]/g' pseudonyms >out
		same out plain
		ok lmob-redact --manifest "$FIXTURES/manifest.jsonc" pseudonyms
		same out pseudonyms
	done
	# In the text of its own record.
	jq -r 'select(.customer.name) | .customer.name' "$FIXTURES/threads/threads.jsonl" >names
	[[ $(wc -l <names) == 120 ]]
	jq -en --slurpfile records plain --rawfile names names '($names / "\n") as $names |
		[range(120) | select($names[.] as $name | $records[.] | tostring | contains($name))] == []'
}

@test "redaction twice is redaction once" {
	local f
	for f in "${files[@]}"; do
		lmob-redact "$FIXTURES/$f.jsonl" >once
		ok lmob-redact once
		same out once
	done
}

@test "nothing but what is sensitive changes (an independent oracle)" {
	local f
	for f in "${files[@]}"; do
		lmob-redact --deny "$(IFS=, && echo "${five[*]}")" --detect email,card,iban,private_key \
			"$FIXTURES/$f.jsonl" >redacted
		"$PYTHON" "$ORACLES/redact_oracle.py" "$FIXTURES/$f.jsonl" redacted
	done
}

@test "the oracle sees what is wrong" {
	wrong() {
		printf '%s\n' "$1" >a
		printf '%s\n' "$2" >b
		run "$PYTHON" "$ORACLES/redact_oracle.py" a b
		[[ $status == 1 && $output == "line 1: $3"* ]]
	}
	wrong '{"a":1}' '{"a":1.0}' changed
	wrong '{"a":1}' '{"a": 1}' 'structure changed'
	wrong '{"a":1,"b":2}' '{"b":1,"a":2}' 'text changed'
	wrong '{"a":"\u0041"}' '{"a":"A"}' 'escapes changed'
	wrong '{"a":"x@y.example"}' '{"a":"x@y.example"}' left
	wrong '{"a":"x"}' '{"a":"[EMAIL]"}' 'text changed'
	wrong '{"a":"4111111111111112"}' '{"a":"[CARD]"}' 'text changed'
	wrong '{"a":"x@y.example, z"}' '{"a":"[EMAIL] z"}' 'text changed'
	wrong '{"private-Key":1}' '{"private-Key":1}' 'not denied'
	wrong '{"a":"{\"private_key\":1}"}' '{"a":"{\"private_key\":1}"}' 'not denied'
	wrong '{"a":"{\"b\":1}"}' '{"a":"{\"b\":1"}' 'JSON in a string was broken'
}
