#include "rules_spell.h"

/* Append a set to the i-th word of a part. */
static bool
spell(struct joiner *joiner, struct part *part, size_t i,
    const struct byte_set *set)
{
	size_t number = byte_sets_number(joiner->sets, set);
	struct word *word = &part->head.list[i];

	if (number == BYTE_SETS_NONE)
		return false;
	word->sets[word->n++] = (uint16_t)number;
	return true;
}

/* Take the lowest byte out of a set, with the other case of it. */
static bool
take(struct byte_set *set, struct byte_set *one)
{
	*one = (struct byte_set){{0}};
	for (unsigned byte = 0; byte < 0x80; byte++) {
		struct byte_set pair = {{0}};

		if (!byte_set_has(set, (unsigned char)byte))
			continue;
		byte_set_add(&pair, (unsigned char)byte);
		byte_set_fold(&pair);
		for (size_t i = 0; i < 2; i++) {
			one->bits[i] = set->bits[i] & pair.bits[i];
			set->bits[i] &= ~pair.bits[i];
		}
		return true;
	}
	return false;
}

/* A set of no more than these is a word for each. */
#define APART_MOST 4

static bool
spell_set(struct joiner *joiner, struct part *part, const struct byte_set *set)
{
	struct byte_set rest = *set, ones[APART_MOST], one;
	size_t n = 0;

	while (n < APART_MOST && take(&rest, &ones[n]))
		n++;
	if (n < 2 || take(&rest, &one))
		return spell(joiner, part, 0, set);
	for (size_t i = 0; i < n; i++) {
		part->head.list[i] = part->head.list[0];
		part->head.list[i].n = 0;
		if (!spell(joiner, part, i, &ones[i]))
			return false;
	}
	part->head.n = n;
	return true;
}

/* A character beyond ASCII is at most this long, and so is one that is the
 * other case of k (U+212A). */
#define BYTES_MOST 4
#define BYTES_OF_K 3

void
spell_character(struct joiner *joiner, const struct atom *atom, bool any_case,
    struct part *part)
{
	bool long_k = any_case &&
	    (byte_set_has(&atom->set, 'k') || byte_set_has(&atom->set, 's'));

	part_nothing(part);
	part->alphabet = atom->set;
	if (atom->beyond || long_k)
		part->alphabet.bits[2] = part->alphabet.bits[3] = UINT64_MAX;
	part->min = 1;
	part->max = atom->beyond ? BYTES_MOST : long_k ? BYTES_OF_K : 1;
	part->whole = !atom->beyond && spell_set(joiner, part, &atom->set);
	if (!part->whole)
		words_nothing(&part->head, 0, 0, true);
}

void
spell_sequence(struct joiner *joiner, struct lm_span bytes, struct part *part)
{
	part_nothing(part);
	part->min = part->max = bytes.len;
	for (size_t i = 0; i < bytes.len; i++) {
		struct byte_set set = {{0}};

		byte_set_add(&set, (unsigned char)bytes.ptr[i]);
		byte_set_add(&part->alphabet, (unsigned char)bytes.ptr[i]);
		part->whole = part->whole && spell(joiner, part, 0, &set);
	}
	if (!part->whole)
		words_nothing(&part->head, 0, 0, true);
}
