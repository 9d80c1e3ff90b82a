#include "lm/mend_string.h"

#include <stdio.h>
#include <string.h>

#include "lm/mend_scan.h"

#define ESCAPE_SIZE 7

static bool
is_hex(char byte)
{
	return (byte >= '0' && byte <= '9') ||
	    ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f');
}

/* Mend the escape at m->i that JSON does not have, before end. */
static enum lm_code
mend_escape(struct lm_mender *m, const struct lm_mend_string *string)
{
	size_t i = m->i, len;
	char next = i + 1 < string->end ? m->text.ptr[i + 1] : '\0';
	enum lm_mend_quote quote = lm_mend_quote(m, i + 1, &len);
	enum lm_code code = LM_OK;

	/* A quote of the kind that is around it had to be escaped. */
	if (quote == LM_MEND_NO_QUOTE || quote != string->opening)
		code = lm_mender_note(m, LM_MEND_BAD_ESCAPE, i);
	if (code != LM_OK)
		return code;
	if (i + 1 < string->end &&
	    (quote != LM_MEND_NO_QUOTE || next == '\n' || next == '\r')) {
		code = lm_mender_drop(m, i + 1);
		m->i += quote == LM_MEND_NO_QUOTE ? 0 : len;
		return code;
	}
	if (next == 'x' && string->end - i >= 4 && is_hex(m->text.ptr[i + 2]) &&
	    is_hex(m->text.ptr[i + 3]))
		return lm_mender_replace(m, i + 2, "\\u00");
	return lm_mender_replace(m, i + 1, "\\\\");
}

static enum lm_code
mend_control(struct lm_mender *m)
{
	static const char short_escapes[0x20] = {['\b'] = 'b',
	    ['\t'] = 't',
	    ['\n'] = 'n',
	    ['\f'] = 'f',
	    ['\r'] = 'r'};
	unsigned char byte = (unsigned char)m->text.ptr[m->i];
	char escape[ESCAPE_SIZE] = {'\\', short_escapes[byte]};
	enum lm_code code = lm_mender_note(m, LM_MEND_CONTROL_CHARACTER, m->i);

	if (code != LM_OK)
		return code;
	if (short_escapes[byte] == 0)
		(void)snprintf(escape, sizeof(escape), "\\u%04x",
		    (unsigned)byte);
	return lm_mender_replace(m, m->i + 1, escape);
}

/* Escape the quote at m->i, if JSON asks for it. */
static enum lm_code
mend_quote(struct lm_mender *m, const struct lm_mend_string *string)
{
	size_t len;
	enum lm_mend_quote quote = lm_mend_quote(m, m->i, &len);
	bool is_double = quote == LM_MEND_DOUBLE;
	enum lm_code code = LM_OK;

	if (lm_mend_quote_closes(string->opening, quote))
		code = lm_mender_note(m, LM_MEND_UNESCAPED_QUOTE, m->i);
	if (code == LM_OK && is_double)
		code = lm_mender_insert(m, "\\");
	m->i += len;
	return code;
}

enum lm_code
lm_mend_string_inside(struct lm_mender *m, const struct lm_mend_string *string)
{
	struct lm_span text = lm_span(m->text.ptr, string->end);
	bool is_smart = string->opening > LM_MEND_SINGLE;
	char other = string->opening == LM_MEND_SINGLE ? '\'' : '"';
	enum lm_code code = LM_OK;

	while (code == LM_OK && m->i < string->end) {
		unsigned char byte;
		size_t len;

		/* In single quotes both kinds are looked for. */
		if (string->opening == LM_MEND_DOUBLE)
			m->i = lm_json_plain_end(text, m->i, other);
		if (m->i >= string->end)
			break;
		byte = (unsigned char)text.ptr[m->i];
		if (byte == '\\') {
			len = lm_mend_escape_len(text, m->i);
			if (len == 0)
				code = mend_escape(m, string);
			m->i += len;
		} else if (byte < 0x20) {
			code = mend_control(m);
		} else if (byte == '"' || byte == (unsigned char)other ||
		    (is_smart &&
			lm_mend_quote(m, m->i, &len) != LM_MEND_NO_QUOTE)) {
			code = mend_quote(m, string);
		} else {
			m->i++;
		}
	}
	m->i = string->end;
	return code;
}

static enum lm_code
note_quotes(struct lm_mender *m, const struct lm_mend_string *string)
{
	if (string->opening == LM_MEND_DOUBLE)
		return LM_OK;
	return lm_mender_note(m,
	    string->opening == LM_MEND_SINGLE ? LM_MEND_SINGLE_QUOTES
					      : LM_MEND_SMART_QUOTES,
	    string->at);
}

static enum lm_code
open_string(struct lm_mender *m, const struct lm_mend_string *string)
{
	enum lm_code code = note_quotes(m, string);

	if (code == LM_OK && string->opening != LM_MEND_DOUBLE)
		code = lm_mender_replace(m, string->from, "\"");
	m->i = string->from;
	if (code == LM_OK && string->is_dirty)
		code = lm_mend_string_inside(m, string);
	m->i = string->end;
	return code;
}

static enum lm_code
close_string(struct lm_mender *m, const struct lm_mend_string *string)
{
	enum lm_code code = LM_OK;

	if (!string->is_closed)
		code = lm_mender_note(m,
		    string->is_cut ? LM_MEND_CUT_STRING : LM_MEND_MISSING_QUOTE,
		    string->end);
	if (code == LM_OK &&
	    (!string->is_closed || lm_mender_byte(m, string->end) != '"'))
		code = lm_mender_replace(m, string->next, "\"");
	m->i = string->next;
	return code;
}

/* The next part at m->i of a string that is joined by a plus: its quote. */
static bool
joined(const struct lm_mender *m, const struct lm_mend_string *string,
    size_t *at)
{
	size_t i = lm_mender_space_end(m, string->next), len;

	if (!string->is_closed || string->context == LM_MEND_AT_KEY ||
	    lm_mender_byte(m, i) != '+')
		return false;
	i = lm_mender_space_end(m, i + 1);
	if (lm_mender_has(m, i, "/*"))
		i = lm_mender_space_end(m, lm_mend_block_end(m->text, i + 2));
	*at = i;
	return lm_mend_quote(m, i, &len) != LM_MEND_NO_QUOTE;
}

enum lm_code
lm_mend_string(struct lm_mender *m, bool *is_cut)
{
	struct lm_mend_string string;
	size_t next;
	enum lm_code code = lm_mend_string_find(m, &string);

	*is_cut = code == LM_OK && string.is_cut &&
	    (string.end == string.from || string.context == LM_MEND_AT_KEY);
	if (code != LM_OK || *is_cut)
		return code;
	code = open_string(m, &string);
	while (code == LM_OK && joined(m, &string, &next)) {
		code =
		    lm_mender_note(m, LM_MEND_CONCATENATED_STRINGS, string.end);
		if (code != LM_OK)
			break;
		code = lm_mender_drop(m, next);
		if (code == LM_OK)
			code = lm_mend_string_find(m, &string);
		if (code == LM_OK)
			code = note_quotes(m, &string);
		if (code == LM_OK)
			code = lm_mender_drop(m, string.from);
		if (code == LM_OK && string.is_dirty)
			code = lm_mend_string_inside(m, &string);
		m->i = string.end;
	}
	if (code == LM_OK)
		code = close_string(m, &string);
	m->token_end = m->i;
	return code;
}
