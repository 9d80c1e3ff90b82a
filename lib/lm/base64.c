#include "lm/base64.h"

#include <stdint.h>
#include <string.h>

#include "lm/base64_wide.h"

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

	if (code != LM_OK || bytes.len == 0)
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

/* clang-format off */
const uint8_t lm_base64_values[256] = {
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 62, 64, 190, 64, 63,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 64, 64, 64, 64, 64, 64,
	64, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 64, 64, 64, 64, 191,
	64, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
};
/* clang-format on */

/* Three bytes of four characters; false where one is not of the alphabet. */
static inline bool
decode_group(const char in[4], unsigned char out[3])
{
	uint32_t a = lm_base64_values[(unsigned char)in[0]];
	uint32_t b = lm_base64_values[(unsigned char)in[1]];
	uint32_t c = lm_base64_values[(unsigned char)in[2]];
	uint32_t d = lm_base64_values[(unsigned char)in[3]];
	uint32_t bits = a << 18 | b << 12 | c << 6 | d;

	out[0] = (unsigned char)(bits >> 16);
	out[1] = (unsigned char)(bits >> 8);
	out[2] = (unsigned char)bits;
	return ((a | b | c | d) & (LM_BASE64_NONE | LM_BASE64_URL)) == 0;
}

/* The last group, whose padding stands for bits that must be 0. */
static bool
decode_last(const char in[4], size_t n_pad, unsigned char out[3])
{
	char group[4];

	memcpy(group, in, sizeof(group));
	memset(group + 4 - n_pad, 'A', n_pad);
	return decode_group(group, out) && (n_pad < 1 || out[2] == 0) &&
	    (n_pad < 2 || out[1] == 0);
}

static size_t
padding_of(struct lm_span text)
{
	if (text.len == 0 || text.ptr[text.len - 1] != '=')
		return 0;
	return text.ptr[text.len - 2] == '=' ? 2 : 1;
}

/* Decode groups up to one that is wrong; the offset where it ends. */
static size_t
decode_groups(struct lm_span text, size_t n_pad, unsigned char *out)
{
	size_t whole = text.len - (n_pad > 0 ? 4 : 0);
	size_t i = lm_base64_wide(text.ptr, whole, out);
	unsigned char last[3];

	for (out += i / 4 * 3; i < whole; i += 4, out += 3)
		if (!decode_group(text.ptr + i, out))
			return i;
	if (n_pad == 0 || !decode_last(text.ptr + i, n_pad, last))
		return i;
	memcpy(out, last, 3 - n_pad);
	return text.len;
}

enum lm_code
lm_base64_decode(struct lm_buf *out, struct lm_span text, struct lm_err *err)
{
	size_t n_pad, end;
	enum lm_code code;

	if (text.len % 4 != 0)
		return lm_err_set(err, LM_MALFORMED,
		    "not base64: %zu characters, expected a multiple of 4",
		    text.len);
	if (text.len == 0)
		return LM_OK;
	n_pad = padding_of(text);
	code =
	    lm_buf_reserve(out, text.len / 4 * 3 + LM_BASE64_WIDE_SLACK, err);
	if (code != LM_OK)
		return code;
	end = decode_groups(text, n_pad, (unsigned char *)out->ptr + out->len);
	if (end < text.len)
		return lm_err_set(err, LM_MALFORMED,
		    "not base64: bad character in %zu to %zu", end + 1,
		    end + 4);
	out->len += text.len / 4 * 3 - n_pad;
	return LM_OK;
}
