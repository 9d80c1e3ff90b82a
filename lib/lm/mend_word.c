#include "lm/mend_token.h"

#include <string.h>

#include "lm/mend_look.h"

#define LEAST_CUT 2 /* letters of a literal that is cut */

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static size_t
name_end(const struct lm_mender *m, size_t i)
{
	while (lm_mend_is_name(lm_mender_byte(m, i)))
		i++;
	return i;
}

/* Whether the name at m->i is this word. */
static bool
is_word(const struct lm_mender *m, size_t end, const char *word)
{
	return lm_span_equal(lm_span(m->text.ptr + m->i, end - m->i),
	    lm_span_of(word));
}

static bool
is_no_value(const struct lm_mender *m, size_t end)
{
	return is_word(m, end, "undefined") || is_word(m, end, "NaN") ||
	    is_word(m, end, "nan") || is_word(m, end, "Infinity") ||
	    is_word(m, end, "-Infinity");
}

/* What the text may have been going to say as it ended: NULL if nothing. */
static const char *
cut_literal(const struct lm_mender *m, size_t end)
{
	static const char *const words[] = {"true", "false", "null", "True",
	    "False", "None"};
	static const char *const values[] = {"true", "false", "null"};
	size_t len = end - m->i;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (end == m->text.len && len >= LEAST_CUT &&
		    len < strlen(words[i]) &&
		    memcmp(words[i], m->text.ptr + m->i, len) == 0)
			return values[i % 3];
	return NULL;
}

static enum lm_code
write_literal(struct lm_mender *m, enum lm_mend_kind kind, size_t end,
    const char *value)
{
	enum lm_code code = lm_mender_note(m, kind, m->i);

	if (code == LM_OK)
		code = lm_mender_replace(m, end, value);
	m->token_end = end;
	return code;
}

static enum lm_code
mend_literal(struct lm_mender *m, size_t end)
{
	switch (m->text.ptr[m->i]) {
	case 't':
	case 'f':
	case 'n':
		m->i = m->token_end = end;
		return LM_OK;
	case 'T':
		return write_literal(m, LM_MEND_PYTHON_LITERAL, end, "true");
	case 'F':
		return write_literal(m, LM_MEND_PYTHON_LITERAL, end, "false");
	default:
		return write_literal(m, LM_MEND_PYTHON_LITERAL, end, "null");
	}
}

/* Whether the name up to end, before a parenthesis, is a call that only says
 * the type of what is in it (MongoDB), or a callback with all the JSON. */
static bool
is_call(const struct lm_mender *m, size_t end)
{
	static const char *const names[] = {"ObjectId", "ISODate", "NumberLong",
	    "NumberInt", "NumberDecimal", "NumberDouble", "UUID", "Symbol"};
	size_t i = lm_mender_space_end(m, end);
	char next;

	if (lm_mender_byte(m, i) != '(')
		return false;
	next = lm_mender_byte(m, lm_mender_space_end(m, i + 1));
	if (m->depth == 0 && (next == '{' || next == '['))
		return true;
	for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
		if (is_word(m, end, names[k]))
			return true;
	return false;
}

/* Whether a colon at i is part of what it stands in: a URL, a time. */
static bool
is_inner_colon(const struct lm_mender *m, size_t from, size_t i)
{
	return lm_mender_has(m, i, "://") ||
	    (i > from && is_digit(m->text.ptr[i - 1]) &&
		is_digit(lm_mender_byte(m, i + 1)));
}

static bool
begins_comment(const struct lm_mender *m, size_t from, size_t i)
{
	return i > from && lm_json_is_space(m->text.ptr[i - 1]) &&
	    (lm_mender_has(m, i, "//") || lm_mender_has(m, i, "/*") ||
		lm_mender_has(m, i, "# "));
}

/* Where the bare string at m->i ends: at what cannot be in it. */
static size_t
bare_end(const struct lm_mender *m)
{
	size_t depth = 0, i = m->i;

	for (; i < m->text.len; i++) {
		char byte = m->text.ptr[i];

		if ((unsigned char)byte < ' ' ||
		    (byte != '\0' && strchr("\"\\,{}[]", byte) != NULL) ||
		    begins_comment(m, m->i, i) || lm_mender_has(m, i, "```"))
			break;
		if (byte == ':' && !is_inner_colon(m, m->i, i))
			break;
		if (byte == ')' && depth-- == 0)
			break;
		depth += byte == '(';
	}
	return i;
}

/* A quote behind a bare string: it closes it, or begins the next. */
static enum lm_code
write_half_quoted(struct lm_mender *m, size_t end)
{
	enum lm_code code;

	if (!lm_mend_follows(m, lm_mend_context(m), end + 1, false))
		return lm_mender_refuse(m, end, "a quote that may be anything");
	code = lm_mender_note(m, LM_MEND_MISSING_QUOTE, m->i);
	if (code == LM_OK)
		code = lm_mender_insert(m, "\"");
	m->i = m->token_end = end + 1;
	return code;
}

static enum lm_code
write_quoted(struct lm_mender *m, enum lm_mend_kind kind, size_t end)
{
	enum lm_code code = lm_mender_note(m, kind, m->i);

	if (code == LM_OK)
		code = lm_mender_insert(m, "\"");
	m->i = m->token_end = end;
	return code == LM_OK ? lm_mender_insert(m, "\"") : code;
}

static bool
begins_string(char byte)
{
	return lm_mend_is_name(byte) ||
	    (byte != '\0' && strchr("@#~+.%&/", byte) != NULL);
}

/* Whether a letter or a digit is in what is no more than a sign else. */
static bool
has_name(const struct lm_mender *m, size_t end)
{
	for (size_t i = m->i; i < end; i++)
		if (lm_mend_is_name(m->text.ptr[i]) && m->text.ptr[i] != '-')
			return true;
	return false;
}

/* [2 a b]: spaces stand for commas here, or in the string? */
static bool
is_one_of_many(const struct lm_mender *m, size_t end)
{
	return m->had_comma && m->text.ptr[m->comma] != ',' &&
	    memchr(m->text.ptr + m->comma, '\n', m->i - m->comma) == NULL &&
	    memchr(m->text.ptr + m->i, ' ', end - m->i) != NULL;
}

static bool
has_pairs(const struct lm_mender *m, size_t end)
{
	struct lm_span text = lm_span(m->text.ptr + m->i, end - m->i);

	return lm_span_count(text, '(') == lm_span_count(text, ')');
}

static bool
may_be_bare(const struct lm_mender *m, size_t end)
{
	return m->depth > 0 && !lm_mender_in(m, LM_MENDER_LIST) &&
	    !lm_mender_in(m, LM_MENDER_CALL) && has_name(m, end) &&
	    has_pairs(m, end) && begins_string(m->text.ptr[m->i]) &&
	    !is_one_of_many(m, end);
}

static enum lm_code
mend_bare_string(struct lm_mender *m)
{
	size_t end = bare_end(m), last = end;
	char byte = lm_mender_byte(m, end);

	while (last > m->i && lm_json_is_space(m->text.ptr[last - 1]))
		last--;
	if (!may_be_bare(m, last))
		return lm_mender_refuse(m, m->i, "no value begins so");
	if (byte == '"' && last == end)
		return write_half_quoted(m, end);
	if (byte != '\0' && strchr("\\{[:", byte) != NULL)
		return lm_mender_refuse(m, end,
		    "what is within a string without quotes");
	return write_quoted(m, LM_MEND_UNQUOTED_STRING, last);
}

enum lm_code
lm_mend_word(struct lm_mender *m, bool *call)
{
	size_t end = lm_mend_literal_end(m, m->i);
	const char *value;

	*call = false;
	if (end > m->i)
		return mend_literal(m, end);
	end = name_end(m, m->i);
	if (end > m->i && is_no_value(m, end))
		return write_literal(m, LM_MEND_MISSING_VALUE, end, "null");
	value = cut_literal(m, end);
	if (value != NULL && m->depth > 0)
		return write_literal(m, LM_MEND_CUT_LITERAL, end, value);
	if (end > m->i && is_call(m, end)) {
		enum lm_code code =
		    lm_mender_note(m, LM_MEND_WRAPPER_CALL, m->i);

		*call = true;
		end = lm_mender_space_end(m, end) + 1;
		return code == LM_OK ? lm_mender_drop(m, end) : code;
	}
	return mend_bare_string(m);
}

/* A key that has a quote at its end only. */
static enum lm_code
mend_half_quoted_key(struct lm_mender *m, size_t end)
{
	size_t i = end;

	while (i < m->text.len && (unsigned char)m->text.ptr[i] >= ' ' &&
	    strchr("\"\\,:{}[]", m->text.ptr[i]) == NULL)
		i++;
	if (lm_mender_byte(m, i) != '"' ||
	    !lm_mend_follows(m, LM_MEND_AT_KEY, i + 1, false))
		return lm_mender_refuse(m, end, "expected a key and a colon");
	return write_half_quoted(m, i);
}

enum lm_code
lm_mend_bare_key(struct lm_mender *m, bool *is_cut)
{
	size_t end = m->i, next;

	while (lm_mend_is_name(lm_mender_byte(m, end)) ||
	    lm_mender_byte(m, end) == '.')
		end++;
	next = lm_mender_space_end(m, end);
	*is_cut = end == m->text.len && end > m->i;
	if (*is_cut)
		return LM_OK;
	if (end > m->i &&
	    (lm_mender_byte(m, next) == ':' || next == m->text.len))
		return write_quoted(m, LM_MEND_UNQUOTED_KEY, end);
	if (end == m->i)
		return lm_mender_refuse(m, end, "expected a key");
	return mend_half_quoted_key(m, end);
}

enum lm_code
lm_mend_regex(struct lm_mender *m)
{
	bool in_set = false;
	size_t i = m->i + 1, end;
	enum lm_code code;

	for (; i < m->text.len && (unsigned char)m->text.ptr[i] >= ' '; i++) {
		char byte = m->text.ptr[i];

		if (byte == '/' && !in_set)
			break;
		in_set = byte == '[' || (in_set && byte != ']');
		/* A line's end is not escaped: it is looked at next. */
		i += byte == '\\' &&
		    (unsigned char)lm_mender_byte(m, i + 1) >= ' ';
	}
	if (lm_mender_byte(m, i) != '/' || m->depth == 0)
		return lm_mender_refuse(m, m->i, "no value begins so");
	for (end = i + 1;
	     lm_mender_byte(m, end) >= 'a' && lm_mender_byte(m, end) <= 'z';)
		end++;
	code = lm_mender_note(m, LM_MEND_REGULAR_EXPRESSION, m->i);
	if (code == LM_OK)
		code = lm_mender_insert(m, "\"");
	for (; code == LM_OK && m->i < end; m->i++)
		if (m->text.ptr[m->i] == '"' || m->text.ptr[m->i] == '\\')
			code = lm_mender_insert(m, "\\");
	m->token_end = end;
	return code == LM_OK ? lm_mender_insert(m, "\"") : code;
}
