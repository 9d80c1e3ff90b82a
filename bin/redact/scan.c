#include "scan.h"

#include <stdlib.h>
#include <string.h>

#include "scan_classes.h"
#include "scan_marks.h"
#include "scan_sets.h"
#include "scan_wide.h"
#include "scan_wider.h"

#include "lm/err.h"

void
marks_free(struct marks *marks)
{
	free(marks->list);
	*marks = (struct marks){0};
}

/* ---- literals -------------------------------------------------------------- */

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

/* As many are written at once: few blocks have more, and what is written too
 * much is overwritten. */
#define AT_ONCE 4

/* Append the marks of a block, for which there is room. */
INLINE void
append(const struct found *found, size_t base, struct marks *marks)
{
	uint64_t any = found->runs | found->words | found->literals;
	uint64_t left = found->all;
	uint64_t *list = marks->list + marks->n;
	size_t n = (size_t)__builtin_popcountll(left);

	for (size_t k = 0; k < n; k += AT_ONCE)
#pragma GCC unroll 4
		for (size_t i = 0; i < AT_ONCE; i++) {
			list[k + i] = base + (size_t)lowest(left);
			left &= left - 1;
		}
	for (; any != 0; any &= any - 1) {
		unsigned i = (unsigned)__builtin_ctzll(any);
		uint64_t bit = UINT64_C(1) << i;

		list[__builtin_popcountll(found->all & (bit - 1))] |=
		    (found->runs >> i & 1) * MARK_RUN |
		    (found->words >> i & 1) * MARK_WORD |
		    (found->literals >> i & 1) * MARK_LITERAL;
	}
	marks->n += n;
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
		if (marks->cap - marks->n < SCAN_BLOCK + AT_ONCE)          \
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
