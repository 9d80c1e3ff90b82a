#!/usr/bin/env bats
# lmob-route when the system fails it.

bats_require_minimum_version 1.5.0
load fault

setup() {
	needs_shim
	work_in work
	cp "$FIXTURES/manifest.jsonc" .
	mkdir tokenizers
	cp "$FIXTURES/tokenizers/small.json" tokenizers
	export LMOB_MANIFEST=$PWD/manifest.jsonc
	head -n 3 "$FIXTURES/threads/threads.jsonl" >small.jsonl
	route=$LMOB_BIN/lmob-route
}

# Two blocks of 256 KiB.
big() {
	cp "$FIXTURES/threads/threads.jsonl" big.jsonl
}

@test "standard input to standard output" {
	inject -i small.jsonl "$READING $WRITING malloc close" "$route" -j1
	not_quick
	inject -p -i small.jsonl "$READING $WRITING malloc" "$route" -j2
}

@test "several blocks" {
	not_quick
	big
	inject "$READING $WRITING open close" "$route" -j1 big.jsonl
	cuts
	inject "$ATOMIC pipe thread" "$route" -j2 -o out.jsonl big.jsonl
	cuts
}

@test "a record that asks for all that a route can ask" {
	cat >manifest.jsonc <<-'END'
		{"version": "1", "risk_flags": {"f": ["a b"], "g": ["c"]},
		 "models": {"m": {"kind": "generation", "endpoint": "e", "tasks": ["a"], "tokenizer": "tokenizers/small.json"},
		            "h": {"kind": "generation", "endpoint": "x", "tasks": ["a"]}},
		 "endpoints": {"e": {"url": "http://127.0.0.1:1", "api": "ollama", "lane": "local"},
		               "x": {"url": "http://127.0.0.1:2", "api": "openai", "lane": "managed"}},
		 "business_hours": {"days": "mon-fri", "from": "09:00", "to": "18:00", "timezone": "Europe/Berlin"},
		 "routes": [{"id": "1", "task": "a", "equals": {".x[]": 1}, "any_flag": ["f"], "no_flag": ["g"], "tokens_below": 9, "hours": "after", "lane": "hold"},
		            {"id": "2", "task": "a", "tokens_at_least": 1, "lane": "managed"}]}
	END
	printf '%s\n' '{"task":"a","x":[1,2],"text":"A B","messages":[{"role":"user","content":[{"text":"d"}]}],"flags":["own"]}' \
		'{"task":"b"}' '{"task":"a","x":1,"model":"n"}' '{"task":"a","x":[2],"text":"c"}' >jobs.jsonl
	inject "$READING $WRITING malloc open" "$route" -j1 --allow-rejected --fields text=.text jobs.jsonl
	not_quick
	inject "$READING $WRITING malloc" "$route" --explain --allow-rejected jobs.jsonl
	inject "$READING $WRITING malloc" "$route" --summary --allow-rejected jobs.jsonl
}

@test "with rejects and statistics" {
	not_quick
	{ cat small.jsonl; echo '{"a":'; printf '"\xff"\n'; cat small.jsonl; } >bad.jsonl
	inject "$WRITING open close fsync rename" "$route" -j1 --rejects rejects.jsonl --stats stats.jsonl \
		-o out.jsonl bad.jsonl small.jsonl
}

@test "tokens, the manifest, its schema" {
	not_quick
	inject "$READING $WRITING malloc open" "$route" --count-tokens --tokenizer tokenizers/small.json small.jsonl
	inject "$READING malloc open" "$route" --check-manifest
	inject "$WRITING malloc" "$route" --manifest-schema
	inject "$WRITING malloc" "$route" --help
}

# each_fault FAULTS CHECK COMMAND...: each fault in turn, in a folder with only
# what before() puts there; CHECK judges what each run leaves, by $ended.
each_fault() {
	local word n fault n_faults=0
	for word in $1; do
		for ((n = 1; ; n += n < ${LMOB_QUICK:+8}${LMOB_QUICK:-40} ? 1 : 7)); do
			fault=${word%%:*}:$n
			[[ $word != *:* ]] || fault+=:${word#*:}
			rm -rf place
			mkdir place
			before
			: >report
			ended=0
			LD_PRELOAD=$LMOB_BUILD/fault/shim.so LMOB_FAULT=$fault LMOB_FAULT_REPORT=$PWD/report \
				"${@:3}" >stdout 2>stderr || ended=$?
			[[ -s report ]] || break
			((n_faults += 1))
			if ! "$2" || grep -q leak report; then
				echo "$fault: exit $ended"
				cat report stderr
				find place -type f -exec wc -c {} +
				return 1
			fi
		done
		if ((n == 1)); then
			echo "there is no $word to fail"
			return 1
		fi
	done
	echo "# $BATS_TEST_DESCRIPTION: $n_faults faults" >&3
}

# One message and exit 2; or, of what may be tolerated, the run as it should be.
ends_well() {
	if ((ended == 2)); then
		[[ $(wc -l <stderr) == 1 && $(<stderr) == "lmob-route: "?* ]]
	else
		((ended == 0 || ended == 137)) && [[ ! -s stderr ]]
	fi
}

# What came out is in the ledger, which is whole lines and begins as it did.
ledger_is_first() {
	ends_well || return
	cmp -s -n "$(stat -c %s led.before)" place/led led.before || return
	jq -c .id stdout >ids || return
	tail -n +4 place/led | jq -cR 'fromjson | .id' >kept || [[ $ended == 137 ]] || return
	head -n "$(wc -l <ids)" kept | cmp -s - ids || return
	((ended != 0)) || [[ $(wc -l <kept) == $(wc -l <all) && $(wc -l <ids) == $(wc -l <all) ]]
}

@test "a ledger: what comes out is there, what was there stays" {
	"$route" -l led.before small.jsonl >all
	before() {
		cp led.before place/led
	}
	each_fault "write write:short write:EINTR open fsync close malloc flock write:kill" ledger_is_first \
		"$route" -j1 -l place/led small.jsonl
	not_quick
	big
	"$route" big.jsonl >all
	each_fault "write ftruncate flock read" ledger_is_first "$route" -j2 -l place/led big.jsonl
}

kept_or_dropped() {
	if ((ended == 0)); then
		[[ $(<stderr) == 'lmob-route: 3 decisions older than 730 days dropped from place/led
lmob-route: 1 line of place/led that cannot be read: 0 dropped, 1 left' ]] || return
		: >stderr
	fi
	ends_well || return
	if [[ $(tail -n +2 place/led | wc -l) == 0 ]]; then
		[[ $(<place/led) == new ]]
	else
		cmp -s place/led led.before
	fi && { ((ended != 0)) || [[ $(<place/led) == new ]]; }
}

@test "old lines of a ledger are dropped, all or none" {
	"$route" -l led.before small.jsonl >all
	sed -i 's/"time":"[0-9]*/"time":"1999/' led.before
	echo new >>led.before
	before() {
		cp led.before place/led
	}
	each_fault "write write:short write:EINTR open fsync close rename malloc flock write:kill rename:kill" kept_or_dropped \
		"$route" -j1 -l place/led /dev/null
}

# syncs COMMAND...: what was synced, in that order; that each was looked at.
syncs() {
	local n rc
	local -a where
	for ((n = 1; n < 100; n++)); do
		rm -rf place
		mkdir place
		before
		: >report
		rc=0
		LD_PRELOAD=$LMOB_BUILD/fault/shim.so LMOB_FAULT=fsync:$n LMOB_FAULT_REPORT=$PWD/report "$@" >stdout 2>stderr || rc=$?
		[[ -s report ]] || break
		if ((rc != 2)) || [[ $(<stderr) != "lmob-route: place/"*": sync"*": Input/output error" ]]; then
			cat report stderr >&2
			return 1
		fi
		read -r -a where <report
		sed -E 's/manifest-[0-9a-f]{16}\.jsonc\.[0-9]+/MANIFEST/' <<<"${where[3]#"$PWD/"}"
	done
}

@test "a ledger is on disk, and its name, its copy and the manifest" {
	"$route" -l led.before small.jsonl >all
	before() {
		:
	}
	syncs "$route" -j1 -l place/led small.jsonl >synced
	diff synced - <<-'END'
		place/MANIFEST.part
		place
		place
		place/led
		place
	END
	sed -i '1s/"time":"[0-9]*/"time":"1999/' led.before
	before() {
		cp led.before place/led
		cp manifest-* place
	}
	syncs "$route" -j1 -l place/led small.jsonl >synced
	diff synced - <<-'END'
		place/led.part
		place/led
		place
	END
}

# Each file is the old or the new one; new ones are as many as were renamed, and
# nothing but a rename can fail between the first and the last of them.
all_or_old() {
	local lane new=0 where
	ends_well || return
	for lane in local managed hold reject; do
		if cmp -s "place/$lane.jsonl" "want/$lane.jsonl"; then
			((new += 1))
		elif [[ $(<"place/$lane.jsonl") != old ]]; then
			return 1
		fi
	done
	read -r -a where <report
	[[ ! -s stdout ]] || return
	case $ended in
	0) ((new == 4)) ;;
	*) ((new == where[2])) && { ((new == 0)) || [[ $fault != write* ]]; } ;;
	esac
}

@test "split: each file is the old or the new one, whole" {
	"$route" --split want small.jsonl
	before() {
		for lane in local managed hold reject; do
			echo old >place/$lane.jsonl
		done
	}
	each_fault "write write:short write:EINTR open fsync close rename ftruncate fchmod malloc flock write:kill rename:kill" \
		all_or_old "$route" -j1 --split place small.jsonl
}
