#ifndef DRIFT_LINEAGE_H
#define DRIFT_LINEAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fingerprint.h"

#include "lm/buf.h"
#include "lm/err.h"

/*
 * What a baseline's log says of the baselines there have been: each one that
 * was accepted, and which one it came after.
 *
 * A line is written before the files get their names, so that it says what was
 * to be; whether it came to be, the next line's "from" says, or the
 * fingerprints of the files as they are.  An accept goes a step on, a rollback
 * a step back, so that what was gone back from is never met again, even where
 * the same baseline comes twice.  Lines that cannot be read are passed over.
 */
#define DRIFT_LINEAGE_NONE SIZE_MAX

/* A baseline, and what made it one. */
struct drift_node {
	char documents[DRIFT_FINGERPRINT_SIZE];
	bool has_queries; /* query vectors were accepted with it */
	char queries_from[DRIFT_FINGERPRINT_SIZE];
	char queries_to[DRIFT_FINGERPRINT_SIZE];
	size_t parent; /* what it came after; DRIFT_LINEAGE_NONE: unknown */
};

/* What a line says. */
struct drift_step {
	bool is_rollback;
	char from[DRIFT_FINGERPRINT_SIZE];
	char to[DRIFT_FINGERPRINT_SIZE];
	bool has_queries;
	char queries_from[DRIFT_FINGERPRINT_SIZE];
	char queries_to[DRIFT_FINGERPRINT_SIZE];
};

/* All-zero is empty. */
struct drift_lineage {
	struct lm_buf nodes; /* of struct drift_node */
	bool has_last;
	struct drift_step last; /* of the last line; between these nodes: */
	size_t before;
	size_t after;
};

/* Where the files are. */
enum drift_place {
	DRIFT_PLACE_UNKNOWN, /* no line tells of such a baseline */
	DRIFT_PLACE_WHOLE,
	/* In the midst of the last line: its documents have their name, its
	 * query vectors do not. */
	DRIFT_PLACE_HALF,
};

/*
 * Read the log; where there is none, *lineage is empty.  LM_IO; LM_OVERSIZE
 * for a log over 1 GiB; LM_NOMEM.
 */
enum lm_code drift_lineage_read(const char *log, struct drift_lineage *lineage,
    struct lm_err *err);
void drift_lineage_free(struct drift_lineage *lineage);

/* The node at i, which lives as long as the lineage. */
const struct drift_node *drift_lineage_node(const struct drift_lineage *lineage,
    size_t i);

/*
 * Find the baseline with this fingerprint of the documents, and of the query
 * vectors (NULL: not known).  In the midst, it is the one that was accepted,
 * or is gone back from.
 */
enum drift_place drift_lineage_find(const struct drift_lineage *lineage,
    const char *documents, const char *queries, size_t *node);

/* Take the next line.  LM_NOMEM. */
enum lm_code drift_lineage_add(struct drift_lineage *lineage,
    const struct drift_step *step, struct lm_err *err);

#endif
