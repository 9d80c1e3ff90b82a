#include "lm/uri.h"

#include <string.h>

#include "lm/uri_chars.h"

static unsigned
bits_of(char byte)
{
	return lm_uri_chars[(unsigned char)byte];
}

static bool
is_scheme(struct lm_span text)
{
	if (text.len == 0 || (bits_of(text.ptr[0]) & LM_URI_ALPHA) == 0)
		return false;
	for (size_t i = 1; i < text.len; i++)
		if ((bits_of(text.ptr[i]) & LM_URI_SCHEME) == 0)
			return false;
	return true;
}

/* Nothing, or a ":" and any number of digits. */
static bool
is_port(struct lm_span text)
{
	if (text.len > 0 && text.ptr[0] != ':')
		return false;
	for (size_t i = 1; i < text.len; i++)
		if ((bits_of(text.ptr[i]) & LM_URI_DIGIT) == 0)
			return false;
	return true;
}

/* IPvFuture: "v", a version in hexadecimal digits, ".", an address. */
static bool
is_future(struct lm_span text)
{
	size_t i = 1;

	if (text.len < 4 || (text.ptr[0] | 0x20) != 'v')
		return false;
	while (i < text.len && (bits_of(text.ptr[i]) & LM_URI_HEX) != 0)
		i++;
	if (i == 1 || text.len - i < 2 || text.ptr[i++] != '.')
		return false;
	while (i < text.len && (bits_of(text.ptr[i]) & LM_URI_USER) != 0)
		i++;
	return i == text.len;
}

/* The part of text from i on. */
static struct lm_span
rest(struct lm_span text, size_t i)
{
	return lm_span(text.ptr + i, text.len - i);
}

/* An authority that begins with "[". */
static bool
is_literal(struct lm_span text)
{
	const char *close = memchr(text.ptr, ']', text.len);
	struct lm_span address;

	if (close == NULL)
		return false;
	address = lm_span(text.ptr + 1, (size_t)(close - text.ptr) - 1);
	return (lm_uri_is_ipv6(address) || is_future(address)) &&
	    is_port(rest(text, address.len + 2));
}

static bool
is_authority(struct lm_span text, enum lm_uri_wide wide)
{
	const char *mark;
	struct lm_span name;

	if (text.len == 0)
		return true;
	mark = memchr(text.ptr, '@', text.len);
	if (mark != NULL) {
		size_t len = (size_t)(mark - text.ptr);

		if (!lm_uri_only(lm_span(text.ptr, len), LM_URI_USER, wide))
			return false;
		text = rest(text, len + 1);
	}
	if (text.len > 0 && text.ptr[0] == '[')
		return is_literal(text);
	name = text;
	mark = text.len > 0 ? memchr(text.ptr, ':', text.len) : NULL;
	if (mark != NULL)
		name.len = (size_t)(mark - text.ptr);
	return lm_uri_only(name, LM_URI_NAME, wide) &&
	    is_port(rest(text, name.len));
}

bool
lm_uri_is(struct lm_span text, bool is_reference, bool is_iri)
{
	struct lm_uri uri = lm_uri_split(text);
	enum lm_uri_wide wide = is_iri ? LM_URI_UCS : LM_URI_ASCII;

	if (uri.has_scheme ? !is_scheme(uri.scheme) : !is_reference)
		return false;
	/* With neither scheme nor authority, a ":" first is in no segment. */
	if (!uri.has_scheme && !uri.has_authority && uri.path.len > 0 &&
	    uri.path.ptr[0] == ':')
		return false;
	return is_authority(uri.authority, wide) &&
	    lm_uri_only(uri.path, LM_URI_PATH, wide) &&
	    lm_uri_only(uri.query, LM_URI_QUERY,
		is_iri ? LM_URI_PRIVATE : LM_URI_ASCII) &&
	    lm_uri_only(uri.fragment, LM_URI_QUERY, wide);
}
