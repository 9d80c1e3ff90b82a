#!/usr/bin/env bats
# What goes on with a killed run, when the system fails it.

bats_require_minimum_version 1.5.0
load fault

setup_file() {
	local root
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	if [[ $(uname -s) == Linux && ${LMOB_CONFIG:-release} == release ]]; then
		# shellcheck disable=SC2046 # words
		"${CC:-cc}" -std=c17 -D_POSIX_C_SOURCE=200809L -O1 -g -pthread \
			-I"$root/lib" -I"$root/bin/embed" $(pkg-config --cflags yyjson) \
			-o "$BATS_FILE_TMPDIR/lmob-resume" "$BATS_TEST_DIRNAME/resume/lmob-resume.c" \
			"$LMOB_BUILD"/bin/embed/known*.o "$LMOB_BUILD/liblmob.a" \
			$(pkg-config --libs yyjson libxxhash zlib) -lm
	fi
}

setup() {
	needs_shim
	work_in work
	resume=$BATS_FILE_TMPDIR/lmob-resume
	for i in {1..3000}; do echo "{\"line\":$i,\"text\":\"more than a block of it\"}"; done >in
	head -c 100000 in >torn
	key=00112233445566778899aabbccddeeff
	printf '{"embedding":[1,2],"embed":{"key":"%s"}}\n' "$key" >known.jsonl
	gzip -c known.jsonl >known.jsonl.gz
	printf '{"file":"f","line":%d,"column":0,"error":"m","raw":""}\n' {1..20} >rejected
}

# fail_each FAULTS COMMAND...: each is told with one message and exit 2, or (with
# EINTR and short) does no harm; before() goes before, after() judges what is left.
fail_each() {
	local word kind how n line n_faults=0 rc
	for word in $1; do
		kind=${word%%:*} how=${word#"$kind"}
		for ((n = 1; ; n++)); do
			before
			rm -f report
			rc=0
			LD_PRELOAD=$LMOB_BUILD/fault/shim.so LMOB_FAULT=$kind:$n$how \
				LMOB_FAULT_REPORT=report "${@:2}" <in >out 2>err || rc=$?
			if [[ -e report ]]; then
				line=$(<report)
				echo "$kind:$n$how: exit $rc, $line"
				[[ $line != *leak* ]]
			else
				break
			fi
			((++n_faults))
			if [[ $how == :kill ]]; then
				((rc == 137))
			elif [[ $how ]]; then
				((rc == 0)) && [ ! -s err ]
			elif ((rc != 0)) || [[ $kind != close ]]; then
				((rc == 2)) && [[ $(wc -l <err) -eq 1 && $(<err) == "lmob-resume: "* ]]
			fi
			after "$rc"
		done
		((n > 1))
		((rc == 0))
	done
	echo "# $BATS_TEST_DESCRIPTION: $n_faults faults" >&3
}

@test "a FILE.part is gone on with" {
	before() {
		rm -f new
		cp torn new.part
		cp torn refused
	}
	# What was kept is never lost: the next run ends what this one could not.
	after() {
		if [[ ! -e new ]]; then
			cmp -n 99000 new.part in
		fi
		if [[ -e new.part || ! -e new ]]; then
			"$resume" copy new refused <in
		fi
		cmp new in
		cmp refused in
		[ ! -e new.part ]
	}
	"$resume" copy nothing <in
	cmp nothing in
	fail_each "$READING $WRITING malloc open close fsync rename ftruncate flock fchmod" \
		"$resume" copy new refused
	fail_each "$KILLS" "$resume" copy new refused
}

@test "known vectors" {
	not_quick
	before() { :; }
	after() {
		if (($1 == 0)); then
			printf '[7]\n[1,2]\n' | cmp - out
		fi
		[ -z "$(ls -A tmp)" ]
	}
	mkdir tmp
	export TMPDIR=$PWD/tmp
	fail_each "$WRITING malloc open close" "$resume" known known.jsonl "$key"
	fail_each "$READING $WRITING malloc open close" "$resume" known known.jsonl.gz "$key"
}

@test "a rejects file is read back" {
	before() { :; }
	after() {
		if (($1 == 0)); then
			[[ $(<out) == 20 ]]
		fi
	}
	fail_each "$READING $WRITING malloc open close" "$resume" rejects rejected
}
