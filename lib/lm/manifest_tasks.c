#include "lm/manifest_tasks.h"

#include <string.h>

#include "lm/buf.h"
#include "lm/manifest_policy.h"
#include "lm/record.h"

/* The file that a name means, in the arena; NULL when there is no memory. */
static const char *
resolve(const struct lm_manifest *manifest, struct lm_span name,
    struct lm_arena *arena)
{
	struct lm_buf path = {0};
	char *copy = NULL;

	if (lm_manifest_file(manifest, name, &path, NULL) == LM_OK)
		copy = lm_arena_array(arena, path.len + 1, 1);
	if (copy != NULL)
		memcpy(copy, path.ptr, path.len + 1);
	lm_buf_free(&path);
	return copy;
}

enum lm_code
lm_task_schemas_read(const struct lm_manifest *manifest, struct lm_arena *arena,
    struct lm_task_schema_list *out, struct lm_err *err)
{
	yyjson_val *map = lm_manifest_get(manifest, "schemas", NULL);
	yyjson_obj_iter iter = yyjson_obj_iter_with(map);
	size_t n = yyjson_obj_size(map);
	struct lm_task_schema *list = lm_arena_array(arena, n, sizeof(*list));
	yyjson_val *key;

	*out = (struct lm_task_schema_list){0};
	if (n > 0 && list == NULL)
		return lm_err_nomem(err);
	out->list = list;
	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		yyjson_val *val = yyjson_obj_iter_get_val(key);
		const char *path =
		    resolve(manifest, lm_record_text(val), arena);

		if (path == NULL)
			return lm_err_nomem(err);
		list[out->n++] =
		    (struct lm_task_schema){lm_record_text(key), path, val};
	}
	return LM_OK;
}
