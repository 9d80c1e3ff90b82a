#include "judged.h"

#include <stdlib.h>

#include "search_check.h"

void
drift_judged_free(struct drift_judged *judged)
{
	lm_buf_free(&judged->searched);
	lm_buf_free(&judged->queries);
	lm_buf_free(&judged->found);
	*judged = (struct drift_judged){.n_absent = 0};
}

size_t
drift_judged_n_searched(const struct drift_judged *judged)
{
	return judged->searched.len / sizeof(struct drift_pair);
}

const struct drift_pair *
drift_judged_searched(const struct drift_judged *judged)
{
	const void *list = judged->searched.ptr;

	return list;
}

size_t
drift_judged_n_queries(const struct drift_judged *judged)
{
	return judged->queries.len / sizeof(struct drift_judged_query);
}

static struct drift_judged_query *
queries_of(const struct drift_judged *judged)
{
	void *list = judged->queries.ptr;

	return list;
}

const struct drift_judged_query *
drift_judged_queries(const struct drift_judged *judged)
{
	return queries_of(judged);
}

static int
by_baseline(const void *a, const void *b)
{
	size_t x = ((const struct drift_pair *)a)->places[DRIFT_BASELINE];
	size_t y = ((const struct drift_pair *)b)->places[DRIFT_BASELINE];

	return x < y ? -1 : x > y;
}

/* That a document's text is another now, or that it is not in the sample, must
 * not move it among equal ones. */
static enum lm_code
list_searched(const struct drift_pairs *pairs, struct drift_judged *judged,
    struct lm_err *err)
{
	struct lm_buf *list = &judged->searched;
	enum lm_code code =
	    lm_buf_span(list, lm_buf_view(&pairs->compared), err);

	if (code == LM_OK)
		code = lm_buf_span(list, lm_buf_view(&pairs->changed), err);
	if (code == LM_OK)
		code = lm_buf_span(list, lm_buf_view(&pairs->unsampled), err);
	if (code == LM_OK && list->len > 0)
		qsort(list->ptr, drift_judged_n_searched(judged),
		    sizeof(struct drift_pair), by_baseline);
	return code;
}

/* Where judged documents, by their numbers, stand among those searched. */
static enum lm_code
find_places(const struct drift_search *search,
    const struct drift_judged *judged, struct lm_buf *places,
    struct lm_err *err)
{
	const struct drift_names *names = &search->qrels->documents;
	const struct drift_set *docs = search->docs[DRIFT_BASELINE];
	const struct drift_pair *pairs = drift_judged_searched(judged);
	const size_t none = DRIFT_NONE;
	enum lm_code code = LM_OK;
	void *memory;
	size_t *list;

	/* one more, as there may be none */
	for (size_t i = 0; code == LM_OK && i <= drift_names_count(names); i++)
		code = lm_buf_append(places, (const char *)&none, sizeof(none),
		    err);
	if (code != LM_OK)
		return code;
	memory = places->ptr;
	list = memory;
	for (size_t i = 0; i < drift_judged_n_searched(judged); i++) {
		size_t number = drift_names_find(names,
		    drift_set_id(docs, pairs[i].places[DRIFT_BASELINE]));

		if (number != DRIFT_NONE)
			list[number] = i;
	}
	return LM_OK;
}

static int
largest_first(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return x > y ? -1 : x < y;
}

/* The discounted gain of the best possible ranking; gains is scratch. */
static double
ideal_of(struct lm_buf *gains)
{
	void *memory = gains->ptr;
	int32_t *list = memory;
	size_t n = gains->len / sizeof(*list);

	qsort(list, n, sizeof(*list), largest_first);
	return drift_dcg(list, n);
}

/* What is judged of one query: which of it is found, all gains, how many. */
static enum lm_code
list_wanted(const struct drift_judgement *list, size_t n, const size_t *places,
    struct drift_judged *judged, struct lm_buf *gains,
    struct drift_wanted *wanted, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	gains->len = 0;
	for (size_t i = 0; code == LM_OK && i < n; i++) {
		struct drift_gain gain = {places[list[i].document],
		    list[i].gain};

		if (gain.gain <= 0)
			continue;
		code = lm_buf_append(gains, (const char *)&gain.gain,
		    sizeof(gain.gain), err);
		wanted->n++;
		if (gain.place == DRIFT_NONE)
			judged->n_absent++;
		else if (code == LM_OK)
			code = lm_buf_append(&judged->found,
			    (const char *)&gain, sizeof(gain), err);
		wanted->n_found += gain.place != DRIFT_NONE;
	}
	return code;
}

/* Take the baseline's query i, if it is judged. */
static enum lm_code
take_query(const struct drift_search *search, size_t i, const size_t *places,
    struct drift_judged *judged, struct lm_buf *gains, struct lm_err *err)
{
	const struct drift_set *before = search->queries[DRIFT_BASELINE];
	const struct drift_set *now = search->queries[DRIFT_CURRENT];
	struct drift_judged_query query = {
	    .places = {i, drift_set_find(now, before, i)}};
	size_t number =
	    drift_names_find(&search->qrels->queries, drift_set_id(before, i));
	const struct drift_judgement *list = NULL;
	size_t n = number == DRIFT_NONE
	    ? 0
	    : drift_qrels_of(search->qrels, number, &list);
	enum lm_code code =
	    list_wanted(list, n, places, judged, gains, &query.wanted, err);

	if (code != LM_OK)
		return code;
	if (query.wanted.n == 0) {
		judged->n_unjudged++;
		return LM_OK;
	}
	query.wanted.ideal = ideal_of(gains);
	return lm_buf_append(&judged->queries, (const char *)&query,
	    sizeof(query), err);
}

/* Now that the list of what is found does not move any more. */
static void
point_to_found(struct drift_judged *judged)
{
	const void *memory = judged->found.ptr;
	const struct drift_gain *found = memory;
	struct drift_judged_query *queries = queries_of(judged);

	for (size_t i = 0; i < drift_judged_n_queries(judged); i++) {
		queries[i].wanted.found = found;
		found += queries[i].wanted.n_found;
	}
}

static enum lm_code
list_queries(const struct drift_search *search, struct drift_judged *judged,
    struct lm_err *err)
{
	size_t n = drift_set_count(search->queries[DRIFT_BASELINE]);
	struct lm_buf places = {0}, gains = {0};
	enum lm_code code = find_places(search, judged, &places, err);
	const void *memory = places.ptr;

	for (size_t i = 0; code == LM_OK && i < n; i++)
		code = take_query(search, i, memory, judged, &gains, err);
	if (code == LM_OK)
		point_to_found(judged);
	lm_buf_free(&places);
	lm_buf_free(&gains);
	return code;
}

enum lm_code
drift_judged_find(const struct drift_search *search,
    struct drift_judged *judged, struct lm_err *err)
{
	enum lm_code code = drift_search_check(search, err);

	if (code == LM_OK)
		code = list_searched(search->pairs, judged, err);
	return code == LM_OK ? list_queries(search, judged, err) : code;
}
