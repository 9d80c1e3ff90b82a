#!/usr/bin/env bats
# The manual's examples print what the pages say. tests/man/examples tells what
# an example is; `tests/man/examples --update man/*` makes them anew.

examples=$BATS_TEST_DIRNAME/examples
man=$BATS_TEST_DIRNAME/../../man

@test "every example of every page prints what the page says" {
	run "$examples" "$man"/*.[1-8]
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "every example of the README prints what it says" {
	run "$examples" "$BATS_TEST_DIRNAME/../../README.md"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output != *" 0 examples"* ]]
}

@test "every page of a program has examples" {
	local page
	for page in "$man"/*.1; do
		echo "$page"
		sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$page" | grep -q '^\$ '
	done
}

setup() {
	page=$BATS_TEST_TMPDIR/page
}

# Standard input becomes the examples of a page.
page() {
	{ echo '.Bd -literal' && cat && echo '.Ed'; } >"$page"
}

@test "what an example is: one session, standard error too, status, wildcards" {
	page <<-'END'
		$ printf \(aqa\enb\enc\en\(aq >file; x=1
		$ cat file
		a
		...
		$ head -n 1 file |
		>   cat; echo $x
		a
		1
		$ echo out; echo er\-ror >&2; false
		out
		e...r
		$ echo $?
		1
		$ cd / && pwd
		/
		$ pwd
		/
	END
	run "$examples" "$page"
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *" 7 examples, 0 fail" ]]
}

@test "an example that prints something else, more, or less is found" {
	local said
	for said in b 'a\nb' ''; do
		printf '$ echo a\n%b\n' "$said" | grep . | page
		run "$examples" "$page"
		echo "$output"
		[ "$status" -eq 1 ]
		[[ ${lines[0]} == "$page:2: \$ echo a" ]]
	done
}

@test "an update puts right what differs, as roff, and nothing else" {
	printf '%s\n' '$ echo "a...b"' 'a...b' '$ echo ".\(aq\e→"' x | page
	"$examples" --update "$page"
	run cat "$page"
	echo "$output"
	[ "${lines[2]}" = 'a...b' ]
	[ "${lines[4]}" = '\&.\(aq\e\(->' ]
	run "$examples" "$page"
	[ "$status" -eq 0 ]
}
