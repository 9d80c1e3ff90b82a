#!/usr/bin/env bats
# What every program does record by record: rejects, oversize records, --if,
# --stats, progress, the manifest.

load helpers
load every

# mixed: a file of good and bad records; its bad lines are 2, 4 and 5.
mixed() {
	printf '%b\n' '{"id":1,"text":"a"}' '{"id":2,' '{"id":3,"text":"c"}' \
		'{"text":"\x00\\u00e4\xc3\xa4\\t"}' 'caf\xe9 "q"' '{"id":6,"text":"f"}' >mixed.jsonl
	sed -n '1p;3p;6p' mixed.jsonl >good.jsonl
}

@test "--rejects: the run goes on, and each malformed record is kept exactly" {
	local p j
	mixed
	for p in $(filters); do
		"lmob-$p" good.jsonl >want
		for j in 1 2 5; do
			rm -f rejects
			fails 0 "lmob-$p: 3 of 6 records rejected, see rejects" \
				"lmob-$p" -j $j --rejects rejects mixed.jsonl
			same out want
			[[ $(stat -c %a rejects) == 600 ]]
			"$PYTHON" - rejects mixed.jsonl <<-'END'
				import base64, json, sys
				lines = open(sys.argv[2], "rb").read().split(b"\n")
				rejects = [json.loads(l) for l in open(sys.argv[1], encoding="utf-8")]
				assert [r["line"] for r in rejects] == [2, 4, 5], rejects
				for r in rejects:
				    assert list(r)[:4] == ["file", "line", "column", "error"], r
				    assert r["file"] == "mixed.jsonl" and r["column"] > 0 and r["error"], r
				    raw = lines[r["line"] - 1]
				    try:
				        raw.decode()
				        assert list(r)[4:] == ["raw"] and r["raw"].encode() == raw, r
				    except UnicodeDecodeError:
				        assert list(r)[4:] == ["raw_base64"], r
				        assert base64.b64decode(r["raw_base64"], validate=True) == raw, r
			END
		done
		# The column and the words are those of the message.
		printf '{"id":2,\n' >bad
		"lmob-$p" bad 2>err || true
		"lmob-$p" --rejects rejects good.jsonl bad >out 2>&1
		[[ $(<err) == "lmob-$p: $(jq -r '"\(.file):\(.line):\(.column): \(.error)"' rejects)" ]]
		[[ $(jq -c 'keys' rejects) == '["column","error","file","line","raw"]' ]]
	done
}

@test "--rejects: mode 0600 whatever the umask and whatever was there" {
	local p
	mixed
	umask 000
	for p in $(filters); do
		echo old >rejects
		chmod 666 rejects
		"lmob-$p" --rejects rejects -o made mixed.jsonl 2>err
		[[ $(stat -c %a rejects) == 600 ]]
		[[ $(wc -l <rejects) == 3 ]]
		ok "lmob-$p" --rejects none.jsonl -o made good.jsonl
		[[ -e none.jsonl && ! -s none.jsonl ]]
		rm rejects none.jsonl
	done
}

@test "--rejects that is an input, and --max-rejects alone, are refused" {
	local p
	printf '{"text":"a"}\n{\n' >in
	cp in kept
	ln -f in link
	for p in $(filters); do
		fails 2 '*--rejects link: it is an input' "lmob-$p" --rejects link in
		same in kept
		fails 2 '*--max-rejects is of use with --rejects only' "lmob-$p" --max-rejects 1 in
	done
}

# shellcheck disable=SC2094 # that is what is tried
@test "no file that is written is another file of the run" {
	local p
	printf '{"text":"a"}\n' >in
	cp in kept
	ln -f in link
	for p in $(filters); do
		fails 2 "lmob-$p: --stats ./link: it is an input" "lmob-$p" --stats ./link in
		fails 2 "lmob-$p: --stats in: it is an input" "lmob-$p" --stats in <in
		fails 2 "lmob-$p: --stats made: it is the output" "lmob-$p" --stats made -o ./made in
		fails 2 "lmob-$p: --rejects made: it is the output" "lmob-$p" --rejects made -o made in
		fails 2 "lmob-$p: --rejects made: it is the file of --stats" "lmob-$p" --rejects made --stats made in
		[[ ! -e made ]]
		# What FILE is written to until it is whole is one of them.
		cp kept made.part
		fails 2 "lmob-$p: --output made: it is an input" "lmob-$p" -o made made.part
		fails 2 "lmob-$p: --stats made.part: it is the output" "lmob-$p" -o made --stats made.part in
		same made.part kept
		rm made.part
		rc=0
		"lmob-$p" in 2>err >>./link || rc=$?
		[[ $rc == 2 && $(<err) == "lmob-$p: standard output: it is an input" ]]
		same in kept
		# Devices do no harm, nor do files that only have a name in common.
		mkdir -p folder
		ok_empty "lmob-$p" --stats /dev/null --rejects /dev/null -o /dev/null /dev/null
		ok "lmob-$p" --stats folder/in -o folder/link in
		rm -r folder
	done
}

@test "--max-rejects N: N are rejected, one more stops the run" {
	local p j n
	seq 3000 | sed -e 's/.*/{"id":&,"text":"a"}/' -e '0~100a bad' >in
	for p in $(filters); do
		for j in 1 4; do
			fails 0 '*: 30 of 3030 records rejected, see r' \
				"lmob-$p" -j $j --rejects r --max-rejects 30 in
			cp out all
			[[ $(wc -l <r) == 30 ]]
			for n in 0 1 29; do
				fails 2 "lmob-$p: in:$(((n + 1) * 101)):1: *" \
					"lmob-$p" -j $j --rejects r --max-rejects $n in
				[[ $(wc -l <r) == "$n" && $(wc -l <out) == $(((n + 1) * 100)) ]]
				cmp -n "$(stat -c %s out)" out all
			done
		done
		fails 2 "lmob-$p: in:101:1: *" "lmob-$p" -o made --rejects r --max-rejects 0 in
		[[ ! -e made ]]
	done
}

@test "--max-record: just as long is fine, one byte more is not" {
	local p
	printf '{"text":"%s"}\n' a aa >in
	for p in $(filters); do
		fails 2 "lmob-$p: in:2:1: a record longer than 12 bytes (--max-record)" \
			"lmob-$p" --max-record 12 in
		[[ $(wc -l <out) == 1 ]]
		ok "lmob-$p" --max-record 13 in
		ok "lmob-$p" --max-record 1K in
		printf '{"text":"aa"}' >last # no newline after it
		ok "lmob-$p" --max-record 13 last
		fails 2 '*: a record longer than 12 bytes*' "lmob-$p" --max-record 12 last
	done
}

@test "a record of 100 MiB: refused, or into the rejects by its head" {
	local p
	{
		echo '{"text":"before"}'
		printf '{"text":"'
		head -c 104857600 /dev/zero | tr '\0' x
		echo '"}'
		echo '{"text":"after"}'
	} >in
	for p in $(filters); do
		fails 2 "lmob-$p: in:2:1: a record longer than 67108864 bytes (--max-record)" "lmob-$p" in
		[[ $(wc -l <out) == 1 ]]
		fails 0 "lmob-$p: 1 of 3 records rejected, see r" "lmob-$p" -j2 --rejects r in
		sed -n '1p;3p' in | "lmob-$p" >want
		same out want
		[[ $(jq -c '[.line, .column, .bytes, (.raw | length), .raw[0:12]]' r) == \
			'[2,1,104857611,4096,"{\"text\":\"xxx"]' ]]
		fails 0 '*rejected*' "lmob-$p" --rejects r <in
		same out want
	done
	ok lmob-redact --max-record 101M in
	same out in
}

@test "--if: acts where true, passes the rest untouched" {
	printf '%s\n' '{"a":1, "t":"x@y.example"}' '{"a":2,"t" :"x@y.example","n":1.10}' \
		'{"a":null,"t":"x@y.example"}' >in
	ok lmob-redact --if '.a == 1' in
	{ head -n 1 in | sed 's/x@y.example/[EMAIL]/'; tail -n +2 in; } >want
	same out want
	ok lmob-redact --if .a in # null is not true, 0 is
	{ head -n 2 in | sed 's/x@y.example/[EMAIL]/'; tail -n 1 in; } >want
	same out want
	sed 's/x@y.example/[EMAIL]/' in >want
	for expr in . 0 '"x"' 'true, false' '[]' '.a, error'; do
		ok lmob-redact --if "$expr" in
		if [[ $expr != '.a, error' ]]; then
			same out want
		fi
	done
	for expr in false null empty 'false, true' '.nothing' 'select(false)'; do
		ok lmob-redact -j3 --if "$expr" in
		same out in
	done
}

@test "--if: an expression that fails makes the record malformed, never false" {
	local p said
	printf '%s\n' '{"a":1,"text":"a"}' '{"a":"b","text":"b"}' '{"a":3,"text":"c"}' >in
	for p in $(filters); do
		# jq's message may quote the record, and lmob-redact does not.
		said=': *'
		[[ $p != redact ]] || said=' on this record'
		fails 2 "lmob-$p: in:2:1: --if failed$said" "lmob-$p" --if '.a + 1 > 0' in
		[[ $(wc -l <out) == 1 ]]
		fails 0 "lmob-$p: 1 of 3 records rejected, see r" "lmob-$p" --rejects r --if '.a + 1 > 0' in
		[[ $(jq -r .raw r) == '{"a":"b","text":"b"}' ]]
		fails 2 "lmob-$p: in:2:1: --if failed${said/\*/stop}" \
			"lmob-$p" --if 'if .a == "b" then error("stop") else . end' in
		fails 2 "lmob-$p: in:1:1: --if failed${said/\*/*halted}" "lmob-$p" --if halt in
	done
}

@test "--if: what is no expression is told before anything is read or written" {
	local p expr
	echo '{"text":"a"}' >in
	for p in $(filters); do
		# shellcheck disable=SC2016
		for expr in '(' '.a ==' '$x' 'nofunction' '.a | f(1)' '"' 'import "m" as m; m::f' \
			'include "m"; .'; do
			fails 2 "lmob-$p: not a jq expression: *" "lmob-$p" --if "$expr" -o made in
			[[ ! -e made && ! -e made.part ]]
		done
	done
}

@test "--if: lone surrogates are read, and no record is quoted in a message" {
	printf '%s\n' '{"a":"\ud800","t":"x@y.example"}' '{"a":"\udc00z\ud83d\ude00"}' >in
	ok lmob-redact --if '.a == "\uFFFD"' in
	sed 's/x@y.example/[EMAIL]/' in >want
	same out want
	# jq 1.6 takes 256 levels.
	"$PYTHON" -c 'print("[" * 300 + "\"secret words\"" + "]" * 300)' >deep
	if ! lmob-redact --if . deep >out 2>err; then
		[[ $(<err) == 'lmob-redact: deep:1:1: --if failed on this record' ]]
	fi
}

@test "--stats: one line a run, and its fields add up" {
	local p
	mixed
	for p in $(filters); do
		rm -f stats
		LMOB_NOW=2026-05-05T21:30:00Z "lmob-$p" --stats stats --rejects r -j2 mixed.jsonl \
			>first 2>err
		ok "lmob-$p" --stats stats -o made.gz good.jsonl
		[[ $(wc -l <stats) == 2 ]]
		jq -e --arg p "lmob-$p" '.program == $p and (.version | test("^[0-9.]+$"))
			and (.manifest == null) == ($p != "lmob-route") and .seconds >= 0 and .cpu_seconds >= 0 and .exit == 0
			and (.counts | type) == "object" and (.output_xxh3 | test("^[0-9a-f]{16}$"))' stats
		jq -e --argjson bytes "$(stat -c %s mixed.jsonl)" --argjson out "$(stat -c %s first)" \
			'(.started | startswith("2026-05-05T21:30:00")) and .records_in == 6
			and .records_out == 3 and .rejected == 3 and .bytes_in == $bytes
			and .bytes_out == $out' <(head -n 1 stats)
		# The fingerprint is of what was written, before gzip and for any -j.
		[[ $(jq -r .output_xxh3 stats | uniq | wc -l) == 1 ]]
		if command -v xxhsum >/dev/null; then
			[[ $(xxhsum -H3 first) == *"$(jq -r .output_xxh3 stats | head -n 1)"* ]]
		fi
		[[ $(jq -r keys_unsorted[] stats | sort -u | tr '\n' ' ') == "bytes_in bytes_out counts \
cpu_seconds exit manifest output_xxh3 program records_in records_out rejected seconds started \
version " ]]
	done
}

@test "--stats tells of a run that failed" {
	local p
	printf '{"text":"a"}\n{' >bad
	for p in $(filters); do
		rm -f stats
		fails 2 '*bad:2:*' "lmob-$p" --stats stats bad
		jq -e '.exit == 2 and .records_out == 1' stats
		fails 2 '*nowhere*' "lmob-$p" --stats stats nowhere
		[[ $(wc -l <stats) == 2 ]]
	done
}

@test "--progress: only where asked or on a terminal, and it ends its line" {
	local p when
	records 2000 >in
	for p in $(filters); do
		"lmob-$p" in >want
		for when in --progress=auto --progress=never; do
			ok "lmob-$p" $when in
		done
		for when in --progress=always --progress; do
			"lmob-$p" $when in >out 2>err
			same out want
			tr '\r' '\n' <err | tail -n 1 |
				grep -qE '^2000 records  [0-9.]+ MB/s  100 %  0 s left'
			[[ $(wc -l <err) == 1 ]]
		done
		"lmob-$p" --progress=always < <(cat in) >out 2>err
		same out want
		run ! grep -q % err # the length of a pipe is not known
		"lmob-$p" --progress=always - <in >out 2>err
		grep -q '100 %' err
	done
}

@test "the manifest is checked as a whole first" {
	local p
	export LMOB_KEY=a-key-of-some-length
	echo '{"text":"a"}' >in
	printf '{"version": "1",\n "modles": {}}\n' >bad.jsonc
	for p in $(filters); do
		ok "lmob-$p" --manifest "$FIXTURES/manifest.jsonc" --stats stats in
		jq -e '.manifest | test("^2026-05-05\\.1#[0-9a-f]{16}$")' stats
		fails 2 "lmob-$p: bad.jsonc:2:*modles*" "lmob-$p" --manifest bad.jsonc -o made in
		[[ ! -e made ]]
		fails 2 "lmob-$p: bad.jsonc:2:*" env LMOB_MANIFEST=bad.jsonc "lmob-$p" in
		fails 2 "lmob-$p: nowhere: *" "lmob-$p" --manifest nowhere in
		LMOB_MANIFEST=bad.jsonc ok "lmob-$p" --manifest "$FIXTURES/manifest.jsonc" in
		rm stats
	done
}

@test "\$LMOB_NOW must be a time" {
	local p
	for p in $(filters); do
		fails 2 "lmob-$p: *" env LMOB_NOW=yesterday "lmob-$p" --stats s /dev/null
	done
}
