#include "qrels.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "qrels_line.h"

#include "lm/blocks.h"
#include "lm/utf8.h"

#define BLOCK_SIZE ((size_t)1 << 18)
#define MAX_LINE ((size_t)1 << 20)

void
drift_qrels_free(struct drift_qrels *qrels)
{
	drift_names_free(&qrels->queries);
	drift_names_free(&qrels->documents);
	lm_buf_free(&qrels->judgements);
	lm_buf_free(&qrels->begins);
}

static struct drift_judgement *
judgements_of(const struct drift_qrels *qrels)
{
	void *list = qrels->judgements.ptr;

	return list;
}

size_t
drift_qrels_count(const struct drift_qrels *qrels)
{
	return qrels->judgements.len / sizeof(struct drift_judgement);
}

size_t
drift_qrels_of(const struct drift_qrels *qrels, size_t query,
    const struct drift_judgement **list)
{
	const void *memory = qrels->begins.ptr;
	const size_t *begins = (const size_t *)memory + query;

	*list = judgements_of(qrels) + begins[0];
	return begins[1] - begins[0];
}

static enum lm_code
refuse_long(const struct drift_qrels_reading *reading, uint64_t number,
    struct lm_err *err)
{
	(void)lm_err_set(err, LM_OVERSIZE, "the line has over %zu bytes",
	    MAX_LINE);
	lm_err_at(err, reading->file, number, 0);
	return LM_OVERSIZE;
}

static enum lm_code
take_block(struct drift_qrels_reading *reading, const struct lm_block *block,
    struct lm_err *err)
{
	struct lm_span left = block->lines;
	uint64_t number = block->first_line;
	enum lm_code code = LM_OK;

	if (block->oversize_bytes != 0)
		return refuse_long(reading, number, err);
	for (; code == LM_OK && left.len > 0; number++) {
		const char *newline = memchr(left.ptr, '\n', left.len);
		size_t len =
		    newline == NULL ? left.len : (size_t)(newline - left.ptr);
		size_t step = newline == NULL ? len : len + 1;

		code = len > MAX_LINE
		    ? refuse_long(reading, number, err)
		    : drift_qrels_line(reading, lm_span(left.ptr, len), number,
			  err);
		left = lm_span(left.ptr + step, left.len - step);
	}
	return code;
}

static enum lm_code
take_file(struct drift_qrels_reading *reading, struct lm_err *err)
{
	struct lm_blocks blocks = {.paths = &reading->file,
	    .n_paths = 1,
	    .block_size = BLOCK_SIZE,
	    .max_line = MAX_LINE};
	struct lm_block block = {0};
	bool more = true;
	enum lm_code code = LM_OK;

	while (code == LM_OK && more) {
		code = lm_blocks_next(&blocks, &block, &more, err);
		if (code == LM_OK && more)
			code = take_block(reading, &block, err);
	}
	lm_buf_free(&block.bytes);
	lm_blocks_close(&blocks);
	return code;
}

static int
by_pair(const void *a, const void *b)
{
	const struct drift_judgement *x = a, *y = b;

	if (x->query != y->query)
		return x->query < y->query ? -1 : 1;
	if (x->document != y->document)
		return x->document < y->document ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

static bool
same_pair(const struct drift_judgement *a, const struct drift_judgement *b)
{
	return a->query == b->query && a->document == b->document;
}

static enum lm_code
refuse_twice(const struct drift_qrels_reading *reading,
    const struct drift_judgement *first, const struct drift_judgement *again,
    struct lm_err *err)
{
	struct lm_span query =
	    lm_utf8_prefix(drift_names_at(&reading->qrels->queries,
			       again->query),
		DRIFT_QRELS_SHOWN);
	struct lm_span document =
	    lm_utf8_prefix(drift_names_at(&reading->qrels->documents,
			       again->document),
		DRIFT_QRELS_SHOWN);

	(void)lm_err_set(err, LM_MALFORMED,
	    "gain: expected %d, as line %ju says of query \"%.*s\" and "
	    "document \"%.*s\", found %d",
	    first->gain, (uintmax_t)first->line, (int)query.len, query.ptr,
	    (int)document.len, document.ptr, again->gain);
	lm_err_at(err, reading->file, again->line, again->column);
	return LM_MALFORMED;
}

/* Keep each pair once; of those that are judged twice the first is told. */
static enum lm_code
drop_equal(const struct drift_qrels_reading *reading, struct lm_err *err)
{
	struct drift_judgement *list = judgements_of(reading->qrels);
	struct drift_judgement first = {.line = 0},
			       again = {.line = UINT64_MAX};
	size_t n = drift_qrels_count(reading->qrels), n_kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (n_kept == 0 || !same_pair(&list[n_kept - 1], &list[i])) {
			list[n_kept++] = list[i];
		} else if (list[i].gain != list[n_kept - 1].gain &&
		    list[i].line < again.line) {
			first = list[n_kept - 1];
			again = list[i];
		}
	}
	reading->qrels->judgements.len = n_kept * sizeof(*list);
	return first.line == 0 ? LM_OK
			       : refuse_twice(reading, &first, &again, err);
}

/* Where each query's judgements begin. */
static enum lm_code
find_begins(struct drift_qrels *qrels, struct lm_err *err)
{
	const struct drift_judgement *list = judgements_of(qrels);
	size_t n = drift_qrels_count(qrels);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i <= n; i++)
		if (i == 0 || i == n || list[i].query != list[i - 1].query)
			code = lm_buf_append(&qrels->begins, (const char *)&i,
			    sizeof(i), err);
	return code;
}

enum lm_code
drift_qrels_read(const char *path, struct drift_qrels *qrels,
    struct lm_err *err)
{
	struct drift_qrels_reading reading = {.qrels = qrels, .file = path};
	enum lm_code code = take_file(&reading, err);
	size_t n = drift_qrels_count(qrels);

	if (code == LM_OK && n > 0) {
		qsort(qrels->judgements.ptr, n, sizeof(struct drift_judgement),
		    by_pair);
		code = drop_equal(&reading, err);
	}
	return code == LM_OK ? find_begins(qrels, err) : code;
}
