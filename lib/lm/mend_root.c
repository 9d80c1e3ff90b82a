#include "lm/mend_root.h"

#include <string.h>

#include "lm/mend_level.h"

/* The first of several values has been read, and another is at m->i. */
static enum lm_code
begin_list(struct lm_mender *m, size_t at)
{
	enum lm_code code = lm_mender_note(m, LM_MEND_SEVERAL_VALUES, at);
	size_t token_end = m->token_end;

	if (code == LM_OK)
		code = lm_mender_put(m, m->root_out, '[');
	if (code == LM_OK)
		code = lm_mend_open_silent(m, LM_MENDER_LIST);
	m->token_end = token_end;
	m->want = LM_MENDER_NEXT;
	return code;
}

static bool
is_container(char byte)
{
	return byte == '{' || byte == '[';
}

static bool
has_line_end(const struct lm_mender *m)
{
	return memchr(m->text.ptr + m->token_end, '\n', m->i - m->token_end) !=
	    NULL;
}

static bool
ends_container(const struct lm_mender *m)
{
	char byte = lm_mender_byte(m, m->token_end - 1);

	return byte == '}' || byte == ']' || byte == ')';
}

static enum lm_code
list_comma(struct lm_mender *m)
{
	lm_mend_want_item(m, m->i, lm_mender_out(m, m->i));
	m->i++;
	return LM_OK;
}

enum lm_code
lm_mend_after_root(struct lm_mender *m)
{
	char byte = m->text.ptr[m->i];
	size_t next = lm_mender_space_end(m, m->i + 1);
	bool was_container = ends_container(m);

	if (byte == '}' || byte == ']')
		return lm_mender_drop_noted(m, LM_MEND_REDUNDANT_BRACKET,
		    m->i + 1);
	if (byte == ';' && next == m->text.len)
		return lm_mender_drop_noted(m, LM_MEND_WRAPPER_CALL, m->i + 1);
	if (byte == ',' && next == m->text.len)
		return lm_mender_drop_noted(m, LM_MEND_TRAILING_COMMA,
		    m->i + 1);
	if (!was_container)
		return lm_mender_refuse(m, m->i, "text behind the value");
	if (byte == ',')
		return m->depth > 0 ? list_comma(m) : begin_list(m, m->i);
	if (!is_container(byte) || !has_line_end(m))
		return lm_mender_refuse(m, m->i, "text behind the value");
	if (m->depth == 0)
		return begin_list(m, m->i);
	lm_mend_want_item(m, m->token_end, m->out->json.len);
	return lm_mender_behind(m, ",");
}
