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

# vectors N DIMENSIONS NOISE: the files base and current.
vectors() {
	"$PYTHON" "$BATS_FILE_TMPDIR/vectors.py" "$@"
}

@test "the same vectors: 0, PASS" {
	vectors 20 16 0
	fails 0 'PASS drift 0.0000 < 0.08, 20 probes' lmob-drift --baseline base current
	jq -e '.verdict == "pass" and .drift == 0 and .threshold == 0.08 and .n == 20
		and .dimensions == 16 and .undefined == [] and .reasons == []
		and (.worst | length) == 10 and (.worst | all(.correlation == 1))
		and .models.baseline == .models.current' out
	[[ $(wc -l <out) == 1 ]]
	cp out want
	lmob-drift -b base <current >out 2>err
	[[ $(jq -c 'del(.worst)' out) == "$(jq -c 'del(.worst)' want)" ]]
	lmob-drift -b - current <base >out 2>err
	same out want
}

@test "order, encoding, length and gzip do not matter" {
	local f
	vectors 20 16 0.3
	lmob-drift --max-drift 2 -b base current 2>want.err | jq -c 'del(.worst[].file, .worst[].line)' >want
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
		lmob-drift --max-drift 2 -b base $f >out 2>err
		same err want.err
		jq -c 'del(.worst[].file, .worst[].line)' out >got
		same got want
	done
	# Several files are one run.
	head -n 7 current >a
	tail -n +8 current >b
	lmob-drift --max-drift 2 -b base b a 2>err | jq -c 'del(.worst[].file, .worst[].line)' >got
	same got want
}

@test "the same result for any -j" {
	local j
	vectors 300 32 0.3
	lmob-drift --max-drift 2 -j1 -b base current >want 2>want.err
	for j in 2 3 5 64; do
		lmob-drift --max-drift 2 -j $j -b base current >out 2>err
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
		lmob-drift -b base --worst 1000 current >$i/out 2>err || rc=$?
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
	lmob-drift -b base --max-drift 2 current >out 2>err
	drift=$(jq .drift out)
	[[ $(jq -c '[.worst[:2][].id] | sort' out) == '[3,30]' ]]
	jq -e '.worst[:2] | all(.correlation < 0.5 and .file == "current" and .line == .id + 1)' out
	fails 1 'FAIL drift 0.* >= 0.01*, 50 probes; worst: *' lmob-drift -b base --max-drift 0.01 current
	jq -e '.verdict == "fail" and (.reasons | length) == 1' out
	# Just so is too much; a little more is allowed.
	fails 1 'FAIL *' lmob-drift -b base --max-drift "$drift" current
	fails 0 'PASS *' lmob-drift -b base --max-drift "$(jq '.drift + 1e-9' out)" current
	fails 1 'FAIL *' lmob-drift -b base --max-drift 0 base
	fails 0 'PASS *' lmob-drift -b base --max-drift 2 --worst 0 current
	jq -e '.worst == []' out
}

@test "the threshold is the manifest's, unless told" {
	vectors 50 16 0.2
	fails 0 'PASS * < 0.08, *' lmob-drift -b base --manifest "$FIXTURES/manifest.jsonc" current
	echo '{"version": "1", "gates": {"embedding_drift": 0.001}}' >strict.jsonc
	fails 1 'FAIL * >= 0.001, *' lmob-drift -b base --manifest strict.jsonc current
	fails 1 'FAIL * >= 0.001, *' env LMOB_MANIFEST=strict.jsonc lmob-drift -b base current
	fails 0 'PASS * < 0.5, *' lmob-drift -b base --manifest strict.jsonc --max-drift 0.5 current
	local x
	for x in -1 2.1 x '' NaN inf; do
		fails 2 'lmob-drift: --max-drift*: expected a number*' lmob-drift -b base --max-drift="$x" current
	done
}

@test "another model fails, though the vectors are the same" {
	vectors 20 16 0
	sed 's/"model": "m"/"model": "n"/' base >current
	fails 1 'FAIL drift 0.0000 < 0.08, 20 probes; model changed: m#f * n#f' lmob-drift -b base current
	jq -e '.verdict == "fail" and .models.current[0].model == "n"' out
	fails 0 'PASS *' lmob-drift -b base --allow-model-change current
	sed 's/"fingerprint": "f"/"fingerprint": "g"/' base >current
	fails 1 'FAIL *model changed*' lmob-drift -b base current
	sed '5s/"model": "m"/"model": "n"/' base >current
	fails 1 'FAIL *several models*' lmob-drift -b base current
	sed 's/, "embed": {[^}]*}//' base >current
	fails 1 'FAIL *model changed*' lmob-drift -b base current
	fails 0 'PASS *' lmob-drift -b current current
}

@test "too few documents are undecided" {
	local n
	for n in 0 1 2; do
		vectors $n 4 0
		fails 3 "UNDECIDED $n probe* at least 3 *" lmob-drift -b base current
		jq -e '.verdict == "undecided" and .drift == null' out
	done
	vectors 3 4 0
	fails 0 'PASS *' lmob-drift -b base current
	# All alike: no document has neighbours in an order.
	jq -c '.embedding = [1,2,3,4]' base >alike
	fails 3 'UNDECIDED *' lmob-drift -b alike alike
	jq -e '(.undefined | length) == 3' out
}

# trouble LINE JSON GLOB: line 3 of the current run is this.
trouble() {
	"$PYTHON" - "$1" >broken <<-'END'
		import sys
		for i, line in enumerate(open("base"), 1):
		    print(sys.argv[1] if i == 3 else line, end="\n" if i == 3 else "")
	END
	fails 2 "lmob-drift: broken:3:*$2" lmob-drift -b base broken
	[[ ! -s out ]]
	fails 2 "lmob-drift: broken:3:*$2" lmob-drift -b broken base
}

@test "vectors that are none: file, line and id are told" {
	vectors 12 4 0
	trouble '{"id":2,"embedding":[0,0,0,0]}' 'id 2: embedding: zero vector'
	trouble '{"id":2,"embedding":[-0.0,0,0e9,1e-300]}' 'id 2: embedding: zero vector'
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
	fails 2 'lmob-drift: base:12: id 11 is not in the current run' lmob-drift -b base less
	fails 2 'lmob-drift: base:12: id 11 is not in the baseline' lmob-drift -b less base
	{ cat base; sed -n 4p base; } >twice
	fails 2 'lmob-drift: twice:13: id 3 was already at twice:4' lmob-drift -b base twice
	fails 2 'lmob-drift: twice:13: id 3 was already at twice:4' lmob-drift -b twice base
	fails 2 'lmob-drift: base:1: id 0 was already at base:1' lmob-drift -b base base base
	# 1 is not "1"; escapes are read.
	sed 's/"id": 1,/"id": "1",/' base >text
	fails 2 'lmob-drift: *: id * is not in the *' lmob-drift -b base text
	sed 's/"id": \([0-9]*\),/"id": "a\1",/' base >a
	sed 's/"id": \([0-9]*\),/"id": "\\u0061\1",/' base >b
	fails 0 'PASS *' lmob-drift -b a b
}

@test "--if counts only some, of both sides" {
	vectors 12 4 0
	sed '5d' base >less
	fails 0 'PASS drift *, 11 probes' lmob-drift -b base --if '.id != 4' less
	fails 3 'UNDECIDED 0 probes*' lmob-drift -b base --if false base
	fails 2 'lmob-drift: *--if failed*' lmob-drift -b base --if '.id.x' base
	# What is rejected is missing on that side: still trouble.
	sed '5s/.*/{/' base >broken
	rc=0
	lmob-drift -b base --rejects r broken >out 2>err || rc=$?
	[[ $rc == 2 && ! -s out && $(wc -l <r) == 1 ]]
	grep -q 'base:5: id 4 is not in the current run' err
}

@test "--output, --stats, usage" {
	vectors 12 4 0
	echo old >made
	fails 1 'FAIL *' lmob-drift -b base --max-drift 0 -o made --stats stats base
	jq -e '.verdict == "fail"' made
	[[ ! -s out ]]
	jq -e '.exit == 1 and .records_in == 24 and .records_out == 1' stats
	cp made kept
	fails 2 'lmob-drift: nowhere: open: *' lmob-drift -b base -o made nowhere
	same made kept
	fails 2 'lmob-drift: nowhere: open: *' lmob-drift -b nowhere base
	fails 2 'lmob-drift: --baseline FILE is missing*' lmob-drift base
	fails 2 'lmob-drift: only one of *' lmob-drift -b - - <base
	fails 2 'lmob-drift: /dev/full: write*' lmob-drift -b base -o /dev/full base
	rc=0
	lmob-drift -b base base 2>err >/dev/full || rc=$?
	[[ $rc == 2 && $(<err) != *PASS* ]]
}
