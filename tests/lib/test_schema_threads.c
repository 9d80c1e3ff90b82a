#include "lm/schema.h"

/* An odd number of them is no match of pairs, which takes long to tell. */
#define A10 "aaaaaaaaaa"
#define A100 A10 A10 A10 A10 A10 A10 A10 A10 A10 A10

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "random.h"

#include "lm/record.h"

/* A schema belongs to all threads, a checker to one, for any schemas. */

static const char lines_schema[] =
    "{\"type\":\"object\",\"required\":[\"id\",\"tags\"],"
    "\"properties\":{\"id\":{\"type\":\"string\",\"pattern\":\"^r[0-9]+$\"},"
    "\"tags\":{\"type\":\"array\",\"uniqueItems\":true,"
    "\"items\":{\"enum\":[\"a\",\"b\",1,2.5,null,{\"x\":[1]}]}},"
    "\"n\":{\"anyOf\":[{\"multipleOf\":0.5},{\"const\":\"none\"}]}},"
    "\"unevaluatedProperties\":false}";

static const struct {
	const char *text;
	enum lm_schema_verdict verdict;
} instances[] = {
    {"{\"id\":\"r1\",\"tags\":[]}", LM_SCHEMA_VALID},
    {"{\"id\":\"r1\",\"tags\":[\"a\",1.0,{\"x\":[1.0]}],\"n\":1.5}",
	LM_SCHEMA_VALID},
    {"{\"id\":\"r1\",\"tags\":[1,1.0]}", LM_SCHEMA_INVALID},
    {"{\"id\":\"1\",\"tags\":[]}", LM_SCHEMA_INVALID},
    {"{\"id\":\"r1\",\"tags\":[],\"n\":0.3}", LM_SCHEMA_INVALID},
    {"{\"id\":\"r1\",\"tags\":[],\"m\":1}", LM_SCHEMA_INVALID},
    {"{\"id\":\"r1\",\"tags\":[],\"n\":\"none\"}", LM_SCHEMA_VALID},
    {"[]", LM_SCHEMA_INVALID},
};

#define N_INSTANCES (sizeof(instances) / sizeof(instances[0]))

struct thread {
	const struct lm_schema *schema;
	uint64_t stream;
	size_t n_rounds;
	size_t n_wrong;
	pthread_t id;
};

/* Verdicts and reports in random order; wrong ones are counted, as CHECK is
 * for one thread. */
static void *
work(void *arg)
{
	struct thread *thread = arg;
	struct random random = random_start(thread->stream);
	struct lm_schema_checker *checker = lm_schema_checker_new();
	struct lm_parser *parser = lm_parser_new();
	struct lm_schema_report report = {0};

	for (size_t n = 0; n < thread->n_rounds; n++) {
		size_t i = random_below(&random, N_INSTANCES);
		enum lm_schema_verdict verdict = LM_SCHEMA_UNDETERMINED;
		struct lm_record record;
		struct lm_err err = {0};
		enum lm_code code = lm_parser_parse(parser,
		    lm_span_of(instances[i].text), &record, &err);

		if (code == LM_OK)
			code = random_once_in(&random, 2)
			    ? lm_schema_check(thread->schema, checker,
				  record.root, &verdict, &err)
			    : lm_schema_explain(thread->schema, checker,
				  record.root, &report, &verdict, &err);
		thread->n_wrong +=
		    code != LM_OK || verdict != instances[i].verdict;
	}
	lm_schema_report_free(&report);
	lm_schema_checker_free(checker);
	lm_parser_free(parser);
	return NULL;
}

static void
one_schema_for_all_threads(void)
{
	enum { N = 3 };
	struct thread threads[N];
	struct lm_schema *schema = NULL;
	struct lm_err err = {0};

	if (!CHECK_OK(lm_schema_new(NULL, lm_span_of(lines_schema), "s.json",
			  &schema, &err),
		&err))
		return;
	for (size_t i = 0; i < N; i++) {
		threads[i] = (struct thread){.schema = schema,
		    .stream = i,
		    .n_rounds = check_quick() ? 2000 : 20000};
		if (pthread_create(&threads[i].id, NULL, work, &threads[i]) !=
		    0)
			abort();
	}
	for (size_t i = 0; i < N; i++) {
		(void)pthread_join(threads[i].id, NULL);
		CHECK_EQ(threads[i].n_wrong, 0);
	}
	lm_schema_free(schema);
}

/* After one schema another, and the first again, with one checker. */
static void
one_checker_for_many_schemas(void)
{
	static const struct {
		const char *schema;
		const char *instance;
		enum lm_schema_verdict verdict;
	} cases[] = {
	    {"{\"uniqueItems\":true}", "[1,2,3,\"a\",[1],[1.0]]",
		LM_SCHEMA_INVALID},
	    {"{\"pattern\":\"b$\"}", "\"aab\"", LM_SCHEMA_VALID},
	    {"{\"properties\":{\"a\":{}},\"unevaluatedProperties\":false}",
		"{\"a\":1,\"b\":2}", LM_SCHEMA_INVALID},
	    {"{\"items\":{\"pattern\":"
	     "\"^(a*)(a*)(a*)\\\\1\\\\2\\\\3b$\"}}",
		"[\"" A100 A100 A100 "ab\"]", LM_SCHEMA_UNDETERMINED},
	    {"{\"enum\":[{\"a\":[1,2]}]}", "{\"a\":[1.0,2e0]}",
		LM_SCHEMA_VALID},
	    {"{\"type\":\"null\"}", "null", LM_SCHEMA_VALID},
	};
	enum { N = sizeof(cases) / sizeof(cases[0]) };
	struct lm_schema *schemas[N] = {NULL};
	struct lm_schema_checker *checker = lm_schema_checker_new();
	struct lm_parser *parser = lm_parser_new();
	struct lm_schema_report report = {0};
	struct lm_err err = {0};
	struct lm_record record;

	for (size_t i = 0; i < N; i++)
		CHECK_OK(lm_schema_new(NULL, lm_span_of(cases[i].schema),
			     "s.json", &schemas[i], &err),
		    &err);
	for (size_t n = 0; n < 7 * (size_t)N; n++) {
		size_t i = n * 5 % N;
		enum lm_schema_verdict verdict = LM_SCHEMA_VALID;

		CHECK_OK(lm_parser_parse(parser, lm_span_of(cases[i].instance),
			     &record, &err),
		    &err);
		if (n % 2 == 0)
			CHECK_OK(lm_schema_check(schemas[i], checker,
				     record.root, &verdict, &err),
			    &err);
		else
			CHECK_OK(lm_schema_explain(schemas[i], checker,
				     record.root, &report, &verdict, &err),
			    &err);
		if (!CHECK_EQ(verdict, cases[i].verdict))
			check_note("%s of %s", cases[i].schema,
			    cases[i].instance);
	}
	for (size_t i = 0; i < N; i++)
		lm_schema_free(schemas[i]);
	lm_schema_report_free(&report);
	lm_schema_checker_free(checker);
	lm_parser_free(parser);
}

/* A schema keeps what it needs: its text and its options may go. */
static void
nothing_is_borrowed(void)
{
	char *text = strdup(lines_schema), *file = strdup("s.json");
	struct lm_schema_options *options = calloc(1, sizeof(*options));
	struct lm_schema *schema = NULL;
	struct lm_err err = {0};
	struct thread thread = {.n_rounds = 1000};

	if (text == NULL || file == NULL || options == NULL)
		abort();
	CHECK_OK(lm_schema_new(options, lm_span_of(text), file, &schema, &err),
	    &err);
	memset(text, 'x', strlen(text));
	free(text);
	free(file);
	free(options);
	thread.schema = schema;
	if (schema != NULL)
		(void)work(&thread);
	CHECK_EQ(thread.n_wrong, 0);
	lm_schema_free(schema);
	lm_schema_free(NULL);
}

/* The same texts have the same fingerprint, other ones another. */
static void
fingerprints(void)
{
	static const char *const texts[] = {"{}", "{ }", "true",
	    "{\"type\":\"null\"}", "{}"};
	uint64_t prints[5] = {0};
	struct lm_err err = {0};

	for (size_t i = 0; i < 5; i++) {
		struct lm_schema *schema = NULL;

		if (CHECK_OK(lm_schema_new(NULL, lm_span_of(texts[i]), "s.json",
				 &schema, &err),
			&err))
			prints[i] = lm_schema_fingerprint(schema);
		lm_schema_free(schema);
		for (size_t j = 0; j < i; j++)
			CHECK((prints[i] == prints[j]) == (i == 4 && j == 0));
	}
}

TEST_MAIN(TEST(one_schema_for_all_threads), TEST(one_checker_for_many_schemas),
    TEST(nothing_is_borrowed), TEST(fingerprints))
