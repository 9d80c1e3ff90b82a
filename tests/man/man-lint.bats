#!/usr/bin/env bats
# The manual: every program has a page, in order and without a fault of form, that
# names the options, counters, fields and tables that the program has.

setup() {
	cd "$BATS_TEST_DIRNAME/../.." || return
	bin=${LMOB_BIN:-$PWD/bin}
}

programs() {
	local main
	for main in bin/*/main.c; do
		main=${main#bin/}
		echo "lmob-${main%/main.c}"
	done
}

# Options as "d deny" or "- detect", one a line, in the order of --help.
of_help() {
	"$bin/$1" --help | sed -nE 's/^  (-(.), |    )--([a-z-]+).*/\2 \3/p' | sed 's/^ /- /'
}

# The same, of the lists of options in a page.
of_lists() {
	sed -nE -e 's/^\.It Fl ([a-z])( (Ns Oo )?Ar [^,]*)? , Fl ([a-z-]+).*/\1 \4/' \
		-e 's/^\.It Fl -([a-z-]+).*/- \1/' -e 's/^([a-z-]) -?([a-z-]+)$/\1 \2/p' "$1"
}

# The same of the synopsis, which names an option by its letter, if it has one.
of_synopsis() {
	sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESC/p' "$1" | sed 's/ | -/\nFl -/g' |
		sed -nE 's/.*Fl (-?[a-z-]+).*/\1/p' | sed 's/^-\(.\)/- \1/' | sort
}

@test "every page is clean" {
	command -v mandoc >/dev/null || skip "no mandoc"
	run mandoc -T lint -W warning man/*.[1-8]
	echo "$output"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "every program has a page, and every page of section 1 a program" {
	diff <(programs | sort) <(basename -s .1 man/*.1 | sort)
}

@test "the sections are in order" {
	local page order
	order=$(printf '%s\n' NAME SYNOPSIS DESCRIPTION KEYS ENVIRONMENT FILES 'EXIT STATUS' \
		EXAMPLES DIAGNOSTICS 'SEE ALSO' STANDARDS CAVEATS)
	for page in man/*.[1-8]; do
		echo "$page"
		diff <(sed -n 's/^\.Sh //p' "$page") \
			<(grep -Fx -f <(sed -n 's/^\.Sh //p' "$page") <<<"$order")
	done
	for page in man/*.1; do
		echo "$page"
		diff <(sed -n 's/^\.Sh //p' "$page") <(grep -vx -e KEYS -e FILES <<<"$order")
	done
}

@test "--help and a program's page name the same options in the same order" {
	local program
	for program in $(programs); do
		echo "$program"
		[ "$(of_help "$program" | wc -l)" -gt 10 ]
		diff <(of_help "$program") <(of_lists "man/$program.1")
	done
}

@test "--help and SYNOPSIS name the same options" {
	local program
	for program in $(programs); do
		echo "$program"
		diff <(of_help "$program" | sed -e 's/^\([a-z]\) .*/\1/' | sort) \
			<(of_synopsis "man/$program.1")
	done
}

@test "lmob(7) has each of the common options, in the same order" {
	diff <(of_help lmob-redact | sed -n '/^o output/,$p') <(of_lists man/lmob.7)
}

# The kinds of lmob-redact are counters, each with an entry of its own.
@test "a page names the counters of --stats" {
	local program name needs
	for program in $(programs); do
		needs=()
		[ "$program" != lmob-drift ] || needs=(--baseline /dev/null)
		[ "$program" != lmob-schemacheck ] ||
			needs=(--schema fixtures/schemacheck/summary.schema.json --check)
		"$bin/$program" --stats "$BATS_TEST_TMPDIR/$program" "${needs[@]}" \
			-o /dev/null /dev/null 2>/dev/null || true
		for name in $(jq -r '.counts | keys[]' "$BATS_TEST_TMPDIR/$program"); do
			echo "$program $name"
			sed -n -e '/^\.It Fl -stats/,/^\.It Fl -comp/p' -e '/^\.It Cm/p' \
				"man/$program.1" | grep -qw "$name"
		done
	done
}

@test "a page that is referred to is there" {
	local name section
	while read -r name section; do
		echo "$name($section)"
		[ -e "man/$name.$section" ]
	done < <(sed -nE 's/^\.Xr (lmob[a-z-]*) ([1-8]).*/\1 \2/p' man/*.[1-8] | sort -u)
}

@test "lmob(7) names every program and pipeline" {
	local name
	for name in $(programs); do
		grep -q "^\.It Xr $name 1$" man/lmob.7
	done
	for name in nightly-embed search support-threads answers accept-baseline; do
		[ -x "pipelines/$name" ]
		grep -q "^\.It Pa $name" man/lmob.7
	done
}

# The words between a line of lmob-redact(1) and the end of the block after it.
block_after() {
	sed -n "/$1/,/^\.Ed/p" man/lmob-redact.1 | sed -n '/^\.Bd/,/^\.Ed/p' | grep -v '^\.'
}

# strings NAME: those of an initialiser in a C file.
strings() {
	sed -n "/$2\[\]/,/};/p" "$1" | grep -oE '"[^"]+"' | tr -d '"'
}

@test "lmob-redact(1) lists every kind once" {
	diff <("$bin/lmob-redact" --list-detectors | sed 's/ .*//' | sort) \
		<(sed -nE 's/^\.It Cm ([a-z0-9_]+)$/\1/p' man/lmob-redact.1 | sort)
}

# A page's characters above ASCII as roff has them, [u00F1].
unroff() {
	python3 -c 'import re, sys
sys.stdout.reconfigure(encoding="utf-8")
print(end=re.sub(r"\\\[u([0-9A-F]+)\]", lambda m: chr(int(m[1], 16)), sys.stdin.read()))'
}

@test "lmob-redact(1) lists the default fields" {
	diff <(strings bin/redact/names_list.c names_default_fields | sort) \
		<(block_after '^By default these five' | tr ' ' '\n' | sort)
	diff <(strings bin/redact/names_list.c names_default_credentials | sort) \
		<(block_after '^and what credentials' | tr ' ' '\n' | unroff | sort)
}

@test "lmob-redact(1) lists the countries and lengths of IBANs" {
	diff <(grep -oE '\{"[A-Z]{2}", "[0-9nac]+"' bin/redact/iban.c | tr -d '{",' |
		while read -r country form; do
			echo "$country $((4 + $(sed 's/[nac]/+/g; s/+$//' <<<"$form")))"
		done | sort) \
		<(block_after '^The lengths:' | sed 's/, */\n/g' | grep . | sort)
}

# issuers SURE: those of card.c, as the page has them.
issuers() {
	grep -oE '\{[0-9]{6}, [0-9]{6}, [0-9]+, [0-9]+, [a-z]+\}' bin/redact/card.c | tr -d '{},' |
		while read -r low high min max sure; do
			[ "$sure" = "$1" ] || continue
			[ "$low" = "$high" ] || low+=-$high
			[ "$min" = "$max" ] || min+=-$max
			echo "$low $min"
		done
}

@test "lmob-redact(1) lists the issuers and lengths of cards" {
	diff <(issuers true) \
		<(block_after '^4-6-4) and have six' | sed 's/, */\n/g' | grep .)
	diff <(issuers false) \
		<(block_after '^In any other grouping' | sed 's/, */\n/g' | grep .)
}
