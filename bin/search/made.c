#include "made.h"

#include <inttypes.h>
#include <stdint.h>

#include "lm/record.h"
#include "lm/utf8.h"
#include "lm/vec.h"

#define PART_SHOWN 80 /* bytes of a name in a message */

static const char *const names[N_MADE] = {"engine", "model", "fingerprint"};

enum lm_code
made_read(yyjson_val *embed, size_t dimensions, struct made *made,
    struct lm_err *err)
{
	*made = (struct made){.known = false};
	if (embed == NULL || yyjson_is_null(embed))
		return LM_OK;
	if (!yyjson_is_obj(embed))
		return lm_err_set(err, LM_MALFORMED, "embed is not an object");
	made->known = true;
	for (size_t i = 0; i < N_MADE; i++) {
		yyjson_val *value = NULL;

		if (lm_record_find(embed, lm_span_of(names[i]), NULL, &value) &&
		    yyjson_is_str(value))
			made->parts[i] = lm_record_text(value);
	}
	return lm_vec_check_stated(embed, dimensions, err);
}

bool
made_same(const struct made *a, const struct made *b)
{
	bool same = a->known == b->known;

	for (size_t i = 0; same && i < N_MADE; i++)
		same = lm_span_equal(a->parts[i], b->parts[i]);
	return same;
}

static enum lm_code
append_part(const char *before, struct lm_span part, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (part.len > 0)
		code = lm_buf_text(out, before, err);
	return code == LM_OK && part.len > 0
	    ? lm_buf_span(out, lm_utf8_prefix(part, PART_SHOWN), err)
	    : code;
}

enum lm_code
made_label(const struct made *made, struct lm_buf *out, struct lm_err *err)
{
	static const char *const before[N_MADE] = {"", "/", "#"};
	size_t len = out->len;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < N_MADE; i++)
		code = append_part(before[i], made->parts[i], out, err);
	if (code == LM_OK && out->len == len)
		code = lm_buf_text(out, "an unknown model", err);
	return code;
}

enum lm_code
made_keep(struct made *made, struct lm_buf *texts, struct lm_err *err)
{
	size_t len = 0;
	enum lm_code code;

	for (size_t i = 0; i < N_MADE; i++)
		len += made->parts[i].len;
	code = lm_buf_reserve(texts, len + 1, err);
	for (size_t i = 0; code == LM_OK && i < N_MADE; i++) {
		const char *at = texts->ptr + texts->len;

		code = lm_buf_span(texts, made->parts[i], err);
		made->parts[i].ptr = at;
	}
	return code;
}
