#include "lm/uri.h"
#include "lm/uri_chars.h"

static bool
is(char byte, unsigned bits)
{
	return (lm_uri_chars[(unsigned char)byte] & bits) != 0;
}

/* Move *i past a dec-octet.  False: there is none. */
static bool
pass_octet(struct lm_span text, size_t *i)
{
	size_t from = *i;
	unsigned value = 0;

	while (*i < text.len && *i - from < 3 && is(text.ptr[*i], LM_URI_DIGIT))
		value = value * 10 + (unsigned)(text.ptr[(*i)++] - '0');
	return *i > from && value <= 255 &&
	    (text.ptr[from] != '0' || *i == from + 1);
}

bool
lm_uri_is_ipv4(struct lm_span text)
{
	size_t i = 0;

	for (int n = 0; n < 4; n++) {
		if (n > 0 && (i == text.len || text.ptr[i++] != '.'))
			return false;
		if (!pass_octet(text, &i))
			return false;
	}
	return i == text.len;
}

/*
 * Move *i past an h16 and the ":" or "::" after it, or past an IPv4address at
 * the end.  How many groups of 16 bits that is; 0: neither is there.
 */
static unsigned
pass_group(struct lm_span text, size_t *i, bool *gap)
{
	size_t from = *i;

	while (*i < text.len && *i - from < 4 && is(text.ptr[*i], LM_URI_HEX))
		(*i)++;
	if (*i == from)
		return 0;
	if (*i == text.len)
		return 1;
	if (text.ptr[*i] == '.') {
		*i = text.len;
		return lm_uri_is_ipv4(lm_span(text.ptr + from, text.len - from))
		    ? 2
		    : 0;
	}
	if (text.ptr[(*i)++] != ':' || *i == text.len)
		return 0;
	if (text.ptr[*i] == ':') {
		if (*gap)
			return 0;
		*gap = true;
		(*i)++;
	}
	return 1;
}

bool
lm_uri_is_ipv6(struct lm_span text)
{
	bool gap = text.len >= 2 && text.ptr[0] == ':' && text.ptr[1] == ':';
	size_t i = gap ? 2 : 0;
	unsigned n_groups = 0, n;

	while (i < text.len && n_groups <= 8) {
		n = pass_group(text, &i, &gap);
		if (n == 0)
			return false;
		n_groups += n;
	}
	return i == text.len && (gap ? n_groups <= 7 : n_groups == 8);
}
