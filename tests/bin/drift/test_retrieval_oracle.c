#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "retrieval.h"
#include "searches.h"

/*
 * Random searches, and what the program makes of them, for
 * retrieval_oracle.py, which judges by full sorts:
 *
 *	test_retrieval_oracle N		N lines of JSON
 *
 * Without an operand: a plain test, that such a line can be made.
 */

static const char *const sides[] = {
    [DRIFT_BASELINE] = "baseline",
    [DRIFT_CURRENT] = "current",
};

static void
print_number(const char *before, double value, FILE *out)
{
	if (isnan(value))
		(void)fprintf(out, "%snull", before);
	else
		(void)fprintf(out, "%s%.17g", before, value);
}

/* "name":{"baseline":[["id",[…]],…],"current":…}, */
static void
print_sets(const char *name, const struct drift_set sets[DRIFT_N_SIDES],
    size_t dimensions, FILE *out)
{
	(void)fprintf(out, "\"%s\":{", name);
	for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
		(void)fprintf(out, "%s\"%s\":[", side == 0 ? "" : ",",
		    sides[side]);
		for (size_t i = 0; i < drift_set_count(&sets[side]); i++) {
			struct lm_span id = drift_set_id(&sets[side], i);
			const float *values = drift_set_vector(&sets[side], i);

			(void)fprintf(out, "%s[\"%.*s\",[", i == 0 ? "" : ",",
			    (int)id.len, id.ptr);
			for (size_t j = 0; j < dimensions; j++)
				print_number(j == 0 ? "" : ",",
				    (double)values[j], out);
			(void)fputs("]]", out);
		}
		(void)fputs("]", out);
	}
	(void)fputs("},", out);
}

static void
print_qrels(FILE *out)
{
	char path[FILES_PATH_SIZE];
	struct lm_buf text, json = {0};
	struct lm_err err = {0};

	file_path("qrels", path);
	text = file_read(path);
	CHECK_OK(lm_buf_json_string(&json, lm_buf_view(&text), &err), &err);
	(void)fprintf(out, "\"qrels\":%.*s,", (int)json.len, json.ptr);
	lm_buf_free(&text);
	lm_buf_free(&json);
}

/* "result":{"baseline":{"queries":{"id":[ndcg,recall,rr],…},"means":[…]},…} */
static void
print_side(const struct searches *searches,
    const struct drift_retrieval *result, size_t side, FILE *out)
{
	(void)fprintf(out, "\"%s\":{\"queries\":{", sides[side]);
	for (size_t i = 0; i < drift_retrieval_count(result); i++) {
		const struct drift_query *query = drift_retrieval_at(result, i);
		struct lm_span id =
		    drift_set_id(&searches->queries[side], query->places[side]);

		(void)fprintf(out, "%s\"%.*s\":", i == 0 ? "" : ",",
		    (int)id.len, id.ptr);
		print_number("[", query->ndcg[side], out);
		print_number(",", query->recall[side], out);
		print_number(",", query->rr[side], out);
		(void)fputs("]", out);
	}
	print_number("},\"means\":[", result->ndcg[side], out);
	print_number(",", result->recall[side], out);
	print_number(",", result->mrr[side], out);
	(void)fputs("]},", out);
}

static void
print_case(uint64_t number, FILE *out)
{
	struct random random = random_start(number);
	size_t n_docs = 1 + random_below(&random, 60);
	size_t n_queries = 1 + random_below(&random, 40);
	size_t dimensions = 1 + random_below(&random, 20);
	struct searches searches = {.search = {.jobs = 2}};
	struct drift_retrieval result = {.n_absent = 0};
	struct lm_err err = {0};

	searches.search.k = 1 + random_below(&random, 30);
	searches.search.score = number / 2 % 2 == 0 ? DRIFT_COSINE : DRIFT_DOT;
	searches_random(&searches, number, n_docs, n_queries, dimensions,
	    3 + random_below(&random, 30));
	CHECK_OK(drift_retrieval_measure(&searches.search, &result, &err),
	    &err);
	(void)fprintf(out, "{\"k\":%zu,\"score\":\"%s\",", searches.search.k,
	    searches.search.score == DRIFT_COSINE ? "cosine" : "dot");
	print_sets("docs", searches.docs, dimensions, out);
	print_sets("queries", searches.queries, dimensions, out);
	print_qrels(out);
	(void)fputs("\"result\":{", out);
	print_side(&searches, &result, DRIFT_BASELINE, out);
	print_side(&searches, &result, DRIFT_CURRENT, out);
	print_number("\"loss_pp\":", result.loss_pp, out);
	(void)fprintf(out, ",\"unjudged\":%zu,\"absent\":%zu}}\n",
	    result.n_unjudged, result.n_absent);
	drift_retrieval_free(&result);
	searches_free(&searches);
}

static void
makes_cases(void)
{
	FILE *nowhere = fopen("/dev/null", "w");

	for (uint64_t i = 0; i < 50; i++)
		print_case(i, nowhere);
	(void)fclose(nowhere);
}

int
main(int argc, char **argv)
{
	static const struct check_test tests[] = {TEST(makes_cases)};
	char path[FILES_PATH_SIZE];

	if (argc < 2)
		return check_main(tests, 1, argc, argv);
	for (uint64_t i = 0; i < strtoull(argv[1], NULL, 10); i++)
		print_case(i, stdout);
	file_path("qrels", path);
	return remove(path) == 0 && rmdir(check_folder()) == 0 ? 0 : 1;
}
