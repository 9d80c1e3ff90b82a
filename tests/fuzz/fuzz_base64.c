/*
 * Any bytes as base64, and base64 of any bytes.  Oracles: what decodes is what
 * it encodes to again; what does not is no base64 by a plain reading of
 * RFC 4648; encoding and decoding give the bytes back.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lm/base64.h"

#include "require.h"

static bool
is_base64(struct lm_span text)
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n_pad = 0;
	size_t last;

	if (text.len % 4 != 0)
		return false;
	while (n_pad < 2 && n_pad < text.len &&
	    text.ptr[text.len - 1 - n_pad] == '=')
		n_pad++;
	for (size_t i = 0; i < text.len - n_pad; i++)
		if (memchr(alphabet, text.ptr[i], 64) == NULL)
			return false;
	if (n_pad == 0)
		return true;
	last = (size_t)(strchr(alphabet, text.ptr[text.len - n_pad - 1]) -
	    alphabet);
	return last % (n_pad == 1 ? 4 : 16) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_span bytes = lm_span((const char *)data, size);
	struct lm_buf once = {0}, twice = {0};
	struct lm_err err = {0};
	enum lm_code code = lm_base64_decode(&once, bytes, &err);

	require((code == LM_OK) == is_base64(bytes));
	if (code == LM_OK) {
		require(lm_base64_append(&twice, lm_buf_view(&once), &err) ==
		    LM_OK);
		require(lm_span_equal(lm_buf_view(&twice), bytes));
	} else {
		require(code == LM_MALFORMED && once.len == 0);
	}
	once.len = twice.len = 0;
	require(lm_base64_append(&once, bytes, &err) == LM_OK);
	require(once.len == lm_base64_len(size));
	require(is_base64(lm_buf_view(&once)));
	require(lm_base64_decode(&twice, lm_buf_view(&once), &err) == LM_OK);
	require(lm_span_equal(lm_buf_view(&twice), bytes));
	lm_buf_free(&once);
	lm_buf_free(&twice);
	return 0;
}
