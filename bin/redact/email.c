#include <stdbool.h>
#include <string.h>

#include "detect.h"
#include "net.h"

#define LONGEST_DOMAIN 255   /* RFC 5321 §4.5.3.1.2 */
#define LONGEST_QUOTED 66    /* its local part (§4.5.3.1.1), and the quotes */
#define LONGEST_USERINFO 256 /* of a URL: what is looked at before it */

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

static bool
in_either(const char *at)
{
	for (size_t i = 0; i < sizeof(not_letters) / sizeof(not_letters[0]);
	     i++) {
		const char *const *range = not_letters[i];

		if (strncmp(at, range[0], strlen(range[0])) >= 0 &&
		    strncmp(at, range[1], strlen(range[1])) < 0)
			return false;
	}
	return true;
}

/*
 * Characters of a local part.  Of RFC 5322's atext those are left out that
 * join an address to what stands before it: & / = ? { } and, of tables and of
 * Markdown, | * ` ^.
 */
static bool
in_local(const char *at, size_t len)
{
	if (len == 1)
		return is_alnum(at[0]) || is_any_of(at[0], ".!#$%'+-_~");
	return in_either(at);
}

static bool
in_label(const char *at, size_t len)
{
	if (len == 1)
		return is_alnum(at[0]) || at[0] == '-';
	return in_either(at);
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

	while (i > 0 && at - i < LONGEST_QUOTED)
		if (text.ptr[--i] == '"')
			return i;
	return at;
}

/* Past what belongs to an escape that the text has before start: \n, \u003c
 * of JSON in a text, %3C of a URL. */
static size_t
skip_escape(struct lm_span text, size_t start, size_t at)
{
	char before = start > 0 ? text.ptr[start - 1] : '\0';
	char first = text.ptr[start];

	if (before == '\\' && first == 'u' && at - start > 5)
		return net_run(text, start + 1, 4, is_hex) == start + 5
		    ? start + 5
		    : start;
	if (before == '\\' && is_any_of(first, "nrtbf") && at - start > 1)
		return start + 1;
	if (before == '%' && at - start > 2 && is_hex(first) &&
	    is_hex(text.ptr[start + 1]))
		return start + 2;
	return start;
}

/* What is no letter or digit at the start is punctuation before it. */
static size_t
skip_punctuation(struct lm_span text, size_t start, size_t at)
{
	while (start < at && !is_word(text.ptr[start]) &&
	    (text.ptr[start] & 0x80) == 0)
		start++;
	return start;
}

/*
 * Where the local part before the @ at at begins; at itself if nowhere.  The
 * 64 bytes of RFC 5321 are no limit: what is left of a longer one would be
 * read anew the next time.  A "%" ends it where the @ is a "%40", so that a
 * row of these is walked over once.
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

		if (!in_local(text.ptr + before, start - before) ||
		    (text.ptr[before] == '%' && text.ptr[at] == '%'))
			break;
		start = before;
	}
	start = skip_punctuation(text, start, at);
	if (start < at)
		start = skip_escape(text, start, at);
	start = skip_punctuation(text, start, at);
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
	if (label.len > 4 && text_has_any_case(label, 0, "xn--"))
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

/* Where the domain from at on ends; 0: there is none.  *top: its last label. */
static size_t
domain_end(struct lm_span text, size_t at, struct lm_span *last)
{
	size_t end = 0, label = at;

	for (size_t n_labels = 1;; n_labels++) {
		size_t stop = label_end(text, label), top;

		while (stop > label && text.ptr[stop - 1] == '-')
			stop--;
		if (stop == label || text.ptr[label] == '-')
			break;
		top = top_len(lm_span(text.ptr + label, stop - label));
		if (n_labels > 1 && top > 0) {
			end = label + top;
			*last = lm_span(text.ptr + label, top);
		}
		if (stop + 1 >= text.len || text.ptr[stop] != '.' ||
		    stop - at > LONGEST_DOMAIN)
			break;
		label = stop + 1;
	}
	return end;
}

/* A version ("x@1.2.3-beta.rc", "x@v2.0.rc") or a file ("icon@2x.png")
 * rather than a domain. */
static bool
is_release(struct lm_span domain, struct lm_span last)
{
	static const char *const files[] = {"png", "jpg", "jpeg", "gif", "svg",
	    "webp", "bmp", "ico", "tgz", "json", "html", "yaml", "yml", NULL};
	size_t at = to_lower(domain.ptr[0]) == 'v' ? 1 : 0;
	size_t digits = net_run(domain, at, domain.len, is_digit);

	if (text_is_one_of(last, files))
		return true;
	return digits > at && digits + 1 < domain.len &&
	    domain.ptr[digits] == '.' && is_digit(domain.ptr[digits + 1]);
}

/* A product of matrices or a label of a language: "q@k.transpose(…)". */
static bool
is_code(struct lm_span text, struct lm_span local, size_t end,
    struct lm_span last)
{
	static const char *const words[] = {"this", "super", "return", NULL};
	static const char *const common[] = {"com", "org", "net", "edu", "gov",
	    "info", NULL};

	if (text_is_one_of(local, words))
		return true;
	return end < text.len && text.ptr[end] == '(' && last.len > 2 &&
	    !text_is_one_of(last, common);
}

/* Whether what begins at start is in the userinfo of a URL. */
static bool
in_userinfo(struct lm_span text, size_t start)
{
	size_t i = start;

	while (i > 0 && start - i < LONGEST_USERINFO &&
	    (unsigned char)text.ptr[i - 1] > ' ' &&
	    !is_any_of(text.ptr[i - 1], "/\\\"'<>`?#,()"))
		i--;
	return i > 2 && text_has(text, i - 3, "://");
}

bool
detect_email(struct lm_span text, size_t i, struct finding *found)
{
	size_t at_len = text.ptr[i] == '%' ? strlen("%40") : 1;
	size_t start, end;
	struct lm_span last = {0}, local;

	if (text.ptr[i] == '%' && !text_has(text, i, "%40"))
		return false;
	start = local_start(text, i);
	if (start == i)
		return false;
	end = domain_end(text, i + at_len, &last);
	if (end == 0)
		return false;
	local = lm_span(text.ptr + start, i - start);
	i += at_len;
	if (lm_span_equal(local, lm_span_of("git")) ||
	    is_release(lm_span(text.ptr + i, end - i), last) ||
	    is_code(text, local, end, last) || in_userinfo(text, start))
		return false;
	*found = (struct finding){.at = start,
	    .len = end - start,
	    .kind = KIND_EMAIL};
	return true;
}
