#include "report_text.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#include "report.h"
#include "vector.h"

#include "lm/utf8.h"

#define ID_SHOWN 40	/* characters */
#define SHORT_SCORE 1e4 /* below it three decimals, else six digits */

static bool
is_space(uint32_t character)
{
	return character == ' ' || (character >= '\t' && character <= '\r') ||
	    character == 0x85 || character == 0xa0 || character == 0x2028 ||
	    character == 0x2029;
}

/* Controls, and the marks by which a text could rewrite a terminal's line
 * (Unicode's Bidi_Control). */
static bool
is_control(uint32_t character)
{
	return character < ' ' || (character >= 0x7f && character <= 0x9f) ||
	    character == 0x61c || character == 0x200e || character == 0x200f ||
	    (character >= 0x202a && character <= 0x202e) ||
	    (character >= 0x2066 && character <= 0x2069);
}

enum lm_code
report_shown(struct lm_span text, size_t n, struct lm_buf *out, size_t *n_out,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;
	bool space = false;
	size_t i = 0;

	*n_out = 0;
	while (code == LM_OK && i < text.len) {
		size_t from = i;
		uint32_t character = lm_utf8_next(text, &i);
		struct lm_span bytes = lm_span(text.ptr + from, i - from);

		if (is_space(character)) {
			space = *n_out > 0;
			continue;
		}
		if (*n_out + space >= n)
			return lm_buf_text(out, "…", err);
		if (space)
			code = lm_buf_byte(out, ' ', err);
		if (is_control(character) || character == LM_UTF8_BAD)
			bytes = lm_span_of("?");
		if (code == LM_OK)
			code = lm_buf_span(out, bytes, err);
		*n_out += space ? 2 : 1;
		space = false;
	}
	return code;
}

static struct lm_span
id_of(yyjson_val *id)
{
	if (yyjson_is_str(id) || yyjson_is_raw(id))
		return lm_record_text(id);
	return lm_span_of("-");
}

/* How many digits the largest rank has. */
static int
width_of(size_t n)
{
	int width = 1;

	for (; n >= 10; n /= 10)
		width++;
	return width;
}

static enum lm_code
append_hit(const struct lm_record *record, const struct settings *settings,
    struct lm_buf *out, struct lm_err *err)
{
	struct lm_span label = vector_label(record);
	size_t n;
	enum lm_code code = report_shown(id_of(vector_member(record, "id")),
	    ID_SHOWN, out, &n, err);

	if (code == LM_OK && label.len > 0)
		code = lm_buf_text(out, "  ", err);
	if (code == LM_OK)
		code = report_shown(label, settings->text, out, &n, err);
	return code == LM_OK ? lm_buf_byte(out, '\n', err) : code;
}

static enum lm_code
append_hits(const struct settings *settings, const struct best *best,
    struct lm_parser *parser, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t k = 0; code == LM_OK && k < best->n; k++) {
		const struct hit *hit = &best->list[k];
		struct lm_record record;

		code = lm_parser_parse(parser, kept_bytes(hit->kept), &record,
		    err);
		if (code == LM_OK)
			code = lm_buf_printf(out, err,
			    fabs(hit->score) < SHORT_SCORE ? "%*zu  %5.3f  "
							   : "%*zu  %.6g  ",
			    width_of(best->n), k + 1, hit->score);
		if (code == LM_OK)
			code = append_hit(&record, settings, out, err);
	}
	return code;
}

/* Without the quotes of a string. */
static struct lm_span
plain_id(struct lm_span json)
{
	if (json.ptr[0] == '"')
		return lm_span(json.ptr + 1, json.len - 2);
	return json.ptr[0] == 'n' ? lm_span_of("-") : json;
}

/* "# id  what it says", of one of several queries. */
static enum lm_code
append_heading(const struct settings *settings, size_t i, struct lm_buf *out,
    struct lm_err *err)
{
	struct lm_span id = plain_id(queries_id(&settings->queries, i));
	struct lm_span label = queries_label(&settings->queries, i);
	size_t n;
	enum lm_code code = lm_buf_text(out, "# ", err);

	if (code == LM_OK)
		code = report_shown(id, ID_SHOWN, out, &n, err);
	if (code == LM_OK && label.len > 0)
		code = lm_buf_text(out, "  ", err);
	if (code == LM_OK)
		code = report_shown(label, settings->text, out, &n, err);
	return code == LM_OK ? lm_buf_byte(out, '\n', err) : code;
}

enum lm_code
report_text(const struct settings *settings, struct lm_parser *parser,
    struct lm_buf *out, struct lm_err *err)
{
	size_t n = queries_count(&settings->queries);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		if (n > 1)
			code = append_heading(settings, i, out, err);
		if (code == LM_OK)
			code = append_hits(settings, &settings->bests[i],
			    parser, out, err);
	}
	return code;
}
