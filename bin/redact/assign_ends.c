#include "assign_site.h"

#define END_DIGITS 3 /* at the end of a name, passed over: "token1" */

/* Two slots of 15 bits, by Knuth's multiplicative hash and another: a word
 * that is not marked has both by chance once in 300 times. */
static unsigned
slot_of(unsigned letters)
{
	return (uint32_t)(letters * UINT32_C(2654435769)) >> 17;
}

static unsigned
other_slot_of(unsigned letters)
{
	return (uint32_t)(letters * UINT32_C(2246822519)) >> 17;
}

static unsigned
letter(char byte)
{
	return (unsigned char)byte & 31;
}

void
ends_add(struct assigner *assigner, struct lm_span word)
{
	unsigned bits = 0, n = 0, free_bits;

	for (size_t cut = 0; cut < END_DIGITS && word.len > 1 &&
	     is_digit(word.ptr[word.len - 1]);
	     cut++)
		word.len--;
	for (; n < END_LETTERS && n < word.len; n++)
		bits |= letter(word.ptr[word.len - 1 - n]) << 5 * n;
	/* What may stand before a short word: anything. */
	free_bits = 5 * (END_LETTERS - n);
	for (unsigned before = 0; before < 1U << free_bits; before++) {
		unsigned letters = bits | before << 5 * n;
		unsigned slot = slot_of(letters),
			 other = other_slot_of(letters);

		assigner->ends[slot / 64] |= UINT64_C(1) << slot % 64;
		assigner->ends[other / 64] |= UINT64_C(1) << other % 64;
	}
}

static bool
sieve_has(const struct assigner *assigner, unsigned letters)
{
	unsigned slot = slot_of(letters), other = other_slot_of(letters);

	return (assigner->ends[slot / 64] >> slot % 64 & 1) != 0 &&
	    (assigner->ends[other / 64] >> other % 64 & 1) != 0;
}

/* One value in each byte of a word. */
#define EACH(byte) ((uint32_t)(byte)*UINT32_C(0x01010101))

/*
 * The letters of the four bytes before end as the sieve has them, if they are
 * letters, in a word's arithmetic: 0x40 and 1 to 26, or 27 to 31 for a sign.
 */
static bool
four_letters(struct lm_span text, size_t end, unsigned *letters)
{
	const unsigned char *at;
	uint32_t word, low;

	if (end < END_LETTERS)
		return false;
	at = (const unsigned char *)text.ptr + end - END_LETTERS;
	word = (uint32_t)at[3] | (uint32_t)at[2] << 8 | (uint32_t)at[1] << 16 |
	    (uint32_t)at[0] << 24;
	low = word & EACH(31);
	if ((word & EACH(0xc0)) != EACH(0x40) ||
	    ((low + EACH(31 - 26)) & EACH(32)) != 0 ||
	    ((low + EACH(31)) & EACH(32)) != EACH(32))
		return false;
	low = (low & 0x1f001f) | (low & 0x1f001f00) >> 3;
	*letters = (low & 0x3ff) | low >> 16 << 10;
	return true;
}

bool
ends_have(const struct assigner *assigner, struct lm_span text, size_t end)
{
	unsigned bits = 0, n = 0;
	size_t from = end;

	if (four_letters(text, end, &bits))
		return sieve_has(assigner, bits);
	for (size_t cut = 0;
	     cut < END_DIGITS && end > 0 && is_digit(text.ptr[end - 1]); cut++)
		end--;
	/* "key 2" and "KEY_2" are one name. */
	if (end > 1 && end < from && is_any_of(text.ptr[end - 1], " _"))
		end--;
	for (; end > 0 && n < END_LETTERS; end--) {
		char byte = text.ptr[end - 1];

		if ((byte & 0x80) != 0)
			return true;
		if (is_alnum(byte))
			bits |= letter(byte) << 5 * n++;
		else if (n == 0 ||
		    (byte != '_' && byte != '-' && byte != '.' && byte != ' '))
			break;
	}
	return n > 0 && sieve_has(assigner, bits);
}
