#!/usr/bin/env bats
# lmob-redact: what got past it once, and what once took it too long.

load helpers

HEAD='-----BEGIN PRIVATE KEY-----'
BASE64=MIIEvQIBADANBgkqhkiG9w0BAQEFAASC

# becomes RECORD WANT OPTION...: and a second run changes nothing.
becomes() {
	local record=$1 want=$2
	shift 2
	echo "$record" | ok lmob-redact "$@"
	[[ $(<out) == "$want" ]] || {
		cat out
		return 1
	}
	cp out once
	ok lmob-redact "$@" once
	same out once
}

# grows_linearly NAME PROGRAM: of PROGRAM's record with its n four times as
# large the run takes no more than ten times as long, or 0.3 s.
grows_linearly() {
	local n ms=()
	for n in 50000 200000; do
		"$PYTHON" -c "n = $n; $2" >"$1.$n"
		ms+=("$("$PYTHON" - "$1.$n" <<-'END'
			import resource, subprocess, sys
			subprocess.run(["lmob-redact", "-j1", "-o", "/dev/null", sys.argv[1]], check=True)
			usage = resource.getrusage(resource.RUSAGE_CHILDREN)
			print(int(1000 * usage.ru_utime))
		END
		)")
	done
	((ms[1] < 300 || ms[1] < 10 * ms[0])) || {
		echo "$1: ${ms[*]} ms"
		return 1
	}
}

@test "a key over elements of an array: what follows its end is searched" {
	becomes "{\"a\":[\"$HEAD\\n$BASE64\",\"$BASE64\\n-----END PRIVATE KEY-----\\nto ada@example.com pwd=hunter2xyz9\",\"b\"]}" \
		'{"a":["[PRIVATE_KEY]","[PRIVATE_KEY]\nto [EMAIL] pwd=[PWD]","b"]}'
	becomes "{\"a\":[\"$HEAD\",\"-----END PRIVATE KEY-----$HEAD\",\"$BASE64\"]}" \
		'{"a":["[PRIVATE_KEY]","[PRIVATE_KEY][PRIVATE_KEY]","[PRIVATE_KEY]"]}'
}

@test "a key over lines of text: another one may begin where it ends" {
	printf '%s\n' "$HEAD" "-----END PRIVATE KEY-----$HEAD" "$BASE64" end >in
	ok lmob-redact --text in
	run ! grep -q MIIE out
	# An input begins with no key of the one before.
	printf '%s\n' "$HEAD" "$BASE64" >k1
	printf '%s\n' "$BASE64" >k2
	ok lmob-redact --text k1 k2
	[[ $(tail -n 1 out) == "$BASE64" ]]
}

@test "a member goes with its name, also where both have a finding" {
	becomes '{"ada@example.com":"bob@example.com"}' '{}' --replace email=drop
	becomes '{"a":"{\"x@example.com\":\"y@example.com\",\"b\":1}"}' \
		'{"a":"{\"b\":1}"}' --replace email=drop
	becomes '{"ada@example.com":{"b":"y@example.com"}}' '{"[EMAIL]":{}}' --replace email=drop
}

@test "a learned value goes where it stands, however short or odd it is" {
	local value
	for value in Li 李 'Ada Lovelace (VIP)' 'Ada       -------------------- Lovelace' \
		'{\"x\":\"Bobby Tables\"}' 'pwd:ab12[TICK]'; do
		becomes "{\"n\":\"$value\"}" '{"n":"[N]"}' --learn .n
	done
	becomes '{"n":""}' '{"n":""}' --learn .n
}

@test "a mask in the input hides nothing beside it" {
	becomes '{"a":"password=[PASSWORD]Sup3rS3cret!9"}' '{"a":"password=[PASSWORD]"}'
	becomes '{"a":"password=hunter2xy9[EMAIL]"}' '{"a":"password=[PASSWORD]"}'
	becomes '{"pwd":"[EMAIL]hunter2"}' '{"pwd":"[PWD]"}'
}

@test "a schema is one only with a type that JSON Schema has" {
	becomes '{"password":{"type":"string","enum":["a","b"]}}' \
		'{"password":{"type":"string","enum":["a","b"]}}'
	becomes '{"password":{"type":"Sup3rS3cret99"}}' '{"password":"[PASSWORD]"}'
}

@test "an id that is listed is looked into, and not taken for an id" {
	echo '{"version":"1","redaction":{"scan_paths":[".id"]}}' >m.jsonc
	becomes '{"id":"4111111111111111"}' '{"id":"[CARD]"}' --manifest m.jsonc
	becomes '{"id":4111111111111111}' '{"id":"[CARD]"}' --manifest m.jsonc
	becomes '{"id":"4111111111111111"}' '{"id":"4111111111111111"}'
}

@test "a whole number is one, also with a fraction of zeros" {
	becomes '{"card":4111111111111111.0,"n":4111111111111111.0,"card_number":1.50}' \
		'{"card":"[CARD]","n":4111111111111111.0,"card_number":"[CARD_NUMBER]"}'
	becomes '{"card":4111111111111110,"cards":[10.0,0.0,4111111111111111.00]}' \
		'{"card":4111111111111110,"cards":[10.0,0.0,"[CARD]"]}'
}

@test "a name that became a mask says nothing of its value" {
	becomes '{"4111111111111111":4111111111111111}' '{"[CARD]":4111111111111111}'
	becomes '{"+49 30 12345678":"943 476 5919"}' '{"[PHONE]":"943 476 5919"}'
}

@test "the text of a record is in no message, also not in one of --if" {
	echo '{"a":"ada@example.com"}' |
		fails 2 'lmob-redact: -:1:1: --if failed on this record' \
			lmob-redact --if '.a|tonumber'
}

@test "a file that is read is not written over" {
	echo 0123456789abcdef0123456789abcdef >key
	chmod 600 key
	cp key was
	echo '{"id":"x"}' >in
	fails 2 '*--key-file key: it is the output' lmob-redact --hash-fields .id --key-file key -o key in
	fails 2 '*--key-file key: it is the file of --report' \
		lmob-redact --hash-fields .id --key-file key --report ./key in
	same key was
	printf '[[rules]]\nid = "a"\nregex = "secret"\n' >r.toml
	cp r.toml was
	fails 2 '*--rules r.toml: it is the file of --rejects' lmob-redact --rules r.toml --rejects r.toml in
	same r.toml was
	echo 'Ada Lovelace' >names
	fails 2 '*--dictionary names: it is the file of --stats' lmob-redact --dictionary names --stats names in
	[[ $(<names) == 'Ada Lovelace' ]]
}

@test "a gate that could not look, or has nothing to look for, says so" {
	: >none.toml
	echo '{}' >in
	fails 2 '*--rules none.toml: no rules there' lmob-redact --rules none.toml in
	{ echo x && echo '{}'; } >in
	local rc=0
	lmob-redact --check --rejects rejects in 2>err || rc=$?
	[[ $rc == 3 && $(tail -n 1 err) == 'UNDECIDED 1 records are clean, 1 were rejected' ]]
}

@test "a long name does not make the report long" {
	"$PYTHON" -c '
import json
print(json.dumps({"x" * 100000: {"e%d" % i: "ada@example.com" for i in range(200)}}))' >in
	ok lmob-redact --report report in
	[[ $(wc -l <report) == 200 && $(wc -c <report) -lt 40000 ]]
}

@test "many members that may tell of each other take no longer each" {
	grows_linearly pairs 'print("{" + ",".join(["\"name\":\"x\",\"value\":1"] * (n // 10)) + "}")'
	grows_linearly values 'print("{" + ",".join(["\"value\":\"x\""] * (n // 10) + ["\"name\":\"x\""] * n) + "}")'
	grows_linearly tokens 'print("{" + ",".join(["\"token\":\"x\""] * n) + "}")'
	grows_linearly base64 'print("\"" + "QUJD" * 15 + "\\n" * 1 + ("QUJD" * 19 + "\\n") * (n // 40) + "\"")'
}

@test "a mistake in a path names its option" {
	fails 2 'lmob-redact: --deny: path .a\[: expected *' lmob-redact --deny '.a[' /dev/null
	fails 2 'lmob-redact: --learn: path a: expected *' lmob-redact --learn a /dev/null
}

@test "full-width signs assign in a record, and hide nothing from rules" {
	becomes '{"t":"密码：hunter2xyz，谢谢"}' '{"t":"密码：[密码]，谢谢"}'
	becomes '{"t":"password＝＝hunter2xyz"}' '{"t":"password＝[PASSWORD]"}'
	becomes '{"t":"password=Hunter2：xyz99zz"}' '{"t":"password=[PASSWORD]"}'
	becomes '{"t":"姓名：张三"}' '{"t":"姓名：[姓名]"}' --deny 姓名
	printf '[[rules]]\nid = "x"\nregex = "工号：([0-9]{4})"\n' >x.toml
	becomes '{"t":"我的工号：1234 号"}' '{"t":"我的工号：[X] 号"}' --rules x.toml
}

@test "words of a command in an array" {
	becomes '{"args":["--password","hunter-77x","--token","<token>","--api-key","--x","abc"]}' \
		'{"args":["--password","[PASSWORD]","--token","[TOKEN]","--api-key","--x","abc"]}'
	becomes '{"cmd":["x",["--password"],"hunter-77x"]}' '{"cmd":["x",["--password"],"hunter-77x"]}'
}

@test "the user of a URL is no name of its password" {
	becomes '{"t":"https://x-access-token:Kx91mmQm27zkkPKx@host.example/x/y.git"}' \
		'{"t":"https://[URL_CREDENTIALS]@host.example/x/y.git"}'
}

@test "a line that begins a private key keeps its end" {
	printf -- '%s\r\n%s\r\n' "$HEAD" "$BASE64" >lines
	ok lmob-redact --text lines
	[[ $(<out) == $'[PRIVATE_KEY]\r\n[PRIVATE_KEY]\r' ]]
	echo "const P = \"$HEAD\";" | ok lmob-redact --text
	[[ $(<out) == 'const P = "[PRIVATE_KEY]";' ]]
}
