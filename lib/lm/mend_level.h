#ifndef LM_MEND_LEVEL_H
#define LM_MEND_LEVEL_H

#include "lm/err.h"
#include "lm/mend_state.h"

/* Objects, arrays and what else is open: its beginning and its end. */

/* The bracket at m->i opens a level; '(' a tuple. */
enum lm_code lm_mend_open(struct lm_mender *m, enum lm_mender_level_kind kind);

/* A level that has no bracket in the output (a call, a list). */
enum lm_code lm_mend_open_silent(struct lm_mender *m,
    enum lm_mender_level_kind kind);

/* The closing bracket at m->i: it closes what is open, or is one too many. */
enum lm_code lm_mend_close(struct lm_mender *m);

/* The text ends: close all that is open. */
enum lm_code lm_mend_close_all(struct lm_mender *m);

/* Close the innermost level, whose bracket is missing. */
enum lm_code lm_mend_close_missing(struct lm_mender *m);

/* The item that is being read is left out of the output, with the calls that
 * are open in it.  LM_MALFORMED where it is all there is. */
enum lm_code lm_mend_drop_item(struct lm_mender *m);

/* The next item of what is open is wanted; its comma is at an offset, and at
 * comma_out in the output. */
void lm_mend_want_item(struct lm_mender *m, size_t comma, size_t comma_out);

/* A colon has been read: the value of a member is wanted. */
void lm_mend_want_member(struct lm_mender *m);

/* The innermost level has ended. */
void lm_mend_pop(struct lm_mender *m);

/* An item begins at the comma or the bracket at an offset. */
void lm_mend_begin_item(struct lm_mender *m, size_t at);

#endif
