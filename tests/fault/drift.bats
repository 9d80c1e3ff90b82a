#!/usr/bin/env bats
# lmob-drift when the system fails it.

bats_require_minimum_version 1.5.0
load fault

# base, and a current run of the same documents whose text is cut.
setup() {
	needs_shim
	work_in work
	drift=$LMOB_BIN/lmob-drift
}

# probes N: N documents, by two ways of embedding them.
probes() {
	head -n "$1" "$FIXTURES/probes/probes.jsonl" >probes.jsonl
	"$LMOB_BIN/lmob-embed" -e base64 probes.jsonl >base.jsonl
	"$LMOB_BIN/lmob-embed" -e base64 --grams none probes.jsonl >now.jsonl
	rm probes.jsonl
}

@test "two files, the result to standard output" {
	probes 12
	inject "$ANY" "$drift" -j1 --baseline base.jsonl now.jsonl
	inject "$ANY" "$drift" -j2 --baseline base.jsonl --allow-model-change now.jsonl
}

@test "standard input, a compressed baseline" {
	not_quick
	probes 12
	gzip base.jsonl
	inject -i now.jsonl "$READING write malloc open close" "$drift" -j2 --baseline base.jsonl.gz
	inject -p -i now.jsonl "$READING write malloc open" "$drift" -j1 --baseline base.jsonl.gz
}

@test "several blocks and threads, to a file" {
	probes 120
	inject "$ATOMIC pipe thread" "$drift" -j2 --baseline base.jsonl -o out.json \
		--stats stats.jsonl now.jsonl
}

@test "several files, rejects" {
	not_quick
	probes 12
	head -n 5 now.jsonl >one.jsonl
	{ tail -n 7 now.jsonl; echo '{'; } >two.jsonl
	inject "$ATOMIC" "$drift" -j2 --baseline base.jsonl -o out.json.gz --rejects rejects.jsonl \
		one.jsonl two.jsonl
}

@test "killed at any call: the old file is there, the next run makes it good" {
	probes 12
	inject "$KILLS" "$drift" -j2 --baseline base.jsonl -o out.json now.jsonl
}
