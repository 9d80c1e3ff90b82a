#!/usr/bin/env bats
# shellcheck disable=SC2030,SC2031
# pipelines/nightly-embed, end to end: clean nights, a damaged one, another
# model, no corpus, nowhere to write.

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
	for p in redact embed drift; do
		[[ -e $LMOB_BIN/lmob-$p ]] || skip "no lmob-$p"
	done
	# A copy has no ../bin: the programs of $PATH are those under test.
	cp -r "$ROOT/pipelines" pipelines
	export LMOB_STATE=$PWD/state
	corpus=$FIXTURES/corpus/kb.jsonl
	probes=$FIXTURES/probes/probes.jsonl
}

# night STATUS DATE GLOB [OPTION...]: a run of that date ends so, with that
# verdict on standard output.
night() {
	local rc=0
	LMOB_NOW=${2}T22:00:00Z pipelines/nightly-embed --corpus "$corpus" --probes "$probes" \
		"${@:4}" >out 2>err || rc=$?
	# shellcheck disable=SC2053
	if ((rc != $1)) || [[ $(<out) != $2:\ $3 || -s err ]]; then
		echo "status $rc, expected $1, $2: $3"
		cat out err
		return 1
	fi
}

# The bytes of all files of a state, less the times and the file of the verdict.
fingerprint() {
	(cd "$1" && find . -type f ! -name stats.jsonl -print0 | sort -z | xargs -0 sha256sum)
}

@test "the first night makes the baseline, the next one is compared with it" {
	night 0 2026-11-02 '1000 documents embedded; BASELINE made of 500 probes, nothing to compare yet'
	for f in corpus.redacted.jsonl corpus.vectors.jsonl probes.vectors.jsonl stats.jsonl; do
		[[ -s state/nights/2026-11-02/$f ]]
	done
	[[ $(find state -name '*.part') == '' ]]
	[[ $(find state -type f ! -perm 600) == '' && $(find state -type d ! -perm 700) == '' ]]
	fingerprint state/baseline >baseline.1
	night 0 2026-11-03 '1000 documents embedded; PASS drift 0.0000 < 0.08, 500 probes'
	fingerprint state/baseline | cmp - baseline.1
	jq -e '.verdict == "pass" and .drift == 0 and .n == 500' state/nights/2026-11-03/drift.json
	cmp state/nights/2026-11-0[23]/corpus.vectors.jsonl
	jq -se 'map(.program) == ["lmob-redact", "lmob-redact", "lmob-embed", "lmob-embed", "lmob-drift"]
		and all(.exit == 0)' state/nights/2026-11-03/stats.jsonl
	# What is stored is redacted, and nothing was lost.
	[[ $(wc -l <state/nights/2026-11-03/corpus.vectors.jsonl) == 1000 ]]
	"$PYTHON" "$ORACLES/planted.py" "$FIXTURES/corpus/planted.jsonl" \
		state/nights/2026-11-03/corpus.vectors.jsonl
	"$PYTHON" "$ORACLES/planted.py" "$FIXTURES/probes/planted.jsonl" \
		state/nights/2026-11-03/probes.vectors.jsonl
}

@test "a second run the same night: the same bytes" {
	night 0 2026-11-02 '*BASELINE*'
	night 0 2026-11-03 '*PASS*'
	fingerprint state >before
	night 0 2026-11-03 '*PASS*'
	fingerprint state | cmp - before
	jq -se 'length == 5' state/nights/2026-11-03/stats.jsonl
}

@test "a damaged night: five vectors of 500 replaced, and they are named" {
	night 0 2026-11-02 '*BASELINE*'
	"$PYTHON" - "$probes" >damaged.jsonl <<-'END'
		import json, sys
		for i, line in enumerate(open(sys.argv[1], encoding="utf-8")):
		    record = json.loads(line)
		    if i in (17, 101, 256, 333, 498):
		        record["text"] = "a recipe for a cake with %d eggs and much butter" % i
		    print(json.dumps(record))
	END
	ids=$(sed -n '18p;102p;257p;334p;499p' damaged.jsonl | jq -s 'map(.id) | sort')
	rc=0
	LMOB_NOW=2026-11-03T22:00:00Z pipelines/nightly-embed --corpus "$corpus" \
		--probes damaged.jsonl >out 2>err || rc=$?
	[[ $rc == 0 && $(<out) == *'PASS drift 0.0'* ]]
	# Five of 500 stay under the gate; the verdict names them all the same.
	for id in $(jq -r '.[]' <<<"$ids"); do
		[[ $(<out) == *"$id ("* ]]
	done
	jq -e --argjson ids "$ids" '.drift > 0.01 and ([.worst[:5][].id] | sort) == $ids
		and .worst[5].correlation > .worst[4].correlation' state/nights/2026-11-03/drift.json
	# The vectors themselves replaced, as a broken disk would, gate set finer.
	"$PYTHON" - <<-'END'
		import base64, json, random, struct
		rng = random.Random(3)
		with open("state/baseline/probes.vectors.jsonl") as lines, open("broken.jsonl", "w") as out:
		    for i, line in enumerate(lines):
		        record = json.loads(line)
		        if i in (17, 101, 256, 333, 498):
		            vector = struct.pack("<1024f", *(rng.gauss(0, 1) for _ in range(1024)))
		            record["embedding"] = base64.b64encode(vector).decode()
		        out.write(json.dumps(record) + "\n")
	END
	fails 1 'FAIL drift 0.0* >= 0.01, 500 probes; worst: *' lmob-drift --max-drift 0.01 \
		-b state/baseline/probes.vectors.jsonl broken.jsonl
	jq -e --argjson ids "$ids" '([.worst[:5][].id] | sort) == $ids' out
	for id in $(jq -r '.[]' <<<"$ids"); do
		[[ $(<err) == *"$id ("* ]]
	done
}

@test "a swapped model fails" {
	night 0 2026-11-02 '*BASELINE*'
	# The file of the model was replaced overnight.
	lmob-embed --grams none --fit state/baseline/lexical.idf "$corpus"
	night 1 2026-11-03 '1000 documents embedded; FAIL drift *; model changed: *'
	jq -e '.verdict == "fail"' state/nights/2026-11-03/drift.json
	night 1 2026-11-03 '*FAIL*'
	# No night makes that the baseline; a person does.
	fingerprint state/baseline >before
	night 1 2026-11-04 '*FAIL*'
	fingerprint state/baseline | cmp - before
	LMOB_NOW=2026-11-05T08:00:00Z ok pipelines/accept-baseline 2026-11-04
	night 0 2026-11-05 '*PASS drift 0.0000*'
	[[ -s state/baseline/probes.vectors.2026-11-05.jsonl && -s state/baseline/accepted.log ]]
}

@test "another engine option fails too" {
	night 0 2026-11-02 '*BASELINE*'
	rc=0
	LMOB_NOW=2026-11-03T22:00:00Z pipelines/nightly-embed --corpus "$corpus" --probes "$probes" \
		-- --grams none >out 2>err || rc=$?
	[[ $rc == 2 && ! -s out ]]
	grep -q 'n-grams' err
	tail -n 1 err | grep -q '^nightly-embed: .*incomplete'
	[[ ! -e state/nights/2026-11-03/drift.json ]]
	# Where the model's file is gone it is the gate that says so.
	rm state/baseline/lexical.idf
	night 1 2026-11-03 '1000 documents embedded; FAIL *model changed*'
}

@test "an empty corpus is a normal night" {
	: >empty
	night 0 2026-11-02 '1000 documents embedded; BASELINE*'
	corpus=empty
	night 0 2026-11-03 'nothing to embed; PASS drift 0.0000 < 0.08, 500 probes'
	[[ -e state/nights/2026-11-03/corpus.vectors.jsonl ]]
	printf '\n\n' >empty
	night 0 2026-11-04 'nothing to embed; PASS *'
}

@test "several files of corpus" {
	head -n 400 "$corpus" >a
	tail -n +401 "$corpus" | gzip >b.gz
	night 0 2026-11-02 '1000 documents embedded; BASELINE*'
	rc=0
	LMOB_NOW=2026-11-03T22:00:00Z pipelines/nightly-embed --corpus a --probes "$probes" \
		--corpus b.gz >out 2>err || rc=$?
	[[ $rc == 0 && $(<out) == '2026-11-03: 1000 documents embedded; PASS'* ]]
	cmp state/nights/2026-11-0[23]/corpus.vectors.jsonl
}

@test "trouble: input, probes, state; what was there stays" {
	local rc
	night 0 2026-11-02 '*BASELINE*'
	fingerprint state >before
	{ head -n 5 "$corpus" && echo '{'; } >bad
	for option in "--corpus bad --probes $probes" "--corpus $corpus --probes bad" \
		"--corpus nowhere --probes $probes" "--corpus $corpus --probes nowhere" \
		"--corpus . --probes $probes" "--corpus $corpus" "--probes $probes" '' '--corpus' \
		"--corpus $corpus --probes $probes --what"; do
		rc=0
		# shellcheck disable=SC2086
		LMOB_NOW=2026-11-03T22:00:00Z pipelines/nightly-embed $option >out 2>err || rc=$?
		[[ $rc == 2 && ! -s out && -s err ]] || { echo "$option: $rc" && cat out err && false; }
		[[ ! -e state/nights/2026-11-03/drift.json && ! -e state/nights/2026-11-03/stats.jsonl ]]
	done
	rm -rf state/nights/2026-11-03
	fingerprint state | cmp - before
	# A probe that went missing.
	head -n 499 "$probes" >less
	rc=0
	LMOB_NOW=2026-11-03T22:00:00Z pipelines/nightly-embed --corpus "$corpus" --probes less \
		>out 2>err || rc=$?
	[[ $rc == 2 ]]
	cat out err | grep -q 'is not in the current run'
	# No probes at all never pass.
	: >none
	rc=0
	LMOB_NOW=2026-11-04T22:00:00Z pipelines/nightly-embed --corpus "$corpus" --probes none \
		>out 2>err || rc=$?
	[[ $rc != 0 ]]
}

@test "probes that every night would fail make no baseline" {
	: >none
	{ cat "$probes" && echo '{"id":"wordless","text":"..."}'; } >wordless
	{ cat "$probes" && head -n 1 "$probes"; } >doubled
	for file in none wordless doubled; do
		rc=0
		LMOB_NOW=2026-11-02T22:00:00Z pipelines/nightly-embed --corpus "$corpus" --probes $file \
			>out 2>err || rc=$?
		[[ $rc == 2 && ! -s out ]]
		tail -n 1 err | grep -q "^nightly-embed: no baseline can be made of $file: "
		[[ ! -e state/baseline/probes.vectors.jsonl ]]
	done
}

@test "a state that cannot be written" {
	local rc=0
	echo file >blocked
	LMOB_STATE=$PWD/blocked LMOB_NOW=2026-11-02T22:00:00Z pipelines/nightly-embed \
		--corpus "$corpus" --probes "$probes" >out 2>err || rc=$?
	[[ $rc == 2 && ! -s out && -s err ]]
	as_user_works || skip 'cannot run as another user'
	mkdir -m 555 closed
	rc=0
	LMOB_STATE=$PWD/closed/state LMOB_NOW=2026-11-02T22:00:00Z as_user pipelines/nightly-embed \
		--corpus "$corpus" --probes "$probes" >out 2>err || rc=$?
	[[ $rc == 2 && ! -s out && -s err ]]
}

@test "Cranfield as corpus, 500 of CACM as probes, two nights and a damaged one" {
	local set
	for set in cranfield cacm; do
		[[ -e $DATA/retrieval/$set/docs.jsonl ]] || skip "no $DATA/retrieval/$set/docs.jsonl"
	done
	corpus=$DATA/retrieval/cranfield/docs.jsonl
	jq -c 'select(.text | length > 200)' "$DATA/retrieval/cacm/docs.jsonl" | head -n 500 >probes
	[[ $(wc -l <probes) == 500 ]]
	probes=probes
	local rc
	run_night() {
		rc=0
		LMOB_NOW=${1}T22:00:00Z pipelines/nightly-embed --corpus "$corpus" --probes "$probes" \
			>out 2>err || rc=$?
	}
	run_night 2026-11-02
	[[ $rc == 0 && $(<out) == '2026-11-02: '*'BASELINE made of 500 probes'* ]]
	# Two documents are empty: kept, without a vector, and told.
	[[ $(<err) == *'2 of 1400 records have no words: their embedding is null'* ]]
	[[ $(wc -l <state/nights/2026-11-02/corpus.vectors.jsonl) == 1400 ]]
	[[ $(jq -c 'select(.embedding == null) | .id' state/nights/2026-11-02/corpus.vectors.jsonl | wc -l) == 2 ]]
	run_night 2026-11-03
	[[ $rc == 0 && $(<out) == '2026-11-03: '*'PASS drift 0.0000 < 0.08, 500 probes' ]]
	cmp state/nights/2026-11-0[23]/corpus.vectors.jsonl
	jq -c 'if input_line_number == 11 or input_line_number == 222 then .text = "cake \(.id) and butter" else . end' \
		probes >damaged
	probes=damaged
	run_night 2026-11-04
	[[ $rc -le 1 ]]
	ids=$(sed -n '11p;222p' damaged | jq -s 'map(.id) | sort')
	jq -e --argjson ids "$ids" '([.worst[:2][].id] | sort) == $ids' state/nights/2026-11-04/drift.json
}
