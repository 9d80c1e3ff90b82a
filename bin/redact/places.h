#ifndef REDACT_PLACES_H
#define REDACT_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/path.h"
#include "lm/record.h"
#include "lm/span.h"
#include "lm/walk.h"

/*
 * Places of a record that paths (lm/path.h) name, and what is to be done there.
 * Where names repeat, every one of them is such a place.
 */
enum place_role {
	PLACE_DENY,  /* the value goes */
	PLACE_HASH,  /* its hash takes its place */
	PLACE_ALLOW, /* it is not searched */
	PLACE_SCAN,  /* it is searched although it is an id, a time, a number */
	PLACE_LEARN, /* it is looked for in the rest of the record */
	N_PLACE_ROLES
};

#define PLACES_MAX 64

struct place {
	struct lm_path path;
	enum place_role role;
	struct lm_span label; /* of masks */
};

/* Not changed once all are added; shared by threads. */
struct places {
	struct place list[PLACES_MAX];
	size_t n;
	uint64_t with[N_PLACE_ROLES]; /* which have a role, a bit each */
	char *labels[PLACES_MAX];     /* what the labels point into */
};

/*
 * Add a path; the label is made of its names.  LM_USAGE where it is none;
 * LM_LIMIT for more than PLACES_MAX; LM_NOMEM.
 */
enum lm_code places_add(struct places *places, enum place_role role,
    struct lm_span path, struct lm_err *err);
void places_free(struct places *places);

/* Where a walk is: the paths that lead to each open container. */
struct place_track {
	uint64_t open[LM_RECORD_MAX_DEPTH + 1];
};

/*
 * The paths that lead to the value just met, a bit each, and those that end
 * there in *ends.  Called for each value but keys, in the order of the walk.
 */
uint64_t places_meet(const struct places *places, struct place_track *track,
    const struct lm_walk *walk, uint64_t *ends);

/* The first place of a role among these bits; NULL: there is none. */
const struct place *places_of(const struct places *places, uint64_t bits,
    enum place_role role);

#endif
