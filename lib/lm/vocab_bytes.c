#include "lm/vocab_bytes.h"

#include <stdint.h>

#include "lm/utf8.h"

#define FIRST_MOVED 0x100
#define N_LOW 33    /* bytes 0 to 32 are moved, */
#define DELETE 0x7f /* then 127 to 160, */
#define N_MIDDLE 34
#define SOFT_HYPHEN 0xad /* then 173 */
#define N_MOVED (N_LOW + N_MIDDLE + 1)

static bool
is_moved(uint32_t byte)
{
	return byte < N_LOW || (byte >= DELETE && byte < DELETE + N_MIDDLE) ||
	    byte == SOFT_HYPHEN;
}

static bool
byte_of(uint32_t point, unsigned char *byte)
{
	uint32_t moved = point - FIRST_MOVED;

	if (point < FIRST_MOVED) {
		*byte = (unsigned char)point;
		return !is_moved(point);
	}
	if (moved >= N_MOVED)
		return false;
	if (moved < N_LOW)
		*byte = (unsigned char)moved;
	else if (moved < N_LOW + N_MIDDLE)
		*byte = (unsigned char)(moved - N_LOW + DELETE);
	else
		*byte = SOFT_HYPHEN;
	return true;
}

bool
lm_vocab_bytes_decode(struct lm_span text, char *out, size_t *n)
{
	size_t i = 0, len = 0;
	unsigned char byte;

	*n = 0;
	while (i < text.len) {
		if (!byte_of(lm_utf8_next(text, &i), &byte))
			return false;
		out[len++] = (char)byte;
	}
	*n = len;
	return true;
}
