#ifndef LM_REGEX_PROGRAM_H
#define LM_REGEX_PROGRAM_H

#include "lm/regex_syntax.h"

/*
 * A pattern without backreferences as a nondeterministic automaton (Thompson,
 * Regular Expression Search Algorithm, 1968), on characters or on bytes.
 * Lookarounds have code of their own: that of a lookbehind reads forwards up
 * to where it is asked, that of a lookahead reads backwards.
 */

enum lm_regex_op {
	LM_REGEX_JUMP,	 /* to here + x */
	LM_REGEX_SPLIT,	 /* to the next one and to here + x */
	LM_REGEX_BYTE,	 /* one byte of set x, then the next one */
	LM_REGEX_ONE,	 /* the character x, then the next one */
	LM_REGEX_POINT,	 /* one character of set x, then the next one */
	LM_REGEX_BEGIN,	 /* only at the text's beginning */
	LM_REGEX_FINISH, /* only at its end */
	LM_REGEX_EDGE,	 /* only where x tells whether there is a word's edge */
	LM_REGEX_LOOK,	 /* only where lookaround x holds */
	LM_REGEX_ACCEPT,
};

struct lm_regex_step {
	enum lm_regex_op op;
	int32_t x;
};

struct lm_regex_bytes {
	uint64_t words[4];
};

/* A set of characters: those below 64 and 128, and all, in order. */
struct lm_regex_points {
	uint64_t ascii[2];
	uint32_t range, n_ranges;
};

struct lm_regex_look {
	uint32_t first, last; /* tokens of its body, less last */
	uint32_t start;	      /* its first step */
	bool behind, negated;
};

/* All-zero is empty; lm_regex_program_free returns to it. */
struct lm_regex_program {
	struct lm_buf
	    steps; /* of struct lm_regex_step; the first is the start */
	struct lm_buf bytes;  /* of struct lm_regex_bytes */
	struct lm_buf points; /* of struct lm_regex_points */
	struct lm_buf ranges; /* of struct lm_regex_range */
	struct lm_buf looks; /* of struct lm_regex_look; inner ones are later */
	bool anchored;	     /* it begins with "^" */
	bool simple;	     /* it has neither EDGE nor LOOK */
};

static inline struct lm_regex_step *
lm_regex_steps(const struct lm_regex_program *program)
{
	return (void *)program->steps.ptr;
}

static inline size_t
lm_regex_n_steps(const struct lm_regex_program *program)
{
	return program->steps.len / sizeof(struct lm_regex_step);
}

static inline const struct lm_regex_bytes *
lm_regex_byte_sets(const struct lm_regex_program *program)
{
	return (const void *)program->bytes.ptr;
}

static inline struct lm_regex_look *
lm_regex_looks(const struct lm_regex_program *program)
{
	return (void *)program->looks.ptr;
}

static inline size_t
lm_regex_n_looks(const struct lm_regex_program *program)
{
	return program->looks.len / sizeof(struct lm_regex_look);
}

static inline const struct lm_regex_points *
lm_regex_point_sets(const struct lm_regex_program *program)
{
	return (const void *)program->points.ptr;
}

/* Whether a character is in a set of the program.  O(log ranges). */
bool lm_regex_has_point(const struct lm_regex_program *program, size_t set,
    uint32_t point);

static inline bool
lm_regex_has_byte(const struct lm_regex_bytes *set, unsigned char byte)
{
	return set->words[byte >> 6] >> (byte & 63) & 1;
}

/* Whether a byte is one of \w. */
static inline bool
lm_regex_is_word(unsigned char byte)
{
	return (byte >= '0' && byte <= '9') || byte == '_' ||
	    ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

/*
 * Make the program of a pattern whose references are settled.  LM_LIMIT: it
 * would have over LM_REGEX_STEPS_MAX steps, or the pattern has backreferences or,
 * on bytes, properties.  The ranges of properties are known before.  LM_NOMEM.  *out is to be freed in any case.
 */
#define LM_REGEX_STEPS_MAX 65536
enum lm_code lm_regex_program_make(const struct lm_regex_pattern *pattern,
    bool on_bytes, struct lm_regex_program *out, struct lm_err *err);
void lm_regex_program_free(struct lm_regex_program *program);

/* One step more. */
enum lm_code lm_regex_program_add(struct lm_regex_program *program,
    enum lm_regex_op op, int32_t x, struct lm_err *err);

/* Steps for the bytes of one character of n ranges. */
enum lm_code lm_regex_program_ranges(struct lm_regex_program *program,
    const struct lm_regex_range *ranges, size_t n, struct lm_err *err);

#endif
