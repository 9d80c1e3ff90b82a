#include "check.h"
#include "models.h"

#include "lm/record.h"

/* Count a document of each of these texts, NULL at the end. */
static struct drift_models
models_of(const char *const *texts)
{
	struct drift_models models = {0};
	struct lm_err err = {0};

	for (size_t i = 0; texts[i] != NULL; i++) {
		struct lm_parser *parser = lm_parser_new();
		struct lm_record rec;

		CHECK_OK(lm_parser_parse(parser, lm_span_of(texts[i]), &rec,
			     &err),
		    &err);
		CHECK_OK(drift_models_add(&models, rec.root, 4, &err), &err);
		lm_parser_free(parser);
	}
	return models;
}

#define MODEL(engine, model, fingerprint)               \
	"{\"engine\":\"" engine "\",\"model\":\"" model \
	"\",\"fingerprint\":\"" fingerprint "\"}"

static void
tells_what_differs(void)
{
	static const struct {
		const char *a[3];
		const char *b[3];
		unsigned differences;
		const char *text;
	} cases[] = {
	    {{MODEL("e", "m", "f")}, {MODEL("e", "m", "f")}, 0, ""},
	    {{"null"}, {"null"}, 0, ""},
	    {{MODEL("e", "m", "f")}, {MODEL("e", "m", "g")},
		1U << DRIFT_FINGERPRINT, "fingerprint"},
	    {{MODEL("e", "m", "f")}, {MODEL("e", "m", "")},
		1U << DRIFT_FINGERPRINT, "fingerprint"},
	    {{MODEL("e", "m", "f")}, {MODEL("e", "n", "f")}, 1U << DRIFT_MODEL,
		"model"},
	    {{MODEL("e", "m", "f")}, {MODEL("i", "m", "g")},
		1U << DRIFT_ENGINE | 1U << DRIFT_FINGERPRINT,
		"engine, fingerprint"},
	    /* The same bytes, cut elsewhere. */
	    {{MODEL("ab", "c", "")}, {MODEL("a", "bc", "")},
		1U << DRIFT_ENGINE | 1U << DRIFT_MODEL, "engine, model"},
	    {{MODEL("e", "m", "f")}, {"null"}, DRIFT_DIFFER_UNKNOWN,
		"unknown on one side"},
	    {{"null"}, {MODEL("e", "m", "f"), "null"}, DRIFT_DIFFER_UNKNOWN,
		"unknown on one side"},
	    {{MODEL("e", "m", "f")}, {MODEL("e", "m", "f"), "null"},
		DRIFT_DIFFER_MIXED, "several models"},
	    {{MODEL("e", "m", "f"), "null"}, {"null", MODEL("e", "m", "f")}, 0,
		""},
	    {{MODEL("e", "m", "f"), MODEL("e", "m", "g")},
		{MODEL("e", "m", "f"), MODEL("e", "m", "h")},
		DRIFT_DIFFER_MIXED, "several models"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct drift_models a = models_of(cases[i].a);
		struct drift_models b = models_of(cases[i].b);
		struct lm_buf text = {0};
		struct lm_err err = {0};
		unsigned differences = drift_models_differ(&a, &b);

		if (!CHECK_EQ(differences, cases[i].differences))
			check_note("case %zu", i);
		CHECK_EQ(drift_models_differ(&b, &a), differences);
		CHECK(drift_models_equal(&a, &b) == (differences == 0));
		CHECK_OK(drift_differences_text(differences, &text, &err),
		    &err);
		CHECK_SPAN(lm_buf_view(&text), cases[i].text);
		lm_buf_free(&text);
		drift_models_free(&a);
		drift_models_free(&b);
	}
}

static void
tells_dimensions(void)
{
	struct drift_models a = {0}, b = {0};
	struct lm_parser *parser = lm_parser_new();
	struct lm_err err = {0};
	struct lm_record rec;

	CHECK_OK(lm_parser_parse(parser, lm_span_of("{}"), &rec, &err), &err);
	CHECK_OK(drift_models_add(&a, rec.root, 4, &err), &err);
	CHECK_OK(drift_models_add(&b, rec.root, 44, &err), &err);
	CHECK_EQ(drift_models_differ(&a, &b), 1U << DRIFT_DIMENSIONS);
	drift_models_free(&a);
	drift_models_free(&b);
	lm_parser_free(parser);
}

static void
counts_and_labels(void)
{
	static const char *const texts[] = {MODEL("e", "m", "f"), "null",
	    MODEL("e", "", ""), MODEL("e", "m", "f"), "{}", NULL};
	struct drift_models models = models_of(texts);
	struct lm_buf text = {0};
	struct lm_err err = {0};

	CHECK_EQ(drift_models_count(&models), 4);
	CHECK_EQ(drift_models_at(&models, 0)->n, 2);
	CHECK(!drift_models_unknown(&models));
	CHECK_OK(drift_models_labels(&models, &text, &err), &err);
	CHECK_SPAN(lm_buf_view(&text), "m#f, unknown, e, unnamed");
	text.len = 0;
	CHECK_OK(drift_models_json(&models, &text, &err), &err);
	CHECK_SPAN(lm_buf_view(&text),
	    "[{\"engine\":\"e\",\"model\":\"m\",\"fingerprint\":\"f\","
	    "\"dimensions\":4,\"n\":2},{\"n\":1},{\"engine\":\"e\",\"model\":"
	    "\"\",\"fingerprint\":\"\",\"dimensions\":4,\"n\":1},{\"engine\":"
	    "\"\",\"model\":\"\",\"fingerprint\":\"\",\"dimensions\":4,\"n\":1}"
	    "]");
	lm_buf_free(&text);
	drift_models_free(&models);
}

TEST_MAIN(TEST(tells_what_differs), TEST(tells_dimensions),
    TEST(counts_and_labels))
