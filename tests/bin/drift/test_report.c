#include <stdlib.h>

#include "check.h"
#include "compare.h"
#include "fill.h"
#include "report.h"

/* A model's name, or NULL: no member "embed". */
static void
add_doc(struct drift_set *set, const char *id, const char *vector,
    const char *fingerprint)
{
	struct lm_buf text = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_buf_printf(&text, &err, "{\"id\":%s,\"embedding\":%s", id,
		     vector),
	    &err);
	if (fingerprint != NULL)
		CHECK_OK(lm_buf_printf(&text, &err,
			     ",\"embed\":{\"engine\":\"e\",\"model\":\"m\","
			     "\"fingerprint\":\"%s\"}",
			     fingerprint),
		    &err);
	CHECK_OK(lm_buf_append(&text, "}", 2, &err), &err);
	add_good(set, "f", drift_set_count(set) + 1, text.ptr);
	lm_buf_free(&text);
}

static const struct drift_gate strict = {0.08, 2, false};
static const struct drift_gate lenient = {0.08, 2, true};

/* Compare, report, free the sets; the texts are the caller's. */
static enum drift_verdict
judge(struct drift_set *a, struct drift_set *b, const struct drift_gate *gate,
    struct lm_buf *json, struct lm_buf *text)
{
	struct drift_result result = {0};
	struct lm_err err = {0};
	enum drift_verdict verdict = DRIFT_PASS;
	size_t order[8];

	json->len = text->len = 0;
	CHECK_OK(drift_set_seal(a, &err), &err);
	CHECK_OK(drift_set_seal(b, &err), &err);
	CHECK_OK(drift_set_pair(a, b, order, &err), &err);
	CHECK_OK(drift_compare(a, b, order, 1, &result, &err), &err);
	CHECK_OK(drift_report(a, b, order, &result, gate, json, text, &verdict,
		     &err),
	    &err);
	drift_result_free(&result);
	drift_set_free(a);
	drift_set_free(b);
	return verdict;
}

static const char *const vectors[] = {"[3,1,0]", "[1,2,0]", "[0,1,5]",
    "[1,0,7]"};

static void
add_side(struct drift_set *set, size_t n, const char *fingerprint)
{
	static const char *const ids[] = {"\"a\"", "7", "\"c\"", "\"d\""};

	for (size_t i = 0; i < n; i++)
		add_doc(set, ids[i], vectors[i], fingerprint);
}

static void
passes(void)
{
	struct drift_set a = {0}, b = {0};
	struct lm_buf json = {0}, text = {0};

	add_side(&a, 4, NULL);
	add_side(&b, 4, NULL);
	CHECK_EQ(judge(&a, &b, &strict, &json, &text), DRIFT_PASS);
	CHECK_SPAN(lm_buf_view(&text), "PASS drift 0.0000 < 0.08, 4 probes");
	CHECK_SPAN(lm_buf_view(&json),
	    "{\"verdict\":\"pass\",\"drift\":0,\"threshold\":0.08,\"n\":4,"
	    "\"dimensions\":3,\"worst\":["
	    "{\"id\":\"a\",\"correlation\":1,\"file\":\"f\",\"line\":1},"
	    "{\"id\":7,\"correlation\":1,\"file\":\"f\",\"line\":2}],"
	    "\"undefined\":[],"
	    "\"models\":{\"baseline\":null,\"current\":null},"
	    "\"reasons\":[]}");
	lm_buf_free(&json);
	lm_buf_free(&text);
}

static void
fails_at_the_gate(void)
{
	struct drift_set a = {0}, b = {0};
	struct lm_buf json = {0}, text = {0};
	struct drift_gate none = {0, 2, false};

	add_side(&a, 4, NULL);
	add_side(&b, 2, NULL);
	add_doc(&b, "\"c\"", "[5,1,0]", NULL);
	add_doc(&b, "\"d\"", vectors[3], NULL);
	CHECK_EQ(judge(&a, &b, &strict, &json, &text), DRIFT_FAIL);
	CHECK_HAS(lm_buf_byte(&text, '\0', NULL) == LM_OK ? text.ptr : "",
	    "FAIL drift 0.8750 >= 0.08, 4 probes; worst: c (-1.00), a (-0.50)");
	CHECK_HAS(lm_buf_byte(&json, '\0', NULL) == LM_OK ? json.ptr : "",
	    "\"reasons\":[\"drift 0.8750 >= 0.08\"]");
	add_side(&a, 4, NULL);
	add_side(&b, 4, NULL);
	CHECK_EQ(judge(&a, &b, &none, &json, &text), DRIFT_FAIL);
	lm_buf_free(&json);
	lm_buf_free(&text);
}

static void
fails_when_the_model_changed(void)
{
	struct drift_set a = {0}, b = {0};
	struct lm_buf json = {0}, text = {0};

	add_side(&a, 4, "aaaa");
	add_side(&b, 4, "bbbb");
	CHECK_EQ(judge(&a, &b, &strict, &json, &text), DRIFT_FAIL);
	CHECK_SPAN(lm_buf_view(&text),
	    "FAIL drift 0.0000 < 0.08, 4 probes; "
	    "model changed: m#aaaa → m#bbbb");
	CHECK_OK(lm_buf_byte(&json, '\0', NULL), NULL);
	CHECK_HAS(json.ptr,
	    "\"models\":{\"baseline\":[{\"engine\":\"e\",\"model\":\"m\","
	    "\"fingerprint\":\"aaaa\",\"dimensions\":3,\"n\":4}],");
	CHECK_HAS(json.ptr, "\"reasons\":[\"model changed: m#aaaa → m#bbbb\"]");
	add_side(&a, 4, "aaaa");
	add_side(&b, 4, "bbbb");
	CHECK_EQ(judge(&a, &b, &lenient, &json, &text), DRIFT_PASS);
	CHECK_SPAN(lm_buf_view(&text),
	    "PASS drift 0.0000 < 0.08, 4 probes; "
	    "model changed (allowed): m#aaaa → m#bbbb");
	add_side(&a, 4, NULL);
	add_side(&b, 4, "bbbb");
	CHECK_EQ(judge(&a, &b, &strict, &json, &text), DRIFT_FAIL);
	CHECK_SPAN(lm_buf_view(&text),
	    "FAIL drift 0.0000 < 0.08, 4 probes; "
	    "model changed: unknown → m#bbbb");
	lm_buf_free(&json);
	lm_buf_free(&text);
}

static void
fails_for_several_models(void)
{
	struct drift_set a = {0}, b = {0};
	struct lm_buf json = {0}, text = {0};

	for (size_t i = 0; i < 2; i++) {
		struct drift_set *set = i == 0 ? &a : &b;

		add_side(set, 3, "aaaa");
		add_doc(set, "\"d\"", vectors[3], "b\\nb");
	}
	CHECK_EQ(judge(&a, &b, &lenient, &json, &text), DRIFT_FAIL);
	CHECK_SPAN(lm_buf_view(&text),
	    "FAIL drift 0.0000 < 0.08, 4 probes; "
	    "several models in the baseline: m#aaaa, m#b?b; "
	    "several models in the current run: m#aaaa, m#b?b");
	lm_buf_free(&json);
	lm_buf_free(&text);
}

static void
is_undecided_about_few(void)
{
	struct drift_set a = {0}, b = {0};
	struct lm_buf json = {0}, text = {0};

	for (size_t n = 0; n < 3; n++) {
		add_side(&a, n, NULL);
		add_side(&b, n, NULL);
		CHECK_EQ(judge(&a, &b, &strict, &json, &text), DRIFT_UNDECIDED);
	}
	CHECK_SPAN(lm_buf_view(&text),
	    "UNDECIDED 2 probes; at least 3 are needed");
	CHECK_OK(lm_buf_byte(&json, '\0', NULL), NULL);
	CHECK_HAS(json.ptr, "\"drift\":null");
	CHECK_HAS(json.ptr, "\"undefined\":[\"a\",7]");
	CHECK_HAS(json.ptr,
	    "\"reasons\":[\"2 probes, at least 3 are needed\"]");
	lm_buf_free(&json);
	lm_buf_free(&text);
}

static void
is_undecided_about_constant_rows(void)
{
	static const char *const same[] = {"[1,1,1]", "[1,0,0]", "[0,1,0]",
	    "[0,0,1]"};
	static const char *const ids[] = {"\"x\\ty\"", "2", "3", "4"};
	struct drift_set a = {0}, b = {0};
	struct lm_buf json = {0}, text = {0};

	for (size_t i = 0; i < 4; i++) {
		add_doc(&a, ids[i], same[i], NULL);
		add_doc(&b, ids[i], same[i], NULL);
	}
	CHECK_EQ(judge(&a, &b, &strict, &json, &text), DRIFT_UNDECIDED);
	CHECK_SPAN(lm_buf_view(&text),
	    "UNDECIDED drift 0.0000 < 0.08, 4 probes; "
	    "1 probes without a rank correlation: x?y");
	lm_buf_free(&json);
	lm_buf_free(&text);
}

static void
shows_on_which_side_it_is(void)
{
	struct drift_set a = {0}, b = {0};
	struct lm_buf json = {0}, text = {0};
	/* drift is 2/3: the last row's order is reversed */
	static const char *const before[] = {"[10,0]", "[9,3]", "[8,-7]"};
	static const char *const after[] = {"[10,0]", "[9,3]", "[5,9]"};
	static const char *const ids[] = {"1", "2", "3"};
	const struct drift_gate above = {0.66668, 0, false};

	for (size_t i = 0; i < 3; i++) {
		add_doc(&a, ids[i], before[i], NULL);
		add_doc(&b, ids[i], after[i], NULL);
	}
	CHECK_EQ(judge(&a, &b, &above, &json, &text), DRIFT_PASS);
	CHECK_SPAN(lm_buf_view(&text),
	    "PASS drift 0.66667 < 0.66668, 3 probes");
	lm_buf_free(&json);
	lm_buf_free(&text);
}

TEST_MAIN(TEST(passes), TEST(fails_at_the_gate),
    TEST(fails_when_the_model_changed), TEST(fails_for_several_models),
    TEST(is_undecided_about_few), TEST(is_undecided_about_constant_rows),
    TEST(shows_on_which_side_it_is))
