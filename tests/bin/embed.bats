#!/usr/bin/env bats
# lmob-embed: the lexical engine as a user meets it. What it computes is checked
# in tests/bin/embed.

load helpers

# embed TEXT [OPTION...]: embed the records in TEXT, base64 taken out.
embed() {
	printf '%s\n' "$1" >in
	ok lmob-embed "${@:2}" in
}

# cosines A B...: of text A and each of the others, one a line.
cosines() {
	printf '%s\n' "$@" | jq -R '{text: .}' | jq -c . | lmob-embed | jq -sr '
		def dot($a; $b): [$a, $b] | transpose | map(.[0] * .[1]) | add;
		map(.embedding) as $v | $v[1:][] |
		dot(.; $v[0]) / (dot(.; .) * dot($v[0]; $v[0]) | sqrt)'
}

@test "two members are added: a vector and what made it" {
	embed '{"id":1, "text":"Reset the gateway" ,"n":1.10}'
	[[ $(<out) == '{"id":1, "text":"Reset the gateway" ,"n":1.10,"embedding":['*'],"embed":{'*'}}' ]]
	jq -e '(.embedding | length) == 1024 and ((.embedding | map(. * .) | add) | . > 0.1 and . < 1)
		and (.embed | keys_unsorted) == ["engine","model","fingerprint","dimensions","text_xxh3"]
		and .embed.engine == "lexical" and .embed.dimensions == 1024
		and (.embed.fingerprint, .embed.text_xxh3 | test("^[0-9a-f]{16}$"))' out
	if command -v xxhsum >/dev/null; then
		[[ $(printf 'Reset the gateway' | xxhsum -H3) == *"$(jq -r .embed.text_xxh3 out)"* ]]
	fi
}

@test "float and base64 are the same vectors" {
	records 20 >in
	ok lmob-embed --encoding float in
	cp out float
	ok lmob-embed --encoding base64 in
	"$PYTHON" - float out <<-'END'
		import base64, json, struct, sys
		for a, b in zip(open(sys.argv[1]), open(sys.argv[2])):
		    a, b = json.loads(a), json.loads(b)
		    packed = base64.b64decode(b.pop("embedding"), validate=True)
		    # The text of a float32 reads back as the same 32 bits.
		    assert struct.pack("<1024f", *a.pop("embedding")) == packed
		    assert a == b
	END
	ok lmob-embed -e base64 in
	[[ $(wc -l <out) == 20 ]]
}

@test "members of these names are replaced, also where there are several" {
	embed '{"embedding":[1],"text":"a","embed":{"x":"}"},"embedding" : null,"z":1}' -e base64
	[[ $(grep -o '"embedding"' out | wc -l) == 1 && $(grep -o '"embed"' out | wc -l) == 1 ]]
	jq -e '(.embedding | type) == "string" and .embed.engine == "lexical" and .z == 1' out
	cp out once
	ok lmob-embed -e base64 once
	same out once
	# Escaped names are names.
	embed '{"\u0065mbed":1,"text":"a"}' -e base64
	jq -e '.embed.dimensions == 1024 and (keys | length) == 3' out
}

@test "--field: several texts are joined with newlines" {
	embed '{"text":"one\ntwo\nthree"}'
	jq -c '[.embedding, .embed.text_xxh3]' out >want
	embed '{"a":"one","b":{"c":["two","three"]}}' --field '.a,.b.c[]'
	jq -c '[.embedding, .embed.text_xxh3]' out >got
	same got want
	embed '{"x y":[null,{"t":"one\ntwo\nthree"}]}' --field '.none,.["x y"][1].t'
	jq -c '[.embedding, .embed.text_xxh3]' out >got
	same got want
	for paths in a '' '.a,' '.a[' '.a[x]' '.a b'; do
		fails 2 'lmob-embed: *path*' lmob-embed --field "$paths" in
	done
}

@test "a query has the length 1 and is another vector than a document" {
	embed '{"text":"Reset the gateway"}' --as query
	jq -e '((.embedding | map(. * .) | add) - 1 | fabs) < 1e-6' out
	cp out query
	ok lmob-embed --as document in
	cp out document
	[[ $(jq -c .embedding query) != $(jq -c .embedding document) ]]
	# They are to be compared, so they are of one fingerprint.
	[[ $(jq -r .embed.fingerprint query) == $(jq -r .embed.fingerprint document) ]]
	ok lmob-embed in
	same out document
	fails 2 'lmob-embed: --as title: expected one of document, query' lmob-embed --as title in
}

@test "fields weigh: a word counts as often as its field says" {
	jq -cn '{title: "red pump", text: "of the town", n: "red pump\nred pump\nof the town"}' >in
	ok lmob-embed -f '.title^2,.text' in
	jq -c .embedding out >weighed
	ok lmob-embed -f .n in
	jq -c .embedding out | cmp - weighed
	ok lmob-embed -f '.title,.text' in
	run ! cmp -s <(jq -c .embedding out) weighed
	cp out plain
	ok lmob-embed -f '.title^1,.text' in
	same out plain
	ok lmob-embed --fit weighed.idf -f '.title^2,.text' in
	ok lmob-embed --fit n.idf -f .n in
	same weighed.idf n.idf
	echo '{"a^2":"red pump"}' >in
	ok lmob-embed -f '.["a^2"]^3' in
	for weight in 0 101 '' -1 1.5 2x; do
		fails 2 "lmob-embed: --field: .text^$weight: expected a weight from 1 to 100 after ^" \
			lmob-embed -f ".text^$weight" in
	done
}

@test "a record without words is kept with null, and told" {
	printf '%s\n' '{"text":""}' '{"text":" .,! "}' '{"text":"a"}' >in
	fails 0 'lmob-embed: 2 of 3 records have no words: their embedding is null' \
		lmob-embed --stats stats in
	[[ $(jq -c '.embedding == null' out | tr '\n' ' ') == 'true true false ' ]]
	jq -e '.counts.embedded == 1 and .counts.empty == 2 and .exit == 0' stats
}

@test "a record without a text is malformed" {
	local record
	for record in '{}' '{"id":1}' '{"text":null}' '{"text":5}' '{"text":["a"]}' '{"text":{}}' \
		'{"Text":"a"}'; do
		printf '%s\n' '{"text":"a"}' "$record" >in
		fails 2 'lmob-embed: in:2:1: *expected a string*' lmob-embed in
		[[ $(wc -l <out) == 1 ]]
	done
	fails 0 '*1 of 2 records rejected*' lmob-embed --rejects r in
}

@test "records that --if leaves out pass without a vector" {
	printf '%s\n' '{"a":1,"text":"x"}' '{"a":2, "text":5}' >in
	ok lmob-embed --if '.a == 1' in
	tail -n 1 in | cmp - <(tail -n 1 out)
	head -n 1 out | jq -e '.embedding | length == 1024'
}

@test "what is alike is near, what is not is far" {
	cosines 'The gateway lost its connection' 'the GATEWAY lost its connection' \
		'Gateways lose connections' 'An invoice for paper' >got
	mapfile -t c <got
	"$PYTHON" -c 'import sys
same, alike, other = map(float, sys.argv[1:])
assert same > 0.999999 and 0.2 < alike < 0.95 and other < 0.1, sys.argv' "${c[@]}"
	# Case, width, composition: NFKC and case folding.
	cosines 'Straße Äpfel ＡＢＣ ﬁne' $'STRASSE A\u0308pfel abc fine' >got
	"$PYTHON" -c 'import sys; assert float(sys.argv[1]) > 0.999999' "$(<got)"
}

@test "the same bits for any -j, order, and company" {
	records 3000 >in
	lmob-embed -e base64 -j1 in >want
	for j in 2 5; do
		ok lmob-embed -e base64 -j $j in
		same out want
	done
	sed -n 1234p in | lmob-embed -e base64 | cmp - <(sed -n 1234p want)
	tac in | lmob-embed -e base64 | tac | cmp - want
}

@test "--fit: one pass, no records, the same file for any -j and order" {
	records 3000 >in
	ok lmob-embed --fit a.idf -j1 in
	[[ ! -s out ]]
	ok lmob-embed --fit b.idf -j5 in
	same b.idf a.idf
	tac in >reversed
	ok lmob-embed --fit b.idf -j2 reversed
	same b.idf a.idf
	ok lmob-embed --fit b.idf <(head -n 100 in) <(tail -n +101 in)
	same b.idf a.idf
	ok lmob-embed --fit none.idf /dev/null
	ok lmob-embed --idf none.idf in
}

@test "--idf: other vectors, another fingerprint" {
	records 300 >in
	ok lmob-embed --fit a.idf in
	gzip -k a.idf
	lmob-embed -e base64 in >plain
	ok lmob-embed -e base64 --idf a.idf in
	cp out weighed
	[[ $(jq -r .embed.fingerprint weighed | sort -u | wc -l) == 1 ]]
	[[ $(jq -r .embed.fingerprint weighed | head -n 1) != $(jq -r .embed.fingerprint plain | head -n 1) ]]
	[[ $(jq -r .embedding weighed | head -n 1) != $(jq -r .embedding plain | head -n 1) ]]
	ok lmob-embed -e base64 --idf a.idf.gz in
	same out weighed
	ok lmob-embed -e base64 --idf a.idf --grams 4-5 in
	same out weighed
	fails 2 'lmob-embed: a.idf: *n-grams*' lmob-embed --idf a.idf --grams none in
	fails 2 'lmob-embed: a.idf: *n-grams*' lmob-embed --idf a.idf --grams 3-4 in
	# Words alone are yet another model.
	lmob-embed -e base64 --grams none in >words
	[[ $(jq -r .embed.fingerprint plain weighed words | sort -u | wc -l) == 3 ]]
}

@test "a file of document frequencies that is none, damaged, or cannot be written" {
	records 100 >in
	ok lmob-embed --fit good.idf in
	size=$(stat -c %s good.idf)
	for n in 0 1 7 8 20 39 $((size / 2)) $((size - 1)); do
		head -c "$n" good.idf >bad.idf
		fails 2 'lmob-embed: bad.idf: *' lmob-embed --idf bad.idf in
	done
	for at in 0 8 12 13 14 16 24 32 40 $((size / 2)) $((size - 1)); do
		"$PYTHON" -c 'import sys
data = bytearray(open("good.idf", "rb").read())
data[int(sys.argv[1])] ^= 4
open("bad.idf", "wb").write(data)' "$at"
		fails 2 'lmob-embed: bad.idf: *' lmob-embed --idf bad.idf in || { echo "byte $at" && false; }
	done
	{ cat good.idf; echo; } >bad.idf
	fails 2 'lmob-embed: bad.idf: *' lmob-embed --idf bad.idf in
	fails 2 'lmob-embed: in: not a file of document frequencies*' lmob-embed --idf in in
	fails 2 'lmob-embed: nowhere: *' lmob-embed --idf nowhere in
	fails 2 'lmob-embed: --fit and --idf exclude each other' lmob-embed --fit x --idf good.idf in
	fails 2 'lmob-embed: /dev/full: *' lmob-embed --fit /dev/full in
	fails 2 'lmob-embed: nowhere/x: *' lmob-embed --fit nowhere/x in
	# A broken input leaves the old file.
	echo '{' >>in
	cp good.idf kept.idf
	fails 2 'lmob-embed: in:101:*' lmob-embed --fit kept.idf in
	same kept.idf good.idf
}

@test "settings that are none" {
	echo '{"text":"a"}' >in
	for grams in 0-3 5-3 3-7 x '' 3-5x -3 none-3; do
		fails 2 "lmob-embed: --grams *: expected MIN-MAX from 1 to 6, or none" \
			lmob-embed --grams="$grams" in
	done
	fails 2 'lmob-embed: --engine bge: expected lexical, static:DIR or the API of --model' lmob-embed --engine bge in
	fails 2 'lmob-embed: -e hex: expected one of float, base64' lmob-embed -e hex in
}

@test "texts of every kind and length" {
	"$PYTHON" - >in <<-'END'
		import json
		for text in ["a", "😀", "中文字符", "x" * 1000000, "word " * 200000, "\u0000", "\ud800", "e" + "\u0301" * 5000,
		             "ﷺ" * 1000, "\u200b", "c++ c# .net", "١٢٣", "\U0010ffff"]:
		    print(json.dumps({"text": text}))
	END
	rc=0
	lmob-embed --as query in >out 2>err || rc=$?
	[[ $rc == 0 && $(wc -l <out) == 13 && $(wc -l <err) -le 1 ]]
	"$PYTHON" - <<-'END'
		import json
		for line in open("out", encoding="utf-8"):
		    vector = json.loads(line)["embedding"]
		    assert vector is None or abs(sum(x * x for x in vector) - 1) < 1e-5
	END
}
