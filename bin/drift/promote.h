#ifndef DRIFT_PROMOTE_H
#define DRIFT_PROMOTE_H

#include <stdbool.h>

#include "accept.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/writer.h"

/* The files of a baseline, in the order in which they get their names. */
enum drift_role { DRIFT_DOCUMENTS, DRIFT_QUERIES, DRIFT_N_ROLES };

/* A file that is to be replaced; all-zero: it stays as it is. */
struct drift_change {
	const char *path;
	struct lm_writer *writer;	   /* of FILE.part, which is locked */
	char now[DRIFT_FINGERPRINT_SIZE];  /* of the file as it is */
	char from[DRIFT_FINGERPRINT_SIZE]; /* what the log says it was */
	char to[DRIFT_FINGERPRINT_SIZE];   /* of FILE.part */
};

struct drift_promotion {
	struct drift_change changes[DRIFT_N_ROLES];
};

/* Open FILE.part of a file.  Errors as lm_writer_open. */
enum lm_code drift_change_open(struct drift_change *change, const char *path,
    struct lm_err *err);

/*
 * All files are written: keep the old ones, end and sync the new ones, append
 * a line to the log, and give the new ones their names.  Where that fails, the
 * old files are in place, or put back from their copies; where even that
 * fails, the message says so, and to go back is what helps.
 *
 * What was logged is appended to *line, without a newline (NULL: not wanted).
 * LM_IO; LM_NOMEM; LM_OVERSIZE for a line over 1 MiB.
 */
enum lm_code drift_promotion_finish(struct drift_promotion *promotion,
    bool is_rollback, const struct drift_stamp *stamp, struct lm_buf *line,
    struct lm_err *err);

/* Let go of all; FILE.part is removed where it did not become FILE. */
void drift_promotion_free(struct drift_promotion *promotion);

/*
 * Whether these may be the files of a baseline: regular ones that are there,
 * by a name that is no link, not the same, neither a log, and none of others,
 * of which NULL and "-" are standard input.  queries may be NULL.  LM_USAGE,
 * LM_IO, with the file; LM_NOMEM.
 */
enum lm_code drift_promotion_check(const char *documents, const char *queries,
    const char *const *others, size_t n_others, struct lm_err *err);

/* The name of the documents' log, with a NUL that len does not count. */
enum lm_code drift_log_name(const char *documents, struct lm_buf *out,
    struct lm_err *err);

#endif
