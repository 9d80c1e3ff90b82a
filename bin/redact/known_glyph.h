#ifndef REDACT_KNOWN_GLYPH_H
#define REDACT_KNOWN_GLYPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * A character as a reader sees it: a code point with the marks and the
 * invisible characters that follow it, folded.
 */
struct known_glyph {
	const char *folded; /* in the text, the scratch or a constant */
	size_t end;	    /* in the text: past its last byte */
	uint32_t len;	    /* of folded; 0: invisible, or no letter */
	bool letter;	    /* or mark or digit, or invisible */
	bool capital, small;
	bool unspaced; /* of a script without spaces between words */
	bool hangul;
};

/* Of each byte: the letter or digit of ASCII that it is, in lower case, or NUL. */
extern const char known_glyph_ascii[256];

/* A glyph has at most this many code points, so that it is bounded. */
#define KNOWN_GLYPH_CODES 32

/* known_glyph_at for all characters. */
enum lm_code known_glyph_any(struct lm_span text, size_t i,
    struct lm_buf *scratch, struct known_glyph *glyph, struct lm_err *err);

/* Whether there is a glyph at i that is one byte of ASCII, and then the glyph;
 * what most are. */
static inline bool
known_glyph_plain(struct lm_span text, size_t i, struct known_glyph *glyph)
{
	unsigned char byte;

	if (i >= text.len || (text.ptr[i] & 0x80) != 0 ||
	    (i + 1 < text.len && (text.ptr[i + 1] & 0x80) != 0))
		return false;
	byte = (unsigned char)text.ptr[i];
	*glyph = (struct known_glyph){
	    .folded = &known_glyph_ascii[byte],
	    .end = i + 1,
	    .len = known_glyph_ascii[byte] != '\0',
	    .letter = known_glyph_ascii[byte] != '\0',
	    .capital = byte >= 'A' && byte <= 'Z',
	    .small = byte >= 'a' && byte <= 'z',
	};
	return true;
}

/*
 * The glyph at i, which is not inside a code point; at the end of text it is no
 * letter and has no bytes.  folded lives until the next call with this
 * scratch.  LM_NOMEM.
 */
static inline enum lm_code
known_glyph_at(struct lm_span text, size_t i, struct lm_buf *scratch,
    struct known_glyph *glyph, struct lm_err *err)
{
	return known_glyph_plain(text, i, glyph)
	    ? LM_OK
	    : known_glyph_any(text, i, scratch, glyph, err);
}

/* Where the marks and invisible characters end that stand at i, at most
 * KNOWN_GLYPH_CODES; *marked becomes true if one is not invisible. */
size_t known_glyph_skip(struct lm_span text, size_t i, bool *marked);

/* What stands between two glyphs that follow each other. */
enum known_edge {
	KNOWN_EDGE_NONE,
	KNOWN_EDGE_HANGUL, /* the end of a name, if it is long enough */
	KNOWN_EDGE_CAMEL,  /* a boundary of names that are long enough */
	KNOWN_EDGE_FULL,
};

enum known_edge known_glyph_edge(const struct known_glyph *left,
    const struct known_glyph *right);

#endif
