#ifndef LM_PLACE_H
#define LM_PLACE_H

#include <sys/types.h>

#include <stdbool.h>

#include "lm/err.h"

/*
 * Whether two paths mean one file, also one that is yet to be made: a run must
 * not read what it writes.  Only regular files count; two names of a device,
 * a pipe or a terminal do no harm.
 */
struct lm_place {
	bool known;
	dev_t dev;
	ino_t ino;	  /* of the file, or of the folder where it will be */
	const char *name; /* in that folder, of path; NULL: it is there */
};

/* Where path is; for NULL or "-" the descriptor standard.  Not known for what
 * is no regular file, and where the folder is not there.  LM_NOMEM. */
enum lm_code lm_place_find(const char *path, int standard,
    struct lm_place *place, struct lm_err *err);

/* Whether both are known and the same. */
bool lm_place_same(const struct lm_place *a, const struct lm_place *b);

#endif
