#include <stdio.h>
#include <string.h>

#include "check.h"
#include "generate.h"
#include "redact.h"

#include "lm/edit.h"

static const char *const denied[] = {"pwd", "access_token", "a"};

static void
make_policy(struct policy *policy, size_t n_denied, unsigned kinds)
{
	struct lm_span list[3];

	for (size_t i = 0; i < 3; i++)
		list[i] = lm_span_of(denied[i]);
	*policy = (struct policy){.kinds = kinds};
	CHECK_OK(names_new(list, n_denied, &policy->deny, NULL), NULL);
}

/* Redact text into out; what redactor_find returned. */
static enum lm_code
redact(struct redactor *redactor, struct lm_parser *parser, struct lm_span text,
    struct lm_buf *out, uint64_t counts[N_COUNTS], struct lm_err *err)
{
	struct lm_record record;
	const struct lm_edits *edits;
	enum lm_code code = lm_parser_parse(parser, text, &record, err);

	out->len = 0;
	memset(counts, 0, N_COUNTS * sizeof(*counts));
	if (code == LM_OK)
		code = redactor_find(redactor, &record, &edits, counts, err);
	return code == LM_OK ? lm_edits_apply(edits, record.src, out, err)
			     : code;
}

static void
redacts(void)
{
	static const struct {
		const char *in;
		const char *out;
	} cases[] = {
	    {"{\"pwd\" : [1,{}] , \"b\":1}",
		"{\"pwd\" : \"[REDACTED:pwd]\" , \"b\":1}"},
	    {"[{\"x\":\"a@b.co\",\"a@b.co\":1}]",
		"[{\"x\":\"[REDACTED:email]\",\"[REDACTED:email]\":1}]"},
	    {"\"{\\\"pwd\\\":1}\"", "\"{\\\"pwd\\\":\\\"[REDACTED:pwd]\\\"}\""},
	    {"\"[4111111111111111]\"", "\"[\\\"[REDACTED:card]\\\"]\""},
	    {"[4111111111111111]", "[4111111111111111]"},
	    {"\"\\u0061\\u0040b.co\\n\"", "\"[REDACTED:email]\\n\""},
	    {"{\"pwd\":\"[REDACTED:pwd]\"}", "{\"pwd\":\"[REDACTED:pwd]\"}"},
	    {"{\"pwd\":1,\"pwd\":2}",
		"{\"pwd\":\"[REDACTED:pwd]\",\"pwd\":\"[REDACTED:pwd]\"}"},
	    {"\"[\\\"\\t\\\",\\\"a@b.co\\\"]\"",
		"\"[\\\"\\t\\\",\\\"[REDACTED:email]\\\"]\""},
	    {"null", "null"},
	};
	struct policy policy;
	struct redactor *redactor;
	struct lm_parser *parser = lm_parser_new();
	struct lm_buf out = {0};
	uint64_t counts[N_COUNTS];

	make_policy(&policy, 1, KINDS_ALL);
	redactor = redactor_new(&policy);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lm_err err = {0};

		CHECK_OK(redact(redactor, parser, lm_span_of(cases[i].in), &out,
			     counts, &err),
		    &err);
		CHECK_SPAN(lm_buf_view(&out), cases[i].out);
		check_note("%s", cases[i].in);
	}
	lm_buf_free(&out);
	redactor_free(redactor);
	lm_parser_free(parser);
	names_free(&policy.deny);
}

static void
counts_by_kind(void)
{
	const char text[] = "{\"pwd\":\"a@b.co\",\"x\":\"a@b.co c@d.eu\","
			    "\"y\":\"[{\\\"pwd\\\":1},4111111111111111]\"}";
	struct policy policy;
	struct redactor *redactor;
	struct lm_parser *parser = lm_parser_new();
	struct lm_buf out = {0};
	uint64_t counts[N_COUNTS];

	make_policy(&policy, 1, KINDS_ALL);
	redactor = redactor_new(&policy);
	CHECK_OK(redact(redactor, parser, lm_span_of(text), &out, counts, NULL),
	    NULL);
	CHECK_EQ(counts[KIND_EMAIL], 2);
	CHECK_EQ(counts[KIND_CARD], 1);
	CHECK_EQ(counts[KIND_IBAN], 0);
	CHECK_EQ(counts[COUNT_FIELD], 2);
	lm_buf_free(&out);
	redactor_free(redactor);
	lm_parser_free(parser);
	names_free(&policy.deny);
}

/* What cannot be looked into is refused, and the redactor goes on. */
static void
refuses_what_is_too_deep(void)
{
	static char text[5000];
	struct policy policy;
	struct redactor *redactor;
	struct lm_parser *parser = lm_parser_new();
	struct lm_buf out = {0};
	struct lm_err err = {0};
	uint64_t counts[N_COUNTS];
	size_t len = 0;

	make_policy(&policy, 1, KINDS_ALL);
	redactor = redactor_new(&policy);
	text[len++] = '"';
	memset(text + len, '[', LM_RECORD_MAX_DEPTH + 1);
	len += LM_RECORD_MAX_DEPTH + 1;
	memset(text + len, ']', LM_RECORD_MAX_DEPTH + 1);
	len += LM_RECORD_MAX_DEPTH + 1;
	text[len++] = '"';
	CHECK_CODE(redact(redactor, parser, lm_span(text, len), &out, counts,
		       &err),
	    LM_MALFORMED);
	CHECK_HAS(err.message, "nested deeper than 1000");
	/* One level less is fine. */
	text[1] = ' ';
	text[len - 2] = ' ';
	CHECK_OK(redact(redactor, parser, lm_span(text, len), &out, counts,
		     &err),
	    &err);
	CHECK_OK(redact(redactor, parser, lm_span_of("{\"pwd\":1}"), &out,
		     counts, &err),
	    &err);
	CHECK_SPAN(lm_buf_view(&out), "{\"pwd\":\"[REDACTED:pwd]\"}");
	lm_buf_free(&out);
	redactor_free(redactor);
	lm_parser_free(parser);
	names_free(&policy.deny);
}

/* With any policy: it parses, and a second time nothing is found. */
static void
keeps_its_laws(void)
{
	const size_t n_cases = check_soak() ? 200000 : 3000;
	struct generated generated = {0};
	struct lm_parser *parser = lm_parser_new();
	struct lm_buf once = {0}, twice = {0};
	uint64_t counts[N_COUNTS];

	for (size_t i = 0; i < n_cases; i++) {
		struct random random = random_start(i);
		struct policy policy;
		struct redactor *redactor;
		struct lm_err err = {0};

		make_policy(&policy, random_below(&random, 4),
		    (unsigned)random_below(&random, KINDS_ALL + 1));
		redactor = redactor_new(&policy);
		generate_any(&random, true, &generated);
		if (!CHECK_OK(redact(redactor, parser,
				  lm_buf_view(&generated.text), &once, counts,
				  &err),
			&err) ||
		    !CHECK_OK(redact(redactor, parser, lm_buf_view(&once),
				  &twice, counts, &err),
			&err) ||
		    !CHECK_SPANS(lm_buf_view(&twice), lm_buf_view(&once))) {
			check_note("case %zu", i);
			i = n_cases;
		}
		redactor_free(redactor);
		names_free(&policy.deny);
	}
	generated_free(&generated);
	lm_buf_free(&once);
	lm_buf_free(&twice);
	lm_parser_free(parser);
}

TEST_MAIN(TEST(redacts), TEST(counts_by_kind), TEST(refuses_what_is_too_deep),
    TEST(keeps_its_laws))
