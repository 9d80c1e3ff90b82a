#include "lm/gguf.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lm/gguf_value.h"

#define CHUNK ((size_t)256 << 10)
#define VERSION_2_SWAPPED 0x02000000U
#define VERSION_3_SWAPPED 0x03000000U
#define MAX_TENSORS 10000000
#define MAX_KEY_LEN 65535 /* docs/gguf.md */

struct lm_gguf {
	struct lm_buf bytes; /* the file up to the end of the last value */
	struct lm_gguf_value *values;
	size_t n;
	size_t cap;
};

/* Where reading is; spans are offsets until all bytes are there. */
struct scan {
	struct lm_gguf *gguf;
	struct lm_reader *reader; /* NULL: there is no more */
	size_t at;
};

void
lm_gguf_free(struct lm_gguf *gguf)
{
	if (gguf == NULL)
		return;
	lm_buf_free(&gguf->bytes);
	free(gguf->values);
	free(gguf);
}

/* Have n more bytes in memory; what says what they are. */
static enum lm_code
need(struct scan *scan, uint64_t n, const char *what, struct lm_err *err)
{
	struct lm_buf *bytes = &scan->gguf->bytes;
	enum lm_code code;
	size_t got;

	if (n > LM_GGUF_MAX_SIZE - scan->at)
		return lm_err_set(err, LM_MALFORMED,
		    "byte %zu: expected a header of at most %zu bytes, "
		    "found %s of %" PRIu64 " bytes",
		    scan->at, LM_GGUF_MAX_SIZE, what, n);
	while (bytes->len - scan->at < n) {
		got = 0;
		if (scan->reader != NULL) {
			code = lm_buf_reserve(bytes, CHUNK, err);
			if (code == LM_OK)
				code = lm_reader_read(scan->reader,
				    bytes->ptr + bytes->len, CHUNK, &got, err);
			if (code != LM_OK)
				return code;
			bytes->len += got;
		}
		if (got == 0)
			return lm_err_set(err, LM_MALFORMED,
			    "byte %zu: expected %s (%" PRIu64
			    " bytes), the file ends at byte %zu",
			    scan->at, what, n, bytes->len);
	}
	return LM_OK;
}

static enum lm_code
read_number(struct scan *scan, size_t size, const char *what, uint64_t *out,
    struct lm_err *err)
{
	enum lm_code code = need(scan, size, what, err);

	if (code != LM_OK)
		return code;
	*out = lm_gguf_number(scan->gguf->bytes.ptr + scan->at, size);
	scan->at += size;
	return LM_OK;
}

/* A length and as many bytes: *at and *len are where they stand. */
static enum lm_code
read_string(struct scan *scan, const char *what, size_t *at, size_t *len,
    struct lm_err *err)
{
	uint64_t claimed;
	enum lm_code code = read_number(scan, 8, what, &claimed, err);

	if (code == LM_OK)
		code = need(scan, claimed, what, err);
	if (code != LM_OK)
		return code;
	*at = scan->at;
	*len = (size_t)claimed;
	scan->at += *len;
	return LM_OK;
}

static enum lm_code
read_type(struct scan *scan, enum lm_gguf_type *out, struct lm_err *err)
{
	uint64_t type;
	enum lm_code code =
	    read_number(scan, 4, "the type of a value", &type, err);

	if (code != LM_OK)
		return code;
	if (type >= LM_GGUF_N_TYPES)
		return lm_err_set(err, LM_MALFORMED,
		    "byte %zu: expected a type from 0 to %d, found %" PRIu64,
		    scan->at - 4, LM_GGUF_N_TYPES - 1, type);
	*out = (enum lm_gguf_type)type;
	return LM_OK;
}

static enum lm_code
read_array_head(struct scan *scan, struct lm_gguf_value *value,
    struct lm_err *err)
{
	enum lm_code code;

	value->is_array = true;
	code = read_type(scan, &value->type, err);
	if (code == LM_OK && value->type == LM_GGUF_ARRAY)
		return lm_err_set(err, LM_MALFORMED,
		    "byte %zu: expected an array of numbers, bools or strings, "
		    "found one of arrays",
		    scan->at - 4);
	if (code == LM_OK)
		code = read_number(scan, 8, "the length of an array", &value->n,
		    err);
	return code;
}

/* The items of a value; *len is how many bytes they are. */
static enum lm_code
read_items(struct scan *scan, const struct lm_gguf_value *value, size_t *len,
    struct lm_err *err)
{
	size_t size = lm_gguf_type_size(value->type);
	size_t from = scan->at, at;
	enum lm_code code = LM_OK;

	if (size > 0) {
		uint64_t all =
		    value->n > UINT64_MAX / 8 ? UINT64_MAX : value->n * size;

		code = need(scan, all, "a value", err);
		*len = (size_t)all;
		scan->at += code == LM_OK ? *len : 0;
		return code;
	}
	for (uint64_t i = 0; i < value->n && code == LM_OK; i++)
		code = read_string(scan, "a string of an array", &at, len, err);
	*len = scan->at - from;
	return code;
}

static enum lm_code
read_value(struct scan *scan, struct lm_gguf_value *value, struct lm_err *err)
{
	enum lm_code code = read_type(scan, &value->type, err);

	value->n = 1;
	if (code == LM_OK && value->type == LM_GGUF_ARRAY)
		code = read_array_head(scan, value, err);
	if (code != LM_OK)
		return code;
	if (value->type == LM_GGUF_STRING && !value->is_array)
		return read_string(scan, "a string", &value->at,
		    &value->bytes.len, err);
	value->at = scan->at;
	return read_items(scan, value, &value->bytes.len, err);
}

/* Room for one more value, which is all zero. */
static enum lm_code
grow(struct lm_gguf *gguf, struct lm_err *err)
{
	size_t cap = gguf->cap == 0 ? 64 : gguf->cap * 2;
	struct lm_gguf_value *values;

	if (gguf->n < gguf->cap)
		return LM_OK;
	values = realloc(gguf->values, cap * sizeof(*values));
	if (values == NULL)
		return lm_err_nomem(err);
	gguf->values = values;
	gguf->cap = cap;
	return LM_OK;
}

static enum lm_code
read_pair(struct scan *scan, struct lm_err *err)
{
	struct lm_gguf *gguf = scan->gguf;
	struct lm_gguf_value *value;
	enum lm_code code = grow(gguf, err);

	if (code != LM_OK)
		return code;
	value = &gguf->values[gguf->n];
	memset(value, 0, sizeof(*value));
	code = read_string(scan, "a key", &value->key_at, &value->key.len, err);
	if (code == LM_OK && value->key.len > MAX_KEY_LEN)
		return lm_err_set(err, LM_MALFORMED,
		    "byte %zu: expected a key of at most %d bytes, found %zu",
		    value->key_at, MAX_KEY_LEN, value->key.len);
	if (code == LM_OK)
		code = read_value(scan, value, err);
	if (code == LM_OK)
		gguf->n++;
	return code;
}

static enum lm_code
check_version(uint64_t version, struct lm_err *err)
{
	if (version == VERSION_2_SWAPPED || version == VERSION_3_SWAPPED)
		return lm_err_set(err, LM_MALFORMED,
		    "byte 4: a big-endian GGUF file: expected a little-endian "
		    "one");
	if (version != 2 && version != 3)
		return lm_err_set(err, LM_MALFORMED,
		    "byte 4: expected GGUF version 2 or 3, found %" PRIu64,
		    version);
	return LM_OK;
}

/* Up to the first key; *n is how many there are. */
static enum lm_code
read_head(struct scan *scan, uint64_t *n, struct lm_err *err)
{
	uint64_t version, n_tensors;
	enum lm_code code = need(scan, 4, "the magic GGUF", err);

	if (code != LM_OK)
		return code;
	assert(scan->gguf->bytes.ptr != NULL);
	if (memcmp(scan->gguf->bytes.ptr, "GGUF", 4) != 0)
		return lm_err_set(err, LM_MALFORMED,
		    "byte 0: expected the magic GGUF");
	scan->at = 4;
	code = read_number(scan, 4, "the version", &version, err);
	if (code == LM_OK)
		code = check_version(version, err);
	if (code == LM_OK)
		code = read_number(scan, 8, "the number of tensors", &n_tensors,
		    err);
	if (code == LM_OK)
		code = read_number(scan, 8, "the number of keys", n, err);
	if (code != LM_OK)
		return code;
	if (n_tensors > MAX_TENSORS)
		return lm_err_set(err, LM_MALFORMED,
		    "byte 8: expected at most %d tensors, found %" PRIu64,
		    MAX_TENSORS, n_tensors);
	if (*n > LM_GGUF_MAX_KEYS)
		return lm_err_set(err, LM_MALFORMED,
		    "byte 16: expected at most %d keys, found %" PRIu64,
		    LM_GGUF_MAX_KEYS, *n);
	return LM_OK;
}

static int
compare_spans(struct lm_span a, struct lm_span b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len == 0 ? 0 : memcmp(a.ptr, b.ptr, len);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int
compare_values(const void *a, const void *b)
{
	const struct lm_gguf_value *left = a, *right = b;
	int order = compare_spans(left->key, right->key);

	if (order != 0)
		return order;
	return (left->key_at > right->key_at) - (left->key_at < right->key_at);
}

/* Offsets become pointers; then the values are sorted. */
static enum lm_code
settle(struct lm_gguf *gguf, struct lm_err *err)
{
	struct lm_gguf_value *values = gguf->values;

	for (size_t i = 0; i < gguf->n; i++) {
		values[i].key.ptr = gguf->bytes.ptr + values[i].key_at;
		values[i].bytes.ptr = gguf->bytes.ptr + values[i].at;
	}
	if (gguf->n > 1)
		qsort(values, gguf->n, sizeof(*values), compare_values);
	for (size_t i = 1; i < gguf->n; i++)
		if (lm_span_equal(values[i].key, values[i - 1].key))
			return lm_err_set(err, LM_MALFORMED,
			    "byte %zu: the key \"%.*s\" comes twice",
			    values[i].key_at, (int)values[i].key.len,
			    values[i].key.ptr);
	return LM_OK;
}

enum lm_code
lm_gguf_read(struct lm_buf *begun, struct lm_reader *reader,
    struct lm_gguf **out, struct lm_err *err)
{
	struct lm_gguf *gguf = calloc(1, sizeof(*gguf));
	struct scan scan = {.gguf = gguf, .reader = reader};
	enum lm_code code;
	uint64_t n = 0;

	*out = NULL;
	if (gguf == NULL)
		return lm_err_nomem(err);
	gguf->bytes = *begun;
	*begun = (struct lm_buf){0};
	code = read_head(&scan, &n, err);
	for (uint64_t i = 0; i < n && code == LM_OK; i++)
		code = read_pair(&scan, err);
	if (code == LM_OK)
		code = settle(gguf, err);
	if (code != LM_OK) {
		lm_gguf_free(gguf);
		return code;
	}
	*out = gguf;
	return LM_OK;
}

enum lm_code
lm_gguf_load(const char *path, struct lm_gguf **out, struct lm_err *err)
{
	struct lm_buf begun = {0};
	struct lm_reader *reader;
	enum lm_code code = lm_reader_open(path, &reader, err);

	*out = NULL;
	if (code != LM_OK)
		return code;
	code = lm_gguf_read(&begun, reader, out, err);
	if (code != LM_OK)
		lm_err_at(err, lm_reader_name(reader), 0, 0);
	lm_reader_close(reader);
	return code;
}

const struct lm_gguf_value *
lm_gguf_find(const struct lm_gguf *gguf, const char *key)
{
	struct lm_span wanted = lm_span_of(key);
	size_t low = 0, high = gguf->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_spans(gguf->values[middle].key, wanted);

		if (order == 0)
			return &gguf->values[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct lm_gguf_value *
lm_gguf_values(const struct lm_gguf *gguf, size_t *n)
{
	*n = gguf->n;
	return gguf->values;
}
