#!/usr/bin/env bats
# lmob-embed --truncate --engine static:DIR: the vectors of a model2vec model, compared
# with what an implementation of its own makes of the same files.

load helpers

REFERENCE=$ORACLES/embed_static.py

# model KIND [HOW]: a model in the folder KIND; broken as HOW says.
model() {
	"$PYTHON" "$REFERENCE" make "$1" "$@"
}

# agrees KIND [OPTION...]: all vectors are the oracle's.
agrees() {
	local kind=$1
	model "$kind"
	lmob-embed --truncate --engine "static:$kind" "${@:2}" in.jsonl >out 2>err
	[[ $(<err) == 'lmob-embed: '*' have no words: their embedding is null' ]]
	"$PYTHON" "$REFERENCE" check "$kind" <out
}

# refused KIND HOW GLOB: such a model is, with this message.
refused() {
	rm -rf "$1"
	model "$1" "$2"
	fails 2 "lmob-embed: $3" lmob-embed --truncate --engine "static:$1" in
}

@test "vectors are the oracle's, for each type of number" {
	local kind
	"$PYTHON" "$REFERENCE" texts >in.jsonl
	for kind in f32 f16 bf16 f64 i8; do
		agrees "$kind"
	done
}

@test "so they are with weights, a mapping, case, truncation, as they are" {
	local kind
	"$PYTHON" "$REFERENCE" texts >in.jsonl
	for kind in f32-plain f32-weights f32-weights-plain f16-mapping \
		f32-weights-mapping f32-cased f32-cut; do
		agrees "$kind" -e base64
	done
}

@test "a record says which model it was" {
	model f32
	printf '%s\n' '{"id":1,"text":"the quick brown fox"}' >in
	ok lmob-embed --truncate --engine static:f32/ in
	jq -e '.embed.engine == "static" and .embed.model == "f32" and
		.embed.dimensions == 37 and (.embedding | length) == 37 and
		((.embedding | map(. * .) | add) - 1 | fabs) < 1e-6' out
	cp out one
	# The same model elsewhere has the same fingerprint, another one has not.
	cp -r f32 'a "b"'
	ok lmob-embed --engine 'static:a "b"' in
	jq -e --slurpfile one one '.embed.model == "a \"b\"" and
		.embed.fingerprint == $one[0].embed.fingerprint and
		.embedding == $one[0].embedding' out
	printf '{"normalize":false}' >f32/config.json
	ok lmob-embed --truncate --engine static:f32 in
	jq -e --slurpfile one one \
		'.embed.fingerprint != $one[0].embed.fingerprint' out
}

@test "a text that is cut is an error, unless --truncate marks it" {
	model f32
	seq 600 | tr '\n' ' ' | jq -Rc '{id: 1, text: "a"}, {id: 2, text: (. * 9)}' >in
	fails 2 'lmob-embed: in:2:1: the text is longer than the model takes: * tokens were read*' \
		lmob-embed --engine static:f32 in
	[[ $(wc -l <out) == 1 ]]
	ok lmob-embed --truncate --engine static:f32 in
	[[ $(jq -c '[.id, .embed.truncated, .embed.tokens <= 512]' out) == $'[1,null,true]\n[2,true,true]' ]]
}

@test "--normalize, --dimensions and --prefix" {
	model f32
	echo '{"id":1,"text":"alarm"}' >in
	ok lmob-embed --engine static:f32 --normalize in
	jq -e '.embedding | map(. * .) | add | . > 0.999999 and . < 1.000001' out
	fails 2 'lmob-embed: --dimensions 7: engine static:f32 has *' \
		lmob-embed --engine static:f32 --dimensions 7 in
	ok lmob-embed --engine static:f32 --prefix 'gateway ' in
	jq -c .embedding out >with
	echo '{"id":1,"text":"gateway alarm"}' >in
	ok lmob-embed --engine static:f32 in
	jq -c .embedding out >whole
	same with whole
}

@test "the same bytes for every number of threads" {
	model f32-weights
	"$PYTHON" "$REFERENCE" texts >in.jsonl
	lmob-embed --truncate -j1 --engine static:f32-weights in.jsonl >one 2>err
	lmob-embed --truncate -j4 --engine static:f32-weights in.jsonl >four 2>err
	same one four
}

@test "layouts of sentence-transformers are read" {
	model f32
	printf '%s\n' '{"text":"the fox"}' >in
	ok lmob-embed --truncate --engine static:f32 in
	mkdir -p st/0_StaticEmbedding
	sed 's/"embeddings"/"embedding.weight"/' f32/model.safetensors >m
	"$PYTHON" - <<-'END'
		import struct
		data = open("m", "rb").read()
		size = struct.unpack("<Q", data[:8])[0] + len("embedding.weight") - len("embeddings")
		open("st/0_StaticEmbedding/model.safetensors", "wb").write(struct.pack("<Q", size) + data[8:])
	END
	cp f32/tokenizer.json st/0_StaticEmbedding
	cp f32/config.json st/config_sentence_transformers.json
	jq -c .embedding out >want
	ok lmob-embed --truncate --engine static:st in
	jq -c .embedding out >got
	same want got
}

@test "what is not a model is refused, and why" {
	printf '%s\n' '{"text":"the fox"}' >in
	refused f32 nan '*model.safetensors: tensor "embeddings": row 1, column 1: expected a finite*'
	refused f32 infinite '*row 1, column 2: expected a finite*'
	refused f32-weights weight-nan '*"weights": row 1, column 0: expected a finite*'
	refused f32 row-missing '*expected a row for each of * tokens, found 5'
	refused f32 row-spare '*expected a row for each of * tokens, found 999'
	refused f32 no-dims '*"embeddings": expected 2 dimensions, none of them 0'
	refused f32 no-rows '*"embeddings": expected 2 dimensions, none of them 0'
	refused f32 flat '*"embeddings": expected 2 dimensions, none of them 0'
	refused f32 whole '*"embeddings": expected F32, F16, BF16, F64 or I8, found I32'
	refused f32 unnamed '*model.safetensors: expected a tensor "embeddings"'
	refused f32 weights-few '*"weights": expected one for each of * tokens, found 3'
	refused f32-mapping mapping-few '*"mapping": expected a whole number for each of *'
	refused f32-mapping mapping-float '*"mapping": expected a whole number for each of *'
	refused f32-mapping mapping-far '*"mapping": token 1: expected a row below 29'
	refused f32-mapping mapping-negative '*"mapping": token 1: expected a row below 29'
}

@test "so is a tokenizer or a config that is not known" {
	printf '%s\n' '{"text":"the fox"}' >in
	refused f32 unigram '*tokenizer.json:*model.type Unigram: expected BPE or WordPiece'
	refused f32 normalizer '*tokenizer.json:*the normalizer is not known here: *'
	refused f32 added-normalized '*tokenizer.json: added_tokens: "?CLS?": normalized and single_word *'
	refused f32 added-word '*tokenizer.json: added_tokens: "?CLS?": normalized and single_word *'
	refused f32 cut-left '*tokenizer.json: truncation: expected direction Right*'
	refused f32 pad-fixed '*tokenizer.json: padding: expected none*'
	refused f32 flag '*config.json: normalize: expected true or false'
}

@test "so are folders and files that are missing or cut" {
	local file size
	printf '%s\n' '{"text":"the fox"}' >in
	fails 2 'lmob-embed: none: stat: No such file*' lmob-embed --truncate --engine static:none in
	fails 2 'lmob-embed: in: expected a folder' lmob-embed --truncate --engine static:in in
	fails 2 'lmob-embed: *--engine static:: expected a folder behind it' \
		lmob-embed --truncate --engine static: in
	fails 2 'lmob-embed: *--grams and --as are for the lexical engine' \
		lmob-embed --truncate --engine static:f32 --grams 3-5 in
	for file in model.safetensors tokenizer.json config.json; do
		model f32
		rm "f32/$file"
		fails 2 'lmob-embed: f32: expected model.safetensors, *' \
			lmob-embed --truncate --engine static:f32 in
	done
	model f32
	size=$(stat -c %s f32/model.safetensors)
	cp f32/model.safetensors all
	for size in 0 7 8 100 $((size / 2)) $((size - 1)); do
		head -c "$size" all >f32/model.safetensors
		fails 2 'lmob-embed: f32/model.safetensors: *' \
			lmob-embed --truncate --engine static:f32 in
	done
	cat all in >f32/model.safetensors
	fails 2 'lmob-embed: f32/model.safetensors: expected * bytes of tensors, found *' \
		lmob-embed --truncate --engine static:f32 in
	cp all f32/model.safetensors
	head -c 1000 f32/tokenizer.json >t && mv t f32/tokenizer.json
	fails 2 'lmob-embed: f32/tokenizer.json:*' lmob-embed --truncate --engine static:f32 in
}
