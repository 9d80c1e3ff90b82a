#ifndef LM_ANSWER_H
#define LM_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/mend.h"
#include "lm/span.h"

/*
 * What a model meant to say: the JSON in its answer, as candidates, best
 * first.  The caller checks each against what it expects and takes the first
 * that is valid.
 *
 *	lm_answer_begin(&answer, text, LM_MEND_DEFAULT);
 *	for (;;) {
 *		code = lm_answer_next(&answer, &candidate, &more, err);
 *		if (code != LM_OK || !more || is_valid(candidate.json))
 *			break;
 *	}
 *
 * The order: the whole text, where it is JSON; what it holds, where it is a
 * string that holds JSON; fenced blocks (CommonMark 0.31 4.5), those labelled
 * json before others; arrays and objects in prose; then, if repairs are
 * allowed, the whole text, the fenced blocks and what begins with a bracket in
 * prose, mended.  What stands in a reasoning block (<think>...</think>) comes
 * after what stands behind it; in one that has no end nothing counts, as no
 * answer has begun.
 */

enum lm_answer_step {
	LM_ANSWER_STRICT,    /* the whole text is JSON */
	LM_ANSWER_EXTRACTED, /* JSON, byte by byte, in something else */
	LM_ANSWER_REPAIRED,  /* not JSON before lm_mend */
};

/* "strict", "extracted", "repaired". */
const char *lm_answer_step_name(enum lm_answer_step step);

/* Lives until the next call with its lm_answer. */
struct lm_answer_candidate {
	enum lm_answer_step step;
	struct lm_span json; /* the payload, without white space around it */
	size_t at;	     /* where in the text it stands: its first byte */
	size_t len;	     /* and its bytes there; json.len may differ */
	bool is_encoded;     /* it stood in a JSON string, and is decoded */
	const char *how;     /* "whole", "double_encoded", "fence", "prose" */
	/* Equally likely ones share a tier: where two of them are valid and
	 * differ, nobody can tell which was meant.  Never falls. */
	unsigned tier;
	/* For a repaired one; offsets are those in the text, or, of an encoded
	 * one, those in the decoded string. */
	const struct lm_mend_repair *repairs;
	size_t n_repairs;
};

/* So many places of a text are tried at most, each for one candidate; besides
 * there are the whole text, and what it holds as a string. */
#define LM_ANSWER_PLACES 16
#define LM_ANSWER_MOST (LM_ANSWER_PLACES + 3)

/* Where in the text a payload may be. */
struct lm_answer_place {
	size_t from, end; /* without white space around it */
	size_t limit;	  /* how far it may go on, when it is mended */
	unsigned rank;	  /* the lower, the likelier; see answer_find.h */
	bool is_fence;
	bool is_json; /* byte by byte */
};

/* All-zero is valid; used for the next answer, it keeps its memory. */
struct lm_answer {
	struct lm_span text;
	lm_mend_mask repairs;
	struct lm_answer_place places[LM_ANSWER_PLACES];
	size_t n_places;
	size_t n_beyond; /* places that were found and are not tried */
	/* What comes next: of which kind, and which place of it. */
	unsigned stage;
	size_t i;
	bool is_whole; /* the whole text is JSON, or could be mended */
	struct lm_buf decoded;
	struct lm_mended mended;
};

void lm_answer_free(struct lm_answer *answer);

/*
 * Begin with a text (UTF-8), which must live as long as its candidates are
 * used.  repairs: the kinds of repair that are allowed, 0: none.
 */
void lm_answer_begin(struct lm_answer *answer, struct lm_span text,
    lm_mend_mask repairs);

/*
 * The next candidate; *more is false, and *out untouched, when there is none.
 * Only LM_NOMEM is an error.  O(length) over all candidates of a text.
 */
enum lm_code lm_answer_next(struct lm_answer *answer,
    struct lm_answer_candidate *out, bool *more, struct lm_err *err);

#endif
