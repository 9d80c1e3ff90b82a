#include "assign_site.h"

#include <string.h>

#include "placeholder.h"

#define BLANKS_MAX 40 /* between a name, its operator and its value */
#define NAME_MAX_LEN 100
#define NAME_BEFORE 3 /* words before the last that are part of the name */
#define OPERATOR_MAX 4
#define END_DIGITS 3 /* at the end of a name, passed over: "token1" */
#define MARKERS_MAX 24
#define CALL_MAX 100

/* Two slots of 15 bits, by Knuth's multiplicative hash and another: a word
 * that is not marked has both by chance once in 300 times. */
static unsigned
slot_of(unsigned letters)
{
	return (uint32_t)(letters * UINT32_C(2654435769)) >> 17;
}

static unsigned
other_slot_of(unsigned letters)
{
	return (uint32_t)(letters * UINT32_C(2246822519)) >> 17;
}

static unsigned
letter(char byte)
{
	return (unsigned char)byte & 31;
}

void
ends_add(struct assigner *assigner, struct lm_span word)
{
	unsigned bits = 0, n = 0, free_bits;

	for (size_t cut = 0; cut < END_DIGITS && word.len > 1 &&
	     is_digit(word.ptr[word.len - 1]);
	     cut++)
		word.len--;
	for (; n < END_LETTERS && n < word.len; n++)
		bits |= letter(word.ptr[word.len - 1 - n]) << 5 * n;
	/* What may stand before a short word: anything. */
	free_bits = 5 * (END_LETTERS - n);
	for (unsigned before = 0; before < 1U << free_bits; before++) {
		unsigned letters = bits | before << 5 * n;
		unsigned slot = slot_of(letters),
			 other = other_slot_of(letters);

		assigner->ends[slot / 64] |= UINT64_C(1) << slot % 64;
		assigner->ends[other / 64] |= UINT64_C(1) << other % 64;
	}
}

bool
ends_have(const struct assigner *assigner, struct lm_span text, size_t end)
{
	unsigned bits = 0, n = 0, slot, other;

	for (size_t cut = 0;
	     cut < END_DIGITS && end > 0 && is_digit(text.ptr[end - 1]); cut++)
		end--;
	for (; end > 0 && n < END_LETTERS; end--) {
		char byte = text.ptr[end - 1];

		if ((byte & 0x80) != 0)
			return true;
		if (is_alnum(byte))
			bits |= letter(byte) << 5 * n++;
		else if (n == 0 ||
		    (byte != '_' && byte != '-' && byte != '.' && byte != ' '))
			break;
	}
	slot = slot_of(bits);
	other = other_slot_of(bits);
	return n > 0 && (assigner->ends[slot / 64] >> slot % 64 & 1) != 0 &&
	    (assigner->ends[other / 64] >> other % 64 & 1) != 0;
}

bool
quote_at(struct lm_span text, size_t i, struct quote *quote)
{
	size_t at = i;

	while (at < text.len && at - i < 8 && text.ptr[at] == '\\')
		at++;
	if (at == text.len ||
	    (text.ptr[at] != '"' && text.ptr[at] != '\'' &&
		text.ptr[at] != '`'))
		return false;
	*quote = (struct quote){text.ptr[at], at - i};
	return true;
}

/* The quote whose last byte is before end. */
static bool
quote_before(struct lm_span text, size_t end, struct quote *quote)
{
	size_t from;

	if (end == 0)
		return false;
	from = end - 1;
	while (from > 0 && end - from < 8 && text.ptr[from - 1] == '\\')
		from--;
	return quote_at(text, from, quote) && from + quote->slashes == end - 1;
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
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
	if (i + 1 < text.len &&
	    (text.ptr[i + 1] == ':' || text.ptr[i + 1] == '='))
		return false;
	return !(i > 0 && text.ptr[i - 1] == ':') &&
	    !text_has(text, i + 1, "//");
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

static bool
read_operator(struct site *site)
{
	switch (site->text.ptr[site->i]) {
	case '=':
		return read_equals(site);
	case ':':
		return read_colon(site);
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
	site->name_end = end;
	return ends_have(assigner, text, end);
}

/* Whether a byte may be part of a name without quotes that ends before end. */
static bool
is_of_name(struct lm_span text, size_t i)
{
	char byte = text.ptr[i];

	if ((byte & 0x80) == 0)
		return is_word(byte) || byte == '-' || byte == '.' ||
		    byte == '$';
	/* U+2010 to U+203F are quotes, dashes and dots; i is the last byte of
	 * one, for the name is read from its end. */
	return !(i >= 2 && text_has(text, i - 2, "\xe2\x80") &&
	    (unsigned char)byte >= 0x90);
}

static size_t
run_start(struct lm_span text, size_t end)
{
	size_t at = end;

	while (at > 0 && end - at < NAME_MAX_LEN && is_of_name(text, at - 1))
		at--;
	/* An escape that stayed: a backslash and "n". */
	if (at > 0 && at < end && text.ptr[at - 1] == '\\' &&
	    strchr("nrt", text.ptr[at]) != NULL)
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

/* Whether only blanks and signs of lists and comments are before at. */
static bool
leads_line(struct lm_span text, size_t at)
{
	size_t from = at;

	while (at > 0 && from - at < MARKERS_MAX &&
	    (is_blank(text.ptr[at - 1]) ||
		strchr("-#/*>+|\"'\\", text.ptr[at - 1]) != NULL) &&
	    text.ptr[at - 1] != '\0')
		at--;
	return at == 0 || text.ptr[at - 1] == '\n' ||
	    text.ptr[at - 1] == '\r' ||
	    (text.ptr[at - 1] == 'n' && text.ptr[at] == '\\') ||
	    (at > 1 && text.ptr[at - 1] == 'n' && text.ptr[at - 2] == '\\');
}

/* Whether an argument of a call begins at i. */
static bool
is_argument(struct lm_span text, size_t i)
{
	size_t at = i;
	int depth = 0;

	while (at > 0 && is_blank(text.ptr[at - 1]) && i - at < BLANKS_MAX)
		at--;
	if (at > 0 && text.ptr[at - 1] == '(')
		return true;
	if (at == 0 || text.ptr[at - 1] != ',')
		return false;
	for (; at > 0 && i - at < CALL_MAX; at--) {
		if (text.ptr[at - 1] == '\n')
			return false;
		depth += text.ptr[at - 1] == ')';
		if (text.ptr[at - 1] == '(' && depth-- == 0)
			return true;
	}
	return false;
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
		(at > 4 && text_has(text, at - 5, "&amp;")));
	site->leads =
	    site->closes.byte == '\0' && leads_line(text, site->name_at);
	site->argument = !site->colon && is_argument(text, at);
	at = site->right;
	while (at < text.len && at - site->right < BLANKS_MAX &&
	    (is_blank(text.ptr[at]) ||
		(site->closes.byte != '\0' &&
		    (text.ptr[at] == '\n' || text.ptr[at] == '\r'))))
		at++;
	site->spaced = at > site->right && site->op > 0 &&
	    is_blank(text.ptr[site->op - 1]);
	if (site->colon && text_has(text, at, "**"))
		at += text_has(text, at + 2, " ") ? 3 : 2;
	site->right = at;
}

bool
site_read(const struct assigner *assigner, struct lm_span text, size_t i,
    struct site *site)
{
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
	if (!pass_type(assigner, site) || site->name_at == site->name_end ||
	    (site->run_at > 0 && mask_len(text, site->run_at - 1) > 0))
		return false;
	read_around(site);
	return site->right < text.len;
}
