#include "lm/mend_token.h"

#include <string.h>

#include "lm/mend_scan.h"
#include "lm/utf8.h"

/* Unicode's white space (Zs), what looks like it, and what is not seen. */
static bool
is_wide_space(uint32_t point)
{
	return point == 0x85 || point == 0xa0 || point == 0x1680 ||
	    point == 0x180e || (point >= 0x2000 && point <= 0x200d) ||
	    point == 0x2028 || point == 0x2029 || point == 0x202f ||
	    point == 0x205f || point == 0x2060 || point == 0x3000 ||
	    point == 0xfeff;
}

/* Past white space at m->i that JSON does not have; m->i: there is none. */
static size_t
wide_space_end(const struct lm_mender *m)
{
	size_t i = m->i;
	char byte = lm_mender_byte(m, i);

	if (byte == '\v' || byte == '\f')
		return i + 1;
	if ((unsigned char)byte < 0x80 ||
	    !is_wide_space(lm_utf8_next(m->text, &i)))
		return m->i;
	return i;
}

static size_t
line_end(const struct lm_mender *m)
{
	size_t i = m->i;

	while (
	    i < m->text.len && m->text.ptr[i] != '\n' && m->text.ptr[i] != '\r')
		i++;
	return i;
}

/* Whether a sign of Python's comments is one: #fff is a value. */
static bool
is_hash(const struct lm_mender *m)
{
	char next = lm_mender_byte(m, m->i + 1);

	return lm_mender_byte(m, m->i) == '#' &&
	    (next == '#' || next == '!' || lm_json_is_space(next) ||
		m->want != LM_MENDER_VALUE);
}

static size_t
comment_end(const struct lm_mender *m)
{
	if (lm_mender_has(m, m->i, "/*"))
		return lm_mend_block_end(m->text, m->i + 2);
	if (lm_mender_has(m, m->i, "//") || is_hash(m))
		return line_end(m);
	return m->i;
}

/* A comment that takes all that is left must not take the end of the value. */
static enum lm_code
mend_comment(struct lm_mender *m, size_t end)
{
	size_t len = end - m->i;
	const char *at = m->text.ptr + m->i;
	enum lm_code code;

	if (end == m->text.len && m->depth > 0 &&
	    !lm_mender_has(m, end - 2, "*/") &&
	    (memchr(at, '}', len) != NULL || memchr(at, ']', len) != NULL))
		return lm_mender_refuse(m, m->i,
		    "a comment with brackets, to the end of the text");
	code = lm_mender_note(m, LM_MEND_COMMENT, m->i);
	return code == LM_OK ? lm_mender_drop(m, end) : code;
}

enum lm_code
lm_mend_space(struct lm_mender *m)
{
	enum lm_code code = LM_OK;

	while (code == LM_OK) {
		size_t end;

		m->i = lm_mender_space_end(m, m->i);
		end = wide_space_end(m);
		if (end > m->i) {
			code = lm_mender_note(m, LM_MEND_WHITE_SPACE, m->i);
			if (code == LM_OK)
				code = lm_mender_replace(m, end, " ");
			continue;
		}
		end = comment_end(m);
		if (end == m->i)
			break;
		code = mend_comment(m, end);
	}
	return code;
}
