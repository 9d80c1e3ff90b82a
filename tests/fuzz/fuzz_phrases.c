/*
 * Phrases, a line each, an empty line, and a text.  Oracle: phrases_model.h,
 * which tries every phrase at every place.
 */
#include <stdint.h>
#include <string.h>

#include "phrases_model.h"

#include "require.h"

#define OWNERS 3
#define MOST_PHRASES 16
#define MOST_BYTES 3000 /* the model is quadratic */

/* Take the phrases that stand before text; how many they are. */
static size_t
take_phrases(struct lm_span *text, struct lm_phrase *list)
{
	size_t n = 0, len;
	const char *newline;

	while (n < MOST_PHRASES && text->len > 0 &&
	    (newline = memchr(text->ptr, '\n', text->len)) != NULL) {
		len = (size_t)(newline - text->ptr);
		if (len > 0)
			list[n++] = (struct lm_phrase){lm_span(text->ptr, len),
			    (size_t)*text->ptr % OWNERS};
		*text = lm_span(newline + 1, text->len - len - 1);
		if (len == 0)
			break;
	}
	return n;
}

static bool
is_good(struct lm_span phrase)
{
	utf8proc_int32_t code = 0;
	struct lm_buf folded = {0};
	bool good = lm_text_fold(phrase, &folded, NULL) == LM_OK;
	size_t last = folded.len;

	for (size_t at = 0, step; at < phrase.len && good; at += step) {
		utf8proc_ssize_t got =
		    utf8proc_iterate((const void *)(phrase.ptr + at),
			(utf8proc_ssize_t)(phrase.len - at), &code);

		good = got > 0;
		step = good ? (size_t)got : 1;
	}
	while (last > 0 && ((unsigned char)folded.ptr[--last] & 0xc0) == 0x80)
		continue;
	for (size_t i = 0; i < 2 && good; i++) {
		size_t at = i == 0 ? 0 : last;

		good = utf8proc_iterate((void *)(folded.ptr + at),
			   (utf8proc_ssize_t)(folded.len - at), &code) > 0 &&
		    model_is_word(code);
	}
	lm_buf_free(&folded);
	return good;
}

static void
compare(const struct lm_phrases *phrases, const struct lm_phrase *list,
    size_t n, struct lm_span text)
{
	struct lm_phrase_finder *finder = lm_phrase_finder_new(phrases);
	size_t got[OWNERS], want[OWNERS];

	require(finder != NULL);
	memset(got, 0xff, sizeof(got));
	memset(want, 0xff, sizeof(want));
	require(lm_phrase_finder_look(finder, text, got, NULL) == LM_OK);
	model_look(list, n, OWNERS, text, want);
	require(memcmp(got, want, sizeof(got)) == 0);
	lm_phrase_finder_free(finder);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_span text = lm_span((const char *)data, size);
	struct lm_phrase list[MOST_PHRASES];
	struct lm_phrases *phrases = NULL;
	size_t n, bad = 0, first = 0;

	if (size > MOST_BYTES)
		return 0;
	n = take_phrases(&text, list);
	while (first < n && is_good(list[first].text))
		first++;
	if (lm_phrases_new(list, n, OWNERS, &phrases, &bad, NULL) == LM_OK) {
		require(first == n);
		compare(phrases, list, n, text);
	} else {
		require(bad == first && first < n);
	}
	lm_phrases_free(phrases);
	return 0;
}
