#ifndef LM_MEND_H
#define LM_MEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * Text that is nearly JSON becomes JSON (RFC 8259), and every repair has a
 * name and the byte offset of what it mended.
 *
 * What is meant is told from the text alone and from few bytes around the
 * fault; where it cannot be told, or where a repair that is not allowed would
 * be needed, the text is refused.  No value is invented, unless
 * LM_MEND_MISSING_VALUE is allowed; members keep their order, and names that
 * repeat are kept.  Bytes that are not part of a fault are copied: texts of
 * numbers, escapes, white space.  JSON is copied as it is, without a repair.
 */

enum lm_mend_kind {
	LM_MEND_TRAILING_COMMA,	 /* [1,] and {}, */
	LM_MEND_EXTRA_COMMA,	 /* [,1] and [1,,2]: no value is missed */
	LM_MEND_MISSING_COMMA,	 /* [1 2], {"a":1 "b":2} */
	LM_MEND_MISSING_COLON,	 /* {"a" 1} */
	LM_MEND_SINGLE_QUOTES,	 /* {'a':'b'} */
	LM_MEND_SMART_QUOTES,	 /* {“a”:‘b’}, `a´ */
	LM_MEND_UNQUOTED_KEY,	 /* {a:1} */
	LM_MEND_UNQUOTED_STRING, /* [a, https://b.c/, 1.1.1, 1/3] */
	LM_MEND_MISSING_QUOTE,	 /* one of the two, with more text behind */
	LM_MEND_UNESCAPED_QUOTE, /* "a 24" screen" */
	LM_MEND_COMMENT,	 /* slashes as in JavaScript, # as in Python */
	LM_MEND_PYTHON_LITERAL,	 /* True, False, None; TRUE, Null and so on */
	LM_MEND_PYTHON_TUPLE,	 /* (1, 2) is [1, 2]; (1) is 1 */
	LM_MEND_MISSING_BRACKET, /* one is closed nowhere, or too late */
	LM_MEND_REDUNDANT_BRACKET,    /* {"a":1}}, {"a":1}, "b":2} */
	LM_MEND_CONTROL_CHARACTER,    /* in a string: escaped */
	LM_MEND_BAD_ESCAPE,	      /* \s is \\s; \' is '; \x41 is \u0041 */
	LM_MEND_NUMBER_FORM,	      /* +1 .5 1. 007 0x1f 1_000 */
	LM_MEND_CONCATENATED_STRINGS, /* "a" + "b" */
	LM_MEND_ELLIPSIS,	      /* [1, 2, ...]: dropped */
	LM_MEND_WHITE_SPACE,  /* no-break spaces, a byte order mark, ... */
	LM_MEND_WRAPPER_CALL, /* callback({}); ObjectId("1") */
	LM_MEND_REGULAR_EXPRESSION, /* /a+/ is "/a+/" */
	LM_MEND_SEVERAL_VALUES, /* {} {} on lines or with commas: an array */
	LM_MEND_CUT_STRING,	/* the text ends in a string: closed there */
	LM_MEND_CUT_LITERAL,	/* the text ends in "tru": true */
	LM_MEND_CUT_MEMBER,	/* the text ends before a value: dropped */
	LM_MEND_CUT_NUMBER,	/* the text ends with a number, maybe a part */
	LM_MEND_MISSING_VALUE,	/* {"a":}, undefined, NaN, Infinity: null */
	LM_MEND_N_KINDS
};

/* A set of kinds: bit LM_MEND_BIT(kind) for each. */
typedef uint32_t lm_mend_mask;

#define LM_MEND_BIT(kind) (UINT32_C(1) << (kind))
#define LM_MEND_ALL (LM_MEND_BIT(LM_MEND_N_KINDS) - 1)

/*
 * All but those after which a value may be another one than was meant:
 * a null where there was no value, 12 where the text was cut within 1234.
 */
#define LM_MEND_DEFAULT                            \
	(LM_MEND_ALL &                             \
	    ~(LM_MEND_BIT(LM_MEND_MISSING_VALUE) | \
		LM_MEND_BIT(LM_MEND_CUT_NUMBER)))

/* As in record.h: deeper is refused. */
#define LM_MEND_MAX_DEPTH 1000

struct lm_mend_repair {
	enum lm_mend_kind kind;
	size_t at; /* byte offset in the source text, at most its length */
};

/* What was mended; all-zero is empty.  Used again, it keeps its memory. */
struct lm_mended {
	struct lm_buf json;
	struct lm_mend_repair *list; /* offsets ascend, some may be equal */
	size_t n;
	size_t cap; /* of list */
};

void lm_mended_free(struct lm_mended *mended);

/* The stable name of a kind: "trailing_comma". */
const char *lm_mend_name(enum lm_mend_kind kind);

/* The kind of this name; false when none has it, *kind is untouched then. */
bool lm_mend_find(struct lm_span name, enum lm_mend_kind *kind);

/*
 * Mend all of text, which is UTF-8, with the kinds of repair in allowed (0:
 * only what is JSON already passes).  LM_OK: *out holds JSON of at most
 * LM_MEND_MAX_DEPTH levels, with the white space of text around it.
 *
 * LM_MALFORMED, with err->column: no JSON can be made of it with these kinds;
 * what *out holds is of no use then.  LM_NOMEM.  A text that holds no array
 * and no object is mended only where its quotes or its literal say that it is
 * a value: no word is made a string.
 *
 * O(length) in time on any input; memory is that of the result, and 16 bytes
 * a repair.  JSON at the speed of a check and a copy; else where faults are
 * few nearly so.
 */
enum lm_code lm_mend(struct lm_span text, lm_mend_mask allowed,
    struct lm_mended *out, struct lm_err *err);

/*
 * Mend the array or object that begins at text.ptr[from] (a bracket), whatever
 * follows it; *end is where it ended in text.  Offsets are those in text.
 * Otherwise as lm_mend; at LM_MALFORMED *end is how far it was read.
 */
enum lm_code lm_mend_value(struct lm_span text, size_t from,
    lm_mend_mask allowed, struct lm_mended *out, size_t *end,
    struct lm_err *err);

/*
 * Whether a JSON value (RFC 8259; its UTF-8 is not checked) of at most
 * LM_MEND_MAX_DEPTH levels begins at text.ptr[from], with no white space
 * before it.  *end is past its last byte, or else where it broke, above from
 * unless from is the end.  O(*end - from), nothing is allocated.
 */
bool lm_mend_is_json(struct lm_span text, size_t from, size_t *end);

#endif
