#!/usr/bin/env bats
# Texts that are longer than the model's context: an error, cut and marked, or
# in pieces. Never cut in silence.
# one thread

load helpers
load embed_http

# long LINE: that text is 1,200 bytes at least, and 300 tokens.
long() {
	mark "$1" "$(printf 'gateway sensor %.0s' {1..80})"
}

@test "a text too long is an error of its record alone" {
	serve
	for api in "${APIS[@]}"; do
		reset '{"context": 100, "limits": {"context": 100}}'
		texts 20 3
		long 7
		manifest "$api" '{"context": 100}'
		fails 2 'lmob-embed: in:7:*' lmob-embed --model bge in
		[[ $(wc -l <out) == 6 ]]
		fails 0 '*1 of 20 records rejected*' lmob-embed --model bge --rejects rejects in
		[[ $(jq .line rejects) == 7 ]]
		sed -i 7d in
		right
	done
}

@test "--truncate: cut by the server where it can, and marked" {
	serve
	for api in ollama tei vllm; do
		reset '{"context": 100}'
		texts 20 3
		long 7
		manifest "$api" '{"context": 100}'
		embed --truncate
		right --context 100
		jq -es '[.[].embed.truncated] == [range(20) | if . == 6 then true else null end]' out
	done
}

@test "--truncate: cut by the client where the server does not, and marked" {
	serve
	"$PYTHON" "$ROOT/tests/live/tiny_gguf.py" tiny.gguf
	for api in openai llama.cpp; do
		# What the server counts is more than what the vocabulary gives.
		reset '{"context": 250, "limits": {"context": 250}}'
		texts 20 3
		long 7
		manifest "$api" '{"context": 100, "tokenizer": "tiny.gguf"}'
		embed --truncate
		jq -es '[.[].embed.truncated] == [range(20) | if . == 6 then true else null end]' out
		# What was sent, and what of it was used: only of what was cut.
		jq -es '.[6].embed | .tokens_sent > 100 and .tokens > 0' out
		jq -es 'map(select(.embed.tokens_sent)) | length == 1' out
		cp out whole
		embed --truncate --reuse whole
		same out whole
		sed -i 7d in out
		right
		log_is '[.requests[] | select(.status == 200).tokens | max] | max <= 250'
	done
}

# pieces N M: out are the pieces of in, of N tokens at most that share M.
pieces() {
	"$PYTHON" - "$@" <<-'PY'
		import json, os, sys
		sys.path.insert(0, os.environ["ORACLES"])
		import embed_vectors as vectors
		most, shared = int(sys.argv[1]), int(sys.argv[2])
		out = [json.loads(line, parse_float=str) for line in open("out", encoding="utf-8")]
		for line in open("in", encoding="utf-8"):
		    record = json.loads(line)
		    text = record["text"].encode()
		    first, *rest = [r for r in out if r.get("parent", r["id"]) == record["id"]]
		    if "parent" not in first:
		        assert not rest and first["text"] == record["text"]
		        continue
		    end = 0 # white space between two pieces may be in none
		    for i, piece in enumerate([first, *rest]):
		        chunk = piece["chunk"]
		        assert piece["id"] == f"{record['id']}#{i + 1}" and chunk["index"] == i and chunk["of"] == 1 + len(rest), piece
		        assert piece["text"].encode() == text[chunk["start"]:chunk["end"]], chunk
		        assert end < chunk["end"] and not text[end:chunk["start"]].strip(), (chunk, end)
		        assert i == 0 or shared == 0 or chunk["start"] < end, (chunk, end)
		        assert vectors.tokens(piece["text"]) <= most + 2, chunk
		        end = chunk["end"]
		        want = vectors.as_float("bge", piece["text"], 32)
		        assert "[" + ",".join(map(str, piece["embedding"])) + "]" == want, piece
		        assert list(piece)[-2:] == ["embedding", "embed"]
		    assert not text[end:].strip()
	PY
}

@test "--chunk: long texts become pieces that cover them, each a record" {
	serve
	for api in openai ollama; do
		texts 20 5
		long 7
		mark 9 "$(printf '中文 é %.0s' {1..100})"
		manifest "$api" '{"context": 512}'
		embed --chunk 50
		pieces 50 0
		(($(wc -l <out) > 25))
		embed --chunk 50 --overlap 10
		pieces 50 10
	done
	for options in '--chunk 0' '--chunk x' '--chunk 10 --overlap 10' '--overlap 5' '--chunk 10 --overlap -1'; do
		# shellcheck disable=SC2086 # words
		fails 2 'lmob-embed: *' lmob-embed --model bge $options in
	done
}
