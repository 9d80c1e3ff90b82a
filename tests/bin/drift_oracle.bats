#!/usr/bin/env bats
# lmob-drift's numbers, judged by scipy.

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
	"$PYTHON" -c 'import scipy' 2>/dev/null || skip "$PYTHON has no scipy"
}

oracle() {
	"$PYTHON" "$ORACLES/drift/spearman_oracle.py" "$@"
}

# damage IN OUT: the runs's vectors with a bit of noise, and some documents with
# another's vector; in another order.
damage() {
	"$PYTHON" - "$@" <<-'END'
		import json, random, sys
		random.seed(5)
		with open(sys.argv[1]) as lines:
		    records = [json.loads(line) for line in lines]
		for i, record in enumerate(records):
		    record["embedding"] = [x + random.gauss(0, 0.002) for x in record["embedding"]]
		    if i % 40 == 7:
		        record["embedding"] = records[i - 1]["embedding"]
		random.shuffle(records)
		with open(sys.argv[2], "w") as out:
		    out.writelines(json.dumps(record) + "\n" for record in records)
	END
}

@test "random runs with and without ties: correlations as scipy's, all else as defined" {
	local n=1000
	if [[ ${LMOB_QUICK:-} ]]; then
		n=200
	elif [[ ${LMOB_SOAK:-} ]]; then
		n=20000
	fi
	"${LMOB_BUILD:-$ROOT/build/release}/tests/bin/drift/test_oracle" "$n" >cases
	oracle rows <cases
}

# drift OPTION...: no gate but drift's.
drift() {
	lmob-drift --min-probes 3 --min-correlation -1 --min-overlap 0 --min-self -1 \
		--max-norm-shift 100 --max-mean-shift 2 "$@"
}

@test "real documents: each correlation as scipy's" {
	[[ -e $LMOB_BIN/lmob-embed && -e $LMOB_BIN/lmob-drift ]] || skip 'no lmob-embed, lmob-drift'
	head -n 200 "$FIXTURES/probes/probes.jsonl" >probes.jsonl
	lmob-embed probes.jsonl >base.jsonl
	damage base.jsonl current.jsonl
	drift --worst 200 --max-drift 2 --baseline base.jsonl current.jsonl >result 2>verdict
	oracle files base.jsonl current.jsonl <result
	cp current.jsonl again.jsonl
	drift --worst 200 --max-drift 2 --baseline current.jsonl again.jsonl >result 2>verdict
	[[ $(<verdict) == 'PASS drift 0.0000 < 2, 200 probes' ]]
}
