#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "api_part.h"

#include "lm/json.h"
#include "lm/num.h"
#include "lm/vec.h"

enum lm_code
api_parse(struct lm_parser *parser, struct lm_span body, struct lm_record *rec,
    struct lm_err *err)
{
	struct lm_err why = {0};
	enum lm_code code = lm_parser_parse(parser, body, rec, &why);

	if (code == LM_NOMEM)
		return lm_err_nomem(err);
	if (code != LM_OK)
		return lm_err_set(err, LM_MALFORMED,
		    "the reply is not JSON (%" PRIu64 " of %zu bytes)",
		    why.column == 0 ? 0 : why.column - 1, body.len);
	return LM_OK;
}

yyjson_val *
api_member(yyjson_val *obj, const char *name)
{
	yyjson_val *val;

	return lm_record_find(obj, lm_span_of(name), NULL, &val) ? val : NULL;
}

uint64_t
api_count(yyjson_val *val)
{
	uint64_t count;

	return yyjson_is_raw(val) &&
		lm_num_u64(lm_record_text(val), 0, UINT64_MAX, &count, NULL) ==
		    LM_OK
	    ? count
	    : 0;
}

struct lm_span
api_string(yyjson_val *val)
{
	return yyjson_is_str(val) ? lm_record_text(val) : lm_span(NULL, 0);
}

enum lm_code
api_unlike(enum lm_api kind, struct lm_err *err)
{
	return lm_err_set(err, LM_MALFORMED, "it does not answer as %s does",
	    lm_api_names[kind]);
}

/* Empty, but for the memory. */
static void
clear(struct api_vectors *vectors)
{
	vectors->n = 0;
	vectors->dimensions = 0;
	vectors->is_base64 = false;
	vectors->tokens = 0;
	vectors->model = lm_span(NULL, 0);
	vectors->texts.len = vectors->floats.len = vectors->values.len = 0;
}

enum lm_code
api_begin(struct api_vectors *vectors, size_t n, struct lm_err *err)
{
	enum lm_code code;

	clear(vectors);
	if (n > SIZE_MAX / sizeof(struct lm_span))
		return lm_err_nomem(err);
	code = lm_buf_reserve(&vectors->values, n * sizeof(yyjson_val *), err);
	if (code == LM_OK)
		code = lm_buf_reserve(&vectors->texts,
		    n * sizeof(struct lm_span), err);
	if (code != LM_OK || n == 0)
		return code;
	vectors->values.len = n * sizeof(yyjson_val *);
	memset(vectors->values.ptr, 0, vectors->values.len);
	return LM_OK;
}

static yyjson_val **
values_of(const struct api_vectors *vectors)
{
	void *values = vectors->values.ptr;

	return values;
}

void
api_place(struct api_vectors *vectors, size_t i, yyjson_val *value)
{
	values_of(vectors)[i] = value;
}

bool
api_is_placed(const struct api_vectors *vectors, size_t i)
{
	return values_of(vectors)[i] != NULL;
}

enum lm_code
api_check_list(yyjson_val *list, const char *fault, size_t n,
    struct lm_err *err)
{
	size_t n_list = yyjson_arr_size(list);

	if (!yyjson_is_arr(list))
		return lm_err_set(err, LM_MALFORMED, "the reply %s", fault);
	if (n_list != n)
		return lm_err_set(err, LM_MALFORMED,
		    "the reply has %zu vector%s for %zu text%s", n_list,
		    n_list == 1 ? "" : "s", n, n == 1 ? "" : "s");
	return LM_OK;
}

/* The bytes of an array of numbers, which is not empty, in the source. */
static struct lm_span
array_text(const struct lm_record *rec, yyjson_val *array)
{
	struct lm_span first =
	    lm_record_token(rec, yyjson_arr_get_first(array));
	struct lm_span last = lm_record_token(rec, yyjson_arr_get_last(array));
	size_t from = (size_t)(first.ptr - rec->src.ptr);
	size_t to = (size_t)(last.ptr - rec->src.ptr) + last.len;

	while (lm_json_is_space(rec->src.ptr[from - 1]))
		from--;
	to = lm_json_space_end(rec->src, to);
	return lm_span(rec->src.ptr + from - 1, to + 1 - (from - 1));
}

/* The bytes of a string; decoded, if it was written with escapes. */
static struct lm_span
string_text(const struct lm_record *rec, yyjson_val *string)
{
	struct lm_span token = lm_record_token(rec, string);
	struct lm_span text = lm_record_text(string);

	return token.len - 2 == text.len ? lm_span(token.ptr + 1, text.len)
					 : text;
}

/* Read value, whose floats are then the last of all, if they are wanted. */
static enum lm_code
read_value(yyjson_val *value, const struct api_want *want,
    struct api_vectors *vectors, size_t *n, bool *is_zero, struct lm_err *err)
{
	size_t before = vectors->floats.len / sizeof(float);
	enum lm_code code;

	if (want->arrays_as_text && yyjson_is_arr(value))
		return lm_vec_check_array(value, n, is_zero, err);
	code = lm_vec_read(value, &vectors->floats, n, err);
	*is_zero = code == LM_OK &&
	    lm_vec_is_zero(lm_vec_floats(&vectors->floats) + before, *n);
	return code;
}

/* What makes vector i, of n numbers, one that cannot be taken. */
static enum lm_code
check_vector(const struct api_vectors *vectors, const struct api_want *want,
    size_t i, size_t n, bool is_base64, struct lm_err *err)
{
	if (want->dimensions != 0 && n != want->dimensions)
		return lm_err_set(err, LM_MALFORMED,
		    "vector %zu has %zu dimensions, not %" PRIu64, i, n,
		    want->dimensions);
	if (n != vectors->dimensions)
		return lm_err_set(err, LM_MALFORMED,
		    "vector %zu has %zu dimensions, vector 0 has %" PRIu64, i,
		    n, vectors->dimensions);
	if (is_base64 != vectors->is_base64)
		return lm_err_set(err, LM_MALFORMED,
		    "vector %zu is %s, vector 0 is not", i,
		    is_base64 ? "base64" : "an array");
	return LM_OK;
}

static enum lm_code
read_vector(const struct lm_record *rec, const struct api_want *want, size_t i,
    struct api_vectors *vectors, struct lm_err *err)
{
	yyjson_val *value = values_of(vectors)[i];
	bool is_base64 = yyjson_is_str(value), is_zero = false;
	struct lm_err why = {0};
	struct lm_span text;
	size_t n;
	enum lm_code code =
	    read_value(value, want, vectors, &n, &is_zero, &why);

	if (code == LM_NOMEM)
		return lm_err_nomem(err);
	if (code != LM_OK)
		return lm_err_set(err, code, "vector %zu: %s", i, why.message);
	if (i == 0) {
		vectors->dimensions = n;
		vectors->is_base64 = is_base64;
	}
	code = check_vector(vectors, want, i, n, is_base64, err);
	if (code == LM_OK && is_zero)
		code =
		    lm_err_set(err, LM_MALFORMED, "vector %zu is all zero", i);
	if (code != LM_OK)
		return code;
	text = is_base64 ? string_text(rec, value) : array_text(rec, value);
	return lm_buf_append(&vectors->texts, (const char *)&text, sizeof(text),
	    err);
}

enum lm_code
api_finish(const struct lm_record *rec, const struct api_want *want,
    struct api_vectors *vectors, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < want->n; i++)
		code = read_vector(rec, want, i, vectors, err);
	if (code == LM_OK)
		vectors->n = want->n;
	else
		clear(vectors);
	return code;
}

enum lm_code
api_read_list(const struct lm_record *rec, yyjson_val *list, const char *fault,
    const struct api_want *want, struct api_vectors *vectors,
    struct lm_err *err)
{
	enum lm_code code = api_check_list(list, fault, want->n, err);
	yyjson_arr_iter iter = {0};
	yyjson_val *value;
	size_t i = 0;

	if (code == LM_OK)
		code = api_begin(vectors, want->n, err);
	else
		clear(vectors);
	if (code != LM_OK)
		return code;
	(void)yyjson_arr_iter_init(list, &iter);
	while ((value = yyjson_arr_iter_next(&iter)) != NULL)
		api_place(vectors, i++, value);
	return api_finish(rec, want, vectors, err);
}
