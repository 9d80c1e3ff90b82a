#ifndef LM_NUM_DIGITS_H
#define LM_NUM_DIGITS_H

#include <stdint.h>
#include <string.h>

/* Eight digits at once. */

/* 8 bytes as a number, the first in its lowest byte. */
static inline uint64_t
lm_num_load(const void *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/*
 * The value of 8 digits, bytes of 0 to 9, the first in the lowest byte:
 * neighbours are joined to pairs, pairs to fours, fours to eights.
 */
static inline uint64_t
lm_num_of_8(uint64_t word)
{
	word = word * 10 + (word >> 8);
	return ((word & UINT64_C(0x000000ff000000ff)) *
		       UINT64_C(0x000f424000000064) +
		   (word >> 16 & UINT64_C(0x000000ff000000ff)) *
		       UINT64_C(0x0000271000000001)) >>
	    32;
}

#endif
