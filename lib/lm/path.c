#include "lm/path.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lm/buf.h"
#include "lm/record.h"

#define LARGEST_INDEX 1000000000

enum step_kind { STEP_NAME, STEP_INDEX, STEP_EACH };

struct lm_path_step {
	enum step_kind kind;
	struct lm_span name;
	int64_t index;
};

/* The text of a path while it is read; names gathers the decoded names. */
struct scan {
	struct lm_span text;
	size_t at;
	char *names;
	size_t names_len;
};

static enum lm_code
expected(const struct scan *scan, const char *what, struct lm_err *err)
{
	(void)lm_err_set(err, LM_USAGE, "path %.*s: expected %s",
	    (int)(scan->text.len < 200 ? scan->text.len : 200), scan->text.ptr,
	    what);
	lm_err_at(err, NULL, 0, scan->at + 1);
	return LM_USAGE;
}

static char
peek(const struct scan *scan)
{
	return scan->at < scan->text.len ? scan->text.ptr[scan->at] : '\0';
}

static bool
is_name_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' ||
	    (byte & 0x80) != 0;
}

static void
keep_name(struct scan *scan, struct lm_span name, struct lm_path_step *step)
{
	step->kind = STEP_NAME;
	memcpy(scan->names + scan->names_len, name.ptr, name.len);
	step->name = lm_span(scan->names + scan->names_len, name.len);
	scan->names_len += name.len;
}

static enum lm_code
scan_name(struct scan *scan, struct lm_path_step *step, struct lm_err *err)
{
	size_t from = scan->at;

	while (is_name_byte(peek(scan)))
		scan->at++;
	if (scan->at == from)
		return expected(scan, "a name or [ after .", err);
	keep_name(scan, lm_span(scan->text.ptr + from, scan->at - from), step);
	return LM_OK;
}

/* "x y", as JSON. */
static enum lm_code
scan_quoted(struct scan *scan, struct lm_path_step *step, struct lm_err *err)
{
	size_t end = scan->at + 1;
	char *copy = scan->names + scan->names_len;
	yyjson_read_err why;
	yyjson_doc *doc;

	while (end < scan->text.len && scan->text.ptr[end] != '"')
		end += scan->text.ptr[end] == '\\' ? 2 : 1;
	if (end >= scan->text.len)
		return expected(scan, "a closing \"", err);
	end++;
	memcpy(copy, scan->text.ptr + scan->at, end - scan->at);
	doc = yyjson_read_opts(copy, end - scan->at, 0, NULL, &why);
	if (doc == NULL && why.code == YYJSON_READ_ERROR_MEMORY_ALLOCATION)
		return lm_err_nomem(err);
	if (doc == NULL)
		return expected(scan, "a JSON string", err);
	keep_name(scan, lm_record_text(yyjson_doc_get_root(doc)), step);
	yyjson_doc_free(doc);
	scan->at = end;
	return LM_OK;
}

static enum lm_code
scan_index(struct scan *scan, struct lm_path_step *step, struct lm_err *err)
{
	bool negative = peek(scan) == '-';
	int64_t index = 0;

	scan->at += negative;
	if (peek(scan) < '0' || peek(scan) > '9')
		return expected(scan, "an index, a \"name\" or ]", err);
	for (; peek(scan) >= '0' && peek(scan) <= '9'; scan->at++) {
		index = index * 10 + (peek(scan) - '0');
		if (index > LARGEST_INDEX)
			return expected(scan, "a smaller index", err);
	}
	step->kind = STEP_INDEX;
	step->index = negative ? -index : index;
	return LM_OK;
}

static enum lm_code
scan_bracket(struct scan *scan, struct lm_path_step *step, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	scan->at++;
	if (peek(scan) == ']')
		step->kind = STEP_EACH;
	else if (peek(scan) == '"')
		code = scan_quoted(scan, step, err);
	else
		code = scan_index(scan, step, err);
	if (code != LM_OK)
		return code;
	if (peek(scan) != ']')
		return expected(scan, "]", err);
	scan->at++;
	return LM_OK;
}

static enum lm_code
scan_step(struct scan *scan, struct lm_path_step *step, struct lm_err *err)
{
	if (peek(scan) == '[')
		return scan_bracket(scan, step, err);
	if (peek(scan) != '.')
		return expected(scan, "a . or [", err);
	scan->at++;
	if (peek(scan) == '[')
		return scan_bracket(scan, step, err);
	return scan_name(scan, step, err);
}

enum lm_code
lm_path_parse(struct lm_span text, struct lm_path *path, struct lm_err *err)
{
	struct scan scan = {.text = text};
	enum lm_code code = LM_OK;

	*path = (struct lm_path){0};
	if (peek(&scan) != '.')
		return expected(&scan, "a . at the start", err);
	/* A step and a byte of a name take at least one byte of the text. */
	path->steps = calloc(text.len, sizeof(*path->steps));
	path->names = malloc(text.len);
	scan.names = path->names;
	if (path->steps == NULL || path->names == NULL) {
		lm_path_free(path);
		return lm_err_nomem(err);
	}
	if (text.len == 1)
		return LM_OK;
	while (code == LM_OK && scan.at < text.len)
		code = scan_step(&scan, &path->steps[path->n_steps++], err);
	if (code != LM_OK)
		lm_path_free(path);
	return code;
}

void
lm_path_free(struct lm_path *path)
{
	free(path->steps);
	free(path->names);
	*path = (struct lm_path){0};
}

size_t
lm_path_end(const char *text, const char *stops)
{
	bool quoted = false;
	size_t i;

	for (i = 0;
	     text[i] != '\0' && (quoted || strchr(stops, text[i]) == NULL);
	     i++) {
		if (text[i] == '"')
			quoted = !quoted;
		else if (quoted && text[i] == '\\' && text[i + 1] != '\0')
			i++;
	}
	return i;
}

bool
lm_path_first(const struct lm_path *path, struct lm_span *name)
{
	if (path->n_steps == 0 || path->steps[0].kind != STEP_NAME)
		return false;
	*name = path->steps[0].name;
	return true;
}

bool
lm_path_meets_name(const struct lm_path *path, size_t i, struct lm_span name)
{
	const struct lm_path_step *step = &path->steps[i];

	return step->kind == STEP_EACH ||
	    (step->kind == STEP_NAME && lm_span_equal(step->name, name));
}

bool
lm_path_meets_index(const struct lm_path *path, size_t i, size_t index,
    size_t n)
{
	const struct lm_path_step *step = &path->steps[i];
	int64_t wanted =
	    step->index < 0 ? step->index + (int64_t)n : step->index;

	return step->kind == STEP_EACH ||
	    (step->kind == STEP_INDEX && wanted == (int64_t)index);
}

void
lm_values_free(struct lm_values *values)
{
	free(values->list);
	*values = (struct lm_values){0};
}

static enum lm_code
push(struct lm_values *values, yyjson_val *val, struct lm_err *err)
{
	if (values->n == values->cap) {
		size_t cap = values->cap == 0 ? 16 : 2 * values->cap;
		yyjson_val **grown =
		    realloc(values->list, cap * sizeof(*values->list));

		if (grown == NULL)
			return lm_err_nomem(err);
		values->list = grown;
		values->cap = cap;
	}
	values->list[values->n++] = val;
	return LM_OK;
}

static enum lm_code
push_each(struct lm_values *values, yyjson_val *val, struct lm_err *err)
{
	enum lm_code code = LM_OK;
	bool object = yyjson_is_obj(val);
	size_t n = yyjson_get_len(val);
	yyjson_val *next = n == 0 ? NULL : unsafe_yyjson_get_first(val);

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		if (object)
			next++; /* past the key */
		code = push(values, next, err);
		next = unsafe_yyjson_get_next(next);
	}
	return code;
}

static yyjson_val *
element(yyjson_val *val, int64_t index)
{
	size_t n = yyjson_arr_size(val);

	if (index < 0)
		index += (int64_t)n;
	return index < 0 ? NULL : yyjson_arr_get(val, (size_t)index);
}

/* The last member of this name. */
static enum lm_code
push_named(struct lm_values *values, yyjson_val *obj, struct lm_span name,
    struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(obj);
	yyjson_val *key, *met = NULL;

	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		if (!lm_span_equal(lm_record_text(key), name))
			continue;
		values->twice = values->twice || met != NULL;
		met = yyjson_obj_iter_get_val(key);
	}
	return met == NULL ? LM_OK : push(values, met, err);
}

static enum lm_code
take_step(const struct lm_path_step *step, yyjson_val *val,
    struct lm_values *values, struct lm_err *err)
{
	yyjson_val *met = NULL;

	switch (step->kind) {
	case STEP_NAME:
		return push_named(values, val, step->name, err);
	case STEP_INDEX:
		met = element(val, step->index);
		return met == NULL ? LM_OK : push(values, met, err);
	case STEP_EACH:
		return yyjson_is_ctn(val) ? push_each(values, val, err) : LM_OK;
	}
	return LM_OK;
}

enum lm_code
lm_path_select(const struct lm_path *path, yyjson_val *root,
    struct lm_values *values, struct lm_err *err)
{
	enum lm_code code;

	values->n = 0;
	values->twice = false;
	code = push(values, root, err);
	/* Each step's results follow those of the step before, then move down. */
	for (size_t i = 0; code == LM_OK && i < path->n_steps; i++) {
		size_t n = values->n;

		for (size_t k = 0; code == LM_OK && k < n; k++)
			code = take_step(&path->steps[i], values->list[k],
			    values, err);
		values->n -= n;
		memmove(values->list, values->list + n,
		    values->n * sizeof(*values->list));
	}
	return code;
}
