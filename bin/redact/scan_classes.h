#ifndef REDACT_SCAN_CLASSES_H
#define REDACT_SCAN_CLASSES_H

#include <stdint.h>

/*
 * What the bytes of a block are: a part of scan.  A bit for each byte, the
 * lowest for the first.
 */
#define SCAN_BLOCK 64
#define SCAN_OVER 2 /* bytes behind a block that are read, too */

struct scan_classes {
	uint64_t always;  /* "@", "=" */
	uint64_t colon;	  /* ":" */
	uint64_t nul;	  /* NUL */
	uint64_t dot;	  /* "." */
	uint64_t hyphen;  /* "-" */
	uint64_t joint;	  /* "-", ".", "/", ":", "T" */
	uint64_t digit;	  /* 0 to 9 */
	uint64_t lower;	  /* a-z */
	uint64_t word;	  /* letters, digits */
	uint64_t run;	  /* letters, digits, + / - _ = */
	uint64_t less;	  /* "<" */
	uint64_t slash;	  /* "/" */
	uint64_t literal; /* may begin a literal: a few others do, too */
};

/*
 * The first SCAN_OVER + 1 bytes of literals, by halves of a byte, as
 * SCAN_SETS sets, eight in a byte: a literal may begin where some set is in all
 * six.
 */
#define SCAN_SETS 16
struct scan_sieve {
	uint8_t low[SCAN_OVER + 1][SCAN_SETS / 8][16];
	uint8_t high[SCAN_OVER + 1][SCAN_SETS / 8][16];
};

/* The classes of a block; SCAN_OVER bytes behind it can be read. */
void scan_classes_plain(const struct scan_sieve *sieve, const char *block,
    struct scan_classes *out);

/*
 * The bytes that may be in a run, by halves of a byte: those for which both
 * tables have a bit in common.  1: A-O a-o; 2: P-Z p-z; 4: 0-9; 8: + - /;
 * 16: "="; 32: "_".
 */
#define SCAN_WORD_BITS 7
extern const uint8_t scan_run_low[16];
extern const uint8_t scan_run_high[16];

#endif
