#!/usr/bin/env bats
# lmob-redact --stamp: the member "redact" of lmob-record(5).

load helpers

KEY=0123456789abcdef0123456789abcdef

# manifest [REDACTION]: the file m.jsonc.
manifest() {
	printf '{"version": "1", "redaction": {%s}} // x\n' "${1-}" >m.jsonc
}

# stamp [OPTION...] FILE: into the file out.
stamp() {
	ok lmob-redact --stamp "$@"
}

# rules: the rules of the first record of the file out.
rules() {
	head -n 1 out | jq -r .redact.rules
}

oracle() {
	"$PYTHON" "$ORACLES/stamp_oracle.py" "$@"
}

@test "a stamp goes to the end: what was found, rules, sum, manifest" {
	printf '%s\n' '{"text":"a@b.example, b@b.example", "pwd":1}' '{ }' \
		'{"id":2,"text":"[CARD]" }' >in
	stamp in
	sed -E 's/"[0-9a-f]{16}"/"R"/; s/"xxh3:[0-9a-f]{16}"/"S"/' out >got
	cat >want <<-'END'
		{"text":"[EMAIL], [EMAIL]", "pwd":"[PWD]","redact":{"found":{"email":2,"field":1},"rules":"R","sum":"S","manifest":null}}
		{"redact":{"found":{},"rules":"R","sum":"S","manifest":null} }
		{"id":2,"text":"[CARD]","redact":{"found":{},"rules":"R","sum":"S","manifest":null} }
	END
	same got want
}

@test "what is there under that name gives way" {
	local member
	for member in null '"4111 1111 1111 1111"' '{"found":{}}' '[{"a":1}]' \
		'{"found":{},"rules":"0123456789abcdef","sum":"xxh3:0123456789abcdef","manifest":null}'; do
		echo "{\"redact\":1,\"a\":1.0, \"redact\" : $member ,\"b\":\"x\"}" >in
		stamp in
		[[ $(<out) == '{"a":1.0, "redact" : {"found":{'*'},"rules":"'*'","manifest":null} ,"b":"x"}' ]]
	done
}

@test "done twice, or checked, a stamped record is left as it is" {
	printf '%s\n' '{"text":"a@b.example","iban":"x","private_key":"y"}' \
		'{"text":"DE89 3704 0044 0532 0130 00"}' >in
	stamp in
	mv out once
	stamp once
	same out once
	ok lmob-redact once
	same out once
	fails 0 'CLEAN 2 records' lmob-redact --check once
	ok lmob-redact --deny default,found,rules,sum,email once
	same out once
}

@test "a changed text is stamped anew; what is found beside a valid sum adds up" {
	echo '{"text":"a@b.example"}' >in
	stamp in
	sed 's/"text":"/&now c@b.example and /' out >changed
	mv out before
	stamp changed
	[[ $(jq -c '[.text, .redact.found]' out) == '["now [EMAIL] and [EMAIL]",{"email":1}]' ]]
	# The sum does not cover what is in the member of another program.
	sed 's/^{/&"route":{"flags":["c@b.example 4111111111111111"]},/' before >beside
	stamp beside
	[[ $(jq -c '[.route.flags, .redact.found]' out) == '[["[EMAIL] [CARD]"],{"email":2,"card":1}]' ]]
}

@test "a stamp that hides something is searched" {
	local r='"rules":"0123456789abcdef","sum":"xxh3:0123456789abcdef"'
	redacts "{\"redact\":{\"found\":{},$r,\"manifest\":\"a@b.example#0123456789abcdef\"}}" \
		"{\"redact\":{\"found\":{},$r,\"manifest\":\"[EMAIL]#0123456789abcdef\"}}"
	redacts "{\"redact\":{\"found\":{},$r,\"manifest\":null,\"x\":\"a@b.example\"}}" \
		"{\"redact\":{\"found\":{},$r,\"manifest\":null,\"x\":\"[EMAIL]\"}}"
	redacts "{\"a\":{\"redact\":{\"found\":{\"iban\":1},$r,\"manifest\":null}}}" \
		"{\"a\":{\"redact\":{\"found\":{\"iban\":\"[IBAN]\"},$r,\"manifest\":null}}}"
	# A card number by chance, which is a sum: 4111111111111111.
	keeps "{\"redact\":{\"found\":{\"private_key\":2},\"rules\":\"4111111111111111\",\"sum\":\"xxh3:4111111111111111\",\"manifest\":\"1#4111111111111111\"}}"
}

@test "rules: settings, their files and the command line; not their form" {
	local seen='' now option
	echo '{"text":"x"}' >in
	stamp in
	local none
	none=$(rules)
	manifest
	stamp --manifest m.jsonc in
	[[ $(rules) == "$none" ]]
	manifest '"denylist_fields": ["a"]'
	stamp --manifest m.jsonc in
	seen=$(rules)
	manifest '"denylist_fields" : [ "\u0061", ],'
	stamp --manifest m.jsonc in
	[[ $(rules) == "$seen" && $seen != "$none" ]]
	[[ $(jq -r .redact.manifest out) == 1#* ]]
	rules_of() {
		printf "[[rules]]\nid = 'one'\nregex = '%s'\nkeywords = ['%s']\n" "$1" "$1"
	}
	rules_of word >r.toml
	manifest '"rules": ["r.toml"]'
	stamp --manifest m.jsonc in
	seen=$(rules)
	rules_of other >r.toml
	cp r.toml r2.toml
	stamp --manifest m.jsonc in
	[[ $(rules) != "$seen" ]]
	rm r.toml
	fails 2 'lmob-redact: *r.toml: *' lmob-redact --stamp --manifest m.jsonc in
	stamp --detect all in
	[[ $(rules) == "$none" ]]
	ok lmob-redact --list-detectors
	stamp --detect "$(sed '/only if it is named/d; s/ .*//' out | sort -R | paste -sd,)" in
	[[ $(rules) == "$none" ]]
	seen=$none
	echo 'Ann Lee' >names
	for option in '--detect email' '--detect card' '--detect none' '--detect all,-card' \
		'--detect all,money' '--deny none' '--deny a' '--deny b' '--learn .a' '--replace email=drop' \
		'--rules r2.toml' '--dictionary names'; do
		# shellcheck disable=SC2086 # words
		stamp $option in
		now=$(rules)
		[[ $seen != *"$now"* ]]
		seen+=" $now"
	done
	stamp --detect card,email in
	now=$(rules)
	stamp --detect email,card,email in
	[[ $(rules) == "$now" ]]
}

@test "with a key: BLAKE2b, another sum for each key" {
	local one
	manifest '"key_env": "LMOB_KEY"'
	echo '{"text":"x"}' >in
	LMOB_KEY=$KEY stamp --manifest m.jsonc in
	one=$(jq -r .redact.sum out)
	[[ $one =~ ^blake2b:[0-9a-f]{64}$ ]]
	mv out once
	LMOB_KEY=${KEY}0 stamp --manifest m.jsonc once
	[[ $(jq -r .redact.sum out) =~ ^blake2b:[0-9a-f]{64}$ ]]
	run ! cmp -s out once
	LMOB_KEY=$KEY stamp --manifest m.jsonc once
	same out once
}

@test "without the key, with a short one, with --check or a denied member: exit 2" {
	manifest '"key_env": "LMOB_KEY"'
	echo '{"text":"x"}' >in
	fails 2 'lmob-redact: LMOB_KEY is not set: --stamp needs the key of the manifest' \
		lmob-redact --stamp --manifest m.jsonc in
	LMOB_KEY='' fails 2 'lmob-redact: LMOB_KEY is not set: *' lmob-redact --stamp --manifest m.jsonc in
	LMOB_KEY=${KEY:0:15} fails 2 'lmob-redact: LMOB_KEY: a key has at least 16 characters' \
		lmob-redact --stamp --manifest m.jsonc in
	ok lmob-redact --manifest m.jsonc in
	fails 2 'lmob-redact: --stamp: --check writes no records' lmob-redact --stamp --check in
	fails 2 'lmob-redact: --stamp: the member "redact" is denied' lmob-redact --stamp --deny Redact in
	[[ ! -s out ]]
}

@test "what is no object has no place for a stamp" {
	printf '%s\n' '{"a":"b@b.example"}' '["c@b.example"]' >in
	fails 2 'lmob-redact: in:2:1: expected an object' lmob-redact --stamp in
	[[ $(wc -l <out) == 1 ]]
	lmob-redact --stamp --rejects bad --stats stats in >out 2>err
	[[ $(jq -c '[.rejected, .counts.email, .counts.records_examined]' stats) == '[1,1,1]' ]]
	printf '[1]\n' >in
	stamp --if false in
	same out in
}

# judge [OPTION...]: --stamp of the file in, by the oracle and the laws.
judge() {
	ok lmob-redact "$@" in && mv out plain || return
	stamp -j1 "$@" in && mv out once || return
	oracle plain once ${version:+"$version"} || return
	stamp -j2 "$@" in && same out once || return
	stamp "$@" <in && same out once || return
	head -n 50 in >a && tail -n +51 in >b && stamp "$@" a b && same out once || return
	stamp "$@" once && same out once || return
	ok lmob-redact "$@" once && same out once
}

@test "random records: sums as hashlib and libxxhash have them; laws (oracle)" {
	local seed n=4
	if [[ ${LMOB_QUICK:-} ]]; then
		n=1
	elif [[ ${LMOB_SOAK:-} ]]; then
		n=60
	fi
	manifest '"key_env": "LMOB_KEY"'
	lmob-redact --stats stats --manifest m.jsonc </dev/null
	version=$(jq -r .manifest stats)
	for seed in ${LMOB_TEST_SEED:-$(seq $n)}; do
		"$PYTHON" "$ORACLES/random_records.py" "$seed" 150 >in
		version='' judge || { echo "LMOB_TEST_SEED=$seed" && false; }
		LMOB_KEY=$KEY judge --manifest m.jsonc || { echo "LMOB_TEST_SEED=$seed" && false; }
	done
}

@test "real threads: sums as hashlib and libxxhash have them; laws (oracle)" {
	head -n 300 "$FIXTURES/threads/threads.jsonl" >in
	version='' judge
}
