#!/usr/bin/env bats
# lmob-schemacheck: the summary, the gate, the groups, the exit status.

load helpers
load schemacheck

# counts N_VALID N_INVALID: the file in, and the schema for it.
counts() {
	plain_schema
	{
		yes '{"a":1}' | head -n "$1"
		yes '{"a":"x"}' | head -n "$2"
	} >in
}

# ladder: a record for each step, and the schema for it.
ladder() {
	plain_schema
	answers '{"a":1}' 'so: {"a":1}' '{"a":1,}' '{"a":"x"}' 'none' '{"a":1} {"a":2}'
}

@test "the gate of the issue: 116 of 120" {
	counts 116 4
	found 3 'undecided: 116/120 valid (96.7 %), lower bound 92.8 % < 95 %; about 343 more at this rate' \
		lmob-schemacheck -s s.json --check --min-valid 95% in
	# Records pass, and the gate is judged, in other modes, too.
	for mode in --annotate --invalid=bad; do
		found 3 'undecided: 116/120 valid (96.7 %), *' lmob-schemacheck -s s.json $mode --min-valid 95% in
		[[ -s out ]]
	done
	found 0 'PASS 116/120 valid (96.7 %) >= 95 %' lmob-schemacheck -s s.json --check --min-valid 95% --point in
	found 0 'PASS 116/120 valid (96.7 %), lower bound 92.8 % >= 90 %' lmob-schemacheck -s s.json --check --min-valid 0.9 in
	found 1 'FAIL 116/120 valid (96.7 %), upper bound 98.5 % < 99 %' lmob-schemacheck -s s.json --check --min-valid 99% in
	found 1 'FAIL 116/120 valid (96.7 %) < 97 %' lmob-schemacheck -s s.json --check --min-valid 97% --point in
	found 0 'PASS *' lmob-schemacheck -s s.json --check --min-valid 95% --confidence 70% in
}

@test "--check without a gate: all have to be valid, unless they may be otherwise" {
	counts 3 0
	found 0 'PASS 3/3 valid' lmob-schemacheck -s s.json --check in
	grep -qxE ' +3 +100\.0 % +strict' out
	counts 3 1
	found 1 'FAIL 3/4 valid' lmob-schemacheck -s s.json --check in
	found 0 '3/4 valid' lmob-schemacheck -s s.json --check --allow-invalid in
}

@test "--check writes only the summary: the rates of each step" {
	ladder
	found 1 'FAIL 2/6 valid' lmob-schemacheck -s s.json --check -f .output --repair in
	cat >want <<-'END'
		records      rate  outcome
		      1    16.7 %  strict
		      1    16.7 %  extracted
		      1    16.7 %  repaired
		      1    16.7 %  schema_invalid
		      1    16.7 %  unparseable
		      1    16.7 %  undetermined
		      0     0.0 %  rejected
		      6   100.0 %  all
		      2    33.3 %  valid: strict or extracted

		records  keyword that fails
		      2  answer
		      1  type
	END
	same out want
}

@test "--check=json: one object with all of it" {
	ladder
	found 1 'FAIL*' lmob-schemacheck -s s.json --check=json -f .output --repair --min-valid 90% in
	[[ $(wc -l <out) == 1 ]]
	jq -e '.records == 6 and .valid == 2 and .rejected == 0
		and .outcomes == {strict: 1, extracted: 1, repaired: 1, schema_invalid: 1, unparseable: 1, undetermined: 1}
		and ([.rates | del(.valid)[]] | add | . > 0.999 and . < 1.001) and .rates.valid == 0.333333333
		and .lower_bound < 0.3333 and .upper_bound > 0.3333 and .confidence == 0.95
		and .min_valid == 0.9 and .point == false and .count_repaired == false and .verdict == "fail"
		and .keywords == {answer: 2, type: 1} and (.schemas | length == 1) and (.schemas[0] | test("^s.json#[0-9a-f]{16}$"))' out
	found 1 'FAIL*' lmob-schemacheck -s s.json --check=json -f .output in
	jq -e '.min_valid == null and .verdict == null and .outcomes.repaired == 0 and .outcomes.unparseable == 2' out
	cp out want
	found 1 'FAIL*' lmob-schemacheck -s s.json --check=json -f .output -o made in
	same made want
	[[ ! -s out ]]
	fails 2 'lmob-schemacheck: --check xml: *' lmob-schemacheck -s s.json --check=xml in
}

@test "--count-repaired: mended ones are valid to the gate, too" {
	plain_schema
	answers '{"a":1}' '{"a":1,}'
	found 1 'FAIL 1/2 valid (50.0 %) < 60 %' lmob-schemacheck -s s.json -f .output --repair --check --min-valid 60% --point in
	found 0 'PASS 2/2 valid (100.0 %) >= 60 %' lmob-schemacheck -s s.json -f .output --repair --check --min-valid 60% --point --count-repaired in
	grep -q ' valid: strict, extracted or repaired$' out
	# Not of what is not mended.
	found 1 'FAIL 1/2 valid *' lmob-schemacheck -s s.json -f .output --check --min-valid 60% --point --count-repaired in
}

@test "what is undetermined is for nobody: neither pass nor fail by it" {
	plain_schema
	answers '{"a":1}' '{"a":1} {"a":2}'
	found 3 'undecided: *' lmob-schemacheck -s s.json -f .output --check in
	found 3 'undecided: *' lmob-schemacheck -s s.json -f .output --check --min-valid 75% --point in
	found 0 'PASS *' lmob-schemacheck -s s.json -f .output --check --min-valid 50% --point in
	answers '{"a":1}' '{"a":1} {"a":2}' none none
	found 1 'FAIL *' lmob-schemacheck -s s.json -f .output --check --min-valid 75% --point in
}

@test "lines that are rejected are not valid to a gate, and without one leave it open" {
	local said='lmob-schemacheck: 1 of 10 records rejected, see r'
	counts 9 0
	echo '{' >>in
	rc=0
	lmob-schemacheck -s s.json --check --rejects r in >out 2>err || rc=$?
	[[ $rc == 3 && $(<err) == "$said"$'\nundecided: 9/10 valid' ]]
	grep -qxE ' +1 +10\.0 % +rejected' out
	rc=0
	lmob-schemacheck -s s.json --check=json --rejects r --min-valid 95% --point in >out 2>err || rc=$?
	[[ $rc == 1 && $(<err) == "$said"$'\nFAIL 9/10 valid (90.0 %) < 95 %' ]]
	jq -e '.records == 10 and .valid == 9 and .rejected == 1 and .rates.valid == 0.9' out
	# Nothing but rejects is nothing.
	echo '{' >in
	rc=0
	lmob-schemacheck -s s.json --check --rejects r in >out 2>err || rc=$?
	[[ $rc == 3 && $(tail -n 1 err) == 'undecided: 0/1 valid' ]]
}

@test "--by: each group by itself, and the worst one decides" {
	plain_schema
	{
		yes '{"a":1,"m":"good"}' | head -n 60
		yes '{"a":"x","m":"bad"}' | head -n 40
		yes '{"a":1,"m":null}' | head -n 3
		yes '{"a":1,"m":7}' | head -n 2
		yes '{"a":1}' | head -n 2
	} >in
	found 1 'FAIL "bad" 0/40 valid (0.0 %), *; groups by .m: *' lmob-schemacheck -s s.json --check --by .m --min-valid 50% in
	found 1 'FAIL*' lmob-schemacheck -s s.json --check=json --by .m --min-valid 50% in
	jq -ce '.records == 107 and ([.groups[] | [.by, .records, .valid, .verdict]] | sort == [[null, 2, 2, "undecided"],
		["7", 2, 2, "undecided"], ["bad", 40, 0, "fail"], ["good", 60, 60, "pass"], ["null", 3, 3, "pass"]])' out
	found 1 'FAIL*' lmob-schemacheck -s s.json --check --by .m in
	grep -qxE ' +60 +60 +100\.0 %.* "good"' out
	grep -qxE ' +2 +2 +100\.0 %.* \(no value\)' out
	# All groups that are there: any kind of value but one that is a container.
	echo '{"a":1,"m":[1]}' >in
	fails 2 'lmob-schemacheck: in:1:1: .m: expected a string, a number, a literal' lmob-schemacheck -s s.json --check --by .m in
	echo '{"a":1,"m":[1,2]}' >in
	fails 2 'lmob-schemacheck: in:1:1: .m\[\]: expected one value, there are 2' lmob-schemacheck -s s.json --check --by '.m[]' in
	fails 2 'lmob-schemacheck: --by: *' lmob-schemacheck -s s.json --check --by m in
}

@test "shares as they are written, and what is none" {
	counts 10 0
	for share in 50% 0.5 50.0% 0.50; do
		found 0 'PASS 10/10 valid (100.0 %) >= 50 %' lmob-schemacheck -s s.json --check --point --min-valid "$share" in
	done
	for share in 50 1 x '' -1% 101% 1.5 '50 %' 1e-1; do
		fails 2 'lmob-schemacheck: --min-valid*' lmob-schemacheck -s s.json --check --min-valid="$share" in
	done
	for share in 50% 100% 0.4 95; do
		fails 2 'lmob-schemacheck: --confidence*' lmob-schemacheck -s s.json --check --min-valid 90% --confidence "$share" in
	done
	fails 2 'lmob-schemacheck: --min-valid 100%: *--point*' lmob-schemacheck -s s.json --check --min-valid 100% in
	found 0 'PASS 10/10 valid (100.0 %) >= 100 %' lmob-schemacheck -s s.json --check --min-valid 100% --point in
	fails 2 'lmob-schemacheck: --point is of the gate *' lmob-schemacheck -s s.json --check --point in
	fails 2 'lmob-schemacheck: --confidence is of the gate *' lmob-schemacheck -s s.json --check --confidence 90% in
}

@test "the manifest's gate is that of --check" {
	counts 116 4
	found 3 'undecided: 116/120 valid (96.7 %), lower bound 92.8 % < 95 %; about 343 more at this rate' \
		lmob-schemacheck --manifest "$FIXTURES/manifest.jsonc" -s s.json --check in
	found 0 'PASS *' lmob-schemacheck --manifest "$FIXTURES/manifest.jsonc" -s s.json --check --min-valid 90% in
	# Not of records that pass.
	found 1 'FAIL 116/120 valid' lmob-schemacheck --manifest "$FIXTURES/manifest.jsonc" -s s.json --annotate in
}

@test "a verdict is the same for any number of threads" {
	counts 20000 1000
	shuf --random-source=<(yes) in >mixed
	found 1 'FAIL 20000/21000 valid' lmob-schemacheck -s s.json -j1 --check=json --by .a mixed
	cp out want
	found 1 'FAIL 20000/21000 valid' lmob-schemacheck -s s.json -j4 --check=json --by .a mixed
	same out want
}
