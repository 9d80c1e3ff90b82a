#include "queries.h"

#include <math.h>

#include "vector.h"

#include "lm/filter.h"
#include "lm/lines.h"
#include "lm/vec.h"
#include "lm/worker.h"

#define BLOCK_SIZE ((size_t)64 << 10)
#define LONGEST_RECORD ((size_t)64 << 20)

void
queries_free(struct queries *queries)
{
	lm_buf_free(&queries->list);
	lm_buf_free(&queries->vectors);
	lm_buf_free(&queries->texts);
	lm_buf_free(&queries->names);
}

size_t
queries_count(const struct queries *queries)
{
	return queries->list.len / sizeof(struct query);
}

const struct query *
queries_at(const struct queries *queries, size_t i)
{
	const void *list = queries->list.ptr;

	return (const struct query *)list + i;
}

struct lm_span
queries_id(const struct queries *queries, size_t i)
{
	const struct query *query = queries_at(queries, i);

	if (query->id_len == 0)
		return lm_span_of("null");
	return lm_span(queries->texts.ptr + query->id_at, query->id_len);
}

struct lm_span
queries_label(const struct queries *queries, size_t i)
{
	const struct query *query = queries_at(queries, i);

	if (query->label_len == 0)
		return (struct lm_span){0};
	return lm_span(queries->texts.ptr + query->label_at, query->label_len);
}

/* LM_MALFORMED, which names both. */
static enum lm_code
refuse_made(const struct queries *queries, const struct made *made,
    struct lm_err *err)
{
	struct lm_buf theirs = {0}, ours = {0};
	enum lm_code code = made_label(made, &theirs, err);

	if (code == LM_OK)
		code = made_label(&queries->made, &ours, err);
	if (code == LM_OK)
		code = lm_err_set(err, LM_MALFORMED,
		    "embedded by %.*s, the query by %.*s: vectors of two "
		    "models cannot be compared (see --any-fingerprint)",
		    (int)theirs.len, theirs.ptr, (int)ours.len, ours.ptr);
	lm_buf_free(&theirs);
	lm_buf_free(&ours);
	return code;
}

enum lm_code
queries_match(const struct queries *queries, const struct made *made,
    size_t dimensions, struct lm_err *err)
{
	if (!queries->any_fingerprint && !made_same(&queries->made, made))
		return refuse_made(queries, made, err);
	if (dimensions != queries->dimensions)
		return lm_err_set(err, LM_MALFORMED,
		    "embedding: %zu dimensions, the query has %zu", dimensions,
		    queries->dimensions);
	return LM_OK;
}

/* The first query says what the others have to be. */
static enum lm_code
check_made(struct queries *queries, const struct vector *vector,
    struct lm_err *err)
{
	if (queries_count(queries) > 0)
		return queries_match(queries, &vector->made, vector->n, err);
	queries->dimensions = vector->n;
	queries->made = vector->made;
	return made_keep(&queries->made, &queries->names, err);
}

static enum lm_code
add_text(struct queries *queries, struct lm_span text, size_t *at, size_t *len,
    struct lm_err *err)
{
	*at = queries->texts.len;
	*len = text.len;
	return lm_buf_span(&queries->texts, text, err);
}

static enum lm_code
add_id(struct queries *queries, const struct lm_record *record,
    struct query *query, struct lm_err *err)
{
	yyjson_val *id = vector_member(record, "id");

	if (id == NULL || yyjson_is_null(id))
		return LM_OK;
	if (!yyjson_is_str(id) && !yyjson_is_raw(id))
		return lm_err_set(err, LM_MALFORMED,
		    "id is not a string or a number");
	return add_text(queries, lm_record_token(record, id), &query->id_at,
	    &query->id_len, err);
}

static enum lm_code
add_query(struct queries *queries, const struct lm_record *record,
    const struct vector *vector, struct lm_err *err)
{
	struct query query = {.row = queries_count(queries),
	    .norm = vector->norm};
	enum lm_code code = check_made(queries, vector, err);

	if (code == LM_OK && query.row == QUERIES_MOST)
		code = lm_err_set(err, LM_LIMIT, "more than %d queries",
		    QUERIES_MOST);
	if (code == LM_OK)
		code = add_id(queries, record, &query, err);
	if (code == LM_OK)
		code = add_text(queries, vector_label(record), &query.label_at,
		    &query.label_len, err);
	if (code == LM_OK)
		code = lm_buf_span(&queries->vectors,
		    lm_buf_view(&vector->floats), err);
	if (code == LM_OK)
		code = lm_buf_append(&queries->list, (const char *)&query,
		    sizeof(query), err);
	return code;
}

/* Hooks of the filter that reads the queries. */
static enum lm_code
worker_new(void *settings, void **worker, struct lm_err *err)
{
	(void)settings;
	*worker = vector_new();
	return *worker == NULL ? lm_err_nomem(err) : LM_OK;
}

static void
worker_free(void *worker)
{
	vector_free(worker);
}

static enum lm_code
take(void *settings, void *worker, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	struct queries *queries = settings;
	struct vector *vector = worker;
	enum lm_code code = vector_read(vector, in->record, err);

	(void)out;
	if (code != LM_OK)
		return code;
	if (vector->n == 0 ||
	    (!(vector->norm > 0) && !queries->zero_is_direction)) {
		queries->n_empty++;
		return LM_OK;
	}
	return add_query(queries, in->record, vector, err);
}

enum lm_code
queries_read(struct queries *queries, const char *path, struct lm_err *err)
{
	const struct lm_filter filter = {.settings = queries,
	    .objects_only = true,
	    .worker_new = worker_new,
	    .worker_free = worker_free,
	    .record = take};
	struct lm_worker_shared shared = {.filter = &filter,
	    .aggregates = true};
	struct lm_lines lines = {.input = {.paths = &path,
				     .n_paths = 1,
				     .block_size = BLOCK_SIZE,
				     .max_line = LONGEST_RECORD},
	    .jobs = 1,
	    .ops = &lm_worker_ops,
	    .ctx = &shared};
	enum lm_code code = lm_blocks_check(&lines.input, err);

	if (code == LM_OK)
		code = lm_lines_run(&lines, err);
	if (code == LM_OK && queries_count(queries) == 0) {
		code = lm_err_set(err, LM_MALFORMED,
		    queries->n_empty == 0 ? "no query in it"
					  : "no query has an embedding");
		lm_err_at(err, path, 0, 0);
	}
	return code;
}
