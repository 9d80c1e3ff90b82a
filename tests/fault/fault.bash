# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # used by who loads this; set by bats
# What the bats files of this folder share.

LMOB_BUILD=${LMOB_BUILD:-$(cd "$BATS_TEST_DIRNAME/../.." && pwd)/build/release}
LMOB_BIN=${LMOB_BIN:-$(cd "$BATS_TEST_DIRNAME/../.." && pwd)/bin}
export LMOB_BUILD LMOB_BIN
unset LMOB_NOW LMOB_STATE LMOB_MANIFEST LMOB_KEY
FIXTURES=$(cd "$BATS_TEST_DIRNAME/../../fixtures" && pwd)

# The words of inject.bash that every program's cases are made of.
READING="read read:short read:EINTR"
WRITING="write write:short write:EINTR"
ANY="$READING $WRITING malloc open close"
ATOMIC="$ANY fsync rename ftruncate flock fchmod"
KILLS="read:kill write:kill malloc:kill open:kill close:kill fsync:kill rename:kill ftruncate:kill"

needs_shim() {
	if [[ $(uname -s) != Linux ]] || ! getconf GNU_LIBC_VERSION >/dev/null 2>&1; then
		skip "the shim is preloaded, and needs glibc on Linux"
	elif [[ ${LMOB_CONFIG:-release} != release ]]; then
		skip "preloading and $LMOB_CONFIG do not mix"
	fi
	[[ -e $LMOB_BUILD/fault/shim.so ]]
}

# For what is left out of make quick.
not_quick() {
	if [[ ${LMOB_QUICK:-} ]]; then
		skip "not in a quick run"
	fi
}

# work_in NAME: an own folder to work in.
work_in() {
	mkdir -p "$BATS_TEST_TMPDIR/$1"
	cd "$BATS_TEST_TMPDIR/$1" || return
}

# inject ...: as inject.bash, for a program of ours; tells how many faults.
inject() {
	run "$BATS_TEST_DIRNAME/inject.bash" "$@"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output =~ (^|[^0-9])[1-9][0-9]*" faults, " ]]
	echo "# ${BATS_TEST_DESCRIPTION}: ${lines[-1]}" >&3
}

# cuts: some fault of the last inject cut the output short of its end.
cuts() {
	[[ $output != *" 0 outputs cut" ]]
}
