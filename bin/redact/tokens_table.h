#ifndef REDACT_TOKENS_TABLE_H
#define REDACT_TOKENS_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "kinds.h"

#include "lm/span.h"

/* What proves that bytes of a shape are a token.  "The body" is what follows
 * the literal that the shape begins with. */
enum proof {
	PROOF_SHAPE,	 /* the shape alone */
	PROOF_RANDOM,	 /* the body's entropy; no placeholder */
	PROOF_SHORT,	 /* the same, of a body too short for that entropy */
	PROOF_LETTERED,	 /* random, and both a digit and a letter */
	PROOF_MIXED,	 /* random, and a digit and letters of both cases */
	PROOF_DIGITS,	 /* the same, and two digits */
	PROOF_TAIL,	 /* mixed, what follows the number in front */
	PROOF_NOT_WORDS, /* random, and not to be read as words */
	PROOF_CRC62,	 /* GitHub's checksum, else as PROOF_NOT_WORDS */
	PROOF_CRC_HEX,	 /* Atlassian's checksum, else as PROOF_RANDOM */
	PROOF_SNOWFLAKE, /* base64 of a number of 17 to 20 digits in front */
	PROOF_UNKNOWN,	 /* random, and no example that was published */
};

/* What may be before a token. */
enum neighbour {
	ALONE, /* no letter, digit or "_" */
	APART, /* nor "+", "/", "-", "." or "~" */
	GLUED, /* anything: the prefix is like nothing else */
};

/*
 * A shape's pattern is matched from left to right, each part taking as much
 * as it can, and never going back:
 *	%d 0-9		%h 0-9a-f	%x 0-9a-fA-F	%z a-z
 *	%l a-z0-9	%u A-Z0-9	%a A-Za-z0-9	%c A-Za-z
 *	%w A-Za-z0-9_	%t A-Za-z0-9_-	%p A-Za-z0-9_.=-
 *	%b A-Za-z0-9+/	%s A-Za-z0-9_=-	%2 A-Z2-7	%e =
 *	%q A-Za-z0-9%+/=_.-		%v A-Za-z0-9_~.-	%% %
 * then {n} or {min,max}; "!" where the mark stands (else: at the start), "("
 * and ")" about what is secret (else: all); other bytes are themselves.  What
 * is left of "!" has a fixed length.
 */
struct shape {
	enum kind kind;
	const char *pattern;
	enum proof proof;
	enum neighbour left;
};

struct shapes {
	const struct shape *list;
	size_t n;
};

/* At a mark of token_marks: the first 3 bytes at "!". */
struct shapes shapes_of_services(void);
struct shapes shapes_of_clouds(void);
struct shapes shapes_of_models(void);
struct shapes shapes_of_hashes(void);
/* At a run, found by 3 bytes at "!": those before the run, or its first. */
struct shapes shapes_of_runs(void);
struct shapes shapes_of_model_runs(void);
/* At any run; it begins at "!". */
struct shapes shapes_of_any_run(void);
/* At any run of digits; it begins at "!". */
struct shapes shapes_of_digits(void);

/* A pattern against the text from at on: where the token and its secret part
 * are, and its body. */
struct match {
	struct lm_span token;
	struct lm_span secret;
	struct lm_span body; /* from the first repeated class on */
};
bool pattern_match(const char *pattern, struct lm_span text, size_t at,
    struct match *match);

/* How many bytes are left of the pattern's "!" (0: it has none), and what
 * follows it. */
size_t pattern_offset(const char *pattern, const char **mark);

/*
 * How what follows a pattern's "!" begins: with a literal; or, where that is
 * empty, with min to max bytes of a class, and a literal byte behind them.
 */
struct start {
	struct lm_span literal;
	char class; /* NUL: a literal, or nothing */
	size_t min;
	size_t max;
	char then; /* NUL: no literal byte */
};
struct start pattern_start(const char *mark);

/* Whether a byte may be the first of it. */
bool pattern_begins(const struct start *start, char byte);

/* Whether a match is a token. */
bool proof_holds(enum proof proof, const struct match *match);

/* Whether the last 6 characters are the CRC-32 of those after the last "_",
 * in base 62 (GitHub, npm). */
bool token_crc62_holds(struct lm_span token);

/* Whether the last 8 characters are the CRC-32 of all before, the "=" between
 * included, in upper-case hex (Atlassian). */
bool token_crc_hex_holds(struct lm_span token);

#endif
