#!/usr/bin/env bats
# lmob-redact when the system fails it.

bats_require_minimum_version 1.5.0
load fault

setup() {
	needs_shim
	work_in work
	head -n 3 "$FIXTURES/threads/threads.jsonl" >small.jsonl
	redact=$LMOB_BIN/lmob-redact
}

# Two blocks of 256 KiB.
big() {
	cp "$FIXTURES/threads/threads.jsonl" big.jsonl
}

@test "standard input to standard output" {
	inject -i small.jsonl "$READING $WRITING malloc close" "$redact" -j1
	inject -p -i small.jsonl "$READING $WRITING malloc" "$redact" -j2
}

@test "several blocks to standard output" {
	not_quick
	big
	inject "$ANY" "$redact" -j1 big.jsonl
	cuts
	inject "$ANY pipe thread" "$redact" -j2 big.jsonl
	cuts
}

@test "several blocks to a file" {
	big
	inject "$ATOMIC" "$redact" -j1 -o out.jsonl big.jsonl
	cuts
	inject "$ATOMIC pipe thread" "$redact" -j2 -o out.jsonl big.jsonl
	cuts
}

@test "to a file that is not there yet" {
	not_quick
	inject -n "$WRITING malloc open close fsync rename ftruncate flock" \
		"$redact" -j1 -o out.jsonl small.jsonl
}

@test "to a compressed file" {
	not_quick
	big
	inject "$ATOMIC" "$redact" -j2 -o out.jsonl.gz big.jsonl
}

@test "from compressed files" {
	not_quick
	big
	gzip -c big.jsonl >big.jsonl.gz
	rm big.jsonl
	inject "$ANY" "$redact" -j1 big.jsonl.gz
	cuts
	inject -i small.jsonl "$ANY" "$redact" -j2 small.jsonl big.jsonl.gz - small.jsonl
	cuts
}

@test "with rejects and statistics" {
	{ cat small.jsonl; echo '{"a":'; printf '"\xff"\n'; cat small.jsonl; } >bad.jsonl
	inject "$ATOMIC" "$redact" -j1 --rejects rejects.jsonl --stats stats.jsonl \
		-o out.jsonl bad.jsonl small.jsonl
	inject -i bad.jsonl "$WRITING malloc open close" "$redact" -j2 \
		--rejects rejects.jsonl --stats stats.jsonl
}

@test "a malformed record that its rejects line has to grow for" {
	{ echo 1; head -n 1 small.jsonl | tr -d '}'; } >bad.jsonl
	inject -a "malloc" "$redact" -j1 --rejects rejects.jsonl bad.jsonl
}

@test "a record that is too long, read past" {
	not_quick
	{ cat small.jsonl; printf '"%0600000d"\n' 0; cat small.jsonl; } >long.jsonl
	inject "$ATOMIC" "$redact" -j2 --max-record 300000 --rejects rejects.jsonl -o out.jsonl long.jsonl
	cuts
}

@test "with a manifest, an expression, strings that hold JSON" {
	not_quick
	cp "$FIXTURES/manifest.jsonc" .
	cat >>small.jsonl <<-'END'
		{"a":"{\"password\":\"x\",\"b\":\"[\\\"jane@example.org\\\"]\"}"}
	END
	LMOB_KEY=0123456789abcdef inject "$ANY" "$redact" -j2 --manifest manifest.jsonc --if '.id != "x"' small.jsonl
}

@test "with stamps, and a key" {
	echo '{"version":"1","redaction":{"key_env":"LMOB_KEY","rules":["r.toml"]}}' >manifest.jsonc
	printf "[[rules]]\nid = 'ticket'\nregex = 'TCK-[0-9]{6}'\nkeywords = ['tck-']\n" >r.toml
	LMOB_KEY=0123456789abcdef inject "$ANY" "$redact" -j2 --stamp --manifest manifest.jsonc small.jsonl
	not_quick
	inject "$ATOMIC" "$redact" -j1 --stamp -o out.jsonl small.jsonl
}

@test "a check, an explanation, a report" {
	not_quick
	inject "$READING write malloc open" "$redact" --check --stats stats.jsonl small.jsonl
	inject "$READING $WRITING malloc" "$redact" -j1 --explain small.jsonl
	inject "$ATOMIC" "$redact" -j2 --report report.jsonl -o out.jsonl small.jsonl
}

@test "known names, users' rules, pseudonyms" {
	not_quick
	printf '%s\n' 'Tomáš Dvořák' 'Fjordfisk Bodø' >names
	printf "[[rules]]\nid = 'status'\nregex = 'status [0-9]{3}'\nkeywords = ['status']\n" >r.toml
	echo 0123456789abcdef >key
	chmod 600 key
	inject "$ANY" "$redact" -j1 --dictionary names --learn .customer.company --rules r.toml \
		--replace all=pseudonym --hash-fields .id --key-file key small.jsonl
}

@test "lines of text" {
	not_quick
	{ echo 'user=jane@example.org -----BEGIN PRIVATE KEY-----'; echo MIIEvQIBADANBgkqhkiG9w0B; cat small.jsonl; } >log
	inject "$READING $WRITING malloc" "$redact" -j1 --text log
}

@test "help, version, completions" {
	inject "$WRITING malloc" "$redact" --help
	inject "$WRITING malloc" "$redact" --version
	inject "$WRITING malloc" "$redact" --completions bash
}

@test "killed at any call: the old file is there, the next run makes it good" {
	big
	inject "$KILLS" "$redact" -j1 -o out.jsonl big.jsonl
	inject "$KILLS" "$redact" -j2 -o out.jsonl.gz --stats stats.jsonl big.jsonl
	inject -n "$KILLS" "$redact" -j1 -o out.jsonl small.jsonl
}
