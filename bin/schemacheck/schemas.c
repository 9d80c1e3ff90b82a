#include "schemas.h"

#include <stdlib.h>
#include <string.h>

#include "lm/hash.h"

/* A file is called by its name, without its folders. */
static enum lm_code
make_label(struct schema *schema, struct lm_err *err)
{
	const char *slash = strrchr(schema->path, '/');
	char hex[LM_HASH_HEX_SIZE];

	lm_hash_hex(lm_schema_fingerprint(schema->compiled), hex);
	return lm_buf_texts(&schema->label, err,
	    slash == NULL ? schema->path : slash + 1, "#", hex, NULL);
}

static enum lm_code
load(struct schemas *schemas, const struct lm_schema_options *options,
    const char *path, struct lm_err *err)
{
	struct schema *schema = &schemas->list[schemas->n];
	enum lm_code code;

	schema->path = path;
	code = lm_schema_load(options, path, &schema->compiled, err);
	if (code != LM_OK)
		return code;
	schemas->n++;
	return make_label(schema, err);
}

enum lm_code
schemas_one(struct schemas *schemas, const struct lm_schema_options *options,
    const char *path, struct lm_err *err)
{
	schemas->list = calloc(1, sizeof(*schemas->list));
	return schemas->list == NULL ? lm_err_nomem(err)
				     : load(schemas, options, path, err);
}

/* The place of the schema of a path, which is loaded if it was not before. */
static enum lm_code
find_path(struct schemas *schemas, const struct lm_schema_options *options,
    const char *path, size_t *place, struct lm_err *err)
{
	for (*place = 0; *place < schemas->n; ++*place) {
		const char *known = schemas->list[*place].path;

		if (known != NULL && strcmp(known, path) == 0)
			return LM_OK;
	}
	return load(schemas, options, path, err);
}

enum lm_code
schemas_by_task(struct schemas *schemas,
    const struct lm_schema_options *options, const struct lm_task_schema *list,
    size_t n, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	schemas->list = calloc(n + 1, sizeof(*schemas->list));
	schemas->tasks = calloc(n + 1, sizeof(*schemas->tasks));
	if (schemas->list == NULL || schemas->tasks == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; code == LM_OK && i < n; i++) {
		struct task *task = &schemas->tasks[schemas->n_tasks++];

		task->name = list[i].task;
		code = find_path(schemas, options, list[i].path, &task->schema,
		    err);
	}
	return code;
}

void
schemas_free(struct schemas *schemas)
{
	for (size_t i = 0; i < schemas->n; i++) {
		lm_schema_free(schemas->list[i].compiled);
		lm_buf_free(&schemas->list[i].label);
	}
	free(schemas->list);
	free(schemas->tasks);
}

const struct schema *
schemas_find(const struct schemas *schemas, struct lm_span task)
{
	for (size_t i = 0; i < schemas->n_tasks; i++)
		if (lm_span_equal(schemas->tasks[i].name, task))
			return &schemas->list[schemas->tasks[i].schema];
	return NULL;
}

enum lm_code
schemas_json(const struct schemas *schemas, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_byte(out, '[', err);

	for (size_t i = 0; code == LM_OK && i < schemas->n; i++) {
		if (i > 0)
			code = lm_buf_byte(out, ',', err);
		if (code == LM_OK)
			code = lm_buf_json_string(out,
			    lm_buf_view(&schemas->list[i].label), err);
	}
	return code == LM_OK ? lm_buf_byte(out, ']', err) : code;
}
