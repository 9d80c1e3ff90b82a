# shellcheck shell=bash
# What the bats files of the programs share. `load helpers` in each.

bats_require_minimum_version 1.5.0
ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
export LMOB_BIN=${LMOB_BIN:-$ROOT/bin}
export PATH=$LMOB_BIN:$PATH LC_ALL=C.UTF-8
unset LMOB_NOW LMOB_STATE LMOB_MANIFEST LMOB_KEY
PYTHON=${LMOB_PYTHON:-/usr/bin/python3}
[[ -x $PYTHON ]] || PYTHON=python3
export PYTHON
export FIXTURES=$ROOT/fixtures
export DATA=${LMOB_DATA:-$ROOT/../shared/data}
export ORACLES=$BATS_TEST_DIRNAME

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	umask 022
}

# The programs that are built, without their prefix.
programs() {
	local file
	for file in "$LMOB_BIN"/lmob-*; do
		file=${file##*/lmob-}
		if [[ -e $ROOT/bin/$file/main.c ]]; then
			echo "$file"
		fi
	done
}

# Those that turn each record into a record.
filters() {
	programs | grep -vxE 'drift|search'
}

# ok COMMAND...: succeeds in silence; its output is in the file out.
ok() {
	local rc=0
	"$@" >out 2>err || rc=$?
	if ((rc != 0)) || [[ -s err ]]; then
		echo "status $rc: $*"
		cat err
		return 1
	fi
}

# fails STATUS GLOB COMMAND...: ends with it, and one line on standard error
# that is like GLOB.
fails() {
	local want=$1 glob=$2 rc=0
	shift 2
	"$@" >out 2>err || rc=$?
	# shellcheck disable=SC2053
	if ((rc != want)) || [[ $(wc -l <err) != 1 || $(<err) != $glob ]]; then
		echo "status $rc (expected $want, $glob): $*"
		cat err
		return 1
	fi
}

# ok_empty COMMAND...: as ok, on an empty stream, which lmob-schemacheck calls
# undecided.
ok_empty() {
	if [[ $1 == lmob-schemacheck ]]; then
		fails 3 'undecided: no records to check' "$@"
	else
		ok "$@"
	fi
}

# same A B: the same bytes; shows what differs.
same() {
	cmp "$1" "$2" || {
		diff <(head -c 4000 "$1") <(head -c 4000 "$2") | cut -c1-300 | head -20
		return 1
	}
}

# gives TEXT: the file out holds this text, \n and the like read by printf.
gives() {
	printf '%b' "$1" >want
	same out want
}

# redacts IN OUT [OPTION...]: lmob-redact makes OUT of the record IN.
redacts() {
	printf '%s\n' "$1" >in
	printf '%s\n' "$2" >want
	ok lmob-redact "${@:3}" in
	same out want
}

# keeps IN [OPTION...]: lmob-redact finds nothing in it.
keeps() {
	redacts "$1" "$1" "${@:2}"
}

# records N: some small records that every program takes.
records() {
	"$PYTHON" - "$1" <<-'END'
		import sys
		words = "gateway logger alarm invoice sensor probe hub paper ice door".split()
		for i in range(int(sys.argv[1])):
		    text = " ".join(words[(i * k + k) % len(words)] + str(i * k % 97) for k in range(1, 8))
		    print('{"id":"r%d","n":1.10,"text":"%s"}' % (i, text))
	END
}

# drift_inputs: two files of vectors that lmob-drift takes.
drift_inputs() {
	records 8 >text.jsonl
	lmob-embed --encoding base64 text.jsonl >base.jsonl
	cp base.jsonl current.jsonl
}

# as_user COMMAND...: as one who is not root, for whom permissions count.
as_user() {
	if [[ $(id -u) != 0 ]]; then
		"$@"
	else
		chmod a+rx "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "$BATS_TEST_TMPDIR" 2>/dev/null || true
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	fi
}

# Whether as_user can run the programs here (their folders may be closed).
as_user_works() {
	command -v setpriv >/dev/null || [[ $(id -u) != 0 ]] || return 1
	as_user "$LMOB_BIN/lmob-redact" --version >/dev/null 2>&1 &&
		as_user test -x "$BATS_TEST_TMPDIR"
}
