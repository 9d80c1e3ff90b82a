#include "lm/mend_string.h"

#include <string.h>

#include "lm/mend_scan.h"

#define LONGEST_NAME 64

enum verdict { CLOSES, INNER, SPLITS, UNCLEAR };

/* ", name:" before a quote at i: where its comma is; from: it is not so. */
static size_t
member_start(const struct lm_mender *m, size_t from, size_t i)
{
	size_t end, name;

	end = lm_mend_space_start(m, from, lm_mend_space_start(m, from, i) - 1);
	for (name = end; name > from && end - name < LONGEST_NAME; name--)
		if (!lm_mend_is_name(m->text.ptr[name - 1]))
			break;
	if (name == end)
		return from;
	i = lm_mend_space_start(m, from, name);
	return i > from && m->text.ptr[i - 1] == ',' ? i - 1 : from;
}

/* The quote at i of a member's value is not its end: is it another's begin? */
static enum verdict
judge_member(const struct lm_mender *m, const struct lm_mend_string *string,
    size_t i, size_t *split)
{
	size_t before = lm_mend_space_start(m, string->from, i);
	char last = before > string->from ? m->text.ptr[before - 1] : '\0';

	if (lm_mend_key_at(m, i, true) &&
	    (last == ',' || memchr(m->text.ptr + before, '\n', i - before))) {
		*split = last == ',' ? before - 1 : before;
		return SPLITS;
	}
	if (last == ':' && string->n_inner % 2 == 0) {
		*split = member_start(m, string->from, i);
		if (*split > string->from &&
		    lm_mend_string_at(m, LM_MEND_AT_MEMBER, i))
			return SPLITS;
	}
	return INNER;
}

/* A colon with a value behind it, in what stands before the quote at i: the
 * key may have ended there.  i: there is none. */
static size_t
key_end(const struct lm_mender *m, const struct lm_mend_string *string,
    size_t i)
{
	size_t at = string->n_inner > 0 ? string->last_inner : string->from;

	for (; at < i; at++)
		if (m->text.ptr[at] == ':' &&
		    lm_mend_value_at(m, lm_mender_space_end(m, at + 1)))
			break;
	return at;
}

static enum verdict
judge_key(const struct lm_mender *m, const struct lm_mend_string *string,
    size_t i, size_t *split)
{
	*split = key_end(m, string, i);
	if (*split == i)
		return i == string->from ? UNCLEAR : INNER;
	return *split > string->from ? SPLITS : UNCLEAR;
}

static enum verdict
judge_element(const struct lm_mender *m, const struct lm_mend_string *string,
    size_t i, size_t *split)
{
	size_t before = lm_mend_space_start(m, string->from, i);

	if (before > string->from && m->text.ptr[before - 1] == ',' &&
	    string->n_inner % 2 == 0 &&
	    lm_mend_string_at(m, LM_MEND_AT_ELEMENT, i)) {
		*split = before - 1;
		return SPLITS;
	}
	return INNER;
}

/* A string stands behind the quote, and no comma between: whose is it? */
static enum verdict
judge_pair(const struct lm_mender *m, const struct lm_mend_string *string,
    size_t i)
{
	size_t len, next;

	(void)lm_mend_quote(m, i, &len);
	next = lm_mender_space_end(m, i + len);
	if (lm_mend_quote(m, next, &len) != string->opening ||
	    string->n_inner % 2 == 1 || string->context != LM_MEND_AT_MEMBER)
		return INNER;
	return lm_mend_follows(m, string->context, next + len, true) ? INNER
								     : UNCLEAR;
}

/* Whether what is between two strings closes levels that are open, has a
 * comma, and leads to where a key may be. */
static bool
leads_to_key(const struct lm_mender *m, size_t i, size_t end)
{
	size_t depth = m->depth;
	bool has_comma = false;

	for (; i < end; i++) {
		char byte = m->text.ptr[i];

		if (byte == '{' || byte == '[')
			return has_comma && depth > 0;
		has_comma |= byte == ',';
		if (byte != '}' && byte != ']')
			continue;
		if (depth == 0 ||
		    (m->levels[depth - 1].kind == LM_MENDER_OBJECT) !=
			(byte == '}'))
			return false;
		depth--;
	}
	return has_comma && depth > 0 &&
	    m->levels[depth - 1].kind == LM_MENDER_OBJECT;
}

/* "a], "b": c: the brackets before the key at i that are not in the string;
 * from: there are none. */
static size_t
closers_before(const struct lm_mender *m, size_t from, size_t i)
{
	size_t at = i;

	while (at > from && m->text.ptr[at - 1] != '\0' &&
	    strchr("{[,]} \t\r\n", m->text.ptr[at - 1]) != NULL)
		at--;
	at = lm_mender_space_end(m, at);
	return (m->text.ptr[at] == ']' || m->text.ptr[at] == '}') &&
		leads_to_key(m, at, i)
	    ? at
	    : from;
}

/* Whether the first quote in a value begins a key behind its end. */
static bool
begins_key(const struct lm_mender *m, const struct lm_mend_string *string,
    size_t i, size_t *split)
{
	if (string->n_inner > 0 || !lm_mend_key_at(m, i, true))
		return false;
	*split = closers_before(m, string->from, i);
	return *split > string->from;
}

/* Whether a key ends in a colon, and has no other: {"a: "b"}. */
static bool
is_half_key(const struct lm_mender *m, const struct lm_mend_string *string,
    size_t before, size_t next)
{
	return string->context == LM_MEND_AT_KEY && before > string->from &&
	    m->text.ptr[before - 1] == ':' &&
	    lm_mender_byte(m, lm_mender_space_end(m, next)) != ':';
}

/* ["a, "b"]: whether the quote at i begins a string rather than that a comma
 * is missing behind it. */
static bool
begins_element(const struct lm_mender *m, const struct lm_mend_string *string,
    size_t before, size_t i)
{
	char next = lm_mender_byte(m, i + 1);

	return string->context == LM_MEND_AT_ELEMENT && before < i &&
	    before > string->from && m->text.ptr[before - 1] == ',' &&
	    i + 1 < m->text.len && lm_mend_is_name(next) &&
	    lm_mend_string_at(m, LM_MEND_AT_ELEMENT, i);
}

/* Whether the quote at i ends the string; if not, what it is, and where the
 * string ends if that is before it. */
static enum verdict
judge(const struct lm_mender *m, const struct lm_mend_string *string, size_t i,
    size_t len, size_t *split)
{
	enum verdict verdict = INNER;
	size_t before;

	before = lm_mend_space_start(m, string->from, i);
	if (lm_mend_follows(m, string->context, i + len,
		string->n_inner % 2 == 1) &&
	    !is_half_key(m, string, before, i + len) &&
	    !begins_element(m, string, before, i))
		return CLOSES;
	if (string->context != LM_MEND_AT_KEY &&
	    begins_key(m, string, i, split))
		return SPLITS;
	switch (string->context) {
	case LM_MEND_AT_MEMBER:
		verdict = judge_member(m, string, i, split);
		break;
	case LM_MEND_AT_KEY:
		verdict = judge_key(m, string, i, split);
		break;
	case LM_MEND_AT_ELEMENT:
		verdict = judge_element(m, string, i, split);
		break;
	case LM_MEND_AT_ROOT:
		break;
	}
	if (verdict == INNER && before > string->from &&
	    m->text.ptr[before - 1] == '+' && before < i)
		return UNCLEAR; /* "a + "b": is the plus in the string? */
	return verdict == INNER ? judge_pair(m, string, i) : verdict;
}

/* Of quotes within, not all have a partner. */
static enum lm_code
check_inner(struct lm_mender *m, const struct lm_mend_string *string)
{
	if (string->n_inner % 2 == 0)
		return LM_OK;
	if (string->first_inner == string->from ||
	    string->opening == LM_MEND_SMART_DOUBLE ||
	    (string->context == LM_MEND_AT_ELEMENT &&
		string->last_inner + 1 < string->end))
		return lm_mender_refuse(m, string->first_inner,
		    "a quote that begins or ends nothing");
	return LM_OK;
}

static bool
is_letter(char byte)
{
	return ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
	    (unsigned char)byte >= 0x80;
}

/* Whether the quote at i is an apostrophe: it's. */
static bool
is_apostrophe(const struct lm_mender *m, const struct lm_mend_string *string,
    size_t i, size_t len)
{
	return string->opening != LM_MEND_DOUBLE &&
	    string->opening != LM_MEND_SMART_DOUBLE && i > string->from &&
	    is_letter(m->text.ptr[i - 1]) &&
	    is_letter(lm_mender_byte(m, i + len));
}

static enum lm_code
at_quote(struct lm_mender *m, struct lm_mend_string *string, size_t i,
    size_t len, bool *found)
{
	size_t split = 0;

	*found = !is_apostrophe(m, string, i, len);
	if (!*found) {
		string->is_dirty = true;
		return LM_OK;
	}
	switch (judge(m, string, i, len, &split)) {
	case CLOSES:
		string->end = i;
		string->next = i + len;
		string->is_closed = true;
		return check_inner(m, string);
	case SPLITS:
		string->end = lm_mend_space_start(m, string->from, split);
		string->next = string->end;
		return LM_OK;
	case UNCLEAR:
		return lm_mender_refuse(m, i, "a quote that may be anything");
	case INNER:
		break;
	}
	*found = false;
	if (string->n_inner++ == 0)
		string->first_inner = i;
	string->last_inner = i;
	string->is_dirty = true;
	return LM_OK;
}

/* Past what is no quote at i: an escape, or a character to be escaped. */
static size_t
past_byte(const struct lm_mender *m, struct lm_mend_string *string, size_t i)
{
	size_t len;

	if (m->text.ptr[i] != '\\') {
		string->is_dirty |= (unsigned char)m->text.ptr[i] < 0x20;
		return i + 1;
	}
	len = lm_mend_escape_len(m->text, i);
	string->is_dirty |= len == 0;
	if (len == 0)
		len = m->text.len - i < 2 ? 1 : 2;
	return i + len;
}

static enum lm_code
find_end(struct lm_mender *m, struct lm_mend_string *string)
{
	char plain = string->opening == LM_MEND_DOUBLE ? '"' : '\'';
	bool is_plain = string->opening == LM_MEND_DOUBLE ||
	    string->opening == LM_MEND_SINGLE;
	size_t i = string->from, len;

	for (;;) {
		enum lm_code code;
		bool found;

		if (is_plain)
			i = lm_json_plain_end(m->text, i, plain);
		if (i >= m->text.len)
			return lm_mend_string_unclosed(m, string);
		if (!lm_mend_quote_closes(string->opening,
			lm_mend_quote(m, i, &len))) {
			i = past_byte(m, string, i);
			continue;
		}
		code = at_quote(m, string, i, len, &found);
		if (code != LM_OK || found)
			return code;
		i += len;
	}
}

enum lm_code
lm_mend_string_find(struct lm_mender *m, struct lm_mend_string *string)
{
	size_t len;

	*string =
	    (struct lm_mend_string){.at = m->i, .context = lm_mend_context(m)};
	string->opening = lm_mend_quote(m, m->i, &len);
	string->from = m->i + len;
	string->is_dirty = string->opening != LM_MEND_DOUBLE;
	return find_end(m, string);
}
