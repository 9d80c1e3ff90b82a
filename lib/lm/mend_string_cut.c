#include "lm/mend_string.h"

#include <string.h>

/* So many strings may want their end at the end of the text: each is looked
 * for through all of it. */
#define MOST_UNCLOSED 8

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
	size_t end = m->text.len, i = lm_mend_space_start(m, from, end);

	for (size_t level = 0; level < m->depth && i > from; level++) {
		enum lm_mender_level_kind kind = m->levels[level].kind;
		char want = kind == LM_MENDER_OBJECT ? '}'
		    : kind == LM_MENDER_ARRAY	     ? ']'
						     : ')';

		if (m->text.ptr[i - 1] != want)
			break;
		end = i - 1;
		i = lm_mend_space_start(m, from, end);
	}
	return end;
}

/* Whether more may stand behind the string than itself: brackets that end a
 * line, a fence. */
static bool
has_more(const struct lm_mender *m, size_t from, size_t end)
{
	struct lm_span text = lm_span(m->text.ptr, end);
	size_t last;

	for (size_t i = from; i < text.len; i++) {
		const char *at = memchr(text.ptr + i, '\n', text.len - i);

		if (at == NULL)
			break;
		last = lm_mend_space_start(m, from, (size_t)(at - text.ptr));
		if (last > from &&
		    (text.ptr[last - 1] == '}' || text.ptr[last - 1] == ']'))
			return true;
		i = lm_mender_space_end(m, last) - 1;
		if (lm_mender_has(m, i + 1, "```"))
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

enum lm_code
lm_mend_string_unclosed(struct lm_mender *m, struct lm_mend_string *string)
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
	if (has_more(m, string->from, end))
		return lm_mender_refuse(m, string->at,
		    "a string without its end, and lines behind it");
	if (end == m->text.len) {
		string->is_cut = true;
		string->end = whole_end(m, string->from);
		string->next = end;
		return LM_OK;
	}
	if (string->n_inner > 0 || string->context == LM_MEND_AT_KEY)
		return lm_mender_refuse(m, string->at,
		    "a string without its end");
	if (string->context == LM_MEND_AT_MEMBER)
		end = bare_member(m, string, end);
	string->end = lm_mend_space_start(m, string->from, end);
	string->next = string->end;
	return LM_OK;
}
