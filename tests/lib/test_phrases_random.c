/* lm_phrases against two others: phrases_model.h, and Python's Unicode. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/phrases.h"
#include "phrases_model.h"
#include "random.h"

#define OWNERS 3
#define MOST_PHRASES 24

static const char *const parts[] = {"a", "b", "my", "our", "Law", "lawyer",
    "dispute", "the", "refund", "Charge", "back", "strasse", "2", "ab", "I",
    "chargebac", "ü", "Ü", "u\xcc\x88", "U", "straße", "法", "律", "カ", "ｶ",
    "ﾞ", "\xe0\xb8\x81", "\xe0\xb8\xb3", "한",
    "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "ﬁ", "Ａ",
    "\xe2\x84\xaa" /* Kelvin */, "Ж", "ж", "Σ", "ς", "İ", "½"};
static const char *const gaps[] = {" ", " ", " ", "  ", "\n> ", "-", "'", ", ",
    "\t", "\xc2\xa0", "’", "…", "。", "，", "😀", "\xff", "\xe2\x82",
    "\xef\xbf\xbd", "", "", "", "\xc2\xad", "\xe2\x80\x8b", "\xe2\x80\x8d",
    "\xef\xbb\xbf", "\xcc\x81", "\xcc\x88", "\xe3\x82\x99", "\xcc\xa7",
    "\xc2\xb9", "\xe2\x84\xa2", "\xe2\x91\xa0", "\xc2\xb4", "\xc2\xba"};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static void
append_part(struct random *random, struct lm_buf *out)
{
	size_t from = out->len;

	(void)lm_buf_text(out, parts[random_below(random, COUNT(parts))], NULL);
	if (!random_once_in(random, 4))
		return;
	for (size_t i = from; i < out->len; i++)
		if (out->ptr[i] >= 'a' && out->ptr[i] <= 'z')
			out->ptr[i] = (char)(out->ptr[i] - 32);
}

static void
append_random(struct random *random, size_t n, struct lm_buf *out)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			(void)lm_buf_text(out,
			    gaps[random_below(random, COUNT(gaps))], NULL);
		append_part(random, out);
	}
}

struct fixture {
	struct lm_buf texts[MOST_PHRASES];
	struct lm_phrase list[MOST_PHRASES];
	size_t n;
	struct lm_phrases *phrases;
	struct lm_phrase_finder *finder;
};

static void
add(struct fixture *fixture, struct lm_span text)
{
	struct lm_buf *buf = &fixture->texts[fixture->n];

	(void)lm_buf_span(buf, text, NULL);
	fixture->list[fixture->n] =
	    (struct lm_phrase){lm_buf_view(buf), fixture->n % OWNERS};
	fixture->n++;
}

/* Prepare them, less those that are refused. */
static void
prepare(struct fixture *fixture)
{
	size_t bad;

	while (lm_phrases_new(fixture->list, fixture->n, OWNERS,
		   &fixture->phrases, &bad, NULL) == LM_USAGE)
		fixture->list[bad] = fixture->list[--fixture->n];
	fixture->finder = lm_phrase_finder_new(fixture->phrases);
}

static void
release(struct fixture *fixture)
{
	lm_phrase_finder_free(fixture->finder);
	lm_phrases_free(fixture->phrases);
	for (size_t i = 0; i < MOST_PHRASES; i++)
		lm_buf_free(&fixture->texts[i]);
	*fixture = (struct fixture){.n = 0};
}

static bool
agrees(struct fixture *fixture, struct lm_span text)
{
	size_t got[OWNERS], want[OWNERS];
	bool same = true;

	memset(got, 0xff, sizeof(got));
	memset(want, 0xff, sizeof(want));
	CHECK_CODE(lm_phrase_finder_look(fixture->finder, text, got, NULL),
	    LM_OK);
	model_look(fixture->list, fixture->n, OWNERS, text, want);
	for (size_t i = 0; i < OWNERS; i++)
		if (!CHECK_EQ(got[i], want[i]))
			same = false;
	if (!same)
		check_note("text %.*s", (int)text.len, text.ptr);
	return same;
}

static void
agrees_with_the_model(void)
{
	struct random random = random_start(1);
	int cases = check_quick() ? 300 : check_soak() ? 100000 : 3000;
	struct lm_buf text = {0};

	for (int i = 0; i < cases; i++) {
		struct fixture fixture = {.n = 0};

		while (fixture.n < 1 + random_below(&random, MOST_PHRASES)) {
			text.len = 0;
			append_random(&random, random_between(&random, 1, 4),
			    &text);
			add(&fixture, lm_buf_view(&text));
		}
		prepare(&fixture);
		for (int k = 0; k < 8; k++) {
			text.len = 0;
			append_random(&random, random_below(&random, 60),
			    &text);
			if (fixture.n > 0)
				agrees(&fixture, lm_buf_view(&text));
		}
		release(&fixture);
	}
	lm_buf_free(&text);
}

/* Every length of what stands before, so that blocks end everywhere. */
static void
agrees_at_every_place(void)
{
	static const char *const phrases[] = {"my lawyer", "über", "I", "法律",
	    "data loss"};
	static const char *const ends[] = {"my’lawyer", "ÜBER", "u\u0308ber",
	    "i", "a法律b", "da\u00adta loss", "data loss\xcc\x81", "律i法",
	    "法my lawyer律", "data loss\xc2\xb9", "かi"};
	struct fixture fixture = {.n = 0};
	struct lm_buf text = {0};

	for (size_t i = 0; i < COUNT(phrases); i++)
		add(&fixture, lm_span_of(phrases[i]));
	prepare(&fixture);
	for (size_t i = 0; i < COUNT(ends) * 200; i++) {
		text.len = 0;
		for (size_t k = 0; k < i / COUNT(ends); k++)
			(void)lm_buf_byte(&text, k % 7 == 6 ? ' ' : 'x', NULL);
		(void)lm_buf_byte(&text, '.', NULL);
		(void)lm_buf_text(&text, ends[i % COUNT(ends)], NULL);
		agrees(&fixture, lm_buf_view(&text));
		(void)lm_buf_text(&text, " and so on", NULL);
		agrees(&fixture, lm_buf_view(&text));
	}
	release(&fixture);
	lm_buf_free(&text);
}

/* The bytes of hexadecimal digits, in place. */
static struct lm_span
bytes_of(char *hex)
{
	size_t n = 0;
	unsigned byte;

	for (; sscanf(hex + 2 * n, "%2x", &byte) == 1; n++)
		hex[n] = (char)byte;
	return lm_span(hex, n);
}

/* "P hex": a phrase; "N": forget all; "T a b c hex": a text and its finds. */
static void
run_line(struct fixture *fixture, char *line)
{
	size_t got[OWNERS] = {LM_PHRASE_NONE, LM_PHRASE_NONE, LM_PHRASE_NONE};
	long long want[OWNERS];
	int at = 0;

	if (line[0] == 'N') {
		release(fixture);
	} else if (line[0] == 'P') {
		add(fixture, bytes_of(line + 2));
	} else if (CHECK_EQ(sscanf(line, "T %lld %lld %lld %n", &want[0],
				&want[1], &want[2], &at),
		       3)) {
		if (fixture->phrases == NULL)
			prepare(fixture);
		CHECK_CODE(lm_phrase_finder_look(fixture->finder,
			       bytes_of(line + at), got, NULL),
		    LM_OK);
		for (size_t i = 0; i < OWNERS; i++)
			if (!CHECK_EQ(got[i], want[i]))
				check_note("owner %zu in %s", i, line + at);
	}
}

static void
agrees_with_python(void)
{
	struct fixture fixture = {.n = 0};
	const char *root = getenv("LMOB_ROOT");
	struct lm_buf command = {0};
	static char line[1 << 16];
	size_t n = 0;
	FILE *cases;

	(void)lm_buf_printf(&command, NULL,
	    "python3 '%s/tests/lib/phrases_oracle.py' %d",
	    root == NULL ? "." : root, check_quick() ? 50 : 400);
	(void)lm_buf_byte(&command, '\0', NULL);
	cases = popen(command.ptr, "r");
	lm_buf_free(&command);
	if (!CHECK(cases != NULL))
		return;
	for (; fgets(line, sizeof(line), cases) != NULL; n++)
		run_line(&fixture, line);
	release(&fixture);
	CHECK(pclose(cases) == 0);
	CHECK(n > 500);
}

TEST_MAIN(TEST(agrees_with_the_model), TEST(agrees_at_every_place),
    TEST(agrees_with_python))
