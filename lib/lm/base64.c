#include "lm/base64.h"

#include <stdint.h>
#include <string.h>

static const char alphabet[65] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static void
encode_group(const unsigned char in[3], char out[4])
{
	uint32_t bits = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];

	out[0] = alphabet[bits >> 18];
	out[1] = alphabet[bits >> 12 & 63];
	out[2] = alphabet[bits >> 6 & 63];
	out[3] = alphabet[bits & 63];
}

enum lm_code
lm_base64_append(struct lm_buf *out, struct lm_span bytes, struct lm_err *err)
{
	const unsigned char *in = (const unsigned char *)bytes.ptr;
	size_t whole = bytes.len / 3 * 3, left = bytes.len - whole;
	enum lm_code code = lm_buf_reserve(out, lm_base64_len(bytes.len), err);
	char *at;

	if (code != LM_OK)
		return code;
	at = out->ptr + out->len;
	for (size_t i = 0; i < whole; i += 3, at += 4)
		encode_group(in + i, at);
	if (left > 0) {
		unsigned char last[3] = {0, 0, 0};

		memcpy(last, in + whole, left);
		encode_group(last, at);
		at[3] = '=';
		if (left == 1)
			at[2] = '=';
	}
	out->len += lm_base64_len(bytes.len);
	return LM_OK;
}

/* What a character stands for; above 63: nothing. */
static unsigned
value_of(char character)
{
	if (character >= 'A' && character <= 'Z')
		return (unsigned)(character - 'A');
	if (character >= 'a' && character <= 'z')
		return (unsigned)(character - 'a') + 26;
	if (character >= '0' && character <= '9')
		return (unsigned)(character - '0') + 52;
	if (character == '+')
		return 62;
	return character == '/' ? 63 : 64;
}

/* Three bytes of four characters, of which the last n_pad are padding. */
static bool
decode_group(const char in[4], size_t n_pad, unsigned char out[3])
{
	uint32_t bits = 0;

	for (size_t i = 0; i < 4; i++) {
		unsigned value = i < 4 - n_pad ? value_of(in[i]) : 0;

		if (value > 63)
			return false;
		bits = bits << 6 | value;
	}
	out[0] = (unsigned char)(bits >> 16);
	out[1] = (unsigned char)(bits >> 8);
	out[2] = (unsigned char)bits;
	return (bits & ((UINT32_C(1) << 8 * n_pad) - 1)) == 0;
}

static size_t
padding_of(struct lm_span text)
{
	if (text.len == 0 || text.ptr[text.len - 1] != '=')
		return 0;
	return text.ptr[text.len - 2] == '=' ? 2 : 1;
}

enum lm_code
lm_base64_decode(struct lm_buf *out, struct lm_span text, struct lm_err *err)
{
	size_t n_pad, before = out->len;
	enum lm_code code;

	if (text.len % 4 != 0)
		return lm_err_set(err, LM_MALFORMED,
		    "not base64: %zu characters, expected a multiple of 4",
		    text.len);
	n_pad = padding_of(text);
	code = lm_buf_reserve(out, text.len / 4 * 3, err);
	for (size_t i = 0; code == LM_OK && i < text.len; i += 4) {
		size_t pad = i + 4 == text.len ? n_pad : 0;
		unsigned char group[3];

		if (!decode_group(text.ptr + i, pad, group)) {
			out->len = before;
			return lm_err_set(err, LM_MALFORMED,
			    "not base64: bad character in %zu to %zu", i + 1,
			    i + 4);
		}
		memcpy(out->ptr + out->len, group, 3 - pad);
		out->len += 3 - pad;
	}
	return code;
}
