#ifndef LM_REGEX_SYNTAX_H
#define LM_REGEX_SYNTAX_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/* A pattern of ECMA-262 taken apart: what lm/regex is made of. */

#define LM_REGEX_POINT_MAX 0x10ffff
#define LM_REGEX_ENDLESS UINT32_MAX

enum lm_regex_kind {
	LM_REGEX_CHAR, /* value: the character, perhaps a lone surrogate */
	LM_REGEX_SET,  /* value: which of the sets */
	LM_REGEX_OPEN,
	LM_REGEX_CLOSE,
	LM_REGEX_ALTERNATIVE,	/* "|" */
	LM_REGEX_START,		/* "^" */
	LM_REGEX_END,		/* "$" */
	LM_REGEX_WORD_EDGE,	/* \b */
	LM_REGEX_NO_WORD_EDGE,	/* \B */
	LM_REGEX_BACKREFERENCE, /* value: the group's number */
	LM_REGEX_EMPTY,		/* a backreference to what is never there */
	LM_REGEX_NAME_REFERENCE /* value, pair: where its name is, how long;
				   gone when all is read */
};

enum lm_regex_group {
	LM_REGEX_PLAIN,
	LM_REGEX_CAPTURE, /* value: its number, from 1 */
	LM_REGEX_AHEAD,
	LM_REGEX_NOT_AHEAD,
	LM_REGEX_BEHIND,
	LM_REGEX_NOT_BEHIND,
};

struct lm_regex_token {
	enum lm_regex_kind kind;
	enum lm_regex_group group; /* of OPEN and CLOSE */
	uint32_t at;		   /* the byte of the source */
	uint32_t value;
	uint32_t pair;	   /* of OPEN, CLOSE: the other one */
	uint32_t min, max; /* how often; a group's stand at both its ends */
	bool lazy;
	bool referred; /* of OPEN: a backreference needs it */
};

/* Characters from first to last. */
struct lm_regex_range {
	uint32_t first, last;
};

/*
 * A set of characters: ranges in order that do not touch, and properties as
 * PCRE2 spells them; negated only where there are properties.
 */
struct lm_regex_set {
	uint32_t range, n_ranges;
	uint32_t text, text_len;
	bool negated;
};

/* All-zero is empty; lm_regex_pattern_free returns to it. */
struct lm_regex_pattern {
	struct lm_buf tokens; /* of struct lm_regex_token */
	struct lm_buf sets;   /* of struct lm_regex_set */
	struct lm_buf ranges; /* of struct lm_regex_range */
	struct lm_buf texts;
	uint32_t n_groups; /* that capture */
};

/* The arrays in these buffers; they live until the next one is added. */
static inline struct lm_regex_token *
lm_regex_tokens(const struct lm_regex_pattern *pattern)
{
	return (void *)pattern->tokens.ptr;
}

static inline size_t
lm_regex_n_tokens(const struct lm_regex_pattern *pattern)
{
	return pattern->tokens.len / sizeof(struct lm_regex_token);
}

static inline const struct lm_regex_set *
lm_regex_sets(const struct lm_regex_pattern *pattern)
{
	return (const void *)pattern->sets.ptr;
}

static inline const struct lm_regex_range *
lm_regex_ranges(const struct lm_regex_pattern *pattern)
{
	return (const void *)pattern->ranges.ptr;
}

/*
 * Take source apart.  LM_MALFORMED, LM_LIMIT (over LM_REGEX_SOURCE_MAX) with
 * the column, LM_NOMEM; *out is to be freed in any case.
 */
enum lm_code lm_regex_parse(struct lm_span source, struct lm_regex_pattern *out,
    struct lm_err *err);
void lm_regex_pattern_free(struct lm_regex_pattern *pattern);

/* Groups may be nested so deeply. */
#define LM_REGEX_DEPTH_MAX 250

/*
 * Backreferences as PCRE2 can have them: one that can only find its group
 * unset becomes LM_REGEX_EMPTY, the groups of others are marked.  LM_LIMIT
 * where PCRE2 and ECMA would differ, or for too deep a nest.  *any: whether
 * there are any left.
 */
enum lm_code lm_regex_settle_references(struct lm_regex_pattern *pattern,
    bool *any, struct lm_err *err);

/* lm_err_set with the byte of the source, from 0. */
enum lm_code lm_regex_refuse(struct lm_err *err, enum lm_code code, size_t at,
    const char *what);

#endif
