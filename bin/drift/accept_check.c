#include "accept.h"

#include <sys/stat.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "kept.h"
#include "lineage.h"
#include "promote.h"

static bool
is_regular(const char *path)
{
	struct stat st;

	return strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
	    S_ISREG(st.st_mode);
}

/* Whether new documents stand beside old query vectors. */
static enum lm_code
look(const struct drift_lineage *lineage, const char *documents,
    const char *queries, bool *is_half, struct lm_err *err)
{
	char now[DRIFT_FINGERPRINT_SIZE], of_queries[DRIFT_FINGERPRINT_SIZE];
	size_t node;
	enum lm_code code;

	*is_half = false;
	if (!lineage->has_last || !lineage->last.has_queries)
		return LM_OK;
	code = drift_fingerprint(queries, of_queries, err);
	if (code != LM_OK ||
	    strcmp(of_queries, lineage->last.queries_from) != 0)
		return code;
	code = drift_fingerprint(documents, now, err);
	if (code == LM_OK)
		*is_half = drift_lineage_find(lineage, now, of_queries,
			       &node) == DRIFT_PLACE_HALF;
	return code;
}

/* Whether path is there, whole, and what it has to be. */
static enum lm_code
is_good(const char *path, const char *fingerprint, bool *good,
    struct lm_err *err)
{
	char got[DRIFT_FINGERPRINT_SIZE] = "";
	struct lm_err fault = {0};
	enum lm_code code;

	*good = false;
	if (!is_regular(path))
		return LM_OK;
	code = drift_fingerprint(path, got, &fault);
	*good = code == LM_OK && strcmp(got, fingerprint) == 0;
	if (code == LM_OK || code == LM_MALFORMED)
		return LM_OK;
	if (err != NULL)
		*err = fault;
	return code;
}

/* With the FILE.part that was left. */
static enum lm_code
finish_part(const char *queries, const char *fingerprint, bool *done,
    struct lm_err *err)
{
	struct lm_writer *writer = NULL;
	enum lm_code code = lm_writer_adopt(queries, &writer, err);

	*done = false;
	if (code == LM_OK && writer != NULL)
		code = is_good(lm_writer_part(writer), fingerprint, done, err);
	if (code == LM_OK && *done)
		code = lm_writer_commit(writer, err);
	lm_writer_close(writer);
	/* or its run has done it meanwhile */
	return code == LM_OK && !*done
	    ? is_good(queries, fingerprint, done, err)
	    : code;
}

/* With a copy that was kept, as of a way back. */
static enum lm_code
finish_kept(const char *queries, const char *fingerprint, bool *done,
    struct lm_err *err)
{
	struct lm_writer *writer = NULL;
	struct lm_buf kept = {0};
	enum lm_code code = drift_kept_name(queries, fingerprint, &kept, err);

	if (code == LM_OK)
		code = is_good(kept.ptr, fingerprint, done, err);
	if (code == LM_OK && *done) {
		code = lm_writer_open(queries, LM_WRITER_ATOMIC, &writer, err);
		if (code == LM_OK)
			code = drift_kept_restore(queries, fingerprint, writer,
			    err);
		if (code == LM_OK)
			code = lm_writer_commit(writer, err);
		lm_writer_abandon(writer);
	}
	lm_buf_free(&kept);
	return code;
}

static enum lm_code
finish(const struct drift_lineage *lineage, const char *queries,
    struct lm_err *err)
{
	const char *fingerprint = lineage->last.queries_to;
	bool done = false;
	enum lm_code code = finish_part(queries, fingerprint, &done, err);

	if (code == LM_OK && !done)
		code = finish_kept(queries, fingerprint, &done, err);
	if (code != LM_OK || done)
		return code;
	(void)lm_err_set(err, LM_MALFORMED,
	    "the documents of the baseline were replaced, these query vectors "
	    "were not, as the run was killed: go back with --rollback");
	lm_err_at(err, queries, 0, 0);
	return LM_MALFORMED;
}

enum lm_code
drift_accept_check(const char *documents, const char *queries,
    struct lm_err *err)
{
	struct drift_lineage lineage = {0};
	struct lm_buf log = {0};
	bool is_half = false;
	enum lm_code code;

	if (queries == NULL || !is_regular(documents) || !is_regular(queries))
		return LM_OK;
	code = drift_log_name(documents, &log, err);
	if (code == LM_OK && access(log.ptr, R_OK) != 0 &&
	    (errno == ENOENT || errno == EACCES))
		goto out;
	if (code == LM_OK)
		code = drift_lineage_read(log.ptr, &lineage, err);
	if (code == LM_OK)
		code = look(&lineage, documents, queries, &is_half, err);
	if (code == LM_OK && is_half)
		code = finish(&lineage, queries, err);
	drift_lineage_free(&lineage);
out:
	lm_buf_free(&log);
	return code;
}
