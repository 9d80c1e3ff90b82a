#include "static_words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lm/buf.h"
#include "lm/utf8.h"
#include "static_pieces.h"

#define MAX_WORD 100 /* characters; a longer word is unknown (BERT) */
#define UTF8_LONGEST 4
/* One character more than a word may have tells that it has too many. */
#define WORD_BYTES ((MAX_WORD + 1) * UTF8_LONGEST)

struct static_words {
	const struct static_vocab *vocab;
	const struct static_fold *fold;
	struct static_pieces *pieces;
	char word[WORD_BYTES]; /* that is being read */
	size_t len;
	size_t n;	    /* its characters */
	struct lm_buf late; /* struct static_part, to be sorted by class */
};

struct static_words *
static_words_new(const struct static_vocab *vocab,
    const struct static_fold *fold)
{
	struct static_words *words = calloc(1, sizeof(*words));

	if (words == NULL)
		return NULL;
	words->vocab = vocab;
	words->fold = fold;
	words->pieces = static_pieces_new(vocab);
	if (words->pieces == NULL) {
		free(words);
		return NULL;
	}
	return words;
}

void
static_words_free(struct static_words *words)
{
	if (words == NULL)
		return;
	static_pieces_free(words->pieces);
	lm_buf_free(&words->late);
	free(words);
}

static void
end_word(struct static_words *words)
{
	if (words->n > MAX_WORD)
		static_pieces_unknown(words->pieces);
	else if (words->n > 0)
		static_pieces_add(words->pieces,
		    lm_span(words->word, words->len));
	words->n = words->len = 0;
}

static size_t
put_utf8(uint32_t point, char *out)
{
	static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
	size_t len = point < 0x80 ? 1
	    : point < 0x800	  ? 2
	    : point < 0x10000	  ? 3
				  : 4;

	for (size_t i = len; i > 1; i--) {
		out[i - 1] = (char)(0x80 | (point & 0x3f));
		point >>= 6;
	}
	out[0] = (char)(leads[len] | point);
	return len;
}

/* One character more.  Of a word that is too long no more is kept. */
static void
add_letter(struct static_words *words, uint32_t point)
{
	if (words->n > MAX_WORD)
		return;
	words->n++;
	words->len += put_utf8(point, words->word + words->len);
}

static void
add_part(struct static_words *words, const struct static_part *part)
{
	if (part->sort != STATIC_LETTER)
		end_word(words);
	if (part->sort != STATIC_SPACE)
		add_letter(words, part->point);
	if (part->sort == STATIC_ALONE)
		end_word(words);
}

/* The characters that waited for their place. */
static void
add_late(struct static_words *words)
{
	const struct static_part *parts = (const void *)words->late.ptr;
	size_t n = words->late.len / sizeof(*parts);

	for (size_t i = 0; i < n; i++)
		add_part(words, &parts[i]);
	words->late.len = 0;
}

/* Have a character wait behind those whose class is not above its own. */
static enum lm_code
wait(struct static_words *words, const struct static_part *part,
    struct lm_err *err)
{
	struct static_part *parts;
	enum lm_code code =
	    lm_buf_append(&words->late, (const void *)part, sizeof(*part), err);
	size_t i;

	if (code != LM_OK)
		return code;
	parts = (void *)words->late.ptr;
	i = words->late.len / sizeof(*part) - 1;
	for (; i > 0 && parts[i - 1].class > part->class; i--)
		parts[i] = parts[i - 1];
	parts[i] = *part;
	return LM_OK;
}

/* A character that is several, or that changes places with others. */
static enum lm_code
add_several(struct static_words *words, uint32_t point, struct lm_err *err)
{
	struct static_part parts[STATIC_MOST_PARTS];
	unsigned n = static_fold_parts(point, parts);
	enum lm_code code = LM_OK;

	if (n == 0)
		add_late(words);
	for (unsigned i = 0; i < n && code == LM_OK; i++) {
		if (parts[i].class != 0) {
			code = wait(words, &parts[i], err);
			continue;
		}
		add_late(words);
		add_part(words, &parts[i]);
	}
	return code;
}

static enum lm_code
add_point(struct static_words *words, uint32_t point, struct lm_err *err)
{
	struct static_part part;

	switch (static_fold_one(words->fold, point, &part)) {
	case STATIC_NOTHING:
		return LM_OK;
	case STATIC_SEVERAL:
		return add_several(words, point, err);
	case STATIC_LETTER:
	case STATIC_SPACE:
	case STATIC_ALONE:
		break;
	}
	if (words->late.len > 0)
		add_late(words);
	add_part(words, &part);
	return LM_OK;
}

/*
 * A word of ASCII letters and digits that begins at *i and ends at a space, a
 * sign or the end; if it is one, *i is moved past it.
 */
static bool
take_plain(struct static_words *words, struct lm_span text, size_t *i)
{
	size_t at = *i, end = static_plain_end(text, at);

	if (end == at || end - at > STATIC_PLAIN_LONGEST ||
	    (end < text.len && !static_is_border(text.ptr[end])))
		return false;
	static_pieces_add_plain(words->pieces, text, at, end - at);
	*i = end;
	return true;
}

/* A text without added tokens. */
static enum lm_code
take_text(struct static_words *words, struct lm_span text, struct lm_err *err)
{
	enum lm_code code = LM_OK;
	size_t i = 0;

	while (i < text.len && code == LM_OK &&
	    !static_pieces_full(words->pieces)) {
		uint32_t point;

		if (text.ptr[i] == ' ' && words->late.len == 0) {
			end_word(words);
			i++;
			continue;
		}
		if (words->n == 0 && words->late.len == 0 &&
		    take_plain(words, text, &i))
			continue;
		point = lm_utf8_next(text, &i);
		if (point != LM_UTF8_BAD)
			code = add_point(words, point, err);
	}
	add_late(words);
	end_word(words);
	return code;
}

/* The added token that text goes on with at i; NONE: there is none. */
static uint32_t
added_at(const struct static_vocab *vocab, struct lm_span text, size_t i,
    size_t *len)
{
	for (size_t k = 0; k < vocab->n_added_lengths; k++) {
		uint32_t id;

		*len = vocab->added_lengths[k];
		if (*len > text.len - i)
			continue;
		id = lm_vocab_index_find(vocab->added,
		    lm_span(text.ptr + i, *len));
		if (id != STATIC_NO_TOKEN)
			return id;
	}
	return STATIC_NO_TOKEN;
}

/* The next added token from i on: *at is where, text.len if there is none. */
static uint32_t
next_added(const struct static_vocab *vocab, struct lm_span text, size_t i,
    size_t *at, size_t *len)
{
	for (; i < text.len; i++) {
		uint32_t id;

		if (!vocab->begins_added[(unsigned char)text.ptr[i]])
			continue;
		id = added_at(vocab, text, i, len);
		if (id != STATIC_NO_TOKEN) {
			*at = i;
			return id;
		}
	}
	*at = text.len;
	*len = 0;
	return STATIC_NO_TOKEN;
}

enum lm_code
static_words_encode(struct static_words *words, struct lm_span text,
    size_t most, const uint32_t **ids, size_t *n, struct lm_err *err)
{
	enum lm_code code = LM_OK;
	size_t from = 0, at, len;

	words->n = words->len = words->late.len = 0;
	static_pieces_begin(words->pieces, most);
	while (from < text.len && code == LM_OK &&
	    !static_pieces_full(words->pieces)) {
		uint32_t id = next_added(words->vocab, text, from, &at, &len);

		code =
		    take_text(words, lm_span(text.ptr + from, at - from), err);
		if (id != STATIC_NO_TOKEN && code == LM_OK)
			static_pieces_token(words->pieces, id);
		from = at + len;
	}
	*ids = static_pieces_ids(words->pieces, n);
	return code;
}
