#!/usr/bin/env bats
# lmob-embed when the system fails it.

bats_require_minimum_version 1.5.0
load fault

setup() {
	needs_shim
	work_in work
	head -n 3 "$FIXTURES/corpus/kb.jsonl" >small.jsonl
	embed=$LMOB_BIN/lmob-embed
}

# A little over one block of 256 KiB.
big() {
	head -n 225 "$FIXTURES/corpus/kb.jsonl" >big.jsonl
	(($(wc -c <big.jsonl) > 262144))
}

@test "standard input to standard output" {
	inject -i small.jsonl "$READING $WRITING malloc close" "$embed" -j1
	inject -p -i small.jsonl "$READING $WRITING malloc" "$embed" -j2 -e base64
}

@test "several blocks" {
	big
	inject "$ANY" "$embed" -j1 -e base64 big.jsonl
	cuts
	inject "$ATOMIC pipe thread" "$embed" -j2 -e base64 -o out.jsonl big.jsonl
	cuts
}

@test "several files, compressed ones" {
	not_quick
	gzip -c small.jsonl >small.jsonl.gz
	inject -i small.jsonl "$ATOMIC" "$embed" -j2 -o out.jsonl.gz small.jsonl.gz - small.jsonl
	inject -n "$WRITING malloc fsync rename" "$embed" -j1 -o out.jsonl small.jsonl.gz
}

@test "with rejects and statistics" {
	not_quick
	{ cat small.jsonl; echo '{"text":7}'; echo '{"text":"..."}'; cat small.jsonl; } >bad.jsonl
	inject "$ATOMIC" "$embed" -j2 --rejects rejects.jsonl --stats stats.jsonl \
		-o out.jsonl bad.jsonl
}

@test "fitting" {
	big
	inject "$ATOMIC" "$embed" -j1 --fit fitted small.jsonl
	inject "$ATOMIC pipe thread" "$embed" -j2 --fit fitted --stats stats.jsonl big.jsonl
	inject -n "$WRITING malloc open fsync rename" "$embed" -j1 --fit fitted small.jsonl
}

@test "with what was fitted" {
	not_quick
	"$embed" --fit fitted small.jsonl
	inject "$ANY" "$embed" -j1 --idf fitted --field .title,.text small.jsonl
}

@test "killed at any call: the old file is there, the next run makes it good" {
	inject "$KILLS" "$embed" -j1 -o out.jsonl small.jsonl
	inject "$KILLS" "$embed" -j2 --fit fitted small.jsonl
}
