#include "rules_keywords.h"

#include <stdlib.h>
#include <string.h>

#include "rules_keywords_set.h"

enum lm_code
keywords_new(struct keywords **out, struct lm_err *err)
{
	const struct link no_link = {0};
	const struct owner no_owner = {0};
	struct keywords *keywords = calloc(1, sizeof(*keywords));
	enum lm_code code;

	if (keywords == NULL)
		return lm_err_nomem(err);
	code = lm_buf_append(&keywords->links, (const char *)&no_link,
	    sizeof(no_link), err);
	if (code == LM_OK)
		code = lm_buf_append(&keywords->owners, (const char *)&no_owner,
		    sizeof(no_owner), err);
	*out = keywords;
	if (code != LM_OK) {
		keywords_free(keywords);
		*out = NULL;
	}
	return code;
}

void
keywords_free(struct keywords *keywords)
{
	if (keywords == NULL)
		return;
	lm_buf_free(&keywords->links);
	lm_buf_free(&keywords->owners);
	lm_buf_free(&keywords->entries);
	free(keywords);
}

/* ---- building ------------------------------------------------------------- */

/* The low bits that the k-th byte of a word can have, a bit each; all where
 * the word is shorter. */
static uint32_t
low_of(const struct byte_sets *sets, const struct word *word, size_t k)
{
	uint32_t low = 0;

	if (k >= word->n)
		return UINT32_MAX;
	for (unsigned byte = 0; byte < 256; byte++)
		if (byte_set_has(&sets->list[word->sets[k]],
			(unsigned char)byte))
			low |= UINT32_C(1) << (byte & LOW_MASK);
	return low;
}

/* fourth: the low bits that the fourth byte can have. */
static enum lm_code
add_link(struct keywords *keywords, unsigned code, uint32_t fourth,
    uint32_t entry, struct lm_err *err)
{
	const struct link link = {entries_of(keywords)[entry].pattern, entry,
	    keywords->first[code]};
	uint32_t i = (uint32_t)(keywords->links.len / sizeof(link));

	for (; fourth != 0; fourth &= fourth - 1) {
		unsigned far = far_of(code, (unsigned)__builtin_ctz(fourth));

		keywords->far[far / 64] |= UINT64_C(1) << far % 64;
	}
	keywords->first[code] = i;
	return lm_buf_append(&keywords->links, (const char *)&link,
	    sizeof(link), err);
}

/* Link a word to all codes of one first byte and these others. */
static enum lm_code
add_links_from(struct keywords *keywords, unsigned first,
    const uint32_t low[FAR_BYTES], uint32_t entry, struct lm_err *err)
{
	enum lm_code result = LM_OK;

	for (uint32_t second = low[1]; second != 0; second &= second - 1) {
		unsigned two =
		    first | (unsigned)__builtin_ctz(second) << CODE_BITS;

		for (uint32_t left = low[2]; left != 0 && result == LM_OK;
		     left &= left - 1)
			result = add_link(keywords,
			    two |
				(unsigned)__builtin_ctz(left) << 2 * CODE_BITS,
			    low[3], entry, err);
	}
	return result;
}

/* Link a word to all codes that it can begin with. */
static enum lm_code
add_links(struct keywords *keywords, const struct byte_sets *sets,
    uint32_t entry, struct lm_err *err)
{
	const struct word *word = &entries_of(keywords)[entry].word;
	uint32_t low[FAR_BYTES];
	enum lm_code result = LM_OK;

	for (size_t k = 0; k < FAR_BYTES; k++)
		low[k] = low_of(sets, word, k);
	for (uint32_t left = low[0]; left != 0 && result == LM_OK;
	     left &= left - 1)
		result = add_links_from(keywords, (unsigned)__builtin_ctz(left),
		    low, entry, err);
	return result;
}

static struct pattern
pattern_of(const struct byte_sets *sets, const struct word *word)
{
	unsigned char mask[PATTERN_BYTES] = {0}, value[PATTERN_BYTES] = {0};
	struct pattern pattern;

	for (size_t k = 0; k < word->n && k < PATTERN_BYTES; k++) {
		unsigned all = 0xff, any = 0;

		for (unsigned byte = 0; byte < 256; byte++)
			if (byte_set_has(&sets->list[word->sets[k]],
				(unsigned char)byte)) {
				all &= byte;
				any |= byte;
			}
		mask[k] = (unsigned char)~(any & ~all);
		value[k] = (unsigned char)(all & mask[k]);
	}
	memcpy(&pattern.mask, mask, sizeof(mask));
	memcpy(&pattern.value, value, sizeof(value));
	return pattern;
}

static bool
same(const struct word *a, const struct word *b)
{
	return a->n == b->n &&
	    memcmp(a->sets, b->sets, a->n * sizeof(a->sets[0])) == 0;
}

/* A code that a word can begin with. */
static unsigned
code_of(const struct byte_sets *sets, const struct word *word)
{
	unsigned code = 0;

	for (unsigned k = 0; k < CODE_BYTES; k++)
		code |= (unsigned)__builtin_ctz(
			    low_of(sets, word, k) | UINT32_C(1) << LOW_MASK)
		    << k * CODE_BITS;
	return code;
}

/* The entry of a word; the number of entries: there is none. */
static uint32_t
find_entry(const struct keywords *keywords, const struct byte_sets *sets,
    const struct word *word)
{
	const struct link *links = links_of(keywords);
	const struct entry *entries = entries_of(keywords);
	uint32_t i = keywords->first[code_of(sets, word)];

	for (; i != NO_LINK; i = links[i].next)
		if (same(&entries[links[i].word].word, word))
			return links[i].word;
	return (uint32_t)(keywords->entries.len / sizeof(struct entry));
}

enum lm_code
keywords_add(struct keywords *keywords, const struct byte_sets *sets,
    const struct word *word, uint32_t owner, struct lm_err *err)
{
	uint32_t entry = find_entry(keywords, sets, word);
	const struct entry added = {*word, pattern_of(sets, word), 0};
	struct owner owned = {owner, 0};
	enum lm_code code = LM_OK;
	uint32_t *owners;

	if (entry == keywords->entries.len / sizeof(added)) {
		code = lm_buf_append(&keywords->entries, (const char *)&added,
		    sizeof(added), err);
		if (code == LM_OK)
			code = add_links(keywords, sets, entry, err);
	}
	if (code != LM_OK)
		return code;
	owners = &entries_of(keywords)[entry].owners;
	owned.next = *owners;
	*owners = (uint32_t)(keywords->owners.len / sizeof(owned));
	return lm_buf_append(&keywords->owners, (const char *)&owned,
	    sizeof(owned), err);
}

/* A word, by what it begins with. */
struct rank {
	unsigned code;
	uint32_t entry;
};

static int
compare(const void *a, const void *b)
{
	const struct rank *left = a, *right = b;

	if (left->code != right->code)
		return left->code < right->code ? -1 : 1;
	return left->entry < right->entry ? -1 : left->entry > right->entry;
}

/* A code by which words that begin alike are neighbours, those that begin with
 * any of many bytes last; and short ones, of which less is known, apart. */
static unsigned
rank_of(const struct byte_sets *sets, const struct word *word)
{
	unsigned rank = word->n < SIEVE_BYTES ? 0 : 1;

	for (size_t k = 0; k < CODE_BYTES; k++) {
		uint32_t low = low_of(sets, word, k);

		rank = rank << (CODE_BITS + 1) |
		    ((low & (low - 1)) != 0 ? 1u << CODE_BITS
					    : (unsigned)__builtin_ctz(low));
	}
	return rank;
}

enum lm_code
keywords_prepare(struct keywords *keywords, const struct byte_sets *sets,
    struct lm_err *err)
{
	size_t n = keywords->entries.len / sizeof(struct entry);
	const struct entry *entries = entries_of(keywords);
	struct rank *ranks = calloc(n + 1, sizeof(*ranks));
	const struct word **words = calloc(n + 1, sizeof(*words));
	enum lm_code code = LM_OK;

	if (ranks == NULL || words == NULL) {
		code = lm_err_nomem(err);
		goto out;
	}
	for (uint32_t i = 0; i < n; i++)
		ranks[i] = (struct rank){rank_of(sets, &entries[i].word), i};
	qsort(ranks, n, sizeof(*ranks), compare);
	for (size_t i = 0; i < n; i++)
		words[i] = &entries[ranks[i].entry].word;
	code = sieve_build(&keywords->sieve, sets, words, n, err);
out:
	free(ranks);
	free(words);
	return code;
}
