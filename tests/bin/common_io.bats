#!/usr/bin/env bats
# What every program does with the bytes it reads and writes: gzip, pipes,
# outputs that fail, latency, any number of threads.

load helpers
load every

@test "gzip or plain, by its magic bytes, also in several members" {
	local p
	records 50 >plain.jsonl
	gzip -c plain.jsonl >packed # no .gz in its name
	{ head -n 20 plain.jsonl | gzip; tail -n +21 plain.jsonl | gzip -1; } >members.gz
	{ head -c 333 plain.jsonl | gzip; tail -c +334 plain.jsonl | gzip; } >cut.gz
	for p in $(filters); do
		"lmob-$p" plain.jsonl >want
		for f in packed members.gz cut.gz; do
			ok "lmob-$p" $f
			same out want
			ok "lmob-$p" <$f
			same out want
		done
		ok "lmob-$p" packed plain.jsonl
		cat want want | cmp - out
		: | gzip >empty.gz
		ok_empty "lmob-$p" empty.gz
		[[ ! -s out ]]
	done
}

@test "an output whose name ends in .gz is compressed" {
	local p
	records 50 >in
	for p in $(filters); do
		"lmob-$p" in >want
		ok "lmob-$p" -o made.gz in
		gzip -t made.gz
		gzip -dc made.gz | cmp - want
		[[ $(stat -c %s made.gz) -lt $(stat -c %s want) ]]
		ok_empty "lmob-$p" -o empty.gz /dev/null
		gzip -t empty.gz
		[[ $(gzip -dc empty.gz | wc -c) == 0 ]]
	done
}

@test "a truncated gzip stream: what came is written, then it is told" {
	local p n size
	records 2000 >plain.jsonl
	gzip -c plain.jsonl >whole.gz
	size=$(stat -c %s whole.gz)
	for p in $(filters); do
		"lmob-$p" plain.jsonl >want
		for n in 3 10 17 $((size / 2)) $((size - 8)) $((size - 1)); do
			head -c "$n" whole.gz >short.gz
			fails 2 "lmob-$p: short.gz: *gzip*cut short*" "lmob-$p" short.gz
			cmp -n "$(stat -c %s out)" out want
			fails 2 "lmob-$p: short.gz: *gzip*" "lmob-$p" -j1 -o made short.gz
			[[ ! -e made ]]
		done
		# --rejects is for records: a broken stream is trouble all the same.
		fails 2 "lmob-$p: short.gz: *gzip*" "lmob-$p" --rejects r short.gz
	done
}

@test "a corrupt gzip stream is told, whatever was damaged" {
	local p at size
	records 2000 >plain.jsonl
	gzip -c plain.jsonl >whole.gz
	size=$(stat -c %s whole.gz)
	for p in $(filters); do
		"lmob-$p" plain.jsonl >want
		for at in 2 3 $((size / 2)) $((size - 6)) $((size - 2)); do
			cp whole.gz bad.gz
			printf '\xee\x11' | dd of=bad.gz bs=1 seek="$at" conv=notrunc status=none
			rc=0
			"lmob-$p" bad.gz >out 2>err || rc=$?
			[[ $rc == 2 && $(wc -l <err) == 1 ]]
			[[ $(<err) == "lmob-$p: bad.gz:"* ]]
		done
		{ cat whole.gz; echo '{"text":"not packed"}'; } >trailing.gz
		fails 2 "lmob-$p: trailing.gz: *gzip*" "lmob-$p" trailing.gz
		same out want
	done
}

@test "a pipe in odd pieces gives the same bytes as a file" {
	local p size f
	records 300 >in
	gzip -c in >in.gz
	for p in $(filters); do
		"lmob-$p" in >want
		for size in 1 7 997 65536; do
			for f in in in.gz; do
				[[ $size != 1 || $f != in ]] || f=small
				head -n 20 in >small
				dd if=$f bs=$size status=none | "lmob-$p" -j3 >out
				if [[ $f == small ]]; then
					head -n 20 want | cmp - out
				else
					same out want
				fi
			done
		done
		# One byte, a pause, the rest: of a record, of a BOM, of the magic bytes.
		for f in in in.gz; do
			{ head -c 1 $f && sleep 0.05 && tail -c +2 $f; } | "lmob-$p" >out
			same out want
		done
		printf '\xef\xbb\xbf' >bom
		cat bom in >bommed
		{ head -c 2 bommed && sleep 0.05 && tail -c +3 bommed; } | "lmob-$p" >out
		same out want
	done
}

@test "any number of threads gives the same bytes" {
	local p j
	records 4000 >in
	for p in $(filters); do
		"lmob-$p" -j1 in >want
		for j in 2 5 64; do
			ok "lmob-$p" -j $j in
			same out want
			ok "lmob-$p" -j $j <in
			same out want
			ok "lmob-$p" -j $j -o made in
			same made want
		done
	done
}

@test "a line that came is written before the next one is there" {
	local p pid line i
	mkfifo in out
	for p in $(filters); do
		for j in 1 3; do
			"lmob-$p" -j $j <in >out 2>err &
			pid=$!
			exec 5>in 6<out
			for i in 1 2 3; do
				printf '{"text":"line %d"}\n{"te' $i >&5
				read -r -t 5 line <&6
				[[ $line == *"\"line $i\""* ]]
				printf 'xt":"end"}\n' >&5
				read -r -t 5 line <&6
				[[ $line == *'"end"'* ]]
			done
			exec 5>&-
			wait $pid
			exec 6<&-
			[[ ! -s err ]]
		done
	done
}

@test "gzip through a pipe is as quick" {
	local p pid line
	mkfifo in out
	for p in $(filters); do
		"lmob-$p" <in >out 2>err &
		pid=$!
		exec 5>in 6<out
		"$PYTHON" - >&5 <<-'END' &
			import sys, time, zlib
			z = zlib.compressobj(6, zlib.DEFLATED, 31)
			out = z.compress(b'{"text":"first"}\n') + z.flush(zlib.Z_SYNC_FLUSH)
			sys.stdout.buffer.write(out)
			sys.stdout.flush()
			open("written", "w").close()
			while True:
			    try:
			        open("seen").close()
			        break
			    except OSError:
			        time.sleep(0.01)
			sys.stdout.buffer.write(z.compress(b'{"text":"second"}\n') + z.flush())
		END
		read -r -t 5 line <&6
		[[ $line == *'"first"'* ]]
		touch seen
		exec 5>&-
		read -r -t 5 line <&6
		[[ $line == *'"second"'* ]]
		wait $pid
		exec 6<&-
		rm -f seen written
	done
}

@test "a reader that leaves ends the program in silence" {
	local p
	records 5000 >in
	for p in $(filters); do
		set +e
		"lmob-$p" in 2>err | head -n 1 >out
		status=("${PIPESTATUS[@]}")
		set -e
		[[ ${status[0]} == 141 ]]
		[[ ! -s err ]]
		"lmob-$p" -j1 <in | sed -n 1p | cmp - out
	done
}

@test "a full disk: status 2 and one message that names it" {
	local p
	records 5000 >in
	for p in $(filters); do
		for j in 1 4; do
			fails 2 "lmob-$p: /dev/full: write*: No space left on device" \
				"lmob-$p" -j $j -o /dev/full in
			"lmob-$p" -j $j in 2>err >/dev/full && false
			[[ $(<err) == "lmob-$p: standard output: write*: No space left on device" ]] ||
				[[ $(<err) == "lmob-$p: standard output: write"*": No space left on device" ]]
			[[ $(wc -l <err) == 1 ]]
		done
		rc=0
		echo '{"text":"a"}' | "lmob-$p" 2>err >/dev/full || rc=$?
		[[ $rc == 2 && $(wc -l <err) == 1 ]]
		rc=0
		"lmob-$p" --help 2>err >/dev/full || rc=$?
		[[ $rc == 2 && $(wc -l <err) == 1 ]]
		fails 2 "lmob-$p: /dev/full: *" "lmob-$p" --stats /dev/full -o made in
		echo '{' >bad
		fails 2 "lmob-$p: /dev/full: *" "lmob-$p" --rejects /dev/full bad
	done
}

@test "closed streams are trouble" {
	local p rc
	for p in $(filters); do
		rc=0
		echo '{"text":"a"}' | "lmob-$p" 2>err >&- || rc=$?
		[[ $rc == 2 && $(wc -l <err) == 1 ]]
		rc=0
		"lmob-$p" 2>err >out <&- || rc=$?
		[[ $rc == 2 && $(wc -l <err) == 1 ]]
		rc=0
		"lmob-$p" --help 2>err >&- || rc=$?
		[[ $rc == 2 && $(wc -l <err) == 1 ]]
		# No file is opened in the place of a stream that is closed.
		echo '{' >bad
		rc=0
		"lmob-$p" -o made bad 2>&- >out || rc=$?
		[[ $rc == 2 && ! -s out && ! -e made ]]
	done
}

@test "-o keeps the old file until the new one is whole" {
	local p inode
	records 20 >in
	for p in $(filters); do
		rm -f made*
		echo old >made
		{ cat in; echo '{'; } >bad
		fails 2 "lmob-$p: bad:21:*" "lmob-$p" -o made bad
		[[ $(<made) == old ]]
		ok "lmob-$p" -o made in
		"lmob-$p" in >want
		same made want
		[[ ! -e made.part ]]
		# A file may be its own input.
		cp in itself
		ok "lmob-$p" -o itself itself
		same itself want
		# Its mode stays, and a link stays a link.
		chmod 640 made
		ln -sf made link
		ok "lmob-$p" -o link in
		[[ -L link && $(stat -c %a made) == 640 ]]
		same made want
		# A hard link keeps the old bytes.
		ln -f made hard
		inode=$(stat -c %i hard)
		ok_empty "lmob-$p" -o made /dev/null
		[[ $(stat -c %i hard) == "$inode" && ! -s made ]]
		same hard want
	done
}

@test "-o where nothing can be written" {
	local p
	echo '{"text":"a"}' >in
	mkdir folder
	for p in $(filters); do
		fails 2 "lmob-$p: nowhere/made: open: No such file or directory" \
			"lmob-$p" -o nowhere/made in
		fails 2 "lmob-$p: folder: *Is a directory" "lmob-$p" -o folder in
		fails 2 "lmob-$p: in/made: *Not a directory" "lmob-$p" -o in/made in
		fails 2 "lmob-$p: *" "lmob-$p" -o '' in
		[[ ! -e .part ]]
		for option in --rejects --stats; do
			fails 2 "lmob-$p: nowhere/x: *" "lmob-$p" $option nowhere/x in
			fails 2 "lmob-$p: folder: *" "lmob-$p" $option folder in
		done
	done
	as_user_works || skip 'cannot run as another user'
	mkdir -m 755 closed
	for p in $(filters); do
		fails 2 "lmob-$p: closed/made: open: Permission denied" \
			as_user "lmob-$p" -o closed/made in
	done
}

@test "two runs do not write the same file at once" {
	local p pid
	mkfifo in
	for p in $(filters); do
		"lmob-$p" -o made <in &
		pid=$!
		exec 5>in
		printf '{"text":"a"}\n' >&5
		for _ in $(seq 100); do
			[[ -s made.part ]] && break
			sleep 0.02
		done
		fails 2 "lmob-$p: made: another run is writing *made.part" "lmob-$p" -o made /dev/null
		exec 5>&-
		wait $pid
		[[ $(wc -l <made) == 1 ]]
	done
}
