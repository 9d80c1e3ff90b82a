#include "searcher.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "vector.h"

#include "lm/edit.h"
#include "lm/vec.h"

struct searcher {
	const struct settings *settings;
	struct vector *vector;
	double *scores; /* by query, as is bests */
	struct best *bests;
	struct lm_edits edits;
	struct lm_buf bytes;
};

struct searcher *
searcher_new(const struct settings *settings, struct lm_err *err)
{
	struct searcher *searcher = calloc(1, sizeof(*searcher));
	size_t n = queries_count(&settings->queries);

	if (searcher != NULL) {
		searcher->settings = settings;
		searcher->vector = vector_new();
		searcher->scores = calloc(n, sizeof(double));
		searcher->bests = settings_bests_new(n);
		if (searcher->vector != NULL && searcher->scores != NULL &&
		    searcher->bests != NULL)
			return searcher;
	}
	searcher_free(searcher);
	(void)lm_err_nomem(err);
	return NULL;
}

void
searcher_free(struct searcher *searcher)
{
	if (searcher == NULL)
		return;
	settings_bests_free(searcher->bests,
	    queries_count(&searcher->settings->queries));
	vector_free(searcher->vector);
	free(searcher->scores);
	lm_edits_free(&searcher->edits);
	lm_buf_free(&searcher->bytes);
	free(searcher);
}

static void
find_scores(struct searcher *searcher)
{
	const struct queries *queries = &searcher->settings->queries;
	const struct vector *vector = searcher->vector;
	size_t n = queries_count(queries);

	lm_vec_dots(lm_vec_floats(&vector->floats),
	    lm_vec_floats(&queries->vectors), n, vector->n, searcher->scores);
	if (searcher->settings->score == SCORE_DOT)
		return;
	for (size_t i = 0; i < n; i++)
		searcher->scores[i] /=
		    queries_at(queries, i)->norm * vector->norm;
}

/* Whether a score is enough; one that reads as --above has it, is. */
static bool
is_enough(const struct settings *settings, double score)
{
	if (!settings->has_above || score >= settings->above)
		return true;
	return fabs(score) <= (double)FLT_MAX &&
	    fabs(settings->above) <= (double)FLT_MAX &&
	    (float)score >= (float)settings->above;
}

/* What is kept of a record. */
static enum lm_code
keep(struct searcher *searcher, const struct lm_record *record,
    struct kept **kept, struct lm_err *err)
{
	struct lm_span bytes = record->src;
	enum lm_code code = LM_OK;

	if (!searcher->settings->keep_embedding) {
		lm_edits_clear(&searcher->edits);
		searcher->bytes.len = 0;
		code = kept_without(record, lm_span_of("embedding"),
		    &searcher->edits, err);
		if (code == LM_OK)
			code = lm_edits_apply(&searcher->edits, record->src,
			    &searcher->bytes, err);
		bytes = lm_buf_view(&searcher->bytes);
	}
	if (code != LM_OK)
		return code;
	*kept = kept_new(bytes);
	return *kept == NULL ? lm_err_nomem(err) : LM_OK;
}

/* The document goes where it is wanted; it is copied at most once. */
static enum lm_code
add_hits(struct searcher *searcher, const struct lm_filter_record *in,
    struct lm_err *err)
{
	const struct settings *settings = searcher->settings;
	size_t n = queries_count(&settings->queries);
	struct hit hit = {.input = in->line->input, .line = in->line->number};
	struct kept *kept = NULL;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		hit.score = searcher->scores[i];
		if (!best_wants(&searcher->bests[i], settings->k, &hit) ||
		    !is_enough(settings, hit.score))
			continue;
		if (kept == NULL)
			code = keep(searcher, in->record, &kept, err);
		if (code != LM_OK)
			break;
		hit.kept = kept_hold(kept);
		code = best_add(&searcher->bests[i], settings->k, hit, err);
	}
	kept_release(kept);
	return code;
}

enum lm_code
searcher_take(struct searcher *searcher, const struct lm_filter_record *in,
    bool *empty, struct lm_err *err)
{
	const struct settings *settings = searcher->settings;
	struct vector *vector = searcher->vector;
	enum lm_code code = vector_read(vector, in->record, err);

	*empty = vector->n == 0;
	if (code != LM_OK || *empty)
		return code;
	code = queries_match(&settings->queries, &vector->made, vector->n, err);
	*empty = settings->score == SCORE_COSINE && !(vector->norm > 0);
	if (code != LM_OK || *empty)
		return code;
	find_scores(searcher);
	return add_hits(searcher, in, err);
}

enum lm_code
searcher_give(struct searcher *searcher, struct best *bests, struct lm_err *err)
{
	const struct settings *settings = searcher->settings;
	size_t n = queries_count(&settings->queries);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		const struct best *own = &searcher->bests[i];

		for (size_t k = 0; code == LM_OK && k < own->n; k++) {
			struct hit hit = own->list[k];

			if (!best_wants(&bests[i], settings->k, &hit))
				continue;
			hit.kept = kept_hold(hit.kept);
			code = best_add(&bests[i], settings->k, hit, err);
		}
	}
	return code;
}
