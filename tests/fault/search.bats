#!/usr/bin/env bats
# lmob-search when the system fails it.

bats_require_minimum_version 1.5.0
load fault

setup() {
	needs_shim
	work_in work
	search=$LMOB_BIN/lmob-search
}

# documents N: N documents, and two queries.
documents() {
	head -n "$1" "$FIXTURES/probes/probes.jsonl" | "$LMOB_BIN/lmob-embed" -e base64 >docs.jsonl
	head -n 2 docs.jsonl >queries.jsonl
}

@test "two queries, the result to standard output" {
	documents 12
	inject "$ANY" "$search" -j1 -k5 --query queries.jsonl docs.jsonl
	inject "$ANY" "$search" -j2 --text --query queries.jsonl docs.jsonl
}

@test "standard input, compressed queries, vectors kept" {
	not_quick
	documents 12
	gzip queries.jsonl
	inject -i docs.jsonl "$READING write malloc open close" "$search" -j2 --keep-embedding \
		--query queries.jsonl.gz
	inject -p -i docs.jsonl "$READING write malloc open" "$search" -j1 --query queries.jsonl.gz
}

@test "several blocks and threads, to a file" {
	documents 120
	inject "$ATOMIC pipe thread" "$search" -j2 --query queries.jsonl -o out.jsonl \
		--stats stats.jsonl docs.jsonl
}

@test "several files, rejects" {
	not_quick
	documents 12
	head -n 5 docs.jsonl >one.jsonl
	{ tail -n 7 docs.jsonl; echo '{'; } >two.jsonl
	inject "$ATOMIC" "$search" -j2 --query queries.jsonl -o out.jsonl.gz --rejects rejects.jsonl \
		one.jsonl two.jsonl
}

@test "killed at any call: the old file is there, the next run makes it good" {
	documents 12
	inject "$KILLS" "$search" -j2 --query queries.jsonl -o out.jsonl docs.jsonl
}
