#include "lm/uri.h"

#include <string.h>

#include "lm/uri_chars.h"

/* Where a run of characters of these bits ends, which begins at i. */
static size_t
pass(struct lm_span text, size_t i, unsigned bits)
{
	while (i < text.len &&
	    (lm_uri_chars[(unsigned char)text.ptr[i]] & bits) != 0)
		i++;
	return i;
}

static bool
is_at(struct lm_span text, size_t i, char byte)
{
	return i < text.len && text.ptr[i] == byte;
}

/* Where what follows an authority is, or nothing. */
static bool
is_after_authority(struct lm_span text, size_t i)
{
	return i == text.len || text.ptr[i] == '/' || text.ptr[i] == '?' ||
	    text.ptr[i] == '#';
}

/* IPvFuture: "v", a version in hexadecimal digits, ".", an address. */
static bool
is_future(struct lm_span text)
{
	size_t dot;

	if (text.len == 0 || (text.ptr[0] | 0x20) != 'v')
		return false;
	dot = pass(text, 1, LM_URI_HEX);
	return dot > 1 && is_at(text, dot, '.') && dot + 1 < text.len &&
	    pass(text, dot + 1, LM_URI_USER) == text.len;
}

/* Move *i past the IP-literal that begins there.  False: there is none. */
static bool
pass_literal(struct lm_span text, size_t *i)
{
	const char *open = text.ptr + *i;
	const char *close = memchr(open, ']', text.len - *i);
	struct lm_span address;

	if (close == NULL)
		return false;
	address = lm_span(open + 1, (size_t)(close - open) - 1);
	*i += address.len + 2;
	return lm_uri_is_ipv6(address) || is_future(address);
}

/* Move *i past a host and a port.  False: there is something else. */
static bool
pass_host(struct lm_span text, size_t *i, enum lm_uri_wide wide)
{
	if (!is_at(text, *i, '['))
		*i = lm_uri_pass(text, *i, LM_URI_NAME, wide);
	else if (!pass_literal(text, i))
		return false;
	if (is_at(text, *i, ':'))
		*i = pass(text, *i + 1, LM_URI_DIGIT);
	return is_after_authority(text, *i);
}

/* Move *i past the authority that begins there.  False: there is none. */
static bool
pass_authority(struct lm_span text, size_t *i, enum lm_uri_wide wide)
{
	size_t host = *i;

	if (pass_host(text, &host, wide)) {
		*i = host;
		return true;
	}
	*i = lm_uri_pass(text, *i, LM_URI_USER, wide);
	if (!is_at(text, *i, '@'))
		return false;
	(*i)++;
	return pass_host(text, i, wide);
}

/* Where the scheme's ":" is; 0: there is no scheme. */
static size_t
scheme_end(struct lm_span text)
{
	size_t end;

	if (pass(text, 0, LM_URI_ALPHA) == 0)
		return 0;
	end = pass(text, 1, LM_URI_SCHEME);
	return is_at(text, end, ':') ? end : 0;
}

/* Whether a ":" is in the first segment, where no scheme is. */
static bool
has_colon(struct lm_span text)
{
	size_t i = 0;

	while (!is_after_authority(text, i))
		if (text.ptr[i++] == ':')
			return true;
	return false;
}

bool
lm_uri_is(struct lm_span text, bool is_reference, bool is_iri)
{
	const enum lm_uri_wide wide = is_iri ? LM_URI_UCS : LM_URI_ASCII;
	size_t i = scheme_end(text);

	if (i > 0)
		i++;
	else if (!is_reference || has_colon(text))
		return false;
	if (is_at(text, i, '/') && is_at(text, i + 1, '/')) {
		i += 2;
		if (!pass_authority(text, &i, wide))
			return false;
	}
	i = lm_uri_pass(text, i, LM_URI_PATH, wide);
	if (is_at(text, i, '?'))
		i = lm_uri_pass(text, i + 1, LM_URI_QUERY,
		    is_iri ? LM_URI_PRIVATE : LM_URI_ASCII);
	if (is_at(text, i, '#'))
		i = lm_uri_pass(text, i + 1, LM_URI_QUERY, wide);
	return i == text.len;
}
