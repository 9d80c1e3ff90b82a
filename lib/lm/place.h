#ifndef LM_PLACE_H
#define LM_PLACE_H

#include <sys/types.h>

#include <stdbool.h>

#include "lm/err.h"

/*
 * Whether two paths mean one file, by whatever names, also one that is yet to
 * be made: a run must not read what it writes, nor write one file for two
 * reasons.  Only regular files count; two names of a device, a pipe or a
 * terminal do no harm.
 */

/* Where a file is, or will be. */
struct lm_spot {
	bool known;
	bool part; /* of this name and ".part", if that is not there yet */
	dev_t dev;
	ino_t ino;	  /* of the file, or of the folder where it will be */
	const char *name; /* in that folder, of the path; NULL: it is there */
};

/* A file, and FILE.part, to which one is written until it is whole. */
struct lm_place {
	struct lm_spot file;
	struct lm_spot part; /* known only for what is written */
};

/*
 * Where path is, which lives as long as *place; for NULL or "-" the descriptor
 * standard, without a part.  In a folder that is not there yet a file is known
 * by its path as it is written.  One stat, two for what is written.  LM_NOMEM.
 */
enum lm_code lm_place_find(const char *path, int standard, bool is_written,
    struct lm_place *place, struct lm_err *err);

/* Whether they are one file, or one is the other's part. */
bool lm_place_same(const struct lm_place *a, const struct lm_place *b);

#endif
