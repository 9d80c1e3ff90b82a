#include "lm/mend_dots.h"

#include "lm/mend_token.h"

size_t
lm_mend_dots_end(const struct lm_mender *m)
{
	size_t i = m->i;

	if (lm_mender_has(m, i, "\xe2\x80\xa6"))
		return i + 3;
	if (!lm_mender_has(m, i, "..."))
		return i;
	while (lm_mender_byte(m, i) == '.')
		i++;
	return i;
}

static bool
is_closer(char byte)
{
	return byte == '}' || byte == ']' || byte == ')';
}

enum lm_code
lm_mend_dots(struct lm_mender *m, size_t end)
{
	enum lm_code code;

	if (m->want != LM_MENDER_NEXT && !m->had_comma)
		return lm_mender_refuse(m, m->i, "dots for all there is");
	code = lm_mender_drop_noted(m, LM_MEND_ELLIPSIS, end);
	if (code == LM_OK)
		code = lm_mend_space(m);
	if (code == LM_OK && m->want != LM_MENDER_NEXT &&
	    lm_mender_byte(m, m->i) == ',')
		code = lm_mender_drop(m, m->i + 1);
	/* The comma before them is there for them. */
	if (code == LM_OK && m->want != LM_MENDER_NEXT && m->had_comma &&
	    (m->i == m->text.len || is_closer(lm_mender_byte(m, m->i)))) {
		code = lm_mender_take(m, m->comma_out);
		m->want = LM_MENDER_NEXT;
	}
	return code;
}
