#include "encoded.h"

#include <stdint.h>
#include <string.h>

#include "detect.h"

#include "lm/base64.h"
#include "lm/utf8.h"

/* Lines of MIME have 76 characters, of PEM 64; shorter ones are no lines. */
#define SHORTEST_LINE 60

/* What is decoded first, to see whether it is worth more: 12 bytes. */
#define FIRST_LOOK 16

/* So far a part may begin behind a path or a name. */
#define LONGEST_PATH 256

/* How many "/" of a path may stand before the base64. */
#define MOST_STARTS 6

#define BITS 6
#define BYTE 8

static size_t
digits_end(struct lm_span text, size_t at)
{
	while (at < text.len && lm_base64_value(text.ptr[at]) != LM_BASE64_NONE)
		at++;
	return at;
}

static size_t
line_end_len(struct lm_span text, size_t at)
{
	if (text_has(text, at, "\r\n"))
		return 2;
	return text_has(text, at, "\n") ? 1 : 0;
}

/* Where the lines end whose first one is from at to end. */
static size_t
lines_end(struct lm_span text, size_t at, size_t end)
{
	size_t len = end - at;

	if (len < SHORTEST_LINE)
		return end;
	for (;;) {
		size_t next = end + line_end_len(text, end), stop;

		if (next == end)
			return end;
		stop = digits_end(text, next);
		if (stop == next || stop - next > len ||
		    (stop < text.len && text.ptr[stop] == ' '))
			return end;
		end = stop;
		if (stop - next < len)
			return end;
	}
}

bool
encoded_next(struct lm_span text, size_t *at, struct lm_span *part)
{
	size_t i = *at;

	for (;;) {
		size_t end = digits_end(text, i);
		size_t first = end;

		if (end - i >= ENCODED_LEAST)
			end = lines_end(text, i, end);
		while (end < text.len && text.ptr[end] == '=')
			end++;
		*at = end;
		if (end == i)
			return false;
		*part = lm_span(text.ptr + i, end - i);
		if (first - i >= ENCODED_LEAST)
			return true;
		i = end;
	}
}

/* Append what digits decode to; line ends and padding are passed by. */
static enum lm_code
decode(struct lm_span digits, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_reserve(out, digits.len, err);
	uint32_t bits = 0;
	unsigned n_bits = 0;

	for (size_t i = 0; code == LM_OK && i < digits.len; i++) {
		unsigned value = lm_base64_value(digits.ptr[i]);

		if (value == LM_BASE64_NONE)
			continue;
		bits = bits << BITS | value;
		n_bits += BITS;
		if (n_bits >= BYTE) {
			n_bits -= BYTE;
			out->ptr[out->len++] = (char)(bits >> n_bits & 0xff);
		}
	}
	return code;
}

static bool
is_text(struct lm_span bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.ptr[i];

		if ((byte < ' ' && byte != '\n' && byte != '\r' &&
			byte != '\t') ||
		    byte == 0x7f)
			return false;
	}
	return lm_utf8_valid(bytes);
}

/* Bytes that a text has: all but control characters, and those that UTF-8
 * never has. */
static bool
is_text_byte(unsigned byte)
{
	return (byte >= ' ' && byte != 0x7f && byte != 0xc0 && byte != 0xc1 &&
		   byte < 0xf5) ||
	    byte == '\n' || byte == '\r' || byte == '\t';
}

/* Whether the first bytes may be those of a text: most others are told apart by
 * the first three. */
static bool
may_be_text(struct lm_span digits)
{
	if (digits.len < FIRST_LOOK)
		return false;
	for (size_t i = 0; i < FIRST_LOOK; i += 4) {
		uint32_t bits = 0;

		for (size_t k = 0; k < 4; k++)
			bits = bits << BITS |
			    (lm_base64_value(digits.ptr[i + k]) &
				(LM_BASE64_NONE - 1));
		if (!is_text_byte(bits >> 2 * BYTE) ||
		    !is_text_byte(bits >> BYTE & 0xff) ||
		    !is_text_byte(bits & 0xff))
			return false;
		/* No character begins with what goes on with one. */
		if (i == 0 && (bits >> (2 * BYTE) & 0xc0) == 0x80)
			return false;
	}
	return true;
}

/* Whether a byte that belongs to runs ends what is before it in them. */
static bool
parts(char byte)
{
	return byte == '/' || byte == '=';
}

bool
encoded_may_be(struct lm_span text, size_t i)
{
	size_t end = text.len - i > LONGEST_PATH ? i + LONGEST_PATH : text.len;

	if (may_be_text(lm_span(text.ptr + i, text.len - i)))
		return true;
	for (; i < end &&
	     (lm_base64_value(text.ptr[i]) != LM_BASE64_NONE ||
		 text.ptr[i] == '=');
	     i++)
		if (parts(text.ptr[i]) &&
		    may_be_text(lm_span(text.ptr + i + 1, text.len - i - 1)))
			return true;
	return i == end && end < text.len;
}

enum lm_code
encoded_decode(struct lm_span *part, struct lm_buf *out, bool *is,
    struct lm_err *err)
{
	struct lm_span digits = *part;
	size_t begin = out->len;
	enum lm_code code = LM_OK;

	*is = false;
	for (unsigned n = 0; !*is && code == LM_OK && n < MOST_STARTS; n++) {
		const char *slash;

		if (may_be_text(digits)) {
			out->len = begin;
			code = decode(digits, out, err);
			*is = code == LM_OK &&
			    is_text(
				lm_span(out->ptr + begin, out->len - begin));
			*part = digits;
		}
		slash = memchr(digits.ptr, '/', digits.len);
		if (*is || slash == NULL)
			break;
		digits.len -= (size_t)(slash + 1 - digits.ptr);
		digits.ptr = slash + 1;
	}
	return code;
}
