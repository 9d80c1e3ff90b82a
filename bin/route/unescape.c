#include "unescape.h"

#include <stdint.h>
#include <string.h>

#include <utf8proc.h>

#include "lm/json.h"

#define UNIT_LEN 6 /* \uXXXX */

/* The character that \uXXXX at i stands for, with *len its bytes: two of them
 * where they are a pair. */
static uint32_t
code_point(struct lm_span text, size_t i, size_t *len)
{
	uint32_t high = lm_json_code_unit(text, i);
	uint32_t low;

	*len = UNIT_LEN;
	if (high == LM_JSON_NO_UNIT || !lm_json_is_high(high))
		return high;
	low = i + UNIT_LEN < text.len ? lm_json_code_unit(text, i + UNIT_LEN)
				      : LM_JSON_NO_UNIT;
	if (low == LM_JSON_NO_UNIT || !lm_json_is_low(low))
		return high;
	*len = 2 * UNIT_LEN;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* What the escape at i becomes; returns its length, 0: it is none. */
static size_t
escape_at(struct lm_span text, size_t i, char out[4], size_t *out_len)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	const char *at;
	size_t len;
	uint32_t code;

	if (i + 1 >= text.len)
		return 0;
	*out_len = 1;
	at = memchr(from, text.ptr[i + 1], sizeof(from) - 1);
	if (at != NULL) {
		out[0] = to[at - from];
		return 2;
	}
	if (text.ptr[i + 1] != 'u')
		return 0;
	code = code_point(text, i, &len);
	if (code == LM_JSON_NO_UNIT)
		return 0;
	/* A lone surrogate becomes nothing that is UTF-8: it is no letter. */
	*out_len = (size_t)utf8proc_encode_char((utf8proc_int32_t)code,
	    (utf8proc_uint8_t *)out);
	return len;
}

enum lm_code
unescape(struct lm_span text, struct lm_buf *out, struct lm_err *err)
{
	size_t i = 0;
	enum lm_code code = lm_buf_reserve(out, text.len, err);

	while (code == LM_OK && i < text.len) {
		const char *at = memchr(text.ptr + i, '\\', text.len - i);
		size_t plain =
		    at == NULL ? text.len - i : (size_t)(at - text.ptr) - i;
		char made[4];
		size_t made_len, len;

		code = lm_buf_append(out, text.ptr + i, plain, err);
		i += plain;
		if (code != LM_OK || i == text.len)
			break;
		len = escape_at(text, i, made, &made_len);
		code = len == 0 ? lm_buf_byte(out, '\\', err)
				: lm_buf_append(out, made, made_len, err);
		i += len == 0 ? 1 : len;
	}
	return code;
}
