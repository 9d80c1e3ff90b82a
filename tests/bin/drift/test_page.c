#include <string.h>

#include "cases.h"
#include "check.h"
#include "page.h"

#define LINES_MAX 66
#define COLUMNS_MAX 80

static const struct drift_page page = {
    .now = INT64_C(1780693200000000000),
    .baseline = "base.jsonl",
    .current = "tonight.jsonl",
    .manifest = "1#9f86d081884c7d65",
};

/* Write the page, check its shape, and see that it has all parts. */
static void
write_page(struct trial *t, const char *const *parts, size_t n)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};
	size_t n_lines = 0;

	CHECK_OK(drift_page_write(&t->in, &t->findings, &page, &out, &err),
	    &err);
	CHECK(lm_buf_byte(&out, '\0', NULL) == LM_OK);
	for (size_t i = 0; i < n; i++)
		CHECK_HAS(out.ptr, parts[i]);
	for (char *line = out.ptr; *line != '\0'; n_lines++) {
		char *end = strchr(line, '\n');

		if (!CHECK(end != NULL))
			break;
		/* The verdict is one line, however long. */
		CHECK(n_lines == 0 || end - line <= COLUMNS_MAX);
		line = end + 1;
	}
	CHECK(n_lines > 10 && n_lines <= LINES_MAX);
	lm_buf_free(&out);
}

static void
a_good_night(void)
{
	static const char *const parts[] = {
	    "PASS drift 0.0000 < 0.08, 4 probes\n\nTonight's vectors mean",
	    "Baseline      base.jsonl\n",
	    "Current run   tonight.jsonl\n",
	    "Manifest      1#9f86d081884c7d65\n",
	    "nearest 2       100.0 % of them stayed, wanted at least 95 %\n",
	    "retrieval       not measured (--queries, --qrels)\n",
	};
	struct trial t;

	trial_begin(&t, "f", "f");
	CHECK_EQ(trial_judge(&t), DRIFT_PASS);
	write_page(&t, parts, sizeof(parts) / sizeof(parts[0]));
	trial_end(&t);
}

/* The worst documents with their neighbours before and now, in words. */
static void
a_bad_night(void)
{
	static const char *const parts[] = {
	    "Do not use tonight's vectors.",
	    "each document   1 have a correlation under 0.5, the least is "
	    "-0.25: FAIL",
	    "The documents whose neighbours changed most\n  c \"About it\"\n"
	    "    correlation -0.25: 1 of its 2 nearest neighbours stayed.\n"
	    "    before: 1. d \"About it\"\n"
	    "            2. a \"About it\" - lost\n"
	    "    now:    1. d \"About it\"\n"
	    "            2. 7 \"About 7\" - new\n",
	};
	struct trial t;
	void *now, *kept;

	trial_begin(&t, "f", "f");
	trial_correlations(&t)[2] = -0.25;
	now = t.result.neighbours[DRIFT_CURRENT].ptr;
	kept = t.result.kept.ptr;
	((uint32_t *)now)[2 * 2 + 1] = 1;
	((uint32_t *)kept)[2] = 1;
	CHECK_EQ(trial_judge(&t), DRIFT_FAIL);
	write_page(&t, parts, sizeof(parts) / sizeof(parts[0]));
	trial_end(&t);
}

TEST_MAIN(TEST(a_good_night), TEST(a_bad_night))
