#ifndef LM_MANIFEST_TASKS_H
#define LM_MANIFEST_TASKS_H

#include <stddef.h>

#include "lm/err.h"
#include "lm/manifest.h"
#include "lm/arena.h"

/* What a manifest says of tasks, from one of the right shape. */
struct lm_task_schema_list {
	const struct lm_task_schema *list;
	size_t n;
};

/* Read the member schemas, with memory of the arena.  LM_NOMEM. */
enum lm_code lm_task_schemas_read(const struct lm_manifest *manifest,
    struct lm_arena *arena, struct lm_task_schema_list *out,
    struct lm_err *err);

#endif
