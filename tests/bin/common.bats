#!/usr/bin/env bats
# What every program shares: the command line and the streams it is given.

load helpers
load every

@test "--help goes to standard output and names all options" {
	local p option
	for p in $(programs); do
		ok "lmob-$p" --help
		cp out help
		head -n 1 help | grep -q "^usage: lmob-$p "
		grep -q "^Manual: man lmob-$p$" help
		for option in output jobs manifest if rejects max-rejects max-record progress \
			stats completions help version; do
			grep -qE "^ +(-., )?--$option\b" help || { echo "$p: --$option" && false; }
		done
		ok "lmob-$p" -h
		same out help
		ok "lmob-$p" --help /no/such/file
		# Each option named in the help is known, and the shells are told of it.
		ok "lmob-$p" --completions bash
		grep -oE '^ +(-., )?--[a-z-]+' help | grep -oE '\--[a-z-]+' >names
		while read -r option; do
			grep -qE -- "[ ']${option}[ =']" out || { echo "$p: bash: $option" && false; }
		done <names
	done
}

@test "--help keeps to lines of 88 columns" {
	local p
	for p in $(programs); do
		"lmob-$p" --help >help
		run ! grep -E '^.{89}' help
	done
}

@test "--version is one line of the program and a version" {
	local p
	for p in $(programs); do
		ok "lmob-$p" --version
		[[ $(wc -l <out) == 1 ]]
		grep -qxE "lmob-$p [0-9]+\.[0-9]+\.[0-9]+" out
	done
}

@test "completions are read by their shell" {
	local p shell
	for p in $(programs); do
		for shell in bash zsh fish; do
			ok "lmob-$p" --completions $shell
			[[ -s out ]]
			[[ $shell == fish ]] || bash -n out
			if command -v $shell >/dev/null; then
				$shell -n out
			fi
		done
		fails 2 "lmob-$p: --completions ksh: expected bash, zsh or fish" \
			"lmob-$p" --completions ksh
	done
}

@test "an unknown option names the nearest" {
	local p
	for p in $(programs); do
		fails 2 "lmob-$p: unknown option --outptu; did you mean --output[?]" "lmob-$p" --outptu x
		fails 2 "lmob-$p: unknown option --stat; did you mean --stats[?]" "lmob-$p" --stat=x
		fails 2 "lmob-$p: unknown option --qqqqqqqqqq (see --help)" "lmob-$p" --qqqqqqqqqq
		fails 2 "lmob-$p: unknown option -Z (see --help)" "lmob-$p" -Z
		fails 2 "lmob-$p: unknown option -Z (see --help)" "lmob-$p" -hZ
		[[ ! -s out ]]
	done
}

@test "long options are never abbreviated" {
	local p option
	for p in $(programs); do
		for option in --out --job=1 --man --rej=x --hel --vers --max-rec=1 --progres; do
			fails 2 "lmob-$p: unknown option --*" "lmob-$p" "$option"
		done
	done
}

@test "an option without its value says what it needs" {
	local p option
	for p in $(programs); do
		for option in output jobs manifest if rejects max-rejects max-record stats completions; do
			fails 2 "lmob-$p: --$option needs a value: *" "lmob-$p" --$option
		done
		fails 2 "lmob-$p: -o needs a value: FILE" "lmob-$p" -o
		fails 2 "lmob-$p: --help takes no value" "lmob-$p" --help=1
		fails 2 "lmob-$p: --progress often: expected one of auto, always, never" \
			"lmob-$p" --progress=often
	done
}

@test "numbers are whole, in range and nothing else" {
	local p n
	for p in $(programs); do
		for n in 0 1025 -1 +1 1.5 1e3 x '' ' 1' '1 ' 0x10 99999999999999999999; do
			fails 2 "lmob-$p: --jobs: *" "lmob-$p" --jobs="$n"
		done
		for n in -1 x '' 1.5 18446744073709551616; do
			fails 2 "lmob-$p: --max-rejects: *" "lmob-$p" --rejects r --max-rejects="$n"
		done
		for n in 0 -1 x '' 1.5M 2G 1KB 1T 18446744073709551615K; do
			fails 2 "lmob-$p: --max-record: *" "lmob-$p" --max-record="$n"
		done
		[[ ! -e r ]]
	done
}

@test "operands: a missing file, a directory, one that may not be read" {
	local p
	echo '{"text":"a"}' >good
	mkdir folder
	for p in $(filters); do
		fails 2 "lmob-$p: nowhere: open: No such file or directory" "lmob-$p" good nowhere
		[[ ! -s out ]] # all operands are looked at first
		fails 2 "lmob-$p: folder: open: Is a directory" "lmob-$p" good folder
		fails 2 "lmob-$p: open: No such file or directory" "lmob-$p" ''
	done
	as_user_works || skip 'cannot run as another user'
	cp good closed
	chmod 000 closed
	for p in $(filters); do
		fails 2 "lmob-$p: closed: open: Permission denied" as_user "lmob-$p" closed
	done
}

@test "- is standard input, and several files are read in their order" {
	local p
	echo '{"id":1,"text":"a"}' >a
	printf '{"id":2,"text":"b"}' >b # no final newline
	echo '{"id":3,"text":"c"}' >-- # a file with a strange name
	for p in $(filters); do
		for f in a b ./--; do "lmob-$p" $f; done >want
		[[ $(wc -l <want) == 3 ]]
		ok "lmob-$p" a b -- --
		same out want
		ok "lmob-$p" a - ./-- <b
		same out want
		cat a b >both
		echo >>both
		cat -- ./-- >>both
		ok "lmob-$p" <both
		same out want
		ok "lmob-$p" - <both
		same out want
	done
}

@test "options may follow operands, and -- ends them" {
	local p
	echo '{"id":1,"text":"a"}' >a
	for p in $(filters); do
		"lmob-$p" a >want
		ok "lmob-$p" a -j1
		same out want
		ok "lmob-$p" -j 1 -o made a
		same made want
		ok "lmob-$p" -j2 -omade2 -- a
		same made2 want
		[[ ! -s out ]]
	done
}

@test "a missing last newline, CRLF, a BOM and blank lines are fine" {
	local p
	for p in $(filters); do
		printf '{"text":"a"}\n{"text":"b"}\n' | "lmob-$p" >want
		printf '\xef\xbb\xbf{"text":"a"}\n\n \t \n\r\n{"text":"b"}' >in
		ok "lmob-$p" in
		same out want
		ok "lmob-$p" <in
		same out want
		printf '{"text":"a"}\r\n{"text":"b"}\r\n' >in
		ok "lmob-$p" in
		tr -d '\r' <out >plain
		same plain want
	done
	# What is not edited keeps its line end as well.
	printf '{"text":"a"}\r\n{"text":"b"}\r\n' >in
	ok lmob-redact in
	same out in
}

@test "empty input is empty output" {
	local p
	printf '\xef\xbb\xbf' >bom
	printf '\n\n  \n\r\n' >blank
	for p in $(filters); do
		for f in /dev/null bom blank; do
			ok_empty "lmob-$p" $f
			[[ ! -s out ]]
			ok_empty "lmob-$p" -o made.jsonl $f
			[[ -e made.jsonl && ! -s made.jsonl ]]
			rm made.jsonl
		done
	done
}

# bad TEXT GLOB: no program takes this record; the place is told.
bad() {
	local p
	printf '{"text":"before"}\n\n%b\n{"text":"after"}\n' "$1" >in
	for p in $(filters); do
		printf '{"text":"before"}\n' | "lmob-$p" >want
		fails 2 "lmob-$p: in:3:$2" "lmob-$p" -j2 in
		same out want
		fails 2 "lmob-$p: -:3:$2" "lmob-$p" -j1 <in
		same out want
	done
}

@test "malformed records: each has its place, and what is before is written" {
	bad '{"text":"a\\q"}' '1[12]: *'
	bad '{"text":"a"' '12: *'
	bad '{"text":"a"} x' '14: *'
	bad '{"text":"a"}{}' '13: *'
	bad '{text:1}' '2: *'
	bad '{"text":01}' '9: *'
	bad '{"text":+1}' '9: *'
	bad '{"text":NaN}' '9: *'
	bad '{"text":"a",}' '*: *'
	bad "{'text':1}" '2: *'
	bad '{"text":"a\\ud8"}' '1*: *'
	bad '[1,2' '5: *'
	bad '\xef\xbb\xbf{}' '1: *' # a BOM is only at the start
	bad '// {}' '1: *'
}

@test "invalid UTF-8 and NUL bytes are malformed" {
	bad '{"text":"\x00"}' '10: *'
	bad '{"text":1}\x00' '11: *'
	bad '\x00' '1: *'
	bad '{"text":"a\xff"}' '*: *UTF-8*'
	bad '{"text":"\xc0\xaf"}' '*: *UTF-8*'      # overlong
	bad '{"text":"\xed\xa0\x80"}' '*: *UTF-8*' # a surrogate
	bad '{"text":"\xf4\x90\x80\x80"}' '*: *UTF-8*'
	bad '{"te\xe9xt":"a"}' '*: *UTF-8*'
	bad '{"text":"\xe2\x82"}' '*: *'
}

# nested N OPEN CLOSE: an object with N levels in all.
nested() {
	"$PYTHON" -c 'import sys
n, o, c = int(sys.argv[1]) - 1, *sys.argv[2:]
print("{\"text\":\"a\",\"d\":" + o * n + ("1" if o != "[" else "") + c * n + "}")' "$@"
}

@test "nesting of 1000 is fine, of 1001 malformed" {
	local p
	for p in $(filters); do
		{ nested 1000 '[' ']'; nested 1000 '{"a":' '}'; } >in
		ok "lmob-$p" in
		[[ $(wc -l <out) == 2 ]]
		nested 1001 '[' ']' >in
		fails 2 "lmob-$p: in:1:1016: nested deeper than 1000 levels" "lmob-$p" in
		nested 1001 '{"a":' '}' >in
		fails 2 "lmob-$p: in:1:*: nested deeper than 1000 levels" "lmob-$p" in
		nested 100000 '[' ']' >in
		fails 2 "lmob-$p: in:1:1016: nested deeper than 1000 levels" "lmob-$p" in
	done
}

@test "what only adds to objects refuses other values" {
	local p value
	for p in $(filters | grep -vx redact); do
		for value in 1 null '"a"' '[{"text":"a"}]' true; do
			printf '%s\n' "$value" >in
			fails 2 "lmob-$p: in:1:1: expected an object" "lmob-$p" in
		done
	done
	printf '%s\n' 1 null '"a"' '[]' true -0 1E400 >in
	ok lmob-redact in
	same out in
}

@test "the locale does not matter" {
	local p locale
	printf '{"text":"\\u0130I \xc4\xb1i 1,5 1.5 a@b.example","PRIVATE_KEY":1,"x":1.10}\n' >in
	for p in $(filters); do
		LC_ALL=C "lmob-$p" in >want
		for locale in C.UTF-8 POSIX tr_TR.UTF-8 de_DE.UTF-8 tr_TR xx; do
			LC_ALL=$locale LANG=$locale LC_NUMERIC=$locale ok "lmob-$p" in
			same out want
		done
	done
}
