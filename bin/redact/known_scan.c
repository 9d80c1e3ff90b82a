#include "known_scan.h"

#include "known_glyph.h"
#include "known_masks.h"
#include "known_walk.h"

/*
 * A name can begin where a run of letters does.  A block of bytes at once is
 * told apart, and at each such place in its step the filter is asked for the
 * bytes up to where a name's first word can end: the end of the run, a capital
 * after a small letter, or KNOWN_KEY_BYTES, which is no further than the block
 * goes.  Where it says yes, or where something is not ASCII, a walk finds out.
 */

#define BLOCK KNOWN_MASKS_BLOCK
#define STEP KNOWN_MASKS_STEP
_Static_assert(BLOCK - STEP >= KNOWN_KEY_BYTES, "a key must be in its block");
/* The places of a step, and the last of them. */
#define STEP_BITS ((UINT64_C(1) << STEP) - 1)
#define LAST_BIT (UINT64_C(1) << (STEP - 1))
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

/* Whether a name may begin with this letter. */
static bool
may_begin_glyph(const struct scan *scan, const struct known_glyph *glyph)
{
	uint64_t first = 0;

	for (unsigned i = 0; i < glyph->len && i < KNOWN_STEM_BYTES; i++)
		first |= (uint64_t)(unsigned char)glyph->folded[i] << 8 * i;
	return glyph->len > 0 &&
	    (glyph->len < known_stem_len(first) ||
		known_set_may(scan->filter, scan->shift, known_stem(first)) !=
		    0);
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
		if (code == LM_OK && may_begin_glyph(scan, &glyph)) {
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

/* A block of the text. */
struct view {
	struct known_masks masks;
	const char *at; /* its bytes */
	size_t from;	/* where it is in the text */
};

/* How many usual letters, in bytes, stand from bit i of letters on, at most
 * KNOWN_KEY_BYTES. */
ALWAYS_INLINE unsigned
run_at(uint64_t letters, unsigned i)
{
	return (unsigned)__builtin_ctzll(
	    ~letters >> i | UINT64_C(1) << KNOWN_KEY_BYTES);
}

/* The bytes at at, the first one lowest. */
ALWAYS_INLINE uint64_t
first_at(const char *at)
{
	uint64_t first;

	memcpy(&first, at, sizeof(first));
	return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	    ? first
	    : __builtin_bswap64(first);
}

/* Whether a name may begin with the n letters of ASCII at at: 1 or 0. */
ALWAYS_INLINE uint64_t
may_begin(const uint64_t *filter, unsigned shift, const char *at, unsigned n)
{
	return known_set_may(filter, shift, known_key(first_at(at), n));
}

/* Ask for the place of the lowest bit of *left, and clear it. */
ALWAYS_INLINE uint64_t
pass_one(const uint64_t *filter, unsigned shift, const struct view *view,
    uint64_t *left)
{
	unsigned i = (unsigned)__builtin_ctzll(*left | LAST_BIT);

	*left &= *left - 1;
	return may_begin(filter, shift, view->at + i,
		   run_at(view->masks.letters, i))
	    << i;
}

/* Bits of starts: where a name may begin, if all of them are usual letters and
 * neither a capital nor another character ends a run. */
ALWAYS_INLINE uint64_t
pass(const struct scan *scan, const struct view *view, uint64_t starts)
{
	const uint64_t *filter = scan->filter;
	const unsigned shift = scan->shift;
	uint64_t left = starts, passed = 0;

	/* Two at once: where they end is guessed wrongly less often. */
	while (left != 0) {
		passed |= pass_one(filter, shift, view, &left);
		passed |= pass_one(filter, shift, view, &left);
	}
	return passed & starts;
}

/* Bits of those that one of bits is at, or within KNOWN_KEY_BYTES after. */
ALWAYS_INLINE uint64_t
before(uint64_t bits)
{
	uint64_t two = bits | bits >> 1, four = two | two >> 2;

	return four | four >> 4 | bits >> KNOWN_KEY_BYTES;
}

/* Whether a name may begin with a run of n letters of ASCII, or before a
 * capital in it. */
static bool
may_begin_camel(const struct scan *scan, const struct view *view, unsigned i,
    unsigned n)
{
	uint64_t camels = view->masks.camel >> i;
	bool may = may_begin(scan->filter, scan->shift, view->at + i, n) != 0;

	camels &= (UINT64_C(1) << n) - 2;
	for (; !may && camels != 0; camels &= camels - 1)
		may = may_begin(scan->filter, scan->shift, view->at + i,
			  (unsigned)__builtin_ctzll(camels)) != 0;
	return may;
}

/* Whether a name may begin with a run of n letters, whatever is after it. */
static bool
may_begin_run(const struct scan *scan, const struct view *view, unsigned i,
    unsigned n)
{
	uint64_t first;

	if ((view->masks.high >> i >> n & 1) == 0 ||
	    is_punctuation(scan->text, view->from + i + n))
		return may_begin_camel(scan, view, i, n);
	first = first_at(view->at + i);
	/* A mark after the run changes its last letter, of two bytes at most. */
	return n < KNOWN_STEM_BYTES + 2 ||
	    known_set_may(scan->filter, scan->shift, known_stem(first)) != 0;
}

/* Look at bit i of a block, where a run begins, or a capital is after a small
 * letter, whatever is beside it. */
static enum lm_code
look_at(struct scan *scan, const struct view *view, unsigned i)
{
	size_t at = view->from + i;
	unsigned n = run_at(view->masks.letters, i);
	enum known_edge edge = (view->masks.camel >> i & 1) != 0
	    ? KNOWN_EDGE_CAMEL
	    : KNOWN_EDGE_FULL;

	if (at < scan->high_end)
		return LM_OK;
	if ((view->masks.high >> i & 1) != 0)
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
	return may_begin_run(scan, view, i, n) ? walk(scan, at, edge) : LM_OK;
}

/* Bits of a block before which something that is not a usual letter or a
 * capital in a word is, or near after which, or to which a run of such has
 * reached: they are to be looked at. */
ALWAYS_INLINE uint64_t
specials(const struct scan *scan, const struct view *view)
{
	uint64_t bits = view->masks.high | view->masks.camel;
	bool inside = scan->high_end > 0 && scan->high_end >= view->from;

	if (bits == 0 && !inside)
		return 0;
	bits = before(bits) | view->masks.high << 1;
	/* Where the run ended before is not looked at again. */
	if (inside && scan->high_end - view->from < BLOCK)
		bits |=
		    UINT64_MAX >> (BLOCK - 1 - (scan->high_end - view->from));
	else if (inside)
		bits = UINT64_MAX;
	return bits;
}

/* Look at places of a block. */
__attribute__((noinline)) static enum lm_code
look_through(struct scan *scan, const struct view *view, uint64_t places,
    uint64_t special)
{
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

ALWAYS_INLINE enum lm_code
scan_by(struct scan *scan, known_masks_of *masks_of)
{
	const struct lm_span text = scan->text;
	struct view view = {0};
	char tail[BLOCK];
	enum lm_code code = LM_OK;

	for (; view.from < text.len && code == LM_OK; view.from += STEP) {
		uint64_t starts, special, places;
		size_t len = text.len - view.from;

		view.at = text.ptr + view.from;
		if (len < BLOCK) {
			memset(tail, 0, sizeof(tail));
			view.at = memcpy(tail, view.at, len);
		}
		view.masks = masks_of(view.at, &view.masks);
		starts = view.masks.starts & STEP_BITS;
		if (!scan->set->digits)
			starts &= ~view.masks.digits;
		special = specials(scan, &view) & starts;
		places = pass(scan, &view, starts & ~special) | special;
		if (places != 0)
			code = look_through(scan, &view, places, special);
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
