#include "redactor.h"

/* Whether val, of the member "token" of this object, is a piece of text that a
 * model has read or made, as in logprobs: no credential is as short. */
static bool
is_piece(yyjson_val *object, yyjson_val *val)
{
	const size_t longest = 16;

	return yyjson_is_obj(object) && yyjson_is_str(val) &&
	    yyjson_get_len(val) < longest &&
	    yyjson_obj_get(object, "logprob") != NULL;
}

/*
 * Whether val is a schema of a value, as tools have it ("password": {"type":
 * "string"}), and no value: an object of nothing but words of JSON Schema, none
 * of which holds one.
 */
static bool
is_schema(yyjson_val *val)
{
	static const char *const words[] = {"type", "description", "title",
	    "format", "minLength", "maxLength", "pattern", "nullable",
	    "writeOnly", "readOnly", "deprecated", "minimum", "maximum", "$ref",
	    NULL};
	yyjson_obj_iter iter = yyjson_obj_iter_with(val);
	yyjson_val *key;

	if (yyjson_obj_get(val, "type") == NULL &&
	    yyjson_obj_get(val, "$ref") == NULL)
		return false;
	while ((key = yyjson_obj_iter_next(&iter)) != NULL)
		if (!name_in(lm_record_text(key), words) ||
		    yyjson_is_ctn(yyjson_obj_iter_get_val(key)))
			return false;
	return true;
}

/* Whether a denied name means this value, too: api_keys may be a count. */
static bool
means(const struct key_info *info, yyjson_val *object, yyjson_val *val)
{
	if (info->class != NAME_DENIED ||
	    (info->match.plural && !yyjson_is_str(val) && !yyjson_is_ctn(val)))
		return false;
	if (info->match.style == NAME_GIVEN)
		return true;
	return !is_schema(val) &&
	    (info->match.style != NAME_WEAK || !is_piece(object, val));
}

/*
 * {"name": "Authorization", "value": ...}: the name, as a member of the same
 * object tells it.  Empty: it tells none.
 */
static enum lm_code
pair_label(struct redactor *redactor, const struct lm_walk *walk,
    struct lm_span *label, struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(walk->container);
	yyjson_val *key;
	const struct key_info *info;
	enum lm_code code = LM_OK;

	*label = (struct lm_span){0};
	while (code == LM_OK && (key = yyjson_obj_iter_next(&iter)) != NULL) {
		yyjson_val *val = yyjson_obj_iter_get_val(key);

		if (!yyjson_is_str(val))
			continue;
		code =
		    keys_look(redactor->keys, lm_record_text(key), &info, err);
		if (code != LM_OK || !info->pair_name)
			continue;
		code =
		    keys_look(redactor->keys, lm_record_text(val), &info, err);
		if (code == LM_OK && means(info, walk->container, walk->val))
			*label = info->match.label;
	}
	return code;
}

/*
 * ["Authorization", "Bearer ..."] in an array of headers, flat or of pairs: the
 * name, as the element before tells it.
 */
static enum lm_code
header_label(struct redactor *redactor, const struct lm_walk *walk,
    struct lm_span *label, struct lm_err *err)
{
	const struct lm_walk_open *open = &walk->open[walk->depth - 1];
	size_t n = unsafe_yyjson_get_len(open->val);
	const struct key_info *info;
	/* A string is one value, so that the one before stands right there. */
	yyjson_val *before = walk->val - 1;
	enum lm_code code;

	*label = (struct lm_span){0};
	if ((n - open->left) % 2 != 0 || !yyjson_is_str(before))
		return LM_OK;
	code = keys_look(redactor->keys, lm_record_text(before), &info, err);
	if (code == LM_OK && means(info, walk->container, walk->val))
		*label = info->match.label;
	return code;
}

enum lm_code
denied_label(struct redactor *redactor, const struct frame *frame,
    struct lm_span *label, struct lm_err *err)
{
	const struct lm_walk *walk = &frame->walk;
	const struct key_info *info = &frame->info;

	*label = (struct lm_span){0};
	if (means(info, walk->container, walk->val)) {
		*label = info->match.label;
		return LM_OK;
	}
	if (walk->key != NULL)
		return info->pair_value ? pair_label(redactor, walk, label, err)
					: LM_OK;
	return info->headers ? header_label(redactor, walk, label, err) : LM_OK;
}
