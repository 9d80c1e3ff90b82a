#include "search_check.h"

#include <string.h>

#include "lm/utf8.h"

/* Where a model's name is shown, the most bytes of it. */
#define SHOWN 160

static enum lm_code
refuse_model(const struct drift_set *queries, const struct drift_set *docs,
    struct lm_err *err)
{
	const struct drift_doc *first = drift_set_doc(queries, 0);
	struct lm_buf by = {0}, documents_by = {0};
	enum lm_code code = drift_models_labels(&queries->models, &by, err);

	if (code == LM_OK)
		code = drift_models_labels(&docs->models, &documents_by, err);
	if (code == LM_OK) {
		struct lm_span is = lm_utf8_prefix(lm_buf_view(&by), SHOWN);
		struct lm_span other =
		    lm_utf8_prefix(lm_buf_view(&documents_by), SHOWN);

		code = lm_err_set(err, LM_MALFORMED,
		    "queries were made by %.*s, documents by %.*s", (int)is.len,
		    is.ptr, (int)other.len, other.ptr);
		lm_err_at(err, first->file, first->line, 0);
	}
	lm_buf_free(&by);
	lm_buf_free(&documents_by);
	return code;
}

/* The vectors of queries and documents can be compared. */
static enum lm_code
check_vectors(const struct drift_set *queries, const struct drift_set *docs,
    struct lm_err *err)
{
	size_t is = drift_set_dimensions(queries);
	size_t should_be = drift_set_dimensions(docs);

	if (drift_set_count(queries) == 0 || drift_set_count(docs) == 0)
		return LM_OK;
	if (is != should_be)
		return drift_set_error(queries, 0, err,
		    "has %zu dimensions, but the documents have %zu", is,
		    should_be);
	return drift_models_equal(&queries->models, &docs->models)
	    ? LM_OK
	    : refuse_model(queries, docs, err);
}

/* All queries of a are in b, or the first that is not, and how many more. */
static enum lm_code
check_missing(const struct drift_set *a, const struct drift_set *b,
    const char *where, struct lm_err *err)
{
	size_t first = DRIFT_NONE, n_missing = 0;

	for (size_t i = 0; i < drift_set_count(a); i++)
		if (drift_set_find(b, a, i) == DRIFT_NONE && n_missing++ == 0)
			first = i;
	if (n_missing == 0)
		return LM_OK;
	if (n_missing == 1)
		return drift_set_error(a, first, err, "is not among %s", where);
	return drift_set_error(a, first, err, "is not among %s, as %zu more",
	    where, n_missing - 1);
}

static enum lm_code
refuse_both(const struct drift_set *set, size_t i, size_t before,
    struct lm_err *err)
{
	const struct drift_doc *doc = drift_set_doc(set, before);

	return drift_set_error(set, i, err,
	    "is judged, but at %s:%ju it is a %s, which judgements do not tell "
	    "apart",
	    doc->file, (uintmax_t)doc->line,
	    doc->id_is_number ? "number" : "string");
}

/* No name that is judged is there as a number and as a string. */
static enum lm_code
check_names(const struct drift_set *set, const struct drift_names *names,
    struct lm_err *err)
{
	struct lm_buf memory = {0};
	size_t len = drift_names_count(names) * sizeof(size_t);
	enum lm_code code = lm_buf_reserve(&memory, len, err);
	void *start = memory.ptr;
	size_t *seen = start; /* 1 + place, by number of the name */

	if (code == LM_OK && len > 0)
		memset(seen, 0, len);
	for (size_t i = 0; code == LM_OK && i < drift_set_count(set); i++) {
		size_t number = drift_names_find(names, drift_set_id(set, i));

		if (number == DRIFT_NONE)
			continue;
		if (seen[number] != 0)
			code = refuse_both(set, i, seen[number] - 1, err);
		seen[number] = i + 1;
	}
	lm_buf_free(&memory);
	return code;
}

enum lm_code
drift_search_check(const struct drift_search *search, struct lm_err *err)
{
	const struct drift_set *const *queries = search->queries;
	enum lm_code code = LM_OK;

	for (size_t side = 0; code == LM_OK && side < DRIFT_N_SIDES; side++) {
		code = check_vectors(queries[side], search->docs[side], err);
		if (code == LM_OK)
			code = check_names(queries[side],
			    &search->qrels->queries, err);
		if (code == LM_OK)
			code = check_names(search->docs[side],
			    &search->qrels->documents, err);
	}
	if (code == LM_OK)
		code = check_missing(queries[DRIFT_BASELINE],
		    queries[DRIFT_CURRENT], "the current queries", err);
	if (code == LM_OK)
		code = check_missing(queries[DRIFT_CURRENT],
		    queries[DRIFT_BASELINE], "the baseline's queries", err);
	return code;
}
