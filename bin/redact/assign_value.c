#include "assign_site.h"

#include <string.h>

#define JUDGED_MAX 256 /* bytes of a value that are looked at */
#define PAIR_NAME_MAX 40
#define DEPTH_MAX 16 /* of brackets that count within a value */

/* Whether the quote whose first byte may be at i closes what quote opened. */
static bool
closes(struct lm_span text, size_t i, const struct quote *quote, size_t *end)
{
	size_t slashes = 0;

	if (text.ptr[i] != quote->byte)
		return false;
	while (slashes < i && text.ptr[i - 1 - slashes] == '\\' &&
	    slashes < QUOTE_SLASHES + 1)
		slashes++;
	if (quote->slashes == 0 ? slashes % 2 != 0 : slashes > quote->slashes)
		return false;
	*end = quote->slashes == 0 ? i : i - slashes;
	return true;
}

/*
 * In JSON no string has a line end: it is one of show_text, of an escape, with
 * a space before it; and so may be a quote.
 */
static bool
is_shown(const struct site *site, size_t i)
{
	struct lm_span text = site->text;

	if (site->closes.byte != '"' || !site->colon || i == 0 ||
	    text.ptr[i - 1] != ' ')
		return false;
	return text.ptr[i] == '\n' || (!site->wide && is_wide_quote(text, i));
}

/* Without the spaces of an escape of JSON. */
static size_t
trim_shown(struct lm_span text, size_t from, size_t end)
{
	while (end > from && text.ptr[end - 1] == ' ')
		end--;
	return end;
}

static size_t
quoted_end(const struct site *site, const struct value *value, size_t limit)
{
	struct lm_span text = site->text;
	size_t end = limit;

	for (size_t i = value->at; i < limit; i++) {
		if (text.ptr[i] != '\n' && text.ptr[i] != value->quote.byte)
			continue;
		if (is_shown(site, i))
			continue;
		if (text.ptr[i] == '\n')
			return trim_shown(text, value->at, i);
		if (closes(text, i, &value->quote, &end)) {
			end = end < value->at ? value->at : end;
			return site->wide ? trim_shown(text, value->at, end)
					  : end;
		}
	}
	return limit;
}

#define STRAY_MIN 8
/*
 * Whether a value whose quote is the one that stands before the name is one all
 * the same: "DB_PASSWORD = "a1b2c3d4".  Not: "token=" + x, "token="CONSTANT.
 */
static bool
is_after_stray(struct lm_span text, const struct value *value)
{
	bool digit = false, lower = false;

	if (value->end - value->at < STRAY_MIN)
		return false;
	for (size_t i = value->at; i < value->end; i++) {
		char byte = text.ptr[i];

		if (!is_alnum(byte) && !is_any_of(byte, "_-.+/=~"))
			return false;
		digit = digit || is_digit(byte);
		lower = lower || (byte >= 'a' && byte <= 'z');
	}
	return digit && lower;
}

/* Whether another "name=" or "name:" begins at i, or the line ends. */
static bool
is_next_pair(struct lm_span text, size_t i)
{
	size_t from;

	if (i >= text.len || is_any_of(text.ptr[i], " \t\r\n"))
		return true;
	from = i;
	while (i < text.len && i - from < PAIR_NAME_MAX &&
	    (is_word(text.ptr[i]) || text.ptr[i] == '-' || text.ptr[i] == '.' ||
		text.ptr[i] == ' '))
		i++;
	return i > from && i < text.len &&
	    (text.ptr[i] == '=' || text.ptr[i] == ':');
}

/* Whether a value without quotes ends at i wherever it stands. */
static bool
ends_any(struct lm_span text, size_t i)
{
	char byte = text.ptr[i];

	if (byte == '\n' || byte == '\r' || byte == '"' || byte == '`' ||
	    byte == '\'')
		return true;
	if (byte == '\\' && i + 1 < text.len)
		return is_any_of(text.ptr[i + 1], "\"'\\");
	return byte == '\xe2' &&
	    (text_has(text, i, "\xe2\x80\x9c") ||
		text_has(text, i, "\xe2\x80\x9d"));
}

size_t
east_sign_len(struct lm_span text, size_t i)
{
	/* All have three bytes, the first two of these. */
	static const char *const full[] = {"，", "；", "（", "）", "！", "？",
	    NULL};
	static const char *const wide[] = {"　", "、", "。", "「", "」", NULL};
	const size_t len = 3;
	const char *const *signs;

	if (text_has(text, i, "\xef\xbc"))
		signs = full;
	else if (text_has(text, i, "\xe3\x80"))
		signs = wide;
	else
		return 0;
	for (; *signs != NULL; signs++)
		if (text_has(text, i, *signs))
			return len;
	return 0;
}

static bool
ends_word(const struct site *site, size_t i)
{
	struct lm_span text = site->text;

	if (site->full && (text.ptr[i] & 0x80) != 0)
		return east_sign_len(text, i) > 0;

	switch (text.ptr[i]) {
	case ' ':
	case '\t':
	case '<':
	case '>':
		return true;
	case '&':
		return site->query || text_has(text, i + 1, "amp;") ||
		    is_next_pair(text, i + 1);
	case '#':
		return site->query;
	case ';':
	case ',':
	case '|':
		return is_next_pair(text, i + 1);
	default:
		return ends_any(text, i);
	}
}

/* Follow brackets; true: one closes here that did not open in the value. */
static bool
closes_bracket(char byte, char stack[DEPTH_MAX], size_t *depth)
{
	static const char opening[] = "([{", closing[] = ")]}";
	const char *at;

	if (byte == '\0')
		return false;
	at = strchr(opening, byte);
	if (at != NULL) {
		if (*depth < DEPTH_MAX)
			stack[*depth] = closing[at - opening];
		++*depth;
		return false;
	}
	if (!is_any_of(byte, closing))
		return false;
	if (*depth == 0 || (*depth <= DEPTH_MAX && stack[*depth - 1] != byte))
		return true;
	--*depth;
	return false;
}

size_t
value_word_end(const struct site *site, size_t at, size_t limit)
{
	struct lm_span text = site->text;
	char stack[DEPTH_MAX];
	size_t depth = 0, i = at;

	while (i < limit &&
	    (is_alnum(text.ptr[i]) ||
		(!ends_word(site, i) &&
		    !closes_bracket(text.ptr[i], stack, &depth))))
		i++;
	if (i == limit && limit < text.len)
		return i;
	/* The sign of a sentence; but not of "abc...". */
	while (i > at && is_any_of(text.ptr[i - 1], ",;:.") &&
	    !(i > at + 1 && text.ptr[i - 2] == '.'))
		i--;
	return i;
}

static size_t
line_end(const struct site *site, size_t at, size_t limit)
{
	struct lm_span text = site->text;
	size_t i = at;

	while (i < limit &&
	    (is_alnum(text.ptr[i]) ||
		(!ends_any(text, i) && !text_has(text, i, " #"))))
		i++;
	if (i == limit && limit < text.len)
		return i;
	while (i > at && is_any_of(text.ptr[i - 1], " \t,;"))
		i--;
	return i;
}

static size_t
end_of(const struct site *site, enum extent extent, const struct value *value,
    size_t limit)
{
	if (value->quote.byte != '\0')
		return quoted_end(site, value, limit);
	return extent == EXTENT_LINE ? line_end(site, value->at, limit)
				     : value_word_end(site, value->at, limit);
}

/* The letters before the quote of a literal: b"", r'', f"", @"". */
static size_t
skip_prefix(struct lm_span text, size_t at)
{
	size_t i = at;

	while (
	    i < text.len && i - at < 2 && is_any_of(text.ptr[i], "bfruBFRU@"))
		i++;
	return i < text.len && (text.ptr[i] == '"' || text.ptr[i] == '\'') ? i
									   : at;
}

/* A literal block of YAML: "|" or ">", and its first line. */
static size_t
skip_block(const struct site *site, size_t at)
{
	struct lm_span text = site->text;
	size_t i = at + 1;

	if (!site->colon || at == text.len ||
	    (text.ptr[at] != '|' && text.ptr[at] != '>'))
		return at;
	if (i < text.len && (text.ptr[i] == '-' || text.ptr[i] == '+'))
		i++;
	if (i >= text.len || text.ptr[i] != '\n')
		return at;
	for (i++; i < text.len && i - at < PAIR_NAME_MAX &&
	     (text.ptr[i] == ' ' || text.ptr[i] == '\t');)
		i++;
	return i;
}

bool
value_find(const struct site *site, enum extent extent, struct value *value)
{
	struct lm_span text = site->text;
	bool stray = false;
	size_t at = site->right < text.len
	    ? skip_block(site, skip_prefix(text, site->right))
	    : text.len;
	size_t limit = text.len - at > JUDGED_MAX ? at + JUDGED_MAX : text.len;

	*value = (struct value){.at = at};
	if (at >= text.len)
		return false;
	if (quote_at(text, at, &value->quote)) {
		/* "Password: ": the quote that opened before the name. */
		stray = site->around.byte == value->quote.byte &&
		    site->around.slashes == value->quote.slashes;
		value->at += value->quote.slashes + 1;
		/* Three quotes open a text of lines. */
		if (text_has(text, value->at, "\"\"") && at + 3 < text.len)
			value->at += 2;
		if (value->at > limit)
			return false;
	}
	value->end = end_of(site, extent, value, limit);
	value->cut = value->end == limit && limit < text.len;
	/* Whole characters only. */
	while (value->cut && value->end > value->at &&
	    (text.ptr[value->end] & 0xc0) == 0x80)
		value->end--;
	return value->end > value->at &&
	    (!stray || is_after_stray(text, value));
}

void
value_finish(const struct site *site, enum extent extent, struct value *value)
{
	if (value->cut)
		value->end = end_of(site, extent, value, site->text.len);
	value->cut = false;
}

/* "密码：必须至少8位": behind a colon of such text only, for there are passwords of
 * these characters, too. */
bool
value_is_sentence(const struct site *site, struct lm_span value)
{
	return site->colon && is_east_asian(*value.ptr) &&
	    (site->full || (site->text.ptr[site->name_end - 1] & 0x80) != 0);
}

void
value_found(const struct value *value, enum name_class class,
    const struct name_match *match, struct finding *found)
{
	*found = (struct finding){.at = value->at,
	    .len = value->end - value->at,
	    .kind = class == NAME_DENIED ? KIND_FIELD : KIND_SECRET,
	    .label = match->label};
}
