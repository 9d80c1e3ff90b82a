#include "redactor.h"

/* Whether val, of the member "token" of this object, is a piece of text that a
 * model has read or made, as in logprobs: no credential is as short. */
static bool
is_piece(struct frame *frame, yyjson_val *val)
{
	const size_t longest = 16;
	yyjson_val *object = frame->walk.container;

	if (!yyjson_is_obj(object) || !yyjson_is_str(val) ||
	    yyjson_get_len(val) >= longest)
		return false;
	/* Once for an object, however often it says "token". */
	if (frame->pieces_of != object) {
		frame->pieces_of = object;
		frame->pieces = yyjson_obj_get(object, "logprob") != NULL;
	}
	return frame->pieces;
}

/* Whether a member may be one of a schema: "type" has but few values, and
 * "default" none that is a secret. */
static bool
is_of_schema(yyjson_val *key, yyjson_val *val)
{
	struct lm_span name = lm_record_text(key);

	if (lm_span_equal(name, lm_span_of("default")))
		return yyjson_is_null(val);
	if (lm_span_equal(name, lm_span_of("type")) && !yyjson_is_arr(val))
		return yyjson_is_str(val) &&
		    name_in(lm_record_text(val), names_of_types);
	return name_in(name, names_of_schema);
}

/*
 * Whether val is a schema of a value, as tools have it ("password": {"type":
 * "string"}), and no value: an object of nothing but words of JSON Schema, none
 * of which holds one.
 */
static bool
is_schema(yyjson_val *val)
{
	static const char *const telling[] = {"type", "$ref", "anyOf", "oneOf",
	    "allOf", NULL};
	yyjson_obj_iter iter = yyjson_obj_iter_with(val);
	yyjson_val *key;
	bool tells = false;

	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		if (!is_of_schema(key, yyjson_obj_iter_get_val(key)))
			return false;
		tells = tells || name_in(lm_record_text(key), telling);
	}
	return tells;
}

/* Whether a denied name means this value, too: api_keys may be a count. */
static bool
means(struct frame *frame, const struct key_info *info)
{
	yyjson_val *val = frame->walk.val;

	if (info->class != NAME_DENIED ||
	    (info->match.plural && !yyjson_is_str(val) && !yyjson_is_ctn(val)))
		return false;
	if (info->match.style == NAME_GIVEN)
		return true;
	return !is_schema(val) &&
	    (info->match.style != NAME_WEAK || !is_piece(frame, val));
}

/*
 * {"name": "Authorization", "value": ...}: the name, as a member of the same
 * object tells it.  Empty: it tells none.
 */
static enum lm_code
find_pair(struct redactor *redactor, struct frame *frame, struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(frame->walk.container);
	yyjson_val *key;
	const struct key_info *info;
	enum lm_code code = LM_OK;

	/* Once for an object, however many values it has. */
	frame->pair_of = frame->walk.container;
	frame->pair.class = NAME_NONE;
	while (code == LM_OK && frame->pair.class != NAME_DENIED &&
	    (key = yyjson_obj_iter_next(&iter)) != NULL) {
		yyjson_val *val = yyjson_obj_iter_get_val(key);

		if (!yyjson_is_str(val))
			continue;
		code =
		    keys_look(redactor->keys, lm_record_text(key), &info, err);
		if (code != LM_OK || !info->pair_name)
			continue;
		code =
		    keys_look(redactor->keys, lm_record_text(val), &info, err);
		if (code == LM_OK)
			frame->pair = *info;
	}
	return code;
}

static enum lm_code
pair_label(struct redactor *redactor, struct frame *frame,
    struct lm_span *label, struct lm_err *err)
{
	const struct lm_walk *walk = &frame->walk;
	enum lm_code code = LM_OK;

	if (frame->pair_of != walk->container)
		code = find_pair(redactor, frame, err);
	if (code == LM_OK && means(frame, &frame->pair))
		*label = frame->pair.match.label;
	return code;
}

/*
 * ["Authorization", "Bearer ..."] in an array of headers, flat or of pairs: the
 * name, as the element before tells it.
 */
static enum lm_code
header_label(struct redactor *redactor, struct frame *frame,
    struct lm_span *label, struct lm_err *err)
{
	const struct lm_walk *walk = &frame->walk;
	const struct lm_walk_open *open = &walk->open[walk->depth - 1];
	size_t n = unsafe_yyjson_get_len(open->val);
	const struct key_info *info;
	enum lm_code code;

	if ((n - open->left) % 2 != 0 || frame->last_in != walk->container ||
	    !yyjson_is_str(frame->last))
		return LM_OK;
	code =
	    keys_look(redactor->keys, lm_record_text(frame->last), &info, err);
	if (code == LM_OK && means(frame, info))
		*label = info->match.label;
	return code;
}

enum lm_code
denied_label(struct redactor *redactor, struct frame *frame,
    struct lm_span *label, struct lm_err *err)
{
	const struct lm_walk *walk = &frame->walk;
	const struct key_info *info = &frame->info;

	*label = (struct lm_span){0};
	if (means(frame, info)) {
		*label = info->match.label;
		return LM_OK;
	}
	if (walk->key != NULL)
		return info->pair_value
		    ? pair_label(redactor, frame, label, err)
		    : LM_OK;
	return info->headers ? header_label(redactor, frame, label, err)
			     : LM_OK;
}

/* An option of a command, "-x" or "--xy"; its name. */
static bool
is_option(struct lm_span text, struct lm_span *name)
{
	size_t at = text_has(text, 0, "--") ? 2 : 1;

	if (!text_has(text, 0, "-") || at >= text.len ||
	    !is_letter(text.ptr[at]))
		return false;
	*name = lm_span(text.ptr + at, text.len - at);
	return true;
}

enum lm_code
option_label(struct redactor *redactor, struct frame *frame,
    struct lm_span *label, struct lm_err *err)
{
	const struct lm_walk *walk = &frame->walk;
	struct lm_span name, other;
	const struct key_info *info;
	enum lm_code code;

	*label = (struct lm_span){0};
	if (walk->key != NULL || walk->container == NULL ||
	    frame->last_in != walk->container || !yyjson_is_str(frame->last))
		return LM_OK;
	if (!text_has(lm_record_text(frame->last), 0, "--") ||
	    !is_option(lm_record_text(frame->last), &name) ||
	    is_option(lm_record_text(walk->val), &other))
		return LM_OK;
	for (size_t i = 0; i < name.len; i++)
		if (!is_word(name.ptr[i]) && name.ptr[i] != '-')
			return LM_OK;
	code = keys_look(redactor->keys, name, &info, err);
	if (code == LM_OK && info->class == NAME_DENIED && !info->match.plural)
		*label = info->match.label;
	return code;
}
