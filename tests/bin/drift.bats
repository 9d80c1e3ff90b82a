#!/usr/bin/env bats
# lmob-drift: the gate as a user meets it, and its statistic against scipy.

load helpers

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	# vectors.py N DIMENSIONS NOISE: base and current, N documents.
	cat >vectors.py <<-'END'
		import json, random, sys
		n, dimensions, noise = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
		rng = random.Random(5)
		made = {"engine": "e", "model": "m", "fingerprint": "f", "dimensions": dimensions}
		with open("base", "w") as base, open("current", "w") as current:
		    for i in range(n):
		        v = [rng.gauss(0, 1) for _ in range(dimensions)]
		        w = [x + noise * rng.gauss(0, 1) for x in v]
		        for vector, out in ((v, base), (w, current)):
		            out.write(json.dumps({"id": i, "embedding": vector, "embed": made}) + "\n")
	END
}

# drift OPTION...: lmob-drift with few documents; drift_only: no other gate.
drift() {
	lmob-drift --min-probes 3 "$@"
}
drift_only() {
	drift --min-correlation -1 --min-overlap 0 --min-self -1 --max-norm-shift 100 --max-mean-shift 2 "$@"
}

# vectors N DIMENSIONS NOISE: the files base and current.
vectors() {
	"$PYTHON" "$BATS_FILE_TMPDIR/vectors.py" "$@"
}

@test "the same vectors: 0, PASS" {
	vectors 20 16 0
	fails 0 'PASS drift 0.0000 < 0.08, 20 probes' drift --baseline base current
	jq -e '.verdict == "pass" and .drift == 0 and .threshold == 0.08 and .n == 20
		and .dimensions == 16 and .undefined == [] and .reasons == []
		and (.worst | length) == 10 and (.worst | all(.correlation == 1))
		and .models.baseline == .models.current' out
	[[ $(wc -l <out) == 1 ]]
	cp out want
	drift -b base <current >out 2>err
	[[ $(jq -c 'del(.worst)' out) == "$(jq -c 'del(.worst)' want)" ]]
	drift -b - current <base >out 2>err
	same out want
}

@test "order, encoding, length and gzip do not matter" {
	# Where a document is, and how long, is not the same.
	local f same='del(.worst[].file, .worst[].line, .gates.norm.value)'
	vectors 20 16 0.3
	drift_only --max-drift 2 -b base current 2>want.err | jq -c "$same" >want
	tac current >reversed
	gzip -c current >packed
	jq -c '.embedding |= map(. * 4)' current >longer
	"$PYTHON" - <<-'END'
		import base64, json, struct
		with open("base64", "w") as out:
		    for line in open("current"):
		        r = json.loads(line)
		        r["embedding"] = base64.b64encode(struct.pack("<16f", *r["embedding"])).decode()
		        out.write(json.dumps(r) + "\n")
	END
	for f in reversed packed longer base64; do
		drift_only --max-drift 2 -b base $f >out 2>err
		same err want.err
		jq -c "$same" out >got
		same got want
	done
	# Several files are one run.
	head -n 7 current >a
	tail -n +8 current >b
	drift_only --max-drift 2 -b base b a 2>err | jq -c "$same" >got
	same got want
}

@test "the same result for any -j" {
	local j
	vectors 300 32 0.3
	drift_only --max-drift 2 -j1 -b base current >want 2>want.err
	for j in 2 3 5 64; do
		drift_only --max-drift 2 -j $j -b base current >out 2>err
		same out want
		same err want.err
	done
}

@test "scipy says the same within 1e-9, documents too" {
	"$PYTHON" -c 'import scipy.stats' 2>/dev/null || skip 'no scipy'
	local i=0 shape rc
	for shape in '3 2 0.5' '4 3 3' '60 16 0.3' '80 4 1' '70 2 0.01'; do
		((i += 1))
		mkdir $i
		# shellcheck disable=SC2086
		vectors $shape
		rc=0
		drift -b base --worst 1000 current >$i/out 2>err || rc=$?
		[[ $rc -le 1 ]]
		mv base current $i
	done
	"$PYTHON" - <<-'END'
		import json, numpy as np
		from scipy.stats import spearmanr
		def rows(name):
		    v = np.array([json.loads(l)["embedding"] for l in open(name)], dtype=np.float32).astype(float)
		    v /= np.linalg.norm(v, axis=1, keepdims=True)
		    return np.rint(v @ v.T * 1e6) / 1e6
		for i in range(1, 6):
		    a, b = rows(f"{i}/base"), rows(f"{i}/current")
		    n = len(a)
		    others = [np.arange(n) != i for i in range(n)]
		    want = [spearmanr(a[i][others[i]], b[i][others[i]])[0] for i in range(n)]
		    got = json.load(open(f"{i}/out"))
		    assert abs(got["drift"] - (1 - np.mean(want))) < 1e-9, (got["drift"], 1 - np.mean(want))
		    assert len(got["worst"]) == n
		    for worst in got["worst"]:
		        assert abs(worst["correlation"] - want[worst["id"]]) < 1e-9, worst
		    correlations = [w["correlation"] for w in got["worst"]]
		    assert correlations == sorted(correlations)
	END
}

@test "drift at the threshold or above fails, and the worst are named" {
	vectors 50 16 0
	"$PYTHON" - <<-'END'
		import json, random
		rng = random.Random(9)
		lines = open("current").read().splitlines()
		for i in (3, 30):
		    r = json.loads(lines[i])
		    r["embedding"] = [rng.gauss(0, 1) for _ in range(16)]
		    lines[i] = json.dumps(r)
		open("current", "w").write("\n".join(lines))
	END
	drift_only -b base --max-drift 2 current >out 2>err
	drift=$(jq .drift out)
	[[ $(jq -c '[.worst[:2][].id] | sort' out) == '[3,30]' ]]
	jq -e '.worst[:2] | all(.correlation < 0.5 and .file == "current" and .line == .id + 1)' out
	# The interval decides: all of it at the threshold or above, or below.
	low=$(jq '.interval[0] * 1e6 | floor / 1e6' out) high=$(jq '.interval[1] + 1e-9' out)
	jq -e '.interval[0] > 0 and .interval[0] < .drift and .drift < .interval[1]' out
	fails 1 "FAIL drift 0.* >= $low, 50 probes; worst: *" drift_only -b base --max-drift "$low" current
	jq -e '.verdict == "fail" and (.reasons | length) == 1 and .gates.drift.verdict == "fail"' out
	fails 3 "UNDECIDED drift 0.* (0.* to 0.*) around $drift, 50 probes*" drift_only -b base --max-drift "$drift" current
	fails 0 'PASS *' drift_only -b base --max-drift "$high" current
	# More confidence needs more room.
	fails 3 'UNDECIDED *' drift_only -b base --max-drift "$high" --confidence 0.99 current
	fails 1 'FAIL *' drift_only -b base --max-drift 0 base
	fails 0 'PASS *' drift_only -b base --max-drift 2 --worst 0 current
	jq -e '.worst == []' out
}

@test "the threshold is the manifest's, unless told" {
	vectors 50 16 0.2
	fails 0 'PASS * < 0.08, *' drift_only -b base --manifest "$FIXTURES/manifest.jsonc" current
	echo '{"version": "1", "gates": {"embedding_drift": 0.001}}' >strict.jsonc
	fails 1 'FAIL * >= 0.001, *' drift_only -b base --manifest strict.jsonc current
	jq -e '.manifest | startswith("1#")' out
	fails 1 'FAIL * >= 0.001, *' env LMOB_MANIFEST=strict.jsonc lmob-drift --min-probes 3 -b base current
	fails 0 'PASS * < 0.5, *' drift_only -b base --manifest strict.jsonc --max-drift 0.5 current
	local x
	for x in -1 2.1 x '' NaN inf; do
		fails 2 'lmob-drift: --max-drift*: expected a number*' drift -b base --max-drift="$x" current
	done
	for x in min-correlation=2 min-overlap=1.1 min-self=-2 max-norm-shift=-1 max-mean-shift=3 max-loss=101 \
		confidence=1; do
		fails 2 "lmob-drift: --${x%=*}: expected a number*" drift -b base --"$x" current
	done
}

@test "what is looser than approved is no clean night" {
	vectors 460 8 0
	head -n 459 base >less
	fails 0 'PASS *, clean night 1 of 7' lmob-drift -b base --history nights base
	for x in --max-drift=0.09 --min-correlation=0.4 --min-overlap=0.9 --min-self=0.8 --max-norm-shift=0.1 \
		--max-mean-shift=0.1 --min-probes=3 --confidence=0.9 --allow-model-change --allow-missing -k20 --seed=1 \
		--if=true --rejects=r --max-loss=3 --min-queries=2; do
		fails 0 'PASS *, not counted *' lmob-drift -b base --history nights "$x" base
		jq -e .relaxed out
	done
	for x in --max-drift=0.07 --min-correlation=0.6 -k5 --sample=450 --min-probes=460; do
		fails 0 'PASS *, clean night 1 of 7' lmob-drift -b base --history nights "$x" base
	done
}

@test "no file of the run is written over for another reason" {
	vectors 460 8 0
	for f in base current; do cp $f $f.kept; done
	ln -s nights link
	lmob-drift -b base --history nights -o out current 2>err
	cp nights nights.kept
	echo '{"version": "1"}' >m.jsonc
	printf 'q\td\t1\n' >qrels
	local judged=(--qrels qrels --queries base --baseline-queries base)
	fails 2 'lmob-drift: --summary nights: it is the file of --history' \
		lmob-drift -b base --history nights --summary nights current
	fails 2 'lmob-drift: --summary link: *' lmob-drift -b base --history nights --summary link current
	fails 2 'lmob-drift: *' lmob-drift -b base --history nights -o nights current
	fails 2 'lmob-drift: *' lmob-drift --status --history nights -o nights
	fails 2 'lmob-drift: *' lmob-drift --status --history nights --stats nights
	fails 2 'lmob-drift: --qrels qrels: it is the file of --summary' lmob-drift -b base "${judged[@]}" --summary qrels current
	fails 2 'lmob-drift: *' lmob-drift -b base --manifest m.jsonc -o m.jsonc current
	fails 2 'lmob-drift: *' lmob-drift -b base --manifest m.jsonc --rejects m.jsonc current
	fails 2 'lmob-drift: the log base.log.jsonl: it is the file of --summary' \
		lmob-drift -b base --accept --summary base.log.jsonl current
	fails 2 'lmob-drift: *' lmob-drift -b base --accept -o base.log.jsonl current
	fails 2 'lmob-drift: *' lmob-drift --rollback -b base -o base
	fails 2 'lmob-drift: *' lmob-drift --rollback -b base --stats base
	fails 2 'lmob-drift: --summary: expected a file' lmob-drift -b base --summary - current
	fails 2 'lmob-drift: --history: expected a file' lmob-drift -b base --history - current
	fails 2 'lmob-drift: nowhere: open: *' lmob-drift --status --history nowhere
	fails 2 'lmob-drift: *history*' lmob-drift --rollback -b base --history current
	fails 2 'lmob-drift: no/such*' lmob-drift -b base --accept --summary no/such current
	for f in base current nights; do same $f $f.kept; done
	[[ $(<m.jsonc) == '{"version": "1"}' && $(cut -f 2 qrels) == d && ! -e base.log.jsonl && ! -e base.part ]]
}

# worse EXPRESSION: current is base, with each vector changed by a jq expression.
worse() {
	jq -c "$1" base >current
}

@test "each gate fails by itself" {
	vectors 60 16 0
	worse '.embedding |= map(. * 1.02)'
	fails 1 'FAIL drift 0.0000 < 0.08, 60 probes; vectors 2.0 % longer, more than 1 %' drift -b base current
	jq -e '[.gates[] | select(.verdict == "fail")] | length == 1' out
	jq -e '.gates.norm.verdict == "fail" and .self == 1' out
	fails 0 'PASS *' drift -b base --max-norm-shift 0.03 current
	jq -e .relaxed out
	# A space that is turned: neighbours stay, vectors do not.
	worse '.embedding |= .[1:] + .[:1]'
	fails 1 'FAIL drift 0.0000 < 0.08, 60 probes; 60 moved, cosine to itself under 0.9: *; mean shifted by *' \
		drift -b base current
	fails 1 'FAIL * 60 probes; mean shifted by *' drift -b base --min-self -1 current
	fails 0 'PASS *' drift -b base --min-self -1 --max-mean-shift 2 current
	# Two that were exchanged.
	worse 'if .id == 7 then .embedding[0] += 9 else . end'
	fails 1 'FAIL * 60 probes; 1 moved, cosine to itself under 0.9: 7 (0.*' drift --min-correlation -1 --min-overlap 0 \
		--max-norm-shift 1 --max-mean-shift 2 -b base current
	fails 1 'FAIL * 60 probes; 1 under 0.9*: 7 (0.*' drift --min-correlation 0.9 --min-overlap 0 --min-self -1 \
		--max-norm-shift 1 --max-mean-shift 2 -b base current
	fails 1 'FAIL * 60 probes; overlap@10 0.9* < 1' drift --min-correlation -1 --min-overlap 1 --min-self -1 \
		--max-norm-shift 1 --max-mean-shift 2 -b base current
	fails 1 'FAIL * 60 probes; overlap@5 0.9* < 1' drift --min-correlation -1 --min-overlap 1 --min-self -1 \
		--max-norm-shift 1 --max-mean-shift 2 -k 5 -b base current
	# Another number of dimensions is a finding, and the neighbours are compared.
	worse '.embedding += [0] | .embed.dimensions = 17'
	fails 1 'FAIL drift 0.0000 < 0.08, 60 probes; dimensions changed: 16 * 17' drift -b base current
	jq -e '.gates.mean.verdict == "off" and .gates.self.value == null and .dimensions == 17' out
	fails 0 'PASS *; dimensions changed (allowed): 16 * 17' drift --allow-model-change -b base current
}

@test "450 probes are asked for" {
	vectors 449 4 0
	fails 3 'UNDECIDED drift 0.0000 < 0.08, 449 probes; at least 450 are needed' lmob-drift -b base current
	jq -e '.gates.probes == {"verdict": "undecided", "value": 449, "limit": 450}' out
	vectors 450 4 0
	fails 0 'PASS drift 0.0000 < 0.08, 450 probes' lmob-drift -b base current
}

@test "documents whose text changed are left out, and listed" {
	vectors 20 16 0
	jq -c '.text = "t\(.id)" | .note = "n"' base >texts
	jq -c 'if .id % 10 == 3 then .text = "other" | .embedding |= map(-.) else . end' texts >current
	fails 0 'PASS drift 0.0000 < 0.08, 18 probes; 2 left out, as their text changed: 3, 13' drift -b texts current
	jq -e '.changed == [3, 13] and .n == 18 and (.warnings | length) == 1' out
	# Who has no text on one side has not changed it; --field says where it is.
	fails 1 'FAIL *20 probes*' drift -b base current
	fails 1 'FAIL *20 probes*' drift -b texts --field .note current
	fails 3 'UNDECIDED * 18 probes; at least 19 are needed; 2 left out*' lmob-drift --min-probes 19 -b texts current
	fails 2 'lmob-drift: --field: path text: *' drift -b texts --field text current
}

@test "a sample is the same documents each night" {
	vectors 300 8 0.05
	shuf --random-source=base base >shuffled
	drift_only --sample 100 --worst 300 -b base current >out 2>err
	drift_only --sample 100 --worst 300 -b shuffled current >again 2>err
	jq -e '.n == 100 and .unsampled == 200 and (.worst | length) == 100' out
	[[ $(jq -c '[.drift, ([.worst[].id] | sort)]' out) == "$(jq -c '[.drift, ([.worst[].id] | sort)]' again)" ]]
	drift_only --sample 100 --seed 1 --worst 300 -b base current >other 2>err
	[[ $(jq -c '[.worst[].id] | sort' out) != "$(jq -c '[.worst[].id] | sort' other)" ]]
	drift_only --memory 1 -b base current >little 2>err
	drift_only -b base current >much 2>err
	same little much
}

@test "near-duplicates in the baseline are a warning" {
	vectors 60 16 0
	jq -c 'if .id < 4 then .embedding[0] = 1000 else . end' base >dull
	fails 0 'PASS * 60 probes; 4 of 60 probes have a near-duplicate in the baseline, and say little' drift -b dull dull
	jq -e '.near_duplicates == 4 and (.warnings | length) == 1 and .reasons == []' out
}

@test "a page for people, on standard output or in a file of one's own" {
	vectors 60 16 0
	worse '.title = "Title \(.id)" | if .id == 7 then .embedding |= map(-.) else . end'
	fails 1 'FAIL *' drift -x -b base --summary page current
	same out page
	[[ $(stat -c %a page) == 600 ]]
	[[ $(head -n 1 page) == "$(<err)" ]]
	grep -q '^Do not use tonight' page
	grep -A 3 '^The documents whose neighbours changed most$' page | grep -q '^  7 "Title 7"$'
	grep -q '^    before: 1\. [0-9]' page
	(($(wc -l <page) <= 66))
	[[ $(tail -n +2 page | awk 'length > 80') == '' ]]
	fails 1 'FAIL *' drift -b base --summary page current
	jq -e .verdict out
	fails 2 'lmob-drift: --summary*' drift -b base --summary base current
	[[ -s base ]]
}

@test "accepted if the gates pass, and back" {
	vectors 500 8 0
	cp base old
	jq -c '.note = 1' base >current
	fails 0 'PASS *500 probes; accepted as the baseline' lmob-drift -b base --accept current
	same base current
	jq -e '.accepted == true' out
	jq -e '.event == "accept" and .model_change == false and .verdict == "pass" and .drift == 0' base.log.jsonl
	fails 0 'ROLLBACK *' lmob-drift --rollback -b base
	same base old
	fails 2 'lmob-drift: *' lmob-drift --rollback -b base
	same base old
	# From standard input; not what fails, and nothing is left of it.
	lmob-drift -b base --accept <current >out 2>err
	same base current
	jq -c '.embedding |= map(. * 2)' base >longer
	fails 1 'FAIL *; not accepted, the baseline is as it was' lmob-drift -b base --accept longer
	jq -e '.accepted == false' out
	same base current
	[[ ! -e base.part ]]
	fails 3 'UNDECIDED *; not accepted*' lmob-drift -b base --accept --min-probes 501 current
	fails 2 'lmob-drift: --model-change: *' lmob-drift -b base --accept --model-change current
	fails 2 'lmob-drift: --accept: the baseline *' lmob-drift -b - --accept current <base
	for x in --allow-missing --sample=450 --rejects=r --if=true; do
		fails 2 'lmob-drift: --accept: all records are judged and accepted, or none*' lmob-drift -b base --accept "$x" current
	done
	fails 2 'lmob-drift: only one of --status, --accept and --rollback' lmob-drift -b base --accept --rollback
	same base current
}

@test "another model fails, though the vectors are the same" {
	vectors 20 16 0
	sed 's/"model": "m"/"model": "n"/' base >current
	fails 1 'FAIL drift 0.0000 < 0.08, 20 probes; model changed: m#f * n#f' drift -b base current
	jq -e '.verdict == "fail" and .models.current[0].model == "n"' out
	fails 0 'PASS *' drift -b base --allow-model-change current
	sed 's/"fingerprint": "f"/"fingerprint": "g"/' base >current
	fails 1 'FAIL *model changed*' drift -b base current
	sed '5s/"model": "m"/"model": "n"/' base >current
	fails 1 'FAIL *several models*' drift -b base current
	sed 's/, "embed": {[^}]*}//' base >current
	fails 1 'FAIL *model changed*' drift -b base current
	fails 0 'PASS *' drift -b current current
}

@test "too few documents are undecided" {
	local n
	for n in 0 1 2; do
		vectors $n 4 0
		fails 3 "UNDECIDED $n probe* at least 3 *" drift -b base current
		jq -e '.verdict == "undecided" and .drift == null' out
	done
	vectors 3 4 0
	fails 0 'PASS *' drift -b base current
	# One side is empty: nothing passes, and nothing is missing.
	: >empty
	fails 3 'UNDECIDED 0 probes; at least 3 are needed; 3 only in the baseline: 0, 1, 2' drift -b base empty
	jq -e '.missing == [0, 1, 2] and .drift == null' out
	fails 3 'UNDECIDED 0 probes; at least 3 are needed; 3 only in the current run: 0, 1, 2' drift -b empty base
	fails 3 'UNDECIDED *; not accepted*' drift -b base --accept empty
	[[ $(wc -l <base) == 3 ]]
	# All alike: no document has neighbours in an order.
	jq -c '.embedding = [1,2,3,4]' base >alike
	fails 3 'UNDECIDED *' drift -b alike alike
	jq -e '(.undefined | length) == 3' out
}

# trouble LINE JSON GLOB: line 3 of the current run is this.
trouble() {
	"$PYTHON" - "$1" >broken <<-'END'
		import sys
		for i, line in enumerate(open("base"), 1):
		    print(sys.argv[1] if i == 3 else line, end="\n" if i == 3 else "")
	END
	fails 2 "lmob-drift: broken:3:*$2" drift -b base broken
	[[ ! -s out ]]
	fails 2 "lmob-drift: broken:3:*$2" drift -b broken base
}

@test "vectors that are none: file, line and id are told" {
	vectors 12 4 0
	trouble '{"id":2,"embedding":[0,0,0,0]}' 'id 2: embedding: zero vector'
	trouble '{"id":2,"embedding":[-0.0,0,0e9,1e-300]}' 'id 2: embedding: zero vector'
	trouble '{"id":2,"embedding":[0.5,0.5,0.5,0.5]}' 'id 2: embedding: constant vector (all 0.5)'
	trouble '{"id":2,"embedding":[1,2,3]}' 'id 2 has 3 dimensions, *'
	trouble '{"id":2,"embedding":[1,2,3,4,5]}' 'id 2 has 5 dimensions, *'
	trouble '{"id":2,"embedding":[]}' 'id 2: embedding: empty vector'
	trouble '{"id":2,"embedding":null}' 'id 2: embedding: *'
	trouble '{"id":2}' 'id 2: *'
	trouble '{"id":2,"embedding":[1,2,3,"4"]}' 'id 2: embedding: element 3 is not a number'
	trouble '{"id":2,"embedding":[1,2,null,4]}' 'id 2: embedding: element 2 is not a number'
	trouble '{"id":2,"embedding":[1,2,3,1e39]}' 'id 2: embedding: element 3 is out of *'
	trouble '{"id":2,"embedding":[1,2,3,NaN]}' 'not JSON: *'
	trouble '{"id":2,"embedding":"AAAA"}' 'id 2: embedding: base64 of 3 bytes, *'
	trouble '{"id":2,"embedding":"?"}' 'id 2: embedding: not base64*'
	trouble '{"id":2,"embedding":"AADAfwAAgD8AAIA/AACAPw=="}' 'id 2: embedding: *' # a NaN
	trouble '{"id":2,"embedding":"AACAfwAAgD8AAIA/AACAPw=="}' 'id 2: embedding: *' # an infinity
	trouble '{"id":2,"embedding":[1,2,3,4],"embed":{"dimensions":5}}' 'id 2: embed.dimensions *'
	trouble '{"embedding":[1,2,3,4]}' 'no id'
	trouble '{"id":null,"embedding":[1,2,3,4]}' 'id is not *'
	trouble '[]' 'expected an object'
	trouble '{"id":2,' '*'
}

@test "documents are matched by id" {
	vectors 12 4 0
	head -n 11 base >less
	fails 2 'lmob-drift: base:12: id 11 is not in the current run' drift -b base less
	fails 2 'lmob-drift: base:12: id 11 is not in the baseline' drift -b less base
	{ cat base; sed -n 4p base; } >twice
	fails 2 'lmob-drift: twice:13: id 3 was already at twice:4' drift -b base twice
	fails 2 'lmob-drift: twice:13: id 3 was already at twice:4' drift -b twice base
	fails 2 'lmob-drift: base:1: id 0 was already at base:1' drift -b base base base
	fails 0 'PASS drift *, 11 probes; 1 only in the baseline: 11' drift -b base --allow-missing less
	jq -e '.missing == [11] and .extra == []' out
	fails 0 'PASS drift *, 11 probes; 1 only in the current run: 11' drift -b less --allow-missing base
	# 1 is not "1"; escapes are read.
	sed 's/"id": 1,/"id": "1",/' base >text
	fails 2 'lmob-drift: *: id * is not in the *' drift -b base text
	sed 's/"id": \([0-9]*\),/"id": "a\1",/' base >a
	sed 's/"id": \([0-9]*\),/"id": "\\u0061\1",/' base >b
	fails 0 'PASS *' drift -b a b
}

@test "--if counts only some, of both sides" {
	vectors 12 4 0
	sed '5d' base >less
	fails 0 'PASS drift *, 11 probes' drift -b base --if '.id != 4' less
	fails 3 'UNDECIDED 0 probes*' drift -b base --if false base
	fails 2 'lmob-drift: *--if failed*' drift -b base --if '.id.x' base
	# What is rejected is missing on that side: still trouble.
	sed '5s/.*/{/' base >broken
	rc=0
	drift -b base --rejects r broken >out 2>err || rc=$?
	[[ $rc == 2 && ! -s out && $(wc -l <r) == 1 ]]
	grep -q 'base:5: id 4 is not in the current run' err
}

@test "--output, --stats, usage" {
	vectors 12 4 0
	echo old >made
	fails 1 'FAIL *' drift -b base --max-drift 0 -o made --stats stats base
	jq -e '.verdict == "fail"' made
	[[ ! -s out ]]
	jq -e '.exit == 1 and .records_in == 24 and .records_out == 1' stats
	cp made kept
	fails 2 'lmob-drift: nowhere: open: *' drift -b base -o made nowhere
	same made kept
	fails 2 'lmob-drift: nowhere: open: *' drift -b nowhere base
	fails 2 'lmob-drift: --baseline FILE is missing*' lmob-drift base
	fails 2 'lmob-drift: only one of *' drift -b - - <base
	fails 2 'lmob-drift: /dev/full: write*' drift -b base -o /dev/full base
	rc=0
	drift -b base base 2>err >/dev/full || rc=$?
	[[ $rc == 2 && $(<err) != *PASS* ]]
}
