#include "pieces.h"

#include <stdbool.h>

/* Of most texts: where to begin to look. */
#define BYTES_A_TOKEN 4

static bool
goes_on(struct lm_span text, size_t at)
{
	return at < text.len && ((unsigned char)text.ptr[at] & 0xc0) == 0x80;
}

/* The start of the character at at, or the end. */
static size_t
character_start(struct lm_span text, size_t at)
{
	while (at > 0 && goes_on(text, at))
		at--;
	return at;
}

static size_t
character_end(struct lm_span text, size_t at)
{
	at += at < text.len;
	while (goes_on(text, at))
		at++;
	return at;
}

enum lm_code
pieces_longest(struct tokens *tokens, struct lm_span text, uint64_t most,
    size_t *len, struct lm_err *err)
{
	size_t low = 0, high = text.len;
	size_t guess = (size_t)most * BYTES_A_TOKEN;
	enum lm_code code = LM_OK;

	/* What ends at low fits; what ends behind high does not. */
	while (code == LM_OK && low < high) {
		size_t middle = guess > low && guess < high
		    ? guess
		    : low + (high - low + 1) / 2;
		uint64_t n = 0;

		middle = character_start(text, middle);
		if (middle <= low)
			middle = character_end(text, low);
		code = tokens_count(tokens, lm_span(text.ptr, middle), &n, err);
		if (n <= most)
			low = middle;
		else
			high = character_start(text, middle - 1);
		guess = 2 * middle; /* doubled, until it is too long */
	}
	*len = low;
	return code;
}

static bool
is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static size_t
skip_space(struct lm_span text, size_t at)
{
	while (at < text.len && is_space(text.ptr[at]))
		at++;
	return at;
}

/* Where a piece that could end at end had better end: behind its last word
 * that is whole. */
static size_t
at_white_space(struct lm_span text, size_t end)
{
	size_t at = end;

	if (end == text.len)
		return end;
	while (
	    !is_space(text.ptr[end]) && at > 0 && !is_space(text.ptr[at - 1]))
		at--;
	while (at > 0 && is_space(text.ptr[at - 1]))
		at--;
	return at == 0 ? end : at;
}

/* The longest end of text with at most most tokens that leaves out its first
 * character: where it begins. */
static enum lm_code
longest_end(struct tokens *tokens, struct lm_span text, uint64_t most,
    size_t *start, struct lm_err *err)
{
	size_t low = character_end(text, 0), high = text.len;
	size_t len = (size_t)most * BYTES_A_TOKEN;
	enum lm_code code = LM_OK;

	/* What begins at high fits; what begins before low does not. */
	while (code == LM_OK && low < high) {
		size_t middle = len < text.len - low && len > text.len - high
		    ? text.len - len
		    : low + (high - low) / 2;
		uint64_t n = 0;

		middle = character_start(text, middle);
		code = tokens_count(tokens,
		    lm_span(text.ptr + middle, text.len - middle), &n, err);
		if (n <= most)
			high = middle;
		else
			low = character_end(text, middle);
		len = 2 * (text.len - middle);
	}
	*start = high;
	return code;
}

/* Whether a script may be written without spaces: those with two bytes or less
 * to a character are not. */
static bool
is_long_character(char byte)
{
	return (unsigned char)byte >= 0xe0;
}

/* The first word that begins at at or behind it; where the text has none, at
 * itself if words there need no spaces, else the end. */
static size_t
next_word(struct lm_span text, size_t at)
{
	size_t i = at;

	while (i < text.len && i > 0 && !is_space(text.ptr[i - 1]))
		i++;
	i = skip_space(text, i);
	if (i == text.len && at < text.len && is_long_character(text.ptr[at]))
		return at;
	return i;
}

/* What the piece behind the one that is text shares with it: the words at its
 * end that have at most overlap tokens, *shared bytes; its first character is
 * none of them. */
static enum lm_code
back_up(struct tokens *tokens, struct lm_span text, uint64_t overlap,
    size_t *shared, struct lm_err *err)
{
	uint64_t n = 0;
	size_t at = text.len;
	enum lm_code code = LM_OK;

	if (overlap > 0)
		code = longest_end(tokens, text, overlap, &at, err);
	at = next_word(text, at);
	if (code == LM_OK && at < text.len)
		code = tokens_count(tokens,
		    lm_span(text.ptr + at, text.len - at), &n, err);
	/* A part of a text may have more tokens than the whole. */
	*shared = n <= overlap ? text.len - at : 0;
	return code;
}

/* The end of the piece that begins at start; behind done, where the one before
 * ended, if so much fits. */
static enum lm_code
find_end(struct tokens *tokens, struct lm_span text, size_t start, size_t done,
    uint64_t most, size_t *end, struct lm_err *err)
{
	struct lm_span rest = lm_span(text.ptr + start, text.len - start);
	size_t len = 0;
	enum lm_code code = pieces_longest(tokens, rest, most, &len, err);

	if (code == LM_OK && len == 0)
		return lm_err_set(err, LM_MALFORMED,
		    "one character has more than %ju tokens", (uintmax_t)most);
	*end = start + at_white_space(rest, len);
	if (*end <= done)
		*end = start + len;
	return code;
}

enum lm_code
pieces_cut(struct tokens *tokens, struct lm_span text, uint64_t most,
    uint64_t overlap, struct lm_buf *out, struct lm_err *err)
{
	size_t done = 0, start = 0, more = skip_space(text, 0);
	enum lm_code code = LM_OK;

	while (code == LM_OK && more < text.len) {
		struct piece piece = {.start = start};
		size_t shared = 0;

		code =
		    find_end(tokens, text, start, done, most, &piece.end, err);
		if (code == LM_OK && piece.end <= more) {
			/* What it shares, or space, leaves no room for more. */
			start = more;
			continue;
		}
		if (code == LM_OK)
			code = lm_buf_append(out, (const char *)&piece,
			    sizeof(piece), err);
		done = piece.end;
		more = skip_space(text, done);
		if (code == LM_OK && more < text.len)
			code = back_up(tokens,
			    lm_span(text.ptr + start, done - start), overlap,
			    &shared, err);
		start = shared == 0 ? more : done - shared;
	}
	return code;
}
