#!/usr/bin/env bats
# lmob-schemacheck: records by a schema, and where they go.

load helpers
load schemacheck

# Valid by any schema that asks only for a; as odd as JSON may be.
odd() {
	printf '%s\n' '{"a":1}' ' { "a" : 1.0 , "z":12345678901234567890123, "y":1.10, "x":1E400 }	' \
		'{"z":1,"a":2,"z":3,"z":1}' '{"\u0061":3,"s":"\ud800 \/ \u00e4 ä","":""}' '{"b":"x","a":-0}'
	printf '{"a":4}\r\n{"a":5}\t\r\n'
	printf '{"a":6,"last":null}'
}

@test "valid records pass byte for byte" {
	plain_schema
	odd >in
	{ cat in; echo; } >want
	ok lmob-schemacheck -s s.json --invalid bad in
	same out want
	[[ -e bad && ! -s bad ]]
	ok lmob-schemacheck -s s.json --invalid bad -j3 <in
	same out want
	gzip -c in >in.gz
	ok lmob-schemacheck -s s.json --invalid bad in.gz
	same out want
	ok lmob-schemacheck -s s.json --invalid bad -o made.gz in
	gzip -dc made.gz | cmp - want
}

@test "the others go to --invalid, with what is wrong; what is no object as it is" {
	plain_schema
	printf '%s\n' '{"a":1}' '{ "a":"x" , "n":1.10}' '[1, 2.0]' '{"a":2}' '{"b":"y"}' '"text"' >in
	found 1 'FAIL 2/6 valid' lmob-schemacheck -s s.json --invalid bad in
	gives '{"a":1}\n{"a":2}\n'
	[[ $(wc -l <bad) == 4 ]]
	[[ $(sed -n 2p bad) == '[1, 2.0]' && $(sed -n 4p bad) == '"text"' ]]
	[[ $(sed -n 1p bad) == '{ "a":"x" , "n":1.10,"schema_failures":1,"schemacheck":{"verdict":"schema_invalid",'* ]]
	# The verdict's member, whole.
	sed -n 3p bad | jq -c '.schemacheck | .schema |= sub("[0-9a-f]{16}$"; "H")' >out
	cat >want <<-'END'
		{"verdict":"schema_invalid","schema":"s.json#H","errors":[{"instance":"/b","schema":"#/properties/b/enum","keyword":"enum","expected":"one of [\"x\"]","got":"string \"y\"","line":5,"column":6},{"instance":"","schema":"#/required","keyword":"required","expected":"a member \"a\"","got":"no such member","line":5,"column":1}],"repairs":[]}
	END
	same out want
	# The exit status alone.
	ok lmob-schemacheck -s s.json --invalid bad --allow-invalid in
	gives '{"a":1}\n{"a":2}\n'
}

@test "nothing is dropped: where they go has to be said, in one way" {
	local where='lmob-schemacheck: where do records go that are not valid[?] *'
	plain_schema
	echo '{"a":1}' >in
	fails 2 "$where" lmob-schemacheck -s s.json in
	fails 2 "$where" lmob-schemacheck -s s.json --allow-invalid -o made in
	[[ ! -e made ]]
	for pair in '--annotate --check' '--invalid bad --annotate' '--invalid bad --check=json' \
		'--annotate --output-format flag'; do
		# shellcheck disable=SC2086
		fails 2 'lmob-schemacheck: only one of *' lmob-schemacheck -s s.json $pair in
	done
	[[ ! -e bad ]]
}

@test "--invalid is mode 0600, whatever the umask and whatever was there" {
	plain_schema
	echo '{}' >in
	umask 000
	lmob-schemacheck -s s.json --invalid new --allow-invalid in
	[[ $(stat -c %a new) == 600 && $(wc -l <new) == 1 ]]
	printf 'old\nlines\nthat are longer than what is to come, by far%200s' '' >there
	chmod 644 there
	lmob-schemacheck -s s.json --invalid there --allow-invalid in
	[[ $(stat -c %a there) == 600 ]]
	same there new
}

@test "no file of the run is another one" {
	plain_schema
	echo '{"a":1}' >in
	cp in kept
	cp s.json s.kept
	ln in link
	fails 2 'lmob-schemacheck: --invalid in: it is an input' lmob-schemacheck -s s.json --invalid in in
	fails 2 'lmob-schemacheck: --invalid ./link: it is an input' lmob-schemacheck -s s.json --invalid ./link in
	fails 2 'lmob-schemacheck: --invalid made: it is the output' lmob-schemacheck -s s.json --invalid made -o ./made in
	fails 2 'lmob-schemacheck: --invalid *made*' lmob-schemacheck -s s.json --invalid made --rejects made in
	fails 2 'lmob-schemacheck: --schema s.json: *' lmob-schemacheck -s s.json --annotate -o s.json in
	same in kept
	same s.json s.kept
	[[ ! -e made ]]
}

@test "the order of records, for any number of threads, gzip or plain" {
	local j
	plain_schema
	for i in $(seq 3000); do
		if ((i % 7 == 0)); then
			printf '{"a":"no","i":%d,"pad":"%0200d"}\n' "$i" 0
		else
			printf '{"a":%d,"i":%d,"pad":"%0300d"}\n' "$i" "$i" 0
		fi
	done >in
	gzip -c in >in.gz
	found 1 'FAIL 2572/3000 valid' lmob-schemacheck -s s.json -j1 --invalid bad in
	cp out valid
	cp bad invalid
	jq .i valid | sort -nc
	jq .i invalid | sort -nc
	[[ $(wc -l <valid) == 2572 && $(wc -l <invalid) == 428 ]]
	jq -se 'all(.schemacheck.errors[0].line == .i)' invalid
	for j in 2 4; do
		for f in in in.gz; do
			found 1 'FAIL 2572/3000 valid' lmob-schemacheck -s s.json -j$j --invalid bad $f
			same out valid
			same bad invalid
		done
	done
	found 1 'FAIL 2572/3000 valid' lmob-schemacheck -s s.json -j4 --annotate in.gz
	jq .i out | cmp - <(seq 3000)
	cp out annotated
	dd if=in bs=997 status=none | lmob-schemacheck -s s.json -j3 --annotate --allow-invalid >out
	same out annotated
}

@test "--annotate: each record with its verdict, one member in place of an older one" {
	plain_schema
	printf '%s\n' '{"a":1,"schemacheck":{"verdict":"old"},"z":1.10}' '{"schemacheck":7,"a":"x"}' >in
	found 1 'FAIL 1/2 valid' lmob-schemacheck -s s.json --annotate in
	[[ $(grep -o '"schemacheck":' out | wc -l) == 2 ]]
	[[ $(sed -n 1p out) == '{"a":1,"schemacheck":{"verdict":"strict","schema":"s.json#'*'","errors":[],"repairs":[]},"z":1.10}' ]]
	[[ $(verdicts | xargs) == 'strict schema_invalid' ]]
	echo '{"schemacheck":1,"a":1,"schemacheck":{}}' >twice
	ok lmob-schemacheck -s s.json --annotate twice
	[[ $(grep -o '"schemacheck":' out | wc -l) == 1 ]]
	# Twice is once, but for the count of failures.
	lmob-schemacheck -s s.json --annotate --allow-invalid in >once
	found 1 'FAIL 1/2 valid' lmob-schemacheck -s s.json --annotate once
	head -n 1 once | cmp - <(head -n 1 out)
	jq -c 'select(.schema_failures) | .schema_failures' once out >counts
	[[ $(xargs <counts) == '1 2' ]]
}

@test "a failure raises schema_failures by one, whatever the mode; a success keeps it" {
	local mode
	plain_schema
	printf '%s\n' '{}' '{"schema_failures":0}' '{"schema_failures":3,"z":1}' '{"schema_failures":18446744073709551613}' >in
	for mode in annotate invalid=bad; do
		: >bad
		ok lmob-schemacheck -s s.json --$mode --allow-invalid in
		[[ $(cat out bad | grep -oE '"schema_failures":[0-9]+' | grep -oE '[0-9]+' | xargs) == '1 1 4 18446744073709551614' ]]
	done
	echo '{"a":1,"schema_failures":3}' >in
	ok lmob-schemacheck -s s.json --invalid bad in
	same out in
	ok lmob-schemacheck -s s.json --annotate in
	[[ $(jq .schema_failures out) == 3 ]]
	# null is as if it were not there, as to lmob-route.
	printf '{"schema_failures":null}\n' >in
	ok lmob-schemacheck -s s.json --annotate --allow-invalid in
	[[ $(jq .schema_failures out) == 1 ]]
	for bad in '"x"' -1 1.5 '[]' 18446744073709551615; do
		printf '{"schema_failures":%s}\n' "$bad" >in
		fails 2 'lmob-schemacheck: in:1:1: schema_failures: expected a whole number' \
			lmob-schemacheck -s s.json --annotate in
		fails 2 'lmob-schemacheck: in:1:1: schema_failures: expected a whole number' \
			lmob-schemacheck -s s.json --invalid bad in
		[[ ! -s bad ]]
	done
}

@test "--max-errors: so many, and how many more" {
	schema '{"properties":{"x":{"items":{"type":"null"}}}}'
	jq -cn '{x: [range(50)]}' >in
	found 1 'FAIL*' lmob-schemacheck -s s.json --annotate in
	jq -e '.schemacheck | (.errors | length) == 20 and .more_errors == 30' out
	found 1 'FAIL*' lmob-schemacheck -s s.json --annotate --max-errors 3 in
	jq -e '.schemacheck | [.errors[].instance] == ["/x/0", "/x/1", "/x/2"] and .more_errors == 47' out
	found 1 'FAIL*' lmob-schemacheck -s s.json --annotate --max-errors 50 in
	jq -e '.schemacheck | (.errors | length) == 50 and has("more_errors") == false' out
	# Only so many are kept, but all are counted.
	jq -cn '{x: [range(3000)]}' >in
	found 1 'FAIL*' lmob-schemacheck -s s.json --annotate in
	jq -e '.schemacheck.more_errors == 2980' out
	for n in 0 -1 x; do
		fails 2 'lmob-schemacheck: --max-errors: *' lmob-schemacheck -s s.json --annotate --max-errors=$n in
	done
}

@test "records of any kind are checked; only --annotate needs objects" {
	schema '{"type":["number","string","null"]}'
	printf '%s\n' 1 null '"a"' -0 1E400 >in
	ok lmob-schemacheck -s s.json --invalid bad in
	same out in
	printf '%s\n' '[]' true '{}' >in
	found 1 'FAIL 0/3 valid' lmob-schemacheck -s s.json --invalid bad in
	[[ ! -s out && $(head -n 2 bad | xargs) == '[] true' && $(jq -c .schema_failures <(tail -n 1 bad)) == 1 ]]
	fails 2 'lmob-schemacheck: in:1:1: expected an object' lmob-schemacheck -s s.json --annotate in
}

@test "a record that is no JSON is trouble, or a reject" {
	plain_schema
	printf '%s\n' '{"a":1}' '{"a":' '{"a":2}' >in
	fails 2 'lmob-schemacheck: in:2:6: *' lmob-schemacheck -s s.json --invalid bad in
	gives '{"a":1}\n'
	fails 0 'lmob-schemacheck: 1 of 3 records rejected, see r' lmob-schemacheck -s s.json --invalid bad --rejects r in
	gives '{"a":1}\n{"a":2}\n'
	[[ ! -s bad && $(jq -r .line r) == 2 ]]
}

@test "--if: only some are checked, and the others pass untouched and uncounted" {
	plain_schema
	printf '%s\n' '{"a":"x","t":1}' '{"a":"x","t":2}' '{"a":1,"t":1}' >in
	found 1 'FAIL 1/2 valid' lmob-schemacheck -s s.json --annotate --if '.t == 1' in
	[[ $(sed -n 2p out) == '{"a":"x","t":2}' ]]
	[[ $(verdicts | xargs) == 'schema_invalid null strict' ]]
	found 1 'FAIL 1/2 valid' lmob-schemacheck -s s.json --invalid bad --if '.t == 1' in
	gives '{"a":"x","t":2}\n{"a":1,"t":1}\n'
}

@test "an empty stream decides nothing" {
	plain_schema
	printf '\n \n' >blank
	for f in /dev/null blank; do
		for mode in --annotate --invalid=bad --check --check=json '--check --min-valid 0%' '--check --min-valid 95% --point'; do
			# shellcheck disable=SC2086
			found 3 'undecided: *' lmob-schemacheck -s s.json $mode $f
			[[ $mode == --check* || ! -s out ]]
		done
	done
	# Nor does one of which nothing is checked.
	echo '{}' >in
	found 3 'undecided: *' lmob-schemacheck -s s.json --annotate --if false in
	same out in
}

@test "--stats: the verdicts as counts" {
	plain_schema
	printf '%s\n' '{"a":1}' '{}' '{"a":2}' >in
	found 1 'FAIL*' lmob-schemacheck -s s.json --annotate --stats stats in
	jq -ce '.counts == {strict: 2, extracted: 0, repaired: 0, schema_invalid: 1, unparseable: 0, undetermined: 0} and .exit == 1' stats
}

@test "--output-format: a unit of JSON Schema in each record's place" {
	schema '{"title":"T","properties":{"a":{"anyOf":[{"type":"integer"},{"const":"x"}]}}}'
	printf '%s\n' '{"a":1}' '{"a":"y"}' '7' >in
	found 1 'FAIL 2/3 valid' lmob-schemacheck -s s.json --output-format flag in
	gives '{"valid":true}\n{"valid":false}\n{"valid":true}\n'
	found 1 'FAIL 2/3 valid' lmob-schemacheck -s s.json -j3 --output-format basic in
	jq -c '[.valid, (.errors // [] | map(.keywordLocation)), (.annotations // [] | map(.keywordLocation, .annotation))]' out >got
	cat >want <<-'END'
		[true,[],["/title","T"]]
		[false,["/properties/a/anyOf","/properties/a/anyOf/0/type","/properties/a/anyOf/1/const"],[]]
		[true,[],["/title","T"]]
	END
	same got want
	# Of what is no JSON, or not there, one unit says so.
	answers '{"a":1}' none 'is {"a":"y"}.'
	echo '{}' >>in
	found 1 'FAIL 1/4 valid' lmob-schemacheck -s s.json -f .output --output-format basic in
	jq -c '[.valid, (.errors // [] | length)]' out >got
	printf '%s\n' '[true,0]' '[false,1]' '[false,3]' '[false,1]' >want
	same got want
	fails 2 'lmob-schemacheck: --output-format verbose: *' lmob-schemacheck -s s.json --output-format verbose in
}

@test "no code to reach a network is in it" {
	[[ ${LMOB_CONFIG:-release} == release ]] || skip "the sanitizers' own code is in it"
	run ! grep -qE 'curl|ssl|nss' <(ldd "$LMOB_BIN/lmob-schemacheck")
	nm -D --undefined-only "$LMOB_BIN/lmob-schemacheck" >symbols
	grep -q ' write' symbols
	run ! grep -qE ' (socket|connect|getaddrinfo|gethostbyname|sendto|recvfrom)(@|$)' symbols
}
