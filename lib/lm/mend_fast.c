#include "lm/mend_fast.h"

#include <string.h>

#include "lm/mend_level.h"
#include "lm/mend_scan.h"

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static size_t
skip_space(const struct lm_mender *m, size_t i)
{
	return i < m->text.len && (unsigned char)m->text.ptr[i] <= ' '
	    ? lm_json_space_end(m->text, i)
	    : i;
}

/* Whether what follows a string at i leaves no doubt that it has ended. */
static bool
ends_string(struct lm_mender *m, size_t i)
{
	bool in_object = lm_mender_top(m)->kind == LM_MENDER_OBJECT;
	char byte;

	i = skip_space(m, i);
	byte = lm_mender_byte(m, i);
	if (m->want == LM_MENDER_KEY)
		return byte == ':';
	if (byte != ',')
		return in_object
		    ? byte == '}' && lm_mender_byte(m, i + 1) != '"'
		    : byte == ']';
	return !in_object || lm_mender_byte(m, skip_space(m, i + 1)) == '"';
}

static bool
take_string(struct lm_mender *m)
{
	struct lm_span text = m->text;
	size_t i = m->i + 1, len;

	while ((i = lm_json_plain_end(text, i, '"')) < text.len &&
	    text.ptr[i] == '\\') {
		len = lm_mend_escape_len(text, i);
		if (len == 0)
			return false;
		i += len;
	}
	if (i >= text.len || text.ptr[i] != '"' || !ends_string(m, i + 1))
		return false;
	m->i = m->token_end = i + 1;
	return true;
}

/* Whether a number or a word that ends at i is whole there. */
static bool
ends_word(const struct lm_mender *m, size_t i)
{
	char byte = lm_mender_byte(m, i);

	return byte == ',' || byte == ']' || byte == '}' ||
	    lm_json_is_space(byte);
}

static size_t
digits_end(const struct lm_mender *m, size_t i)
{
	while (is_digit(lm_mender_byte(m, i)))
		i++;
	return i;
}

static bool
take_number(struct lm_mender *m)
{
	size_t from = m->i + (m->text.ptr[m->i] == '-');
	size_t i = digits_end(m, from), part;

	if (i == from || (i > from + 1 && m->text.ptr[from] == '0'))
		return false;
	if (lm_mender_byte(m, i) == '.') {
		part = i + 1;
		i = digits_end(m, part);
		if (i == part)
			return false;
	}
	if ((lm_mender_byte(m, i) | 0x20) == 'e') {
		part = i + 1;
		part += lm_mender_byte(m, part) == '-' ||
		    lm_mender_byte(m, part) == '+';
		i = digits_end(m, part);
		if (i == part)
			return false;
	}
	if (!ends_word(m, i))
		return false;
	m->i = m->token_end = i;
	return true;
}

static bool
take_word(struct lm_mender *m, const char *word, size_t len)
{
	if (m->text.len - m->i <= len ||
	    memcmp(m->text.ptr + m->i, word, len) != 0 ||
	    !ends_word(m, m->i + len))
		return false;
	m->i += len;
	m->token_end = m->i;
	return true;
}

/* An object that is the root may go on behind its end: that is asked there. */
static bool
take_close(struct lm_mender *m, char byte)
{
	if (byte == '}' ? m->depth == 1 || !lm_mender_in(m, LM_MENDER_OBJECT)
			: !lm_mender_in(m, LM_MENDER_ARRAY))
		return false;
	m->token_end = ++m->i;
	lm_mend_pop(m);
	return true;
}

static bool
take_value(struct lm_mender *m)
{
	char byte = m->text.ptr[m->i];
	bool taken;

	switch (byte) {
	case '"':
		taken = take_string(m);
		break;
	case '{':
	case '[':
		return m->depth < LM_MEND_MAX_DEPTH &&
		    lm_mend_open(m,
			byte == '{' ? LM_MENDER_OBJECT : LM_MENDER_ARRAY) ==
		    LM_OK;
	case ']':
		return !m->had_colon && !m->had_comma && take_close(m, byte);
	case 't':
		taken = take_word(m, "true", 4);
		break;
	case 'f':
		taken = take_word(m, "false", 5);
		break;
	case 'n':
		taken = take_word(m, "null", 4);
		break;
	default:
		taken = (byte == '-' || is_digit(byte)) && take_number(m);
		break;
	}
	if (taken)
		m->want = LM_MENDER_NEXT;
	return taken;
}

static bool
take_key(struct lm_mender *m)
{
	char byte = m->text.ptr[m->i];

	if (byte == '}')
		return !m->had_comma && take_close(m, byte);
	if (byte != '"' || !take_string(m))
		return false;
	m->want = LM_MENDER_COLON;
	return true;
}

static bool
take_next(struct lm_mender *m)
{
	char byte = m->text.ptr[m->i];

	if (byte != ',')
		return (byte == '}' || byte == ']') && take_close(m, byte);
	lm_mend_want_item(m, m->i, lm_mender_out(m, m->i));
	m->i++;
	return true;
}

static bool
take_colon(struct lm_mender *m)
{
	if (m->text.ptr[m->i] != ':')
		return false;
	m->i++;
	lm_mend_want_member(m);
	return true;
}

static bool
take(struct lm_mender *m)
{
	switch (m->want) {
	case LM_MENDER_VALUE:
		return take_value(m);
	case LM_MENDER_KEY:
		return take_key(m);
	case LM_MENDER_COLON:
		return take_colon(m);
	case LM_MENDER_NEXT:
		return take_next(m);
	}
	return false;
}

void
lm_mender_fast(struct lm_mender *m)
{
	while (lm_mender_in(m, LM_MENDER_OBJECT) ||
	    lm_mender_in(m, LM_MENDER_ARRAY)) {
		size_t i = skip_space(m, m->i);

		if (i == m->text.len)
			break;
		m->i = i;
		if (!take(m))
			break;
	}
}
