#include "lm/rejects.h"

#include <string.h>

#include "lm/base64.h"
#include "lm/rejects_shown.h"
#include "lm/utf8.h"

#define HEAD_SIZE 4096
#define CHARACTER_SIZE 4 /* of UTF-8, at most */

/* The head of an oversize line: cut between two characters if it is text. */
static struct lm_span
head_of(struct lm_span raw)
{
	struct lm_span head =
	    lm_span(raw.ptr, raw.len < HEAD_SIZE ? raw.len : HEAD_SIZE);

	for (size_t cut = 0; cut < CHARACTER_SIZE && cut < head.len; cut++)
		if (lm_utf8_valid(lm_span(head.ptr, head.len - cut)))
			return lm_span(head.ptr, head.len - cut);
	return head;
}

size_t
lm_rejects_shown(const char *text, char out[LM_REJECTS_SHOWN_SIZE])
{
	struct lm_span from = lm_span_of(text);
	size_t i = 0, len = 0;

	while (i < from.len && len + CHARACTER_SIZE < LM_REJECTS_SHOWN_SIZE) {
		size_t start = i;

		if (lm_utf8_next(from, &i) == LM_UTF8_BAD) {
			out[len++] = '?';
			continue;
		}
		memcpy(out + len, text + start, i - start);
		len += i - start;
	}
	return len;
}

/* A JSON string of a text that may be no UTF-8. */
static enum lm_code
append_shown(struct lm_buf *out, const char *text, struct lm_err *err)
{
	char shown[LM_REJECTS_SHOWN_SIZE];
	size_t len = lm_rejects_shown(text, shown);

	return lm_buf_json_string(out, lm_span(shown, len), err);
}

static enum lm_code
append_place(struct lm_buf *out, const struct lm_err *why, struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, "{\"file\":", err);

	if (code == LM_OK)
		code = append_shown(out, why->file, err);
	if (code == LM_OK)
		code = lm_buf_printf(out, err,
		    ",\"line\":%ju,\"column\":%ju,\"error\":",
		    (uintmax_t)why->line, (uintmax_t)why->column);
	if (code == LM_OK)
		code = append_shown(out, why->message, err);
	return code;
}

static enum lm_code
append_raw(struct lm_buf *out, struct lm_span raw, struct lm_err *err)
{
	enum lm_code code;

	if (lm_utf8_valid(raw)) {
		code = lm_buf_text(out, ",\"raw\":", err);
		return code == LM_OK ? lm_buf_json_string(out, raw, err) : code;
	}
	code = lm_buf_text(out, ",\"raw_base64\":\"", err);
	if (code == LM_OK)
		code = lm_base64_append(out, raw, err);
	return code == LM_OK ? lm_buf_byte(out, '"', err) : code;
}

enum lm_code
lm_rejects_append(struct lm_buf *out, const struct lm_err *why,
    struct lm_span raw, uint64_t n_bytes, struct lm_err *err)
{
	bool oversize = why->code == LM_OVERSIZE || n_bytes > raw.len;
	enum lm_code code = append_place(out, why, err);

	if (code == LM_OK)
		code = append_raw(out, oversize ? head_of(raw) : raw, err);
	if (code == LM_OK && oversize)
		code = lm_buf_printf(out, err, ",\"bytes\":%ju",
		    (uintmax_t)n_bytes);
	return code == LM_OK ? lm_buf_text(out, "}\n", err) : code;
}
