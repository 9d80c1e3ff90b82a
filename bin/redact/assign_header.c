#include "assign_site.h"

#include <string.h>

#include "placeholder.h"

/*
 * Values of more than one word: of the headers of HTTP, and of what a
 * program connects with.
 */
#define CREDENTIAL_MIN 6   /* after Authorization: */
#define CREDENTIAL_WORD 16 /* the same without a digit */
#define PASSWORD_MIN 4

void
value_cut(const struct site *site, struct value *value)
{
	struct lm_span text = value_text(site, value);
	size_t mask = 0;

	while (mask < text.len &&
	    (mask_len(text, mask) == 0 || mask_hangs(text, mask)))
		mask++;
	if (value->at + mask < value->end)
		value->cut = false;
	value->end = value->at + mask;
	while (value->end > value->at && site->text.ptr[value->end - 1] == ' ')
		value->end--;
}

/* The length of the word at i. */
static size_t
word_len(struct lm_span text, size_t i)
{
	size_t from = i;

	while (i < text.len && text.ptr[i] != ' ' && text.ptr[i] != '\t')
		i++;
	return i - from;
}

/* "Bearer abc", "abc", "Digest a=b, c=d". */
bool
value_header(const struct site *site, struct value *value)
{
	struct lm_span text, word;
	struct shape shape;
	size_t first, at, end;

	if (!value_find(site, EXTENT_LINE, value))
		return false;
	value_cut(site, value);
	text = value_text(site, value);
	first = word_len(text, 0);
	at = first;
	while (at < text.len && text.ptr[at] == ' ')
		at++;
	if (at == text.len)
		at = 0;
	word =
	    lm_span(text.ptr + at, word_len(lm_span(text.ptr, text.len), at));
	shape = shape_of(word);
	if (word.len == 0 ||
	    (is_any_of(*word.ptr, "{<([$%\"*.") && !mask_hangs(word, 0)) ||
	    is_placeholder(word) || is_code(word) || is_code_words(word) ||
	    word.len < CREDENTIAL_MIN ||
	    (shape.digits == 0 && word.len < CREDENTIAL_WORD))
		return false;
	if (value->quote.byte == '\0' && !site->colon && shape.signs == 0)
		return false;
	end = value->at + at + word.len;
	if (memchr(word.ptr, ',', word.len) == NULL &&
	    memchr(word.ptr, '=', word.len) == NULL && end < value->end)
		*value = (struct value){value->at, end, value->quote, false};
	value_finish(site, EXTENT_LINE, value);
	return true;
}

bool
value_cookie(const struct site *site, struct value *value)
{
	struct lm_span text;
	size_t equals = 0;

	if (!value_find(site, EXTENT_LINE, value) ||
	    (value->quote.byte == '\0' && !site->colon))
		return false;
	value_cut(site, value);
	text = value_text(site, value);
	while (equals < text.len &&
	    (is_word(text.ptr[equals]) || text.ptr[equals] == '-' ||
		text.ptr[equals] == '.'))
		equals++;
	if (equals == 0 || equals + PASSWORD_MIN >= text.len ||
	    text.ptr[equals] != '=' ||
	    is_placeholder(
		lm_span(text.ptr + equals + 1, word_len(text, equals + 1))))
		return false;
	value_finish(site, EXTENT_LINE, value);
	return true;
}

/* Whether part is in text, in either case; and where it ends. */
static bool
find_part(struct lm_span text, const char *part, size_t *end)
{
	size_t len = strlen(part);

	for (size_t i = 0; i + len <= text.len; i++)
		if (to_lower(text.ptr[i]) == *part &&
		    text_has_any_case(text, i, part)) {
			*end = i + len;
			return true;
		}
	return false;
}

/* Whether a URL has a password, or one of the pairs is one. */
static bool
holds_password(struct lm_span text)
{
	static const char *const pairs[] = {"password=", "pwd=", "accountkey=",
	    "accesskey=", "secret=", "token=", NULL};
	size_t at = 0, end, colon;
	bool url = find_part(text, "://", &at);

	if (!url && memchr(text.ptr, ';', text.len) == NULL)
		return false;
	for (const char *const *pair = pairs; *pair != NULL; pair++)
		if (find_part(text, *pair, &at) &&
		    at + PASSWORD_MIN <= text.len)
			return true;
	if (!url || !find_part(text, "://", &at))
		return false;
	for (colon = at; colon < text.len && text.ptr[colon] != ':'; colon++)
		if (text.ptr[colon] == '/' || text.ptr[colon] == '@')
			return false;
	for (end = colon; end < text.len && text.ptr[end] != '@'; end++)
		if (text.ptr[end] == '/')
			return false;
	return end < text.len && end > colon + 1 &&
	    !is_placeholder(lm_span(text.ptr + colon + 1, end - colon - 1));
}

bool
value_connection(const struct site *site, struct value *value)
{
	struct lm_span text;

	if (!value_find(site, EXTENT_LINE, value))
		return false;
	text = value_text(site, value);
	if (value->quote.byte == '\0' &&
	    memchr(text.ptr, ';', text.len) == NULL &&
	    word_len(text, 0) < text.len) {
		text.len = word_len(text, 0);
		value->end = value->at + text.len;
		value->cut = false;
	}
	if (!holds_password(text) || mask_first(text) < text.len ||
	    is_placeholder(text))
		return false;
	value_finish(site, EXTENT_LINE, value);
	return true;
}
