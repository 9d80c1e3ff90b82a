#include "lm/phrases.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lm/buf.h"
#include "lm/phrases_sieve.h"
#include "lm/phrases_trie.h"
#include "lm/phrases_words.h"
#include "lm/text.h"
#include "lm/utf8.h"

/*
 * A text is folded, and all that is no word in it becomes spaces.  Then each
 * place where a word begins is asked whether a phrase can begin there: that is
 * what almost all of the time goes into, so it is a bit of a table.  Where one
 * can, the bytes are followed down the tree of phrases, any number of spaces
 * as one.
 */

/* After the last block stands what no phrase has, so that looking ends. */
#define END_BYTES LM_SIEVE_BYTES

struct lm_phrases {
	struct lm_trie_phrase *list; /* sorted, none twice for an owner */
	size_t n;
	struct lm_trie trie;
	struct lm_buf words; /* of all phrases */
	size_t n_owners;
	/* Without and with characters of unspaced scripts in the text. */
	struct lm_sieve sieves[2];
};

struct lm_phrase_finder {
	const struct lm_phrases *phrases;
	struct lm_buf text; /* folded, padded to whole blocks */
	uint64_t n_walks;   /* places looked at since ever */
	uint64_t walks[];   /* of an owner: the one that found it */
};

/* Make text whole blocks, with spaces, and then end it. */
static enum lm_code
pad(struct lm_buf *text, size_t *n_blocks, struct lm_err *err)
{
	size_t n_spaces = LM_WORDS_BLOCK - text->len % LM_WORDS_BLOCK;

	if (lm_buf_reserve(text, n_spaces + END_BYTES, err) != LM_OK)
		return LM_NOMEM;
	memset(text->ptr + text->len, ' ', n_spaces);
	memset(text->ptr + text->len + n_spaces, '\0', END_BYTES);
	*n_blocks = (text->len + n_spaces) / LM_WORDS_BLOCK;
	return LM_OK;
}

/* The last character of words, which are not empty. */
static uint32_t
last_character(struct lm_span words)
{
	size_t at = words.len - 1;

	while (((unsigned char)words.ptr[at] & 0xc0) == 0x80)
		at--;
	return lm_utf8_next(words, &at);
}

/*
 * Append the words of text, joined by single spaces, to phrases->words; all of
 * *phrase is then known but where they will be.
 */
static enum lm_code
append_words(struct lm_phrases *phrases, struct lm_span text,
    struct lm_buf *scratch, struct lm_trie_phrase *phrase, struct lm_err *err)
{
	struct lm_span words;
	size_t from = phrases->words.len;
	enum lm_code code;

	scratch->len = 0;
	code = lm_text_words(text, scratch, err);
	if (code != LM_OK)
		return code;
	words = lm_buf_view(scratch);
	if (!lm_utf8_valid(text) || words.len == 0 || words.ptr[0] == ' ' ||
	    words.ptr[words.len - 1] == ' ')
		return lm_err_set(err, LM_USAGE,
		    "a phrase is UTF-8 and begins and ends with a letter or "
		    "a digit");
	for (size_t i = 0; code == LM_OK && i < words.len; i++)
		if (words.ptr[i] != ' ' || words.ptr[i - 1] != ' ')
			code = lm_buf_byte(&phrases->words, words.ptr[i], err);
	phrase->words.len = phrases->words.len - from;
	phrase->open_end = lm_words_unspaced(last_character(words));
	return code;
}

static int
compare(const void *a, const void *b)
{
	const struct lm_trie_phrase *x = a, *y = b;
	size_t len = x->words.len < y->words.len ? x->words.len : y->words.len;
	int order = memcmp(x->words.ptr, y->words.ptr, len);

	if (order == 0)
		order = (x->words.len > y->words.len) -
		    (x->words.len < y->words.len);
	if (order == 0)
		order = (x->owner > y->owner) - (x->owner < y->owner);
	return order != 0 ? order
			  : (x->index > y->index) - (x->index < y->index);
}

/* Sort the phrases; of equal ones of an owner the first stays. */
static void
sort(struct lm_phrases *phrases)
{
	struct lm_trie_phrase *list = phrases->list;
	size_t kept = 0;

	if (phrases->n > 0)
		qsort(list, phrases->n, sizeof(*list), compare);
	for (size_t i = 0; i < phrases->n; i++)
		if (kept == 0 || list[i].owner != list[kept - 1].owner ||
		    !lm_span_equal(list[i].words, list[kept - 1].words))
			list[kept++] = list[i];
	phrases->n = kept;
}

/* Fill the list; the words may move until all are there. */
static enum lm_code
fill(struct lm_phrases *phrases, const struct lm_phrase *given, size_t *bad,
    struct lm_err *err)
{
	struct lm_buf scratch = {0};
	struct lm_trie_phrase *list = phrases->list;
	enum lm_code code = LM_OK;
	size_t from = 0;

	for (size_t i = 0; code == LM_OK && i < phrases->n; i++) {
		list[i].owner = given[i].owner;
		list[i].index = i;
		code = append_words(phrases, given[i].text, &scratch, &list[i],
		    err);
		if (code == LM_USAGE && bad != NULL)
			*bad = i;
	}
	for (size_t i = 0; code == LM_OK && i < phrases->n; i++) {
		list[i].words.ptr = phrases->words.ptr + from;
		from += list[i].words.len;
	}
	lm_buf_free(&scratch);
	return code;
}

enum lm_code
lm_phrases_new(const struct lm_phrase *given, size_t n, size_t n_owners,
    struct lm_phrases **out, size_t *bad, struct lm_err *err)
{
	struct lm_phrases *phrases = calloc(1, sizeof(*phrases));
	enum lm_code code;

	*out = NULL;
	if (phrases == NULL)
		return lm_err_nomem(err);
	phrases->list = calloc(n > 0 ? n : 1, sizeof(*phrases->list));
	if (phrases->list == NULL) {
		lm_phrases_free(phrases);
		return lm_err_nomem(err);
	}
	phrases->n = n;
	phrases->n_owners = n_owners;
	code = fill(phrases, given, bad, err);
	if (code == LM_OK) {
		sort(phrases);
		for (size_t i = 0; i < 2; i++)
			lm_sieve_build(&phrases->sieves[i], phrases->list,
			    phrases->n, i == 1);
		code = lm_trie_build(&phrases->trie, phrases->list, phrases->n,
		    err);
	}
	if (code == LM_OK)
		*out = phrases;
	else
		lm_phrases_free(phrases);
	return code;
}

void
lm_phrases_free(struct lm_phrases *phrases)
{
	if (phrases == NULL)
		return;
	lm_trie_free(&phrases->trie);
	lm_buf_free(&phrases->words);
	free(phrases->list);
	free(phrases);
}

struct lm_phrase_finder *
lm_phrase_finder_new(const struct lm_phrases *phrases)
{
	struct lm_phrase_finder *finder;

	if (phrases->n_owners >
	    (SIZE_MAX - sizeof(*finder)) / sizeof(finder->walks[0]))
		return NULL;
	finder = calloc(1,
	    sizeof(*finder) + phrases->n_owners * sizeof(finder->walks[0]));
	if (finder != NULL)
		finder->phrases = phrases;
	return finder;
}

void
lm_phrase_finder_free(struct lm_phrase_finder *finder)
{
	if (finder == NULL)
		return;
	lm_buf_free(&finder->text);
	free(finder);
}

/* This phrase begins where this walk did, as did all that it met before. */
static void
met(struct lm_phrase_finder *finder, const struct lm_trie_phrase *phrase,
    size_t *found)
{
	if (found[phrase->owner] == LM_PHRASE_NONE ||
	    finder->walks[phrase->owner] == finder->n_walks) {
		found[phrase->owner] = phrase->index;
		finder->walks[phrase->owner] = finder->n_walks;
	}
}

/* Meet the phrases that begin at at, shorter ones first. */
static void
walk(struct lm_phrase_finder *finder, const char *at, size_t *found)
{
	const struct lm_trie *trie = &finder->phrases->trie;
	const struct lm_trie_node *node = trie->nodes;

	finder->n_walks++;
	while ((node = lm_trie_step(trie, node, *at)) != NULL) {
		if (*at++ == ' ')
			while (*at == ' ')
				at++;
		for (size_t i = 0; i < node->n_ends; i++) {
			const struct lm_trie_phrase *phrase =
			    &trie->phrases[node->end + i];

			if (*at == ' ' || phrase->open_end ||
			    lm_words_unspaced_at(at))
				met(finder, phrase, found);
		}
	}
}

/* Look through n_blocks blocks of words from text on. */
static void
look(struct lm_phrase_finder *finder, const char *text, size_t n_blocks,
    bool inside, size_t *found)
{
	const struct lm_phrases *phrases = finder->phrases;
	uint64_t starts[LM_SIEVE_BLOCKS];
	uint16_t places[LM_SIEVE_PLACES + LM_SIEVE_SLACK];
	bool unspaced;
	size_t n;

	unspaced = lm_words_mark(text, n_blocks, inside, starts) ||
	    lm_words_may_be_unspaced(text + n_blocks * LM_WORDS_BLOCK,
		LM_SIEVE_BYTES);
	if (unspaced)
		lm_words_mark_unspaced(text, n_blocks, inside, starts);
	n = lm_sieve_pass(&phrases->sieves[unspaced], text, n_blocks, starts,
	    places);
	for (size_t i = 0; i < n; i++)
		walk(finder, text + places[i], found);
}

/* Look through the words of the finder. */
static enum lm_code
look_through(struct lm_phrase_finder *finder, size_t *found, struct lm_err *err)
{
	size_t n_blocks, n;
	enum lm_code code = pad(&finder->text, &n_blocks, err);

	if (code != LM_OK)
		return code;
	for (size_t i = 0; i < n_blocks; i += n) {
		const char *at = finder->text.ptr + i * LM_WORDS_BLOCK;

		n = n_blocks - i;
		if (n > LM_SIEVE_BLOCKS)
			n = LM_SIEVE_BLOCKS;
		look(finder, at, n, i > 0 && at[-1] != ' ', found);
	}
	return LM_OK;
}

enum lm_code
lm_phrase_finder_look(struct lm_phrase_finder *finder, struct lm_span text,
    size_t *found, struct lm_err *err)
{
	bool signs = false;
	enum lm_code code;

	if (finder->phrases->n == 0)
		return LM_OK;
	finder->text.len = 0;
	code = lm_text_words_signs(text, &finder->text, &signs, err);
	if (code == LM_OK)
		code = look_through(finder, found, err);
	if (code != LM_OK || !signs)
		return code;
	finder->text.len = 0;
	code = lm_text_words_apart(text, &finder->text, err);
	return code == LM_OK ? look_through(finder, found, err) : code;
}
