#include "scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "policies.h"
#include "random.h"

#define LONGEST 400
#define N_WAYS 3

static const char *const literals[] = {"eyJ", "--BEGIN", "rer", "%40", " -u"};
static const bool any_case[] = {false, false, true, false, false};
#define N_LITERALS (sizeof(literals) / sizeof(literals[0]))

/* ---- the documented conditions, a byte at a time --------------------------- */

/* The byte i places from the start; beyond the text there are NULs. */
static char
byte_at(struct lm_span text, size_t i)
{
	return i < text.len ? text.ptr[i] : '\0';
}

static char
byte_before(struct lm_span text, size_t i, size_t n)
{
	return i < n ? '\0' : text.ptr[i - n];
}

static bool
in_run(char byte)
{
	return byte != '\0' && (is_alnum(byte) || strchr("+/-_=", byte));
}

static bool
is_one(char byte)
{
	return is_alnum(byte);
}

/* How many of the n bytes from i on are of a class. */
static size_t
count(struct lm_span text, size_t i, size_t n, bool (*is)(char))
{
	size_t sum = 0;

	for (size_t k = i; k < i + n; k++)
		sum += is(byte_at(text, k));
	return sum;
}

static size_t
run_len(struct lm_span text, size_t i, bool (*is)(char))
{
	size_t n = 0;

	while (is(byte_at(text, i + n)))
		n++;
	return n;
}

static bool
is_digit_byte(char byte)
{
	return is_digit(byte);
}

static bool
is_colon(char byte)
{
	return byte == ':';
}

static bool
is_colon_or_dot(char byte)
{
	return byte == ':' || byte == '.';
}

static bool
is_lower(char byte)
{
	return byte >= 'a' && byte <= 'z';
}

/* Whether a run of n digits behind so many letters may begin an IBAN, in a
 * token of len. */
static bool
may_be_iban(struct lm_span text, size_t i, size_t n, size_t before, size_t len)
{
	return before == 2 && n >= 2 &&
	    (len >= 15 || len == 4 || n >= 6 ||
		count(text, i, 16, is_digit_byte) >= 11);
}

/* A run of n digits with letters beside it. */
static bool
may_be_lettered(struct lm_span text, size_t i, size_t n)
{
	size_t before = 0, len, n12 = count(text, i, 12, is_digit_byte);

	while (is_alnum(byte_before(text, i, before + 1))) {
		before++;
		if (is_digit(byte_before(text, i, before)) || before > 6)
			return false;
	}
	len = before + run_len(text, i, is_one);
	if (may_be_iban(text, i, n, before, len))
		return true;
	if (len - before >= 20 || (before > 0 && len < 7))
		return false;
	if (is_lower(byte_at(text, i + n)) || is_lower(byte_before(text, i, 1)))
		return n >= 6 || (before == 6 && n12 >= 2);
	return n12 >= (len >= 9 ? 2 : 4);
}

static bool
digits_begin(struct lm_span text, size_t i)
{
	size_t n16 = count(text, i, 16, is_digit_byte);
	size_t n = run_len(text, i, is_digit_byte);
	char before = byte_before(text, i, 1);

	if (!is_digit(text.ptr[i]) || is_digit(before))
		return false;
	if (before != '\0' && strchr("-./:T", before) != NULL &&
	    is_digit(byte_before(text, i, 2)))
		return n16 >= 12 && count(text, i, 16, is_colon_or_dot) == 0;
	if (is_alnum(before) || is_alnum(byte_at(text, i + n)))
		return may_be_lettered(text, i, n);
	return n16 >= 7 || count(text, i, 8, is_digit_byte) >= 6;
}

static bool
colon_counts(struct lm_span text, size_t i)
{
	bool time = is_digit(byte_before(text, i, 1)) &&
	    is_digit(byte_before(text, i, 2)) &&
	    is_digit(byte_at(text, i + 1)) &&
	    !is_letter(byte_before(text, i, 3));

	if (i > 0 && text.ptr[i - 1] == '\0')
		return false;
	return !time || count(text, i, 15, is_colon) >= 4;
}

static bool
inner_dot(struct lm_span text, size_t i)
{
	return byte_at(text, i) == '.' && is_digit(byte_before(text, i, 1)) &&
	    is_digit(byte_at(text, i + 1));
}

static bool
dot_counts(struct lm_span text, size_t i)
{
	size_t n = 0;

	for (size_t k = i; k < i + 9; k++)
		n += inner_dot(text, k);
	return (inner_dot(text, i) && n >= 3) || byte_at(text, i + 5) == '.';
}

static bool
hyphen_counts(struct lm_span text, size_t i)
{
	return byte_at(text, i + 3) == '-' && byte_at(text, i + 6) == '-' &&
	    byte_at(text, i + 9) == '-' && byte_at(text, i + 12) == '-';
}

/* The first of a run of a class that is long enough. */
static bool
run_begins(struct lm_span text, size_t i, bool (*is)(char), size_t least)
{
	return !is(byte_before(text, i, 1)) && run_len(text, i, is) >= least;
}

static bool
literal_begins(struct lm_span text, size_t i)
{
	for (size_t k = 0; k < N_LITERALS; k++) {
		char first[SCAN_LITERAL + 1] = "";

		memcpy(first, literals[k], SCAN_LITERAL);
		if (any_case[k] ? text_has_any_case(text, i, first)
				: text_has(text, i, first))
			return true;
	}
	return false;
}

/* Whether a byte is marked for what it is. */
static bool
is_signed(struct lm_span text, size_t i)
{
	switch (text.ptr[i]) {
	case '@':
	case '=':
		return true;
	case ':':
		return colon_counts(text, i);
	case '.':
		return dot_counts(text, i);
	case '<':
		return byte_at(text, i + 1) == '/';
	case '-':
		return hyphen_counts(text, i);
	case '/':
		return byte_before(text, i, 4) == '.' &&
		    byte_before(text, i, 8) == '.' &&
		    byte_at(text, i + 5) == '-';
	default:
		return digits_begin(text, i);
	}
}

/* What a mark says, without its offset. */
static uint64_t
wanted_bits(struct lm_span text, size_t i)
{
	uint64_t bits = 0;

	if (run_begins(text, i, in_run, SCAN_RUN))
		bits |= MARK_RUN;
	if (run_begins(text, i, is_one, SCAN_WORD))
		bits |= MARK_WORD;
	return bits;
}

/* ---- texts ------------------------------------------------------------------- */

/* Bytes of one of some alphabets, with pieces that are marked. */
static void
any_text(struct random *random, char *text, size_t len)
{
	static const char *const alphabets[] = {"0123456789", "0123456789abcDE",
	    "a:1.2", "01:", "0.1", "-a0-", "aB9+/-_=", "ab", ":1234567890T-",
	    "eyJ%40 -uRrE<", "a1. ", "\xc3\xa4 1"};
	static const char *const pieces[] = {"4111 1111 1111 1111",
	    "DE89370400440532013000", "12:34:56", "00:1b:44:11:3a:b7",
	    "192.168.10.20", "001a.2b3c.4d5e", "00-1b-44-11-3a-b7", "</a>",
	    "eyJhbGciOi", "-----BEGIN ", "Bearer x", "a@b.co", "k=v",
	    "AB123456C", "2026-05-05T21:00:00.123456789Z", "a%40b",
	    "0123456789abcdef0123456789abcdef"};
	const char *alphabet = alphabets[random_below(random,
	    sizeof(alphabets) / sizeof(alphabets[0]))];
	size_t size = strlen(alphabet);

	if (random_once_in(random, 8))
		random_bytes(random, text, len);
	else
		for (size_t i = 0; i < len; i++)
			text[i] = alphabet[random_below(random, size)];
	for (size_t n = random_below(random, 4); n > 0; n--) {
		const char *piece = pieces[random_below(random,
		    sizeof(pieces) / sizeof(pieces[0]))];
		size_t room = strlen(piece);

		if (room <= len)
			memcpy(text + random_below(random, len - room + 1),
			    piece, room);
	}
}

static void
show_text(struct lm_span text)
{
	char shown[4 * LONGEST + 1];
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += (size_t)snprintf(shown + n, sizeof(shown) - n,
		    text.ptr[i] >= ' ' && text.ptr[i] <= '~' ? "%c" : "\\x%02x",
		    (unsigned char)text.ptr[i]);
	check_note("%s", n > 0 ? shown : "(empty)");
}

/* ---- tests ------------------------------------------------------------------- */

static bool
same_marks(const struct marks *a, const struct marks *b)
{
	return a->n == b->n &&
	    (a->n == 0 ||
		memcmp(a->list, b->list, a->n * sizeof(a->list[0])) == 0);
}

/* The marks of a text in its own memory, so that a byte read beyond it is seen;
 * all ways must give them. */
static bool
scan_all_ways(const struct scan *scan, struct lm_span text, struct marks *marks)
{
	struct marks other = {0};
	char *copy = malloc(text.len + (text.len == 0));
	bool same = true;

	if (copy == NULL)
		abort();
	if (text.len > 0)
		memcpy(copy, text.ptr, text.len);
	CHECK_OK(scan_marks(scan, copy, text.len, marks, NULL), NULL);
	for (int way = SCAN_PLAIN; same && way < N_WAYS; way++) {
		CHECK_OK(scan_marks_by((enum scan_way)way, scan, copy, text.len,
			     &other, NULL),
		    NULL);
		same = CHECK(same_marks(marks, &other));
		if (!same)
			check_note("way %d", way);
	}
	marks_free(&other);
	free(copy);
	return same;
}

/* Whether a byte has the mark that it should; without exactly, literals may be
 * seen where there are none. */
static bool
is_right(struct lm_span text, size_t i, const uint64_t *mark, bool exactly)
{
	uint64_t want = wanted_bits(text, i);
	uint64_t got = mark == NULL ? 0 : *mark & MARK_ANY;
	bool wanted = want != 0 || is_signed(text, i);

	if (!exactly && literal_begins(text, i)) {
		want |= MARK_LITERAL;
		wanted = true;
	}
	if (!exactly && (got & MARK_LITERAL) != 0) {
		want |= MARK_LITERAL;
		wanted = true;
	}
	return got == want && (mark != NULL) == wanted;
}

/* Whether the marks are those of the conditions. */
static bool
are_right(struct lm_span text, const struct marks *marks, bool exactly)
{
	size_t k = 0;

	for (size_t i = 0; i < text.len; i++) {
		const uint64_t *mark = NULL;

		if (k < marks->n && mark_at(marks->list[k]) == i)
			mark = &marks->list[k++];
		if (!CHECK(is_right(text, i, mark, exactly))) {
			check_note("at %zu: %s", i,
			    mark == NULL ? "no mark" : "a mark");
			return false;
		}
	}
	return CHECK_EQ(k, marks->n);
}

static void
random_texts(const struct scan *scan, bool exactly, uint64_t stream)
{
	const size_t n_cases = check_soak() ? 3000000 : 20000;
	struct random random = random_start(stream);
	struct marks marks = {0};

	for (size_t n = 0; n < n_cases; n++) {
		char bytes[LONGEST];
		struct lm_span text =
		    lm_span(bytes, random_below(&random, LONGEST + 1));

		any_text(&random, bytes, text.len);
		if (!scan_all_ways(scan, text, &marks) ||
		    !are_right(text, &marks, exactly)) {
			show_text(text);
			break;
		}
	}
	marks_free(&marks);
}

static void
marks_what_is_documented(void)
{
	struct scan *scan = scan_new(NULL, NULL, 0);

	if (CHECK(scan != NULL))
		random_texts(scan, true, 1);
	scan_free(scan);
}

static void
marks_every_literal(void)
{
	struct scan *scan = scan_new(literals, any_case, N_LITERALS);

	if (CHECK(scan != NULL))
		random_texts(scan, false, 2);
	scan_free(scan);
}

/* With those of all detectors, which fill the sieve. */
static void
all_ways_agree_with_all_literals(void)
{
	struct policies made = {.settings = {.detect = "all"}};
	struct random random = random_start(3);
	struct marks marks = {0};
	char bytes[LONGEST];

	CHECK_OK(policies_make(&made, NULL), NULL);
	for (int n = 0; n < 10000; n++) {
		struct lm_span text =
		    lm_span(bytes, random_below(&random, LONGEST + 1));

		any_text(&random, bytes, text.len);
		if (!scan_all_ways(made.settings.policy.scan, text, &marks)) {
			show_text(text);
			break;
		}
	}
	marks_free(&marks);
	policies_free(&made);
}

/* One character or pattern, at every place of a block, of every length. */
static void
the_same_over_and_over(void)
{
	static const char *const patterns[] = {"0", "1a", "a", "Z", "@", "=",
	    ":", ".", "-", "<", "</", "_", "1.", "1:", "00-", "00:", "0000.",
	    "12 ", "eyJ", "--B", "rEr", "\xff", "AB12", "a1"};
	struct scan *scan = scan_new(literals, any_case, N_LITERALS);
	struct marks marks = {0};
	bool right = CHECK(scan != NULL);

	for (size_t p = 0; p < sizeof(patterns) / sizeof(patterns[0]); p++)
		for (size_t len = 0; right && len <= 200; len++)
			for (size_t at = 0; right && at < len; at += 1 + at) {
				char bytes[LONGEST];

				memset(bytes, ' ', sizeof(bytes));
				for (size_t i = at; i < len; i++)
					bytes[i] = patterns[p][(i - at) %
					    strlen(patterns[p])];
				right = scan_all_ways(scan, lm_span(bytes, len),
					    &marks) &&
				    are_right(lm_span(bytes, len), &marks,
					false);
				if (!right)
					show_text(lm_span(bytes, len));
			}
	marks_free(&marks);
	scan_free(scan);
}

static void
check_marks(const char *text, const char *want)
{
	struct scan *scan = scan_new(literals, any_case, N_LITERALS);
	struct marks marks = {0};
	char got[128] = "";
	size_t len = 0;

	if (CHECK(scan != NULL))
		(void)scan_all_ways(scan, lm_span_of(text), &marks);
	for (size_t i = 0; i < marks.n; i++)
		len += (size_t)snprintf(got + len, sizeof(got) - len, "%s%zu",
		    i == 0 ? "" : " ", mark_at(marks.list[i]));
	CHECK_TEXT(got, want);
	check_note("%s", text);
	marks_free(&marks);
	scan_free(scan);
}

static void
marks_by_example(void)
{
	check_marks("", "");
	check_marks("a b, c.", "");
	check_marks("a@b=c", "1 3");
	check_marks("a:b 12:34 x12:34 12:x", "1 4 13 19");
	check_marks("00:1b:44:11:3a:b7", "0 2 5 14");
	check_marks("1234567 123456 12345 12 34 56 78", "0 8 15 21 24");
	check_marks("P9MMC6HRC2 V0WKHJTCC0 x9MMC6HRC2 P9MMCXHRC", "1 12");
	check_marks("AB12 ABC12 AB123456 ABC1234", "2 13 23");
	check_marks("2026-05-05T21:00:00.123Z", "0 13");
	check_marks("1.2.3.4 a 001a.2b3c.4d5e", "0 1 14");
	check_marks("00-1b-44-11-3a-b7", "0 2");
	check_marks("a<b </b>", "4");
	check_marks("5N.HAO.ALR/3CJG-67", "10");
	check_marks("abcdefghijklmnopqrs abcdefghijklmnopqrst", "20");
	check_marks("/ABCDEFGHIJKLMNOPQRSTUVWX/", "0 1");
	check_marks("eyj eyJ RER %40", "4 8 12");
}

/* As in JSON that was parsed in place: no mark for the sign of a member. */
static void
leaves_colons_behind_nuls(void)
{
	struct scan *scan = scan_new(literals, any_case, N_LITERALS);
	struct marks marks = {0};

	if (CHECK(scan != NULL))
		(void)scan_all_ways(scan, lm_span("a\0:b:\0 :", 8), &marks);
	CHECK_EQ(marks.n, 2);
	CHECK(marks.n == 2 && mark_at(marks.list[0]) == 4 &&
	    mark_at(marks.list[1]) == 7);
	marks_free(&marks);
	scan_free(scan);
}

TEST_MAIN(TEST(marks_by_example), TEST(leaves_colons_behind_nuls),
    TEST(marks_what_is_documented), TEST(marks_every_literal),
    TEST(all_ways_agree_with_all_literals), TEST(the_same_over_and_over))
