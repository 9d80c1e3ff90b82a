#ifndef LM_MEND_STATE_H
#define LM_MEND_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "lm/err.h"
#include "lm/json.h"
#include "lm/mend.h"
#include "lm/span.h"

/*
 * What the parts of mend share: where the reading is, and what is written.
 *
 * The text up to copied is in the output, mended; what is between copied and i
 * is right, and is copied when a repair follows.  So text without faults costs
 * one copy.
 */

enum lm_mender_want {
	LM_MENDER_VALUE, /* or the end of an array that has just begun */
	LM_MENDER_KEY,	 /* or the end of the object */
	LM_MENDER_COLON,
	LM_MENDER_NEXT, /* a comma, or the end of what is open */
};

/* What is open. */
enum lm_mender_level_kind {
	LM_MENDER_OBJECT,
	LM_MENDER_ARRAY,
	LM_MENDER_TUPLE, /* (1, 2), or (1): known at its end */
	LM_MENDER_CALL,	 /* callback( */
	LM_MENDER_LIST,	 /* values one after the other, without brackets */
	LM_MENDER_N_LEVELS
};

struct lm_mender_level {
	enum lm_mender_level_kind kind;
	bool has_comma;
	size_t out; /* where its bracket is in the output */
};

struct lm_mender {
	struct lm_span text;
	size_t i;      /* what is read next */
	size_t copied; /* what is in the output, mended */
	lm_mend_mask allowed;
	struct lm_mended *out;
	struct lm_err *err;
	enum lm_mender_want want;
	bool is_part;	     /* what follows the root is not looked at */
	bool had_colon;	     /* the value that is wanted is a member's */
	bool had_comma;	     /* what is wanted follows a comma */
	size_t token_end;    /* past the last token */
	size_t comma;	     /* the comma before what is wanted */
	size_t comma_out;    /* and where it is in the output */
	size_t item_out;     /* the output before the item that is read */
	size_t item_n;	     /* and how many repairs there were */
	size_t item_at;	     /* and where it begins in the text */
	size_t root_out;     /* where the root begins in the output */
	unsigned n_unclosed; /* strings whose end was nowhere */
	size_t depth;
	size_t n_open[LM_MENDER_N_LEVELS];
	struct lm_mender_level levels[LM_MEND_MAX_DEPTH + 1];
};

/* Begin with a text; the levels are filled as they open. */
static inline void
lm_mender_begin(struct lm_mender *m, struct lm_span text)
{
	memset(m, 0, offsetof(struct lm_mender, levels));
	m->text = text;
}

/* The byte at i; 0 at the end. */
static inline char
lm_mender_byte(const struct lm_mender *m, size_t i)
{
	return i < m->text.len ? m->text.ptr[i] : '\0';
}

/* The innermost level; there is one. */
static inline struct lm_mender_level *
lm_mender_top(struct lm_mender *m)
{
	return &m->levels[m->depth - 1];
}

static inline bool
lm_mender_in(const struct lm_mender *m, enum lm_mender_level_kind kind)
{
	return m->depth > 0 && m->levels[m->depth - 1].kind == kind;
}

/* Whether text has this word, which is not empty, at i. */
static inline bool
lm_mender_has(const struct lm_mender *m, size_t i, const char *word)
{
	size_t len = strlen(word);

	return i < m->text.len && m->text.ptr[i] == word[0] &&
	    m->text.len - i >= len && memcmp(m->text.ptr + i, word, len) == 0;
}

/* Where the JSON white space at i ends. */
static inline size_t
lm_mender_space_end(const struct lm_mender *m, size_t i)
{
	return lm_json_space_end(m->text, i);
}

/* LM_MALFORMED: the text is refused for what is at an offset. */
enum lm_code lm_mender_refuse(struct lm_mender *m, size_t at, const char *what);

/* Note a repair, or refuse the text where it is not allowed.  Offsets are put
 * in order. */
enum lm_code lm_mender_note(struct lm_mender *m, enum lm_mend_kind kind,
    size_t at);

/* Where a byte of the text that is not yet copied will be in the output. */
static inline size_t
lm_mender_out(const struct lm_mender *m, size_t i)
{
	return m->out->json.len + (i - m->copied);
}

/* Copy the text up to i. */
enum lm_code lm_mender_flush(struct lm_mender *m, size_t i);

/* Leave the text from i to end out, and go on there. */
enum lm_code lm_mender_drop(struct lm_mender *m, size_t end);

/* The same, which is a repair of this kind. */
enum lm_code lm_mender_drop_noted(struct lm_mender *m, enum lm_mend_kind kind,
    size_t end);

/* Write this instead of the text from i to end, and go on there. */
enum lm_code lm_mender_replace(struct lm_mender *m, size_t end,
    const char *text);

/* Write this before i. */
enum lm_code lm_mender_insert(struct lm_mender *m, const char *text);

/* Write this behind the last token, before the white space at i. */
enum lm_code lm_mender_behind(struct lm_mender *m, const char *text);

/* Put a byte into the output, or take one out; near its end. */
enum lm_code lm_mender_put(struct lm_mender *m, size_t out, char byte);
enum lm_code lm_mender_take(struct lm_mender *m, size_t out);

#endif
