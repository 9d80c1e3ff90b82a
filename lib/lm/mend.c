#include "lm/mend.h"

#include <string.h>

#include "lm/mend_dots.h"
#include "lm/mend_fast.h"
#include "lm/mend_level.h"
#include "lm/mend_look.h"
#include "lm/mend_root.h"
#include "lm/mend_state.h"
#include "lm/mend_string.h"
#include "lm/mend_token.h"

static bool
is_closer(char byte)
{
	return byte == '}' || byte == ']' || byte == ')';
}

/* To the end of the text, of which nothing is written. */
static enum lm_code
leave_rest(struct lm_mender *m)
{
	enum lm_code code = lm_mender_drop(m, m->text.len);

	m->token_end = m->i;
	return code;
}

static enum lm_code
step_string(struct lm_mender *m, enum lm_mender_want next)
{
	bool is_cut;
	enum lm_code code = lm_mend_string(m, &is_cut);

	if (code == LM_OK && is_cut) {
		code = lm_mend_drop_item(m);
		return code == LM_OK ? leave_rest(m) : code;
	}
	m->want = next;
	return code;
}

static enum lm_code
step_word(struct lm_mender *m)
{
	bool is_call;
	enum lm_code code = lm_mend_word(m, &is_call);

	if (code == LM_OK && is_call)
		return lm_mend_open_silent(m, LM_MENDER_CALL);
	m->want = LM_MENDER_NEXT;
	return code;
}

static enum lm_code
step_number(struct lm_mender *m)
{
	bool found, is_cut;
	enum lm_code code = lm_mend_number(m, &found, &is_cut);

	if (code == LM_OK && is_cut) {
		code = lm_mend_drop_item(m);
		return code == LM_OK ? leave_rest(m) : code;
	}
	if (code == LM_OK && !found)
		return step_word(m);
	m->want = LM_MENDER_NEXT;
	return code;
}

static enum lm_code
step_regex(struct lm_mender *m)
{
	enum lm_code code = lm_mend_regex(m);

	m->want = LM_MENDER_NEXT;
	return code;
}

/* A comma where a value is wanted. */
static enum lm_code
step_extra_comma(struct lm_mender *m)
{
	enum lm_code code;

	if (m->depth == 0 || lm_mender_in(m, LM_MENDER_CALL))
		return lm_mender_refuse(m, m->i, "a comma before the value");
	if (!m->had_colon)
		return lm_mender_drop_noted(m, LM_MEND_EXTRA_COMMA, m->i + 1);
	code = lm_mender_note(m, LM_MEND_MISSING_VALUE, m->i);
	if (code == LM_OK)
		code = lm_mender_insert(m, "null");
	m->want = LM_MENDER_NEXT;
	return code;
}

static enum lm_code
step_value(struct lm_mender *m)
{
	size_t len, end = lm_mend_dots_end(m);
	char byte = m->text.ptr[m->i];

	if (m->depth == 0)
		m->root_out = lm_mender_out(m, m->i);
	if (lm_mend_quote(m, m->i, &len) != LM_MEND_NO_QUOTE)
		return step_string(m, LM_MENDER_NEXT);
	if (byte == '{' || byte == '[')
		return lm_mend_open(m,
		    byte == '{' ? LM_MENDER_OBJECT : LM_MENDER_ARRAY);
	if (byte == '(')
		return lm_mend_open(m, LM_MENDER_TUPLE);
	if (byte == ',')
		return step_extra_comma(m);
	if (is_closer(byte))
		return m->depth > 0
		    ? lm_mend_close(m)
		    : lm_mender_refuse(m, m->i, "no value begins so");
	if (end > m->i && m->depth > 0 && !m->had_colon)
		return lm_mend_dots(m, end);
	return byte == '/' ? step_regex(m) : step_number(m);
}

/* {"a":1,{"b":2}] in an array: the object before ends at the comma. */
static enum lm_code
step_next_object(struct lm_mender *m)
{
	enum lm_code code;

	if (m->depth < 2 || !m->had_comma ||
	    m->levels[m->depth - 2].kind != LM_MENDER_ARRAY)
		return lm_mender_refuse(m, m->i, "expected a key");
	code = lm_mender_note(m, LM_MEND_MISSING_BRACKET, m->comma);
	if (code == LM_OK)
		code = lm_mender_put(m, m->comma_out, '}');
	if (code != LM_OK)
		return code;
	m->n_open[LM_MENDER_OBJECT]--;
	m->depth--;
	m->want = LM_MENDER_VALUE;
	return LM_OK;
}

static enum lm_code
step_key(struct lm_mender *m)
{
	size_t len, end = lm_mend_dots_end(m);
	char byte = m->text.ptr[m->i];
	bool is_cut;
	enum lm_code code;

	if (lm_mend_quote(m, m->i, &len) != LM_MEND_NO_QUOTE)
		return step_string(m, LM_MENDER_COLON);
	if (is_closer(byte))
		return lm_mend_close(m);
	if (byte == ',')
		return lm_mender_drop_noted(m, LM_MEND_EXTRA_COMMA, m->i + 1);
	if (byte == '{')
		return step_next_object(m);
	if (end > m->i)
		return lm_mend_dots(m, end);
	code = lm_mend_bare_key(m, &is_cut);
	if (code == LM_OK && is_cut) {
		code = lm_mend_drop_item(m);
		return code == LM_OK ? leave_rest(m) : code;
	}
	m->want = LM_MENDER_COLON;
	return code;
}

static enum lm_code
step_colon(struct lm_mender *m)
{
	char byte = m->text.ptr[m->i];
	enum lm_code code = LM_OK;

	if (byte == ':') {
		m->i++;
		lm_mend_want_member(m);
		return LM_OK;
	}
	if (is_closer(byte))
		return lm_mend_close(m);
	if (byte == ',') {
		code = lm_mender_note(m, LM_MEND_MISSING_VALUE, m->i);
		m->want = LM_MENDER_NEXT;
		return code == LM_OK ? lm_mender_insert(m, ":null") : code;
	}
	if (!lm_mend_value_at(m, m->i))
		return lm_mender_refuse(m, m->i, "expected a colon");
	code = lm_mender_note(m, LM_MEND_MISSING_COLON, m->token_end);
	if (code == LM_OK)
		code = lm_mender_behind(m, ":");
	lm_mend_want_member(m);
	return code;
}

static enum lm_code
step_comma(struct lm_mender *m)
{
	if (lm_mender_in(m, LM_MENDER_CALL))
		return lm_mender_refuse(m, m->i, "a call of several values");
	lm_mend_want_item(m, m->i, lm_mender_out(m, m->i));
	m->i++;
	return LM_OK;
}

/* A value or a key where a comma is wanted. */
static enum lm_code
step_missing_comma(struct lm_mender *m)
{
	size_t len;
	char byte = m->text.ptr[m->i];
	bool in_object = lm_mender_in(m, LM_MENDER_OBJECT);
	enum lm_code code = LM_OK;

	if (in_object && byte == '{' && m->depth > 1 &&
	    m->levels[m->depth - 2].kind == LM_MENDER_ARRAY) {
		code = lm_mend_close_missing(m);
		if (code != LM_OK)
			return code;
	} else if (lm_mender_in(m, LM_MENDER_CALL) ||
	    (in_object
		    ? !lm_mend_is_name(byte) &&
			lm_mend_quote(m, m->i, &len) == LM_MEND_NO_QUOTE
		    : !lm_mend_value_at(m, m->i) && !lm_mend_is_name(byte))) {
		return lm_mender_refuse(m, m->i, "expected a comma");
	}
	code = lm_mender_note(m, LM_MEND_MISSING_COMMA, m->token_end);
	if (code == LM_OK)
		code = lm_mender_behind(m, ",");
	if (code == LM_OK)
		lm_mend_want_item(m, m->token_end, m->out->json.len - 1);
	return code;
}

static enum lm_code
step_next(struct lm_mender *m)
{
	char byte = m->text.ptr[m->i];
	size_t end = lm_mend_dots_end(m);

	if (byte == ',')
		return step_comma(m);
	if (is_closer(byte))
		return lm_mend_close(m);
	if (end > m->i)
		return lm_mend_dots(m, end);
	return step_missing_comma(m);
}

static bool
goes_on_list(char byte)
{
	return byte == '{' || byte == '[' || byte == ',';
}

static enum lm_code
step(struct lm_mender *m)
{
	bool in_list = lm_mender_in(m, LM_MENDER_LIST);

	switch (m->want) {
	case LM_MENDER_VALUE:
		return in_list && !goes_on_list(m->text.ptr[m->i])
		    ? lm_mender_refuse(m, m->i, "text behind the value")
		    : step_value(m);
	case LM_MENDER_KEY:
		return step_key(m);
	case LM_MENDER_COLON:
		return step_colon(m);
	case LM_MENDER_NEXT:
		return m->depth == 0 || in_list ? lm_mend_after_root(m)
						: step_next(m);
	}
	return LM_OK;
}

static bool
is_done(const struct lm_mender *m)
{
	return m->is_part && m->depth == 0 && m->want == LM_MENDER_NEXT;
}

static enum lm_code
mend(struct lm_mender *m)
{
	enum lm_code code = LM_OK;

	while (code == LM_OK && !is_done(m)) {
		lm_mender_fast(m);
		code = lm_mend_space(m);
		if (m->i == m->text.len || code != LM_OK)
			break;
		code = step(m);
	}
	if (code != LM_OK || is_done(m))
		return code == LM_OK ? lm_mender_flush(m, m->i) : code;
	if (m->depth == 0 && m->want != LM_MENDER_NEXT)
		return lm_mender_refuse(m, m->i, "no value");
	code = lm_mend_close_all(m);
	return code == LM_OK ? lm_mender_flush(m, m->i) : code;
}

static enum lm_code
begin(struct lm_mender *m, struct lm_mended *out, struct lm_span text,
    lm_mend_mask allowed, struct lm_err *err)
{
	lm_mender_begin(m, text);
	m->allowed = allowed;
	m->out = out;
	m->err = err;
	out->json.len = 0;
	out->n = 0;
	return lm_buf_reserve(&out->json, text.len + 1, err);
}

/* Whether all of text is JSON, with white space around it. */
static bool
is_json(struct lm_span text)
{
	size_t end = lm_json_space_end(text, 0);

	return end < text.len && lm_mend_is_json(text, end, &end) &&
	    lm_json_space_end(text, end) == text.len;
}

enum lm_code
lm_mend(struct lm_span text, lm_mend_mask allowed, struct lm_mended *out,
    struct lm_err *err)
{
	struct lm_mender m;
	enum lm_code code = begin(&m, out, text, allowed, err);

	if (code != LM_OK)
		return code;
	if (is_json(text))
		return lm_buf_span(&out->json, text, err);
	return mend(&m);
}

enum lm_code
lm_mend_value(struct lm_span text, size_t from, lm_mend_mask allowed,
    struct lm_mended *out, size_t *end, struct lm_err *err)
{
	struct lm_mender m;
	enum lm_code code =
	    begin(&m, out, lm_span(text.ptr, text.len), allowed, err);

	*end = from;
	if (code != LM_OK)
		return code;
	m.i = m.copied = m.token_end = from;
	m.is_part = true;
	code = mend(&m);
	*end = m.i;
	return code;
}
