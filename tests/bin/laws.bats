#!/usr/bin/env bats
# Laws of the programs that work record by record, on random records. A failure
# prints the seed: LMOB_TEST_SEED=N runs with that one alone.

load helpers
load every

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	local seed n=150
	if [[ ${LMOB_SOAK-} ]]; then
		n=500
	fi
	seeds >list
	for seed in $(<list); do
		"$PYTHON" "$ORACLES/random_records.py" "$seed" $n >"in.$seed"
		# What a program that changes nothing makes of it.
		sed '/^\r*$/d' "in.$seed" >"same.$seed"
		[[ -z $(tail -c 1 "same.$seed") ]] || echo >>"same.$seed"
	done
}

seeds() {
	if [[ ${LMOB_TEST_SEED-} ]]; then
		echo "$LMOB_TEST_SEED"
	elif [[ ${LMOB_SOAK-} ]]; then
		echo $((RANDOM * 32768 + RANDOM)) $(seq 60)
	elif [[ ${LMOB_QUICK-} ]]; then
		seq 2
	else
		seq 5
	fi
}

# each COMMAND...: for every seed and program: $seed, $p, the files in and same.
each() {
	local seed p
	for seed in $(<"$BATS_FILE_TMPDIR/list"); do
		ln -sf "$BATS_FILE_TMPDIR/in.$seed" in
		ln -sf "$BATS_FILE_TMPDIR/same.$seed" same
		for p in $(filters); do
			"$@" || { echo "law broken: lmob-$p, LMOB_TEST_SEED=$seed" && return 1; }
		done
	done
}

noop() {
	if [[ $p == schemacheck ]]; then
		echo true >s.json
		ok "$LMOB_BIN/lmob-schemacheck" -s s.json --invalid bad in && same out same && [[ ! -s bad ]]
		return
	fi
	[[ $p == redact ]] || return 0
	ok lmob-redact --deny none --detect none in && same out same || return
	grep -vE '[]}]{50}' same >shallow # jq 1.6 takes 256 levels
	ok lmob-redact --if false shallow && same out shallow
}

@test "what is not to be changed comes out byte for byte" {
	each noop
}

idempotent() {
	ok "lmob-$p" in && mv out once && ok "lmob-$p" once && same out once
}

@test "doing it twice is doing it once" {
	each idempotent
}

concatenated() {
	local n
	n=$(wc -l <in)
	head -n $((n / 3)) in >a
	tail -n +$((n / 3 + 1)) in >b
	ok "lmob-$p" in && mv out want || return
	ok "lmob-$p" a && mv out one || return
	ok "lmob-$p" b && mv out two || return
	cat one two | cmp - want || return
	ok "lmob-$p" a b && same out want
}

@test "f(a followed by b) is f(a) followed by f(b)" {
	each concatenated
}

split() {
	local j size
	ok "lmob-$p" -j1 in && mv out want || return
	gzip -1 -c in >in.gz
	ok "lmob-$p" -j2 -o made.gz in || return
	gzip -dc made.gz | cmp - want || return
	for j in 2 5; do
		ok "lmob-$p" -j $j in && same out want || return
		ok "lmob-$p" -j $j in.gz && same out want || return
		for size in 997 262145; do
			dd if=in bs=$size status=none | "lmob-$p" -j $j | cmp - want || return
		done
		dd if=in.gz bs=33 status=none | "lmob-$p" -j $j | cmp - want || return
	done
}

@test "gzip or plain, any -j and any size of reads: the same bytes" {
	each split
}

parses() {
	ok "lmob-$p" in || return
	[[ $(wc -l <out) == $(wc -l <same) ]] || return
	"$PYTHON" - out <<-'END'
		import json, sys
		sys.setrecursionlimit(10000)
		for line in open(sys.argv[1], encoding="utf-8", newline="\n"):
		    assert isinstance(json.loads(line), dict)
	END
}

@test "every line of output parses" {
	each parses
}

judged() {
	[[ $p == schemacheck ]] || return 0
	echo '{"properties":{"text":{"maxLength":25}}}' >s.json
	ok "$LMOB_BIN/lmob-schemacheck" -s s.json --annotate --allow-invalid in && mv out all || return
	ok "$LMOB_BIN/lmob-schemacheck" -s s.json --invalid bad --allow-invalid in || return
	sed -E 's/.*"schemacheck":\{"verdict":"([a-z_]+)".*/\1/' all | paste -d ' ' - same | sed -n 's/^strict //p' | cmp - out || return
	[[ -s out && -s bad ]] && grep -v '"verdict":"strict"' all | cmp - bad
}

@test "a record that is checked passes as it was, or goes aside with its verdict" {
	each judged
}

oracle() {
	[[ $p == redact ]] || return 0
	ok lmob-redact --deny access_token,private_key,bank_account,contract_price,password,pwd \
		--detect email,card,iban,private_key in &&
		"$PYTHON" "$ORACLES/redact_oracle.py" same out \
			access_token private_key bank_account contract_price password pwd
}

@test "redaction changes only what is sensitive, and leaves none of it (oracle)" {
	each oracle
}

added() {
	[[ $p == embed ]] || return 0
	ok lmob-embed --encoding base64 in &&
		"$PYTHON" "$ORACLES/embed_oracle.py" same out
}

@test "embedding adds two members and changes nothing else (oracle)" {
	each added
}
