#include "lineage.h"

#include <string.h>

#define NONE DRIFT_LINEAGE_NONE

void
drift_lineage_free(struct drift_lineage *lineage)
{
	lm_buf_free(&lineage->nodes);
	*lineage = (struct drift_lineage){0};
}

const struct drift_node *
drift_lineage_node(const struct drift_lineage *lineage, size_t i)
{
	return (const struct drift_node *)(const void *)lineage->nodes.ptr + i;
}

static bool
equal(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* From node upwards, the first with these documents. */
static size_t
find_above(const struct drift_lineage *lineage, size_t node,
    const char *documents)
{
	while (node != NONE &&
	    !equal(drift_lineage_node(lineage, node)->documents, documents))
		node = drift_lineage_node(lineage, node)->parent;
	return node;
}

/* Whether the files are as the last line found them or left them. */
static bool
is_at(const struct drift_lineage *lineage, size_t node, const char *last,
    const char *documents, const char *queries)
{
	return equal(drift_lineage_node(lineage, node)->documents, documents) &&
	    (!lineage->last.has_queries || queries == NULL ||
		equal(last, queries));
}

static bool
is_half(const struct drift_lineage *lineage, const char *documents,
    const char *queries)
{
	const struct drift_step *last = &lineage->last;

	return last->has_queries && queries != NULL &&
	    equal(last->to, documents) && equal(last->queries_from, queries);
}

enum drift_place
drift_lineage_find(const struct drift_lineage *lineage, const char *documents,
    const char *queries, size_t *node)
{
	const struct drift_step *last = &lineage->last;

	*node = NONE;
	if (!lineage->has_last)
		return DRIFT_PLACE_UNKNOWN;
	if (is_at(lineage, lineage->after, last->queries_to, documents,
		queries))
		*node = lineage->after;
	else if (is_at(lineage, lineage->before, last->queries_from, documents,
		     queries))
		*node = lineage->before;
	else if (is_half(lineage, documents, queries)) {
		*node = last->is_rollback ? lineage->before : lineage->after;
		return DRIFT_PLACE_HALF;
	}
	if (*node == NONE)
		*node = find_above(lineage, lineage->after, documents);
	if (*node == NONE)
		*node = find_above(lineage, lineage->before, documents);
	return *node == NONE ? DRIFT_PLACE_UNKNOWN : DRIFT_PLACE_WHOLE;
}

static enum lm_code
push(struct drift_lineage *lineage, const struct drift_node *node, size_t *at,
    struct lm_err *err)
{
	*at = lineage->nodes.len / sizeof(*node);
	return lm_buf_append(&lineage->nodes, (const char *)node, sizeof(*node),
	    err);
}

/* The baseline that a step starts from, which may have come from elsewhere. */
static enum lm_code
begin(struct drift_lineage *lineage, const struct drift_step *step,
    struct lm_err *err)
{
	struct drift_node root = {.parent = NONE};
	size_t at;

	if (drift_lineage_find(lineage, step->from,
		step->has_queries ? step->queries_from : NULL,
		&at) != DRIFT_PLACE_UNKNOWN) {
		lineage->before = at;
		return LM_OK;
	}
	memcpy(root.documents, step->from, sizeof(root.documents));
	return push(lineage, &root, &lineage->before, err);
}

static bool
changes(const struct drift_step *step)
{
	return !equal(step->from, step->to) ||
	    (step->has_queries && !equal(step->queries_from, step->queries_to));
}

static enum lm_code
go_on(struct drift_lineage *lineage, const struct drift_step *step,
    struct lm_err *err)
{
	struct drift_node node = {.parent = lineage->before,
	    .has_queries = step->has_queries};

	memcpy(node.documents, step->to, sizeof(node.documents));
	memcpy(node.queries_from, step->queries_from,
	    sizeof(node.queries_from));
	memcpy(node.queries_to, step->queries_to, sizeof(node.queries_to));
	return push(lineage, &node, &lineage->after, err);
}

static enum lm_code
go_back(struct drift_lineage *lineage, const struct drift_step *step,
    struct lm_err *err)
{
	size_t parent = drift_lineage_node(lineage, lineage->before)->parent;
	struct drift_node root = {.parent = NONE};

	lineage->after = find_above(lineage, parent, step->to);
	if (lineage->after != NONE)
		return LM_OK;
	memcpy(root.documents, step->to, sizeof(root.documents));
	return push(lineage, &root, &lineage->after, err);
}

enum lm_code
drift_lineage_add(struct drift_lineage *lineage, const struct drift_step *step,
    struct lm_err *err)
{
	enum lm_code code = begin(lineage, step, err);

	if (code != LM_OK)
		return code;
	lineage->after = lineage->before;
	if (changes(step))
		code = step->is_rollback ? go_back(lineage, step, err)
					 : go_on(lineage, step, err);
	lineage->last = *step;
	lineage->has_last = code == LM_OK;
	return code;
}
