/*
 * A path, a newline, and a record.  Oracle: a plain reading of the same
 * notation, which descends value by value, must refuse the same paths and
 * meet the same values in the same order.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lm/path.h"
#include "lm/record.h"

#include "require.h"

#define MOST_VALUES 5000
#define MOST_STEPS 60 /* descended by recursion here */

enum kind { NAME, INDEX, EACH };

struct step {
	enum kind kind;
	char *name;
	size_t len;
	long long index;
};

struct steps {
	struct step list[MOST_STEPS];
	size_t n;
	bool too_many;
};

static bool
is_name_byte(unsigned char byte)
{
	return byte >= 0x80 ||
	    (byte != 0 &&
		strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		       "0123456789_-",
		    byte) != NULL);
}

static char *
copied(const char *bytes, size_t len)
{
	char *copy = malloc(len + 1);

	require(copy != NULL);
	memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

/* "x y" from at; what follows it, or NULL. */
static const char *
read_quoted(const char *at, const char *end, struct step *step)
{
	const char *from = at++;
	yyjson_doc *doc;

	while (at < end && *at != '"')
		at += *at == '\\' ? 2 : 1;
	if (at >= end)
		return NULL;
	at++;
	doc = yyjson_read(from, (size_t)(at - from), 0);
	if (doc == NULL)
		return NULL;
	step->kind = NAME;
	step->len = yyjson_get_len(yyjson_doc_get_root(doc));
	step->name =
	    copied(yyjson_get_str(yyjson_doc_get_root(doc)), step->len);
	yyjson_doc_free(doc);
	return at;
}

static const char *
read_index(const char *at, const char *end, struct step *step)
{
	bool negative = at < end && *at == '-';
	const char *digits = at + negative;

	step->kind = INDEX;
	for (at = digits; at < end && *at >= '0' && *at <= '9'; at++) {
		step->index = step->index * 10 + (*at - '0');
		if (step->index > 1000000000)
			return NULL;
	}
	if (at == digits)
		return NULL;
	step->index = negative ? -step->index : step->index;
	return at;
}

/* What stands in brackets; what follows them, or NULL. */
static const char *
read_bracket(const char *at, const char *end, struct step *step)
{
	if (at < end && *at == '"')
		at = read_quoted(at, end, step);
	else if (at < end && *at == ']')
		step->kind = EACH;
	else
		at = read_index(at, end, step);
	return at != NULL && at < end && *at == ']' ? at + 1 : NULL;
}

static const char *
read_step(const char *at, const char *end, struct step *step)
{
	const char *from;

	if (*at == '[')
		return read_bracket(at + 1, end, step);
	if (*at++ != '.')
		return NULL;
	if (at < end && *at == '[')
		return read_bracket(at + 1, end, step);
	for (from = at; at < end && is_name_byte((unsigned char)*at);)
		at++;
	step->len = (size_t)(at - from);
	step->name = copied(from, step->len);
	return step->len == 0 ? NULL : at;
}

static bool
read_path(struct lm_span text, struct steps *steps)
{
	const char *at = text.ptr, *end = text.ptr + text.len;

	if (text.len == 0 || *at != '.')
		return false;
	if (text.len == 1)
		return true;
	while (at != NULL && at < end) {
		if (steps->n == MOST_STEPS) {
			steps->too_many = true;
			return true;
		}
		at = read_step(at, end, &steps->list[steps->n++]);
	}
	return at != NULL;
}

struct met {
	yyjson_val *list[MOST_VALUES];
	size_t n;
};

static void descend(const struct steps *steps, size_t i, yyjson_val *val,
    struct met *met);

static void
descend_each(const struct steps *steps, size_t i, yyjson_val *val,
    struct met *met)
{
	yyjson_arr_iter elements = yyjson_arr_iter_with(val);
	yyjson_obj_iter members = yyjson_obj_iter_with(val);
	yyjson_val *next;

	while ((next = yyjson_arr_iter_next(&elements)) != NULL)
		descend(steps, i, next, met);
	while ((next = yyjson_obj_iter_next(&members)) != NULL)
		descend(steps, i, yyjson_obj_iter_get_val(next), met);
}

static yyjson_val *
last_member(const struct step *step, yyjson_val *val)
{
	yyjson_obj_iter members = yyjson_obj_iter_with(val);
	yyjson_val *key, *found = NULL;

	while ((key = yyjson_obj_iter_next(&members)) != NULL)
		if (yyjson_get_len(key) == step->len &&
		    memcmp(yyjson_get_str(key), step->name, step->len) == 0)
			found = yyjson_obj_iter_get_val(key);
	return found;
}

static void
descend(const struct steps *steps, size_t i, yyjson_val *val, struct met *met)
{
	const struct step *step = &steps->list[i];
	long long n = (long long)yyjson_arr_size(val);

	if (val == NULL)
		return;
	if (i == steps->n) {
		if (met->n < MOST_VALUES)
			met->list[met->n] = val;
		met->n++;
	} else if (step->kind == EACH) {
		descend_each(steps, i + 1, val, met);
	} else if (step->kind == NAME) {
		descend(steps, i + 1, last_member(step, val), met);
	} else {
		long long at = step->index < 0 ? step->index + n : step->index;

		if (at >= 0 && at < n)
			descend(steps, i + 1, yyjson_arr_get(val, (size_t)at),
			    met);
	}
}

static void
check_select(const struct lm_path *path, const struct steps *steps,
    struct lm_span json)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_record rec;
	struct lm_values values = {0};
	struct met *met = calloc(1, sizeof(*met));
	struct lm_err err;

	require(parser != NULL && met != NULL);
	if (lm_parser_parse(parser, json, &rec, &err) == LM_OK &&
	    !steps->too_many) {
		require(lm_path_select(path, rec.root, &values, &err) == LM_OK);
		descend(steps, 0, rec.root, met);
		require(values.n == met->n);
		for (size_t i = 0; i < met->n && i < MOST_VALUES; i++)
			require(values.list[i] == met->list[i]);
	}
	lm_values_free(&values);
	lm_parser_free(parser);
	free(met);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	const char *newline = size == 0 ? NULL : memchr(bytes, '\n', size);
	size_t len = newline == NULL ? size : (size_t)(newline - bytes);
	struct lm_span text = lm_span(bytes, len);
	struct lm_span json = lm_span(bytes + len, size - len);
	struct lm_path path;
	struct steps steps = {.n = 0};
	struct lm_err err = {0};
	enum lm_code code = lm_path_parse(text, &path, &err);
	bool known = read_path(text, &steps);

	if (!steps.too_many)
		require((code == LM_OK) == known);
	if (code == LM_OK) {
		check_select(&path, &steps, json);
		lm_path_free(&path);
	} else {
		require(code == LM_USAGE);
		require(err.column >= 1 && err.column <= len + 2);
	}
	for (size_t i = 0; i < steps.n; i++)
		free(steps.list[i].name);
	return 0;
}
