#include "lm/uri_chars.h"

#include "lm/utf8.h"

/* Rows of the table; each kind holds the bits of all that it may be part of. */
enum {
	Q = LM_URI_QUERY,		   /* ? */
	P = Q | LM_URI_PATH,		   /* @ / */
	C = P | LM_URI_USER,		   /* : */
	N = C | LM_URI_NAME,		   /* _ ~ and sub-delims less + */
	M = N | LM_URI_SCHEME,		   /* + - . */
	L = M | LM_URI_ALPHA,		   /* G to Z */
	X = L | LM_URI_HEX,		   /* A to F */
	D = M | LM_URI_HEX | LM_URI_DIGIT, /* 0 to 9 */
};

/* clang-format off */
const uint8_t lm_uri_chars[256] = {
	['!'] = N, ['$'] = N, ['&'] = N, ['\''] = N, ['('] = N, [')'] = N,
	['*'] = N, ['+'] = M, [','] = N, ['-'] = M, ['.'] = M, ['/'] = P,
	['0'] = D, D, D, D, D, D, D, D, D, D,
	[':'] = C, [';'] = N, ['='] = N, ['?'] = Q, ['@'] = P,
	['A'] = X, X, X, X, X, X, L, L, L, L, L, L, L,
	['N'] = L, L, L, L, L, L, L, L, L, L, L, L, L,
	['_'] = N,
	['a'] = X, X, X, X, X, X, L, L, L, L, L, L, L,
	['n'] = L, L, L, L, L, L, L, L, L, L, L, L, L,
	['~'] = N,
};
/* clang-format on */

static bool
is_hex(char byte)
{
	return (lm_uri_chars[(unsigned char)byte] & LM_URI_HEX) != 0;
}

bool
lm_uri_escape_at(struct lm_span text, size_t i)
{
	return text.len - i >= 3 && text.ptr[i] == '%' &&
	    is_hex(text.ptr[i + 1]) && is_hex(text.ptr[i + 2]);
}

static bool
is_ucs(uint32_t c)
{
	if (c < 0x10000)
		return (c >= 0xa0 && c <= 0xd7ff) ||
		    (c >= 0xf900 && c <= 0xfdcf) ||
		    (c >= 0xfdf0 && c <= 0xffef);
	return (c & 0xffff) <= 0xfffd && c <= 0xefffd &&
	    (c < 0xe0000 || c >= 0xe1000);
}

static bool
is_private(uint32_t c)
{
	return (c >= 0xe000 && c <= 0xf8ff) ||
	    (c >= 0xf0000 && c <= 0x10ffff && (c & 0xffff) <= 0xfffd);
}

size_t
lm_uri_wide_at(struct lm_span text, size_t i, enum lm_uri_wide wide)
{
	size_t end = i;
	uint32_t c;

	if (wide == LM_URI_ASCII)
		return 0;
	c = lm_utf8_next(text, &end);
	return is_ucs(c) || (wide == LM_URI_PRIVATE && is_private(c)) ? end - i
								      : 0;
}

size_t
lm_uri_pass(struct lm_span text, size_t i, unsigned bits, enum lm_uri_wide wide)
{
	size_t n = 1;

	while (i < text.len && n > 0) {
		if ((lm_uri_chars[(unsigned char)text.ptr[i]] & bits) != 0)
			n = 1;
		else if (lm_uri_escape_at(text, i))
			n = 3;
		else
			n = lm_uri_wide_at(text, i, wide);
		i += n;
	}
	return i;
}
