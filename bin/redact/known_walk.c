#include "known_walk.h"

#include "known_mask.h"

#define BREAK_WORDS (KNOWN_LETTERS / 64 + 1)
/* How far before a name an opening quotation mark is looked for. */
#define QUOTE_REACH 64

/* A walk along the letters of a text. */
struct walk {
	const struct known_set *set;
	struct lm_span text;
	struct lm_buf *scratch;
	struct lm_err *err;
	struct known_start start;
	bool capital;		      /* the first letter is one */
	size_t at;		      /* where next begins */
	size_t n;		      /* letters so far, in bytes */
	uint64_t first;		      /* their first ones */
	uint64_t hash;		      /* of all */
	uint64_t breaks[BREAK_WORDS]; /* where the text has gaps */
	struct known_glyph glyph;     /* the last letter */
	struct known_glyph next;      /* what is after it */
	const struct known_item *item;
	size_t end;
	unsigned char letters[KNOWN_LETTERS];
};

/* How a name may end. */
struct ending {
	enum known_edge edge; /* after it */
	bool bare;	      /* a bare s is after it, and then a boundary */
};

/* The length of an apostrophe at i. */
static size_t
apostrophe_at(struct lm_span text, size_t i)
{
	static const char *const wide[] = {"\xe2\x80\x99", "\xe2\x80\x98",
	    "\xca\xbc", "\xc2\xb4", "\xef\xbc\x87"};

	if (i < text.len && (text.ptr[i] == '\'' || text.ptr[i] == '`'))
		return 1;
	if (i >= text.len || (text.ptr[i] & 0x80) == 0)
		return 0;
	for (size_t k = 0; k < sizeof(wide) / sizeof(wide[0]); k++)
		if (text_has(text, i, wide[k]))
			return strlen(wide[k]);
	return 0;
}

static bool
is_s(struct lm_span text, size_t i)
{
	return i < text.len && (text.ptr[i] == 's' || text.ptr[i] == 'S');
}

/* Whether a boundary is at i, after an ASCII letter. */
static enum lm_code
ends_at(const struct walk *walk, size_t i, bool *ends)
{
	struct known_glyph glyph;
	bool marked = false;
	size_t from = known_glyph_skip(walk->text, i, &marked);
	enum lm_code code =
	    known_glyph_at(walk->text, from, walk->scratch, &glyph, walk->err);

	*ends = !marked && (!glyph.letter || glyph.unspaced);
	return code;
}

/* Whether an apostrophe before i, near enough, opens what one may close. */
static bool
is_quoted(struct lm_span text, size_t i)
{
	for (size_t at = i; at > 0 && i - at < QUOTE_REACH; at--)
		if (apostrophe_at(text, at - 1) > 0 &&
		    (at == 1 ||
			(!is_alnum(text.ptr[at - 2]) &&
			    (text.ptr[at - 2] & 0x80) == 0)))
			return true;
	return false;
}

/* The length of an apostrophe at i, after an s, that is a possessive. */
static size_t
genitive_at(const struct walk *walk, size_t i)
{
	size_t len = apostrophe_at(walk->text, i);

	if (len == 0 || walk->text.ptr[i] == '`' ||
	    !text_has(walk->text, i + len, " ") ||
	    is_quoted(walk->text, walk->start.at))
		return 0;
	return len;
}

/* How much the possessive after the name adds. */
static enum lm_code
possessive(const struct walk *walk, bool bare, size_t *len)
{
	size_t end = walk->glyph.end, quote = apostrophe_at(walk->text, end);
	unsigned char last = walk->letters[walk->n - 1];
	enum lm_code code = LM_OK;
	bool ends = false;

	if (bare) {
		*len = 1 + genitive_at(walk, end + 1);
		return LM_OK;
	}
	*len = 0;
	if (quote > 0 && is_s(walk->text, end + quote))
		code = ends_at(walk, end + quote + 1, &ends);
	if (ends)
		*len = quote + 1;
	else if (last == 's' || last == 'x' || last == 'z')
		*len = genitive_at(walk, end);
	return code;
}

/* Whether the text has gaps only where the name has them. */
static bool
spells(const struct walk *walk, const struct known_item *item)
{
	const char *form = walk->set->forms.ptr + item->form;
	size_t n = 0;
	bool gap = false;

	for (size_t i = 0; i < item->len; i++) {
		if (form[i] == ' ') {
			gap = true;
			continue;
		}
		if (n == walk->n || walk->letters[n] != (unsigned char)form[i])
			return false;
		if ((walk->breaks[n / 64] >> n % 64 & 1) != 0 && !gap)
			return false;
		gap = false;
		n++;
	}
	return n == walk->n;
}

/* Whether a name is long enough for its boundaries. */
static bool
fits(const struct walk *walk, const struct known_item *item,
    struct ending ending)
{
	bool camel = walk->start.edge == KNOWN_EDGE_CAMEL ||
	    ending.edge == KNOWN_EDGE_CAMEL;

	if (camel && item->n_chars < KNOWN_CAMEL)
		return false;
	if (ending.edge == KNOWN_EDGE_HANGUL && item->n_chars < KNOWN_HANGUL)
		return false;
	return !ending.bare ||
	    (item->n_chars >= KNOWN_GENITIVE &&
		(walk->capital || genitive_at(walk, walk->glyph.end + 1) > 0));
}

/* Whether a name must not be found here. */
static bool
is_barred(const struct walk *walk, const struct known_item *item,
    struct ending ending)
{
	struct lm_span text = walk->text;
	size_t from = walk->start.at, end = walk->glyph.end + ending.bare;

	return known_mask_around(text, from) ||
	    (item->n_chars < KNOWN_SURE && known_mask_dense(text, from, end));
}

/* Take the name whose letters end here, if there is one; *value tells what
 * these letters are. */
static enum lm_code
end_here(struct walk *walk, struct ending ending, uint32_t *value)
{
	const struct known_set *set = walk->set;
	const struct known_item *item;
	enum lm_code code;
	size_t len;

	*value = 0;
	if (walk->n == 0 ||
	    known_set_may(set->filter, set->filter_shift,
		known_key(walk->first, known_key_len(walk->n))) == 0)
		return LM_OK;
	*value = known_set_value(set, walk->hash);
	item = known_set_item(set, *value >> KNOWN_ITEM_SHIFT);
	while (item != NULL && !spells(walk, item))
		item = known_set_item(set, item->next);
	if (item == NULL || !fits(walk, item, ending) ||
	    is_barred(walk, item, ending))
		return LM_OK;
	code = possessive(walk, ending.bare, &len);
	if (code == LM_OK && walk->glyph.end + len > walk->end) {
		walk->item = item;
		walk->end = walk->glyph.end + len;
	}
	return code;
}

/* Whether a bare s is after the letter, and then a boundary. */
static enum lm_code
is_bare(const struct walk *walk, bool *bare)
{
	*bare = false;
	if (walk->next.len != 1 || walk->next.folded[0] != 's' ||
	    !is_s(walk->text, walk->glyph.end))
		return LM_OK;
	return ends_at(walk, walk->glyph.end + 1, bare);
}

/* End the name here, if there is a boundary; *value as in end_here. */
static enum lm_code
try_end(struct walk *walk, uint32_t *value)
{
	struct ending ending = {known_glyph_edge(&walk->glyph, &walk->next),
	    false};
	enum lm_code code = LM_OK;

	*value = 0;
	if (ending.edge == KNOWN_EDGE_NONE)
		code = is_bare(walk, &ending.bare);
	if (code == LM_OK && (ending.edge != KNOWN_EDGE_NONE || ending.bare))
		code = end_here(walk, ending, value);
	return code;
}

static enum lm_code
glyph_at(const struct walk *walk, size_t i, struct known_glyph *glyph)
{
	return known_glyph_at(walk->text, i, walk->scratch, glyph, walk->err);
}

/* Go over what is no letter to the next word, if it is near enough; a mask is
 * never crossed. */
static enum lm_code
cross_gap(struct walk *walk, bool *near)
{
	size_t from = walk->glyph.end, at = from;
	enum lm_code code = LM_OK;

	*near = false;
	while (code == LM_OK && !walk->next.letter) {
		if (walk->next.end - from > KNOWN_GAP ||
		    walk->next.end == walk->text.len ||
		    known_mask_at(walk->text, at) > 0)
			return LM_OK;
		at = walk->next.end;
		if (walk->text.ptr[at - 1] == '%' &&
		    text_has(walk->text, at, "20"))
			at += strlen("20");
		code = glyph_at(walk, at, &walk->next);
	}
	*near = true;
	walk->at = at;
	walk->breaks[walk->n / 64] |= UINT64_C(1) << walk->n % 64;
	return code;
}

/* Add a byte of a letter; false: no name begins so. */
static inline bool
add_byte(struct walk *walk, unsigned char byte)
{
	size_t n = walk->n;

	if (n >= walk->set->longest)
		return false;
	walk->letters[n] = byte;
	walk->n = n + 1;
	walk->hash = known_hash(walk->hash, byte);
	if (n >= KNOWN_KEY_BYTES)
		return true;
	walk->first |= (uint64_t)byte << 8 * n;
	return n + 1 < KNOWN_KEY_BYTES ||
	    known_set_may(walk->set->filter, walk->set->filter_shift,
		known_key(walk->first, KNOWN_KEY_BYTES)) != 0;
}

/*
 * Whether the first of three bytes is a letter of ASCII after which no name can
 * end: what most letters are.  Before a mark, the second is still a letter, and
 * an s is no bare one.
 */
static inline bool
is_inner(const unsigned char *at)
{
	char next = known_glyph_ascii[at[1]];
	bool camel = at[0] >= 'a' && (unsigned char)next != at[1];

	return known_glyph_ascii[at[0]] != '\0' && next != '\0' && !camel &&
	    (next != 's' || known_glyph_ascii[at[2]] != '\0');
}

/* Add the letters of ASCII within a word that begin where the next glyph does;
 * whether a name may still be here. */
static enum lm_code
add_inner(struct walk *walk, bool *more)
{
	size_t at = walk->at;

	*more = true;
	while (*more && walk->text.len - at >= 3) {
		const unsigned char *bytes =
		    (const unsigned char *)walk->text.ptr + at;

		if (!is_inner(bytes))
			break;
		*more =
		    add_byte(walk, (unsigned char)known_glyph_ascii[*bytes]);
		at++;
	}
	if (!*more || at == walk->at)
		return LM_OK;
	walk->at = at;
	return glyph_at(walk, at, &walk->next);
}

/* Add the next glyph, a letter; whether a name may still be here. */
static bool
add_letter(struct walk *walk)
{
	walk->glyph = walk->next;
	walk->at = walk->glyph.end;
	for (size_t i = 0; i < walk->glyph.len; i++)
		if (!add_byte(walk, (unsigned char)walk->glyph.folded[i]))
			return false;
	return true;
}

/* Take a step: the letters up to where a name can end, and the gap there. */
static enum lm_code
step(struct walk *walk, bool *more)
{
	uint32_t value;
	enum lm_code code = add_inner(walk, more);

	if (code != LM_OK || !*more)
		return code;
	*more = add_letter(walk);
	if (!*more)
		return LM_OK;
	code = glyph_at(walk, walk->at, &walk->next);
	if (code == LM_OK)
		code = try_end(walk, &value);
	if (code != LM_OK || walk->next.letter)
		return code;
	*more = (value & KNOWN_PREFIX) != 0;
	return *more ? cross_gap(walk, more) : LM_OK;
}

enum lm_code
known_walk(const struct known_set *set, struct lm_span text,
    struct known_start start, struct lm_buf *scratch,
    const struct known_item **item, size_t *end, struct lm_err *err)
{
	struct walk walk;
	bool more = true;
	enum lm_code code;

	/* Not all of it: the letters are many, and most walks are short. */
	memset(&walk, 0, offsetof(struct walk, letters));
	walk.set = set;
	walk.text = text;
	walk.scratch = scratch;
	walk.err = err;
	walk.start = start;
	walk.at = start.at;
	walk.hash = KNOWN_HASH;
	code = glyph_at(&walk, start.at, &walk.next);
	walk.capital = walk.next.capital;
	while (code == LM_OK && more)
		code = step(&walk, &more);
	*item = walk.item;
	*end = walk.end;
	return code;
}
