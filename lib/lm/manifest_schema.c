#include "lm/manifest_shape.h"

#include <stddef.h>

/* What is written, and where; what fails first is kept. */
struct writer {
	struct lm_buf *out;
	struct lm_err *err;
	enum lm_code code;
	int depth;
	bool filled; /* the object or list that is open has something in it */
};

static void
put(struct writer *writer, const char *text)
{
	if (writer->code == LM_OK)
		writer->code = lm_buf_text(writer->out, text, writer->err);
}

static void
put_string(struct writer *writer, const char *text)
{
	if (writer->code == LM_OK)
		writer->code = lm_buf_json_string(writer->out, lm_span_of(text),
		    writer->err);
}

/* A line of its own, after a comma if need be. */
static void
next(struct writer *writer)
{
	put(writer, writer->filled ? ",\n" : "\n");
	for (int i = 0; i < writer->depth; i++)
		put(writer, "  ");
	writer->filled = true;
}

static void
open_with(struct writer *writer, const char *bracket)
{
	put(writer, bracket);
	writer->depth++;
	writer->filled = false;
}

static void
close_with(struct writer *writer, const char *bracket)
{
	bool filled = writer->filled;

	writer->depth--;
	writer->filled = false;
	if (filled)
		next(writer);
	writer->filled = true;
	put(writer, bracket);
}

static void
put_key(struct writer *writer, const char *key)
{
	next(writer);
	put_string(writer, key);
	put(writer, ": ");
}

static void
put_member(struct writer *writer, const char *key, const char *value)
{
	put_key(writer, key);
	put_string(writer, value);
}

static void
put_literal(struct writer *writer, const char *key, const char *value)
{
	put_key(writer, key);
	put(writer, value);
}

static void
put_range(struct writer *writer, const struct lm_shape *shape)
{
	const double bounds[] = {shape->min, shape->max};

	for (int i = 0; i < 2; i++) {
		put_key(writer, i == 0 ? "minimum" : "maximum");
		if (writer->code == LM_OK)
			writer->code = lm_buf_printf(writer->out, writer->err,
			    "%.0f", bounds[i]);
	}
}

static void
put_choices(struct writer *writer, const char *const *choices)
{
	put_key(writer, "enum");
	put(writer, "[");
	for (size_t i = 0; choices[i] != NULL; i++) {
		put(writer, i == 0 ? "" : ", ");
		put_string(writer, choices[i]);
	}
	put(writer, "]");
}

static void put_shape(struct writer *writer, const struct lm_shape *shape);

/* The key is the schema's, its value a schema of its own. */
static void
put_part(struct writer *writer, const char *key, const struct lm_shape *shape)
{
	put_key(writer, key);
	open_with(writer, "{");
	put_shape(writer, shape);
	close_with(writer, "}");
}

static void
put_required(struct writer *writer, const struct lm_shape_key *keys)
{
	size_t n = 0;

	for (size_t i = 0; keys[i].name != NULL; i++) {
		if (!keys[i].required)
			continue;
		if (n++ == 0)
			put_literal(writer, "required", "[");
		else
			put(writer, ", ");
		put_string(writer, keys[i].name);
	}
	if (n > 0)
		put(writer, "]");
}

static void
put_table(struct writer *writer, const struct lm_shape_key *keys)
{
	put_key(writer, "properties");
	open_with(writer, "{");
	for (size_t i = 0; keys[i].name != NULL; i++) {
		put_key(writer, keys[i].name);
		open_with(writer, "{");
		put_member(writer, "description", keys[i].help);
		put_shape(writer, keys[i].shape);
		close_with(writer, "}");
	}
	close_with(writer, "}");
	put_required(writer, keys);
	put_literal(writer, "additionalProperties", "false");
}

static void
put_strings(struct writer *writer, const struct lm_shape *shape)
{
	put_member(writer, "type", "string");
	if (shape->pattern != NULL)
		put_member(writer, "pattern", shape->pattern);
	else
		put_literal(writer, "minLength", "1");
}

/* The shape alone, without the others that fit, too. */
static void
put_one(struct writer *writer, const struct lm_shape *shape)
{
	switch (shape->kind) {
	case LM_SHAPE_TEXT:
	case LM_SHAPE_PATH:
		put_strings(writer, shape);
		break;
	case LM_SHAPE_CHOICE:
		put_choices(writer, shape->choices);
		break;
	case LM_SHAPE_FLAG:
		put_member(writer, "type", "boolean");
		break;
	case LM_SHAPE_WHOLE:
		put_member(writer, "type", "integer");
		put_range(writer, shape);
		break;
	case LM_SHAPE_NUMBER:
		put_member(writer, "type", "number");
		put_range(writer, shape);
		break;
	case LM_SHAPE_SCALAR:
		put_literal(writer, "type",
		    "[\"string\", \"number\", \"boolean\", \"null\"]");
		break;
	case LM_SHAPE_TABLE:
		put_member(writer, "type", "object");
		put_table(writer, shape->keys);
		break;
	case LM_SHAPE_MAP:
		put_member(writer, "type", "object");
		if (shape->filled)
			put_literal(writer, "minProperties", "1");
		put_part(writer, "propertyNames", shape->names);
		put_part(writer, "additionalProperties", shape->each);
		break;
	case LM_SHAPE_LIST:
		put_member(writer, "type", "array");
		if (shape->filled)
			put_literal(writer, "minItems", "1");
		put_part(writer, "items", shape->each);
		break;
	}
}

/* Recursion goes as deep as the table of keys, which is a constant. */
static void
put_shape(struct writer *writer, const struct lm_shape *shape)
{
	if (shape->other == NULL) {
		put_one(writer, shape);
		return;
	}
	put_key(writer, "anyOf");
	open_with(writer, "[");
	for (; shape != NULL; shape = shape->other) {
		next(writer);
		open_with(writer, "{");
		put_one(writer, shape);
		close_with(writer, "}");
	}
	close_with(writer, "]");
}

enum lm_code
lm_manifest_schema(struct lm_buf *out, struct lm_err *err)
{
	struct writer writer = {.out = out, .err = err};

	open_with(&writer, "{");
	put_member(&writer, "$schema",
	    "https://json-schema.org/draft/2020-12/schema");
	put_member(&writer, "title", "The manifest of lmob, lmob-manifest(5)");
	put_shape(&writer, &lm_manifest_shape);
	close_with(&writer, "}");
	put(&writer, "\n");
	return writer.code;
}
