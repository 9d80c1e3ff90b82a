#!/usr/bin/env bats
# lmob-redact: what it says of findings, what it puts in their place, lines of text,
# and what it knows from elsewhere: paths, dictionaries, rules.

load helpers

KEY=0123456789abcdef0123456789abcdef

# manifest REDACTION: the file m.jsonc.
manifest() {
	printf '{"version": "1", "redaction": {%s}}\n' "$1" >m.jsonc
}

@test "--report: a JSON line for each finding, in the order of the records, without values" {
	for i in $(seq 400); do
		printf '{"id":%d,"t":"to x%d@y.example","m":[{"pwd":%d}]}\n' "$i" "$i" "$i"
	done >in
	ok lmob-redact -j2 --report report in
	cp out redacted
	[[ $(wc -l <report) == 800 ]]
	jq -se 'map(.line) == [range(1; 401) | ., .] and all(.file == "in")' report
	head -n 2 report | jq -c . >out
	cat >want <<-'END'
		{"file":"in","line":1,"column":17,"path":".t","kind":"email","label":"EMAIL","action":"mask"}
		{"file":"in","line":1,"column":43,"path":".m[0].pwd","kind":"field","label":"PWD","action":"mask"}
	END
	same out want
	run ! grep -q y.example report
	# Beside a check, and of nothing; the records are the same without it.
	fails 1 'FOUND 800 in 400 of 400 records: email 400, field 400' lmob-redact --check --report again in
	same again report
	ok lmob-redact --report none redacted
	[[ -e none && ! -s none ]]
	same out redacted
	ok lmob-redact in
	same out redacted
}

@test "--report: no file of the run, and there whole or not at all" {
	echo '{"t":"x@y.example"}' >in
	cp in before
	fails 2 'lmob-redact: --report*' lmob-redact --report in in
	fails 2 'lmob-redact: --report*' lmob-redact --report r -o r in
	same in before
	echo '{' >>in
	echo old >r
	fails 2 'lmob-redact: in:2:*' lmob-redact --report r -o made in
	[[ $(<r) == old && ! -e made ]]
}

@test "--explain: what is found, where, and why" {
	echo '{"t":"x@y.example","card":4111111111111111,"pwd":1}' >in
	ok lmob-redact --explain in
	grep -v $'^\t' out >places
	printf '%s\n' 'in:1:7: email at .t' 'in:1:27: card at .card' 'in:1:50: field PWD at .pwd' >want
	same places want
	[[ $(grep -c $'^\t.*; found by: .*; mask$' out) == 3 ]]
	run ! grep -q -e 4111 -e y.example out
	ok lmob-redact --explain <<<'{}'
	[[ ! -s out ]]
	fails 2 'lmob-redact: --explain: not together with --check' lmob-redact --check --explain in
	fails 2 'lmob-redact: --explain: nothing to look for, *' lmob-redact --explain --deny none --detect none in
}

@test "--list-detectors: a line for each kind that --detect takes" {
	ok lmob-redact --list-detectors
	[[ $(wc -l <out) -gt 80 ]]
	while read -r kind _; do
		lmob-redact --detect "$kind" </dev/null
	done <out
	# Without a manifest or an input, whatever they are.
	ok lmob-redact --list-detectors --manifest nowhere
}

@test "--replace: by kind, and for all others" {
	local line='{"m":"x@y.example, 4111 1111 1111 1111","pwd":"hunter2","n":1}'
	redacts "$line" '{"m":"[EMAIL], [CARD:*1111]","pwd":"[PWD]","n":1}' --replace card=last4
	redacts "$line" '{"m":"[EMAIL], [CARD:*1111]","n":1}' --replace all=mask,card=last4,field=drop
	redacts "$line" '{"pwd":"[PWD]","n":1}' --replace email=drop
	redacts '{"pwd":"hunter2","token":"0123456789abcdef"}' '{"pwd":"[PWD]","token":"[TOKEN:*cdef]"}' --replace all=last4
	local list
	for list in email=gone emails=mask email=mask,email=drop email 'email=' ''; do
		fails 2 'lmob-redact: --replace*' lmob-redact --replace "$list" in
	done
}

@test "pseudonyms: equal for equal values, other for another key; never without one" {
	printf '%s\n' '{"a":"x@y.example","b":"X@Y.example and z@y.example"}' '{"c":["x@y.example"]}' >in
	fails 2 'lmob-redact: *key*' lmob-redact --replace email=pseudonym in
	printf '%s' "$KEY" >key
	chmod 600 key
	ok lmob-redact --replace email=pseudonym --key-file key in
	cp out once
	[[ $(grep -oE '\[EMAIL:[a-z2-7]{8}\]' out | wc -l) == 4 ]]
	[[ $(grep -oE '\[EMAIL:[a-z2-7]{8}\]' out | sort | uniq -c | sort -n | awk '{print $1}' | xargs) == '1 3' ]]
	ok lmob-redact --replace email=pseudonym --key-file key once
	same out once
	ok lmob-redact once
	same out once
	# Of the manifest, and of the environment that it names.
	manifest '"replace": {"email": "pseudonym"}, "key_env": "LMOB_KEY"'
	LMOB_KEY=$KEY ok lmob-redact --manifest m.jsonc in
	same out once
	LMOB_KEY=1$KEY ok lmob-redact --manifest m.jsonc in
	run ! cmp -s out once
	fails 2 'lmob-redact: LMOB_KEY is not set: *' lmob-redact --manifest m.jsonc in
	LMOB_KEY=short fails 2 'lmob-redact: LMOB_KEY*' lmob-redact --manifest m.jsonc in
	chmod 644 key
	fails 2 'lmob-redact: key: *' lmob-redact --replace email=pseudonym --key-file key in
}

@test "--hash-fields: a keyed hash at a path, of whatever is there" {
	printf '%s' "$KEY" >key
	chmod 600 key
	printf '%s\n' '{"doc_id":"a","d":{"doc_id":"a"}}' '{"doc_id":"a"}' '{"doc_id":7}' '{"doc_id":[1]}' >in
	ok lmob-redact --hash-fields .doc_id --key-file key in
	[[ $(sed -n 1p out) =~ ^'{"doc_id":"[DOC_ID:'[a-z2-7]{16}']","d":{"doc_id":"a"}}'$ ]]
	[[ $(jq -r '.doc_id | strings' out | sort -u | wc -l) == 2 && $(sed -n 4p out) == '{"doc_id":[1]}' ]]
	cp out once
	ok lmob-redact --hash-fields .doc_id --key-file key once
	same out once
	fails 2 'lmob-redact: *key*' lmob-redact --hash-fields .doc_id in
	fails 2 'lmob-redact: *' lmob-redact --hash-fields doc_id --key-file key in
}

@test "paths: denied, allowed, scanned, and values that are allowed" {
	redacts '{"a":{"b":1,"c":2},"b":3}' '{"a":{"b":"[A_B]","c":2},"b":3}' --deny .a.b
	redacts '{"m":[{"author":"Ann","x":1},{"author":{}}]}' \
		'{"m":[{"author":"[M_AUTHOR]","x":1},{"author":"[M_AUTHOR]"}]}' --deny '.m[].author'
	redacts '{"a":1,"a":2,"pwd":3}' '{"a":"[A]","a":"[A]","pwd":"[PWD]"}' --deny default,.a
	manifest '"allow_paths": [".mail"], "allow_values": ["help@y.example"], "scan_paths": [".id", ".n"]'
	printf '%s\n' '{"mail":"x@y.example","t":"x@y.example, help@y.example","id":"4111 1111 1111 1111","n":4111111111111111}' \
		'{"id":"x","mail":{"pwd":1}}' >in
	ok lmob-redact --manifest m.jsonc in
	printf '%s\n' '{"mail":"x@y.example","t":"[EMAIL], help@y.example","id":"[CARD]","n":"[CARD]"}' \
		'{"id":"x","mail":{"pwd":1}}' >want
	same out want
	keeps '{"id":"4111 1111 1111 1111","time":"4111111111111111","embedding":"x@y.example"}'
	redacts '{"id":"x@y.example","a":{"id":"4111 1111 1111 1111"}}' '{"id":"[EMAIL]","a":{"id":"[CARD]"}}'
}

@test "pairs of a name and a value, and rows of headers" {
	redacts '{"name":"Authorization","value":"Bearer x"}' '{"name":"Authorization","value":"[AUTHORIZATION]"}'
	redacts '[{"value":7,"key":"api_key"},{"key":"x","value":7}]' '[{"value":"[API_KEY]","key":"api_key"},{"key":"x","value":7}]'
	redacts '{"rawHeaders":["Host","h","Cookie","a=b","X-Api-Key","k"]}' \
		'{"rawHeaders":["Host","h","Cookie","[COOKIE]","X-Api-Key","[X_API_KEY]"]}'
	redacts '{"headers":[["Authorization","Basic x"],["Host","Authorization"]]}' \
		'{"headers":[["Authorization","[AUTHORIZATION]"],["Host","Authorization"]]}'
	# What only says what a secret looks like, or what a model has read.
	keeps '{"properties":{"password":{"type":"string","description":"of the user"}}}'
	keeps '{"logprobs":[{"token":"Hello","logprob":-0.1,"bytes":[72]}]}'
	keeps '{"usage":{"prompt_tokens":7,"max_tokens":9,"total_tokens":16}}'
}

@test "--text: lines as they are, those that are JSON as records" {
	printf '%s\n' 'to x@y.example' '{"pwd":1,"t":"x"}' '{"pwd":1' '' '[1,"x@y.example"] ' \
		'export DB_PASSWORD=q7Zx9Lk2Wm # 12:30:45' >in
	printf '\xff x@y.example \x00\xc3\r\nlast@y.example' >>in
	printf '%s\n' 'to [EMAIL]' '{"pwd":"[PWD]","t":"x"}' '{"pwd":1' '' '[1,"[EMAIL]"] ' \
		'export DB_PASSWORD=[DB_PASSWORD] # 12:30:45' >want
	printf '\xff [EMAIL] \x00\xc3\r\n[EMAIL]\n' >>want
	ok lmob-redact --text in
	same out want
	cp out once
	ok lmob-redact -j3 --text once
	same out once
	fails 1 'FOUND 6 in 6 of 8 records: *' lmob-redact --check --text in
	fails 2 'lmob-redact: --if: *' lmob-redact --text --if .a in
	fails 2 'lmob-redact: --stamp: *' lmob-redact --text --stamp in
}

@test "--learn: what stands at a path, in all of its own record" {
	printf '%s\n' '{"customer":{"name":"Ann Lee"},"t":"Ann Lee'\''s order; ANN LEE, AnnLee, Ann Leeson"}' \
		'{"t":"Ann Lee","customer":{"name":"Bo Ek"},"Bo Ek":"for Bo Ek"}' >in
	ok lmob-redact --learn .customer.name in
	printf '%s\n' '{"customer":{"name":"[CUSTOMER_NAME]"},"t":"[CUSTOMER_NAME] order; [CUSTOMER_NAME], [CUSTOMER_NAME], Ann Leeson"}' \
		'{"t":"Ann Lee","customer":{"name":"[CUSTOMER_NAME]"},"[CUSTOMER_NAME]":"for [CUSTOMER_NAME]"}' >want
	same out want
}

@test "--dictionary: lines, or a column of CSV" {
	printf '%s\n' 'Ann Lee' 'Fjordfisk Bodø' '' >names
	redacts '{"t":"for ann lee of FJORDFISK BODØ, Ann Leeson"}' '{"t":"for [KNOWN] of [KNOWN], Ann Leeson"}' \
		--dictionary names
	printf 'id,name\r\n1,"Lee, Ann"\r\n2,Bo Ek\r\n' >names.csv
	redacts '{"t":"Lee, Ann and Bo Ek; id"}' '{"t":"[KNOWN] and [KNOWN]; id"}' --dictionary names.csv:name
	fails 2 'lmob-redact: *' lmob-redact --dictionary names.csv:nosuch in
	fails 2 'lmob-redact: nowhere: *' lmob-redact --dictionary nowhere in
}

@test "--rules: gitleaks' TOML, warned of what is slow, refused what is wrong" {
	cat >r.toml <<-'END'
		[[rules]]
		id = "ticket-number"
		regex = '''\bTCK-([0-9]{6})\b'''
		secretGroup = 1
		keywords = ["tck-"]
	END
	redacts '{"t":"see TCK-123456, tck-123456"}' '{"t":"see TCK-[TICKET_NUMBER], tck-123456"}' --rules r.toml
	printf "[[rules]]\nid = 'any'\nregex = '[a-z]+[0-9]{2}'\n" >slow.toml
	echo '{"t":"a xqx12 b"}' >in
	rc=0
	lmob-redact --rules slow.toml in >out 2>err || rc=$?
	[[ $rc == 0 && $(wc -l <err) == 1 && $(<err) == 'lmob-redact: '*any* ]]
	gives '{"t":"a [ANY] b"}\n'
	printf "[[rules]]\nid = 'bad'\nregex = '('\n" >bad.toml
	fails 2 'lmob-redact: bad.toml:*bad*' lmob-redact --rules bad.toml in
}

@test "base64, also of JSON: the run that holds something goes" {
	local b64
	b64=$(printf 'from ann.lee@example.com to me' | base64)
	redacts "{\"t\":\"see $b64.\"}" '{"t":"see [EMAIL]."}'
	redacts "{\"t\":\"data:text/plain;base64,$b64\"}" '{"t":"data:text/plain;base64,[EMAIL]"}'
	keeps "{\"t\":\"$(printf 'nothing is to be found in this' | base64)\"}"
}
