#include <stdbool.h>

#include "lm/tokenizer_split_class.h"
#include "lm/tokenizer_split_steps.h"

/* [^\s\p{L}\p{N}] */
#define OTHERS (LM_MARK | LM_PUNCTUATION | LM_SYMBOL | LM_OTHER)

static inline char
folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/*
 * 's|'t|'re|'ve|'m|'ll|'d at at, which is an apostrophe; at: none of them.
 * any_case: capitals too.
 */
static const char *
contraction(const char *at, const char *end, bool any_case)
{
	char one, two;

	if (end - at < 2)
		return at;
	one = any_case ? folded(at[1]) : at[1];
	if (one == 's' || one == 't' || one == 'm' || one == 'd')
		return at + 2;
	if (end - at < 3)
		return at;
	two = any_case ? folded(at[2]) : at[2];
	if ((one == 'r' && two == 'e') || (one == 'v' && two == 'e') ||
	    (one == 'l' && two == 'l'))
		return at + 3;
	return at;
}

/*
 * \s+(?!\S)|\s+ at white space: all of it, less the last character if
 * something follows, unless that is all there is.
 */
static const char *
white_space(const char *at, const char *end)
{
	const char *last = at, *next = at;
	struct lm_char c;

	while (next < end) {
		c = lm_char_at(next);
		if ((c.class & LM_SPACE) == 0)
			break;
		last = next;
		next += c.len;
	}
	return next < end && last > at ? last : next;
}

const char *
lm_split_gpt2(const char *at, const char *end)
{
	const char *start = at, *next;
	struct lm_char c;

	if (*at == '\'') {
		next = contraction(at, end, false);
		if (next > at)
			return next;
	}
	if (*at == ' ' && end - at > 1)
		start++;
	c = lm_char_at(start);
	if ((c.class & LM_LETTER) != 0)
		return lm_class_run(start + c.len, end, LM_LETTER);
	if ((c.class & LM_NUMBER) != 0)
		return lm_class_run(start + c.len, end, LM_NUMBER);
	if ((c.class & LM_SPACE) != 0)
		return white_space(at, end);
	return lm_class_run(start + c.len, end, OTHERS);
}

static inline bool
is_newline(char c)
{
	return c == '\r' || c == '\n';
}

/* The end of [\r\n]* at at. */
static const char *
newlines(const char *at, const char *end)
{
	while (at < end && is_newline(*at))
		at++;
	return at;
}

/* \s*[\r\n]+|\s+(?!\S)|\s+ at white space. */
static const char *
white_space_or_lines(const char *at, const char *end)
{
	const char *after_line = NULL, *last = at, *next = at;
	struct lm_char c;

	while (next < end) {
		c = lm_char_at(next);
		if ((c.class & LM_SPACE) == 0)
			break;
		last = next;
		next += c.len;
		if (is_newline(*last))
			after_line = next;
	}
	if (after_line != NULL)
		return after_line;
	return next < end && last > at ? last : next;
}

/* At most most characters of \p{N}. */
static const char *
numbers(const char *at, const char *end, unsigned most)
{
	struct lm_char c;

	for (; at < end && most > 0; most--) {
		c = lm_char_at(at);
		if ((c.class & LM_NUMBER) == 0)
			break;
		at += c.len;
	}
	return at;
}

/*
 *  ?[^\s\p{L}\p{N}]+ at at; at: there is none.
 */
static const char *
others(const char *at, const char *end)
{
	const char *start = *at == ' ' ? at + 1 : at;
	const char *next = lm_class_run(start, end, OTHERS);

	return next > start ? next : at;
}

/* [^\r\n\p{L}\p{N}]?\p{L}+ at at; at: there is none. */
static const char *
letters(const char *at, const char *end)
{
	struct lm_char c = lm_char_at(at);
	const char *start = at, *next;

	if ((c.class & LM_NUMBER) != 0 || is_newline(*at))
		return at;
	if ((c.class & LM_LETTER) == 0)
		start += c.len;
	next = lm_class_run(start, end, LM_LETTER);
	return next > start ? next : at;
}

/* Llama 3's expression, with at most most_digits characters of a number. */
static inline const char *
like_llama3(const char *at, const char *end, unsigned most_digits)
{
	const char *next = at;

	if (*at == '\'')
		next = contraction(at, end, true);
	if (next == at)
		next = letters(at, end);
	if (next == at)
		next = numbers(at, end, most_digits);
	if (next > at)
		return next;
	next = others(at, end);
	return next > at ? newlines(next, end) : white_space_or_lines(at, end);
}

const char *
lm_split_llama3(const char *at, const char *end)
{
	return like_llama3(at, end, 3);
}

const char *
lm_split_qwen2(const char *at, const char *end)
{
	return like_llama3(at, end, 1);
}

/* ((?=\p{L})[^A-Z])+ at at. */
static const char *
not_capitals(const char *at, const char *end)
{
	struct lm_char c;

	for (; at < end; at += c.len) {
		c = lm_char_at(at);
		if ((c.class & LM_LETTER) == 0 || (c.class & LM_UPPER) != 0)
			break;
	}
	return at;
}

/*
 * ((?=\p{L})[^a-z])*((?=\p{L})[^A-Z])+, or else the same with + before *,
 * at at.  A letter beyond ASCII is of either case, so the first expression,
 * where no small letter follows its capitals, gives back down to the last
 * such letter.  at: there is none.
 */
static const char *
cased_letters(const char *at, const char *end)
{
	const char *after_either = NULL;
	struct lm_char c;

	for (; at < end; at += c.len) {
		c = lm_char_at(at);
		if ((c.class & LM_LOWER) != 0)
			return not_capitals(at, end);
		if ((c.class & LM_LETTER) == 0)
			break;
		if ((c.class & LM_NON_ASCII) != 0)
			after_either = at + c.len;
	}
	return after_either != NULL ? after_either : at;
}

/* cased_letters after [^\r\n\p{L}\p{N}]? */
static const char *
tekken_letters(const char *at, const char *end)
{
	struct lm_char c = lm_char_at(at);
	const char *start = at, *next;

	if ((c.class & LM_NUMBER) != 0 || is_newline(*at))
		return at;
	if ((c.class & LM_LETTER) == 0)
		start += c.len;
	next = cased_letters(start, end);
	return next > start ? next : at;
}

const char *
lm_split_tekken(const char *at, const char *end)
{
	const char *next = tekken_letters(at, end);

	if (next == at)
		next = numbers(at, end, 1);
	if (next > at)
		return next;
	next = others(at, end);
	if (next == at)
		return white_space_or_lines(at, end);
	while (next < end && (is_newline(*next) || *next == '/'))
		next++;
	return next;
}

/* As llama.cpp has it, \p{S} lacks the tilde. */
static inline unsigned
deepseek_class(struct lm_char c)
{
	return c.point == '~' ? (unsigned)LM_OTHER : c.class;
}

/*
 * [ASCII punctuation][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+ at at;
 * at: there is none.
 */
static const char *
deepseek_letters(const char *at, const char *end)
{
	const unsigned marked = LM_LETTER | LM_MARK;
	struct lm_char c = lm_char_at(at);
	const char *start = at, *next;

	if (c.point < 0x80 && (c.class & (LM_PUNCTUATION | LM_SYMBOL)) != 0) {
		next = lm_class_run(at + 1, end, LM_UPPER | LM_LOWER);
		if (next > at + 1)
			return next;
	}
	if (is_newline(*at) ||
	    (deepseek_class(c) & (LM_PUNCTUATION | LM_SYMBOL)) != 0)
		return at;
	if ((c.class & marked) == 0)
		start += c.len;
	next = lm_class_run(start, end, marked);
	return next > start ? next : at;
}

/*  ?[\p{P}\p{S}]+[\r\n]* at at; at: there is none. */
static const char *
deepseek_signs(const char *at, const char *end)
{
	const char *start = *at == ' ' ? at + 1 : at, *next = start;
	struct lm_char c;

	for (; next < end; next += c.len) {
		c = lm_char_at(next);
		if ((deepseek_class(c) & (LM_PUNCTUATION | LM_SYMBOL)) == 0)
			break;
	}
	return next > start ? newlines(next, end) : at;
}

static const char *
deepseek_word(const char *at, const char *end)
{
	const char *next = deepseek_letters(at, end);

	if (next == at)
		next = deepseek_signs(at, end);
	if (next == at && (lm_char_at(at).class & LM_SPACE) != 0)
		next = white_space_or_lines(at, end);
	return next;
}

const char *
lm_split_deepseek3(const char *at, const char *end)
{
	const char *next = deepseek_word(at, end);

	if (next > at)
		return next;
	do
		at += lm_char_at(at).len;
	while (at < end && deepseek_word(at, end) == at);
	return at;
}
