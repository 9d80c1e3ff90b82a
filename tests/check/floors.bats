#!/usr/bin/env bats
# The floors check itself: green on the tree, red on one violation of each kind.
# sources

check=$BATS_TEST_DIRNAME/floors
sizes=$BATS_TEST_DIRNAME/sizes

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	mkdir -p lib/lm bin/one bin/two
	printf '# comment\n0 err span\n1 buf cli\n' >lib/floors
	printf 'yyjson # a word\nm\n' | tee bin/one/deps >bin/two/deps
	touch lib/lm/{err,span,buf,cli}.h
	printf '#include "lm/buf.h"\n\n#include <stdio.h>\n\n#include "lm/err.h"\n' >lib/lm/buf.c
	# What looks like a violation and is none.
	cat >>lib/lm/buf.c <<-'END'
		/* exit(1) and #include "lm/cli.h" in a comment */
		// abort();
		static const char *const text = "exit(1); printf(";
		int
		f(struct x *x)
		{
			static const int table[1] = {1};

			x->exit(1);
			return snprintf(NULL, 0, "%d", table[0]) + lm_exit(0);
		}
	END
	printf '#include "lm/buf.h"\n' >lib/lm/buf_grow.c
	printf 'int\nmain(void)\n{\n\texit(printf("x"));\n}\n' | tee bin/one/main.c >bin/two/main.c
	printf '#include "part.h"\n\n#include "lm/buf.h"\n' >bin/one/part.c
	touch bin/one/part.h bin/two/other.h
}

# red FILE:LINE TEXT: the check fails, and names just this.
red() {
	run "$check" .
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[0]} == "$1: "*"$2"* ]]
	[[ ${lines[1]} == *" 1 violations" ]]
}

@test "the tree is on its floors" {
	run "$check"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "functions and files have the lengths of STYLE.md" {
	run "$sizes"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "a clean tree is green" {
	run "$check" .
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "a module includes one of its own floor" {
	printf '\n#include "lm/cli.h"\n' >lib/lm/buf.h
	red lib/lm/buf.h:2 "buf (floor 1) includes cli (floor 1)"
}

@test "a module includes one of a higher floor" {
	echo '#include "lm/buf.h"' >lib/lm/span.h
	red lib/lm/span.h:1 "span (floor 0) includes buf (floor 1)"
}

@test "a part of a module is held to the module's floor" {
	echo '#  include <lm/cli.h>' >>lib/lm/buf_grow.c
	red lib/lm/buf_grow.c:2 "buf (floor 1) includes cli (floor 1)"
}

@test "a module includes by another way than lm/" {
	echo '#include "err.h"' >lib/lm/buf.h
	red lib/lm/buf.h:1 'only "lm/<module>.h"'
}

@test "a module is on no floor" {
	touch lib/lm/stray.c
	red lib/lm/stray.c:1 "stray is on no floor"
}

@test "a floor names what is not there" {
	echo '2 ghost' >>lib/floors
	red lib/floors:4 "no such module: ghost"
}

@test "a module is on two floors" {
	echo '2 buf' >>lib/floors
	run "$check" .
	[ "$status" -eq 1 ]
	[[ ${lines[0]} == "lib/floors:4: buf is on two floors" ]]
}

@test "the library exits, aborts, prints, or touches signals or the locale" {
	local call
	for call in 'exit(1)' 'abort()' 'printf("")' 'fprintf (f, "")' 'signal(1, 0)' \
		'setlocale(0, "")' 'perror("x")' 'fputs("x", stdout)'; do
		printf '\t%s;\n' "$call" >lib/lm/err.c
		run "$check" .
		echo "$call: $output"
		[ "$status" -eq 1 ]
		[[ ${lines[0]} == "lib/lm/err.c:1: "*": not in the library" ]]
	done
}

@test "cli may print, and may not exit" {
	printf '\tfprintf(stderr, "x");\n' >lib/lm/cli.c
	run "$check" .
	[ "$status" -eq 0 ]
	printf '\texit(2);\n' >>lib/lm/cli.c
	red lib/lm/cli.c:2 "exit: not in the library"
}

@test "a program includes another's file" {
	echo '#include "../two/other.h"' >bin/one/part.h
	red bin/one/part.h:1 'one includes "../two/other.h"'
	echo '#include "other.h"' >bin/one/part.h
	red bin/one/part.h:1 'one includes "other.h"'
}

@test "a program's part exits or uses stdio" {
	local call
	for call in 'exit(1)' '_exit(1)' 'printf("")' 'fwrite(p, 1, n, f)' 'stderr' 'FILE *f'; do
		printf '\n\t%s;\n' "$call" >bin/two/other.c
		run "$check" .
		echo "$call: $output"
		[ "$status" -eq 1 ]
		[[ ${lines[0]} == "bin/two/other.c:2: "*": only in main.c" ]]
	done
}

@test "a mutable static local" {
	printf '\tstatic int n;\n' >lib/lm/err.c
	red lib/lm/err.c:1 "static local"
}

@test "a deps file is missing, or has an unknown word" {
	rm bin/one/deps
	red bin/one/deps:1 "missing"
	echo "libfoo" >bin/one/deps
	red bin/one/deps:1 'unknown word "libfoo"'
}

@test "a function or a file is too long" {
	{ printf 'int\nf(void)\n{\n' && yes '	x();' | head -n 61 && echo '}'; } >lib/lm/err.c
	run "$sizes" .
	[ "$status" -eq 1 ]
	[[ ${lines[0]} == "lib/lm/err.c:3: a function of 61 lines"* ]]
	yes '' | head -n 401 >lib/lm/err.c
	run "$sizes" .
	[ "$status" -eq 1 ]
	[[ ${lines[0]} == "lib/lm/err.c:1: 401 lines"* ]]
}
