#!/usr/bin/env bats
# The runner of the suite itself: it runs what there is, long or short, and
# nothing to run is no success.
# sources

bats_require_minimum_version 1.5.0

setup() {
	cd "$LMOB_ROOT" || return
}

@test "the long and the short suite have the same files" {
	local kind
	for kind in none LMOB_QUICK LMOB_SOAK; do
		env -u LMOB_QUICK -u LMOB_SOAK "$kind=1" tests/run check/links \
			>"$BATS_TEST_TMPDIR/out" 2>&1
		grep -q '^1 files, ' "$BATS_TEST_TMPDIR/out"
		grep -q '^ok *tests/check/links.bats ' "$BATS_TEST_TMPDIR/out"
	done
}

@test "a word that names no file: red" {
	local rc=0
	tests/run no-such-test >"$BATS_TEST_TMPDIR/out" 2>&1 || rc=$?
	((rc == 1))
	grep -q '^0 passed, 0 failed$' "$BATS_TEST_TMPDIR/out"
}

@test "a sanitizer's suite is without what it cannot see anything in" {
	local config
	for config in asan tsan; do
		LMOB_CONFIG=$config tests/run check/floors >"$BATS_TEST_TMPDIR/out" 2>&1 && false
		grep -q '^0 files, ' "$BATS_TEST_TMPDIR/out"
	done
}

@test "what a build can tell nothing about is left out of its suite" {
	local config word
	while read -r config word; do
		run -1 env LMOB_CONFIG="$config" tests/run "$word"
		[[ $output == *'0 passed, 0 failed' ]]
	done <<-'END'
		tsan bin/embed_plan
		tsan check/floors
		asan check/floors
	END
}

@test "a failure that says much is shown, from its beginning" {
	mkdir -p "$BATS_TEST_TMPDIR/copy/tests"
	cd "$BATS_TEST_TMPDIR/copy"
	cp "$LMOB_ROOT/tests/run" tests/
	printf '%s\n' '@test "long" {' 'seq 1 20000' false '}' >tests/long.bats
	run -1 env LMOB_CONFIG=release tests/run
	[[ $output == *'FAIL  tests/long.bats '*'not ok 1 long'* ]]
	[[ ${lines[-1]} == '0 passed, 1 failed' ]]
	((${#lines[@]} < 100))
}
