#include "accept.h"

#include <string.h>

#include "kept.h"
#include "lineage.h"
#include "promote.h"

static enum lm_code
nothing(const char *documents, const char *why, struct lm_err *err)
{
	(void)lm_err_set(err, LM_USAGE, "there is nothing to go back to: %s",
	    why);
	lm_err_at(err, documents, 0, 0);
	return LM_USAGE;
}

/* The baseline as it is: the node of it. */
static enum lm_code
find_node(const struct drift_lineage *lineage, const char *documents,
    const char *now, const char *queries_now, const struct drift_node **node,
    struct lm_err *err)
{
	size_t at;

	if (!lineage->has_last)
		return nothing(documents, "no baseline was accepted here yet",
		    err);
	if (drift_lineage_find(lineage, now, queries_now, &at) ==
	    DRIFT_PLACE_UNKNOWN)
		return nothing(documents,
		    "the log does not tell where this baseline is from", err);
	*node = drift_lineage_node(lineage, at);
	return (*node)->parent == DRIFT_LINEAGE_NONE
	    ? nothing(documents, "the log knows none before this one", err)
	    : LM_OK;
}

static enum lm_code
check_queries(const struct drift_node *node, const char *documents,
    const char *queries, const char *now, struct lm_err *err)
{
	if (!node->has_queries)
		return LM_OK;
	if (queries == NULL) {
		(void)lm_err_set(err, LM_USAGE,
		    "it was accepted together with query vectors: they must "
		    "be named, to go back with it");
		lm_err_at(err, documents, 0, 0);
		return LM_USAGE;
	}
	if (strcmp(now, node->queries_to) == 0 ||
	    strcmp(now, node->queries_from) == 0)
		return LM_OK;
	(void)lm_err_set(err, LM_MALFORMED,
	    "these are not the query vectors that were accepted with %s",
	    documents);
	lm_err_at(err, queries, 0, 0);
	return LM_MALFORMED;
}

static enum lm_code
restore(struct drift_change *change, const char *from, const char *to,
    struct lm_err *err)
{
	memcpy(change->from, from, sizeof(change->from));
	memcpy(change->to, to, sizeof(change->to));
	return drift_kept_restore(change->path, to, change->writer, err);
}

/* Write what node came after to FILE.part. */
static enum lm_code
restore_all(struct drift_promotion *promotion,
    const struct drift_lineage *lineage, const struct drift_node *node,
    const char *queries, struct lm_err *err)
{
	const struct drift_node *parent =
	    drift_lineage_node(lineage, node->parent);
	struct drift_change *changes = promotion->changes;
	enum lm_code code = restore(&changes[DRIFT_DOCUMENTS], node->documents,
	    parent->documents, err);

	if (code != LM_OK || !node->has_queries)
		return code;
	code = drift_change_open(&changes[DRIFT_QUERIES], queries, err);
	return code == LM_OK ? restore(&changes[DRIFT_QUERIES],
				   node->queries_to, node->queries_from, err)
			     : code;
}

/* Learn where the files are, while no other run can change that. */
static enum lm_code
begin(struct drift_promotion *promotion, const char *documents,
    const char *queries, struct drift_lineage *lineage, struct lm_err *err)
{
	struct drift_change *changes = promotion->changes;
	struct lm_buf log = {0};
	enum lm_code code =
	    drift_promotion_check(documents, queries, NULL, 0, err);

	if (code == LM_OK)
		code = drift_change_open(&changes[DRIFT_DOCUMENTS], documents,
		    err);
	if (code == LM_OK)
		code = drift_fingerprint(documents,
		    changes[DRIFT_DOCUMENTS].now, err);
	if (code == LM_OK && queries != NULL)
		code =
		    drift_fingerprint(queries, changes[DRIFT_QUERIES].now, err);
	if (code == LM_OK)
		code = drift_log_name(documents, &log, err);
	if (code == LM_OK)
		code = drift_lineage_read(log.ptr, lineage, err);
	lm_buf_free(&log);
	return code;
}

enum lm_code
drift_rollback(const char *documents, const char *queries,
    const struct drift_stamp *stamp, struct lm_buf *line, struct lm_err *err)
{
	struct drift_promotion promotion = {0};
	struct drift_change *changes = promotion.changes;
	struct drift_lineage lineage = {0};
	const struct drift_node *node = NULL;
	enum lm_code code =
	    begin(&promotion, documents, queries, &lineage, err);

	if (code == LM_OK)
		code =
		    find_node(&lineage, documents, changes[DRIFT_DOCUMENTS].now,
			queries == NULL ? NULL : changes[DRIFT_QUERIES].now,
			&node, err);
	if (code == LM_OK)
		code = check_queries(node, documents, queries,
		    changes[DRIFT_QUERIES].now, err);
	if (code == LM_OK)
		code = restore_all(&promotion, &lineage, node, queries, err);
	if (code == LM_OK)
		code =
		    drift_promotion_finish(&promotion, true, stamp, line, err);
	drift_promotion_free(&promotion);
	drift_lineage_free(&lineage);
	return code;
}
