#!/usr/bin/env bash
# Makes the Nth call of each kind fail, for N = 1, 2, ... until none is left, and
# judges each run by what it leaves.
#
#   inject.bash [-a] [-p] [-n] [-i FILE] FAULTS PROGRAM [ARG...]
#
#   FAULTS   words KIND[:HOW] of shim.c, as "read write:short malloc open:kill"
#   -i FILE  is standard input; with -p through a pipe
#   -a       all N, not a sample
#   -n       the output does not exist before (else it has a line of its own)
#
# It works in the current directory, which must hold nothing but input. -o and
# --fit, --rejects, --invalid, --stats and --report among the ARGs say what the
# program writes.
# Each fault must end in one of these ways:
#
#   an error    exit 2, one message, standard output and rejects cut between
#               two records, the old output as it was, nothing left but FILE.part,
#               which is cut so too, and what lmob-embed has beside it;
#               a fault after the rename leaves the new output complete
#   EINTR and   the run is as without a fault
#   short I/O
#   kill        as an error, without the message; and the run that follows
#               is as if nothing had been
#   tolerated   (fewer threads; qsort without memory; close; what PCRE2 has no
#               memory for to compile it): an error, or no difference
#
# And always: no crash, no hang, no memory and no descriptor held at the end.
# All N up to 60 are tried, then every 7th; all with LMOB_SOAK=1. Ends with
# "FAULTS faults, CUT outputs cut"; exit 1 if a run was not as it should be.
set -euo pipefail

SHIM=${LMOB_BUILD:?}/fault/shim.so
MAX_COMPLAINTS=5
STEP=7
if [[ ${LMOB_SOAK:-} ]]; then
	DENSE=1000000
elif [[ ${LMOB_QUICK:-} ]]; then
	DENSE=12 STEP=23
else
	DENSE=60
fi

piped='' absent='' stdin=/dev/null
while getopts apni: option; do
	case $option in
	a) DENSE=1000000 ;;
	p) piped=1 ;;
	n) absent=1 ;;
	i) stdin=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
read -r -a faults <<<"$1"
command=("${@:2}")
name=${command[0]##*/}

# What the command writes.
output='' rejects='' stats='' told=''
for ((i = 1; i < ${#command[@]}; i++)); do
	case ${command[i]} in
	-o | --fit) output=${command[i + 1]} ;;
	--rejects | --invalid) rejects=${command[i + 1]} ;;
	--stats) stats=${command[i + 1]} ;;
	--report) told=${command[i + 1]} ;;
	esac
done

aside=$(mktemp -d "${TMPDIR:-/tmp}/lmob-inject.XXXXXX")
trap 'rm -rf "$aside"' EXIT
inputs=$(printf '%s\n' *)
n_faults=0 n_cut=0 n_complaints=0 fault=none

complain() {
	echo "$fault: $*"
	echo "  at: ${where[*]}"
	sed 's/^/  stderr: /' "$aside/stderr"
	printf '  LD_PRELOAD=%q LMOB_FAULT=%q' "$SHIM" "$fault"
	printf ' %q' "${command[@]}"
	printf ' <%q\n' "$stdin"
	((++n_complaints < MAX_COMPLAINTS)) || finish
}

finish() {
	echo "$n_faults faults, $n_cut outputs cut"
	exit $((n_complaints > 0))
}

# ---- one run -----------------------------------------------------------------

prepare() {
	if [[ $absent ]]; then
		rm -f "$output"
	elif [[ $output ]]; then
		echo "as it was" >"$output"
	fi
	if [[ $stats ]]; then
		echo "as it was" >"$stats"
	fi
	if [[ $rejects ]]; then
		: >"$rejects"
	fi
	if [[ $told ]]; then
		rm -f "$told"
	fi
	: >"$aside/report"
}

run() {
	status=0
	if [[ $piped ]]; then
		LD_PRELOAD=$SHIM LMOB_FAULT=$fault LMOB_FAULT_REPORT=$aside/report \
			"${command[@]}" < <(exec cat "$stdin" 2>/dev/null) \
			>"$aside/stdout" 2>"$aside/stderr" || status=$?
	else
		LD_PRELOAD=$SHIM LMOB_FAULT=$fault LMOB_FAULT_REPORT=$aside/report \
			"${command[@]}" <"$stdin" \
			>"$aside/stdout" 2>"$aside/stderr" || status=$?
	fi 2>/dev/null # bash's own "Killed"
	mapfile -t report <"$aside/report"
	where=()
	if [[ ${report[0]:-} && ${report[0]} != leak* ]]; then
		read -r -a where <<<"${report[0]}"
	fi
}

# ---- what it left ------------------------------------------------------------

check_held() {
	local line
	for line in "${report[@]}"; do
		if [[ $line == leak* ]]; then
			complain "$line"
		fi
	done
	if ((status == 128 + 14)); then
		complain "it hangs"
	elif ((status > 128)) && [[ $fault != *:kill ]]; then
		complain "it crashes, exit $status"
	fi
}

check_folder() {
	local file
	for file in *; do
		case $'\n'$inputs$'\n' in
		*$'\n'"$file"$'\n'*) continue ;;
		esac
		case $file in
		"$output" | "$output.part" | "$output.part.ahead" | "$rejects" | "$stats" | "$told" | "$told.part") ;;
		*) complain "leaves $file" ;;
		esac
	done
}

# check_prefix FILE EXPECTED WHAT: FILE is the start of EXPECTED, up to the end of a line.
check_prefix() {
	local size last
	if [[ ! -s $1 ]] || cmp -s "$1" "$2"; then
		return
	fi
	((n_cut += 1))
	size=$(wc -c <"$1")
	last=$(tail -c 1 "$1"; echo x)
	if ! cmp -s -n "$size" "$1" "$2"; then
		complain "$3 is not the start of what it should be"
	elif ((size > $(wc -c <"$2"))); then
		complain "$3 is longer than it should be"
	elif [[ $last != $'\n'x ]]; then
		complain "$3 is cut within a record"
	fi
}

check_same() {
	if ! cmp -s "$1" "$2"; then
		complain "$3 is not what it should be"
	fi
}

check_output() {
	local renamed=${where[2]:-0}
	if [[ $told ]]; then
		((renamed -= 1)) || true # it is in place before the output is
	fi
	if [[ ! $output ]]; then
		return
	elif ((renamed > 0)); then
		check_same "$output" "$aside/want.output" "$output"
	elif [[ $absent && -e $output ]]; then
		complain "$output appeared"
	elif [[ ! $absent && ! -e $output ]]; then
		complain "$output is gone"
	elif [[ ! $absent && $(<"$output") != "as it was" ]]; then
		complain "$output was touched"
	elif [[ -e $output.part && $output != *.gz ]]; then
		check_prefix "$output.part" "$aside/want.output" "$output.part"
	fi
}

# A line of statistics is there as a whole, and says how the run ended.
check_stats() {
	local -a lines
	if [[ ! $stats ]]; then
		return
	fi
	mapfile lines <"$stats"
	if [[ ${lines[0]} != $'as it was\n' ]] || ((${#lines[@]} > 2)); then
		complain "$stats was damaged"
	elif ((${#lines[@]} == 2)) && [[ ${where[3]:-} != "$PWD/$stats" ]] &&
		[[ ${lines[1]} != "{"*"\"exit\":$1,"*"}}"$'\n' ]]; then
		complain "$stats: ${lines[1]}"
	elif ((${#lines[@]} < 2)) && [[ $2 ]]; then
		complain "$stats has no new line"
	fi
}

# Statistics come last: what there was to say may have been said before.
check_message() {
	local -a lines said=()
	mapfile lines <"$aside/stderr"
	if [[ $stats ]]; then
		mapfile said <"$aside/want.stderr"
	fi
	if ((${#said[@]} > 0)) && [[ "${lines[*]:0:${#said[@]}}" == "${said[*]}" ]]; then
		lines=("${lines[@]:${#said[@]}}")
	fi
	if ((${#lines[@]} != 1)) || [[ ${lines[0]} != "$name: "?*$'\n' ]]; then
		complain "${#lines[@]} lines on standard error, not one message"
	fi
}

check_failed() {
	if ((status != 2)); then
		complain "exit $status, not 2"
	fi
	check_message
	check_cut
	check_stats 2 ''
}

check_cut() {
	check_prefix "$aside/stdout" "$aside/want.stdout" "standard output"
	if [[ $rejects ]]; then
		check_prefix "$rejects" "$aside/want.rejects" "$rejects"
	fi
	if [[ $told && -e $told ]]; then
		check_same "$told" "$aside/want.told" "$told"
	fi
	check_output
}

check_unharmed() {
	if ((status != want_status)); then
		complain "exit $status, not $want_status"
	fi
	check_same "$aside/stderr" "$aside/want.stderr" "standard error"
	check_same "$aside/stdout" "$aside/want.stdout" "standard output"
	if [[ $rejects ]]; then
		check_same "$rejects" "$aside/want.rejects" "$rejects"
	fi
	if [[ $output ]]; then
		check_same "$output" "$aside/want.output" "$output"
	fi
	if [[ $told ]]; then
		check_same "$told" "$aside/want.told" "$told"
	fi
	if [[ -e $output.part || -e $output.part.ahead || -e $told.part ]]; then
		complain "leaves $output.part, $output.part.ahead or $told.part"
	fi
	check_stats "$want_status" 1
}

check_killed() {
	if ((status != 128 + 9)); then
		complain "exit $status: not killed"
	fi
	check_cut
	local killed=$fault
	fault=malloc:0
	run
	fault="after $killed"
	if [[ $stats ]]; then
		echo "as it was" >"$aside/stats"
		tail -n 1 "$stats" >>"$aside/stats"
		cat "$aside/stats" >"$stats"
	fi
	check_unharmed
	fault=$killed
}

tolerated() {
	case ${where[*]} in
	"thread "* | "close "* | "malloc "*ld-linux* | "malloc "*:qsort* | "malloc "*libpcre2*) true ;;
	*) false ;;
	esac
}

check() {
	case $fault in
	*:EINTR | *:short) check_unharmed ;;
	*:kill) check_killed ;;
	*)
		if tolerated && ((status == want_status)); then
			check_unharmed
		else
			check_failed
		fi
		;;
	esac
}

# ---- all runs ----------------------------------------------------------------

# Without a fault: what all others are compared with.
fault=malloc:0
prepare
run
want_status=$status
cp "$aside/stdout" "$aside/want.stdout"
cp "$aside/stderr" "$aside/want.stderr"
if [[ $rejects ]]; then
	cp "$rejects" "$aside/want.rejects"
fi
if [[ $output ]]; then
	cp "$output" "$aside/want.output"
fi
if [[ $told ]]; then
	cp "$told" "$aside/want.told"
fi
check_held
check_unharmed
check_folder
if ((want_status == 2 || want_status > 3)); then
	complain "exit $want_status without a fault"
	finish
fi

for word in "${faults[@]}"; do
	kind=${word%%:*} how=${word#"$kind"}
	for ((n = 1; ; n += n < DENSE ? 1 : STEP)); do
		fault=$kind:$n$how
		prepare
		run
		if [[ ! ${where[*]} ]]; then
			break
		fi
		((n_faults += 1))
		check_held
		check_folder
		check
	done
	check_held
	check_unharmed
	if ((n == 1)); then
		complain "there is no $kind to fail"
	fi
done
finish
