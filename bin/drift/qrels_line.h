#ifndef DRIFT_QRELS_LINE_H
#define DRIFT_QRELS_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "qrels.h"

#include "lm/err.h"
#include "lm/span.h"

/* A file of judgements that is being read: a part of qrels. */
struct drift_qrels_reading {
	struct drift_qrels *qrels;
	const char *file;
	size_t n_columns;    /* of a line; 0: not known yet */
	uint64_t decided_by; /* the line that said so */
};

/* Most bytes of an id in a message. */
#define DRIFT_QRELS_SHOWN 40

/*
 * Take a line without its newline; number is its own.  Errors as
 * drift_qrels_read says.
 */
enum lm_code drift_qrels_line(struct drift_qrels_reading *reading,
    struct lm_span line, uint64_t number, struct lm_err *err);

#endif
