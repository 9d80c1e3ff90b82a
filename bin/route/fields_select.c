#include "fields.h"

#include <stdlib.h>

#include "lm/buf.h"
#include "lm/record.h"

/* Paths of --fields in a record, and the names that repeat on their way. */

/* The length of the step that a path, which is one, begins with. */
static size_t
step_len(struct lm_span text)
{
	bool quoted = false;
	size_t i = 1;

	if (text.ptr[0] == '.' && text.ptr[1] == '[')
		i++;
	if (text.ptr[i - 1] != '[') {
		while (i < text.len && text.ptr[i] != '.' && text.ptr[i] != '[')
			i++;
		return i;
	}
	for (; quoted || text.ptr[i] != ']'; i++) {
		if (text.ptr[i] == '"')
			quoted = !quoted;
		else if (quoted && text.ptr[i] == '\\')
			i++;
	}
	return i + 1;
}

static enum lm_code
parse_step(struct lm_span text, struct lm_path *step, struct lm_err *err)
{
	struct lm_buf whole = {0};
	enum lm_code code = LM_OK;

	if (text.ptr[0] == '[')
		code = lm_buf_byte(&whole, '.', err);
	if (code == LM_OK)
		code = lm_buf_span(&whole, text, err);
	if (code == LM_OK)
		code = lm_path_parse(lm_buf_view(&whole), step, err);
	lm_buf_free(&whole);
	return code;
}

enum lm_code
fields_split(struct field_path *path, struct lm_err *err)
{
	struct lm_span text = path->text;
	enum lm_code code = LM_OK;

	path->steps = calloc(path->path.n_steps + 1, sizeof(*path->steps));
	if (path->steps == NULL)
		return lm_err_nomem(err);
	while (code == LM_OK && path->n_steps < path->path.n_steps) {
		size_t len = step_len(text);

		code = parse_step(lm_span(text.ptr, len),
		    &path->steps[path->n_steps++], err);
		text = lm_span(text.ptr + len, text.len - len);
	}
	return code;
}

static bool
has_twice(yyjson_val *obj, struct lm_span name)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(obj);
	yyjson_val *key;
	size_t n = 0;

	while ((key = yyjson_obj_iter_next(&iter)) != NULL)
		n += lm_span_equal(lm_record_text(key), name);
	return n > 1;
}

enum lm_code
fields_select(const struct field_path *path, yyjson_val *root,
    struct lm_values *values, bool *twice, struct lm_err *err)
{
	struct lm_path way = path->path;
	struct lm_span name;
	enum lm_code code = LM_OK;

	*twice = false;
	for (size_t i = 0; code == LM_OK && i < path->n_steps; i++) {
		if (!lm_path_first(&path->steps[i], &name))
			continue;
		way.n_steps = i;
		code = lm_path_select(&way, root, values, err);
		for (size_t k = 0; code == LM_OK && k < values->n; k++)
			*twice = *twice || has_twice(values->list[k], name);
	}
	return code == LM_OK ? lm_path_select(&path->path, root, values, err)
			     : code;
}
