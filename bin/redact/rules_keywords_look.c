#include <string.h>

#include "rules_keywords.h"
#include "rules_keywords_set.h"

/* The low bits of the four bytes at a place, one after the other. */
static inline unsigned
lows_at(const char *at)
{
	uint32_t bytes;

	/* Two by two: first the pairs, then both. */
	memcpy(&bytes, at, sizeof(bytes));
	if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
		bytes = __builtin_bswap32(bytes);
	bytes = (bytes & 0x001f001f) | (bytes >> 3 & 0x03e003e0);
	return (bytes & 0x3ff) | (bytes >> 6 & 0xffc00);
}

/* Write the places of n blocks at which a word may begin. */
static void
judge(const struct keywords *keywords, const char *at, size_t n,
    struct keywords_cursor *cursor)
{
	uint32_t passed[SIEVE_BLOCKS];

	sieve_pass(&keywords->sieve, at, n, passed);
	cursor->i = cursor->n = 0;
	for (size_t k = 0; k < n; k++)
		for (; passed[k] != 0; passed[k] &= passed[k] - 1) {
			size_t i =
			    k * SIEVE_BLOCK + (size_t)__builtin_ctz(passed[k]);
			unsigned lows = lows_at(at + i);
			unsigned far = far_of(lows % CODES, lows / CODES);

			/* No branch: it would often be guessed wrongly. */
			cursor->places[cursor->n] = (uint16_t)i;
			cursor->n += keywords->far[far / 64] >> far % 64 & 1;
		}
}

/* Judge the next bytes; false: there are none. */
static bool
refill(const struct keywords *keywords, struct lm_span text,
    struct keywords_cursor *cursor)
{
	char end[SIEVE_BLOCK + SIEVE_BYTES] = {0};
	size_t from = cursor->block + cursor->n_bytes;
	size_t left = text.len - from, n;

	if (from >= text.len)
		return false;
	cursor->block = from;
	n = left < SIEVE_BYTES ? 0 : (left - SIEVE_BYTES + 1) / SIEVE_BLOCK;
	if (n > SIEVE_BLOCKS)
		n = SIEVE_BLOCKS;
	if (n > 0) {
		judge(keywords, text.ptr + from, n, cursor);
		cursor->n_bytes = n * SIEVE_BLOCK;
		return true;
	}
	/* The last few, with zeros behind them. */
	cursor->n_bytes = left < SIEVE_BLOCK ? left : SIEVE_BLOCK;
	memcpy(end, text.ptr + from, left);
	judge(keywords, end, 1, cursor);
	return true;
}

/* The code of the bytes at i, with zeros behind the text. */
static unsigned
code_at(struct lm_span text, size_t i)
{
	char bytes[FAR_BYTES] = {0};

	if (text.len - i >= FAR_BYTES)
		return lows_at(text.ptr + i) % CODES;
	memcpy(bytes, text.ptr + i, text.len - i);
	return lows_at(bytes) % CODES;
}

/* To the next place at which a word may begin; false: there is none. */
static bool
seek(const struct keywords *keywords, struct lm_span text,
    struct keywords_cursor *cursor)
{
	do
		while (cursor->i < cursor->n) {
			size_t i = cursor->block + cursor->places[cursor->i++];

			/* Zeros behind the text are no places. */
			if (i >= text.len)
				break;
			cursor->at = i;
			cursor->link = keywords->first[code_at(text, i)];
			if (cursor->link != NO_LINK)
				return true;
		}
	while (refill(keywords, text, cursor));
	return false;
}

static bool
is_here(const struct byte_sets *sets, const struct word *word,
    struct lm_span text, size_t i)
{
	if (word->n > text.len - i)
		return false;
	for (size_t k = 0; k < word->n; k++)
		if (!byte_set_has(&sets->list[word->sets[k]],
			(unsigned char)text.ptr[i + k]))
			return false;
	return true;
}

/* Whether the bytes at i can be those of a word. */
static bool
fits(const struct pattern *pattern, struct lm_span text, size_t i)
{
	uint64_t bytes;

	if (text.len - i < sizeof(bytes))
		return true;
	memcpy(&bytes, text.ptr + i, sizeof(bytes));
	return (bytes & pattern->mask) == pattern->value;
}

bool
keywords_next(const struct keywords *keywords, const struct byte_sets *sets,
    struct lm_span text, struct keywords_cursor *cursor)
{
	const struct link *links = links_of(keywords), *link;
	const struct entry *entries = entries_of(keywords), *entry;
	const struct owner *owner;

	/* By owner, then by word, then by place. */
	while (cursor->next == 0) {
		if (cursor->link == NO_LINK && !seek(keywords, text, cursor))
			return false;
		link = &links[cursor->link];
		entry = &entries[link->word];
		if (fits(&link->pattern, text, cursor->at) &&
		    is_here(sets, &entry->word, text, cursor->at)) {
			cursor->end = cursor->at + entry->word.n;
			cursor->next = entry->owners;
		}
		cursor->link = link->next;
	}
	owner = &owners_of(keywords)[cursor->next];
	cursor->owner = owner->owner;
	cursor->next = owner->next;
	return true;
}
