# shellcheck shell=bash
# What the pipelines share; sourced, never run.

fail() {
	echo "${0##*/}: $*" >&2
	exit 2
}

# What is said at the head of the script, and the end.
help() {
	sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
	exit 0
}

# The folder of baselines, nights and histories.
state_folder() {
	if [ -n "${LMOB_STATE-}" ]; then
		echo "$LMOB_STATE"
	elif [ "$(id -u)" = 0 ]; then
		echo /var/lib/lmob
	else
		echo "${XDG_STATE_HOME:-$HOME/.local/state}/lmob"
	fi
}

# The date of tonight's run, in UTC.
today() {
	if [ -n "${LMOB_NOW-}" ]; then
		echo "${LMOB_NOW%%[Tt ]*}"
	else
		date -u +%Y-%m-%d
	fi
}

# Run a step; whatever it fails with is trouble.
step() {
	"$@" || fail "${1##*/} failed with status $?, the night is incomplete"
}

# Copy a file of records: checked, synced, and there whole or not at all.
install_file() {
	lmob-redact --deny none --detect none -o "$2" "$1" || fail "$2: not written"
}
