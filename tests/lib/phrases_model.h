#ifndef PHRASES_MODEL_H
#define PHRASES_MODEL_H

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "lm/buf.h"
#include "lm/phrases.h"
#include "lm/phrases_words.h"
#include "lm/text.h"
#include "lm/utf8.h"

/*
 * lm_phrases as its header says it, plainly: the words of a text joined by
 * single spaces, and every phrase tried at every place.  In a header, as both
 * unit tests and fuzz harnesses use it.
 */

static inline bool
model_is_word(utf8proc_int32_t code)
{
	return strchr("LMN", utf8proc_category_string(code)[0]) != NULL;
}

/* Whether code is a sign: lm_text_words_signs. */
static inline bool
model_is_sign(utf8proc_int32_t code)
{
	int kind = utf8proc_get_property(code)->decomp_type;
	const char *category = utf8proc_category_string(code);

	return strcmp(category, "No") == 0 ||
	    kind == UTF8PROC_DECOMP_TYPE_SUPER ||
	    kind == UTF8PROC_DECOMP_TYPE_SUB ||
	    (category[0] == 'S' && kind != 0);
}

/* Append text to *out, its signs as spaces; whether it has any. */
static inline bool
model_apart(struct lm_span text, struct lm_buf *out)
{
	bool any = false;
	size_t from;

	for (size_t at = 0; at < text.len;) {
		uint32_t code;

		from = at;
		code = lm_utf8_next(text, &at);
		if (code != LM_UTF8_BAD &&
		    model_is_sign((utf8proc_int32_t)code)) {
			any = true;
			(void)lm_buf_byte(out, ' ', NULL);
		} else {
			(void)lm_buf_append(out, text.ptr + from, at - from,
			    NULL);
		}
	}
	return any;
}

/* Append the words of text to *out. */
static inline void
model_words(struct lm_span text, struct lm_buf *out)
{
	struct lm_buf folded = {0};
	utf8proc_int32_t code;
	bool space = false;
	size_t step;

	(void)lm_text_fold(text, &folded, NULL);
	for (size_t at = 0; at < folded.len; at += step) {
		step = (size_t)utf8proc_iterate((void *)(folded.ptr + at),
		    (utf8proc_ssize_t)(folded.len - at), &code);
		if (!model_is_word(code)) {
			space = true;
			continue;
		}
		if (space && out->len > 0)
			(void)lm_buf_byte(out, ' ', NULL);
		space = false;
		(void)lm_buf_append(out, folded.ptr + at, step, NULL);
	}
	lm_buf_free(&folded);
}

/* Whether the character of which the byte at is one is of an unspaced script. */
static inline bool
model_free(struct lm_span words, size_t at)
{
	utf8proc_int32_t code = 0;

	while (at > 0 && ((unsigned char)words.ptr[at] & 0xc0) == 0x80)
		at--;
	(void)utf8proc_iterate((const void *)(words.ptr + at),
	    (utf8proc_ssize_t)(words.len - at), &code);
	return lm_words_unspaced((uint32_t)code);
}

static inline bool
model_meets(struct lm_span text, size_t at, struct lm_span phrase)
{
	size_t end = at + phrase.len;

	if (phrase.len == 0 || end > text.len ||
	    memcmp(text.ptr + at, phrase.ptr, phrase.len) != 0)
		return false;
	if (at > 0 && text.ptr[at - 1] != ' ' && !model_free(phrase, 0) &&
	    !model_free(text, at - 1))
		return false;
	return end == text.len || text.ptr[end] == ' ' ||
	    model_free(text, end) || model_free(phrase, phrase.len - 1);
}

/* What one pass of lm_phrase_finder_look makes of found. */
static inline void
model_look_once(const struct lm_phrase *phrases, size_t n, size_t n_owners,
    struct lm_span text, size_t *found)
{
	struct lm_buf *words = calloc(n + 1, sizeof(*words));
	size_t *here = calloc(n_owners + 1, sizeof(*here));

	for (size_t i = 0; i < n; i++)
		model_words(phrases[i].text, &words[i]);
	model_words(text, &words[n]);
	for (size_t at = 0; at < words[n].len; at++) {
		memset(here, 0xff, n_owners * sizeof(*here));
		for (size_t i = 0; i < n; i++) {
			size_t *best = &here[phrases[i].owner];

			if (model_meets(lm_buf_view(&words[n]), at,
				lm_buf_view(&words[i])) &&
			    (*best == LM_PHRASE_NONE ||
				words[i].len > words[*best].len))
				*best = i;
		}
		for (size_t i = 0; i < n_owners; i++)
			if (found[i] == LM_PHRASE_NONE)
				found[i] = here[i];
	}
	for (size_t i = 0; i <= n; i++)
		lm_buf_free(&words[i]);
	free(words);
	free(here);
}

/* What lm_phrase_finder_look makes of found. */
static inline void
model_look(const struct lm_phrase *phrases, size_t n, size_t n_owners,
    struct lm_span text, size_t *found)
{
	struct lm_buf apart = {0};

	model_look_once(phrases, n, n_owners, text, found);
	if (model_apart(text, &apart))
		model_look_once(phrases, n, n_owners, lm_buf_view(&apart),
		    found);
	lm_buf_free(&apart);
}

#endif
