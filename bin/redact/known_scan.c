#include "known_scan.h"

#include "known_glyph.h"
#include "known_masks.h"
#include "known_walk.h"

/*
 * A name can begin where a run of letters does.  Sixty-four bytes at once are
 * told apart, and at each such place the filter is asked for the bytes up to
 * where a name's first word can end: the end of the run, a capital after a
 * small letter, or KNOWN_KEY_BYTES.  Where it says yes, or where something is
 * not ASCII, a walk finds out.
 */

#define BLOCK KNOWN_MASKS_BLOCK
/* Bytes after a block that may be read. */
#define SLACK KNOWN_KEY_BYTES
/* Of a block: its last bit, and those that SLACK has of the next one. */
#define LAST_BIT (UINT64_C(1) << (BLOCK - 1))
#define FIRST_BITS ((UINT64_C(1) << SLACK) - 1)
#define PUNCTUATION 3 /* bytes of U+2010 and others */
#define ALWAYS_INLINE __attribute__((always_inline)) static inline

struct scan {
	const struct known_set *set;
	const uint64_t *filter;
	unsigned shift;
	struct lm_span text;
	struct lm_buf *scratch;
	struct findings *findings;
	struct lm_err *err;
	size_t found;		 /* where the last finding ends */
	size_t high_end;	 /* where the last run that is not ASCII ends */
	struct known_glyph last; /* its last glyph */
};

/* Find the name that begins here. */
__attribute__((noinline)) static enum lm_code
walk(struct scan *scan, size_t at, enum known_edge edge)
{
	const struct known_item *item;
	struct finding found = {.at = at, .kind = KIND_KNOWN};
	enum lm_code code;
	size_t end;

	code = known_walk(scan->set, scan->text, (struct known_start){at, edge},
	    scan->scratch, &item, &end, scan->err);
	if (code != LM_OK || item == NULL || end <= scan->found)
		return code;
	scan->found = end;
	found.len = end - at;
	found.label = item->label;
	return findings_add(scan->findings, &found, scan->err);
}

/* Whether the character at i, which is not ASCII, is a dash, a quotation mark
 * or a point, U+2010 to U+2027, and no mark is on it. */
static bool
is_punctuation(struct lm_span text, size_t i)
{
	return text.len - i > PUNCTUATION &&
	    memcmp(text.ptr + i, "\xe2\x80", 2) == 0 &&
	    (unsigned char)text.ptr[i + 2] >= 0x90 &&
	    (unsigned char)text.ptr[i + 2] <= 0xa7 &&
	    (text.ptr[i + PUNCTUATION] & 0x80) == 0;
}

/* Where the character begins that ends before at, which is not 0. */
static size_t
begin_of(struct lm_span text, size_t at)
{
	for (at--; at > 0 && ((unsigned char)text.ptr[at] & 0xc0) == 0x80;)
		at--;
	return at;
}

/* What stands before a run of what is neither ASCII nor a usual letter; *from
 * becomes where its first character begins. */
static enum lm_code
before_high(const struct scan *scan, size_t *from, struct known_glyph *last)
{
	struct lm_span text = scan->text;

	if (((unsigned char)text.ptr[*from] & 0xc0) == 0x80)
		*from = begin_of(text, *from);
	*last = (struct known_glyph){0};
	if (*from == 0)
		return LM_OK;
	return known_glyph_at(lm_span(text.ptr, *from), begin_of(text, *from),
	    scan->scratch, last, scan->err);
}

/* Find the names that begin in a run of what is not ASCII; none does within
 * letters of a script with spaces. */
__attribute__((noinline)) static enum lm_code
scan_high(struct scan *scan, size_t from)
{
	struct known_glyph last = {0}, glyph;
	bool marked = false;
	size_t at;
	enum lm_code code = LM_OK;

	if (is_punctuation(scan->text, from)) {
		scan->last = last;
		scan->high_end = from + PUNCTUATION;
		return LM_OK;
	}
	code = before_high(scan, &from, &last);
	at = known_glyph_skip(scan->text, from, &marked);
	last.letter = last.letter || marked;
	while (code == LM_OK && at < scan->text.len &&
	    (scan->text.ptr[at] & 0x80) != 0) {
		code = known_glyph_at(scan->text, at, scan->scratch, &glyph,
		    scan->err);
		if (code == LM_OK && glyph.len > 0) {
			enum known_edge edge = known_glyph_edge(&last, &glyph);

			if (edge >= KNOWN_EDGE_CAMEL)
				code = walk(scan, at, edge);
		}
		if (glyph.len > 0 || !glyph.letter)
			last = glyph;
		at = glyph.end;
	}
	scan->last = last;
	scan->high_end = at;
	return code;
}

/* What is known of two blocks that follow each other. */
struct view {
	struct known_masks now, next;
	uint64_t others[2]; /* what is not letters of them */
	const char *at;	    /* the first one's bytes, and SLACK more */
	size_t from;	    /* where it is in the text */
};

/* The bits from bit i of the first block on, that of the next after them. */
ALWAYS_INLINE uint64_t
window(uint64_t bits, uint64_t next, unsigned i)
{
	return bits >> i | next << 1 << (BLOCK - 1 - i);
}

/* How many usual letters, in bytes, stand from bit i on, at most
 * KNOWN_KEY_BYTES. */
ALWAYS_INLINE unsigned
run_at(const struct view *view, unsigned i)
{
	uint64_t others = window(view->others[0], view->others[1], i);

	return (unsigned)__builtin_ctzll(
	    others | UINT64_C(1) << KNOWN_KEY_BYTES);
}

/* Whether a name may begin with the n letters of ASCII at at: 1 or 0. */
ALWAYS_INLINE uint64_t
may_begin(const uint64_t *filter, unsigned shift, const char *at, unsigned n)
{
	uint64_t first;

	memcpy(&first, at, sizeof(first));
	if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
		first = __builtin_bswap64(first);
	return known_set_may(filter, shift, known_key(first, n));
}

/* Ask for the place of the lowest bit of *left, and clear it. */
ALWAYS_INLINE uint64_t
pass_one(const uint64_t *filter, unsigned shift, const struct view *view,
    uint64_t *left)
{
	unsigned i = (unsigned)__builtin_ctzll(*left | LAST_BIT);

	*left &= *left - 1;
	return may_begin(filter, shift, view->at + i, run_at(view, i)) << i;
}

/* Bits of starts: where a name may begin, if all of them are usual letters and
 * neither a capital nor another character ends a run. */
ALWAYS_INLINE uint64_t
pass(const struct scan *scan, const struct view *view, uint64_t starts)
{
	const uint64_t *filter = scan->filter;
	const unsigned shift = scan->shift;
	uint64_t left = starts, passed = 0;

	/* Several at once: where they end is guessed wrongly less often. */
	while (left != 0) {
		passed |= pass_one(filter, shift, view, &left);
		passed |= pass_one(filter, shift, view, &left);
		passed |= pass_one(filter, shift, view, &left);
		passed |= pass_one(filter, shift, view, &left);
	}
	return passed & starts;
}

/* Bits of those that one of bits is at, or within KNOWN_KEY_BYTES after. */
ALWAYS_INLINE uint64_t
before(uint64_t bits, uint64_t next)
{
	uint64_t two = bits | window(bits, next, 1);
	uint64_t next_two = next | next >> 1, four, next_four;

	four = two | window(two, next_two, 2);
	next_four = next_two | next_two >> 2;
	return four | window(four, next_four, 4) |
	    window(bits, next, KNOWN_KEY_BYTES);
}

/* Whether a name may begin with a run of n letters of ASCII, or before a
 * capital in it. */
static bool
may_begin_camel(const struct scan *scan, const struct view *view, unsigned i,
    unsigned n)
{
	uint64_t camels = window(view->now.camel, view->next.camel, i);
	bool may = may_begin(scan->filter, scan->shift, view->at + i, n) != 0;

	camels &= (UINT64_C(1) << n) - 2;
	for (; !may && camels != 0; camels &= camels - 1)
		may = may_begin(scan->filter, scan->shift, view->at + i,
			  (unsigned)__builtin_ctzll(camels)) != 0;
	return may;
}

/* Look at bit i of a block, where a run begins, or a capital is after a small
 * letter, whatever is beside it. */
__attribute__((noinline)) static enum lm_code
look_at(struct scan *scan, const struct view *view, unsigned i)
{
	size_t at = view->from + i;
	unsigned n = run_at(view, i);
	enum known_edge edge = (view->now.camel >> i & 1) != 0
	    ? KNOWN_EDGE_CAMEL
	    : KNOWN_EDGE_FULL;

	if (at < scan->high_end)
		return LM_OK;
	if ((view->now.high >> i & 1) != 0)
		return scan_high(scan, at);
	if (at == scan->high_end) {
		char byte = view->at[i];
		struct known_glyph glyph = {
		    .letter = true,
		    .capital = byte >= 'A' && byte <= 'Z',
		};

		edge = known_glyph_edge(&scan->last, &glyph);
		if (edge < KNOWN_EDGE_CAMEL)
			return LM_OK;
	}
	if (((window(view->now.high, view->next.high, i) >> n & 1) == 0 ||
		is_punctuation(scan->text, at + n)) &&
	    !may_begin_camel(scan, view, i, n))
		return LM_OK;
	return walk(scan, at, edge);
}

/* Bits of starts: those that are to be looked at, as something that is not a
 * usual letter or a capital in a word is beside them, or a run of such has not
 * ended before them. */
ALWAYS_INLINE uint64_t
specials(const struct scan *scan, const struct view *view)
{
	const struct known_masks *now = &view->now, *next = &view->next;
	uint64_t bits = now->high | now->camel;
	uint64_t next_bits = next->high | next->camel;
	bool inside = scan->high_end >= view->from;

	if (bits == 0 && (next_bits & FIRST_BITS) == 0 && !inside)
		return 0;
	bits = before(bits, next_bits) | now->high << 1;
	/* Where the run ended before is not looked at again. */
	if (inside && scan->high_end - view->from < BLOCK)
		bits |=
		    UINT64_MAX >> (BLOCK - 1 - (scan->high_end - view->from));
	else if (inside)
		bits = UINT64_MAX;
	return bits & now->starts;
}

/* Look at all places of a block. */
ALWAYS_INLINE enum lm_code
look_through(struct scan *scan, const struct view *view)
{
	uint64_t special = specials(scan, view);
	uint64_t places =
	    pass(scan, view, view->now.starts & ~special) | special;
	enum lm_code code = LM_OK;

	for (; code == LM_OK && places != 0; places &= places - 1) {
		unsigned i = (unsigned)__builtin_ctzll(places);

		if ((special >> i & 1) != 0)
			code = look_at(scan, view, i);
		else
			code = walk(scan, view->from + i, KNOWN_EDGE_FULL);
	}
	return code;
}

/* The end of a text, with zeros after it. */
struct tail {
	size_t n_whole; /* blocks before it, with SLACK bytes after them */
	size_t n;	/* of its blocks that have bytes of the text */
	char bytes[2 * BLOCK + SLACK];
};

static void
make_tail(struct lm_span text, struct tail *tail)
{
	size_t from, len;

	tail->n_whole = text.len < SLACK ? 0 : (text.len - SLACK) / BLOCK;
	from = tail->n_whole * BLOCK;
	len = text.len - from;
	tail->n = (len + BLOCK - 1) / BLOCK;
	memcpy(tail->bytes, text.ptr + from, len);
	memset(tail->bytes + len, 0, sizeof(tail->bytes) - len);
}

ALWAYS_INLINE enum lm_code
scan_by(struct scan *scan, known_masks_of *masks_of)
{
	struct tail tail;
	struct view view = {0};
	const struct known_masks none = {0};
	enum lm_code code = LM_OK;
	size_t n;

	make_tail(scan->text, &tail);
	n = tail.n_whole + tail.n;
	for (size_t i = 0; i <= n && code == LM_OK; i++) {
		const char *at = i < tail.n_whole
		    ? scan->text.ptr + i * BLOCK
		    : tail.bytes + (i - tail.n_whole) * BLOCK;

		view.next = i < n ? masks_of(at, &view.now) : none;
		view.others[0] = ~view.now.letters;
		view.others[1] = ~view.next.letters;
		if (i > 0)
			code = look_through(scan, &view);
		view.now = view.next;
		view.at = at;
		view.from = i * BLOCK;
	}
	return code;
}

#ifdef KNOWN_MASKS_AVX2
KNOWN_MASKS_AVX2 static enum lm_code
scan_avx2(struct scan *scan)
{
	return scan_by(scan, known_masks_avx2);
}
#endif

static enum lm_code
scan_plain(struct scan *scan)
{
	return scan_by(scan, known_masks_plain);
}

enum lm_code
known_scan(const struct known_set *set, struct lm_span text,
    struct lm_buf *scratch, struct findings *findings, bool plain,
    struct lm_err *err)
{
	struct scan scan = {
	    .set = set,
	    .filter = set->filter,
	    .shift = set->filter_shift,
	    .text = text,
	    .scratch = scratch,
	    .findings = findings,
	    .err = err,
	};

	if (set->n_items == 0 || text.len < KNOWN_MIN)
		return LM_OK;
#ifdef KNOWN_MASKS_AVX2
	if (!plain && __builtin_cpu_supports("avx2") &&
	    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
		return scan_avx2(&scan);
#endif
	(void)plain;
	return scan_plain(&scan);
}
