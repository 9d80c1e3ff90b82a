#!/usr/bin/env bats
# Full disks, closed pipes, cut files, kills and rivals: without the shim, as they
# happen.

bats_require_minimum_version 1.5.0
load fault

setup() {
	work_in work
	redact=$LMOB_BIN/lmob-redact
	head -n 5 "$FIXTURES/threads/threads.jsonl" >small.jsonl
	cp "$FIXTURES/threads/threads.jsonl" big.jsonl
}

# each_program CHECK: calls it with RUN being each program and what it needs.
each_program() {
	head -n 3 "$FIXTURES/probes/probes.jsonl" >in.jsonl
	"$LMOB_BIN/lmob-embed" -o base.jsonl in.jsonl
	RUN=("$redact" in.jsonl)
	"$@"
	RUN=("$LMOB_BIN/lmob-embed" in.jsonl)
	"$@"
	RUN=("$LMOB_BIN/lmob-drift" --min-probes 3 --baseline base.jsonl base.jsonl)
	"$@"
	echo '{"version":"1","routes":[{"id":"all","lane":"hold"}]}' >manifest.jsonc
	RUN=("$LMOB_BIN/lmob-route" --manifest manifest.jsonc --allow-rejected in.jsonl)
	"$@"
}

# shellcheck disable=SC2154 # bats sets stderr, stderr_lines
# trouble TEXT COMMAND...: exit 2, nothing on standard output, one message.
trouble() {
	run -2 --separate-stderr timeout 60 "${@:2}"
	echo "$stderr"
	[[ $output == '' ]]
	[ "${#stderr_lines[@]}" -eq 1 ]
	[[ ${stderr_lines[0]} == lmob-*": "*"$1"* ]]
}

# ---- a full disk -------------------------------------------------------------

to_full() {
	# shellcheck disable=SC2016
	trouble "standard output: write at byte 0: No space left" \
		bash -c '"$@" >/dev/full' - "${RUN[@]}"
}

output_full() {
	trouble "/dev/full: write at byte 0: No space left" "${RUN[@]}" -o /dev/full
	[ -c /dev/full ]
}

stats_full() {
	rm -f out
	"${RUN[@]}" >want 2>want.err
	run -2 --separate-stderr "${RUN[@]}" --stats /dev/full -o out
	cmp out want
	[[ ${stderr_lines[-1]} == lmob-*": /dev/full: write at byte 0: No space left"* ]]
	[ "${#stderr_lines[@]}" -eq $(($(wc -l <want.err) + 1)) ]
}

rejects_full() {
	echo old >out
	cp in.jsonl bad.jsonl
	echo '{' >>bad.jsonl
	trouble "/dev/full: write at byte 0: No space left" \
		"${RUN[@]}" bad.jsonl --rejects /dev/full -o out
	[[ $(<out) == old ]]
}

@test "/dev/full as standard output" {
	[ -c /dev/full ] || skip "there is no /dev/full"
	each_program to_full
	trouble "No space left" bash -c "'$redact' --help >/dev/full"
}

@test "/dev/full as -o" {
	[ -c /dev/full ] || skip "there is no /dev/full"
	each_program output_full
}

@test "/dev/full as --stats: the output is there, and complete" {
	[ -c /dev/full ] || skip "there is no /dev/full"
	each_program stats_full
}

@test "/dev/full as --rejects" {
	[ -c /dev/full ] || skip "there is no /dev/full"
	each_program rejects_full
}

# ---- pipes and streams -------------------------------------------------------

@test "a reader that goes away ends the program, as it does cat" {
	cat big.jsonl big.jsonl >two.jsonl
	# shellcheck disable=SC2016
	run -141 --separate-stderr bash -c \
		'timeout 60 "$0" -j2 two.jsonl | head -c 10 >/dev/null; exit "${PIPESTATUS[0]}"' "$redact"
	[[ $stderr == '' ]]
}

@test "with SIGPIPE ignored it is a failed write" {
	cat big.jsonl big.jsonl >two.jsonl
	# shellcheck disable=SC2016
	trouble "Broken pipe" bash -c \
		'trap "" PIPE; "$0" -j2 two.jsonl | head -c 10 >/dev/null; exit "${PIPESTATUS[0]}"' "$redact"
}

# shellcheck disable=SC2016 # bash -c expands them
@test "standard streams that are closed" {
	local run='"$0" -o out small.jsonl'
	"$redact" small.jsonl >want
	trouble "standard output: write at byte 0: Bad file descriptor" bash -c '"$0" small.jsonl >&-' "$redact"
	trouble "-: read: Bad file descriptor" bash -c '"$0" <&-' "$redact"
	run -0 bash -c "$run >&- <&- 2>&-" "$redact"
	cmp out want
	# A message must not end up in the file that got descriptor 2.
	echo '{' >>small.jsonl
	run -2 bash -c "$run >&- <&- 2>&-" "$redact"
	cmp out want
	cmp out.part want
	run -0 bash -c "$run --rejects rejects.jsonl >&- <&- 2>&-" "$redact"
	cmp out want
	[ "$(wc -l <rejects.jsonl)" -eq 1 ]
}

# ---- compressed input that is cut or corrupt ---------------------------------

# gunzipped_lines FILE STEP: for lengths of FILE (all up to 40, then every STEP-th,
# and where a stream ends): the length, how many whole lines so many bytes give,
# and whether a stream ends there; by Python's zlib.
gunzipped_lines() {
	"${LMOB_PYTHON:-python3}" - "$@" <<-'END'
		import sys, zlib
		raw = open(sys.argv[1], "rb").read()
		for n in range(3, len(raw) + 1):
		    rest, text, whole = raw[:n], b"", True
		    while rest:
		        stream = zlib.decompressobj(31)
		        text += stream.decompress(rest)
		        rest, whole = stream.unused_data, stream.eof
		    if n <= 40 or n % int(sys.argv[2]) == 0 or whole:
		        print(n, text.count(b"\n"), int(whole))
	END
}

# quietly COMMAND...: sets status; what it writes goes to the files said and err.
quietly() {
	status=0
	timeout 60 "$@" >said 2>err || status=$?
}

@test "a gzip stream cut at any length: the whole records before, and exit 2" {
	local n lines whole n_whole=0 n_cut=0 step=11
	if [[ ${LMOB_SOAK:-} ]]; then
		step=1
	elif [[ ${LMOB_QUICK:-} ]]; then
		step=53
	fi
	{ head -n 3 small.jsonl | gzip -n; tail -n 2 small.jsonl | gzip -n; } >in.gz
	for n in {0..5}; do
		head -n "$n" small.jsonl | "$redact" >"want.$n"
	done
	while read -r n lines whole; do
		head -c "$n" in.gz >cut.gz
		quietly "$redact" cut.gz
		cmp said "want.$lines"
		if ((whole)); then
			[ "$status" -eq 0 ]
			[ ! -s err ]
			((++n_whole))
		else
			[ "$status" -eq 2 ]
			[[ $(<err) == "lmob-redact: cut.gz: corrupt gzip stream: it is cut short" ]]
			((lines == 0 || ++n_cut))
		fi
	done < <(gunzipped_lines in.gz "$step")
	# The end of either member; and cuts after some records.
	((n_whole == 2 && n_cut > 10))
	# Two bytes of magic are not yet gzip, and not JSON.
	printf '\x1f\x8b' | trouble "-:1:1: " "$redact"
}

@test "a cut gzip stream leaves the old output" {
	local n
	gzip -n big.jsonl
	echo old >out
	for n in 20 5000 100000; do
		head -c "$n" big.jsonl.gz >cut.gz
		trouble "cut.gz: corrupt gzip stream: it is cut short" "$redact" -j2 -o out cut.gz
		[[ $(<out) == old ]]
	done
	[ -s out.part ]
}

@test "a gzip stream with a byte changed anywhere, or with more behind it" {
	not_quick
	local n size byte n_caught=0
	gzip -n <small.jsonl >in.gz
	"$redact" small.jsonl >want
	size=$(wc -c <in.gz)
	for ((n = 0; n < size; n += n < 20 || n > size - 10 ? 1 : 37)); do
		byte=$(od -An -tu1 -j "$n" -N 1 in.gz)
		{
			head -c "$n" in.gz
			printf '%b' "\\x$(printf %x $((byte ^ 0x10)))"
			tail -c "+$((n + 2))" in.gz
		} >bad.gz
		quietly "$redact" bad.gz
		if ((status == 0)); then
			# The header's time and system are not data.
			((n < 10))
			cmp said want
		else
			[ "$status" -eq 2 ]
			[ "$(wc -l <err)" -eq 1 ]
			((++n_caught))
		fi
	done
	((n_caught > 50))
	{ cat in.gz; echo more; } >bad.gz
	quietly "$redact" bad.gz
	[ "$status" -eq 2 ]
	cmp said want
	[[ $(<err) == "lmob-redact: bad.gz: corrupt gzip stream: "* ]]
}

# ---- kills and rivals --------------------------------------------------------

# doze MS
doze() {
	sleep "$(printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)))"
}

@test "kill -9 at random points: the old file or the new one, then a good run" {
	local i pid seed=${LMOB_SEED:-$RANDOM} n_old=0 n_new=0 rounds=20 begun took
	if [[ ${LMOB_SOAK:-} ]]; then
		rounds=10000
	elif [[ ${LMOB_QUICK:-} ]]; then
		rounds=5
	fi
	echo "LMOB_SEED=$seed"
	RANDOM=$seed
	for i in {1..8}; do cat big.jsonl; done >long.jsonl
	begun=${EPOCHREALTIME/./}
	"$redact" -j2 -o want long.jsonl
	took=$(((${EPOCHREALTIME/./} - begun) / 1000))
	cp want out
	for ((i = 0; i < rounds; i++)); do
		printf 'old %d\n' "$i" >out
		"$redact" -j2 -o out long.jsonl 3>&- &
		pid=$!
		doze $((RANDOM % (took + 10)))
		kill -9 "$pid" 2>/dev/null || true
		wait "$pid" || true
		if [[ $(head -c 10 out) == "old $i" ]]; then
			[ "$(wc -l <out)" -eq 1 ]
			((++n_old))
		else
			cmp out want
			((++n_new))
		fi
	done
	echo "# kill -9: $n_old before, $n_new after the rename" >&3
	run -0 --separate-stderr "$redact" -j2 -o out long.jsonl
	cmp out want
	[ ! -e out.part ]
	# What a long run left behind is not the tail of a short one.
	cp long.jsonl out.part
	run -0 --separate-stderr "$redact" -o out small.jsonl
	"$redact" small.jsonl | cmp - out
}

@test "a second run that writes the same file is refused while the first runs" {
	mkfifo in
	echo old >out
	timeout 60 "$redact" -o out in 3>&- &
	# Opening waits until the first run reads: it has out.part by then.
	exec 9>in
	trouble "another run is writing " "$redact" -o out big.jsonl
	[[ $(<out) == old ]]
	cat small.jsonl >&9
	exec 9>&-
	wait "$!"
	"$redact" small.jsonl | cmp - out
	[ ! -e out.part ]
	# And with the first one gone, the second may.
	run -0 "$redact" -o out big.jsonl
	"$redact" big.jsonl | cmp - out
}

@test "two runs at once: one output or the other, never mixed" {
	local i one two pid rounds=25
	if [[ ${LMOB_SOAK:-} ]]; then
		rounds=2000
	fi
	"$redact" small.jsonl >want.small
	"$redact" big.jsonl >want.big
	for ((i = 0; i < rounds; i++)); do
		one=0 two=0
		"$redact" -o out small.jsonl 2>err.one 3>&- &
		pid=$!
		"$redact" -o out big.jsonl 2>err.two || two=$?
		wait "$pid" || one=$?
		# One of them at least was done; who was not says why.
		[[ "$one $two" == "0 0" || "$one $two" == "2 0" || "$one $two" == "0 2" ]]
		((one == 0)) || grep -qx "lmob-redact: out: another run is writing \(.*/\)\?out.part" err.one
		((two == 0)) || grep -qx "lmob-redact: out: another run is writing \(.*/\)\?out.part" err.two
		if ((one == 2)); then
			cmp out want.big
		elif ((two == 2)); then
			cmp out want.small
		else
			cmp -s out want.big || cmp out want.small
		fi
		[ ! -e out.part ]
	done
}

@test "a file may be its own output" {
	"$redact" big.jsonl >want
	run -0 --separate-stderr "$redact" -j2 -o big.jsonl big.jsonl
	cmp big.jsonl want
}
