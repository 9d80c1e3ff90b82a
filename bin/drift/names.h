#ifndef DRIFT_NAMES_H
#define DRIFT_NAMES_H

#include <stddef.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * Texts, each of which has a number: 0 for the one that came first, 1 for the
 * next one that is another, and so on.  All-zero is empty.
 */
struct drift_names {
	struct lm_buf texts; /* one behind the other */
	struct lm_buf list;  /* of struct place: where in texts */
	struct lm_buf index; /* a hash table of size_t, 1 + number */
};

void drift_names_free(struct drift_names *names);

size_t drift_names_count(const struct drift_names *names);

/* The text of a number; it lives until one is added. */
struct lm_span drift_names_at(const struct drift_names *names, size_t number);

/* The number of text, which is added if it is new.  LM_NOMEM, and then names
 * holds what it held. */
enum lm_code drift_names_add(struct drift_names *names, struct lm_span text,
    size_t *number, struct lm_err *err);

/* The number of text; DRIFT_NONE (set.h): it has none. */
size_t drift_names_find(const struct drift_names *names, struct lm_span text);

#endif
