#include "lm/record.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lm/buf.h"
#include "lm/json.h"

#define READ_FLAGS (YYJSON_READ_INSITU | YYJSON_READ_NUMBER_AS_RAW)

struct lm_parser {
	struct lm_buf copy;
	void *values; /* the one block that yyjson asks for, kept */
	size_t values_size;
	yyjson_alc alc;
};

static void *
keep_malloc(void *ctx, size_t size)
{
	struct lm_parser *parser = ctx;

	if (size <= parser->values_size)
		return parser->values;
	free(parser->values);
	parser->values = malloc(size);
	parser->values_size = parser->values == NULL ? 0 : size;
	return parser->values;
}

static void *
keep_realloc(void *ctx, void *ptr, size_t old_size, size_t size)
{
	struct lm_parser *parser = ctx;
	void *grown;

	(void)old_size;
	if (size <= parser->values_size)
		return ptr;
	grown = realloc(ptr, size);
	if (grown == NULL)
		return NULL;
	parser->values = grown;
	parser->values_size = size;
	return grown;
}

static void
keep_free(void *ctx, void *ptr)
{
	(void)ctx;
	(void)ptr;
}

struct lm_parser *
lm_parser_new(void)
{
	struct lm_parser *parser = calloc(1, sizeof(*parser));

	if (parser == NULL)
		return NULL;
	parser->alc.malloc = keep_malloc;
	parser->alc.realloc = keep_realloc;
	parser->alc.free = keep_free;
	parser->alc.ctx = parser;
	return parser;
}

void
lm_parser_free(struct lm_parser *parser)
{
	if (parser == NULL)
		return;
	lm_buf_free(&parser->copy);
	free(parser->values);
	free(parser);
}

static enum lm_code
copy_source(struct lm_parser *parser, struct lm_span src, struct lm_err *err)
{
	enum lm_code code;

	parser->copy.len = 0;
	code =
	    lm_buf_reserve(&parser->copy, src.len + YYJSON_PADDING_SIZE, err);
	if (code != LM_OK)
		return code;
	memcpy(parser->copy.ptr, src.ptr, src.len);
	memset(parser->copy.ptr + src.len, 0, YYJSON_PADDING_SIZE);
	parser->copy.len = src.len;
	return LM_OK;
}

static enum lm_code
read_error(const yyjson_read_err *why, struct lm_err *err)
{
	if (why->code == YYJSON_READ_ERROR_MEMORY_ALLOCATION)
		return lm_err_nomem(err);
	(void)lm_err_set(err, LM_MALFORMED, "not JSON: %s", why->msg);
	lm_err_at(err, NULL, 0, why->pos + 1);
	return LM_MALFORMED;
}

/* Parse the copy; a lone surrogate costs a second pass. */
static enum lm_code
read_copy(struct lm_parser *parser, struct lm_span src, yyjson_doc **doc,
    struct lm_err *err)
{
	yyjson_read_err why;
	enum lm_code code = copy_source(parser, src, err);

	if (code != LM_OK)
		return code;
	*doc = yyjson_read_opts(parser->copy.ptr, src.len, READ_FLAGS,
	    &parser->alc, &why);
	if (*doc == NULL && why.code == YYJSON_READ_ERROR_INVALID_STRING) {
		code = copy_source(parser, src, err);
		if (code != LM_OK)
			return code;
		if (lm_json_mend_surrogates(parser->copy.ptr, src.len))
			*doc = yyjson_read_opts(parser->copy.ptr, src.len,
			    READ_FLAGS, &parser->alc, &why);
	}
	return *doc == NULL ? read_error(&why, err) : LM_OK;
}

/* Where the source is nested too deep; its length if nowhere. */
static size_t
too_deep_at(struct lm_span src)
{
	size_t depth = 0, i = 0;

	while (i < src.len) {
		char byte = src.ptr[i];

		if (byte == '"') {
			i = lm_json_string_end(src, i);
			continue;
		}
		if (byte == '{' || byte == '[')
			depth++;
		else if (byte == '}' || byte == ']')
			depth--;
		if (depth > LM_RECORD_MAX_DEPTH)
			break;
		i++;
	}
	return i < src.len ? i : src.len;
}

/* Few containers cannot be deep, so that the source is rarely scanned. */
static enum lm_code
check_depth(const struct lm_record *rec, struct lm_err *err)
{
	size_t n_containers = 0, at;

	if (rec->n_values <= LM_RECORD_MAX_DEPTH)
		return LM_OK;
	for (size_t i = 0; i < rec->n_values; i++)
		n_containers += yyjson_is_ctn(rec->root + i);
	if (n_containers <= LM_RECORD_MAX_DEPTH)
		return LM_OK;
	at = too_deep_at(rec->src);
	if (at == rec->src.len)
		return LM_OK;
	(void)lm_err_set(err, LM_MALFORMED, "nested deeper than %d levels",
	    LM_RECORD_MAX_DEPTH);
	lm_err_at(err, NULL, 0, at + 1);
	return LM_MALFORMED;
}

enum lm_code
lm_parser_parse(struct lm_parser *parser, struct lm_span src,
    struct lm_record *rec, struct lm_err *err)
{
	yyjson_doc *doc = NULL;
	enum lm_code code;

	rec->n_values = 0;
	if (src.len == 0)
		return lm_err_set(err, LM_MALFORMED,
		    "not JSON: expected a value");
	code = read_copy(parser, src, &doc, err);
	if (code != LM_OK)
		return code;
	rec->src = src;
	rec->copy = parser->copy.ptr;
	rec->root = yyjson_doc_get_root(doc);
	rec->n_values = yyjson_doc_get_val_count(doc);
	return check_depth(rec, err);
}

struct lm_span
lm_record_token(const struct lm_record *rec, yyjson_val *val)
{
	size_t at = (size_t)(unsafe_yyjson_get_str(val) - rec->copy);

	if (yyjson_is_raw(val))
		return lm_span(rec->src.ptr + at, unsafe_yyjson_get_len(val));
	return lm_span(rec->src.ptr + at - 1,
	    lm_json_string_end(rec->src, at - 1) - (at - 1));
}

/* Whether a value or a key begins with this byte. */
static bool
begins_value(char byte)
{
	return !lm_json_is_space(byte) && byte != ':' && byte != ',' &&
	    byte != '}' && byte != ']';
}

/* Values stand in memory in the order of the source: val is the nth of it. */
size_t
lm_record_offset(const struct lm_record *rec, yyjson_val *val)
{
	size_t n = (size_t)(val - rec->root), i = 0;

	if (yyjson_is_raw(val) || yyjson_is_str(val))
		return (size_t)(lm_record_token(rec, val).ptr - rec->src.ptr);
	while (i < rec->src.len) {
		char byte = rec->src.ptr[i];

		if (!begins_value(byte)) {
			i++;
			continue;
		}
		if (n-- == 0)
			break;
		i = byte == '{' || byte == '[' ? i + 1
					       : lm_json_value_end(rec->src, i);
	}
	return i;
}

struct lm_span
lm_record_member(const struct lm_record *rec, yyjson_val *key)
{
	struct lm_span token = lm_record_token(rec, key);
	size_t at = (size_t)(token.ptr - rec->src.ptr) + token.len;

	at = lm_json_space_end(rec->src, at) + 1;
	at = lm_json_space_end(rec->src, at);
	return lm_span(rec->src.ptr + at, lm_json_value_end(rec->src, at) - at);
}

bool
lm_record_find(yyjson_val *obj, struct lm_span name, yyjson_val **key,
    yyjson_val **val)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(obj);
	yyjson_val *member, *found = NULL;

	while ((member = yyjson_obj_iter_next(&iter)) != NULL)
		if (lm_span_equal(lm_record_text(member), name))
			found = member;
	if (found == NULL)
		return false;
	if (key != NULL)
		*key = found;
	*val = yyjson_obj_iter_get_val(found);
	return true;
}
