#include <math.h>

#include "cases.h"
#include "check.h"
#include "report.h"

/* Whether the text of a buffer has part in it. */
static void
has(struct lm_buf *buf, const char *part)
{
	CHECK(lm_buf_byte(buf, '\0', NULL) == LM_OK);
	CHECK_HAS(buf->ptr, part);
	buf->len--;
}

static void
a_night_as_json(void)
{
	struct trial t;
	struct lm_buf json = {0};
	struct lm_err err = {0};

	trial_begin(&t, "f", "f");
	CHECK_EQ(trial_judge(&t), DRIFT_PASS);
	t.in.n_worst = 1;
	CHECK_OK(drift_report_json(&t.in, &t.findings, &json, &err), &err);
	CHECK_SPAN(lm_buf_view(&json),
	    "{\"verdict\":\"pass\",\"drift\":0,\"interval\":[0,0],"
	    "\"threshold\":0.08,\"n\":4,\"dimensions\":3,\"gates\":{"
	    "\"drift\":{\"verdict\":\"pass\",\"value\":0,\"limit\":0.08,"
	    "\"interval\":[0,0]},"
	    "\"probes\":{\"verdict\":\"pass\",\"value\":4,\"limit\":3},"
	    "\"correlation\":{\"verdict\":\"pass\",\"value\":1,\"limit\":0.5},"
	    "\"overlap\":{\"verdict\":\"pass\",\"value\":1,\"limit\":0.95},"
	    "\"self\":{\"verdict\":\"pass\",\"value\":1,\"limit\":0.9},"
	    "\"norm\":{\"verdict\":\"pass\",\"value\":0,\"limit\":0.01},"
	    "\"mean\":{\"verdict\":\"pass\",\"value\":0,\"limit\":0.02},"
	    "\"model\":{\"verdict\":\"pass\",\"value\":null,\"limit\":null},"
	    "\"dimensions\":{\"verdict\":\"pass\",\"value\":3,\"limit\":3},"
	    "\"retrieval\":{\"verdict\":\"off\",\"value\":null,\"limit\":2}},"
	    "\"self\":1,\"near_duplicates\":0,\"worst\":[{\"id\":\"a\","
	    "\"correlation\":1,\"self\":1,\"kept\":2,\"file\":\"tonight\","
	    "\"line\":1}],\"undefined\":[],\"changed\":[],\"missing\":[],"
	    "\"extra\":[],\"unsampled\":0,\"models\":{\"baseline\":["
	    "{\"engine\":\"e\",\"model\":\"m\",\"fingerprint\":\"f\","
	    "\"dimensions\":3,\"n\":4}],\"current\":[{\"engine\":\"e\","
	    "\"model\":\"m\",\"fingerprint\":\"f\",\"dimensions\":3,"
	    "\"n\":4}]},\"reasons\":[],\"warnings\":[]");
	lm_buf_free(&json);
	trial_end(&t);
}

static void
a_night_in_a_line(void)
{
	struct trial t;
	struct lm_buf text = {0};
	struct lm_err err = {0};

	trial_begin(&t, "f", "f");
	CHECK_EQ(trial_judge(&t), DRIFT_PASS);
	CHECK_OK(drift_report_line(&t.in, &t.findings, &text, &err), &err);
	CHECK_SPAN(lm_buf_view(&text), "PASS drift 0.0000 < 0.08, 4 probes");
	lm_buf_free(&text);
	trial_end(&t);
}

/* All at once: each gate is in the line and among the reasons, once. */
static void
a_bad_night(void)
{
	struct trial t;
	struct lm_buf text = {0}, json = {0};
	struct lm_err err = {0};

	trial_begin(&t, "f", "g\\n");
	t.result.drift = 0.2;
	t.in.interval = (struct lm_interval){0.1, 0.3};
	t.in.limits.min_probes = 5;
	trial_correlations(&t)[2] = 0.2;
	t.result.overlap = 0.5;
	CHECK_EQ(trial_judge(&t), DRIFT_FAIL);
	CHECK_OK(drift_report_line(&t.in, &t.findings, &text, &err), &err);
	CHECK_SPAN(lm_buf_view(&text),
	    "FAIL drift 0.2000 >= 0.08, 4 probes; at least 5 are needed; "
	    "1 under 0.5: c (0.20); overlap@2 0.50 < 0.95; "
	    "model changed: m#f → m#g?");
	CHECK_OK(drift_report_reasons(&t.in, &t.findings, &json, &err), &err);
	CHECK_SPAN(lm_buf_view(&json),
	    "\"drift 0.2000 >= 0.08\",\"4 probes, at least 5 are needed\","
	    "\"correlations: 1 under 0.5: c (0.20)\","
	    "\"overlap@2 0.50 < 0.95\",\"model changed: m#f → m#g\\n\"");
	lm_buf_free(&text);
	lm_buf_free(&json);
	trial_end(&t);
}

static void
what_is_not_defined_is_null(void)
{
	struct trial t;
	struct lm_buf json = {0};
	struct lm_err err = {0};

	trial_begin(&t, "f", "f");
	t.result.drift = (double)NAN;
	t.result.overlap = (double)NAN;
	t.in.interval = (struct lm_interval){-HUGE_VAL, HUGE_VAL};
	t.shift.least = t.shift.self = t.shift.mean = (double)NAN;
	for (size_t i = 0; i < CASE_N; i++)
		trial_correlations(&t)[i] = (double)NAN;
	t.result.n_undefined = CASE_N;
	CHECK_EQ(trial_judge(&t), DRIFT_UNDECIDED);
	CHECK_OK(drift_report_json(&t.in, &t.findings, &json, &err), &err);
	has(&json, "\"drift\":null,\"interval\":null,");
	has(&json, "\"undefined\":[\"a\",7,\"c\",\"d\"]");
	has(&json, "\"overlap\":{\"verdict\":\"off\",\"value\":null");
	has(&json, "\"worst\":[]");
	lm_buf_free(&json);
	trial_end(&t);
}

TEST_MAIN(TEST(a_night_as_json), TEST(a_night_in_a_line), TEST(a_bad_night),
    TEST(what_is_not_defined_is_null))
