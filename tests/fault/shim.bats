#!/usr/bin/env bats
# The shim and inject.bash themselves: a program that handles one failure wrongly
# (bad/lmob-bad.c) is found out, each time for what it does.

bats_require_minimum_version 1.5.0
load fault

setup_file() {
	if [[ $(uname -s) == Linux ]]; then
		"${CC:-cc}" -O1 -o "$BATS_FILE_TMPDIR/lmob-bad" "$BATS_TEST_DIRNAME/bad/lmob-bad.c"
	fi
}

setup() {
	needs_shim
	work_in work
	printf '{"a":1}\n{"a":2}\n' >in
	bad=$BATS_FILE_TMPDIR/lmob-bad
	export LMOB_FAULT_HANG_S=1
}

# caught TEXT FAULTS FLAW [ARG...]: inject.bash complains of just that.
caught() {
	run "$BATS_TEST_DIRNAME/inject.bash" -i in "$2" "$bad" "${@:3}"
	echo "$output"
	[ "$status" -eq 1 ]
	printf '%s\n' "${lines[@]}" | grep -E '^[a-z]+:[0-9]+' | grep -qF -- "$1"
}

@test "a program without a flaw passes, and each call is met" {
	inject -i in "$READING $WRITING malloc" "$bad" none
	[[ ${lines[-1]} == "11 faults, 0 outputs cut" ]]
	inject -i in "$ANY fsync rename $KILLS" "$bad" none -o out
}

@test "a failure that is not told" {
	caught "exit 0, not 2" write succeeds
	caught "exit 1, not 2" write another-status
	caught "0 lines on standard error" "read malloc" silent
	caught "2 lines on standard error" read says-twice
	caught "1 lines on standard error" write nameless
	caught "exit 0, not 2" read unread
}

@test "a crash, a hang" {
	caught "crashes, exit 134" read crashes
	caught "crashes, exit 139" malloc null
	caught "it hangs" write hangs
}

@test "an interrupted or a short call" {
	caught "read:1:EINTR: exit 2, not 0" read:EINTR eintr-read
	caught "write:1:EINTR: exit 2, not 0" write:EINTR eintr-write
	caught "standard output is not what" read:short short-read
	caught "standard output is not what" write:short short-write
}

@test "an output that is cut within a record" {
	caught "cut within a record" write in-pieces
	caught "out.part is cut within a record" write in-pieces -o out
}

@test "an old file that does not survive" {
	caught "out was touched" "write write:kill" in-place -o out
	caught "out was touched" "write fsync" renames-anyway -o out
	caught "out is gone" open removes -o out
	caught "leaves out.tmp" write litters -o out
}

@test "what is held at the end" {
	caught "leak 1 blocks, one of 65536 bytes from lmob-bad+0x" read leaks
	caught "leak descriptor" "write fsync" leaks-descriptor -o out
}

@test "nothing to fail, a program that fails anyway, a fault that is no fault" {
	caught "there is no rename to fail" rename none
	run "$BATS_TEST_DIRNAME/inject.bash" -i . read "$bad" none
	[ "$status" -eq 1 ]
	[[ $output == *"exit 2 without a fault"* ]]
	LMOB_FAULT=raed:1 LD_PRELOAD=$LMOB_BUILD/fault/shim.so run -98 "$bad" none
	LMOB_FAULT=read:1:EFOO LD_PRELOAD=$LMOB_BUILD/fault/shim.so run -98 "$bad" none
}
