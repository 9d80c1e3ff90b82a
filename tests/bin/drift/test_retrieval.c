#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fill.h"
#include "retrieval.h"
#include "retrieval_json.h"
#include "searches.h"

#define LOG2_3 1.5849625007211562

/* Of two dimensions; d points away from a. */
static void
add_docs(struct drift_set *set)
{
	add_good(set, "docs", 1, "{\"id\":\"a\",\"embedding\":[1,0]}");
	add_good(set, "docs", 2, "{\"id\":\"b\",\"embedding\":[6,8]}");
	add_good(set, "docs", 3, "{\"id\":3,\"embedding\":[0,1]}");
	add_good(set, "docs", 4, "{\"id\":\"d\",\"embedding\":[-2,0]}");
}

static bool
near(double got, double want)
{
	return fabs(got - want) < 1e-12;
}

/* One query at (x, y), these judgements of it; freed is all but the result. */
static struct drift_query
ask(double x, double y, const char *qrels, size_t k, enum drift_score score)
{
	struct searches searches = {.search = {.k = k, .score = score}};
	struct drift_retrieval result = {.n_absent = 0};
	struct drift_query query = {.rr = {0}};
	struct lm_err err = {0};
	char text[100];

	(void)snprintf(text, sizeof(text),
	    "{\"id\":\"q\",\"embedding\":[%.17g,%.17g]}", x, y);
	for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
		add_docs(&searches.docs[side]);
		add_good(&searches.queries[side], "queries", 1, text);
	}
	searches_ready(&searches, qrels);
	CHECK_OK(drift_retrieval_measure(&searches.search, &result, &err),
	    &err);
	if (CHECK(drift_retrieval_count(&result) == 1))
		query = *drift_retrieval_at(&result, 0);
	drift_retrieval_free(&result);
	searches_free(&searches);
	return query;
}

static void
measures_one_query(void)
{
	/* by cosine: a 1, b .6, 3 0, d -1 */
	struct drift_query query =
	    ask(1, 0, "q\tb\t3\nq\t3\t1\nq\td\t0\nq\ta\t-2\n", 2, DRIFT_COSINE);
	double ideal = 3 + 1 / LOG2_3;

	for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
		CHECK(near(query.ndcg[side], (3 / LOG2_3 + 1.0 / 2) / ideal));
		CHECK(query.recall[side] == 0.5);
		CHECK(query.rr[side] == 0.5);
	}
	/* by dot product: b 6, a 1 */
	query = ask(1, 0, "q\tb\t3\nq\t3\t1\n", 2, DRIFT_DOT);
	CHECK(near(query.ndcg[0], (3 + 1.0 / 2) / ideal));
	CHECK(query.recall[0] == 0.5);
	CHECK(query.rr[0] == 1);
	/* a ranking as good as can be */
	query = ask(1, 0, "q\ta\t7\nq\tb\t7\nq\t3\t1\n", 3, DRIFT_COSINE);
	CHECK(query.ndcg[0] == 1 && query.recall[0] == 1 && query.rr[0] == 1);
	/* and as bad; k may be more than there is */
	query = ask(1, 0, "q\td\t1\n", 3, DRIFT_COSINE);
	CHECK(query.recall[0] == 0 && query.rr[0] == 0.25);
	CHECK(near(query.ndcg[0], 1 / log2(5)));
	query = ask(1, 0, "q\td\t1\n", 1000, DRIFT_COSINE);
	CHECK(query.recall[0] == 1 && near(query.ndcg[0], 1 / log2(5)));
}

static void
counts_what_is_not_searched_as_missed(void)
{
	struct drift_query query =
	    ask(1, 0, "q\ta\t2\nq\tgone\t4\nq\tgone too\t1\n", 1, DRIFT_COSINE);

	CHECK(near(query.ndcg[0], 2 / (4 + 2 / LOG2_3 + 1.0 / 2)));
	CHECK(near(query.recall[0], 1.0 / 3));
	CHECK(query.rr[0] == 1);
	query = ask(1, 0, "q\tgone\t4\n", 1, DRIFT_COSINE);
	CHECK(query.ndcg[0] == 0 && query.recall[0] == 0 && query.rr[0] == 0);
}

/*
 * All 12 documents are equal.  Now they are in reverse order, d3 and d11 have
 * another text, and most are not in the sample.
 */
static void
ranks_equal_scores_as_the_baseline(void)
{
	struct searches searches = {.search = {.k = 11}, .sample = 3};
	struct drift_retrieval result = {.n_absent = 0};
	struct lm_err err = {0};
	const float one[2] = {1, 2};
	const struct drift_query *query;

	for (size_t i = 0; i < 12; i++) {
		searches_add(&searches.docs[DRIFT_BASELINE], "a", i, one, 2);
		searches_add(&searches.docs[DRIFT_CURRENT], "b", 11 - i, one,
		    2);
	}
	for (size_t side = 0; side < DRIFT_N_SIDES; side++)
		add_good(&searches.queries[side], "q", 1,
		    "{\"id\":1,\"embedding\":[3,4]}");
	searches_ready(&searches, "1\td11\t1\n1\td3\t1\n");
	CHECK_OK(drift_retrieval_measure(&searches.search, &result, &err),
	    &err);
	query = drift_retrieval_at(&result, 0);
	for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
		CHECK(near(query->rr[side], 1.0 / 4));
		CHECK(query->recall[side] == 0.5);
		CHECK(near(query->ndcg[side], 1 / log2(5) / (1 + 1 / LOG2_3)));
	}
	drift_retrieval_free(&result);
	searches_free(&searches);
}

/* Queries q1 and q2 are judged, q3 is not; now the vectors are damaged. */
static void
sums_up(void)
{
	static const char want[] =
	    "{\"ndcg@10\":{\"baseline\":1,\"current\":0.815464876786},"
	    "\"recall\":{\"k\":1,\"baseline\":1,\"current\":0.5},"
	    "\"mrr\":{\"baseline\":1,\"current\":0.75},"
	    "\"loss_pp\":18.4535123214,";
	struct searches searches = {.search = {.k = 1}};
	struct drift_retrieval result = {.n_absent = 0};
	struct lm_buf json = {0};
	struct lm_err err = {0};

	for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
		add_docs(&searches.docs[side]);
		add_good(&searches.queries[side], "q", 1,
		    "{\"id\":3,\"embedding\":[-1,0]}");
	}
	add_good(&searches.queries[0], "q", 2,
	    "{\"id\":\"q1\",\"embedding\":[1,0]}");
	add_good(&searches.queries[0], "q", 3,
	    "{\"id\":2,\"embedding\":[0,2]}");
	/* in another order */
	add_good(&searches.queries[1], "q", 2,
	    "{\"id\":2,\"embedding\":[3,4]}");
	add_good(&searches.queries[1], "q", 3,
	    "{\"id\":\"q1\",\"embedding\":[2,0]}");
	searches_ready(&searches,
	    "q1 0 a 1\n2 0 3 2\n3 0 d 0\n9 0 d 1\nq1 0 x 0\n");
	CHECK_OK(drift_retrieval_measure(&searches.search, &result, &err),
	    &err);
	CHECK_EQ(drift_retrieval_count(&result), 2);
	CHECK_EQ(result.n_unjudged, 1);
	CHECK_EQ(result.n_absent, 0);
	CHECK_EQ(drift_retrieval_at(&result, 1)->places[0], 2);
	CHECK_EQ(drift_retrieval_at(&result, 1)->places[1], 1);
	CHECK(near(result.loss_pp, 100 * (result.ndcg[0] - result.ndcg[1])));
	CHECK(near(result.ndcg[1], (1 + 1 / LOG2_3) / 2));
	CHECK(result.loss.low <= result.loss_pp);
	CHECK(result.loss.high >= result.loss_pp);
	CHECK_OK(drift_retrieval_json(&result, 1, &json, &err), &err);
	CHECK_OK(lm_buf_byte(&json, '\0', &err), &err);
	CHECK_HAS(json.ptr, want);
	CHECK_HAS(json.ptr, "],\"queries\":2,\"unjudged\":1,\"absent\":0}");
	lm_buf_free(&json);
	drift_retrieval_free(&result);
	searches_free(&searches);
}

static void
has_nothing_to_say_without_judgements(void)
{
	struct searches searches = {.search = {.k = 5}};
	struct drift_retrieval result = {.n_absent = 0};
	struct lm_buf json = {0};
	struct lm_err err = {0};

	for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
		add_docs(&searches.docs[side]);
		add_good(&searches.queries[side], "q", 1,
		    "{\"id\":3,\"embedding\":[-1,0]}");
	}
	searches_ready(&searches, "");
	CHECK_OK(drift_retrieval_measure(&searches.search, &result, &err),
	    &err);
	CHECK(isnan(result.ndcg[0]) && isnan(result.recall[1]));
	CHECK(isnan(result.mrr[0]) && isnan(result.loss_pp));
	CHECK_OK(drift_retrieval_json(&result, 5, &json, &err), &err);
	CHECK_SPAN(lm_buf_view(&json),
	    "{\"ndcg@10\":{\"baseline\":null,\"current\":null},"
	    "\"recall\":{\"k\":5,\"baseline\":null,\"current\":null},"
	    "\"mrr\":{\"baseline\":null,\"current\":null},"
	    "\"loss_pp\":null,\"interval\":[null,null],"
	    "\"queries\":0,\"unjudged\":1,\"absent\":0}");
	lm_buf_free(&json);
	drift_retrieval_free(&result);
	searches_free(&searches);
}

/* No documents at all: nothing is found. */
static void
searches_nothing(void)
{
	struct searches searches = {.search = {.k = 5}};
	struct drift_retrieval result = {.n_absent = 0};
	struct lm_err err = {0};

	for (size_t side = 0; side < DRIFT_N_SIDES; side++)
		add_good(&searches.queries[side], "q", 1,
		    "{\"id\":3,\"embedding\":[-1,0]}");
	searches_ready(&searches, "3 0 d 1\n3 0 e 2\n3 0 f 0\n");
	CHECK_OK(drift_retrieval_measure(&searches.search, &result, &err),
	    &err);
	CHECK(result.ndcg[0] == 0 && result.mrr[1] == 0);
	CHECK_EQ(result.n_absent, 2);
	CHECK(result.loss_pp == 0);
	drift_retrieval_free(&result);
	searches_free(&searches);
}

#define V "\"embedding\":[1,2]"
#define MODEL(name) ",\"embed\":{\"engine\":\"e\",\"model\":\"" name "\"}"

static void
refuses_what_does_not_belong_together(void)
{
	static const struct {
		const char *docs;	     /* of both sides, line 1 */
		const char *more;	     /* line 2, or NULL */
		const char *queries[2];	     /* line 1 */
		const char *more_queries[2]; /* line 2, or NULL */
		const char *file;
		uint64_t line;
		const char *message;
	} cases[] = {
	    {"{\"id\":1," V "}", NULL, {"{\"id\":1," V "}", "{\"id\":1," V "}"},
		{"{\"id\":2," V "}", NULL}, "baseline queries", 2,
		"id 2 is not among the current queries"},
	    {"{\"id\":1," V "}", NULL,
		{"{\"id\":\"7\"," V "}", "{\"id\":7," V "}"},
		{NULL, "{\"id\":\"7\"," V "}"}, "queries", 1,
		"id 7 is not among the baseline's queries"},
	    {"{\"id\":1," V "}", NULL,
		{"{\"id\":1,\"embedding\":[1]}", "{\"id\":1," V "}"},
		{NULL, NULL}, "baseline queries", 1,
		"id 1 has 1 dimensions, but the documents have 2"},
	    {"{\"id\":1," V "}", NULL,
		{"{\"id\":1," V "}", "{\"id\":1," V MODEL("m") "}"},
		{NULL, NULL}, "queries", 1,
		"queries were made by m, documents by unknown"},
	    {"{\"id\":1," V MODEL("m") "}", NULL,
		{"{\"id\":1," V MODEL("m") "}", "{\"id\":1," V MODEL("m") "}"},
		{NULL, "{\"id\":2," V MODEL("n") "}"}, "queries", 1,
		"queries were made by m, n, documents by m"},
	    {"{\"id\":1," V "}", "{\"id\":\"1\"," V "}",
		{"{\"id\":1," V "}", "{\"id\":1," V "}"}, {NULL, NULL},
		"baseline", 2,
		"id \"1\" is judged, but at baseline:1 it is a number, which "
		"judgements do not tell apart"},
	    {"{\"id\":1," V "}", NULL,
		{"{\"id\":\"1\"," V "}", "{\"id\":\"1\"," V "}"},
		{"{\"id\":1," V "}", "{\"id\":1," V "}"}, "baseline queries", 2,
		"id 1 is judged, but at baseline queries:1 it is a string"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct searches searches = {.search = {.k = 1}};
		struct drift_retrieval result = {.n_absent = 0};
		struct lm_err err = {0};

		for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
			const char *docs = side == 0 ? "baseline" : "current";
			const char *queries =
			    side == 0 ? "baseline queries" : "queries";

			add_good(&searches.docs[side], docs, 1, cases[i].docs);
			if (cases[i].more != NULL)
				add_good(&searches.docs[side], docs, 2,
				    cases[i].more);
			add_good(&searches.queries[side], queries, 1,
			    cases[i].queries[side]);
			if (cases[i].more_queries[side] != NULL)
				add_good(&searches.queries[side], queries, 2,
				    cases[i].more_queries[side]);
		}
		searches_ready(&searches, "1\t1\t1\n");
		CHECK_CODE(drift_retrieval_measure(&searches.search, &result,
			       &err),
		    LM_MALFORMED);
		CHECK_TEXT(err.file, cases[i].file);
		CHECK_EQ(err.line, cases[i].line);
		CHECK_HAS(err.message, cases[i].message);
		check_note("case %zu", i);
		drift_retrieval_free(&result);
		searches_free(&searches);
	}
}

/* Both kinds of an id are fine where none is judged. */
static void
takes_ids_of_both_kinds(void)
{
	struct searches searches = {.search = {.k = 1}};
	struct drift_retrieval result = {.n_absent = 0};
	struct lm_err err = {0};

	for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
		add_docs(&searches.docs[side]);
		add_good(&searches.docs[side], "docs", 5,
		    "{\"id\":\"3\",\"embedding\":[1,2]}");
		add_good(&searches.queries[side], "q", 1,
		    "{\"id\":3,\"embedding\":[1,0]}");
	}
	searches_ready(&searches, "3\ta\t1\n");
	CHECK_OK(drift_retrieval_measure(&searches.search, &result, &err),
	    &err);
	CHECK(result.mrr[0] == 1);
	drift_retrieval_free(&result);
	searches_free(&searches);
}

static void
is_the_same_for_every_number_of_jobs(void)
{
	struct searches searches = {.search = {.k = 20, .jobs = 1}};
	struct drift_retrieval one = {.n_absent = 0};
	struct lm_err err = {0};

	searches_random(&searches, 7, 300, 100, 40, 33);
	CHECK_OK(drift_retrieval_measure(&searches.search, &one, &err), &err);
	CHECK(drift_retrieval_count(&one) > 90);
	CHECK(one.loss_pp != 0);
	for (size_t jobs = 2; jobs < 40; jobs += 5) {
		struct drift_retrieval many = {.n_absent = 0};

		searches.search.jobs = jobs;
		CHECK_OK(drift_retrieval_measure(&searches.search, &many, &err),
		    &err);
		CHECK_SPANS(lm_buf_view(&one.queries),
		    lm_buf_view(&many.queries));
		CHECK(one.loss_pp == many.loss_pp);
		CHECK(one.loss.low == many.loss.low);
		drift_retrieval_free(&many);
	}
	drift_retrieval_free(&one);
	searches_free(&searches);
}

TEST_MAIN(TEST(measures_one_query), TEST(counts_what_is_not_searched_as_missed),
    TEST(ranks_equal_scores_as_the_baseline), TEST(sums_up),
    TEST(has_nothing_to_say_without_judgements), TEST(searches_nothing),
    TEST(refuses_what_does_not_belong_together), TEST(takes_ids_of_both_kinds),
    TEST(is_the_same_for_every_number_of_jobs))
