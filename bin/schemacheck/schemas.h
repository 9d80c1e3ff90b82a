#ifndef SCHEMACHECK_SCHEMAS_H
#define SCHEMACHECK_SCHEMAS_H

#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/manifest.h"
#include "lm/schema.h"
#include "lm/span.h"

/* The schemas of a run: one for all records, or one a task. */
struct schema {
	const char *path;
	struct lm_schema *compiled;
	struct lm_buf label; /* "summary.json#9f86d081884c7d65" */
};

struct schemas {
	struct schema *list; /* each file once */
	size_t n;
	struct task {
		struct lm_span name;
		size_t schema; /* in list */
	} * tasks;	       /* NULL: the one schema is for all */
	size_t n_tasks;
};

/* The one schema of a file.  Errors: as lm_schema_load. */
enum lm_code schemas_one(struct schemas *schemas,
    const struct lm_schema_options *options, const char *path,
    struct lm_err *err);

/* A schema a task; the list must live as long as *schemas.  Errors: as
 * lm_schema_load. */
enum lm_code schemas_by_task(struct schemas *schemas,
    const struct lm_schema_options *options, const struct lm_task_schema *list,
    size_t n, struct lm_err *err);

void schemas_free(struct schemas *schemas);

/* That of a task; NULL: it has none.  O(tasks), which are few. */
const struct schema *schemas_find(const struct schemas *schemas,
    struct lm_span task);

/* Append all labels as a JSON array.  LM_NOMEM. */
enum lm_code schemas_json(const struct schemas *schemas, struct lm_buf *out,
    struct lm_err *err);

#endif
