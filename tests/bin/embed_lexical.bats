#!/usr/bin/env bats
# The engine of lmob-embed: the same bits as an independent one, and as good as
# it is said to be at finding documents.

load helpers

# Texts of every script and length that the engine treats in a way of its own.
texts() {
	"$PYTHON" - <<-'END'
	import json, random, unicodedata
	random.seed(7)
	texts = ["", " ...!!", "a", "The quick brown fox", "x" * 5000,
	    "C++ and C# vs F# on node.js; c# x, c#y c++x 100% e-mail",
	    "ab" * 40 + " " + "\u00e9" * 70, "\u0301\u0301 lone marks",
	    "e\u0301te\u0301 \u00e9t\u00e9 \u00c9T\u00c9 a\u0308\u0323",
	    "\u0130stanbul \u0131 \u01c5 \u0149 \u1e9e \u0390 \u03a3\u038a\u03a3",
	    "so\u00adft zero\u200bwidth \ufeffbom \ufdfa \u338f \u2460 \u2163",
	    "\U00020000\U00020001 \U0001d518\U0001d52b \U0001f1e9\U0001f1ea"]
	ranges = ((0x20, 0x7f), (0xa0, 0x250), (0x300, 0x34f), (0x370, 0x530),
	    (0x5d0, 0x5eb), (0x620, 0x660), (0x900, 0x980), (0xe00, 0xe5c),
	    (0x1100, 0x1200), (0x1e00, 0x1f00), (0x2000, 0x2100),
	    (0x3040, 0x3100), (0x4e00, 0x4f00), (0xac00, 0xac80),
	    (0xff00, 0xffef), (0x1f600, 0x1f640))
	pool = [chr(c) for r in ranges for c in range(*r)
	    if unicodedata.category(chr(c)) != "Cn"]
	for _ in range(200):
	    texts.append("".join(random.choice(pool) if random.random() < 0.6
	        else random.choice("abc dE ") for _ in range(random.randint(1, 200))))
	for i, text in enumerate(texts):
	    record = {"id": i, "text": text}
	    if i % 5 == 0:
	        record["title"] = texts[i // 5]
	    print(json.dumps(record))
	END
}

# same ARGS...: what lmob-embed makes of texts.jsonl, the oracle makes too.
same() {
	lmob-embed --field .title^3,.text "$@" texts.jsonl >embedded.jsonl 2>err
	"$PYTHON" "$ORACLES/embed/lexical_oracle.py" vectors "$@" <embedded.jsonl
}

@test "vectors have the bits that the oracle gives them" {
	texts >texts.jsonl
	same
	same --grams none
	same --grams 1-6
	same --as query
	same --as document --grams 3-5
}

@test "so have vectors with document frequencies, and these their bytes" {
	local grams
	texts >texts.jsonl
	for grams in 4-5 none 2-4; do
		lmob-embed --field .title^3,.text --grams "$grams" --fit idf texts.jsonl 2>err
		"$PYTHON" "$ORACLES/embed/lexical_oracle.py" fit idf \
			--grams "$grams" <texts.jsonl
		same --grams "$grams" --idf idf
		same --grams "$grams" --idf idf --as query
	done
}

# retrieval COLLECTION LEAST: nDCG@10 of queries in it, fitted on it.
retrieval() {
	local value least=$2 from=$DATA/retrieval/$1
	[[ -r $from/qrels.tsv ]] || skip "$from is not here"
	"$PYTHON" -c 'import numpy' 2>/dev/null || skip "no numpy"
	lmob-embed --fit idf "$from/docs.jsonl" 2>err
	lmob-embed -e base64 --idf idf "$from/docs.jsonl" >docs.jsonl 2>err
	lmob-embed -e base64 --idf idf --as query "$from/queries.jsonl" \
		>queries.jsonl 2>err
	"$PYTHON" "$ORACLES/embed/retrieval.py" docs.jsonl queries.jsonl \
		"$from/qrels.tsv" | tee out
	read -r _ value _ <out
	[[ $value > $least || $value == "$least" ]]
}

@test "retrieval on Cranfield" {
	retrieval cranfield 0.3900
}

@test "retrieval on CACM" {
	retrieval cacm 0.3400
}
