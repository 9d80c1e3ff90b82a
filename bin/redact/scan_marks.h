#ifndef REDACT_SCAN_MARKS_H
#define REDACT_SCAN_MARKS_H

/* What is marked in a block, by its classes: a part of scan, into each of whose
 * loops it has to be inlined. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "scan.h"
#include "scan_classes.h"

/* Into all loops, so that each is made with the instructions it may use. */
#define INLINE static inline __attribute__((always_inline))

/* A bit for each hash of the first bytes of a literal. */
#define HASH_BITS 13
#define WORD 64

struct scan {
	struct scan_sieve sieve;
	uint64_t hashes[(1 << HASH_BITS) / WORD];
};

static inline unsigned
hash_of(const char *at)
{
	uint32_t bytes = (uint32_t)(unsigned char)at[0] |
	    (uint32_t)(unsigned char)at[1] << 8 |
	    (uint32_t)(unsigned char)at[2] << 16;

	/* Knuth's multiplier: 2^32 over the golden ratio. */
	return bytes * 2654435761U >> (32 - HASH_BITS);
}

/* Three blocks that follow one another: what is marked is in the second. */
struct view {
	const struct scan_classes *before;
	const struct scan_classes *here;
	const struct scan_classes *after;
};

/* The classes of the bytes n places before or behind each. */
#define BEFORE(view, class, n)        \
	((view)->here->class << (n) | \
	    (view)->before->class >> (SCAN_BLOCK - (n)))
#define BEHIND(view, class, n)        \
	((view)->here->class >> (n) | \
	    (view)->after->class << (SCAN_BLOCK - (n)))

/* Letters: those of a word that are no digits. */
#define LETTER(classes) ((classes)->word & ~(classes)->digit)

/* The bits from i on, of this block and the next; i below SCAN_BLOCK. */
INLINE uint64_t
from(uint64_t here, uint64_t after, unsigned i)
{
	return here >> i | after << 1 << (SCAN_BLOCK - 1 - i);
}

INLINE bool
has_bits(uint64_t bits, unsigned within, int least)
{
	return __builtin_popcountll(bits & ((UINT64_C(1) << within) - 1)) >=
	    least;
}

/* The lowest bit that is set; any if none is. */
INLINE unsigned
lowest(uint64_t bits)
{
	return (unsigned)__builtin_ctzll(bits | UINT64_C(1) << 63);
}

/* ---- digits ---- */

/* The eight bits before i, the nearest one highest. */
INLINE unsigned
eight_before(uint64_t before, uint64_t here, unsigned i)
{
	uint64_t bits = i < 8 ? here << (8 - i) | before >> (SCAN_BLOCK - 8 + i)
			      : here >> (i - 8);

	return (unsigned)bits & 0xff;
}

/* A token of letters and digits, and the run of digits that starts in it. */
struct token {
	uint64_t digits; /* from the run's start on */
	unsigned n;	 /* of the run */
	unsigned before; /* letters and digits of the token before it */
	unsigned after;	 /* and from its start on */
	bool first;	 /* no digit is among those before */
	bool small;	 /* a small letter is beside the run */
};

/* Two letters and two digits, or many: they may begin an IBAN, if it goes on
 * long enough, or in groups. */
INLINE bool
is_iban(const struct token *token)
{
	const unsigned shortest = 15, many = 6;

	if (token->before != 2 || token->n < 2)
		return false;
	return token->before + token->after >= shortest || token->after == 2 ||
	    token->n >= many || has_bits(token->digits, 16, 11);
}

/*
 * Whether a run of digits in a token of letters and digits may be a number with
 * letters.  It is the first run of the token, behind six letters at most.  The
 * token has less than 20 characters, 7 or more if it begins with letters.  Where
 * a small letter is beside the run, that has six digits, or stands behind six
 * letters and there are 2 digits in 12 bytes; else there are 4 in 12 bytes, or
 * 2 if the token has 9 characters or more.
 */
INLINE bool
is_lettered(const struct token *token)
{
	const unsigned most = 6, least = 7, longest = 20, sure = 9;
	unsigned len = token->before + token->after;

	if (token->before > most || !token->first)
		return false;
	if (is_iban(token))
		return true;
	if (token->after >= longest || (token->before > 0 && len < least))
		return false;
	if (token->small)
		return token->n >= most ||
		    (token->before == most && has_bits(token->digits, 12, 2));
	return has_bits(token->digits, 12, len >= sure ? 2 : 4);
}

INLINE struct token
token_at(const struct view *view, unsigned i, uint64_t digits, uint64_t words)
{
	const struct scan_classes *here = view->here, *before = view->before;
	unsigned word8 = eight_before(before->word, here->word, i);
	unsigned digit8 = eight_before(before->digit, here->digit, i);
	unsigned lower8 = eight_before(before->lower, here->lower, i);
	uint64_t lower = from(here->lower, view->after->lower, i);
	struct token token = {.digits = digits,
	    .n = lowest(~digits),
	    .before =
		(unsigned)__builtin_clz(~word8 << (32 - 8) | 1U << (32 - 9)),
	    .after = lowest(~words)};

	token.first = digit8 >> (8 - token.before) == 0;
	token.small = (lower >> token.n & 1) != 0 ||
	    (token.before > 0 && lower8 >> 7 != 0);
	return token;
}

/* Whether the run that starts at i may be a number, and of its own. */
INLINE bool
is_number(const struct view *view, unsigned i)
{
	uint64_t digits = from(view->here->digit, view->after->digit, i);
	uint64_t words = from(view->here->word, view->after->word, i);
	unsigned n = lowest(~digits);
	uint64_t before = i > 0 ? view->here->word >> (i - 1)
				: view->before->word >> (SCAN_BLOCK - 1);

	if ((words >> n & 1) != 0 || (before & 1) != 0) {
		const struct token token = token_at(view, i, digits, words);

		return is_lettered(&token);
	}
	return has_bits(digits, 16, 7) || has_bits(digits, 8, 6);
}

/* Whether what goes on with a number is a long one: 12 digits in 16 bytes, and
 * no part of a time or a version. */
INLINE bool
is_long(const struct view *view, unsigned i)
{
	uint64_t signs = from(view->here->colon | view->here->dot,
	    view->after->colon | view->after->dot, i);

	return (signs & 0xffff) == 0 &&
	    has_bits(from(view->here->digit, view->after->digit, i), 16, 12);
}

INLINE uint64_t
digit_starts(const struct view *view)
{
	uint64_t starts = view->here->digit & ~BEFORE(view, digit, 1);
	uint64_t within = BEFORE(view, joint, 1) & BEFORE(view, digit, 2);

	for (uint64_t left = starts; left != 0; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctzll(left);
		bool is = (within >> i & 1) != 0 ? is_long(view, i)
						 : is_number(view, i);

		if (!is)
			starts &= ~(left & -left);
	}
	return starts;
}

/* ---- signs ---- */

INLINE uint64_t
colons(const struct view *view)
{
	uint64_t colon = view->here->colon & ~BEFORE(view, nul, 1);
	uint64_t letter =
	    LETTER(view->here) << 3 | LETTER(view->before) >> (SCAN_BLOCK - 3);
	uint64_t time = colon & BEFORE(view, digit, 1) &
	    BEFORE(view, digit, 2) & BEHIND(view, digit, 1) & ~letter;

	for (; time != 0; time &= time - 1) {
		unsigned i = (unsigned)__builtin_ctzll(time);

		if (!has_bits(from(view->here->colon, view->after->colon, i),
			15, 4))
			colon &= ~(time & -time);
	}
	return colon;
}

/* "." between two digits of a block, of which the one before and the one behind
 * are known. */
INLINE uint64_t
inner_dots(const struct scan_classes *before, const struct scan_classes *here,
    uint64_t behind)
{
	return here->dot &
	    (here->digit << 1 | before->digit >> (SCAN_BLOCK - 1)) &
	    (here->digit >> 1 | behind << (SCAN_BLOCK - 1));
}

INLINE uint64_t
dots(const struct view *view)
{
	uint64_t here =
	    inner_dots(view->before, view->here, view->after->digit);
	/* Two groups of four between them: 001a.2b3c.4d5e. */
	uint64_t out = view->here->dot & BEHIND(view, dot, 5);
	uint64_t after;

	if (here == 0)
		return out;
	after = inner_dots(view->here, view->after, 0);
	for (; here != 0; here &= here - 1) {
		unsigned i = (unsigned)__builtin_ctzll(here);

		if (has_bits(from(here, after, i), 9, 3))
			out |= here & -here;
	}
	return out;
}

/* "/" as a Brazilian company's number has it, which may have few digits:
 * 5N.HAO.ALR/3CJG-67. */
INLINE uint64_t
slashes(const struct view *view)
{
	return view->here->slash & BEFORE(view, dot, 4) & BEFORE(view, dot, 8) &
	    BEHIND(view, hyphen, 5);
}

INLINE uint64_t
hyphens(const struct view *view)
{
	return view->here->hyphen & BEHIND(view, hyphen, 3) &
	    BEHIND(view, hyphen, 6) & BEHIND(view, hyphen, 9) &
	    BEHIND(view, hyphen, 12);
}

/* ---- runs ---- */

/* Whether eight bits of a byte of bits are set: in each run of 15 or more. */
INLINE bool
has_full_byte(uint64_t bits)
{
	const uint64_t low = UINT64_C(0x0101010101010101);

	return ((~bits - low) & bits & low << 7) != 0;
}

/* Where at least 16 + more bits in a row are set. */
INLINE uint64_t
long_runs(uint64_t here, uint64_t after, unsigned more)
{
	const unsigned steps[] = {1, 2, 4, 8, more};

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		here &= from(here, after, steps[i]);
		after &= after >> steps[i];
	}
	return here;
}

/* What is marked in a block: all, and of these what any byte may be. */
struct found {
	uint64_t all;
	uint64_t runs;
	uint64_t words;
	uint64_t literals;
};

/* A word of SCAN_WORD is in a run of SCAN_RUN. */
INLINE void
run_starts(const struct view *view, struct found *found)
{
	uint64_t runs =
	    long_runs(view->here->run, view->after->run, SCAN_RUN - 16);
	uint64_t words;

	if (runs == 0)
		return;
	words = long_runs(view->here->word, view->after->word, SCAN_WORD - 16);
	found->runs = runs & ~BEFORE(view, run, 1);
	found->words = words & ~BEFORE(view, word, 1);
}

/* ---- all ---- */

INLINE uint64_t
literals(const struct scan *scan, const char *block, uint64_t may)
{
	uint64_t out = 0;

	for (; may != 0; may &= may - 1) {
		unsigned i = (unsigned)__builtin_ctzll(may);
		unsigned hash = hash_of(block + i);

		out |= (scan->hashes[hash / WORD] >> hash % WORD & 1) << i;
	}
	return out;
}

/* What is rare is behind a branch; the rest is computed for each block, as a
 * branch that cannot be foretold costs more. */
INLINE struct found
marks_of(const struct scan *scan, const struct view *view, const char *block)
{
	const struct scan_classes *here = view->here;
	struct found found = {.all = here->always | colons(view) |
		hyphens(view) | slashes(view) |
		(here->less & BEHIND(view, slash, 1)),
	    .literals = literals(scan, block, here->literal)};

	if (__builtin_popcountll(here->digit) +
		__builtin_popcountll(view->after->digit & 0xffff) >
	    1)
		found.all |= digit_starts(view);
	if (here->dot != 0)
		found.all |= dots(view);
	if (has_full_byte(here->run) || has_full_byte(view->after->run))
		run_starts(view, &found);
	found.all |= found.literals | found.runs | found.words;
	return found;
}

#endif
