#include "pieces.h"

#include <stdbool.h>

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
	/* A token has a byte at least, and most texts four to each. */
	size_t low = 0, high = text.len, guess = (size_t)most * 4;
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

/* Where a piece that could end at end had better end: behind its last word
 * that is whole. */
static size_t
at_white_space(struct lm_span text, size_t end)
{
	size_t at = end;

	if (end == text.len || is_space(text.ptr[end]))
		return end;
	while (at > 0 && !is_space(text.ptr[at - 1]))
		at--;
	while (at > 0 && is_space(text.ptr[at - 1]))
		at--;
	return at == 0 ? end : at;
}

/* Where the piece behind the one that is text begins: the words at its end
 * that have at most overlap tokens; at least one character is left out. */
static enum lm_code
back_up(struct tokens *tokens, struct lm_span text, uint64_t overlap,
    size_t *start, struct lm_err *err)
{
	size_t at = text.len, best = text.len, first = character_end(text, 0);
	enum lm_code code = LM_OK;
	uint64_t n = 0;

	while (code == LM_OK && overlap > 0 && n <= overlap && at > first) {
		best = at;
		while (at > first && is_space(text.ptr[at - 1]))
			at--;
		while (at > first && !is_space(text.ptr[at - 1]))
			at--;
		code = tokens_count(tokens,
		    lm_span(text.ptr + at, text.len - at), &n, err);
	}
	if (n <= overlap && overlap > 0 && at > first)
		best = at;
	*start = best;
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

static size_t
skip_space(struct lm_span text, size_t at)
{
	while (at < text.len && is_space(text.ptr[at]))
		at++;
	return at;
}

enum lm_code
pieces_cut(struct tokens *tokens, struct lm_span text, uint64_t most,
    uint64_t overlap, struct lm_buf *out, struct lm_err *err)
{
	size_t done = 0, start = 0;
	enum lm_code code = LM_OK;

	while (code == LM_OK && skip_space(text, done) < text.len) {
		struct piece piece = {.start = start};

		code =
		    find_end(tokens, text, start, done, most, &piece.end, err);
		if (code == LM_OK && piece.end <= done) {
			/* What it shares leaves no room for more. */
			start = skip_space(text, done);
			continue;
		}
		if (code == LM_OK)
			code = lm_buf_append(out, (const char *)&piece,
			    sizeof(piece), err);
		if (code == LM_OK)
			code = back_up(tokens,
			    lm_span(text.ptr + piece.start,
				piece.end - piece.start),
			    overlap, &start, err);
		done = piece.end;
		start += piece.start;
		if (start == done)
			start = skip_space(text, done);
	}
	return code;
}
