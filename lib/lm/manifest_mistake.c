#include "lm/manifest_mistake.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "lm/json.h"
#include "lm/manifest_values.h"
#include "lm/near.h"
#include "lm/utf8.h"

#define SHOWN_MAX 60 /* bytes of a name or value in a message */

/* A message as it grows; what does not fit is cut. */
struct words {
	char text[LM_ERR_MESSAGE_SIZE];
	size_t len;
};

__attribute__((format(printf, 2, 3))) static void
say(struct words *words, const char *format, ...)
{
	size_t room = sizeof(words->text) - words->len;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(words->text + words->len, room, format, args);
	va_end(args);
	if (n > 0)
		words->len += (size_t)n < room ? (size_t)n : room - 1;
}

static void
say_span(struct words *words, struct lm_span span)
{
	struct lm_span shown = lm_utf8_prefix(span, SHOWN_MAX);

	say(words, "%.*s%s", (int)shown.len, shown.ptr,
	    shown.len < span.len ? "..." : "");
}

int
lm_shown_len(struct lm_span text)
{
	return (int)lm_utf8_prefix(text, SHOWN_MAX).len;
}

struct lm_place
lm_place_of(struct lm_span text, size_t offset)
{
	struct lm_place place = {1, 1};

	for (size_t i = 0; i < offset && i < text.len; i++) {
		place.column++;
		if (text.ptr[i] == '\n') {
			place.line++;
			place.column = 1;
		}
	}
	return place;
}

static bool
is_between(char byte)
{
	return lm_json_is_space(byte) || byte == ',' || byte == ':' ||
	    byte == ']' || byte == '}';
}

/* Values stand in the document as their first bytes do in the source. */
static size_t
offset_of(const struct lm_record *record, yyjson_val *val)
{
	size_t left = (size_t)(val - record->root), i = 0;

	for (;;) {
		while (is_between(record->src.ptr[i]))
			i++;
		if (left-- == 0)
			return i;
		if (record->src.ptr[i] == '{' || record->src.ptr[i] == '[')
			i++;
		else
			i = lm_json_value_end(record->src, i);
	}
}

struct lm_place
lm_manifest_place(const struct lm_manifest_source *source, yyjson_val *val)
{
	return lm_place_of(source->record->src, offset_of(source->record, val));
}

enum lm_code
lm_manifest_mistake(const struct lm_manifest_source *source, yyjson_val *val,
    struct lm_err *err, const char *format, ...)
{
	struct lm_place place = lm_manifest_place(source, val);
	char message[LM_ERR_MESSAGE_SIZE];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	(void)lm_err_set(err, LM_MALFORMED, "%s", message);
	lm_err_at(err, source->path, place.line, place.column);
	return LM_MALFORMED;
}

/* "a", "b" or "c" */
static void
say_choices(struct words *words, const char *const *choices)
{
	for (size_t i = 0; choices[i] != NULL; i++) {
		if (i > 0)
			say(words, choices[i + 1] == NULL ? " or " : ", ");
		say(words, "\"%s\"", choices[i]);
	}
}

static void
say_shape(struct words *words, const struct lm_shape *shape)
{
	switch (shape->kind) {
	case LM_SHAPE_TEXT:
		say(words, "%s",
		    shape->expected == NULL ? "a string that is not empty"
					    : shape->expected);
		break;
	case LM_SHAPE_CHOICE:
		say_choices(words, shape->choices);
		break;
	case LM_SHAPE_PATH:
		say(words, "a path, as \".a.b[0]\"");
		break;
	case LM_SHAPE_FLAG:
		say(words, "true or false");
		break;
	case LM_SHAPE_WHOLE:
		say(words, "a whole number from %.0f to %.0f", shape->min,
		    shape->max);
		break;
	case LM_SHAPE_NUMBER:
		say(words, "a number from %g to %g", shape->min, shape->max);
		break;
	case LM_SHAPE_SCALAR:
		say(words, "a string, a number, true, false or null");
		break;
	case LM_SHAPE_TABLE:
		say(words, "an object");
		break;
	case LM_SHAPE_MAP:
		say(words,
		    shape->filled ? "an object that is not empty"
				  : "an object");
		break;
	case LM_SHAPE_LIST:
		say(words,
		    shape->filled ? "a list that is not empty" : "a list");
		break;
	}
}

/* Scalars are shown as they stand in the file. */
static void
say_value(struct words *words, const struct lm_record *record, yyjson_val *val)
{
	if (yyjson_is_str(val) || yyjson_is_raw(val))
		say_span(words, lm_record_token(record, val));
	else if (yyjson_is_obj(val))
		say(words, "%s",
		    yyjson_obj_size(val) == 0 ? "{}" : "an object");
	else if (yyjson_is_arr(val))
		say(words, "%s", yyjson_arr_size(val) == 0 ? "[]" : "a list");
	else if (yyjson_is_bool(val))
		say(words, "%s", yyjson_get_bool(val) ? "true" : "false");
	else
		say(words, "null");
}

enum lm_code
lm_manifest_unfit(const struct lm_manifest_source *source,
    const struct lm_shape *shape, yyjson_val *key, yyjson_val *val,
    struct lm_err *err)
{
	bool secret = shape->secret && !yyjson_is_ctn(val);
	struct words words = {.len = 0};

	if (key != NULL) {
		say_span(&words, lm_record_token(source->record, key));
		say(&words, ": ");
	}
	say(&words, "expected ");
	say_shape(&words, shape);
	for (shape = shape->other; shape != NULL; shape = shape->other) {
		say(&words, " or ");
		say_shape(&words, shape);
	}
	say(&words, ", found ");
	if (secret)
		say(&words, "another value, not shown as it may be a secret");
	else
		say_value(&words, source->record, val);
	return lm_manifest_mistake(source, val, err, "%s", words.text);
}

enum lm_code
lm_manifest_unknown(const struct lm_manifest_source *source,
    const struct lm_shape *table, yyjson_val *key, struct lm_err *err)
{
	struct lm_near near = lm_near_start(lm_record_text(key));
	struct words words = {.len = 0};

	say(&words, "unknown key ");
	say_span(&words, lm_record_token(source->record, key));
	for (size_t i = 0; table->keys[i].name != NULL; i++)
		lm_near_try(&near, table->keys[i].name);
	if (near.best != NULL) {
		say(&words, ": expected \"%s\"?", near.best);
		return lm_manifest_mistake(source, key, err, "%s", words.text);
	}
	say(&words, ": expected one of");
	for (size_t i = 0; table->keys[i].name != NULL; i++)
		say(&words, "%s %s", i == 0 ? "" : ",", table->keys[i].name);
	return lm_manifest_mistake(source, key, err, "%s", words.text);
}

/* By text; those of one text in the order of the file. */
static int
compare_texts(const void *a, const void *b)
{
	yyjson_val *val_a = *(yyjson_val *const *)a;
	yyjson_val *val_b = *(yyjson_val *const *)b;
	int order = lm_text_order(lm_record_text(val_a), lm_record_text(val_b));

	return order != 0 ? order : (val_a > val_b) - (val_a < val_b);
}

enum lm_code
lm_manifest_once(const struct lm_manifest_source *source, yyjson_val **list,
    size_t n, struct lm_err *err)
{
	yyjson_val *first = NULL, *second = NULL;
	struct words words = {.len = 0};

	if (n > 0)
		qsort(list, n, sizeof(*list), compare_texts);
	for (size_t i = 1; i < n; i++)
		if (lm_span_equal(lm_record_text(list[i - 1]),
			lm_record_text(list[i])) &&
		    (second == NULL || list[i] < second)) {
			first = list[i - 1];
			second = list[i];
		}
	if (second == NULL)
		return LM_OK;
	say_span(&words, lm_record_token(source->record, second));
	say(&words,
	    " is there twice: expected once (first in line %" PRIu64 ")",
	    lm_manifest_place(source, first).line);
	return lm_manifest_mistake(source, second, err, "%s", words.text);
}

enum lm_code
lm_manifest_no_such(const struct lm_manifest_source *source, const char *key,
    const char *one, yyjson_val *map, yyjson_val *val, struct lm_err *err)
{
	struct lm_near near = lm_near_start(lm_record_text(val));
	yyjson_obj_iter iter = yyjson_obj_iter_with(map);
	struct words words = {.len = 0};
	yyjson_val *name;

	say(&words, "unknown %s ", one);
	say_span(&words, lm_record_token(source->record, val));
	while ((name = yyjson_obj_iter_next(&iter)) != NULL)
		lm_near_try(&near, yyjson_get_str(name));
	if (near.best != NULL)
		say(&words, ": expected \"%s\"?", near.best);
	else if (yyjson_obj_size(map) == 0)
		say(&words, ": expected a name of \"%s\", which has none", key);
	else
		say(&words, ": expected one of");
	iter = yyjson_obj_iter_with(near.best == NULL ? map : NULL);
	for (size_t i = 0; (name = yyjson_obj_iter_next(&iter)) != NULL; i++)
		say(&words, "%s %s", i == 0 ? "" : ",", yyjson_get_str(name));
	return lm_manifest_mistake(source, val, err, "%s", words.text);
}
