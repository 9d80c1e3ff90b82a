#!/usr/bin/env bats
# lmob-search: what is found, by numpy; what is refused; and the laws.

load helpers

# vectors N: vectors of records(), and a query with an id.
vectors() {
	records "$1" | lmob-embed -e base64 >docs.jsonl
	echo '{"id":"q1","text":"gateway1 alarm"}' | lmob-embed >q
	echo '{"id":2,"text":"paper7 door"}' | lmob-embed -e base64 >q2
}

@test "random vectors: the hits are those of numpy" {
	"$PYTHON" -c 'import numpy' 2>/dev/null || skip "$PYTHON has no numpy"
	local n=30
	if [[ ${LMOB_QUICK:-} ]]; then
		n=8
	elif [[ ${LMOB_SOAK:-} ]]; then
		n=3000
	fi
	if [[ ${LMOB_TEST_SEED-} ]]; then
		"$PYTHON" "$ORACLES/search/oracle.py" "$LMOB_TEST_SEED" "$LMOB_TEST_SEED"
	else
		"$PYTHON" "$ORACLES/search/oracle.py" 1 "$n"
	fi
}

@test "any -j, gzip, cut reads, several files: the same bytes" {
	vectors 3000
	cat q q2 >queries
	ok lmob-search -q queries -j1 docs.jsonl
	mv out want
	[[ $(wc -l <want) == 20 ]]
	gzip -c docs.jsonl >docs.gz
	head -n 1000 docs.jsonl >a
	tail -n +1001 docs.jsonl | gzip >b
	for j in 1 2 7; do
		ok lmob-search -j $j -q queries docs.jsonl && same out want
		ok lmob-search -j $j -q queries docs.gz && same out want
		ok lmob-search -j $j -q queries a b && same out want
		dd if=docs.jsonl bs=33333 status=none | lmob-search -j $j -q queries | cmp - want
		dd if=docs.gz bs=777 status=none | lmob-search -j $j -q queries | cmp - want
	done
	gzip queries
	ok lmob-search -q queries.gz -o made.gz docs.jsonl
	gzip -dc made.gz | cmp - want
	ok lmob-search -q - docs.jsonl <queries.gz && same out want
}

@test "what is best of parts is best of the whole; and twice is once" {
	vectors 400
	head -n 150 docs.jsonl >a
	tail -n +151 docs.jsonl >b
	ok lmob-search -q q --keep-embedding docs.jsonl && mv out want
	ok lmob-search -q q --keep-embedding a && mv out hits
	ok lmob-search -q q --keep-embedding b && cat out >>hits
	ok lmob-search -q q --keep-embedding hits && same out want
	ok lmob-search -q q --keep-embedding want && same out want
	# Each query by itself is as both at once.
	cat q q2 >both
	ok lmob-search -q both docs.jsonl && mv out want
	ok lmob-search -q q docs.jsonl && mv out one
	ok lmob-search -q q2 docs.jsonl && cat one out | cmp - want
}

@test "equal scores: in the order of the input, whatever the files are called" {
	for i in 5 3 9 1; do echo "{\"id\":$i,\"embedding\":[1,2]}"; done >z
	for i in 2 8; do echo "{\"id\":$i,\"embedding\":[1,2]}"; done >a
	echo '{"embedding":[2,4]}' >q
	ok lmob-search -q q -k 5 z a
	[[ $(jq -c .id out | tr '\n' ' ') == '5 3 9 1 2 ' ]]
	[[ $(jq -c .search.score out | uniq) == 1 ]]
	# -j cuts one file into blocks: many equal ones.
	"$PYTHON" -c 'for i in range(60000): print("{\"id\":%d,\"embedding\":[%d,2]}" % (i, i // 50000 + 1))' >many
	ok lmob-search -j4 -q q -k 1000 many
	[[ $(jq -c .id out) == "$(seq 0 999)" ]]
}

@test "a record loses its embedding, and nothing else" {
	echo '{"embedding":[1,0]}' >q
	cat >docs <<-'END'
		 { "n" : 1.10,"x":12345678901234567890 , "embedding":[1,0] , "y":"\ud800\u0041" }
		{"embedding":[0,1],"a":1,"embedding":[2,0],"a":2,"search":null,"z":{"embedding":[3]}}
	END
	ok lmob-search -q q docs
	gives ' { "n" : 1.10,"x":12345678901234567890 , "y":"\\ud800\\u0041","search":{"rank":1,"score":1,"query":null} }\n{"a":1,"a":2,"search":{"rank":2,"score":1,"query":null},"z":{"embedding":[3]}}\n'
	ok lmob-search -q q --keep-embedding docs
	gives ' { "n" : 1.10,"x":12345678901234567890 , "embedding":[1,0] , "y":"\\ud800\\u0041","search":{"rank":1,"score":1,"query":null} }\n{"embedding":[0,1],"a":1,"embedding":[2,0],"a":2,"search":{"rank":2,"score":1,"query":null},"z":{"embedding":[3]}}\n'
}

@test "vectors of other models are refused, and both are named" {
	made() { echo "{\"embedding\":[1,2],\"embed\":{\"engine\":\"$1\",\"model\":\"$2\",\"fingerprint\":\"$3\"}}"; }
	made e m f >q
	ok lmob-search -q q q
	for d in "x m f" "e x f" "e m x"; do
		read -r engine model fingerprint <<<"$d"
		made "$engine" "$model" "$fingerprint" >other
		fails 2 "lmob-search: other:1:1: embedded by $engine/$model#$fingerprint, the query by e/m#f: vectors *" \
			lmob-search -q q other
		ok lmob-search -q q --any-fingerprint other
		[[ -s out ]]
	done
	echo '{"embedding":[1,2]}' >none
	fails 2 "lmob-search: none:1:1: embedded by an unknown model, the query by e/m#f: *" lmob-search -q q none
	fails 2 "lmob-search: q:1:1: embedded by e/m#f, the query by an unknown model: *" lmob-search -q none q
	ok lmob-search -q none none
	# Rejected, the others are searched all the same.
	cat q other none q >docs
	rc=0
	lmob-search -q q --rejects r docs >out 2>err || rc=$?
	[[ $rc == 0 && $(<err) == 'lmob-search: 2 of 4 records rejected, see r' ]]
	[[ $(wc -l <out) == 2 && $(jq .line r | tr '\n' ' ') == '2 3 ' ]]
}

@test "dimensions, and what is no vector" {
	echo '{"embedding":[1,2]}' >q
	while IFS='|' read -r record message; do
		echo "$record" >d
		fails 2 "lmob-search: d:1:1: $message" lmob-search -q q d
		fails 2 "lmob-search: d:1:1: $message" lmob-search -q q --any-fingerprint d
	done <<-'END'
		{"embedding":[1,2,3]}|embedding: 3 dimensions, the query has 2
		{"embedding":"AACAPw=="}|embedding: 1 dimensions, the query has 2
		{"text":"a"}|no embedding
		{"embedding":[]}|embedding: empty vector
		{"embedding":[1,"2"]}|embedding: element 1 is not a number
		{"embedding":"AACAfw=="}|embedding: element 0 is not finite
		{"embedding":"%%%%"}|embedding: not base64: *
		{"embedding":{"a":1}}|embedding: not an array *
		{"embedding":[1,2],"embed":7}|embed is not an object
		{"embedding":[1,2],"embed":{"dimensions":3}}|embed.dimensions is 3, but the vector has 2
		[1,2]|expected an object
	END
	for record in '{"id":[],"embedding":[1]}' '{"a":1}' '{"embedding":[1]} x' '7'; do
		printf '{"embedding":[1]}\n%s\n' "$record" >bad
		fails 2 'lmob-search: bad:2:*' lmob-search -q bad q
	done
	printf '{"embedding":[1]}\n{"embedding":[1,2]}\n' >bad
	fails 2 'lmob-search: bad:2:1: embedding: 2 dimensions, the query has 1' lmob-search -q bad q
	: >bad
	fails 2 'lmob-search: bad: no query in it' lmob-search -q bad q
	echo '{"embedding":null}' >bad
	fails 2 'lmob-search: bad: no query has an embedding' lmob-search -q bad q
	fails 2 'lmob-search: nowhere: open: No such file*' lmob-search -q nowhere q
}

@test "null, zero, huge and tiny vectors" {
	echo '{"id":1,"embedding":[1,0]}' >q
	printf '%s\n' '{"id":1,"embedding":null}' '{"id":2,"embedding":[0,-0.0]}' '{"id":3,"embedding":[-1,0]}' >d
	rc=0
	lmob-search -q q d >out 2>err || rc=$?
	[[ $rc == 0 && $(jq -c '[.id, .search.score]' out) == '[3,-1]' ]]
	[[ $(<err) == 'lmob-search: 2 of 3 records have no direction (null or zero): they were passed over' ]]
	lmob-search -q q --score dot d >out 2>err
	[[ $(jq -c '[.id, .search.score]' out | tr '\n' ' ') == '[2,0] [3,-1] ' ]]
	[[ $(<err) == 'lmob-search: 1 of 3 records '* ]]
	printf '%s\n' '{"id":0,"embedding":[0,0]}' '{"id":1,"embedding":null}' '{"id":2,"embedding":[1,1]}' >qs
	lmob-search -q qs q >out 2>err
	[[ $(jq -c .search.query out) == 2 ]]
	[[ $(<err) == 'lmob-search: 2 of 3 queries have no direction (null or zero): nothing is found for them' ]]
	printf '%s\n' '{"id":1,"embedding":[3e38,3e38]}' '{"id":2,"embedding":[1e-45,0]}' >d
	ok lmob-search -q d d
	[[ $(jq -c '[.search.query, .id, .search.score]' out | tr '\n' ' ') == \
		'[1,1,1] [1,2,0.70710677] [2,2,1] [2,1,0.70710677] ' ]]
	ok lmob-search -q d --score dot -k1 d
	jq -se 'map(.search.score > 1.7e77) == [true, false] and all(.search.score > 0)' out
}

@test "--above, -k, no document at all" {
	printf '{"id":%d,"embedding":[%d,1]}\n' 1 0 2 1 3 2 >d
	echo '{"embedding":[1,0]}' >q
	ok lmob-search -q q d
	[[ $(jq -c .id out | tr '\n' ' ') == '3 2 1 ' ]]
	above=$(jq -r 'select(.id == 2).search.score' out)
	ok lmob-search -q q --above "$above" d
	[[ $(jq -c .id out | tr '\n' ' ') == '3 2 ' ]]
	ok lmob-search -q q --above 0.9999 d
	[[ ! -s out ]]
	ok lmob-search -q q -k1 d
	[[ $(wc -l <out) == 1 ]]
	ok lmob-search -q q -k 1000000 --if '.id < 3' d
	[[ $(wc -l <out) == 2 ]]
	ok lmob-search -q q /dev/null
	[[ ! -s out ]]
	for k in 0 -1 1000001 x ''; do
		fails 2 'lmob-search: --best: *' lmob-search -q q --best="$k" d
	done
	fails 2 'lmob-search: --above nan: *' lmob-search -q q --above=nan d
}

@test "lines for people" {
	printf '%s\n' '{"id":"a","title":"T\u001b[1m  x\ny","text":"no","embedding":[1,0]}' \
		'{"id":12,"text":"the text is cut","embedding":[2,1]}' '{"embedding":[-1,0]}' >d
	echo '{"id":"q\"1","text":"what?","embedding":[1,0]}' >q
	ok lmob-search -q q --text=9 d
	gives '1  1.000  a  T?[1m x y\n2  0.894  12  the text…\n3  -1.000  -\n'
	cat q q >qs
	ok lmob-search -q qs -t -k1 d
	gives '# q\\"1  what?\n1  1.000  a  T?[1m x y\n# q\\"1  what?\n1  1.000  a  T?[1m x y\n'
	fails 2 'lmob-search: --text and --keep-embedding exclude each other' \
		lmob-search -q q --text --keep-embedding d
}

@test "files: the query is no output, and only one is standard input" {
	vectors 3
	cp q q.before
	fails 2 'lmob-search: *q*' lmob-search -q q -o q docs.jsonl
	fails 2 'lmob-search: *q*' lmob-search -q q --rejects q docs.jsonl
	same q q.before
	fails 2 'lmob-search: only one of --query and the operands can be standard input' \
		lmob-search -q - <q
	fails 2 'lmob-search: --query FILE is missing (see --help)' lmob-search docs.jsonl
	ok lmob-search -q docs.jsonl docs.jsonl
	[[ $(wc -l <out) == 9 ]]
}

@test "--stats counts what was scored, and the hits as records" {
	vectors 30
	echo '{"embedding":null}' >>docs.jsonl
	lmob-search -q q -k 7 --stats s docs.jsonl >out 2>err
	jq -e '.records_in == 31 and .records_out == 7 and .counts == {"scored": 30, "empty": 1}' s
	[[ $(jq -r .bytes_out s) == "$(stat -c %s out)" ]]
}

@test "memory does not grow with the documents" {
	[[ ${LMOB_CONFIG:-release} == release ]] || skip 'sanitizers hold memory'
	vectors 200
	peak() {
		for ((i = 0; i < $1; i++)); do cat docs.jsonl; done |
			/usr/bin/time -f %M lmob-search -j2 -q q -o /dev/null 2>&1
	}
	[[ -x /usr/bin/time ]] || skip 'no /usr/bin/time'
	local small large
	small=$(peak 10) large=$(peak 200)
	echo "$small kB, $large kB"
	((large < small + 4000))
}
