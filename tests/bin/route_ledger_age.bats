#!/usr/bin/env bats
# lmob-route --ledger: what is too old is dropped wherever it stands, and no line
# that cannot be read makes a ledger unusable.

load helpers
load route

setup() {
	begin
	manifest '{"id": "h", "lane": "hold"}' '"retention": {"ledger_days": 2}'
	sed -i 's/, "expires": "[^"]*"//' m.jsonc
	printf '{"id":%d,"task":"a"}\n' 1 2 >jobs.jsonl
	LMOB_NOW=2020-01-01T00:00:00Z lmob-route -l old jobs.jsonl >/dev/null
	LMOB_NOW=2099-01-01T00:00:00Z lmob-route -l future jobs.jsonl >/dev/null
	lmob-route -l young jobs.jsonl >/dev/null
	head -c 300 /dev/zero >zeros
	echo >>zeros
	echo '{"id":2,"ti' >torn
	echo '{"id":"a \" b","time":"2020-01-01T00:00:00Z","la' >torn-old
	echo '{"id":null,"time":"2026-05-05T20:00:00Z","la' >torn-young
	echo 'not a line' >other
	echo >blank
}

# leaves MESSAGES FILE...: of led, which these files are, a run leaves what is
# in the file want, and says this; and a second run leaves it so, too.
leaves() {
	cat "${@:2}" >led
	lmob-route -l led /dev/null >out 2>err || return
	[[ $(<err) == "$1" && ! -s out && ! -e led.part ]] || {
		cat err
		return 1
	}
	same led want || return
	lmob-route -l led /dev/null 2>err || return
	run ! grep -q dropped\ from err
	same led want
}

dropped() {
	echo "lmob-route: $1 older than 2 days dropped from led"
}

unread() {
	echo "lmob-route: $1 of led that cannot be read: $2"
}

@test "old decisions are dropped wherever they stand" {
	cat young future >want
	leaves "$(dropped '2 decisions')" young old future
	leaves "$(dropped '4 decisions')" old young old future
	cat future young >want
	leaves "$(dropped '2 decisions')" future old young
	leaves '' future young
	: >want
	leaves "$(dropped '6 decisions')" old old old
	# The last newline alone is missing.
	truncate -s -1 old
	leaves "$(dropped '2 decisions')" old
}

@test "a text that only looks like a time makes no line old, nor young" {
	printf '%s\n' '{"id":"\"time\":\"2001-01-01T00:00:00Z\"","time":"2026-05-05T20:00:00Z","lane":"hold","cause":"rule","manifest":"1"}' >want
	leaves '' want
	printf '%s\n' '{"id":",\"time\":\"2026-05-05T20:00:00Z\"","time":"2001-01-01T00:00:00Z","lane":"hold","cause":"rule","manifest":"1"}' >looks
	: >want
	leaves "$(dropped '1 decision')" looks
}

@test "what a crash left goes with the line before it" {
	cp young want
	leaves "$(dropped '4 decisions')"$'\n'"$(unread '1 line' '1 dropped, 0 left')" old zeros old young
	leaves "$(unread '1 line' '1 dropped, 0 left')" torn young
	leaves "$(unread '4 lines' '4 dropped, 0 left')" zeros torn blank torn-old young
	leaves "$(dropped '2 decisions')"$'\n'"$(unread '2 lines' '2 dropped, 0 left')" old torn zeros young
	cat young zeros torn blank young >want
	leaves '' young zeros torn blank young
	leaves "$(dropped '2 decisions')" young zeros torn blank old young
	# A time of its own counts.
	cat young torn-young zeros young >want
	leaves "$(unread '1 line' '1 dropped, 0 left')" young torn-old torn-young zeros young
	# Longer than any line that is written.
	{ printf '{"id":1,"time":"2020-01-01T00:00:00Z","x":"'; head -c 1500000 /dev/zero | tr '\0' x; echo '"}'; } >long
	head -c 3000000 /dev/zero >many
	echo >>many
	cp young want
	leaves "$(dropped '2 decisions')"$'\n'"$(unread '3 lines' '3 dropped, 0 left')" old many long many young
}

@test "what nothing is known of stays, and is counted" {
	cat other young >want
	leaves "$(dropped '2 decisions')"$'\n'"$(unread '1 line' '0 dropped, 1 left')" old other young
	head -n 1 young | sed 's/"time":"2/&x/' >no-time
	head -n 1 old | sed 's/"cause":"rule",//' >no-cause
	echo '{"id":1,"ta' >torn-record
	cat other no-time no-cause torn-record young >want
	leaves "$(dropped '4 decisions')"$'\n'"$(unread '6 lines' '2 dropped, 4 left')" old torn other zeros no-time no-cause old torn-record young
	# Nothing is looked for where nothing is to be dropped.
	manifest '{"id": "h", "lane": "hold"}'
	cp led before
	ok lmob-route -l led jobs.jsonl
	head -c "$(stat -c %s before)" led | same - before
}

@test "a ledger that a crash damaged is used again by the next run" {
	head -c 300 /dev/zero >nul
	for file in nul torn zeros blank torn-old torn-young other; do
		cat young $file >led
		ok lmob-route -l led jobs.jsonl || [[ $(<err) == *"cannot be read: "* ]]
		[[ $(tail -n 2 led | jq -s length) == 2 ]]
		cat $file young >led
		lmob-route -l led jobs.jsonl >/dev/null
		[[ $(tail -n 2 led | jq -s length) == 2 ]]
	done
	# The first line of all was torn.
	for text in '{"id":' '{"id":1' '{"id":1,"ti' '{"id":"x' '{"id":"\"' '{"id":"x","time":"20' '{"id":null,"time":"2026-05-05T20:00:00Z","lane":"ho'; do
		printf %s "$text" >led
		[[ $text != *ti ]] || head -c 3000000 /dev/zero >>led
		lmob-route -l led jobs.jsonl >/dev/null
		[[ $(tail -n 2 led | jq -s length) == 2 ]]
		lmob-route -l led jobs.jsonl >/dev/null
		[[ $(tail -n 4 led | jq -s length) == 4 ]]
	done
}

@test "a file in the way of the copy is left alone" {
	cat old young >led
	echo precious >led.part
	cp led.part before
	fails 0 "$(dropped '2 decisions')" lmob-route -l led /dev/null
	same led young
	same led.part before
	[[ ! -e led.part.1 ]]
}

@test "no record makes a line that could not be read again" {
	manifest '{"id": "h", "task": "a", "lane": "hold"}'
	echo '{"task":"a","text":"x"}' | lmob-redact --stamp >in
	cat >stamp.py <<-'END'
		import itertools, json, struct, subprocess, sys, ctypes, ctypes.util
		n, fill = int(sys.argv[1]), int(sys.argv[2])
		record = json.load(open("in"))
		names = map("".join, itertools.product("abcdefghij", repeat=6))
		found = {name: 1 for name in itertools.islice(names, n)}
		parts = [record["redact"]["rules"], str(n)] + [p for kind in found for p in (kind, "1")] + ["a", "x"]
		data = b"".join(struct.pack("<Q", len(p)) + p.encode() for p in parts)
		library = ctypes.CDLL(ctypes.util.find_library("xxhash"))
		library.XXH3_64bits.restype = ctypes.c_uint64
		library.XXH3_64bits.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
		record["redact"].update(found=found, sum="xxh3:%016x" % library.XXH3_64bits(data, len(data)))
		print(json.dumps(record).replace('"found": {', '"found": {' + " " * fill))
	END
	"$PYTHON" stamp.py 256 2000000 >most
	"$PYTHON" stamp.py 257 0 >over
	"$PYTHON" stamp.py 100000 0 >far
	"$PYTHON" -c 'print("{\"id\":\"%s\",\"task\":\"a\"}" % ("x" * 2000000))' >id
	"$PYTHON" -c 'print("{\"id\":%s,\"task\":\"a\"}" % ("1" * 2000000))' >number
	for _ in 1 2; do
		ok lmob-route --allow-rejected -l led most over far id number jobs.jsonl
	done
	[[ $(wc -L <led) -lt 10000 ]]
	jq -c '[.id,.lane,.stamp,(.redacted|length)]' led | head -n 6 >out
	gives '[null,"hold","valid",256]\n[null,"hold","malformed",0]\n[null,"hold","malformed",0]\n[null,"reject","none",0]\n[null,"reject","none",0]\n[1,"hold","none",0]\n'
}

@test "the manifest that is kept is the one of its name" {
	local name
	name=$(echo manifest-*)
	cp "$name" kept
	for change in ': >' 'echo >>' 'truncate -s -1' 'sed -i s/h/i/' 'gzip -c m.jsonc | head -c 100 >'; do
		rm -f "$name"
		cp kept "$name"
		eval "$change \"\$name\""
		cp "$name" changed
		cp young led
		fails 2 "lmob-route: $name: it is not the manifest that its name says: *" lmob-route -l led jobs.jsonl
		[[ ! -s out ]]
		same "$name" changed
		same led young
	done
	rm "$name"
	ok lmob-route -l led jobs.jsonl
	same "$name" kept
}

@test "only another run is waited for" {
	local start
	as_user_works || skip "no other user here"
	mkdir closed
	cp young closed/led
	chmod 666 closed/led
	chmod 555 closed
	chmod 644 m.jsonc jobs.jsonl
	chmod 755 .
	start=$EPOCHREALTIME
	fails 2 'lmob-route: closed/manifest-*: open: Permission denied' as_user env LMOB_MANIFEST=m.jsonc "$LMOB_BIN/lmob-route" -l closed/led jobs.jsonl
	((${EPOCHREALTIME/./} - ${start/./} < 1500000))
}
