#include "lm/format_checks.h"

#include <strings.h>

#include "lm/uri.h"

/* RFC 5321 §4.5.3.1 */
#define LOCAL_MAX 64
#define DOMAIN_MAX 255

/* Whether a byte is of a character that is not ASCII, where those may be. */
static bool
is_wide(char byte, bool wide)
{
	return wide && (unsigned char)byte >= 0x80;
}

/* Where the dot-string at the start of text ends; 0: there is none. */
static size_t
atoms_end(struct lm_span text, bool wide)
{
	size_t i = 0;

	for (;;) {
		size_t from = i;

		while (i < text.len &&
		    (lm_format_is(text.ptr[i], LM_FORMAT_ATEXT) ||
			is_wide(text.ptr[i], wide)))
			i++;
		if (i == from)
			return 0;
		if (i == text.len || text.ptr[i] != '.')
			return i;
		i++;
	}
}

/* Where the quoted string at the start of text ends; 0: it does not. */
static size_t
quoted_end(struct lm_span text, bool wide)
{
	for (size_t i = 1; i < text.len; i++) {
		bool escaped = text.ptr[i] == '\\';

		if (text.ptr[i] == '"')
			return i + 1;
		i += escaped;
		if (i == text.len)
			return 0;
		if ((text.ptr[i] < ' ' || text.ptr[i] > '~') &&
		    (escaped || !is_wide(text.ptr[i], wide)))
			return 0;
	}
	return 0;
}

/* "[192.0.2.1]" or "[IPv6:2001:db8::1]"; no other kind is registered. */
static bool
is_literal(struct lm_span text)
{
	static const char tag[] = "IPv6:";
	const size_t len = sizeof(tag) - 1;

	if (text.len < 2 || text.ptr[text.len - 1] != ']')
		return false;
	text = lm_span(text.ptr + 1, text.len - 2);
	if (text.len > len && strncasecmp(text.ptr, tag, len) == 0)
		return lm_uri_is_ipv6(lm_span(text.ptr + len, text.len - len));
	return lm_uri_is_ipv4(text);
}

/* What follows the "@" of an address; empty: it is none. */
static struct lm_span
domain_of(struct lm_span text, bool wide)
{
	const struct lm_span none = {0};
	struct lm_span start = text;
	size_t end;

	if (start.len > LOCAL_MAX + 1)
		start.len = LOCAL_MAX + 1;
	if (start.len == 0)
		return none;
	end = start.ptr[0] == '"' ? quoted_end(start, wide)
				  : atoms_end(start, wide);
	if (end == 0 || end == start.len || text.ptr[end] != '@' ||
	    text.len - end - 1 > DOMAIN_MAX)
		return none;
	return lm_span(text.ptr + end + 1, text.len - end - 1);
}

static bool
is_domain(struct lm_span text)
{
	if (text.len > 0 && text.ptr[0] == '[')
		return is_literal(text);
	return lm_format_is_host(text);
}

bool
lm_format_is_email(struct lm_span text)
{
	return is_domain(domain_of(text, false));
}

enum lm_format_verdict
lm_format_judge_email(struct lm_span text)
{
	struct lm_span domain = domain_of(text, true);

	for (size_t i = 0; i < domain.len; i++)
		if (is_wide(domain.ptr[i], true))
			return lm_format_judge_idn(domain, LM_FORMAT_IDN_NFC);
	return is_domain(domain) ? LM_FORMAT_GOOD : LM_FORMAT_BAD;
}
