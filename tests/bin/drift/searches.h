#ifndef SEARCHES_H
#define SEARCHES_H

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "fill.h"
#include "random.h"
#include "retrieval.h"

/* A search, and all that it is about, for the tests. */
struct searches {
	struct drift_search search;
	struct drift_set docs[DRIFT_N_SIDES];
	struct drift_set queries[DRIFT_N_SIDES];
	struct drift_pairs pairs;
	struct drift_qrels qrels;
	uint64_t sample; /* of the documents */
};

static inline void
searches_free(struct searches *searches)
{
	for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
		drift_set_free(&searches->docs[side]);
		drift_set_free(&searches->queries[side]);
	}
	drift_pairs_free(&searches->pairs);
	drift_qrels_free(&searches->qrels);
}

/* Seal and pair what is there, and read the judgements of a file. */
static inline void
searches_ready(struct searches *searches, const char *qrels)
{
	struct drift_search *search = &searches->search;
	const struct drift_pairing how = {.allow_missing = true,
	    .sample = searches->sample};
	char path[FILES_PATH_SIZE];
	struct lm_err err = {0};

	for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
		CHECK_OK(drift_set_seal(&searches->docs[side], &err), &err);
		CHECK_OK(drift_set_seal(&searches->queries[side], &err), &err);
		search->docs[side] = &searches->docs[side];
		search->queries[side] = &searches->queries[side];
	}
	CHECK_OK(drift_pairs_make(search->docs, &how, &searches->pairs, &err),
	    &err);
	file_path("qrels", path);
	file_write(path, lm_span_of(qrels));
	CHECK_OK(drift_qrels_read(path, &searches->qrels, &err), &err);
	search->pairs = &searches->pairs;
	search->qrels = &searches->qrels;
	search->interval = (struct lm_bootstrap){.confidence = 0.95,
	    .resamples = 100,
	    .seed = 1};
}

/* Small whole numbers, so that scores are often equal, or noise. */
static inline void
searches_vector(struct random *random, bool is_whole, float *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		values[i] = is_whole ? (float)random_below(random, 4) - 1
				     : noise(random);
	/* nothing constant */
	for (size_t i = 1; i < n; i++)
		if (values[i] != values[0])
			return;
	values[0] = values[n - 1] + 2;
}

/* Add d<number>; one text in 8 is another now. */
static inline void
searches_add(struct drift_set *set, const char *file, size_t number,
    const float *values, size_t n)
{
	char now = *file == 'b' && number % 8 == 3 ? 'b' : 'a';
	struct lm_buf text = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_buf_printf(&text, &err,
		     "{\"id\":\"d%zu\",\"text\":\"%c\",\"embedding\":\"",
		     number, now),
	    &err);
	CHECK_OK(lm_vec_append_base64(&text, values, n, &err), &err);
	CHECK_OK(lm_buf_append(&text, "\"}", 3, &err), &err);
	add_good(set, file, number + 1, text.ptr);
	lm_buf_free(&text);
}

/* The same with a bit of noise, or another one at times. */
static inline void
searches_change(struct random *random, bool is_whole, float *values, size_t n)
{
	if (random_once_in(random, 5))
		searches_vector(random, is_whole, values, n);
	for (size_t i = 0; i < n && !is_whole; i++)
		values[i] += noise(random) / 8;
}

/* Documents or queries d0, d1, …, in another order now; one in lost_once_in is
 * not there any more (0: none). */
static inline void
searches_fill(struct random *random, struct drift_set sets[DRIFT_N_SIDES],
    bool is_whole, size_t n, size_t dimensions, uint64_t lost_once_in)
{
	float *values = calloc(n * dimensions, sizeof(*values));
	size_t shift = random_below(random, n);

	for (size_t i = 0; i < n; i++) {
		float *at = values + i * dimensions;

		searches_vector(random, is_whole, at, dimensions);
		if (i > 0 && random_once_in(random, 6))
			memcpy(at, values, dimensions * sizeof(*values));
		searches_add(&sets[DRIFT_BASELINE], "a", i, at, dimensions);
	}
	for (size_t i = 0; i < n; i++) {
		size_t number = (i + shift) % n;
		float *at = values + number * dimensions;

		if (lost_once_in > 0 && random_once_in(random, lost_once_in))
			continue;
		searches_change(random, is_whole, at, dimensions);
		searches_add(&sets[DRIFT_CURRENT], "b", number, at, dimensions);
	}
	free(values);
}

/*
 * Random documents and queries, and judgements, one in judged_once_in of all
 * pairs; some of documents that are not there.
 */
static inline void
searches_random(struct searches *searches, uint64_t number, size_t n_docs,
    size_t n_queries, size_t dimensions, uint64_t judged_once_in)
{
	struct random random = random_start(number);
	bool is_whole = number % 2 == 0;
	struct lm_buf qrels = {0};
	struct lm_err err = {0};

	searches_fill(&random, searches->docs, is_whole, n_docs, dimensions, 9);
	searches_fill(&random, searches->queries, is_whole, n_queries,
	    dimensions, 0);
	for (size_t i = 0; i < n_queries * (n_docs + 2); i++) {
		int gain = (int)random_below(&random, 6) - 1;

		if (!random_once_in(&random, judged_once_in))
			continue;
		CHECK_OK(lm_buf_printf(&qrels, &err, "d%zu\td%zu\t%d\n",
			     i % n_queries, i / n_queries, gain),
		    &err);
	}
	CHECK_OK(lm_buf_byte(&qrels, '\0', &err), &err);
	searches->sample = random_below(&random, n_docs);
	searches_ready(searches, qrels.ptr);
	lm_buf_free(&qrels);
}

#endif
