#ifndef LM_PLACE_H
#define LM_PLACE_H

#include <stdbool.h>

#include "lm/err.h"

/* A file of a run. */
struct lm_place {
	const char *path; /* NULL or "-": the descriptor standard */
	int standard;
	bool is_written; /* as FILE.part, until it is whole */
};

/*
 * Whether two are one file by whatever names, or one the FILE.part of the
 * other, also if it is yet to be made: a run must not read what it writes, nor
 * write one file for two reasons.  Only regular files count; two names of a
 * device, a pipe or a terminal do no harm.  In a folder that is not there yet a
 * file is known by its path as it is written.  LM_NOMEM.
 */
enum lm_code lm_place_same(const struct lm_place *a, const struct lm_place *b,
    bool *same, struct lm_err *err);

#endif
