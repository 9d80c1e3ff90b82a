#include "known_set.h"

#include <stdlib.h>

#include "known_glyph.h"
#include "known_mask.h"

#define MIN_SLOTS 128
/* What is forgotten with a clear, so that it is not cleared for each record. */
#define MANY_SLOTS 1024
#define MANY_BYTES 65536
/* Slots, half of which are used at most, for a word of 64 bits of the filter:
 * of a small one, and of one that is larger than what a cache is good for. */
#define SLOTS_PER_WORD 4
#define MANY_SLOTS_PER_WORD 16
#define CACHED_WORDS 32768
/* Of a form, more than any that is used has. */
#define MOST_FORM (KNOWN_LETTERS + KNOWN_WORDS)
#define MAX_ITEMS (UINT32_MAX >> KNOWN_ITEM_SHIFT)

const uint64_t known_key_bytes[KNOWN_KEY_BYTES + 1] = {0, UINT64_MAX >> 56,
    UINT64_MAX >> 48, UINT64_MAX >> 40, UINT64_MAX >> 32, UINT64_MAX >> 24,
    UINT64_MAX >> 16, UINT64_MAX >> 8, UINT64_MAX};

static size_t
filter_words(size_t n_slots)
{
	size_t n = n_slots / SLOTS_PER_WORD;

	if (n <= CACHED_WORDS)
		return n;
	n = n_slots / MANY_SLOTS_PER_WORD;
	return n > CACHED_WORDS ? n : CACHED_WORDS;
}

void
known_set_free(struct known_set *set)
{
	lm_buf_free(&set->forms);
	free(set->items);
	free(set->slots);
	free(set->filter);
	*set = (struct known_set){0};
}

void
known_set_clear(struct known_set *set)
{
	if (set->n_slots > MANY_SLOTS || set->forms.cap > MANY_BYTES) {
		known_set_free(set);
	} else if (set->n_items > 0) {
		memset(set->slots, 0, set->n_slots * sizeof(*set->slots));
		memset(set->filter, 0,
		    filter_words(set->n_slots) * sizeof(*set->filter));
		set->forms.len = 0;
		set->n_items = 0;
		set->n_used = 0;
		set->longest = 0;
		set->digits = false;
	}
}

/* What building a form has come to. */
struct shape {
	size_t n_chars, n_words;
	bool gap;  /* something is before the next glyph that is no letter */
	bool wide; /* a character stands for more than a letter */
};

/* Take a letter into the form; whether a space is to be before it. */
static inline bool
take_letter(struct shape *shape)
{
	bool begins = shape->n_words == 0 || shape->gap;

	shape->n_words += begins;
	shape->n_chars++;
	shape->gap = false;
	return begins && shape->n_words > 1;
}

/* Append the glyphs of one byte that stand at i, while there is room for them;
 * where the next one begins. */
static size_t
append_plain(struct lm_span text, size_t i, struct shape *shape,
    struct lm_buf *form)
{
	const char *end = form->ptr + form->cap;
	char *out = form->ptr + form->len;
	struct known_glyph glyph;

	for (; end - out >= 2 && known_glyph_plain(text, i, &glyph); i++) {
		if (!glyph.letter) {
			shape->gap = true;
			continue;
		}
		if (take_letter(shape))
			*out++ = ' ';
		*out++ = *glyph.folded;
	}
	form->len = (size_t)(out - form->ptr);
	return i;
}

/* Append a glyph. */
static enum lm_code
append_glyph(const struct known_glyph *glyph, struct shape *shape,
    struct lm_buf *form, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	/* What is invisible does not end a gap. */
	if (glyph->len == 0) {
		shape->gap = shape->gap || !glyph->letter;
		return LM_OK;
	}
	if (take_letter(shape))
		code = lm_buf_byte(form, ' ', err);
	shape->wide = shape->wide || glyph->unspaced || glyph->hangul;
	return code == LM_OK
	    ? lm_buf_append(form, glyph->folded, glyph->len, err)
	    : code;
}

static enum known_use
use_of(const struct shape *shape, size_t len)
{
	size_t least = shape->wide ? KNOWN_MIN_WIDE : KNOWN_MIN;

	if (shape->n_chars < least)
		return KNOWN_SHORT;
	if (shape->n_words > KNOWN_WORDS ||
	    len - (shape->n_words - 1) > KNOWN_LETTERS)
		return KNOWN_LONG;
	return KNOWN_USED;
}

enum lm_code
known_set_form(struct lm_span text, struct lm_buf *scratch, struct lm_buf *form,
    size_t *n_chars, enum known_use *use, struct lm_err *err)
{
	struct shape shape = {0};
	struct known_glyph glyph;
	size_t from = form->len, i = 0;
	enum lm_code code;

	*n_chars = 0;
	*use = KNOWN_MASK;
	if (known_mask_in(text))
		return LM_OK;
	while (i < text.len && form->len - from <= MOST_FORM) {
		code = lm_buf_reserve(form, MOST_FORM, err);
		if (code != LM_OK)
			return code;
		i = append_plain(text, i, &shape, form);
		if (i == text.len)
			break;
		code = known_glyph_at(text, i, scratch, &glyph, err);
		if (code == LM_OK)
			code = append_glyph(&glyph, &shape, form, err);
		if (code != LM_OK)
			return code;
		i = glyph.end;
	}
	*n_chars = shape.n_chars;
	*use = use_of(&shape, form->len - from);
	return LM_OK;
}

static struct known_slot *
slot_of(const struct known_set *set, uint64_t hash)
{
	uint32_t tag = (uint32_t)(hash >> 32);
	size_t at = (hash ^ hash >> 29) & (set->n_slots - 1);

	while (set->slots[at].value != 0 && set->slots[at].tag != tag)
		at = (at + 1) & (set->n_slots - 1);
	return &set->slots[at];
}

uint32_t
known_set_value(const struct known_set *set, uint64_t hash)
{
	return slot_of(set, hash)->value;
}

static void
add_key(struct known_set *set, uint64_t key)
{
	uint64_t mixed = known_key_mix(key);

	set->filter[mixed >> set->filter_shift] |= UINT64_C(1)
		<< (mixed >> KNOWN_KEY_BIT & 63) |
	    UINT64_C(1) << (mixed >> KNOWN_KEY_OTHER_BIT & 63);
}

/* The slot of letters, now used. */
static struct known_slot *
take_slot(struct known_set *set, uint64_t hash)
{
	struct known_slot *slot = slot_of(set, hash);

	if (slot->value == 0) {
		slot->tag = (uint32_t)(hash >> 32);
		set->n_used++;
	}
	return slot;
}

/* Let item i be the one of these letters, those of before after it. */
static void
put_item(struct known_set *set, size_t i, uint64_t hash)
{
	struct known_slot *slot = take_slot(set, hash);
	uint32_t *link = NULL, number = slot->value >> KNOWN_ITEM_SHIFT;

	set->items[i].next = 0;
	if (number == 0) {
		slot->value |= (uint32_t)(i + 1) << KNOWN_ITEM_SHIFT;
		return;
	}
	for (; number != 0; number = *link)
		link = &set->items[number - 1].next;
	*link = (uint32_t)(i + 1);
}

/* Make item i be found; there is room. */
static void
index_item(struct known_set *set, size_t i)
{
	const struct known_item *item = &set->items[i];
	const char *form = set->forms.ptr + item->form;
	uint64_t hash = KNOWN_HASH, first = 0;
	size_t n = 0;

	for (size_t k = 0; k < item->len; k++) {
		unsigned char byte = (unsigned char)form[k];

		if (byte == ' ') {
			take_slot(set, hash)->value |= KNOWN_PREFIX;
			add_key(set, known_key(first, known_key_len(n)));
			continue;
		}
		if (n < KNOWN_KEY_BYTES)
			first |= (uint64_t)byte << 8 * n;
		n++;
		hash = known_hash(hash, byte);
	}
	put_item(set, i, hash);
	add_key(set, known_key(first, known_key_len(n)));
	add_key(set, known_stem(first));
	/* What a possessive makes of a short one. */
	if (n < KNOWN_KEY_BYTES && item->n_chars >= KNOWN_GENITIVE)
		add_key(set,
		    known_key(first | (uint64_t)'s' << 8 * n,
			known_key_len(n + 1)));
	if (n > set->longest)
		set->longest = n;
	set->digits = set->digits || is_digit(form[0]);
}

/* Room for n more slots: all are made anew, twice as many. */
static enum lm_code
reserve_slots(struct known_set *set, size_t n, struct lm_err *err)
{
	size_t n_slots = set->n_slots == 0 ? MIN_SLOTS : set->n_slots;
	struct known_slot *slots;
	uint64_t *filter;

	while ((set->n_used + n) * 2 > n_slots)
		n_slots *= 2;
	if (n_slots == set->n_slots)
		return LM_OK;
	slots = calloc(n_slots, sizeof(*slots));
	filter = calloc(filter_words(n_slots), sizeof(*filter));
	if (slots == NULL || filter == NULL) {
		free(slots);
		free(filter);
		return lm_err_nomem(err);
	}
	free(set->slots);
	free(set->filter);
	set->slots = slots;
	set->filter = filter;
	set->n_slots = n_slots;
	set->n_used = 0;
	set->filter_shift = 63;
	for (size_t words = filter_words(n_slots); words > 2; words /= 2)
		set->filter_shift--;
	for (size_t i = 0; i < set->n_items; i++)
		index_item(set, i);
	return LM_OK;
}

enum lm_code
known_set_reserve(struct known_set *set, size_t n, struct lm_err *err)
{
	return n > MAX_ITEMS ? LM_OK : reserve_slots(set, n + n / 2, err);
}

static enum lm_code
reserve_item(struct known_set *set, struct lm_err *err)
{
	size_t cap = set->cap_items == 0 ? 16 : 2 * set->cap_items;
	struct known_item *items;

	if (set->n_items < set->cap_items)
		return LM_OK;
	if (set->n_items >= MAX_ITEMS)
		return lm_err_set(err, LM_LIMIT, "more than %u names",
		    (unsigned)MAX_ITEMS);
	items = realloc(set->items, cap * sizeof(*items));
	if (items == NULL)
		return lm_err_nomem(err);
	set->items = items;
	set->cap_items = cap;
	return LM_OK;
}

/* Whether a name of this form is there already. */
static bool
has(const struct known_set *set, struct lm_span form)
{
	const struct known_item *item;
	uint64_t hash = KNOWN_HASH;

	if (set->n_slots == 0)
		return false;
	for (size_t i = 0; i < form.len; i++)
		if (form.ptr[i] != ' ')
			hash = known_hash(hash, (unsigned char)form.ptr[i]);
	item =
	    known_set_item(set, known_set_value(set, hash) >> KNOWN_ITEM_SHIFT);
	while (item != NULL &&
	    !lm_span_equal(form,
		lm_span(set->forms.ptr + item->form, item->len)))
		item = known_set_item(set, item->next);
	return item != NULL;
}

enum lm_code
known_set_add(struct known_set *set, const struct known_entry *entry,
    struct lm_buf *scratch, struct lm_err *err)
{
	size_t from = set->forms.len, n_chars, len;
	enum known_use use;
	enum lm_code code;

	code = known_set_form(entry->text, scratch, &set->forms, &n_chars, &use,
	    err);
	len = set->forms.len - from;
	if (code == LM_OK && use == KNOWN_USED &&
	    !has(set, lm_span(set->forms.ptr + from, len))) {
		code = reserve_item(set, err);
		/* A slot for each word at most. */
		if (code == LM_OK)
			code = reserve_slots(set, KNOWN_WORDS, err);
		if (code == LM_OK) {
			set->items[set->n_items] = (struct known_item){
			    .form = from,
			    .len = (uint16_t)len,
			    .n_chars = (uint16_t)n_chars,
			    .label = entry->label,
			};
			index_item(set, set->n_items++);
			return LM_OK;
		}
	}
	set->forms.len = from;
	return code;
}
