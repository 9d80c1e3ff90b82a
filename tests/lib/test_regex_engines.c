#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/buf.h"
#include "lm/regex_dfa.h"
#include "lm/regex_pcre2.h"
#include "lm/regex_run.h"
#include "random.h"

/* Random patterns and texts: all that can answer agree. */

static const char *const atoms[] = {"a", "b", "c", "a", "b", "c", "é", "🐲", ".",
    "\\d", "\\w", "\\s", "\\S", "\\W", "[ab]", "[^a]", "[^\\s]", "[é-€]",
    "[^🐲]", "[\\ud83d]", "[^]", "[]", "\\p{L}", "[^\\p{Lu}a]", "^", "$", "\\b",
    "\\B", "\\u2028", "[\\x00-\\uffff]", "[^\\u0800-\\u{10ffff}]"};
static const char *const repeats[] = {"", "", "", "", "*", "+", "?", "*?",
    "{2}", "{0,2}", "{1,3}", "{2,}", "{0}"};
static const char *const openings[] = {"(?:", "(", "(?=", "(?!",
    "(?<=", "(?<!"};
static const char *const pieces[] = {"a", "b", "c", "a", "b", "é", "€", "🐲",
    "\n", " ", "1", "_", "A", "\u2028", "\uffff", "\U0010ffff"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
put(struct lm_buf *out, const char *text)
{
	CHECK_CODE(lm_buf_text(out, text, NULL), LM_OK);
}

static void
put_atom(struct random *random, struct lm_buf *out)
{
	const char *atom = atoms[random_below(random, COUNT(atoms))];
	const char *repeat = repeats[random_below(random, COUNT(repeats))];

	put(out, atom);
	if (strchr("^$", atom[0]) == NULL && strncmp(atom, "\\b", 2) != 0 &&
	    strncmp(atom, "\\B", 2) != 0)
		put(out, repeat);
}

static void
put_pattern(struct random *random, struct lm_buf *out)
{
	bool looks[16] = {false};
	size_t depth = 0, n = 1 + random_below(random, 8);

	if (random_once_in(random, 4))
		put(out, "^");
	while (n-- > 0) {
		if (random_once_in(random, 4) && depth < 4) {
			size_t k = random_below(random, COUNT(openings));

			looks[depth++] = k > 1;
			put(out, openings[k]);
		}
		put_atom(random, out);
		if (random_once_in(random, 6))
			put(out, "|");
		if (random_once_in(random, 3) && depth > 0) {
			put(out, ")");
			if (!looks[--depth])
				put(out,
				    repeats[random_below(random,
					COUNT(repeats))]);
		}
	}
	while (depth-- > 0)
		put(out, ")");
	if (random_once_in(random, 4))
		put(out, "$");
}

struct engines {
	struct lm_regex_pattern pattern;
	struct lm_regex_program bytes, points;
	struct lm_regex_dfa dfa;
	pcre2_code *code;
	bool has_dfa;
};

static void
release(struct engines *e)
{
	lm_regex_pattern_free(&e->pattern);
	lm_regex_program_free(&e->bytes);
	lm_regex_program_free(&e->points);
	lm_regex_dfa_free(&e->dfa);
	pcre2_code_free(e->code);
}

/* False: PCRE2 cannot have it. */
static bool
prepare(struct engines *e, struct lm_span source)
{
	struct lm_err err = {0};
	bool references;

	if (!CHECK_OK(lm_regex_parse(source, &e->pattern, &err), &err) ||
	    !CHECK_OK(lm_regex_settle_references(&e->pattern, &references,
			  &err),
		&err) ||
	    !CHECK_OK(lm_regex_pcre2_ranges(&e->pattern, &err), &err) ||
	    !CHECK_OK(lm_regex_program_make(&e->pattern, false, &e->points,
			  &err),
		&err))
		return false;
	if (lm_regex_program_make(&e->pattern, true, &e->bytes, &err) ==
		LM_OK &&
	    e->bytes.simple)
		CHECK_OK(lm_regex_dfa_make(&e->bytes, &e->dfa, &e->has_dfa,
			     &err),
		    &err);
	return lm_regex_pcre2_new(&e->pattern, false, &e->code, &err) == LM_OK;
}

struct scratch {
	struct lm_regex_pcre2 pcre2;
	struct lm_regex_run run;
	size_t n_dfa, n_found;
};

static void
compare(const struct engines *e, struct scratch *scratch, struct lm_span source,
    struct lm_span text)
{
	enum lm_regex_verdict want =
	    lm_regex_pcre2_search(e->code, &scratch->pcre2, 1000000, text);
	bool held =
	    CHECK_EQ(lm_regex_run_search(&scratch->run, &e->points, text),
		want);

	if (e->has_dfa)
		held &= CHECK_EQ(lm_regex_dfa_search(&e->dfa, text), want);
	scratch->n_dfa += e->has_dfa;
	scratch->n_found += want == LM_REGEX_YES;
	if (!held)
		check_note("%.*s in %.*s", (int)source.len, source.ptr,
		    (int)text.len, text.ptr);
}

static void
try_one(struct random *random, struct scratch *scratch)
{
	struct engines e = {0};
	struct lm_buf source = {0}, text = {0};

	put_pattern(random, &source);
	if (prepare(&e, lm_buf_view(&source)))
		for (int i = 0; i < 8; i++) {
			size_t n = random_below(random, 9);

			text.len = 0;
			while (n-- > 0)
				put(&text,
				    pieces[random_below(random,
					COUNT(pieces))]);
			compare(&e, scratch, lm_buf_view(&source),
			    lm_buf_view(&text));
		}
	release(&e);
	lm_buf_free(&source);
	lm_buf_free(&text);
}

static void
engines_agree(void)
{
	struct random random = random_start(0);
	struct scratch scratch = {0};
	int n = check_soak() ? 200000 : check_quick() ? 300 : 1500;

	if (CHECK(lm_regex_pcre2_start(&scratch.pcre2)))
		for (int i = 0; i < n; i++)
			try_one(&random, &scratch);
	CHECK(scratch.n_dfa > (size_t)n);
	CHECK(scratch.n_found > (size_t)n);
	lm_regex_pcre2_end(&scratch.pcre2);
	lm_regex_run_free(&scratch.run);
}

TEST_MAIN(TEST(engines_agree))
