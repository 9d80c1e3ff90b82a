#!/usr/bin/env bats
# lmob-drift against damage that is known: what each gate says of it by itself (the
# tables drift/damage*.tsv), and every figure as numpy and scipy have it.

load helpers

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
	"$PYTHON" -c 'import scipy' 2>/dev/null || skip "$PYTHON has no scipy"
	[[ -e $LMOB_BIN/lmob-embed && -e $LMOB_BIN/lmob-drift ]] || skip 'no lmob-embed, lmob-drift'
}

# embed OUT [OPTION...]: of standard input.
embed() {
	ok lmob-embed -e base64 -o "$1" "${@:2}" -
}

# runs TEXTS: the runs that damage.py takes, of 500 documents.
runs() {
	embed base.jsonl <"$1"
	embed other.jsonl --grams none <"$1"
	embed query.jsonl --as query <"$1"
	jq -c '.text |= (split(" ")[:20] | join(" "))' "$1" | embed cut.jsonl
	jq -c '.text = "passage: \(.text)"' "$1" | embed prefix.jsonl
	jq -c 'if input_line_number == 77 then .text = "butter, sugar and flour" else . end' "$1" |
		embed changed.jsonl
	[[ $(wc -l <base.jsonl) == 500 ]]
}

# judge TABLE: lmob-drift of each damage there; its status is its verdict's.
judge() {
	local name rc
	local -a queries
	mkdir results
	while IFS=$'\t' read -r name _; do
		[[ $name != '#'* && $name != damage ]] || continue
		queries=()
		if [[ -e queries.jsonl ]]; then
			queries=(--baseline-queries queries.jsonl --qrels qrels.tsv --score cosine
				--queries "queries.damaged/$name.jsonl")
		fi
		rc=0
		lmob-drift -b base.jsonl --worst 500 "${queries[@]}" \
			"current.damaged/$name.jsonl" >"results/$name.json" 2>err || rc=$?
		echo "$name: $rc $(<err)"
		jq -e --argjson rc "$rc" '{"pass": 0, "fail": 1, "undecided": 3}[.verdict] == $rc' \
			"results/$name.json" >/dev/null
	done <"$1"
}

@test "known damage over 500 documents of Cranfield, with its queries" {
	local from=$DATA/retrieval/cranfield
	[[ -r $from/qrels.tsv ]] || skip "$from is not here"
	jq -c 'select(.text != "")' "$from/docs.jsonl" | sed -n 1,500p >texts
	runs texts
	embed queries.jsonl --as query <"$from/queries.jsonl"
	embed other.queries.jsonl --grams none --as query <"$from/queries.jsonl"
	# Judgements of what is searched.
	jq -r .id texts | awk 'NR == FNR { id[$1]; next } $2 in id' - "$from/qrels.tsv" >qrels.tsv
	"$PYTHON" "$ORACLES/drift/damage.py" .
	judge "$ORACLES/drift/damage.tsv"
	"$PYTHON" "$ORACLES/drift/damage_oracle.py" . "$ORACLES/drift/damage.tsv" qrels.tsv
}

@test "known damage over the probes" {
	runs "$FIXTURES/probes/probes.jsonl"
	"$PYTHON" "$ORACLES/drift/damage.py" .
	judge "$ORACLES/drift/damage_probes.tsv"
	"$PYTHON" "$ORACLES/drift/damage_oracle.py" . "$ORACLES/drift/damage_probes.tsv"
}
