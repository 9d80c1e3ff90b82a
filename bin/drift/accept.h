#ifndef DRIFT_ACCEPT_H
#define DRIFT_ACCEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fingerprint.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * Make the run that was judged the baseline, and back.
 *
 * While the current run is read, its records go to FILE.part (lm/writer.h), so
 * that what is judged is what is accepted, also from standard input; and so do
 * the query vectors, where there are some, to theirs.  The locks of these keep
 * other runs from accepting or going back meanwhile.  Then, in an order in
 * which a kill at any point loses nothing:
 *
 *   1  the old files are kept, whole and on disk, as FILE.<fingerprint>, or
 *      NAME.<fingerprint>.gz where FILE is NAME.gz (kept.h);
 *   2  FILE.part is complete and on disk;
 *   3  a line is in FILE.log.jsonl, the log of the documents, and on disk:
 *	{"event":"accept","time":RFC 3339,"user","uid","host" (who.h),
 *	 "model_change":bool,"from":fingerprint,"to":fingerprint,
 *	 "queries":{"file","from","to"},"manifest":stamp or null, and more}
 *      "queries" only where these were accepted, too;
 *   4  FILE.part becomes FILE, of the documents first, then of the query
 *      vectors.
 *
 * So a line says what was to be, and fingerprints say whether it came to be
 * (lineage.h).  A kill between the renames of 4 leaves new documents with old
 * query vectors: drift_accept_check sees that, and finishes it.  To go back is
 * the same with the kept copies, "event":"rollback", and no "model_change".
 *
 * What fails, fails as a whole: the old files are in place (put back, if need
 * be), and no FILE.part is left.  FILE keeps its mode; copies and log have
 * 0600.
 *
 * Fingerprints are XXH3-64 of a file's bytes, uncompressed.
 */
struct drift_accept;

/* What a line tells beside what was done. */
struct drift_stamp {
	int64_t now_ns;
	const char *manifest; /* lm_manifest_stamp; NULL: none */
	bool model_change;    /* of an accept only */
	struct lm_span more;  /* members of a JSON object, or empty */
};

/* The files of the baseline, and what else the run reads. */
struct drift_accept_files {
	const char *documents;
	const char *queries;	   /* NULL: there are none */
	const char *const *inputs; /* NULL and "-": standard input */
	size_t n_inputs;	   /* neither documents nor queries are here */
};

/*
 * Begin to accept, before the baseline is read; the paths live as long as
 * *accept.  A promotion that an earlier run did not end is ended first.
 * LM_USAGE: a file of the baseline is standard input, a symbolic link or no
 * regular file, the same as another or one that the run reads.  LM_IO, also
 * where another run has the lock; the errors of drift_accept_check; LM_NOMEM.
 */
enum lm_code drift_accept_open(const struct drift_accept_files *files,
    struct drift_accept **accept, struct lm_err *err);

/*
 * The next record of the current run, or the next query vector (only where
 * queries were named), as it came, without its newline, which is added; or
 * several with newlines between.
 * LM_IO; LM_NOMEM.
 */
enum lm_code drift_accept_add(struct drift_accept *accept, bool is_query,
    struct lm_span line, struct lm_err *err);

/*
 * Make it the baseline, once, at the end.  What was logged is appended to
 * *line without a newline, for the history; line may be NULL.  LM_USAGE where
 * there are no documents, or no query vectors though they were named; LM_IO;
 * LM_OVERSIZE where the line would be over 1 MiB; LM_NOMEM.
 */
enum lm_code drift_accept_commit(struct drift_accept *accept,
    const struct drift_stamp *stamp, struct lm_buf *line, struct lm_err *err);

/* Let go; what was not committed is removed, and was nothing.  NULL is fine. */
void drift_accept_free(struct drift_accept *accept);

/*
 * Before a baseline is read: end the promotion, or the way back, that a run
 * left in the midst when it was killed.  LM_MALFORMED, and nothing is changed,
 * where the query vectors that it needs are not there any more: then to go
 * back is what helps.  LM_IO, also where a run is just at it; LM_NOMEM.
 *
 * queries may be NULL.  What is no regular file, or has no log, or one that may
 * not be read, is left alone.  Reads the query vectors' file, and the
 * documents' where that is not enough to know.
 */
enum lm_code drift_accept_check(const char *documents, const char *queries,
    struct lm_err *err);

/*
 * Go back to the baseline before this one, of which a copy is kept, too.
 * Again, further back.  After a way back that was not ended: end it.  What was
 * logged is appended to *line as by drift_accept_commit.
 *
 * LM_USAGE: there is nothing to go back to; query vectors were accepted with
 * the documents, and queries is NULL (where there were none, queries stays as
 * it is); and the files that drift_accept_open refuses.  LM_MALFORMED: a kept
 * copy is damaged; the query vectors are not those that were accepted.  LM_IO,
 * also where a kept copy is missing; LM_NOMEM.  Then nothing is changed.
 */
enum lm_code drift_rollback(const char *documents, const char *queries,
    const struct drift_stamp *stamp, struct lm_buf *line, struct lm_err *err);

#endif
