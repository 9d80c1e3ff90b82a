#include "report.h"

#include <float.h>
#include <math.h>

#include "report_text.h"

#include "lm/edit.h"
#include "lm/num.h"
#include "lm/record.h"

enum lm_code
report_score(double score, struct lm_buf *out, struct lm_err *err)
{
	char text[LM_NUM_FLOAT_SIZE];
	bool is_float = fabs(score) <= (double)FLT_MAX &&
	    (fabs(score) >= (double)FLT_MIN || !(fabs(score) > 0));

	if (!is_float)
		return lm_buf_printf(out, err, "%.9g", score);
	return lm_buf_append(out, text, lm_num_float_text((float)score, text),
	    err);
}

/* What the records of hits are made with. */
struct writer {
	struct lm_parser *parser;
	struct lm_edits edits;
	struct lm_buf member;
};

/* The value of "search". */
static enum lm_code
format_member(struct writer *writer, size_t rank, double score,
    struct lm_span id, struct lm_err *err)
{
	struct lm_buf *out = &writer->member;
	enum lm_code code;

	out->len = 0;
	code = lm_buf_printf(out, err, "{\"rank\":%zu,\"score\":", rank);
	if (code == LM_OK)
		code = report_score(score, out, err);
	if (code == LM_OK)
		code = lm_buf_text(out, ",\"query\":", err);
	if (code == LM_OK)
		code = lm_buf_span(out, id, err);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

static enum lm_code
write_hit(struct writer *writer, const struct hit *hit, struct lm_buf *out,
    struct lm_err *err)
{
	const struct lm_member member = {lm_span_of("search"),
	    lm_buf_view(&writer->member)};
	struct lm_record record;
	enum lm_code code = lm_parser_parse(writer->parser,
	    kept_bytes(hit->kept), &record, err);

	lm_edits_clear(&writer->edits);
	if (code == LM_OK)
		code = lm_edits_set_members(&writer->edits, &record, &member, 1,
		    err);
	if (code == LM_OK)
		code = lm_edits_apply(&writer->edits, record.src, out, err);
	return code == LM_OK ? lm_buf_byte(out, '\n', err) : code;
}

static enum lm_code
write_hits(const struct settings *settings, struct writer *writer,
    struct lm_buf *out, struct lm_err *err)
{
	const struct queries *queries = &settings->queries;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < queries_count(queries); i++) {
		const struct best *best = &settings->bests[i];

		for (size_t k = 0; code == LM_OK && k < best->n; k++) {
			code = format_member(writer, k + 1, best->list[k].score,
			    queries_id(queries, i), err);
			if (code == LM_OK)
				code =
				    write_hit(writer, &best->list[k], out, err);
		}
	}
	return code;
}

enum lm_code
report(const struct settings *settings, struct lm_buf *out, struct lm_err *err)
{
	struct writer writer = {.parser = lm_parser_new()};
	size_t n = queries_count(&settings->queries);
	enum lm_code code;

	for (size_t i = 0; i < n; i++)
		best_sort(&settings->bests[i]);
	if (writer.parser == NULL)
		code = lm_err_nomem(err);
	else if (settings->text > 0)
		code = report_text(settings, writer.parser, out, err);
	else
		code = write_hits(settings, &writer, out, err);
	lm_parser_free(writer.parser);
	lm_edits_free(&writer.edits);
	lm_buf_free(&writer.member);
	return code;
}
