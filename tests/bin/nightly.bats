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
	night 0 2026-11-03 '1000 documents embedded; PASS drift 0.0000 < 0.08, 500 probes, clean night 1 of 7'
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
	cp state/drift.history.jsonl history
	fingerprint state | grep -v history >before
	night 0 2026-11-03 '*PASS*clean night 1 of 7'
	fingerprint state | grep -v history | cmp - before
	# The history tells of both runs; the night counts once.
	[[ $(uniq -c state/drift.history.jsonl) == *' 2 '* ]]
	cmp history <(head -n 1 state/drift.history.jsonl)
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
	# Other texts have other vectors: they are left out, and named.
	[[ $rc == 0 && $(<out) == *'PASS drift 0.0000 < 0.08, 495 probes; 5 left out, as their text changed: '* ]]
	for id in $(jq -r '.[]' <<<"$ids"); do
		[[ $(<out) == *"$id"* ]]
	done
	jq -e --argjson ids "$ids" '(.changed | sort) == $ids' state/nights/2026-11-03/drift.json
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
	# Far under the gate of the mean; each of them fails all the same.
	fails 1 'FAIL drift 0.0* < 0.08, 500 probes; 5 under 0.5: *; 5 moved*' lmob-drift \
		-b state/baseline/probes.vectors.jsonl broken.jsonl
	jq -e --argjson ids "$ids" '([.worst[:5][].id] | sort) == $ids' out
	for id in $(jq -r '.[]' <<<"$ids"); do
		[[ $(<err) == *"$id ("* ]]
	done
}

# questions: what the probes begin with, as queries, and what answers them.
questions() {
	jq -c '{id: ("q-" + .id), text: (.text | split(" ") | .[:20] | join(" "))}' "$probes" >queries.jsonl
	jq -r '[.id, (.id | sub("q-"; "")), 1] | @tsv' queries.jsonl >qrels.tsv
	search=(--queries queries.jsonl --qrels qrels.tsv)
}

@test "a swapped model fails, until a person accepts it for its search" {
	local baseline=state/baseline/probes.vectors.jsonl search
	questions
	night 0 2026-11-02 '*BASELINE*' "${search[@]}"
	night 0 2026-11-03 '*PASS drift 0.0000 < 0.08, 500 probes; nDCG@10 loss 0.00 pp * clean night 1 of 7' "${search[@]}"
	cp $baseline old
	# The file of the model was replaced overnight.
	lmob-embed --grams none --fit state/baseline/lexical.idf "$corpus"
	night 1 2026-11-04 '1000 documents embedded; FAIL drift *; model changed: *, 0 clean nights of 7' "${search[@]}"
	jq -e '.verdict == "fail"' state/nights/2026-11-04/drift.json
	grep -q '^FAIL drift ' state/nights/2026-11-04/drift.txt
	grep -q '^    before: 1\. ' state/nights/2026-11-04/drift.txt
	# No night makes that the baseline; a person does, and not without a reason.
	export LMOB_NOW=2026-11-05T08:00:00Z
	cmp $baseline old
	fails 1 'FAIL *; not accepted, the baseline is as it was' pipelines/accept-baseline 2026-11-04
	cmp $baseline old
	fails 0 'PASS *; nDCG@10 loss * accepted as the baseline' pipelines/accept-baseline --model-change 2026-11-04
	cmp $baseline state/nights/2026-11-04/probes.vectors.jsonl
	jq -e '.event == "accept" and .model_change and .uid >= 0' $baseline.log.jsonl
	night 0 2026-11-05 '*PASS drift 0.0000 *clean night 1 of 7' "${search[@]}"
	fails 0 'ROLLBACK *' pipelines/accept-baseline --rollback
	cmp $baseline old
	night 1 2026-11-06 '*FAIL *model changed*' "${search[@]}"
	[[ $(find state -type f ! -perm 600) == '' && $(find state -name '*.part') == '' ]]
}

@test "queries that come later are those of the baseline's model" {
	local search
	questions
	night 0 2026-11-02 '*BASELINE*'
	night 0 2026-11-03 '*PASS *nDCG@10 loss 0.00 pp*' "${search[@]}"
	[[ -s state/baseline/queries.vectors.jsonl ]]
	rm state/baseline/queries.vectors.jsonl
	lmob-embed --grams none --fit state/baseline/lexical.idf "$corpus"
	night 1 2026-11-04 '*FAIL *' "${search[@]}"
	[[ ! -e state/baseline/queries.vectors.jsonl ]]
	fails 2 'lmob-drift: --model-change: *are missing' pipelines/accept-baseline --model-change 2026-11-04
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
	night 0 2026-11-03 'nothing to embed; PASS drift 0.0000 < 0.08, 500 probes, clean night 1 of 7'
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
	[[ $rc == 0 && $(<out) == '2026-11-03: '*'PASS drift 0.0000 < 0.08, 500 probes, clean night 1 of 7' ]]
	cmp state/nights/2026-11-0[23]/corpus.vectors.jsonl
	jq -c 'if input_line_number == 11 or input_line_number == 222 then .text = "cake \(.id) and butter" else . end' \
		probes >damaged
	probes=damaged
	run_night 2026-11-04
	[[ $rc == 0 && $(<out) == *'498 probes; 2 left out, as their text changed: '* ]]
	ids=$(sed -n '11p;222p' damaged | jq -s 'map(.id) | sort')
	jq -e --argjson ids "$ids" '(.changed | sort) == $ids' state/nights/2026-11-04/drift.json
}
