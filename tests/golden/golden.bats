#!/usr/bin/env bats
# The golden runner itself: green when all is the same, red for each difference.
# sources

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	mkdir -p bin golden/p/case
	cp "$BATS_TEST_DIRNAME/run" golden/run
	cat >bin/lmob-p <<-'END'
		#!/bin/sh
		cat; echo "args: $#: $1"; echo trouble >&2; echo m >made; exit 3
	END
	chmod +x bin/lmob-p
	export LMOB_BIN=$PWD/bin
	echo "'a  b' c" >golden/p/case/args
	printf 'in\n' >golden/p/case/in
	golden/run --update
}

@test "the same is green" {
	run golden/run
	[[ $status == 0 && ${lines[0]} == 'ok 1 - p/case' && ${lines[1]} == 1..1 ]]
	[[ $(<golden/p/case/out) == $'in\nargs: 2: a  b' && $(<golden/p/case/exit) == 3 ]]
	[[ $(<golden/p/case/err) == trouble && $(<golden/p/case/made) == m ]]
}

@test "any difference is red" {
	for file in out err made; do
		cp golden/p/case/$file kept
		printf '\0' >>golden/p/case/$file
		run golden/run
		[[ $status == 1 && ${lines[0]} == 'not ok 1 - p/case' ]]
		rm golden/p/case/$file
		run golden/run
		[[ $status == 1 && ${lines[0]} == 'not ok 1 - p/case' ]]
		mv kept golden/p/case/$file
	done
	rm golden/p/case/exit
	run golden/run
	[[ $status == 1 ]]
	echo 1 >golden/p/case/exit
	run golden/run
	[[ $status == 1 ]]
}

@test "what a program no longer says is red" {
	printf '#!/bin/sh\ncat; echo "args: 2: a  b"; exit 3\n' >bin/lmob-p
	run golden/run
	[[ $status == 1 && $output == *'no made'* ]]
	golden/run --update
	[[ ! -e golden/p/case/made && ! -e golden/p/case/err ]]
	golden/run
}

@test "no case at all is red" {
	run golden/run nothing
	[[ $status == 1 ]]
}
