#!/usr/bin/env bats
# lmob-redact on other people's samples ($LMOB_DATA/redact): what it finds of
# them, and what it takes for sensitive that is not. `tests/bench/run recall`
# prints a table, `tests/bench/redact_recall.py --list` the texts behind it.

load helpers

# What has to hold. Of the data's 176 positive and 324 negative samples, and so on.
GITLEAKS_FOUND=174
GITLEAKS_FALSE=25
GITLEAKS_RULES_FOUND=173
RESEARCH_FALSE=1
PHONES_FOUND=92
PHONES_FALSE=1 # 1 % of 1,436 texts would be 14
CASES_FOUND=335
CASES_FOUND_NAMED=491
CASES_FALSE=6
CASES_FALSE_NAMED=32
CHECKSUMS_FOUND_NAMED=209
CHECKSUMS_FALSE_NAMED=17
DIFFER_ON_LINES=0 # where a line of plain text is not read as a record's string is

setup_file() {
	export FIGURES=$BATS_FILE_TMPDIR/figures ITEMS=$BATS_FILE_TMPDIR/items
	local recall
	recall=$(cd "$BATS_TEST_DIRNAME/../bench" && pwd)/redact_recall.py
	"$PYTHON" "$recall" --figures >"$FIGURES"
	"$PYTHON" "$recall" --list >"$ITEMS"
}

# needs FILE: skips where the data has it not.
needs() {
	[[ -e $DATA/redact/$1 ]] || skip "no $DATA/redact/$1"
}

# figure NAME: sets N.
figure() {
	N=$(awk -v name="$1" '$1 == name { print $2 }' "$FIGURES")
	[[ $N ]] || {
		echo "no figure $1"
		return 1
	}
}

# show GLOB: what is behind figures, for the reader of a failure.
show() {
	jq -c 'select(.why | test($why)) | .text |= .[:200] | .out |= .[:200]' --arg why "$1" "$ITEMS" | head -40
}

# least NAME N, most NAME N: a figure is at least, at most so much.
least() {
	figure "$1"
	echo "$1 is $N, expected at least $2"
	((N >= $2)) || show "${1%%_*}.*missed"
	((N >= $2))
}

most() {
	figure "$1"
	echo "$1 is $N, expected at most $2"
	((N <= $2)) || show "${1%%_*}.*(false|differs)"
	((N <= $2))
}

# every NAME: a figure is as much as there is.
every() {
	figure "$1_of"
	((N > 0))
	least "$1" "$N"
}

# same_everywhere NAME: as escapes and in strings the same is found, nothing else
# is changed, and nothing is found twice.
same_everywhere() {
	most "$1_beyond_masks" 0
	most "$1_found_again" 0
	most "$1_differ_in_escapes" 0
	most "$1_differ_in_strings" 0
	most "$1_differ_on_lines" "$DIFFER_ON_LINES"
}

@test "gitleaks' samples" {
	needs gitleaks/static_samples.jsonl
	least gitleaks_found "$GITLEAKS_FOUND"
	most gitleaks_false "$GITLEAKS_FALSE"
}

@test "gitleaks' samples, by its own rules" {
	needs gitleaks/gitleaks.toml
	least gitleaks_rules_found "$GITLEAKS_RULES_FOUND"
}

@test "gitleaks' samples: the same is found however they are written" {
	needs gitleaks/static_samples.jsonl
	same_everywhere gitleaks
}

@test "presidio-research: all e-mail, IBANs, SSNs, IPs and cards that pass Luhn" {
	needs presidio-research/synth_dataset_v2.json
	local kind
	for kind in email_address iban_code us_ssn ip_address credit_card; do
		every "research_$kind"
	done
}

@test "presidio-research: phone numbers" {
	needs presidio-research/synth_dataset_v2.json
	least research_phone_number "$PHONES_FOUND"
	most research_false_phone "$PHONES_FALSE"
}

@test "presidio-research: hardly anything else" {
	needs presidio-research/synth_dataset_v2.json
	most research_false "$RESEARCH_FALSE"
}

@test "presidio-research: the same is found however texts are written" {
	needs presidio-research/synth_dataset_v2.json
	same_everywhere research
}

@test "Presidio's recogniser cases" {
	needs presidio/recognizer_cases.jsonl
	least cases_found "$CASES_FOUND"
	least cases_found_named "$CASES_FOUND_NAMED"
	most cases_false "$CASES_FALSE"
	most cases_false_named "$CASES_FALSE_NAMED"
}

@test "dd-sds's checksum vectors" {
	needs dd-sds/validator_cases.jsonl
	least checksums_found_named "$CHECKSUMS_FOUND_NAMED"
	most checksums_false_named "$CHECKSUMS_FALSE_NAMED"
}

@test "nothing in ordinary data" {
	most ordinary_false 0
	most ordinary_false_in_strings 0
}

@test "nothing in a model's logs, and all that is put into them" {
	"$FIXTURES/generate" logs --bytes 2000000 --density 0 >in
	ok lmob-redact in
	same out in
	"$FIXTURES/generate" logs --bytes 2000000 --density 1 >in
	ok lmob-redact in
	# Lines that are the same in both.
	paste -d '\n' in out | awk 'NR % 2 { line = $0; next } line == $0' >same
	echo "not found in $(wc -l <same) of $(wc -l <in):"
	cut -c1-1000 same | head
	[[ ! -s same ]]
}

@test "what was found is told from the output" {
	cd "$ROOT/tests/bench"
	"$PYTHON" - <<-'END'
		from redact_found import MASK, Span, covered, outside, spans
		def check(text, out, *want):
		    assert spans(text, out) == list(want), (text, out, spans(text, out))
		check("a", "a")
		check("[EMAIL] x [CLS]", "[EMAIL] x [CLS]")
		check("to a@b.de, now", "to [EMAIL], now", Span(3, 9, "EMAIL"))
		check("a@b.de c@d.de", "[EMAIL] [EMAIL]", Span(0, 6, "EMAIL"), Span(7, 13, "EMAIL"))
		check("[SEP] 1\n2 x", "[SEP] [CARD:abcdefg7] x", Span(6, 9, "CARD"))
		check("a b c", "a [CARD]", Span(2, 5, "CARD"))
		for text, out in (("abc", "ab"), ("abc", "[EMAIL]d"), ("abc", "[email]"), ("ab", "ab[EMAIL]")):
		    assert spans(text, out) is None, (text, out)
		assert MASK.fullmatch("[A_1:abcdefg7]") and not MASK.fullmatch("[A:abcdefg1]")
		found = [Span(3, 6, "X")]
		assert covered("ab cd.ef", found, 3, 6) and covered("ab cd.ef", found, 2, 6)
		assert not covered("ab cd.ef", found, 3, 7) and not covered("ab cd.ef", [], 0, 1)
		assert outside("ab cd.ef", found, [(0, 4)]) == found
		assert outside("ab cd.ef", found, [(3, 5)]) == []
	END
}
