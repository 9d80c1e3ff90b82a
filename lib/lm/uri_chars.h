#ifndef LM_URI_CHARS_H
#define LM_URI_CHARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/span.h"

/* Where an ASCII character may stand (RFC 3986 appendix A), as bits. */
enum lm_uri_char {
	LM_URI_SCHEME = 1, /* but a scheme begins with a letter */
	LM_URI_DIGIT = 2,
	LM_URI_HEX = 4,
	LM_URI_NAME = 8,   /* reg-name: unreserved, sub-delims */
	LM_URI_USER = 16,  /* userinfo, IPvFuture: ":", too */
	LM_URI_PATH = 32,  /* pchar, "/" */
	LM_URI_QUERY = 64, /* and fragment: "?", too */
	LM_URI_ALPHA = 128,
};

/* The bits of each byte; none for "%" and what is not ASCII. */
extern const uint8_t lm_uri_chars[256];

/* Characters that an IRI may have besides (RFC 3987 §2.2). */
enum lm_uri_wide {
	LM_URI_ASCII,	/* none */
	LM_URI_UCS,	/* ucschar */
	LM_URI_PRIVATE, /* ucschar, iprivate */
};

/* Whether the escape of three bytes at i is whole. */
bool lm_uri_escape_at(struct lm_span text, size_t i);

/* How long the character of wide at i is; 0: there is none. */
size_t lm_uri_wide_at(struct lm_span text, size_t i, enum lm_uri_wide wide);

/* Where a run of escapes, characters of one of these bits and wide ones, which
 * begins at i, ends. */
size_t lm_uri_pass(struct lm_span text, size_t i, unsigned bits,
    enum lm_uri_wide wide);

#endif
