# shellcheck shell=bash
# For the tests of lmob-schemacheck: `load schemacheck` after the helpers.

# schema TEXT: the file s.json.
schema() {
	printf '%s\n' "$1" >s.json
}

# The schema that most records of these tests are checked by.
plain_schema() {
	schema '{"type":"object","required":["a"],"properties":{"a":{"type":"integer"},"b":{"enum":["x"]}}}'
}

# answers TEXT...: the file in, a record each, with the text at .output.
answers() {
	# shellcheck disable=SC2016
	jq -cn '$ARGS.positional[] | {output: .}' --args -- "$@" >in
}

# found STATUS VERDICT COMMAND...: ends so, with the verdict (a glob) as the one
# line on standard error; its output is in the file out.
found() {
	local want=$1 glob=$2 rc=0
	shift 2
	"$@" >out 2>err || rc=$?
	# shellcheck disable=SC2053
	if ((rc != want)) || [[ $(wc -l <err) != 1 || $(<err) != $glob ]]; then
		echo "status $rc (expected $want, $glob): $*"
		head -c 4000 err
		return 1
	fi
}

# verdicts: one a line, of the records in out.
verdicts() {
	jq -r .schemacheck.verdict out
}
