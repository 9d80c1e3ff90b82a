#!/usr/bin/env bats
# shellcheck disable=SC2030,SC2031,SC2154
# pipelines/answers, end to end: a day of answers, too few of them, none at all.

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
	# A copy has no ../bin: the programs of $PATH are those under test.
	cp -r "$ROOT/pipelines" pipelines
	export LMOB_STATE=$PWD/state LMOB_MANIFEST=$FIXTURES/manifest.jsonc
	export LMOB_KEY=a-key-of-some-length LMOB_NOW=2026-11-03T22:00:00Z
	answers=$FIXTURES/schemacheck/answers.jsonl
	day=state/answers/2026-11-03
}

# day STATUS GLOB ARGUMENT...: a run ends so, with that verdict and nothing else.
day() {
	local rc=0
	pipelines/answers "${@:3}" >out 2>err || rc=$?
	# shellcheck disable=SC2053
	if ((rc != $1)) || [[ $(<out) != 2026-11-03:\ $2 || -s err ]]; then
		echo "status $rc, expected $1, $2"
		cat out err
		return 1
	fi
}

@test "a day: what is valid, what is not, and the verdict of the manifest's gate" {
	day 1 'FAIL 5/12 valid (41.7 %), 1 undetermined, upper bound 71.4 % < 95 %' "$answers"
	[[ $(jq -r .id "$day/valid.jsonl" | tr '\n' ' ') == \
		'sum-01 sum-02 sum-03 sum-04 sum-06 sum-08 sum-09 ' ]]
	[[ $(jq -r .id "$day/invalid.jsonl" | tr '\n' ' ') == 'sum-05 sum-07 sum-10 sum-11 sum-12 ' ]]
	jq -se 'all(.output | type == "object")' "$day/valid.jsonl"
	jq -se 'map(.schema_failures) == [1, 1, 1, 1, 2]' "$day/invalid.jsonl"
	jq -e '.verdict == "fail" and .records == 12 and .min_valid == 0.95' "$day/summary.json"
	jq -se 'map(.program) == ["lmob-redact", "lmob-schemacheck", "lmob-schemacheck"]' \
		"$day/stats.jsonl"
	[[ $(find "$day" -type f -printf "%f\n" | sort | tr "\n" " ") == \
		"invalid.jsonl stats.jsonl summary.json valid.jsonl " ]]
	[[ $(find state -type f ! -perm 600) == '' && $(find state -type d ! -perm 700) == '' ]]
}

@test "options go to the check, standard input is read, and twice is the same" {
	day 0 'PASS 7/12 valid (58.3 %), 1 undetermined, without these 58.3 % >= 50 %' \
		-- --count-repaired --min-valid 50% --point <"$answers"
	sha256sum "$day"/{valid,invalid}.jsonl "$day/summary.json" >before
	day 0 'PASS *' -- --count-repaired --min-valid 50% --point <"$answers"
	sha256sum -c --quiet before
}

@test "nothing sensitive is kept, and the answer is still valid" {
	printf '%s\n' '{"task":"support_summary","output":"{\"summary\":\"Mail ann@example.com.\",\"sentiment\":\"neutral\"}"}' \
		'{"task":"support_summary","output":"Mail bob@example.com."}' >in
	day 1 'FAIL 1/2 valid*' in -- -m 95% --point
	[[ $(jq -r .output.summary "$day/valid.jsonl") == 'Mail [EMAIL:'*'].' ]]
	[[ $(jq -r .output "$day/invalid.jsonl") == 'Mail [EMAIL:'*'].' ]]
	run ! grep -r example.com state
}

@test "what is no record, or has no schema, is put aside; the latter is not valid" {
	local rc=0
	{ head -n 1 "$answers" && echo '{' && echo '{"task":"proposal","output":"{}"}'; } >in
	pipelines/answers in -- -m 60% --point >out 2>err || rc=$?
	[[ $rc == 1 && $(<out) == '2026-11-03: FAIL 1/2 valid (50.0 %) < 60 %' ]]
	[[ $(<err) == 'lmob-redact: 1 of 3 records rejected, see '* ]]
	[[ $(jq -r .line "$day/rejects.jsonl") == 2 ]]
	[[ $(jq -r .error "$day/unchecked.jsonl") == '.task: a task without a schema' ]]
}

@test "no answers: undecided" {
	day 3 'undecided: no records' /dev/null
	[[ ! -s "$day/valid.jsonl" && ! -s "$day/invalid.jsonl" ]]
}

@test "trouble: no manifest, no file, an option in the wrong place" {
	fails 2 'answers: --point: options of lmob-schemacheck follow --' pipelines/answers --point
	LMOB_MANIFEST='' fails 2 'answers: LMOB_MANIFEST names no manifest' pipelines/answers
	run -2 --separate-stderr pipelines/answers missing
	[[ $output == '' && $stderr == 'lmob-redact: missing: '* ]]
	run -2 --separate-stderr pipelines/answers "$answers" -- --repair=foo
	[[ $output == '' && $stderr == 'answers: lmob-schemacheck: --repair: no kind '* ]]
	ok pipelines/answers --help
	[[ $(<out) == 'What: the day'* ]]
}
