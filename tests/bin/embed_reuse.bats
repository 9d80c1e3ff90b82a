#!/usr/bin/env bats
# Never twice: equal texts of a run, and those of an earlier output.
# one thread

load helpers
load embed_http

# sends N [OPTION...]: so many texts are sent for in, and all vectors are right.
sends() {
	reset
	embed "${@:2}" || return
	log_is "[.sent[]] | length == $1 and all(. == 1)"
}

@test "equal texts are sent once" {
	serve
	texts 100 3
	for _ in {1..5}; do sed 's/"id":"r/"id":"x/' in; done >fives
	shuf --random-source=<(yes) fives >>in
	for api in "${APIS[@]}"; do
		manifest "$api"
		sends 100 --batch 8 --workers 4
		right
	done
}

@test "a text that comes again much later is repeated, not reused" {
	serve
	texts 400 3
	cp in all && head -n 1 all >>in
	manifest openai
	for out in - got; do
		reset
		rm -f stats
		lmob-embed --model bge --batch 2 --workers 1 --stats stats -o "$out" in >"piped$out" 2>err
		log_is '.sent | length == 400' '[.sent[]] | max == 1'
		jq -e '.counts | .texts == 401 and .repeated == 1 and .reused == 0' stats
	done
	cmp piped- got
}

@test "--reuse: what an earlier output has is not sent" {
	serve
	texts 200 3
	manifest openai
	embed
	cp out old
	cp in all
	sends 0 --reuse old
	right
	same out old
	texts 250 3
	sends 50 --reuse old
	right
	# Of several files, compressed or not.
	head -n 100 old >a
	tail -n +101 old | gzip >b.gz
	sends 50 --reuse a --reuse b.gz
	right
}

@test "--reuse: digits and bits are those that the server sent" {
	serve
	texts 50 3
	for encoding in float base64; do
		manifest openai
		embed -e $encoding
		cp out old
		sends 0 --reuse old -e $encoding
		same out old
	done
	# From one encoding to the other: the same float32.
	sends 0 --reuse old -e float
	jq -c .embedding out >floats
	"$PYTHON" - <<-'PY'
		import base64, json, struct
		for a, b in zip(open("old"), open("out")):
		    packed = base64.b64decode(json.loads(a)["embedding"])
		    assert struct.pack("<32f", *json.loads(b)["embedding"]) == packed
	PY
	cp out floats
	sends 0 --reuse floats -e base64
	same out old
}

@test "--reuse: vectors of other settings are not taken" {
	serve
	texts 30 3
	manifest openai
	embed
	cp out old
	sends 30 --reuse old --prefix 'query: '
	right --prefix 'query: '
	sends 30 --reuse old --normalize
	right --normalize
	sends 30 --reuse old --dimensions 16
	right --dims 16
	manifest vllm
	sends 30 --reuse old
	jq -c '.models.other = .models.bge' m.json >n.json
	reset '{"model": "other"}'
	LMOB_MANIFEST=n.json ok lmob-embed --model other --reuse old in
	log_is '.sent | length == 30'
	right --model other
}

@test "--reuse: what was changed since, or is no vector, is not taken" {
	serve
	texts 10 3
	manifest openai
	embed
	# No embedding; none that is one; not of this program.
	sed -E -e '2s/"embedding":[^]]*\],//' -e '3s/"embedding":[^]]*\]/"embedding":null/' \
		-e '4s/"embedding":[^]]*\]/"embedding":"AAA?"/' -e '5s/"embedding":\[[^,]*,/"embedding":[/' \
		-e '6s/"key":"[^"]*"/"key":"x"/' -e '7s/,"embed":.*/}/' -e '8s/"embedding":\[/&{},/' \
		-e '9s/"embedding":\[[^,]*,/"embedding":[1e39,/' out >old
	sends 8 --reuse old
	right
	fails 2 'lmob-embed: nowhere*' lmob-embed --model bge --reuse nowhere in
}

@test "--reuse of 100,000 records: memory of the index alone" {
	[[ ! ${LMOB_QUICK:-} ]] || skip 'takes some seconds'
	serve
	texts 1 3
	manifest openai
	embed
	"$PYTHON" - <<-'PY'
		import json
		record = json.loads(open("out", encoding="utf-8").readline())
		with open("old", "w") as old:
		    for i in range(100000):
		        record["embed"]["key"] = f"{i * 0x9E3779B97F4A7C15 % 2**128:032x}"
		        old.write(json.dumps(record) + "\n")
	PY
	cat out >>old
	sends 0 --reuse old
}

@test "--reuse is for a server" {
	echo '{"text":"a"}' >in
	fails 2 'lmob-embed: --reuse is for a server*' lmob-embed --reuse in in
}
