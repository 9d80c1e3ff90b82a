#include "qrels_line.h"

#include <stdbool.h>

#include "lm/num.h"
#include "lm/utf8.h"

enum { TSV_COLUMNS = 3, TREC_COLUMNS = 4 };

/* A line's columns; more than the most that can be right are only counted. */
struct columns {
	struct lm_span at[TREC_COLUMNS];
	size_t n;
	size_t extra; /* where the first one too many begins */
};

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static void
add_column(struct columns *columns, struct lm_span line, size_t begin,
    size_t end, size_t most)
{
	if (columns->n < most)
		columns->at[columns->n] =
		    lm_span(line.ptr + begin, end - begin);
	else if (columns->n == most)
		columns->extra = begin;
	columns->n++;
}

static struct columns
split_at_tabs(struct lm_span line)
{
	struct columns columns = {.n = 0};
	size_t begin = 0;

	for (size_t i = 0; i <= line.len; i++)
		if (i == line.len || line.ptr[i] == '\t') {
			add_column(&columns, line, begin, i, TSV_COLUMNS);
			begin = i + 1;
		}
	return columns;
}

static struct columns
split_at_blanks(struct lm_span line)
{
	struct columns columns = {.n = 0};
	size_t i = 0, begin;

	for (;;) {
		while (i < line.len && is_blank(line.ptr[i]))
			i++;
		if (i == line.len)
			return columns;
		begin = i;
		while (i < line.len && !is_blank(line.ptr[i]))
			i++;
		add_column(&columns, line, begin, i, TREC_COLUMNS);
	}
}

static enum lm_code
refuse_columns(const struct drift_qrels_reading *reading, struct lm_span line,
    uint64_t number, const struct columns *columns, struct lm_err *err)
{
	bool is_tsv = reading->n_columns == TSV_COLUMNS;
	size_t column =
	    columns->n > reading->n_columns ? columns->extra : line.len;

	if (number == reading->decided_by)
		(void)lm_err_set(err, LM_MALFORMED,
		    "expected query, tab, document, tab, gain, or query 0 "
		    "document gain; found %zu word%s, %zu tab%s",
		    columns->n, columns->n == 1 ? "" : "s",
		    lm_span_count(line, '\t'),
		    lm_span_count(line, '\t') == 1 ? "" : "s");
	else
		(void)lm_err_set(err, LM_MALFORMED,
		    "expected %zu columns %s, as line %ju has, found %zu",
		    reading->n_columns,
		    is_tsv ? "with tabs between" : "(query 0 document gain)",
		    (uintmax_t)reading->decided_by, columns->n);
	lm_err_at(err, reading->file, number, column + 1);
	return LM_MALFORMED;
}

static enum lm_code
read_gain(struct lm_span text, int32_t *gain, struct lm_err *err)
{
	bool is_negative = text.len > 0 && text.ptr[0] == '-';
	struct lm_span digits =
	    is_negative ? lm_span(text.ptr + 1, text.len - 1) : text;
	struct lm_span shown = lm_utf8_prefix(text, DRIFT_QRELS_SHOWN);
	uint64_t value;

	if (lm_num_u64(digits, 0, DRIFT_MOST_GAIN, &value, NULL) != LM_OK)
		return lm_err_set(err, LM_MALFORMED,
		    "gain: expected a whole number from -%d to %d, found "
		    "\"%.*s%s\"",
		    DRIFT_MOST_GAIN, DRIFT_MOST_GAIN, (int)shown.len, shown.ptr,
		    shown.len < text.len ? "…" : "");
	*gain = is_negative ? -(int32_t)value : (int32_t)value;
	return LM_OK;
}

/* An id as the number of its name. */
static enum lm_code
read_id(struct drift_names *names, const char *what, struct lm_span text,
    size_t *number, struct lm_err *err)
{
	if (text.len == 0)
		return lm_err_set(err, LM_MALFORMED,
		    "expected the id of a %s, found nothing", what);
	return drift_names_add(names, text, number, err);
}

static enum lm_code
take_columns(struct drift_qrels_reading *reading, struct lm_span line,
    const struct columns *columns, uint64_t number, struct lm_err *err)
{
	struct drift_qrels *qrels = reading->qrels;
	const struct lm_span *query = &columns->at[0];
	const struct lm_span *gain = &columns->at[columns->n - 1];
	const struct lm_span *document = gain - 1, *at = query;
	struct drift_judgement judgement = {.line = number};
	enum lm_code code =
	    read_id(&qrels->queries, "query", *at, &judgement.query, err);

	if (code == LM_OK) {
		at = document;
		code = read_id(&qrels->documents, "document", *at,
		    &judgement.document, err);
	}
	if (code == LM_OK) {
		at = gain;
		code = read_gain(*at, &judgement.gain, err);
	}
	judgement.column = (uint32_t)(at->ptr - line.ptr) + 1;
	if (code == LM_OK)
		return lm_buf_append(&qrels->judgements,
		    (const char *)&judgement, sizeof(judgement), err);
	if (code == LM_MALFORMED)
		lm_err_at(err, reading->file, number, judgement.column);
	return code;
}

/* Whether there is nothing to be read in a line. */
static bool
is_passed_over(struct lm_span line)
{
	size_t i = 0;

	while (i < line.len && is_blank(line.ptr[i]))
		i++;
	return i == line.len || line.ptr[0] == '#';
}

static enum lm_code
check_utf8(const struct drift_qrels_reading *reading, struct lm_span line,
    uint64_t number, struct lm_err *err)
{
	size_t i = 0, at = 0;

	if (lm_utf8_valid(line))
		return LM_OK;
	do
		at = i;
	while (lm_utf8_next(line, &i) != LM_UTF8_BAD);
	(void)lm_err_set(err, LM_MALFORMED, "not UTF-8");
	lm_err_at(err, reading->file, number, at + 1);
	return LM_MALFORMED;
}

enum lm_code
drift_qrels_line(struct drift_qrels_reading *reading, struct lm_span line,
    uint64_t number, struct lm_err *err)
{
	struct columns columns;
	enum lm_code code;

	if (line.len > 0 && line.ptr[line.len - 1] == '\r')
		line.len--;
	if (is_passed_over(line))
		return LM_OK;
	code = check_utf8(reading, line, number, err);
	if (code != LM_OK)
		return code;
	if (reading->n_columns == 0) {
		reading->n_columns =
		    lm_span_count(line, '\t') == 2 ? TSV_COLUMNS : TREC_COLUMNS;
		reading->decided_by = number;
	}
	columns = reading->n_columns == TSV_COLUMNS ? split_at_tabs(line)
						    : split_at_blanks(line);
	if (columns.n != reading->n_columns)
		return refuse_columns(reading, line, number, &columns, err);
	return take_columns(reading, line, &columns, number, err);
}
