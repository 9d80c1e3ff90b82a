#include "lm/manifest_check.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <yyjson.h>

#include "lm/buf.h"
#include "lm/num.h"
#include "lm/path.h"
#include "lm/span.h"
#include "lm/walk.h"

/* A container that the walk is in, with its shape and its key. */
struct level {
	const struct lm_shape *shape;
	yyjson_val *key; /* NULL for the root */
};

struct check {
	const struct lm_manifest_source *source;
	struct lm_walk walk;
	struct level levels[LM_SHAPE_MAX_DEPTH];
	const struct lm_shape *next; /* of the value after a key */
	struct lm_buf keys;	     /* of one object, to find doubles */
};

static bool
fits_type(const struct lm_shape *shape, yyjson_val *val)
{
	switch (shape->kind) {
	case LM_SHAPE_TEXT:
	case LM_SHAPE_CHOICE:
	case LM_SHAPE_PATH:
		return yyjson_is_str(val);
	case LM_SHAPE_FLAG:
		return yyjson_is_bool(val);
	case LM_SHAPE_WHOLE:
	case LM_SHAPE_NUMBER:
		return yyjson_is_raw(val);
	case LM_SHAPE_SCALAR:
		return !yyjson_is_ctn(val);
	case LM_SHAPE_TABLE:
	case LM_SHAPE_MAP:
		return yyjson_is_obj(val);
	case LM_SHAPE_LIST:
		return yyjson_is_arr(val);
	}
	return false;
}

static bool
is_choice(const struct lm_shape *shape, struct lm_span text)
{
	for (size_t i = 0; shape->choices[i] != NULL; i++)
		if (lm_span_equal(lm_span_of(shape->choices[i]), text))
			return true;
	return false;
}

static bool
is_text(const struct lm_shape *shape, struct lm_span text)
{
	if (text.len == 0 || memchr(text.ptr, '\0', text.len) != NULL)
		return false;
	return shape->form == NULL || shape->form(text);
}

static bool
is_whole(const struct lm_shape *shape, struct lm_span text)
{
	uint64_t n;

	return lm_num_u64(text, (uint64_t)shape->min, (uint64_t)shape->max, &n,
		   NULL) == LM_OK;
}

static bool
is_number(const struct lm_shape *shape, struct lm_span text)
{
	double x;

	return lm_num_double(text, &x) && x >= shape->min && x <= shape->max;
}

/* Of a value whose type fits. */
static bool
fits_value(const struct lm_shape *shape, yyjson_val *val)
{
	switch (shape->kind) {
	case LM_SHAPE_TEXT:
		return is_text(shape, lm_record_text(val));
	case LM_SHAPE_CHOICE:
		return is_choice(shape, lm_record_text(val));
	case LM_SHAPE_WHOLE:
		return is_whole(shape, lm_record_text(val));
	case LM_SHAPE_NUMBER:
		return is_number(shape, lm_record_text(val));
	case LM_SHAPE_MAP:
	case LM_SHAPE_LIST:
		return !shape->filled || yyjson_get_len(val) > 0;
	case LM_SHAPE_PATH:
	case LM_SHAPE_FLAG:
	case LM_SHAPE_SCALAR:
	case LM_SHAPE_TABLE:
		return true;
	}
	return false;
}

static enum lm_code
check_path(const struct check *check, yyjson_val *val, struct lm_err *err)
{
	struct lm_path path = {0};
	struct lm_err why;
	enum lm_code code = lm_path_parse(lm_record_text(val), &path, &why);

	lm_path_free(&path);
	if (code == LM_OK)
		return LM_OK;
	if (code == LM_NOMEM)
		return lm_err_nomem(err);
	return lm_manifest_mistake(check->source, val, err, "%s", why.message);
}

static enum lm_code
check_doubles(struct check *check, yyjson_val *obj, struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(obj);
	size_t n = yyjson_obj_size(obj);
	yyjson_val **keys;
	enum lm_code code;

	if (n < 2)
		return LM_OK;
	check->keys.len = 0;
	code = lm_buf_reserve(&check->keys, n * sizeof(*keys), err);
	if (code != LM_OK)
		return code;
	keys = (void *)check->keys.ptr;
	for (size_t i = 0; i < n; i++)
		keys[i] = yyjson_obj_iter_next(&iter);
	return lm_manifest_once(check->source, keys, n, err);
}

static enum lm_code
check_required(const struct check *check, const struct lm_shape *table,
    yyjson_val *obj, struct lm_err *err)
{
	yyjson_val *val;

	for (size_t i = 0; table->keys[i].name != NULL; i++)
		if (table->keys[i].required &&
		    !lm_record_find(obj, lm_span_of(table->keys[i].name), NULL,
			&val))
			return lm_manifest_mistake(check->source, obj, err,
			    "expected the key \"%s\" in this object",
			    table->keys[i].name);
	return LM_OK;
}

static const struct lm_shape *
shape_of(const struct lm_shape *table, yyjson_val *name)
{
	for (size_t i = 0; table->keys[i].name != NULL; i++)
		if (lm_span_equal(lm_span_of(table->keys[i].name),
			lm_record_text(name)))
			return table->keys[i].shape;
	return NULL;
}

/* Before what is missing, as a key that is there may be meant for it. */
static enum lm_code
check_known(const struct check *check, const struct lm_shape *table,
    yyjson_val *obj, struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(obj);
	yyjson_val *name;

	while ((name = yyjson_obj_iter_next(&iter)) != NULL)
		if (shape_of(table, name) == NULL)
			return lm_manifest_unknown(check->source, table, name,
			    err);
	return LM_OK;
}

static enum lm_code
enter(struct check *check, const struct lm_shape *shape, yyjson_val *key,
    struct lm_err *err)
{
	yyjson_val *val = check->walk.val;
	enum lm_code code = LM_OK;

	assert(check->walk.depth < LM_SHAPE_MAX_DEPTH);
	check->levels[check->walk.depth] = (struct level){shape, key};
	if (shape->kind != LM_SHAPE_LIST)
		code = check_doubles(check, val, err);
	if (code == LM_OK && shape->kind == LM_SHAPE_TABLE)
		code = check_known(check, shape, val, err);
	if (code == LM_OK && shape->kind == LM_SHAPE_TABLE)
		code = check_required(check, shape, val, err);
	return code;
}

/* A value, by the first of shape and its others that has its type. */
static enum lm_code
check_value(struct check *check, const struct lm_shape *shape, yyjson_val *key,
    yyjson_val *val, struct lm_err *err)
{
	const struct lm_shape *fit = shape;

	while (fit != NULL && !fits_type(fit, val))
		fit = fit->other;
	if (fit == NULL || !fits_value(fit, val))
		return lm_manifest_unfit(check->source, shape, key, val, err);
	if (fit->kind == LM_SHAPE_PATH)
		return check_path(check, val, err);
	return yyjson_is_ctn(val) ? enter(check, fit, key, err) : LM_OK;
}

/* A name of a table or a map; the shape of its value becomes the next. */
static enum lm_code
check_key(struct check *check, yyjson_val *name, struct lm_err *err)
{
	const struct level *level = &check->levels[check->walk.depth - 1];
	const struct lm_shape *shape = level->shape;

	if (shape->kind == LM_SHAPE_MAP) {
		check->next = shape->each;
		return check_value(check, shape->names, level->key, name, err);
	}
	check->next = shape_of(shape, name);
	return LM_OK;
}

static enum lm_code
check_next(struct check *check, const struct lm_shape *root, struct lm_err *err)
{
	const struct lm_walk *walk = &check->walk;
	const struct level *level;

	if (walk->is_key)
		return check_key(check, walk->val, err);
	if (walk->depth == 0)
		return check_value(check, root, NULL, walk->val, err);
	if (walk->key != NULL)
		return check_value(check, check->next, walk->key, walk->val,
		    err);
	level = &check->levels[walk->depth - 1];
	return check_value(check, level->shape->each, level->key, walk->val,
	    err);
}

enum lm_code
lm_manifest_check(const struct lm_manifest_source *source,
    const struct lm_shape *shape, struct lm_err *err)
{
	struct check check = {.source = source};
	enum lm_code code = LM_OK;

	lm_walk_start(&check.walk, source->record);
	while (code == LM_OK && lm_walk_next(&check.walk))
		code = check_next(&check, shape, err);
	lm_buf_free(&check.keys);
	return code;
}
