#include "assign_site.h"

#include <string.h>

#include "placeholder.h"

#define NAME_MAX_LEN 100
#define NAME_MAX_WIDE 48 /* of one with characters beyond ASCII */
#define NAME_BEFORE 3	 /* words before the last that are part of the name */
#define OPERATOR_MAX 4

bool
quote_at(struct lm_span text, size_t i, struct quote *quote)
{
	size_t at = i;

	while (at < text.len && at - i < QUOTE_SLASHES && text.ptr[at] == '\\')
		at++;
	if (at == text.len || !is_quote(text.ptr[at]))
		return false;
	*quote = (struct quote){text.ptr[at], at - i};
	return true;
}

/* The quote whose last byte is before end. */
static bool
quote_before(struct lm_span text, size_t end, struct quote *quote)
{
	size_t from;

	if (end == 0 || !is_quote(text.ptr[end - 1]))
		return false;
	from = end - 1;
	while (from > 0 && end - from <= QUOTE_SLASHES &&
	    text.ptr[from - 1] == '\\')
		from--;
	return quote_at(text, from, quote) && from + quote->slashes == end - 1;
}

static bool
read_equals(struct site *site)
{
	struct lm_span text = site->text;
	char next = site->i + 1 < text.len ? text.ptr[site->i + 1] : '\0';

	if (next == '=' || next == '~')
		return false;
	site->arrow = next == '>';
	site->right = site->i + (site->arrow ? 2 : 1);
	for (; site->op > 0 && site->i - site->op < OPERATOR_MAX; site->op--) {
		char byte = text.ptr[site->op - 1];

		if (byte == '<' || byte == '>')
			return false;
		if (byte == '=' || byte == '!')
			site->compares = true;
		else if (byte != ':' && byte != '?' && byte != '|' &&
		    byte != '+')
			break;
	}
	return true;
}

static bool
read_colon(struct site *site)
{
	struct lm_span text = site->text;
	size_t i = site->i;

	site->colon = true;
	site->right = i + 1;
	if (i > 0 && text.ptr[i - 1] == ':')
		return false;
	switch (i + 1 < text.len ? text.ptr[i + 1] : '\0') {
	case ':':
	case '=':
		return false;
	case '/':
		return !text_has(text, i + 1, "//");
	default:
		return true;
	}
}

/* ("name", "value" or NAME || "value": i is at the "," or the first "|". */
static bool
read_comma(struct site *site)
{
	struct lm_span text = site->text;
	bool either = text.ptr[site->i] == '|';

	site->compares = true;
	site->right = site->i + (either ? 2 : 1);
	return !either || text_has(text, site->i + 1, "|");
}

/* U+FF1A or U+FF1D. */
static bool
read_full(struct site *site)
{
	site->full = true;
	site->colon = text_has(site->text, site->i, "：");
	site->right = site->i + 3;
	return true;
}

static bool
read_operator(struct site *site)
{
	switch (site->text.ptr[site->i]) {
	case '=':
		return read_equals(site);
	case ':':
		return read_colon(site);
	case '\xef':
		return read_full(site);
	default:
		return read_comma(site);
	}
}

/* "[]", "[32]" of a declaration, or "]" of an index: where it begins. */
static size_t
skip_index(struct lm_span text, size_t end)
{
	size_t at = end - 1;

	while (at > 0 && end - at < 6 && is_digit(text.ptr[at - 1]))
		at--;
	return at > 0 && text.ptr[at - 1] == '[' ? at - 1 : end - 1;
}

/* What stands between a name and its operator; false: no name. */
static bool
read_end(const struct assigner *assigner, struct site *site, size_t end)
{
	struct lm_span text = site->text;

	site->closes = (struct quote){0};
	while (end > 0 && site->op - end < BLANKS_MAX &&
	    is_blank(text.ptr[end - 1]))
		end--;
	for (int n = 0; n < 3 && end > 0; n++) {
		char byte = text.ptr[end - 1];

		if (byte == ']')
			end = skip_index(text, end);
		else if (byte == '*' || (byte == '?' && site->colon))
			end--;
		else
			break;
	}
	if (quote_before(text, end, &site->closes))
		end -= 1 + site->closes.slashes;
	site->wide = site->closes.byte == '"' && is_wide_quote(text, end);
	for (size_t n = 0; site->wide && n < BLANKS_MAX && end > 0 &&
	     text.ptr[end - 1] == ' ';
	     n++)
		end--;
	site->name_end = end;
	return ends_have(assigner, text, end);
}

/* Whether a byte may be part of a name without quotes that ends before end. */
static inline bool
is_of_name(struct lm_span text, size_t i)
{
	char byte = text.ptr[i];

	if ((byte & 0x80) == 0)
		return is_word(byte) || byte == '-' || byte == '.' ||
		    byte == '$';
	/* i is the last byte of a character, for the name is read from its end.
	 * U+2010 to U+203F are quotes, dashes and dots. */
	if (i < 2)
		return true;
	switch ((unsigned char)text.ptr[i - 2]) {
	case 0xe2:
		return !(
		    (unsigned char)byte >= 0x90 && text.ptr[i - 1] == '\x80');
	case 0xe3:
	case 0xef:
		return east_sign_len(text, i - 2) == 0 &&
		    !text_has(text, i - 2, "：") &&
		    !text_has(text, i - 2, "＝");
	default:
		return true;
	}
}

static size_t
run_start(struct lm_span text, size_t end)
{
	size_t at = end, most = NAME_MAX_LEN;

	while (at > 0 && end - at < most && is_of_name(text, at - 1)) {
		at--;
		if ((text.ptr[at] & 0x80) != 0)
			most = NAME_MAX_WIDE;
	}
	/* Whole characters only. */
	while (at < end && end - at >= most && (text.ptr[at] & 0xc0) == 0x80)
		at++;
	return at;
}

/* The opening quote of a name, or NAME_MAX_LEN is reached. */
static bool
find_open(struct site *site)
{
	struct lm_span text = site->text;
	struct quote opens;

	for (size_t at = site->name_end;
	     at > 0 && site->name_end - at < NAME_MAX_LEN; at--) {
		if (text.ptr[at - 1] == '\n')
			return false;
		if (text.ptr[at - 1] != site->closes.byte ||
		    !quote_before(text, at, &opens) ||
		    opens.slashes != site->closes.slashes)
			continue;
		site->name_at = at;
		site->run_at = at;
		return true;
	}
	return false;
}

static void
find_name(struct site *site)
{
	struct lm_span text = site->text;
	size_t at;

	if (site->closes.byte != '\0' && find_open(site))
		return;
	at = run_start(text, site->name_end);
	site->run_at = at;
	(void)quote_before(text, at, &site->around);
	for (int n = 0; n < NAME_BEFORE && at > 1 && text.ptr[at] != '-' &&
	     text.ptr[at - 1] == ' ' && is_of_name(text, at - 2) &&
	     site->name_end - at < NAME_MAX_LEN;
	     n++)
		at = run_start(text, at - 1);
	site->name_at = at;
}

/* "name: str = ...", "var name string = ...": go on to the name. */
static bool
pass_type(const struct assigner *assigner, struct site *site)
{
	static const char *const types[] = {"string", "String", "str", "text",
	    "char", "bytes", "any", "Any", NULL};
	struct lm_span run = lm_span(site->text.ptr + site->run_at,
	    site->name_end - site->run_at);
	size_t at = site->run_at;

	if (site->colon || site->closes.byte != '\0' || !name_in(run, types))
		return true;
	while (at > 0 && site->run_at - at < BLANKS_MAX &&
	    (is_blank(site->text.ptr[at - 1]) ||
		site->text.ptr[at - 1] == ':' || site->text.ptr[at - 1] == '&'))
		at--;
	site->typed = true;
	if (!read_end(assigner, site, at))
		return false;
	find_name(site);
	return true;
}

static void
read_around(struct site *site)
{
	struct lm_span text = site->text;
	size_t at = site->run_at;

	site->query = at > 0 &&
	    (text.ptr[at - 1] == '?' || text.ptr[at - 1] == '&' ||
		(text.ptr[at - 1] == ';' && at > 4 &&
		    text_has(text, at - 5, "&amp;")));
	at = site->right;
	if (site->full && text_has(text, at, "　"))
		at += 3;
	while (at < text.len && at - site->right < BLANKS_MAX &&
	    (is_blank(text.ptr[at]) ||
		(site->closes.byte != '\0' &&
		    (text.ptr[at] == '\n' || text.ptr[at] == '\r'))))
		at++;
	site->spaced = at > site->right && site->op > 0 &&
	    is_blank(text.ptr[site->op - 1]);
	if (site->colon && at < text.len && text.ptr[at] == '*' &&
	    text_has(text, at, "**"))
		at += text_has(text, at + 2, " ") ? 3 : 2;
	site->right = at;
}

/* Whether a name may end before the operator at i, by the byte before it:
 * what read_operator and read_end would say, for nearly all that is none. */
static bool
may_follow_name(const struct assigner *assigner, struct lm_span text, size_t i)
{
	char byte = i > 0 ? text.ptr[i - 1] : '\0';

	if (is_alnum(byte))
		return ends_have(assigner, text, i);
	switch (byte) {
	case ' ':
	case '\t':
	case ']':
	case '*':
	case '?':
	case '"':
	case '\'':
	case '`':
	case ':':
	case '|':
	case '+':
	case '=':
	case '!':
		return true;
	default:
		return (byte & 0x80) != 0;
	}
}

/* Whether there is a name, and none that begins in a mask. */
static bool
has_name(const struct site *site)
{
	return site->name_at < site->name_end &&
	    (site->run_at == 0 || mask_len(site->text, site->run_at - 1) == 0);
}

bool
site_read_name(const struct assigner *assigner, struct site *site)
{
	if (!read_end(assigner, site, site->op))
		return false;
	find_name(site);
	return has_name(site);
}

bool
site_read(const struct assigner *assigner, struct lm_span text, size_t i,
    struct site *site)
{
	if (!may_follow_name(assigner, text, i))
		return false;
	*site = (struct site){.text = text, .i = i, .op = i};
	if (!read_operator(site) || !read_end(assigner, site, site->op))
		return false;
	find_name(site);
	/* Words of a list are no name and value; arguments may be. */
	if (text.ptr[i] == ',' &&
	    (site->closes.byte == '\0' ||
		site->name_at < site->closes.slashes + 2 ||
		text.ptr[site->name_at - site->closes.slashes - 2] != '('))
		return false;
	if (!pass_type(assigner, site) || !has_name(site))
		return false;
	/* "https://x-access-token:ghs_...@": the user of a URL. */
	if (site->run_at >= 3 && text_has(text, site->run_at - 3, "://"))
		return false;
	read_around(site);
	return site->right < text.len;
}
