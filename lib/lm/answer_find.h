#ifndef LM_ANSWER_FIND_H
#define LM_ANSWER_FIND_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/answer.h"
#include "lm/buf.h"
#include "lm/span.h"

/* How likely a place is; what stands in a reasoning block comes last. */
enum lm_answer_rank {
	LM_ANSWER_JSON_FENCE,
	LM_ANSWER_BARE_FENCE,
	LM_ANSWER_OTHER_FENCE, /* of another language */
	LM_ANSWER_PROSE,
	LM_ANSWER_N_RANKS,
	LM_ANSWER_MOST_RANKS = 2 * LM_ANSWER_N_RANKS
};

/* Fill answer->places and answer->n_beyond from its text, in order of rank,
 * those of a rank in order of the text.  O(length). */
void lm_answer_find(struct lm_answer *answer);

/* A line that is a fence (CommonMark 0.31 4.5, however far indented). */
struct lm_answer_fence {
	size_t at; /* its first mark */
	size_t n;  /* marks */
	char mark; /* ` or ~ */
	struct lm_span
	    label;   /* the info string, trimmed; empty: it may close */
	size_t next; /* the next line begins */
};

/* Whether the line at i is a fence. */
bool lm_answer_fence(struct lm_span text, size_t i,
    struct lm_answer_fence *fence);

/* The first line from i on that closes a fence; false: none does. */
bool lm_answer_fence_close(struct lm_span text, size_t i,
    const struct lm_answer_fence *open, struct lm_answer_fence *close);

/* How many lines are fences that begin from i on and before end; i is in a
 * line whose fence counts. */
size_t lm_answer_fences(struct lm_span text, size_t i, size_t end);

/* Whether it has to be JSON, as its label says, or may be. */
enum lm_answer_rank lm_answer_fence_rank(const struct lm_answer_fence *fence);

/* Text without the white space around it. */
struct lm_span lm_answer_trim(struct lm_span text);

/*
 * Where the array or object at i ends, JSON or not: strings are passed over,
 * to the end of their line at most, and a closing bracket ends what is open
 * within its own.  text.len: nowhere.  O(length of it).
 */
size_t lm_answer_balance(struct lm_span text, size_t i);

/* Whether the bracket at i begins what may be mended to JSON, and is not a
 * sign of prose: [see below], {x}. */
bool lm_answer_is_structure(struct lm_span text, size_t i);

/* Whether a comma and a member follow at i: {"a":1}, "b":2}. */
bool lm_answer_goes_on(struct lm_span text, size_t i);

/*
 * Append what is between the quotes of a JSON string, decoded.  False where
 * there is an escape that JSON does not have, a quote, or no memory, which
 * *code then says.
 */
bool lm_answer_decode(struct lm_span inside, struct lm_buf *out,
    enum lm_code *code, struct lm_err *err);

#endif
