#include "lm/mend_look.h"

#include <string.h>

#include "lm/mend_scan.h"

/* U+2018 to U+201F: ‘ ’ ‚ ‛ “ ” „ ‟ are e2 80 98 and so on; ´ is c2 b4. */
static enum lm_mend_quote
smart_quote(const struct lm_mender *m, size_t i, size_t *len)
{
	if (lm_mender_has(m, i, "\xc2\xb4")) {
		*len = 2;
		return LM_MEND_SMART_SINGLE;
	}
	if (!lm_mender_has(m, i, "\xe2\x80") || m->text.len - i < 3)
		return LM_MEND_NO_QUOTE;
	*len = 3;
	switch ((unsigned char)m->text.ptr[i + 2] & 0xfc) {
	case 0x98:
		return LM_MEND_SMART_SINGLE;
	case 0x9c:
		return LM_MEND_SMART_DOUBLE;
	default:
		return LM_MEND_NO_QUOTE;
	}
}

enum lm_mend_quote
lm_mend_quote(const struct lm_mender *m, size_t i, size_t *len)
{
	*len = 1;
	switch (lm_mender_byte(m, i)) {
	case '"':
		return LM_MEND_DOUBLE;
	case '\'':
		return LM_MEND_SINGLE;
	case '`':
		return lm_mender_has(m, i, "```") ? LM_MEND_NO_QUOTE
						  : LM_MEND_BACK;
	case '\xc2':
	case '\xe2':
		return smart_quote(m, i, len);
	default:
		return LM_MEND_NO_QUOTE;
	}
}

bool
lm_mend_quote_closes(enum lm_mend_quote opening, enum lm_mend_quote quote)
{
	switch (opening) {
	case LM_MEND_NO_QUOTE:
		return false;
	case LM_MEND_DOUBLE:
	case LM_MEND_SINGLE:
		return quote == opening;
	case LM_MEND_SMART_DOUBLE:
		return quote == opening || quote == LM_MEND_DOUBLE;
	case LM_MEND_BACK:
		return quote == opening || quote == LM_MEND_SMART_SINGLE ||
		    quote == LM_MEND_SINGLE;
	case LM_MEND_SMART_SINGLE:
		return quote == opening || quote == LM_MEND_SINGLE;
	}
	return false;
}

/* For quotes of several bytes. */
static size_t
next_smart(const struct lm_mender *m, size_t i, size_t limit,
    enum lm_mend_quote opening)
{
	size_t len;

	while (i < limit) {
		if (m->text.ptr[i] == '\\')
			i += 2;
		else if (lm_mend_quote_closes(opening,
			     lm_mend_quote(m, i, &len)))
			return i;
		else
			i++;
	}
	return limit;
}

size_t
lm_mend_quote_next(const struct lm_mender *m, size_t i, size_t limit,
    enum lm_mend_quote opening)
{
	struct lm_span text;
	char quote = opening == LM_MEND_DOUBLE ? '"' : '\'';

	if (limit > m->text.len)
		limit = m->text.len;
	if (opening != LM_MEND_DOUBLE && opening != LM_MEND_SINGLE)
		return next_smart(m, i, limit, opening);
	text = lm_span(m->text.ptr, limit);
	while (i < limit) {
		i = lm_json_plain_end(text, i, quote);
		if (i >= limit || text.ptr[i] == quote)
			break;
		i += text.ptr[i] == '\\' ? 2 : 1;
	}
	return i < limit ? i : limit;
}
