#!/usr/bin/env bats
# lmob-drift --accept and --rollback when the system fails them: the baseline is
# the old one or the new one as a whole, and there is a way back from the new one.

bats_require_minimum_version 1.5.0
load fault

# Two runs of the same vectors, written in two ways.
setup() {
	needs_shim
	work_in work
	mkdir kit
	head -n 12 "$FIXTURES/probes/probes.jsonl" >probes.jsonl
	head -n 2 probes.jsonl >questions.jsonl
	for how in base64 float; do
		"$LMOB_BIN/lmob-embed" -e "$how" probes.jsonl >"kit/$how.jsonl"
		"$LMOB_BIN/lmob-embed" -e "$how" questions.jsonl >"kit/$how.queries"
	done
	jq -r '"\(.id)\t\(.id)\t1"' questions.jsonl >kit/qrels.tsv
	! cmp -s kit/base64.jsonl kit/float.jsonl
	export LMOB_NOW=2026-12-01T02:30:00Z
	plain=("$LMOB_BIN/lmob-drift" -j2 --min-probes 3 --baseline base.jsonl)
	both=("${plain[@]}" --min-queries 1 --baseline-queries base.queries)
	search=(--queries kit/float.queries --qrels kit/qrels.tsv)
	has_queries=1
}

# A baseline as it is before, with nothing beside it.
fresh() {
	rm -rf base*
	cp kit/base64.jsonl base.jsonl
	cp kit/base64.queries base.queries
	chmod 640 base.jsonl
}

# The same after the new one was accepted, which is done once.
accepted() {
	if [[ ! -e kit/accepted ]]; then
		fresh
		accept >/dev/null 2>&1
		is_new
		mkdir kit/accepted
		cp -p base* kit/accepted
	fi
	rm -rf base*
	cp -p kit/accepted/* .
}

# What the run that is tried is, and the same without a fault.
accept() {
	if [[ $has_queries ]]; then
		"${both[@]}" "${search[@]}" --accept kit/float.jsonl
	else
		"${plain[@]}" --accept kit/float.jsonl
	fi
}

rollback() {
	"${both[@]}" --rollback
}

compare() {
	"${both[@]}" "${search[@]}" kit/float.jsonl
}

is_old() {
	cmp -s base.jsonl kit/base64.jsonl && cmp -s base.queries kit/base64.queries
}

is_new() {
	cmp -s base.jsonl kit/float.jsonl &&
		if [[ $has_queries ]]; then
			cmp -s base.queries kit/float.queries
		else
			cmp -s base.queries kit/base64.queries
		fi
}

# Each file as a whole is one of its two.
are_whole() {
	cmp -s base.jsonl kit/base64.jsonl || cmp base.jsonl kit/float.jsonl
	cmp -s base.queries kit/base64.queries || cmp base.queries kit/float.queries
}

# Copies are whole, and nobody else reads them, nor the log.
copies_are_good() {
	local file kind
	for file in base.*.*; do
		case $file in
		*'*' | *.part) continue ;;
		base.jsonl.* | base.queries.*) [[ $(stat -c %a "$file") == 600 ]] ;;
		esac
		kind=${file#base.} kind=${kind%%.*}
		if [[ $file != *.log.jsonl ]] && ! cmp -s "$file" "kit/base64.$kind"; then
			cmp "$file" "kit/float.$kind"
		fi
	done
	[[ $(stat -c %a base.jsonl) == 640 ]]
}

# no_parts KIND: but for one whose lock could not be had, so that it may be
# another run's; nothing is in it.
no_parts() {
	local part
	for part in *.part; do
		[[ $part == '*.part' ]] || [[ $1 == flock && ! -s $part ]]
	done
}

# Whatever was left: accepted again it is the new one, and goes back to the old.
goes_on() {
	compare >/dev/null 2>&1
	is_old || is_new
	if is_old; then
		accept >/dev/null 2>&1
	fi
	is_new
	rollback >/dev/null 2>&1
	is_old
	copies_are_good
}

# judge RC HOW REPORT: what a run left that was told to fail. Only what fails
# after the last rename, such as to print the result, leaves the new files.
judge() {
	local rc=$1 how=$2 renamed
	local -a where
	read -r -a where <<<"$3"
	renamed=${where[2]}
	are_whole
	copies_are_good
	if [[ $how == :kill ]]; then
		((rc == 137))
		goes_on
		return
	fi
	no_parts "${where[0]}"
	if [[ $how ]]; then
		((rc == 0)) && after_all
	elif ((rc == 0)); then
		[[ ${where[0]} =~ ^(close|thread|malloc)$ ]] && after_all
	else
		((rc == 2)) && [[ $(wc -l <err) -eq 1 && $(<err) == "lmob-drift: "* ]]
		before_all || { after_all && ((renamed >= n_renames)); }
	fi
	if ((rc == 2 && renamed > 0)); then
		goes_on
	fi
}

# fail_each FAULTS FUNCTION: each Nth call of each kind, N = 1, 2, ...
fail_each() {
	local word kind how n line n_faults=0 rc near=1 far=23
	if [[ ${LMOB_SOAK:-} ]]; then
		far=1
	elif [[ ${LMOB_QUICK:-} ]]; then
		near=7
	fi
	for word in $1; do
		kind=${word%%:*} how=${word#"$kind"}
		if [[ $kind =~ ^(read|malloc)$ && $near == 1 && $far != 1 ]]; then
			near=3
		fi
		for ((n = 1; ; n += n < 60 ? near : far)); do
			"$3"
			rm -f report
			rc=0
			LD_PRELOAD=$LMOB_BUILD/fault/shim.so LMOB_FAULT=$kind:$n$how \
				LMOB_FAULT_REPORT=$PWD/report "$2" >out 2>err || rc=$?
			if [[ ! -e report ]]; then
				break
			fi
			line=$(<report)
			echo "$kind:$n$how: exit $rc, $line, $(<err)"
			[[ $line != *leak* ]]
			((++n_faults))
			judge "$rc" "$how" "$line"
		done
		((n > 1))
		((rc == 0))
	done
	echo "# $BATS_TEST_DESCRIPTION: $n_faults faults" >&3
}

@test "accept documents and query vectors" {
	before_all() { is_old; }
	after_all() { is_new; }
	n_renames=4 # two copies, two files
	fail_each "write write:short write:EINTR fsync rename open close ftruncate flock fchmod" \
		accept fresh
	not_quick
	fail_each "read read:short read:EINTR malloc" accept fresh
}

@test "accept documents" {
	not_quick
	before_all() { is_old; }
	after_all() { is_new; }
	n_renames=2
	has_queries=''
	fail_each "write fsync rename open close ftruncate flock fchmod" accept fresh
}

@test "go back" {
	before_all() { is_new; }
	after_all() { is_old; }
	n_renames=4
	fail_each "write write:short write:EINTR fsync rename open close ftruncate flock fchmod" \
		rollback accepted
	not_quick
	fail_each "read read:short read:EINTR malloc" rollback accepted
}

@test "killed at any call" {
	before_all() { :; }
	after_all() { :; }
	fail_each "write:kill fsync:kill rename:kill open:kill close:kill ftruncate:kill" accept fresh
	fail_each "write:kill fsync:kill rename:kill open:kill close:kill ftruncate:kill" \
		rollback accepted
}
