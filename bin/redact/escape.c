#include "escape.h"

#include <stdint.h>

#include "lm/json.h"

/* Bytes of UTF-8 that a code point takes (RFC 3629). */
static size_t
utf8_len(uint32_t point)
{
	if (point < 0x80)
		return 1;
	if (point < 0x800)
		return 2;
	return point < 0x10000 ? 3 : 4;
}

/* Pass one character of the source. */
static void
step(struct escape_cursor *cursor)
{
	struct lm_span raw = cursor->raw;
	uint32_t unit;

	if (raw.ptr[cursor->raw_at] != '\\') {
		cursor->raw_at++;
		cursor->decoded_at++;
		return;
	}
	unit = lm_json_code_unit(raw, cursor->raw_at);
	if (unit == LM_JSON_NO_UNIT) {
		cursor->raw_at += 2;
		cursor->decoded_at += 1;
	} else if (lm_json_is_high(unit) &&
	    lm_json_is_low(lm_json_code_unit(raw, cursor->raw_at + 6))) {
		cursor->raw_at += 12;
		cursor->decoded_at += 4;
	} else {
		/* A lone surrogate was read as U+FFFD: three bytes as well. */
		cursor->raw_at += 6;
		cursor->decoded_at += utf8_len(unit);
	}
}

size_t
escape_offset(struct escape_cursor *cursor, size_t decoded)
{
	while (cursor->decoded_at < decoded && cursor->raw_at < cursor->raw.len)
		step(cursor);
	return cursor->raw_at;
}
