/*
 * Any bytes as a GGUF file.  Oracles: what is read lies in the file and in its
 * order; what comes after the last value does not matter; without its last
 * byte the header is malformed.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lm/gguf.h"

#include "require.h"

#define HEAD_SIZE 24 /* magic, version, two counts */

static enum lm_code
read_copy(const uint8_t *data, size_t size, struct lm_gguf **out)
{
	struct lm_buf copy = {0};
	struct lm_err err = {0};
	enum lm_code code;

	if (lm_buf_append(&copy, (const char *)data, size, &err) != LM_OK)
		return LM_NOMEM;
	code = lm_gguf_read(&copy, NULL, out, &err);
	require(copy.ptr == NULL && (*out != NULL) == (code == LM_OK));
	require(code == LM_OK || err.message[0] != '\0');
	return code;
}

static void
check_value(const struct lm_gguf_value *value, const uint8_t *data, size_t size)
{
	struct lm_span *list;
	uint64_t whole;
	size_t len = 0;

	require(value->at <= size && value->bytes.len <= size - value->at);
	require(value->key_at + value->key.len < value->at);
	require(
	    memcmp(value->key.ptr, data + value->key_at, value->key.len) == 0);
	(void)lm_gguf_whole(value, &whole);
	if (!value->is_array || value->type != LM_GGUF_STRING)
		return;
	list = calloc((size_t)value->n + 1, sizeof(*list));
	if (list == NULL)
		return;
	lm_gguf_strings(value, list);
	for (uint64_t i = 0; i < value->n; i++)
		len += 8 + list[i].len;
	require(len == value->bytes.len);
	free(list);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct lm_gguf_value *values;
	struct lm_gguf *gguf, *again;
	size_t n, end = HEAD_SIZE;

	if (read_copy(data, size, &gguf) != LM_OK)
		return 0;
	values = lm_gguf_values(gguf, &n);
	for (size_t i = 0; i < n; i++) {
		check_value(&values[i], data, size);
		if (values[i].at + values[i].bytes.len > end)
			end = values[i].at + values[i].bytes.len;
	}
	require(read_copy(data, end, &again) != LM_MALFORMED);
	lm_gguf_free(again);
	require(read_copy(data, end - 1, &again) != LM_OK);
	lm_gguf_free(gguf);
	return 0;
}
