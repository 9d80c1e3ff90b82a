#include "lm/near.h"

#include <string.h>

#include "check.h"
#include "random.h"

static const char *
nearest(const char *typed)
{
	static const char *const known[] = {"output", "jobs", "manifest", "if",
	    "rejects", "max-rejects", "max-record", "progress", "stats", "help",
	    "version"};
	struct lm_near near = lm_near_start(lm_span_of(typed));

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		lm_near_try(&near, known[i]);
	return near.best == NULL ? "" : near.best;
}

static void
one_mistake_of_each_kind(void)
{
	CHECK_TEXT(nearest("output"), "output");
	CHECK_TEXT(nearest("outputs"), "output");
	CHECK_TEXT(nearest("outpt"), "output");
	CHECK_TEXT(nearest("outpot"), "output");
	CHECK_TEXT(nearest("uotput"), "output");
	CHECK_TEXT(nearest("max-rejets"), "max-rejects");
	CHECK_TEXT(nearest("max-recrod"), "max-record");
}

static void
no_more_than_a_third(void)
{
	CHECK_TEXT(nearest("jx"), "");
	CHECK_TEXT(nearest("xyz"), "");
	CHECK_TEXT(nearest("manufist"), "manifest");
	CHECK_TEXT(nearest("xutpxx"), "");
	CHECK_TEXT(nearest("ifx"), "if");
}

static void
empty_and_long_names(void)
{
	char longest[200];
	struct lm_near near = lm_near_start((struct lm_span){0});

	lm_near_try(&near, "jobs");
	CHECK(near.best == NULL);
	memset(longest, 'x', sizeof(longest));
	near = lm_near_start(lm_span(longest, sizeof(longest)));
	lm_near_try(&near, "jobs");
	CHECK(near.best == NULL);
	longest[64] = '\0';
	near = lm_near_start(lm_span(longest, 63));
	lm_near_try(&near, longest);
	CHECK(near.best == longest);
}

#define MOST 7

/* By the definition, with a full table. */
static size_t
distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t t[MOST + 1][MOST + 1];

	for (size_t i = 0; i <= a_len; i++)
		for (size_t j = 0; j <= b_len; j++) {
			size_t d = i == 0 ? j : (j == 0 ? i : SIZE_MAX);

			if (i > 0 && j > 0) {
				d = t[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
				if (t[i - 1][j] + 1 < d)
					d = t[i - 1][j] + 1;
				if (t[i][j - 1] + 1 < d)
					d = t[i][j - 1] + 1;
			}
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && t[i - 2][j - 2] + 1 < d)
				d = t[i - 2][j - 2] + 1;
			t[i][j] = d;
		}
	return t[a_len][b_len];
}

static void
random_word(struct random *random, char *word)
{
	size_t len = random_below(random, MOST + 1);

	for (size_t i = 0; i < len; i++)
		word[i] = "abc"[random_below(random, 3)];
	word[len] = '\0';
}

static void
the_distance_is_right(void)
{
	struct random random = random_start(4);

	for (int n = 0; n < 100000; n++) {
		char a[MOST + 1], b[MOST + 1];
		size_t want;
		struct lm_near near;

		random_word(&random, a);
		random_word(&random, b);
		want = distance(a, strlen(a), b, strlen(b));
		near = lm_near_start(lm_span_of(a));
		lm_near_try(&near, b);
		if (!CHECK((near.best != NULL) == (want <= strlen(a) / 3)) ||
		    (near.best != NULL && !CHECK_EQ(near.distance, want))) {
			check_note("%s, %s: %zu", a, b, want);
			return;
		}
	}
}

TEST_MAIN(TEST(one_mistake_of_each_kind), TEST(no_more_than_a_third),
    TEST(empty_and_long_names), TEST(the_distance_is_right))
