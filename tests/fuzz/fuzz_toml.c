/*
 * Any bytes as TOML.  Oracle: what is read, written as TOML of inline tables,
 * is read as the same again; every value has a place within the text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lm/buf.h"
#include "lm/toml.h"

#include "require.h"

/* JSON's strings are TOML's, but for DEL. */
static void
write_string(yyjson_val *val, struct lm_buf *out)
{
	struct lm_buf json = {0};
	struct lm_span text = {yyjson_get_str(val), yyjson_get_len(val)};

	require(lm_buf_json_string(&json, text, NULL) == LM_OK);
	for (size_t i = 0; i < json.len; i++)
		require((json.ptr[i] == 0x7f ? lm_buf_text(out, "\\u007f", NULL)
					     : lm_buf_byte(out, json.ptr[i],
						   NULL)) == LM_OK);
	lm_buf_free(&json);
}

static void
write_value(yyjson_val *val, struct lm_buf *out)
{
	size_t i, n;
	yyjson_val *key, *element;
	char *plain;

	if (yyjson_is_str(val)) {
		write_string(val, out);
	} else if (yyjson_is_arr(val)) {
		require(lm_buf_byte(out, '[', NULL) == LM_OK);
		yyjson_arr_foreach(val, i, n, element)
		{
			write_value(element, out);
			require(lm_buf_byte(out, ',', NULL) == LM_OK);
		}
		require(lm_buf_byte(out, ']', NULL) == LM_OK);
	} else if (yyjson_is_obj(val)) {
		require(lm_buf_byte(out, '{', NULL) == LM_OK);
		yyjson_obj_foreach(val, i, n, key, element)
		{
			if (i > 0)
				require(lm_buf_byte(out, ',', NULL) == LM_OK);
			write_string(key, out);
			require(lm_buf_byte(out, '=', NULL) == LM_OK);
			write_value(element, out);
		}
		require(lm_buf_byte(out, '}', NULL) == LM_OK);
	} else {
		plain = yyjson_val_write(val, 0, NULL);
		require(
		    plain != NULL && lm_buf_text(out, plain, NULL) == LM_OK);
		free(plain);
	}
}

static void
check_again(yyjson_val *root)
{
	struct lm_buf text = {0};
	struct lm_toml again;
	struct lm_err err = {0};
	size_t i, n;
	yyjson_val *key, *val;

	yyjson_obj_foreach(root, i, n, key, val)
	{
		write_string(key, &text);
		require(lm_buf_byte(&text, '=', NULL) == LM_OK);
		write_value(val, &text);
		require(lm_buf_byte(&text, '\n', NULL) == LM_OK);
	}
	if (lm_toml_read(lm_buf_view(&text), &again, &err) != LM_OK)
		/* Headers nest deeper than inline tables may. */
		require(strstr(err.message, "deeply") != NULL);
	else
		require(yyjson_equals(root, yyjson_doc_get_root(again.doc)));
	lm_toml_free(&again);
	lm_buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);
	struct lm_toml toml;
	struct lm_err err = {0};

	require(copy != NULL);
	memcpy(copy, data, size);
	if (lm_toml_read(lm_span(copy, size), &toml, &err) == LM_OK) {
		size_t n = yyjson_doc_get_val_count(toml.doc);

		require(toml.n == n);
		for (size_t i = 0; i < n; i++)
			require(toml.places[i].line > 0 &&
			    toml.places[i].column > 0 &&
			    toml.places[i].column <= size + 1);
		check_again(yyjson_doc_get_root(toml.doc));
	} else {
		require(err.code == LM_MALFORMED && err.line > 0);
	}
	lm_toml_free(&toml);
	free(copy);
	return 0;
}
