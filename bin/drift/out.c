#include "out.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lm/utf8.h"

#define ID_SHOWN 60 /* bytes */
#define MAX_DECIMALS 17
#define PIECE_SIZE 512

void
drift_out_text(struct drift_out *out, const char *text)
{
	if (out->code == LM_OK)
		out->code = lm_buf_text(out->buf, text, out->err);
}

void
drift_out_span(struct drift_out *out, struct lm_span span)
{
	if (out->code == LM_OK)
		out->code = lm_buf_span(out->buf, span, out->err);
}

void
drift_out_printf(struct drift_out *out, const char *format, ...)
{
	char piece[PIECE_SIZE];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(piece, sizeof(piece), format, args);
	va_end(args);
	drift_out_text(out, piece);
}

void
drift_out_string(struct drift_out *out, struct lm_span text)
{
	if (out->code == LM_OK)
		out->code = lm_buf_json_string(out->buf, text, out->err);
}

void
drift_out_member(struct drift_out *out, const char *name, double value)
{
	if (isfinite(value))
		drift_out_printf(out, "\"%s\":%.12g", name, value);
	else
		drift_out_printf(out, "\"%s\":null", name);
}

void
drift_out_interval(struct drift_out *out, struct lm_interval interval)
{
	if (isfinite(interval.low) && isfinite(interval.high))
		drift_out_printf(out, "[%.12g,%.12g]", interval.low,
		    interval.high);
	else
		drift_out_text(out, "null");
}

void
drift_out_id(struct drift_out *out, const struct drift_set *set, size_t i)
{
	if (drift_set_doc(set, i)->id_is_number)
		drift_out_span(out, drift_set_id(set, i));
	else
		drift_out_string(out, drift_set_id(set, i));
}

void
drift_out_label(struct drift_out *out, const struct drift_set *set, size_t i)
{
	struct lm_span id = drift_set_id(set, i);
	struct lm_span shown = lm_utf8_prefix(id, ID_SHOWN);

	drift_out_span(out, shown);
	if (shown.len < id.len)
		drift_out_text(out, "…");
}

/*
 * How many bytes the control character at the start of text has, 0 if it is
 * none: C0, DEL, C1 (C2 80 to C2 9F), line and paragraph separators and what
 * turns the direction of a line (E2 80 A8 to E2 80 AE, E2 81 A6 to E2 81 A9).
 */
static size_t
len_of_control(struct lm_span text)
{
	unsigned char bytes[3] = {0};

	memcpy(bytes, text.ptr, text.len < 3 ? text.len : 3);
	if (bytes[0] < 0x20 || bytes[0] == 0x7f)
		return 1;
	if (bytes[0] == 0xc2 && bytes[1] >= 0x80 && bytes[1] <= 0x9f)
		return 2;
	if (bytes[0] != 0xe2)
		return 0;
	return (bytes[1] == 0x80 && bytes[2] >= 0xa8 && bytes[2] <= 0xae) ||
		(bytes[1] == 0x81 && bytes[2] >= 0xa6 && bytes[2] <= 0xa9)
	    ? 3
	    : 0;
}

void
drift_out_printable(struct drift_out *out, size_t at)
{
	while (out->code == LM_OK && at < out->buf->len) {
		size_t n = len_of_control(
		    lm_span(out->buf->ptr + at, out->buf->len - at));

		for (size_t i = 0; i < n; i++)
			out->buf->ptr[at + i] = '?';
		at += n == 0 ? 1 : n;
	}
}

void
drift_out_near(struct drift_out *out, double value, double limit, int decimals)
{
	char shown[64];

	do
		(void)snprintf(shown, sizeof(shown), "%.*f", decimals, value);
	while (((strtod(shown, NULL) < limit) != (value < limit) ||
		   (strtod(shown, NULL) > limit) != (value > limit)) &&
	    decimals++ < MAX_DECIMALS);
	drift_out_text(out, shown);
}
