#include <stdbool.h>
#include <string.h>

#include "detect.h"

#define LONGEST_DOMAIN 255 /* RFC 5321 §4.5.3.1.2 */

/*
 * Above ASCII, letters count (RFC 6531); punctuation and symbols do not.  In
 * UTF-8, from the first to below the second of each: U+0080 to U+00BF, U+2000
 * to U+2BFF, U+3000 to U+303F, variation selectors, U+FEFF to U+FF0F, U+FF1A
 * to U+FF20, U+FFF0 to U+FFFF, U+1F000 to U+1FFFF (emoji).
 */
static const char *const not_letters[][2] = {
    {"\xc2", "\xc3"},
    {"\xe2\x80", "\xe2\xb0"},
    {"\xe3\x80", "\xe3\x81"},
    {"\xef\xb8\x80", "\xef\xb8\x90"},
    {"\xef\xbb\xbf", "\xef\xbc\x90"},
    {"\xef\xbc\x9a", "\xef\xbc\xa1"},
    {"\xef\xbf\xb0", "\xef\xbf\xc0"},
    {"\xf0\x9f", "\xf0\xa0"},
};

/*
 * Characters of a local part.  Of RFC 5322's atext those are left out that
 * join an address to what stands before it: & / = ? { }.
 */
static bool
in_local(const char *at, size_t len)
{
	if (len == 1)
		return is_letter(at[0]) || is_digit(at[0]) ||
		    (at[0] != '\0' && strchr(".!#$%'*+-^_`|~", at[0]) != NULL);
	for (size_t i = 0; i < sizeof(not_letters) / sizeof(not_letters[0]);
	     i++) {
		const char *const *range = not_letters[i];

		if (strncmp(at, range[0], strlen(range[0])) >= 0 &&
		    strncmp(at, range[1], strlen(range[1])) < 0)
			return false;
	}
	return true;
}

static bool
in_label(const char *at, size_t len)
{
	if (len == 1)
		return is_letter(at[0]) || is_digit(at[0]) || at[0] == '-';
	return in_local(at, len);
}

static size_t
start_of_character(struct lm_span text, size_t end)
{
	size_t at = end - 1;

	while (at > 0 && ((unsigned char)text.ptr[at] & 0xc0) == 0x80)
		at--;
	return at;
}

static size_t
end_of_character(struct lm_span text, size_t at)
{
	for (at++; at < text.len; at++)
		if (((unsigned char)text.ptr[at] & 0xc0) != 0x80)
			break;
	return at;
}

/* Where a quoted local part begins whose closing quote is before at. */
static size_t
quoted_start(struct lm_span text, size_t at)
{
	size_t i = at - 1;

	while (i > 0)
		if (text.ptr[--i] == '"')
			return i;
	return at;
}

/*
 * Where the local part before the @ at at begins; at itself if nowhere.  The
 * 64 bytes of RFC 5321 are no limit: what is left of a longer one would be
 * read anew the next time.
 */
static size_t
local_start(struct lm_span text, size_t at)
{
	size_t start = at;

	if (at == 0)
		return at;
	if (text.ptr[at - 1] == '"')
		return quoted_start(text, at);
	while (start > 0) {
		size_t before = start_of_character(text, start);

		if (!in_local(text.ptr + before, start - before))
			break;
		start = before;
	}
	/* What is no letter or digit at the start is punctuation before it. */
	while (start < at && !is_letter(text.ptr[start]) &&
	    !is_digit(text.ptr[start]) && text.ptr[start] != '_' &&
	    (text.ptr[start] & 0x80) == 0)
		start++;
	return text.ptr[at - 1] == '.' ? at : start;
}

static size_t
label_end(struct lm_span text, size_t at)
{
	while (at < text.len) {
		size_t end = end_of_character(text, at);

		if (!in_label(text.ptr + at, end - at))
			break;
		at = end;
	}
	return at;
}

/* A last label: two letters or more, or an A-label (RFC 5890). */
static bool
is_top(struct lm_span label)
{
	if (label.len > 4 && memcmp(label.ptr, "xn--", 4) == 0)
		return true;
	for (size_t i = 0; i < label.len; i++)
		if (!is_letter(label.ptr[i]) && (label.ptr[i] & 0x80) == 0)
			return false;
	return label.len >= 2;
}

/* How much of a label is a last label: all, what is before a hyphen, or 0. */
static size_t
top_len(struct lm_span label)
{
	const char *hyphen = memchr(label.ptr, '-', label.len);

	if (is_top(label))
		return label.len;
	if (hyphen == NULL)
		return 0;
	label.len = (size_t)(hyphen - label.ptr);
	return is_top(label) ? label.len : 0;
}

/* Where the domain from at on ends; 0: there is none. */
static size_t
domain_end(struct lm_span text, size_t at)
{
	size_t end = 0, label = at;

	for (size_t n_labels = 1;; n_labels++) {
		size_t stop = label_end(text, label), top;

		while (stop > label && text.ptr[stop - 1] == '-')
			stop--;
		if (stop == label || text.ptr[label] == '-')
			break;
		top = top_len(lm_span(text.ptr + label, stop - label));
		if (n_labels > 1 && top > 0)
			end = label + top;
		if (stop + 1 >= text.len || text.ptr[stop] != '.' ||
		    stop - at > LONGEST_DOMAIN)
			break;
		label = stop + 1;
	}
	return end;
}

bool
detect_email(struct lm_span text, size_t i, struct finding *found)
{
	size_t start = local_start(text, i);
	size_t end = start == i ? 0 : domain_end(text, i + 1);

	if (end == 0)
		return false;
	*found = (struct finding){start, end - start, KIND_EMAIL};
	return true;
}
