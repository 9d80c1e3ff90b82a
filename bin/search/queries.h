#ifndef SEARCH_QUERIES_H
#define SEARCH_QUERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "made.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

#define QUERIES_MOST 100000

struct query {
	size_t row; /* of its vector */
	double norm;
	size_t id_at, id_len;	    /* its id as JSON; no length: none */
	size_t label_at, label_len; /* what it says, for people */
};

/*
 * What is looked for: vectors of equal length, which one model made.
 * All-zero is empty.
 */
struct queries {
	struct lm_buf list;    /* of struct query */
	struct lm_buf vectors; /* of float, a row a query */
	struct lm_buf texts;   /* what the queries point into */
	struct lm_buf names;   /* what made points into */
	struct made made;
	size_t dimensions;
	uint64_t n_empty;	/* passed over: no direction */
	bool any_fingerprint;	/* set before: made may differ */
	bool zero_is_direction; /* set before: a zero vector is a query */
};

void queries_free(struct queries *queries);

/*
 * Read a file of records with embeddings, plain or gzip; "-" is standard input.
 * A record without a direction (null, or zero) is counted and passed over.
 * Errors are told with file and line.  LM_MALFORMED: no record, or none with a
 * direction; an embedding is missing or no vector; dimensions or models differ
 * (any_fingerprint: only dimensions); an id is neither string nor number.
 * LM_LIMIT: more than QUERIES_MOST.  LM_IO, LM_NOMEM.
 */
enum lm_code queries_read(struct queries *queries, const char *path,
    struct lm_err *err);

/* How many there are, and the one at i. */
size_t queries_count(const struct queries *queries);
const struct query *queries_at(const struct queries *queries, size_t i);

/* Its id as JSON (null: none), and its title or text as it came. */
struct lm_span queries_id(const struct queries *queries, size_t i);
struct lm_span queries_label(const struct queries *queries, size_t i);

/*
 * What an embedding that is to be compared with these has to be.  LM_MALFORMED
 * for other dimensions or, without any_fingerprint, what another model made;
 * LM_NOMEM.
 */
enum lm_code queries_match(const struct queries *queries,
    const struct made *made, size_t dimensions, struct lm_err *err);

#endif
