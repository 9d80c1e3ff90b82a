#ifndef EMBED_UNIT_H
#define EMBED_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/hash.h"
#include "lm/span.h"

/*
 * A text that a vector is wanted of.  Equal texts that are held at one time
 * are one unit, which is asked for once.
 */
enum unit_state {
	UNIT_OPEN,    /* on its way */
	UNIT_DONE,    /* embedding and what follows it are there */
	UNIT_REFUSED, /* why tells */
};

struct unit {
	struct lm_hash128 key;
	struct unit *next; /* in its chain of the table */
	size_t n_refs;
	enum unit_state state;
	bool is_new;	    /* nobody has asked for it yet */
	bool is_repeated;   /* it was asked for a second time: see API_ONCE */
	bool is_known;	    /* its vector can be read where it was written */
	struct lm_buf text; /* as it is sent; empty once it is answered */
	uint64_t order;	    /* of the first record that wants it */
	uint64_t n_tokens;  /* as tokens_count has them */
	struct lm_buf embedding; /* a JSON value */
	uint64_t tokens;	 /* as they count in the record */
	bool has_tokens;
	bool truncated;
	struct lm_buf why;
};

/* The units that are held.  All-zero is empty and valid. */
struct units {
	struct lm_buf table; /* struct unit *, a power of two of chains */
	size_t n;	     /* units */
	size_t n_bytes;	     /* of the embeddings of those that are done */
};

/* Free all units, whoever has them. */
void units_free(struct units *units);

/*
 * The unit of key, made if there is none (is_new is true then, for its maker
 * to fill), for one more user.  LM_NOMEM.
 */
enum lm_code units_get(struct units *units, const struct lm_hash128 *key,
    struct unit **out, struct lm_err *err);

/* One user less; the last one's unit is freed. */
void units_drop(struct units *units, struct unit *unit);

/* All units, in no order: the first, and the one behind unit; NULL at the end. */
const struct unit *units_first(const struct units *units);
const struct unit *units_next(const struct units *units,
    const struct unit *unit);

/* It is answered, and will not be asked for again: the text goes. */
void unit_close(struct units *units, struct unit *unit, enum unit_state state);

#endif
