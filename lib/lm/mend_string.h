#ifndef LM_MEND_STRING_H
#define LM_MEND_STRING_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/err.h"
#include "lm/mend_look.h"
#include "lm/mend_state.h"

/* A string of the text, found but not yet mended. */
struct lm_mend_string {
	enum lm_mend_quote opening;
	enum lm_mend_context context;
	size_t at;	  /* its opening quote */
	size_t from, end; /* what is between the quotes */
	size_t next;	  /* past its closing quote, if it has one */
	bool is_closed;
	bool is_cut;	/* the text ends within it */
	bool is_dirty;	/* not all of it is right between quotes of JSON */
	size_t n_inner; /* quotes within that are text */
	size_t first_inner, last_inner;
};

/*
 * Find the end of the string whose opening quote is at m->i.  LM_MALFORMED
 * where it cannot be told.
 */
enum lm_code lm_mend_string_find(struct lm_mender *m,
    struct lm_mend_string *string);

/*
 * Mend the string at m->i and go on behind it, with what is joined to it by a
 * plus.  *is_cut: the text ends in it, and there is nothing to be kept.
 */
enum lm_code lm_mend_string(struct lm_mender *m, bool *is_cut);

/* Write the text from m->copied to end as the inside of a string. */
enum lm_code lm_mend_string_inside(struct lm_mender *m,
    const struct lm_mend_string *string);

#endif
