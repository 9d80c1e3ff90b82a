#include "scan.h"

#include <stdlib.h>
#include <string.h>

#include "scan_classes.h"
#include "scan_sets.h"
#include "scan_wide.h"
#include "scan_wider.h"

#include "lm/err.h"

/* Into both loops, so that each is made with the instructions it may use. */
#define INLINE static inline __attribute__((always_inline))

/* A bit for each hash of the first bytes of a literal. */
#define HASH_BITS 13
#define WORD 64

struct scan {
	struct scan_sieve sieve;
	uint64_t hashes[(1 << HASH_BITS) / WORD];
};

void
marks_free(struct marks *marks)
{
	free(marks->list);
	*marks = (struct marks){0};
}

/* ---- literals -------------------------------------------------------------- */

static inline unsigned
hash_of(const char *at)
{
	uint32_t bytes = (uint32_t)(unsigned char)at[0] |
	    (uint32_t)(unsigned char)at[1] << 8 |
	    (uint32_t)(unsigned char)at[2] << 16;

	/* Knuth's multiplier: 2^32 over the golden ratio. */
	return bytes * 2654435761U >> (32 - HASH_BITS);
}

static char
other_case(char byte)
{
	bool letter =
	    (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');

	return letter ? (char)(byte ^ ' ') : byte;
}

static void
add_bytes(struct scan *scan, struct scan_literal *literal, const char *bytes)
{
	unsigned hash = hash_of(bytes);

	scan->hashes[hash / WORD] |= UINT64_C(1) << hash % WORD;
	memcpy(literal->bytes, bytes, SCAN_LITERAL);
}

/* Add the first bytes of a literal, in all cases that count; how many. */
static size_t
add_literal(struct scan *scan, struct scan_literal *list, const char *literal,
    bool any_case)
{
	size_t n = any_case ? 1U << SCAN_LITERAL : 1;
	char bytes[SCAN_LITERAL];

	for (size_t cases = 0; cases < n; cases++) {
		for (size_t i = 0; i < SCAN_LITERAL; i++)
			bytes[i] = (cases >> i & 1) != 0
			    ? other_case(literal[i])
			    : literal[i];
		add_bytes(scan, &list[cases], bytes);
	}
	return n;
}

struct scan *
scan_new(const char *const *literals, const bool *any_case, size_t n)
{
	struct scan *scan = calloc(1, sizeof(*scan));
	struct scan_literal *list =
	    calloc((n + 1) << SCAN_LITERAL, sizeof(*list));
	size_t n_list = 0;
	enum lm_code code = scan == NULL || list == NULL ? LM_NOMEM : LM_OK;

	for (size_t i = 0; code == LM_OK && i < n; i++)
		n_list +=
		    add_literal(scan, list + n_list, literals[i], any_case[i]);
	if (code == LM_OK && n_list > 0)
		code = scan_sets_divide(list, n_list, &scan->sieve, NULL);
	free(list);
	if (code == LM_OK)
		return scan;
	free(scan);
	return NULL;
}

void
scan_free(struct scan *scan)
{
	free(scan);
}

/* ---- marks ------------------------------------------------------------------ */

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

/* ---- digits ---- */

/* The eight bits before i, the nearest one highest. */
INLINE unsigned
eight_before(uint64_t before, uint64_t here, unsigned i)
{
	uint64_t bits = i < 8 ? here << (8 - i) | before >> (SCAN_BLOCK - 8 + i)
			      : here >> (i - 8);

	return (unsigned)bits & 0xff;
}

/*
 * Whether a run of n digits that starts at i, in a token of letters and digits,
 * may be a number with letters: it is the first run of the token, behind six
 * letters at most.  The token has less than 20 characters, and where a small
 * letter is beside the run, that has six digits or stands behind six letters;
 * but two letters and two digits may begin an IBAN.
 */
INLINE bool
is_lettered(const struct view *view, unsigned i, unsigned n, uint64_t words)
{
	const unsigned most = 6, longest = 20;
	const struct scan_classes *here = view->here, *before = view->before;
	unsigned word8 = eight_before(before->word, here->word, i);
	unsigned digit8 = eight_before(before->digit, here->digit, i);
	unsigned lower8 = eight_before(before->lower, here->lower, i);
	unsigned n_before =
	    (unsigned)__builtin_clz(~word8 << (32 - 8) | 1U << (32 - 9));
	uint64_t lower = from(here->lower, view->after->lower, i);

	if (n_before > most || (digit8 >> (8 - n_before)) != 0)
		return false;
	if (n_before == 2 && n >= 2 && (n == 2 || n >= most))
		return true;
	if (__builtin_ctzll(~words) >= (int)longest)
		return false;
	if ((lower >> n & 1) != 0 || (n_before > 0 && lower8 >> 7 != 0))
		return n >= most || n_before == most;
	return true;
}

/* Whether the run that starts at i may be a number, and of its own. */
INLINE bool
is_number(const struct view *view, unsigned i)
{
	uint64_t digits = from(view->here->digit, view->after->digit, i);
	uint64_t words = from(view->here->word, view->after->word, i);
	unsigned n = (unsigned)__builtin_ctzll(~digits);
	uint64_t before = i > 0 ? view->here->word >> (i - 1)
				: view->before->word >> (SCAN_BLOCK - 1);

	if (!has_bits(digits, 12, 4) && !has_bits(digits, 16, 7))
		return false;
	if ((words >> n & 1) != 0 || (before & 1) != 0)
		return is_lettered(view, i, n, words);
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

INLINE struct found
marks_of(const struct scan *scan, const struct view *view, const char *block)
{
	const struct scan_classes *here = view->here;
	struct found found = {.all = here->always,
	    .literals = literals(scan, block, here->literal)};

	if (here->colon != 0)
		found.all |= colons(view);
	if (here->digit != 0)
		found.all |= digit_starts(view);
	if (here->dot != 0)
		found.all |= dots(view);
	if (here->hyphen != 0)
		found.all |= hyphens(view);
	if (here->less != 0)
		found.all |= here->less & BEHIND(view, slash, 1);
	if (has_full_byte(here->run) || has_full_byte(view->after->run))
		run_starts(view, &found);
	found.all |= found.literals | found.runs | found.words;
	return found;
}

static enum lm_code
grow(struct marks *marks, struct lm_err *err)
{
	size_t cap = marks->cap == 0 ? 4 * SCAN_BLOCK : 2 * marks->cap;
	uint64_t *grown = realloc(marks->list, cap * sizeof(*grown));

	if (grown == NULL)
		return lm_err_nomem(err);
	marks->list = grown;
	marks->cap = cap;
	return LM_OK;
}

/* Append the marks of a block, for which there is room. */
INLINE void
append(const struct found *found, size_t base, struct marks *marks)
{
	uint64_t any = found->runs | found->words | found->literals;

	for (uint64_t left = found->all; left != 0; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctzll(left);
		uint64_t mark = base + i;

		if ((any >> i & 1) != 0)
			mark |= (found->runs >> i & 1) * MARK_RUN |
			    (found->words >> i & 1) * MARK_WORD |
			    (found->literals >> i & 1) * MARK_LITERAL;
		marks->list[marks->n++] = mark;
	}
}

/* Where SCAN_BLOCK + SCAN_OVER bytes from at on can be read: the last ones in a
 * copy, with zeros behind them. */
static inline const char *
next_block(const char *bytes, size_t len, size_t at, char *last)
{
	size_t n = at < len ? len - at : 0;

	if (n >= SCAN_BLOCK + SCAN_OVER)
		return bytes + at;
	memset(last, 0, SCAN_BLOCK + SCAN_OVER);
	if (n > 0)
		memcpy(last, bytes + at, n);
	return last;
}

/* The classes of three blocks in turn. */
struct ring {
	struct scan_classes classes[3];
	struct scan_classes *before;
	struct scan_classes *here;
	struct scan_classes *after;
};

INLINE void
turn(struct ring *ring)
{
	struct scan_classes *free = ring->before;

	ring->before = ring->here;
	ring->here = ring->after;
	ring->after = free;
}

/*
 * The loop, with one of the ways to tell classes: a block's marks are known
 * when the next block's classes are.
 */
#define SCAN_LOOP(CLASSES)                                                 \
	struct ring ring = {.before = &ring.classes[0],                    \
	    .here = &ring.classes[1],                                      \
	    .after = &ring.classes[2]};                                    \
	char last[2][SCAN_BLOCK + SCAN_OVER];                              \
	const char *block = next_block(bytes, len, 0, last[0]);            \
	enum lm_code code = LM_OK;                                         \
                                                                           \
	marks->n = 0;                                                      \
	CLASSES(&scan->sieve, block, ring.after);                          \
	for (size_t at = 0; code == LM_OK && at < len; at += SCAN_BLOCK) { \
		const char *next = next_block(bytes, len, at + SCAN_BLOCK, \
		    block == last[0] ? last[1] : last[0]);                 \
		struct view view;                                          \
                                                                           \
		turn(&ring);                                               \
		CLASSES(&scan->sieve, next, ring.after);                   \
		view = (struct view){ring.before, ring.here, ring.after};  \
		if (marks->cap - marks->n < SCAN_BLOCK)                    \
			code = grow(marks, err);                           \
		if (code == LM_OK) {                                       \
			const struct found found =                         \
			    marks_of(scan, &view, block);                  \
                                                                           \
			append(&found, at, marks);                         \
		}                                                          \
		block = next;                                              \
	}                                                                  \
	return code;

static enum lm_code
scan_marks_plain(const struct scan *scan, const char *bytes, size_t len,
    struct marks *marks, struct lm_err *err){SCAN_LOOP(scan_classes_plain)}

#ifdef __x86_64__
SCAN_AVX2 static enum lm_code
    scan_marks_wide(const struct scan *scan, const char *bytes, size_t len,
	struct marks *marks, struct lm_err *err){SCAN_LOOP(scan_wide_classes)}

SCAN_AVX512 static enum lm_code scan_marks_wider(const struct scan *scan,
    const char *bytes, size_t len, struct marks *marks, struct lm_err *err)
{
	SCAN_LOOP(scan_wider_classes)
}
#endif

/* Which of the ways this machine has: scan_way. */
static enum scan_way
best_way(void)
{
#ifdef __x86_64__
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") ||
	    !__builtin_cpu_supports("popcnt"))
		return SCAN_PLAIN;
	return __builtin_cpu_supports("avx512bw") &&
		__builtin_cpu_supports("bmi2")
	    ? SCAN_WIDER
	    : SCAN_WIDE;
#else
	return SCAN_PLAIN;
#endif
}

enum lm_code
scan_marks_by(enum scan_way way, const struct scan *scan, const char *bytes,
    size_t len, struct marks *marks, struct lm_err *err)
{
	if (way > best_way())
		way = best_way();
	switch (way) {
#ifdef __x86_64__
	case SCAN_WIDER:
		return scan_marks_wider(scan, bytes, len, marks, err);
	case SCAN_WIDE:
		return scan_marks_wide(scan, bytes, len, marks, err);
#else
	case SCAN_WIDER:
	case SCAN_WIDE:
#endif
	case SCAN_PLAIN:
		break;
	}
	return scan_marks_plain(scan, bytes, len, marks, err);
}

enum lm_code
scan_marks(const struct scan *scan, const char *bytes, size_t len,
    struct marks *marks, struct lm_err *err)
{
	return scan_marks_by(SCAN_WIDER, scan, bytes, len, marks, err);
}
