#include "lineage.h"

#include <sys/stat.h>

#include <errno.h>
#include <string.h>

#include "lm/reader.h"
#include "lm/record.h"

#define MAX_LOG ((size_t)1 << 30)

static bool
is_hex(struct lm_span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr("0123456789abcdef", text.ptr[i]) == NULL ||
		    text.ptr[i] == '\0')
			return false;
	return text.len == DRIFT_FINGERPRINT_SIZE - 1;
}

/* The member that is a fingerprint; false where it is none. */
static bool
take(yyjson_val *object, const char *name, char out[DRIFT_FINGERPRINT_SIZE])
{
	yyjson_val *value = NULL;
	struct lm_span text;

	if (!lm_record_find(object, lm_span_of(name), NULL, &value) ||
	    !yyjson_is_str(value))
		return false;
	text = lm_record_text(value);
	if (!is_hex(text))
		return false;
	memcpy(out, text.ptr, text.len);
	out[text.len] = '\0';
	return true;
}

/* Whether the line tells of a step. */
static bool
read_step(yyjson_val *root, struct drift_step *step)
{
	yyjson_val *event = NULL, *queries = NULL;

	*step = (struct drift_step){0};
	if (!lm_record_find(root, lm_span_of("event"), NULL, &event) ||
	    !yyjson_is_str(event))
		return false;
	step->is_rollback =
	    lm_span_equal(lm_record_text(event), lm_span_of("rollback"));
	if (!step->is_rollback &&
	    !lm_span_equal(lm_record_text(event), lm_span_of("accept")))
		return false;
	step->has_queries =
	    lm_record_find(root, lm_span_of("queries"), NULL, &queries) &&
	    !yyjson_is_null(queries);
	return take(root, "from", step->from) && take(root, "to", step->to) &&
	    (!step->has_queries ||
		(take(queries, "from", step->queries_from) &&
		    take(queries, "to", step->queries_to)));
}

static enum lm_code
add_line(struct drift_lineage *lineage, struct lm_parser *parser,
    struct lm_span line, struct lm_err *err)
{
	struct lm_record record;
	struct drift_step step;
	struct lm_err fault = {0};
	enum lm_code code = lm_parser_parse(parser, line, &record, &fault);

	if (code == LM_OK && read_step(record.root, &step))
		return drift_lineage_add(lineage, &step, err);
	return code == LM_NOMEM ? lm_err_nomem(err) : LM_OK;
}

static enum lm_code
add_lines(struct drift_lineage *lineage, struct lm_span text,
    struct lm_err *err)
{
	struct lm_parser *parser = lm_parser_new();
	enum lm_code code = parser == NULL ? lm_err_nomem(err) : LM_OK;

	while (code == LM_OK && text.len > 0) {
		const char *newline = memchr(text.ptr, '\n', text.len);
		size_t len =
		    newline == NULL ? text.len : (size_t)(newline - text.ptr);

		code = add_line(lineage, parser, lm_span(text.ptr, len), err);
		len += newline != NULL;
		text = lm_span(text.ptr + len, text.len - len);
	}
	lm_parser_free(parser);
	return code;
}

enum lm_code
drift_lineage_read(const char *log, struct drift_lineage *lineage,
    struct lm_err *err)
{
	struct lm_buf text = {0};
	struct stat st;
	enum lm_code code = LM_OK;

	*lineage = (struct drift_lineage){0};
	if (stat(log, &st) != 0) {
		if (errno == ENOENT)
			return LM_OK;
		code = lm_err_io(err, "stat");
	} else if (!S_ISREG(st.st_mode))
		code = lm_err_set(err, LM_IO, "not a regular file");
	if (code != LM_OK) {
		lm_err_at(err, log, 0, 0);
		return code;
	}
	code = lm_reader_slurp(log, MAX_LOG, &text, err);
	if (code == LM_OK)
		code = add_lines(lineage, lm_buf_view(&text), err);
	lm_buf_free(&text);
	return code;
}
