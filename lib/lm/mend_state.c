#include "lm/mend_state.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_REPAIRS 16

enum lm_code
lm_mender_refuse(struct lm_mender *m, size_t at, const char *what)
{
	(void)lm_err_set(m->err, LM_MALFORMED, "cannot be mended: %s", what);
	lm_err_at(m->err, NULL, 0, at + 1);
	return LM_MALFORMED;
}

static enum lm_code
refuse_kind(struct lm_mender *m, enum lm_mend_kind kind, size_t at)
{
	(void)lm_err_set(m->err, LM_MALFORMED,
	    "not JSON, and %s is not to be mended", lm_mend_name(kind));
	lm_err_at(m->err, NULL, 0, at + 1);
	return LM_MALFORMED;
}

static enum lm_code
grow(struct lm_mended *out, struct lm_err *err)
{
	size_t cap = out->cap == 0 ? FIRST_REPAIRS : 2 * out->cap;
	struct lm_mend_repair *list;

	if (cap > SIZE_MAX / sizeof(*list))
		return lm_err_nomem(err);
	list = realloc(out->list, cap * sizeof(*list));
	if (list == NULL)
		return lm_err_nomem(err);
	out->list = list;
	out->cap = cap;
	return LM_OK;
}

enum lm_code
lm_mender_note(struct lm_mender *m, enum lm_mend_kind kind, size_t at)
{
	struct lm_mended *out = m->out;
	size_t i = out->n;

	if ((m->allowed & LM_MEND_BIT(kind)) == 0)
		return refuse_kind(m, kind, at);
	if (out->n == out->cap) {
		enum lm_code code = grow(out, m->err);

		if (code != LM_OK)
			return code;
	}
	/* Only what is told late, as a trailing comma, is not the last. */
	for (; i > 0 && out->list[i - 1].at > at; i--)
		out->list[i] = out->list[i - 1];
	out->list[i] = (struct lm_mend_repair){kind, at};
	out->n++;
	return LM_OK;
}

enum lm_code
lm_mender_flush(struct lm_mender *m, size_t i)
{
	enum lm_code code;

	if (i == m->copied)
		return LM_OK;
	code = lm_buf_append(&m->out->json, m->text.ptr + m->copied,
	    i - m->copied, m->err);
	if (code == LM_OK)
		m->copied = i;
	return code;
}

enum lm_code
lm_mender_drop(struct lm_mender *m, size_t end)
{
	enum lm_code code = lm_mender_flush(m, m->i);

	if (code == LM_OK)
		m->copied = m->i = end;
	return code;
}

enum lm_code
lm_mender_drop_noted(struct lm_mender *m, enum lm_mend_kind kind, size_t end)
{
	enum lm_code code = lm_mender_note(m, kind, m->i);

	return code == LM_OK ? lm_mender_drop(m, end) : code;
}

enum lm_code
lm_mender_insert(struct lm_mender *m, const char *text)
{
	enum lm_code code = lm_mender_flush(m, m->i);

	return code == LM_OK ? lm_buf_text(&m->out->json, text, m->err) : code;
}

enum lm_code
lm_mender_replace(struct lm_mender *m, size_t end, const char *text)
{
	enum lm_code code = lm_mender_insert(m, text);

	if (code == LM_OK)
		m->copied = m->i = end;
	return code;
}

enum lm_code
lm_mender_behind(struct lm_mender *m, const char *text)
{
	size_t i = m->copied <= m->token_end ? m->token_end : m->i;
	enum lm_code code = lm_mender_flush(m, i);

	return code == LM_OK ? lm_buf_text(&m->out->json, text, m->err) : code;
}

enum lm_code
lm_mender_put(struct lm_mender *m, size_t out, char byte)
{
	struct lm_buf *json = &m->out->json;
	enum lm_code code = lm_mender_flush(m, m->i);

	if (code == LM_OK)
		code = lm_buf_reserve(json, 1, m->err);
	if (code != LM_OK)
		return code;
	memmove(json->ptr + out + 1, json->ptr + out, json->len - out);
	json->ptr[out] = byte;
	json->len++;
	return LM_OK;
}

enum lm_code
lm_mender_take(struct lm_mender *m, size_t out)
{
	struct lm_buf *json = &m->out->json;
	enum lm_code code = lm_mender_flush(m, m->i);

	if (code != LM_OK)
		return code;
	memmove(json->ptr + out, json->ptr + out + 1, json->len - out - 1);
	json->len--;
	return LM_OK;
}
