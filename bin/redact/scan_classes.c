#include "scan_classes.h"

#include <stdbool.h>

#define HALF 15

const uint8_t scan_run_low[16] = {2 | 4, 1 | 2 | 4, 1 | 2 | 4, 1 | 2 | 4,
    1 | 2 | 4, 1 | 2 | 4, 1 | 2 | 4, 1 | 2 | 4, 1 | 2 | 4, 1 | 2 | 4, 1 | 2,
    1 | 8, 1, 1 | 8 | 16, 1, 1 | 8 | 32};
const uint8_t scan_run_high[16] = {0, 0, 8, 4 | 16, 1, 2 | 32, 1, 2};

static bool
may_begin(const struct scan_sieve *sieve, const char *at)
{
	unsigned sets[SCAN_SETS / 8] = {0xff, 0xff};

	for (unsigned i = 0; i <= SCAN_OVER; i++) {
		unsigned byte = (unsigned char)at[i];

		for (unsigned k = 0; k < SCAN_SETS / 8; k++)
			sets[k] &= sieve->low[i][k][byte & HALF] &
			    sieve->high[i][k][byte >> 4];
	}
	return (sets[0] | sets[1]) != 0;
}

void
scan_classes_plain(const struct scan_sieve *sieve, const char *block,
    struct scan_classes *out)
{
	*out = (struct scan_classes){0};
	for (unsigned i = 0; i < SCAN_BLOCK; i++) {
		unsigned byte = (unsigned char)block[i], kinds;

		out->always |= (uint64_t)(byte == '@' || byte == '=') << i;
		out->colon |= (uint64_t)(byte == ':') << i;
		out->nul |= (uint64_t)(byte == 0) << i;
		out->dot |= (uint64_t)(byte == '.') << i;
		out->hyphen |= (uint64_t)(byte == '-') << i;
		out->digit |= (uint64_t)(byte - '0' < 10) << i;
		out->joint |= (uint64_t)(byte == 'T') << i;
		kinds = scan_run_low[byte & HALF] & scan_run_high[byte >> 4];
		out->lower |= (uint64_t)(byte - 'a' < 26) << i;
		out->word |= (uint64_t)((kinds & SCAN_WORD_BITS) != 0) << i;
		out->run |= (uint64_t)(kinds != 0) << i;
		out->less |= (uint64_t)(byte == '<') << i;
		out->slash |= (uint64_t)(byte == '/') << i;
		out->literal |= (uint64_t)may_begin(sieve, block + i) << i;
	}
	out->joint |= out->hyphen | out->dot | out->slash | out->colon;
}
