#include "lm/answer_find.h"

#include <string.h>

#include "lm/json.h"

#define REPLACEMENT 0xfffd
#define UTF8_MOST 4
#define ESCAPE_LEN 6

static size_t
encode(uint32_t point, char out[UTF8_MOST])
{
	if (point < 0x80) {
		out[0] = (char)point;
		return 1;
	}
	if (point < 0x800) {
		out[0] = (char)(0xc0 | point >> 6);
		out[1] = (char)(0x80 | (point & 0x3f));
		return 2;
	}
	if (point < 0x10000) {
		out[0] = (char)(0xe0 | point >> 12);
		out[1] = (char)(0x80 | (point >> 6 & 0x3f));
		out[2] = (char)(0x80 | (point & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | point >> 18);
	out[1] = (char)(0x80 | (point >> 12 & 0x3f));
	out[2] = (char)(0x80 | (point >> 6 & 0x3f));
	out[3] = (char)(0x80 | (point & 0x3f));
	return 4;
}

/* The character of the \u at *i, with the surrogate behind it, if there is
 * one; *i is moved past it. */
static uint32_t
wide_escape(struct lm_span inside, size_t *i)
{
	uint32_t unit = lm_json_code_unit(inside, *i), low;

	if (unit == LM_JSON_NO_UNIT)
		return unit;
	*i += ESCAPE_LEN;
	if (!lm_json_is_high(unit) && !lm_json_is_low(unit))
		return unit;
	low = lm_json_code_unit(inside, *i);
	if (!lm_json_is_high(unit) || !lm_json_is_low(low))
		return REPLACEMENT;
	*i += ESCAPE_LEN;
	return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

/* Decode the escape at *i; 0: JSON has none such. */
static size_t
decode_escape(struct lm_span inside, size_t *i, char out[UTF8_MOST])
{
	static const char names[] = "\"\\/bfnrt";
	static const char bytes[] = "\"\\/\b\f\n\r\t";
	const char *at;

	if (inside.len - *i < 2)
		return 0;
	if (inside.ptr[*i + 1] == 'u') {
		uint32_t point = wide_escape(inside, i);

		return point == LM_JSON_NO_UNIT ? 0 : encode(point, out);
	}
	at = memchr(names, inside.ptr[*i + 1], sizeof(names) - 1);
	if (at == NULL)
		return 0;
	out[0] = bytes[at - names];
	*i += 2;
	return 1;
}

bool
lm_answer_decode(struct lm_span inside, struct lm_buf *out, enum lm_code *code,
    struct lm_err *err)
{
	size_t i = 0;

	*code = LM_OK;
	while (i < inside.len) {
		const char *from = inside.ptr + i;
		const char *at = memchr(from, '\\', inside.len - i);
		size_t len = at == NULL ? inside.len - i : (size_t)(at - from);
		char bytes[UTF8_MOST];

		if (memchr(from, '"', len) != NULL)
			return false;
		*code = lm_buf_append(out, from, len, err);
		i += len;
		if (*code != LM_OK || i == inside.len)
			break;
		len = decode_escape(inside, &i, bytes);
		if (len == 0)
			return false;
		*code = lm_buf_append(out, bytes, len, err);
		if (*code != LM_OK)
			break;
	}
	return *code == LM_OK;
}
