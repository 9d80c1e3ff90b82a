#!/usr/bin/env bats
# lmob-drift --queries --qrels: how well judged documents are found.

load helpers

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	# search N: documents and queries of two runs, N of each, and judgements.
	cat >search.py <<-'END'
		import json, random, sys
		n = int(sys.argv[1])
		rng = random.Random(7)
		made = {"engine": "e", "model": "m", "fingerprint": "f", "dimensions": 16}
		for name, ids in (("base", "d%d"), ("base.queries", "q%d")):
		    with open(name, "w") as before, open(name.replace("base", "current"), "w") as now:
		        for i in range(n):
		            v = [rng.gauss(0, 1) for _ in range(16)]
		            w = [x + rng.gauss(0, 0.1) for x in v]
		            for vector, out in ((v, before), (w, now)):
		                record = {"id": ids % i, "embedding": vector, "embed": made}
		                out.write(json.dumps(record) + "\n")
		with open("qrels", "w") as out:
		    for i in range(n - 1):
		        for doc in rng.sample(range(n), 4):
		            out.write(f"q{i}\td{doc}\t{rng.randrange(1, 5)}\n")
	END
}

search() {
	"$PYTHON" "$BATS_FILE_TMPDIR/search.py" "$1"
}

# drift OPTION... : lmob-drift about what search has made, its result in out;
# its verdict is not what is tested here.
drift() {
	local rc=0
	lmob-drift --baseline base --baseline-queries base.queries --queries current.queries \
		--qrels qrels "$@" >out 2>err || rc=$?
	[[ $rc == 0 || $rc == 1 || $rc == 3 ]] || {
		cat err
		return 1
	}
}

# refused GLOB: lmob-drift ends with 2 and such a line.
refused() {
	fails 2 "$1" lmob-drift --baseline base --baseline-queries base.queries \
		--queries current.queries --qrels qrels current
}

oracle() {
	"$PYTHON" "$ORACLES/drift/retrieval_oracle.py" "$@"
}

@test "random searches: nDCG, recall and MRR as by full sorts" {
	"$PYTHON" -c 'import numpy' 2>/dev/null || skip "$PYTHON has no numpy"
	local n=300
	if [[ ${LMOB_QUICK:-} ]]; then
		n=50
	elif [[ ${LMOB_SOAK:-} ]]; then
		n=10000
	fi
	"${LMOB_BUILD:-$ROOT/build/release}/tests/bin/drift/test_retrieval_oracle" "$n" >random.cases
	oracle cases <random.cases
}

@test "Cranfield: as by full sorts, for both scores" {
	local cranfield=$DATA/retrieval/cranfield score
	[[ -d $cranfield ]] || skip 'no Cranfield'
	[[ -e $LMOB_BIN/lmob-embed ]] || skip 'no lmob-embed'
	"$PYTHON" -c 'import numpy' 2>/dev/null || skip "$PYTHON has no numpy"
	# Two documents have no text.
	lmob-embed -e base64 "$cranfield/docs.jsonl" 2>err | grep -v '"embedding":null' >base
	ok lmob-embed --as query "$cranfield/queries.jsonl" && mv out base.queries
	lmob-embed --grams none "$cranfield/docs.jsonl" 2>err | grep -v '"embedding":null' >current
	ok lmob-embed --as query --grams none "$cranfield/queries.jsonl" && mv out current.queries
	cp "$cranfield/qrels.tsv" qrels
	for score in cosine dot; do
		drift --score $score --recall 100 --allow-model-change current
		oracle files base current base.queries current.queries qrels $score 100 <out
		jq -e '.retrieval | .queries == 225 and .["ndcg@10"].baseline > 0.35
			and .["ndcg@10"].current > 0.35 and .recall.baseline > 0.69
			and .interval[0] <= .loss_pp and .loss_pp <= .interval[1]' out
	done
}

@test "nothing changed: nothing is lost" {
	search 40
	cp base current
	cp base.queries current.queries
	drift current
	jq -e '.retrieval | .loss_pp == 0 and .interval == [0, 0] and .queries == 39
		and .unjudged == 1 and .absent == 0 and .recall.baseline == .recall.current
		and .mrr.baseline == .mrr.current' out
}

@test "order, -j, gzip, CRLF and TREC's form do not matter" {
	local j
	search 300
	drift current
	jq -c .retrieval out >want
	jq -e '.loss_pp > 0' want
	for j in 1 2 7; do
		drift -j$j current
		jq -c .retrieval out | cmp - want
	done
	tac current >a && tac current.queries >b && mv b current.queries
	drift a
	jq -c .retrieval out | cmp - want
	awk -F'\t' '{printf "%s 0 %s  %s\r\n\r\n# %d\n", $1, $2, $3, NR}' qrels | tac | gzip >trec
	mv trec qrels
	drift current
	jq -c .retrieval out | cmp - want
}

@test "what is wrong is named with file and line" {
	search 20
	for f in base.queries current.queries qrels; do
		cp $f $f.good
	done
	printf 'q1\td1\tgood\n' >>qrels
	refused '*: qrels:77:7: gain: expected a whole number *, found "good"'
	printf 'q1\td1\n' >qrels
	refused '*: qrels:1:6: expected query, tab, document, tab, gain, *'
	rm qrels
	refused '*: qrels: *'
	cp qrels.good qrels
	head -n 19 current.queries.good >current.queries
	refused '*: base.queries:20: id "q19" is not among the current queries'
	head -n 18 base.queries.good >base.queries
	refused "*: current.queries:19: id \"q18\" is not among the baseline's queries"
	cp base.queries.good base.queries
	sed 's/"f"/"g"/' current.queries.good >current.queries
	refused '*: current.queries:1: queries were made by m#g, documents by m#f'
	jq -c 'del(.embed) | .embedding |= .[:8]' current.queries.good >current.queries
	refused '*: current.queries:1: id "q0" has 8 dimensions, but the documents have 16'
}

@test "without judgements there is no figure" {
	search 20
	printf '# nothing is judged\n' >qrels
	drift current
	jq -e '.retrieval | .queries == 0 and .unjudged == 20 and .loss_pp == null
		and .["ndcg@10"].baseline == null and .interval == [null, null]' out
}
