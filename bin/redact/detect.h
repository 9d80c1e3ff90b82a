#ifndef REDACT_DETECT_H
#define REDACT_DETECT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "kinds.h"

#include "lm/err.h"
#include "lm/span.h"

/*
 * What a detector looks at: a text, decoded (valid UTF-8: the value of a JSON
 * string, not its escapes), and the name of the member that holds it (decoded,
 * as written; for an element of an array the name of the array; empty: none).
 */
struct subject {
	struct lm_span text;
	struct lm_span name;
};

/* One finding: bytes of the text, whole characters. */
struct finding {
	size_t at;
	size_t len;
	enum kind kind;
	struct lm_span label; /* of the mask; empty: the kind's */
};

struct findings {
	struct finding *list;
	size_t n;
	size_t cap;
};

void findings_free(struct findings *findings);

/* Add one, in any order.  LM_NOMEM. */
enum lm_code findings_add(struct findings *findings,
    const struct finding *found, struct lm_err *err);

/* In the order of the text, those that overlap as one, of the longest one's
 * kind (of equal ones, the lower kind's). */
void findings_settle(struct findings *findings);

/*
 * A detector: whether there is a finding of its kind about the mark at i, a
 * byte that the scan of the text has met; which one, its header says.  It looks
 * at no more than some hundred bytes around i where nothing is found, so that
 * a text costs O(length) whatever is in it.
 */

/* Letters and digits of ASCII, without the locale. */
static inline bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static inline bool
is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static inline bool
is_alnum(char byte)
{
	return is_digit(byte) || is_letter(byte);
}

static inline bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static inline bool
is_quote(char byte)
{
	return byte == '"' || byte == '\'' || byte == '`';
}

/* The first byte of a character of Kana, Han, Hangul and scripts near them, of
 * which sentences are made and no passwords. */
static inline bool
is_east_asian(char byte)
{
	return (unsigned char)byte >= 0xe3 && (unsigned char)byte <= 0xed;
}

static inline bool
is_hex(char byte)
{
	return is_digit(byte) || (byte >= 'a' && byte <= 'f') ||
	    (byte >= 'A' && byte <= 'F');
}

/* Letter, digit or "_". */
static inline bool
is_word(char byte)
{
	return is_alnum(byte) || byte == '_';
}

/* A character of base64 (RFC 4648 §4); and the same, or its padding. */
static inline bool
is_base64(char byte)
{
	return is_alnum(byte) || byte == '+' || byte == '/';
}

static inline bool
is_base64_padded(char byte)
{
	return is_base64(byte) || byte == '=';
}

/* Whether byte is one of set; NUL, which ends the set, is in none. */
static inline bool
is_any_of(char byte, const char *set)
{
	return byte != '\0' && strchr(set, byte) != NULL;
}

static inline char
to_lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

static inline char
to_upper(char byte)
{
	return byte >= 'a' && byte <= 'z' ? (char)(byte - ('a' - 'A')) : byte;
}

/*
 * The length of a separator within a number at i: a space, a hyphen, a
 * no-break space (U+00A0, U+202F); 0: there is none.
 */
size_t separator_len(struct lm_span text, size_t i);

/* Whether the character before i, or the one at i, is an ASCII letter, digit
 * or underscore: no number begins after, or ends before, one of these. */
bool joins_before(struct lm_span text, size_t i);
bool joins_at(struct lm_span text, size_t i);

/* Whether text has this at i; and the same, with ASCII letters of text in
 * either case (with is in lower case). */
bool text_has(struct lm_span text, size_t i, const char *with);
bool text_has_any_case(struct lm_span text, size_t i, const char *with);

/* Whether text is one of a list (its words in lower case, NULL at its end), and
 * whether it ends with a word, with something before; in either case. */
bool text_is_one_of(struct lm_span text, const char *const *list);
bool text_ends_with(struct lm_span text, const char *end);

/* Shannon's entropy of the bytes of a text, in bits a byte; 0 to 8. */
double text_entropy(struct lm_span text);

#endif
