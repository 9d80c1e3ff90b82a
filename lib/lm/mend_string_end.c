#include "lm/mend_string.h"

#include <string.h>

#include "lm/mend_scan.h"

/* So many strings may want their end at the end of the text: each is looked
 * for through all of it. */
#define MOST_UNCLOSED 8
#define LONGEST_NAME 64

enum verdict { CLOSES, INNER, SPLITS, UNCLEAR };

/* Back over white space, not before from; the place past what is there. */
static size_t
space_start(const struct lm_mender *m, size_t from, size_t i)
{
	while (i > from && lm_json_is_space(m->text.ptr[i - 1]))
		i--;
	return i;
}

/* ", name:" before a quote at i: where its comma is; from: it is not so. */
static size_t
member_start(const struct lm_mender *m, size_t from, size_t i)
{
	size_t end, name;

	end = space_start(m, from, space_start(m, from, i) - 1);
	for (name = end; name > from && end - name < LONGEST_NAME; name--)
		if (!lm_mend_is_name(m->text.ptr[name - 1]))
			break;
	if (name == end)
		return from;
	i = space_start(m, from, name);
	return i > from && m->text.ptr[i - 1] == ',' ? i - 1 : from;
}

/* The quote at i of a member's value is not its end: is it another's begin? */
static enum verdict
judge_member(const struct lm_mender *m, const struct lm_mend_string *string,
    size_t i, size_t *split)
{
	size_t before = space_start(m, string->from, i);
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

static enum verdict
judge_key(const struct lm_mender *m, const struct lm_mend_string *string,
    size_t i, size_t *split)
{
	size_t before = space_start(m, string->from, i);

	if (before > string->from && m->text.ptr[before - 1] == ':' &&
	    lm_mend_string_at(m, LM_MEND_AT_MEMBER, i)) {
		*split = before - 1;
		return SPLITS;
	}
	return i == string->from ? UNCLEAR : INNER;
}

static enum verdict
judge_element(const struct lm_mender *m, const struct lm_mend_string *string,
    size_t i, size_t *split)
{
	size_t before = space_start(m, string->from, i);

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

/* Whether the quote at i ends the string; if not, what it is, and where the
 * string ends if that is before it. */
static enum verdict
judge(const struct lm_mender *m, const struct lm_mend_string *string, size_t i,
    size_t len, size_t *split)
{
	enum verdict verdict = INNER;
	size_t before;

	if (lm_mend_follows(m, string->context, i + len,
		string->n_inner % 2 == 1))
		return CLOSES;
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
	before = space_start(m, string->from, i);
	if (verdict == INNER && before > string->from &&
	    m->text.ptr[before - 1] == '+' && before < i)
		return UNCLEAR; /* "a + "b": is the plus in the string? */
	return verdict == INNER ? judge_pair(m, string, i) : verdict;
}

/* A bare key with its value in a string that has no end: where its comma is,
 * or the end. */
static size_t
bare_member(const struct lm_mender *m, const struct lm_mend_string *string,
    size_t end)
{
	size_t i = string->from;
	const char *comma;

	while ((comma = memchr(m->text.ptr + i, ',', end - i)) != NULL) {
		i = (size_t)(comma - m->text.ptr) + 1;
		if (lm_mend_bare_key_at(m, lm_mender_space_end(m, i), true))
			return i - 1;
	}
	return end;
}

/* Where the closing brackets begin that the text ends with and that fit what
 * is open, from the outermost on; the end of the text: there are none. */
static size_t
closers_start(const struct lm_mender *m, size_t from)
{
	size_t end = m->text.len, i = space_start(m, from, end);

	for (size_t level = 0; level < m->depth && i > from; level++) {
		enum lm_mender_level_kind kind = m->levels[level].kind;
		char want = kind == LM_MENDER_OBJECT ? '}'
		    : kind == LM_MENDER_ARRAY	     ? ']'
						     : ')';

		if (m->text.ptr[i - 1] != want)
			break;
		end = i - 1;
		i = space_start(m, from, end);
	}
	return end;
}

/* Whether more may stand behind the string than itself: brackets that end a
 * line, a fence. */
static bool
has_more(const struct lm_mender *m, size_t from)
{
	struct lm_span text = m->text;

	for (size_t i = from; i < text.len; i++) {
		const char *at = memchr(text.ptr + i, '\n', text.len - i);

		if (at == NULL)
			break;
		i = (size_t)(at - text.ptr);
		if (i > from && (at[-1] == '}' || at[-1] == ']'))
			return true;
		if (lm_mender_has(m, lm_mender_space_end(m, i), "```"))
			return true;
	}
	return false;
}

/* The end of the text without the escape that it cuts. */
static size_t
whole_end(const struct lm_mender *m, size_t from)
{
	size_t end = m->text.len, i = from;

	while (i < end) {
		const char *at = memchr(m->text.ptr + i, '\\', end - i);

		if (at == NULL)
			break;
		i = (size_t)(at - m->text.ptr);
		if (i + 1 == end || (m->text.ptr[i + 1] == 'u' && end - i < 6))
			return i;
		i += 2;
	}
	return end;
}

/* The text ends, and no quote was the end of the string. */
static enum lm_code
find_unclosed(struct lm_mender *m, struct lm_mend_string *string)
{
	size_t end = closers_start(m, string->from);

	if (++m->n_unclosed > MOST_UNCLOSED)
		return lm_mender_refuse(m, string->at,
		    "too many strings without their end");
	string->is_dirty = true;
	/* A word in quotes and prose behind it is no string. */
	if (string->context == LM_MEND_AT_ROOT &&
	    (string->n_inner > 0 || string->opening != LM_MEND_DOUBLE))
		return lm_mender_refuse(m, string->at,
		    "a string without its end");
	if (end == m->text.len) {
		string->is_cut = true;
		string->end = whole_end(m, string->from);
		string->next = end;
		return has_more(m, string->from)
		    ? lm_mender_refuse(m, string->at,
			  "a string without its end, and lines behind it")
		    : LM_OK;
	}
	if (string->n_inner % 2 == 1 || string->context == LM_MEND_AT_KEY)
		return lm_mender_refuse(m, string->at,
		    "a string without its end");
	if (string->context == LM_MEND_AT_MEMBER)
		end = bare_member(m, string, end);
	string->end = space_start(m, string->from, end);
	string->next = string->end;
	return LM_OK;
}

/* Of quotes within, not all have a partner. */
static enum lm_code
check_inner(struct lm_mender *m, const struct lm_mend_string *string)
{
	if (string->n_inner % 2 == 0)
		return LM_OK;
	if (string->first_inner == string->from ||
	    (string->context == LM_MEND_AT_ELEMENT &&
		string->last_inner + 1 < string->end))
		return lm_mender_refuse(m, string->first_inner,
		    "a quote that begins or ends nothing");
	return LM_OK;
}

static enum lm_code
at_quote(struct lm_mender *m, struct lm_mend_string *string, size_t i,
    size_t len, bool *found)
{
	size_t split = 0;

	*found = true;
	switch (judge(m, string, i, len, &split)) {
	case CLOSES:
		string->end = i;
		string->next = i + len;
		string->is_closed = true;
		return check_inner(m, string);
	case SPLITS:
		string->end = space_start(m, string->from, split);
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
			i = lm_mend_scan(m->text, i, plain);
		if (i >= m->text.len)
			return find_unclosed(m, string);
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
