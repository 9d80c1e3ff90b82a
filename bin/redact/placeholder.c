#include "placeholder.h"

#include <string.h>

#include "detect.h"
#include "mask.h"
#include "names.h"

#define OLD_MARKER "[REDACTED:"
#define OLD_KIND_MAX 32

/* A value that is longer is no placeholder for what words are in it. */
#define WORDY_MAX 80
#define TEMPLATE_MAX 1024
#define WORDS_A_DIGIT 8 /* words have no more than a digit in so many bytes */
#define RUN_MIN 4	/* so many "x" in a row stand for something else */

/* What follows the label's ":" in a mask, as mask.h has it: 8 or 16 small
 * letters and digits, or "*" and four of any; 0: none of these. */
static size_t
tag_len(struct lm_span text, size_t i)
{
	size_t at = i, len;

	if (at < text.len && text.ptr[at] == '*')
		at++;
	len = at > i ? MASK_LAST_LEN : MASK_LONG_LEN;
	while (at < text.len && at - i < len + (len == MASK_LAST_LEN) &&
	    is_alnum(text.ptr[at]) &&
	    (len == MASK_LAST_LEN || to_lower(text.ptr[at]) == text.ptr[at]))
		at++;
	len = at - i;
	return len == MASK_SHORT_LEN || len == MASK_LONG_LEN ||
		(len == MASK_LAST_LEN + 1 && text.ptr[i] == '*')
	    ? len
	    : 0;
}

static bool
is_label(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || is_digit(byte) || byte == '_' ||
	    (byte & 0x80) != 0;
}

static bool
is_old_kind(char byte)
{
	return (byte >= 'a' && byte <= 'z') || is_digit(byte) || byte == '_' ||
	    byte == '-';
}

static size_t
old_marker_len(struct lm_span text, size_t i)
{
	size_t from = i + strlen(OLD_MARKER), at = from;

	if (!text_has(text, i, OLD_MARKER))
		return 0;
	while (at < text.len && at - from <= OLD_KIND_MAX &&
	    is_old_kind(text.ptr[at]))
		at++;
	return at > from && at - from <= OLD_KIND_MAX && at < text.len &&
		text.ptr[at] == ']'
	    ? at + 1 - i
	    : 0;
}

size_t
mask_len(struct lm_span text, size_t i)
{
	size_t at = i + 1;

	if (at >= text.len || text.ptr[i] != '[' || is_digit(text.ptr[at]))
		return 0;
	while (
	    at < text.len && at - i <= MASK_LABEL_MAX && is_label(text.ptr[at]))
		at++;
	if (at == i + 1)
		return 0;
	if (at < text.len && text.ptr[at] == ':' && tag_len(text, at + 1) > 0)
		at += 1 + tag_len(text, at + 1);
	if (at < text.len && text.ptr[at] == ']')
		return at + 1 - i;
	return old_marker_len(text, i);
}

size_t
mask_first(struct lm_span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '[' && mask_len(text, i) > 0)
			return i;
	return text.len;
}

size_t
mask_run(struct lm_span text, size_t i)
{
	size_t at = i, len;

	while (at < text.len && (len = mask_len(text, at)) > 0)
		at += len;
	return at - i;
}

bool
mask_hangs(struct lm_span text, size_t i)
{
	size_t end = i + mask_run(text, i);

	return end > i && end < text.len &&
	    (is_alnum(text.ptr[end]) || (text.ptr[end] & 0x80) != 0);
}

struct lm_span
mask_strip(struct lm_span value)
{
	size_t run = mask_hangs(value, 0) ? mask_run(value, 0) : 0;

	value = lm_span(value.ptr + run, value.len - run);
	return lm_span(value.ptr, mask_first(value));
}

bool
mask_is_all(struct lm_span text)
{
	bool is = false;

	for (size_t i = 0; i < text.len;) {
		size_t len = mask_len(text, i);

		if (len == 0 &&
		    (is_alnum(text.ptr[i]) || (text.ptr[i] & 0x80) != 0))
			return false;
		is = is || len > 0;
		i += len > 0 ? len : 1;
	}
	return is;
}

/* Whether one of parts (in lower case) is in text, in either case; firsts are
 * the characters that they begin with. */
static bool
has_part(struct lm_span text, const char *const *parts, const char *firsts)
{
	for (size_t i = 0; i < text.len; i++) {
		char byte = to_lower(text.ptr[i]);

		if (!is_any_of(byte, firsts))
			continue;
		for (const char *const *part = parts; *part != NULL; part++)
			if (byte == **part && text_has_any_case(text, i, *part))
				return true;
	}
	return false;
}

/* Whether one character stands for all: "xxxx", "****", "...", "0000". */
static bool
is_blanked(struct lm_span value)
{
	size_t run = 1, longest = 1;

	for (size_t i = 1; i < value.len; i++) {
		char byte = to_lower(value.ptr[i]);

		run = byte == to_lower(value.ptr[i - 1]) ? run + 1 : 1;
		if (run == value.len ||
		    (run >= RUN_MIN &&
			(byte == 'x' || byte == '*' || byte == '#' ||
			    byte == '.' || byte == '_' || byte == '?')))
			return true;
		if (run > longest)
			longest = run;
	}
	return value.len > 0 && 2 * longest > value.len && longest >= RUN_MIN;
}

static bool
is_cut(struct lm_span value)
{
	return text_has(value, 0, "...") || text_has(value, 0, "***") ||
	    (value.len >= 3 &&
		(text_has(value, value.len - 3, "...") ||
		    text_has(value, value.len - 3, "***") ||
		    text_has(value, value.len - 3, "\xe2\x80\xa6"))) ||
	    text_has(value, 0, "\xe2\x80\xa2\xe2\x80\xa2");
}

/* "abcdefghij": letters in the order of the alphabet, as in tables of them; with
 * digits in order they are half of it or more. */
#define ALPHABET_MIN 10
static bool
has_alphabet(struct lm_span value)
{
	size_t run = 1, sum = 0;
	bool letters = false;

	for (size_t i = 1; i < value.len; i++) {
		char byte = value.ptr[i];
		bool next = byte == value.ptr[i - 1] + 1 && is_alnum(byte);

		run = next ? run + 1 : 1;
		if (run < ALPHABET_MIN)
			continue;
		sum += run == ALPHABET_MIN ? run : 1;
		letters = letters || is_letter(byte);
	}
	return letters && 2 * sum >= value.len;
}

/* Whether all of text from i to end is letters, digits and "_", a letter or
 * "_" first. */
static bool
is_name(struct lm_span text, size_t i, size_t end)
{
	if (i >= end || is_digit(text.ptr[i]))
		return false;
	for (; i < end; i++)
		if (!is_word(text.ptr[i]))
			return false;
	return true;
}

/* "{name}", "<your token>": what is in brackets is in words. */
static bool
is_bracketed(struct lm_span value)
{
	char first = value.ptr[0], last = value.ptr[value.len - 1];
	size_t digits = 0;

	if (first == '<')
		return last == '>' || value.len < 3 || is_letter(value.ptr[1]);
	if (!((first == '{' && last == '}') || (first == '[' && last == ']') ||
		(first == '(' && last == ')')))
		return false;
	for (size_t i = 1; i + 1 < value.len; i++)
		digits += is_digit(value.ptr[i]);
	/* "{base64(user)}" has two, too. */
	return digits < 2 || WORDS_A_DIGIT * digits < value.len;
}

/* "$foo->bar", "$foo[": the value of a variable. */
static bool
is_member(struct lm_span value)
{
	size_t i = 1;

	while (i < value.len && is_word(value.ptr[i]))
		i++;
	return i > 1 && i < value.len &&
	    (value.ptr[i] == '-' || value.ptr[i] == '[' || value.ptr[i] == '.');
}

static bool
is_variable(struct lm_span value)
{
	size_t len = value.len;

	switch (value.ptr[0]) {
	case '$':
		return len > 1 &&
		    (value.ptr[1] == '{' || value.ptr[1] == '(' ||
			is_digit(value.ptr[1]) || is_name(value, 1, len) ||
			is_member(value));
	case '%':
		return len > 1 &&
		    (value.ptr[len - 1] == '%' || len == 2 ||
			value.ptr[1] == '(' || value.ptr[1] == '{');
	case '`':
		return true;
	default:
		return false;
	}
}

/* What is filled in by a template, a shell, or a program. */
static const char *const templates[] = {"${", "$(", "{{", "}}", "<%", "%>",
    "%(", "#{", "os.environ", "process.env", "getenv", "import.meta", "env[",
    "env.", "secrets.", "vault:", "config.", "settings.", NULL};

static const char *const wordings[] = {"example", "placeholder", "changeme",
    "change_me", "change-me", "redacted", "your_", "your-", "your ", "yours",
    "my_api", "my-api", "mysecret", "my_secret", "my-secret", "my_token",
    "my-token", "_here", "-here", "dummy", "fixme", "omitted", "removed",
    "replace", "insert_", "insert-", "put_", "put-your", "enter_", "enter-",
    "todo", NULL};

static const char *const samples[] = {"test", "sample", "fake", "demo", "foo",
    "bar", "baz", "foobar", "abc", "xyz", "tbd", "secret", "pass", "password",
    "token", "username", "user", "xxx", "yyy", "n/a", "none", "null", NULL};

bool
is_placeholder(struct lm_span value)
{
	if (value.len == 0 || is_variable(value) || mask_is_all(value) ||
	    is_blanked(value) || is_cut(value) || has_alphabet(value) ||
	    is_bracketed(value))
		return true;
	if (value.len <= TEMPLATE_MAX &&
	    has_part(value, templates, "${}<%#opgievsc"))
		return true;
	/* It is not the word that this says which makes it one. */
	if (text_has(value, 0, OLD_MARKER))
		value = lm_span(value.ptr + strlen(OLD_MARKER),
		    value.len - strlen(OLD_MARKER));
	return value.len <= WORDY_MAX &&
	    (has_part(value, wordings, "epcrymdfoti_-") ||
		text_is_one_of(value, samples));
}
