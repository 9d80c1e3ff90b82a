#!/usr/bin/env bats
# lmob-redact: denied fields, JSON in strings, what stays as it is, --check.
# The detectors are in redact_detect.bats, the fixtures in redact_fixtures.bats.

load helpers

@test "a denied field in every spelling" {
	local name
	for name in access_token ACCESS_TOKEN access-token Access.Token 'access token' \
		accessToken AccessToken accesstoken _access__token_ aCCess-_.Token \
		'access token' '\u0061ccess_token' 'acces\u0073\u005ftoken' \
		'ａｃｃｅｓｓ＿ｔｏｋｅｎ' 'acce\u200bss_token' 'acce\u017fs_to\u212aen'; do
		redacts "{\"$name\": \"x\", \"keep\": \"x\"}" \
			"{\"$name\": \"[ACCESS_TOKEN]\", \"keep\": \"x\"}"
	done
}

@test "a field whose name ends in a denied one, or in more of them" {
	local name
	for name in my_access_token http.request.access_token x-my-access-token userAccessToken \
		'data[access_token]' 'auth:access_token' access_token2 access_tokens; do
		redacts "{\"$name\": \"x\"}" "{\"$name\": \"[ACCESS_TOKEN]\"}"
	done
	redacts '{"loginPassword":"x","Db_PWD_2":["y"],"api_keys":{"a":"z"}}' \
		'{"loginPassword":"[PASSWORD]","Db_PWD_2":"[PWD]","api_keys":"[API_KEY]"}'
	# Of a plural, what is counted or asked for.
	keeps '{"access_tokens":7,"api_keys":true,"contract_prices":null}'
}

@test "a field whose name is merely alike stays" {
	local name
	for name in access_token_count token_count max_tokens prompt_tokens total_tokens tokens \
		eos_token next_page_token token_type tokenizer accesstoke '' private_key_id public_key \
		api_key_id password_hint passwordStrength has_password passwordless cookie_policy; do
		keeps "{\"$name\":\"x\"}"
	done
}

@test "what is denied by default: five fields and common credential names" {
	local name
	for name in access_token contract_price customer_secret private_key bank_account \
		password passwd pwd passphrase secret client_secret api_key apikey api_secret \
		auth_token refresh_token id_token authorization cookie set_cookie credentials \
		aws_secret_access_key secret_access_key token iban ssn card_number cvv \
		Passwort contraseña пароль 密码; do
		printf '{"%s":"x"}\n' "$name" >in
		ok lmob-redact in
		grep -q '^{"'"$name"'":"\[[^]a-z"]*\]"}$' out || { echo "$name" && false; }
	done
}

@test "the whole value goes, whatever its type" {
	local value
	for value in '"x"' '""' 1 -0 1.10 1E400 12345678901234567890 true false null '[]' '{}' \
		'[1,"]",{"a":"}"}]' '{"a":{"b":["\"}"]},"c":"]"}' '{"password":"y","a@b.example":1}' \
		'"\\\\"' '"\u0022"' '"\ud83d\ude00\ud800"' '[ ]' '{ }' '"[REDACTED]"' '"[EMAIL] "' \
		"$("$PYTHON" -c 'print("[" * 990 + "]" * 990)')"; do
		redacts "{\"a\":1, \"password\" : $value , \"b\":2}" \
			'{"a":1, "password" : "[PASSWORD]" , "b":2}'
		redacts "[{\"password\":$value}]" '[{"password":"[PASSWORD]"}]'
	done
	# Nothing but a mask, of whatever kind, is one already.
	keeps '{"password":"[EMAIL]","token":"[CARD:*1111]","pwd":"[PASSWORD:k7f3a5c2]"}'
}

@test "denied fields at any depth, and each of duplicate keys" {
	redacts '{"pwd":1,"a":[[{"pwd":2},{"x":{"pwd":[3]}}]],"PWD":4,"pwd":5}' \
		'{"pwd":"[PWD]","a":[[{"pwd":"[PWD]"},{"x":{"pwd":"[PWD]"}}]],"PWD":"[PWD]","pwd":"[PWD]"}'
	"$PYTHON" - >in <<-'END'
		print('{"a":' * 998 + '{"pwd":"x","b":[]}' + "}" * 998)
	END
	ok lmob-redact in
	sed 's/"x"/"[PWD]"/' in >want
	same out want
}

@test "--deny: a list, default with more, none" {
	redacts '{"foo":1,"b.a.r":2,"pwd":3}' '{"foo":"[FOO]","b.a.r":"[BAR]","pwd":3}' \
		--deny Foo,bar
	redacts '{"foo":1,"pwd":3}' '{"foo":"[FOO]","pwd":"[PWD]"}' --deny default,foo
	redacts '{"foo":1,"pwd":3}' '{"foo":"[FOO]","pwd":"[PWD]"}' --deny=foo,default
	redacts '{"foo":1,"pwd":"a@b.example"}' '{"foo":1,"pwd":"[EMAIL]"}' -d none
	redacts '{"größe":1,"GRO\u0308SSE":2}' '{"größe":"[GRößE]","GRO\u0308SSE":"[GRößE]"}' \
		--deny Größe
	redacts '{"a\"b":1}' '{"a\"b":"[A_B]"}' --deny 'a"b'
	fails 2 'lmob-redact: field name "": expected *' lmob-redact --deny '' in
	fails 2 'lmob-redact: field name "": expected *' lmob-redact --deny foo,,bar in
	fails 2 'lmob-redact: field name "_-.": expected *' lmob-redact --deny _-. in
}

@test "--detect: a list, all, none" {
	local line='{"a":"x@y.example 4111111111111111 DE89370400440532013000","pwd":1}'
	redacts "$line" '{"a":"[EMAIL] 4111111111111111 DE89370400440532013000","pwd":"[PWD]"}' \
		--detect email
	redacts "$line" '{"a":"x@y.example [CARD] [IBAN]","pwd":1}' \
		--detect iban,card --deny none
	redacts "$line" '{"a":"[EMAIL] [CARD] [IBAN]","pwd":1}' \
		--detect all --deny none
	keeps "$line" --detect none --deny none
	redacts '{"k":"-----BEGIN PRIVATE KEY-----","e":"x@y.example"}' \
		'{"k":"[PRIVATE_KEY]","e":"x@y.example"}' --detect private_key
	redacts "$line" '{"a":"[EMAIL] 4111111111111111 [IBAN]","pwd":1}' --detect all,-card --deny none
	local list
	for list in '' phones 'email,' EMAIL field rule known unchecked -phones; do
		fails 2 "lmob-redact: --detect *: no such kind; *" \
			lmob-redact --detect "$list" in
	done
}

@test "the manifest's fields are what default stands for" {
	cat >manifest.jsonc <<-'END'
		{"version": "1", "redaction": {"denylist_fields": ["shoe_size"]}}
	END
	printf '%s\n' '{"shoeSize":1,"contract_price":2,"password":3}' >in
	ok lmob-redact --manifest manifest.jsonc in
	gives '{"shoeSize":"[SHOE_SIZE]","contract_price":2,"password":"[PASSWORD]"}\n'
	ok env LMOB_MANIFEST=manifest.jsonc lmob-redact in
	same out want
	ok lmob-redact --manifest manifest.jsonc --deny foo in
	same out in
	LMOB_KEY=0123456789abcdef ok lmob-redact --manifest "$FIXTURES/manifest.jsonc" in
	gives '{"shoeSize":1,"contract_price":"[CONTRACT_PRICE]","password":"[PASSWORD]"}\n'
}

@test "JSON in strings is redacted inside, and its quoting fits" {
	redacts '{"a":"{\"pwd\":\"x\",\"n\":1.10}"}' '{"a":"{\"pwd\":\"[PWD]\",\"n\":1.10}"}'
	redacts '{"a":" [ {\"pwd\":null} , true ] \n"}' \
		'{"a":" [ {\"pwd\":\"[PWD]\"} , true ] \n"}'
	redacts '{"a":"{\u0022\u0070wd\u0022:[1]}"}' '{"a":"{\u0022\u0070wd\u0022:\"[PWD]\"}"}'
	redacts '{"a":"\"x@y.example\""}' '{"a":"\"[EMAIL]\""}'
	redacts '{"a":"{\"x@y.example\":\"p\\u0040q.example\"}"}' \
		'{"a":"{\"[EMAIL]\":\"[EMAIL]\"}"}'
	redacts '"{\"pwd\":1}"' '"{\"pwd\":\"[PWD]\"}"'
	# Twice, and a denied name that is the name of such a string.
	redacts '{"a":"{\"b\":\"{\\\"pwd\\\":1}\"}"}' '{"a":"{\"b\":\"{\\\"pwd\\\":\\\"[PWD]\\\"}\"}"}'
	redacts '{"pwd":"{\"pwd\":1}"}' '{"pwd":"[PWD]"}'
	# Numbers in it count where their name says so, as elsewhere.
	redacts '{"a":"{\"card\":4111111111111111,\"payment_card_no\":[5500000000000004, 1]}"}' \
		'{"a":"{\"card\":\"[CARD]\",\"payment_card_no\":[\"[CARD]\", 1]}"}'
	redacts '{"card":4111111111111111,"a":{"nhs_number":9434765919}}' \
		'{"card":"[CARD]","a":{"nhs_number":"[UK_NHS]"}}'
	keeps '{"a":"{\"n\":4111111111111111,\"m\":[5500000000000004, 1]}"}'
	keeps '{"a":"[-4111111111111111.0]","n":9434765919,"card":[0.4012888888881881,1e4012888888881881,7]}'
	keeps '{"a":4111111111111111}'
	# Lines within a string, as a key is often pasted.
	redacts '{"a":"{\"pwd\":\"x\ny\",\"b\":\"-----BEGIN PRIVATE KEY-----\nMIIEowIBAAKCAQEA0123456789\n-----END PRIVATE KEY-----\n\"}"}' \
		'{"a":"{\"pwd\":\"[PWD]\",\"b\":\"[PRIVATE_KEY]\n\"}"}'
}

@test "what only looks like JSON in a string is text" {
	redacts '{"a":"{\"pwd\":x@y.example}"}' '{"a":"{\"pwd\":[EMAIL]}"}'
	redacts '{"a":"[x@y.example]"}' '{"a":"[[EMAIL]]"}'
	keeps '{"a":"{\"pwd\":"}'
	keeps '{"a":"{}{}"}'
	keeps '{"a":"\""}'
	keeps '{"a":"[","b":"{","c":"\"","d":" ","e":"[}","f":"\ud800[]"}'
}

# in_strings N: a denied field in N strings, one in the other, not growing.
in_strings() {
	"$PYTHON" - "$1" <<-'END'
		import sys
		text = '{"password":"hunter2"}'
		for _ in range(int(sys.argv[1])):
		    text = '"' + text.replace("\\", "\\u005c").replace('"', "\\u0022") + '"'
		print(text)
	END
}

@test "JSON in strings in strings: every level, or the record is refused" {
	local n
	for n in 1 2 3 4 5 6 7 8; do
		in_strings $n >in
		ok lmob-redact in
		"$PYTHON" -c 'import json, sys
value = open("out").read()
for _ in range(int(sys.argv[1]) + 1):
    value = json.loads(value)
assert value == {"password": "[PASSWORD]"}, value' $n
		[[ $(stat -c %s out) -lt 10000 ]]
	done
	for n in 9 20 40; do
		in_strings $n >in
		fails 2 'lmob-redact: in:1:1: JSON in strings nested deeper than *' lmob-redact in
		[[ ! -s out ]]
	done
	# Too deep to be looked into, so not let through.
	for n in 990 1001 50000; do
		"$PYTHON" -c 'import json, sys
n = int(sys.argv[1])
print(json.dumps({"x": "[" * n + "{\"password\":\"hunter2\"}" + "]" * n}))' $n >in
		rc=0
		lmob-redact in >out 2>err || rc=$?
		run ! grep -q hunter2 out
		[[ $rc == $((n > 1000 ? 2 : 0)) ]]
	done
}

@test "keys are searched too" {
	redacts '{"x@y.example":{"4111 1111 1111 1111":1}}' '{"[EMAIL]":{"[CARD]":1}}'
	redacts '{"to: \u0078@y.example, z":"DE89 3704 0044 0532 0130 00"}' \
		'{"to: [EMAIL], z":"[IBAN]"}'
}

@test "escapes around and within a finding" {
	redacts '{"a":"\u0022\\x\u0040y\u002eexample\u0022\n"}' '{"a":"\u0022\\[EMAIL]\u0022\n"}'
	redacts '{"a":"\ud83d\ude00 \u00e4@y.example \uD83D\uDE00!"}' \
		'{"a":"\ud83d\ude00 [EMAIL] \uD83D\uDE00!"}'
	redacts '{"a":"\ud800 x@y.example \udfff é\u00e9€\u20ac 4111\u00201111\u00a01111\u202f1111 \/"}' \
		'{"a":"\ud800 [EMAIL] \udfff é\u00e9€\u20ac [CARD] \/"}'
	redacts '{"a":"\u0000x@y.example\u0000"}' '{"a":"\u0000[EMAIL]\u0000"}'
}

@test "nothing else changes: spacing, order, escapes, numbers" {
	redacts ' { "b" :1E400 ,"a": [ -0.0, 12345678901234567890,1.10 ],"t":"\/\u0041x@y.example" ,"a":"\ud83d" } ' \
		' { "b" :1E400 ,"a": [ -0.0, 12345678901234567890,1.10 ],"t":"\/[EMAIL]" ,"a":"\ud83d" } '
	printf '{"t":"x@y.example"}\t\r\n' >in
	ok lmob-redact in
	gives '{"t":"[EMAIL]"}\t\r\n'
}

@test "counts by kind in --stats" {
	cat >in <<-'END'
		{"a":"x@y.example, z@y.example","k":"-----BEGIN PRIVATE KEY-----"}
		{"pwd":{"a":"x@y.example"},"b":"{\"pwd\":1,\"q\":\"x@y.example\"}"}
		{"a":"4111111111111111 DE89370400440532013000","x@y.example":"nothing"}
		{"a":"nothing","pwd":"[PWD]"}
	END
	ok lmob-redact -j2 --stats stats in
	jq -e '.counts | with_entries(select(.value > 0)) == {email: 4, card: 1, iban: 1, private_key: 1, field: 2,
		records_redacted: 3, records_examined: 4}' stats
	# Every kind is counted, and those of --list-detectors by their names.
	ok lmob-redact --list-detectors
	[[ $(jq -r '.counts | keys_unsorted[]' stats) == "$(cut -d' ' -f1 out
	printf '%s\n' rule known field unchecked records_redacted records_examined)" ]]
	ok lmob-redact --if '.pwd' --stats stats in
	jq -se '.[1].counts | .records_examined == 2 and .field == 2 and .email == 1' stats
}

@test "--check: 0 clean, 1 found, 3 nothing to check; it writes no record" {
	printf '%s\n' '{"a":"x@y.example"}' '{"a":1}' '{"pwd":1}' >in
	fails 1 'FOUND 2 in 2 of 3 records: email 1, field 1' lmob-redact --check in
	gives 'in:1:7: email at .a\nin:3:8: field PWD at .pwd\n'
	fails 0 'CLEAN 1 records' lmob-redact -c --if '.a == 1' in
	[[ ! -s out ]]
	fails 3 'UNDECIDED no records to check' lmob-redact --check --if false in
	[[ ! -s out ]]
	fails 3 'UNDECIDED no records to check' lmob-redact --check /dev/null
	lmob-redact in >redacted
	fails 0 'CLEAN 3 records' lmob-redact --check redacted
	[[ ! -s out ]]
	fails 0 'CLEAN 3 records' lmob-redact --check --deny none --detect card in
	fails 2 'lmob-redact: --check: nothing to look for, *' \
		lmob-redact --check --deny none --detect none in
	# Trouble before a verdict; a reject with one.
	echo '{' >>in
	fails 2 'lmob-redact: in:4:*' lmob-redact --check in
	rc=0
	lmob-redact --check --rejects r in >out 2>err || rc=$?
	[[ $rc == 1 && $(wc -l <err) == 2 && $(wc -l <out) == 2 ]]
	fails 3 '*' lmob-redact --check --max-rejects 0 --rejects r /dev/null
	lmob-redact --check --stats stats in --rejects r >out 2>err || true
	jq -e '.exit == 1 and .records_out == 2 and .rejected == 1' stats
}

@test "--check tells the place of each finding, and never its value" {
	cat >in <<-'END'
		{"a":"\u00e4 x@y.example","m":[{"x y":"4111111111111111"}],"b":"{\"q\":[0,\"x@y.example\"]}"}
		["x@y.example",{"x@y.example":{"pwd":1}}]
	END
	fails 1 'FOUND 6 in 2 of 2 records: email 4, card 1, field 1' lmob-redact --check in
	cat >want <<-'END'
		in:1:14: email at .a
		in:1:40: card at .m[0]["x y"]
		in:1:77: email at .b|.q[1]
		in:2:3: email at .[0]
		in:2:18: email at .[1]["?"]
		in:2:38: field PWD at .[1]["?"].pwd
	END
	same out want
	run ! grep -F -e y.example -e 4111 out
	fails 1 'FOUND 1 in 1 of 1 records: email 1' lmob-redact --check <<<'"x@y.example"'
	gives '-:1:2: email at .\n'
}

@test "--check finds what redaction would replace, and only that" {
	local f
	for f in "$FIXTURES"/{corpus/kb,probes/probes,threads/threads}.jsonl; do
		rc=0
		lmob-redact --check "$f" >places 2>err || rc=$?
		[[ $rc == 1 ]]
		lmob-redact --stats stats "$f" >redacted
		n=$(jq '.counts | del(.records_redacted, .records_examined) | add' stats)
		[[ $(<err) == "FOUND $n in $(jq .counts.records_redacted stats) of $(wc -l <"$f") records: "* ]]
		[[ $(wc -l <places) == "$n" ]]
		rm stats
		fails 0 'CLEAN *' lmob-redact --check redacted
	done
}
