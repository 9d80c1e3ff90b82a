#include "assign_site.h"

#include <string.h>

#include "placeholder.h"

#define QUOTED_MIN 4  /* the shortest password in quotes */
#define WORD_MIN 3    /* and without */
#define STRONG_MIN 6  /* the shortest key or token with a digit */
#define STRONG_WORD 8 /* and without */
#define WEAK_MIN 8
#define WEAK_ENTROPY 2.5
#define LETTERS_MIN 20 /* without a digit: as long, and with humps as often */
#define HUMPS_MIN 4

/* Whether it is no secret whatever its name and its place are. */
static bool
is_nothing(struct lm_span name, struct lm_span value)
{
	return is_placeholder(value) || is_code_words(value) ||
	    value_repeats(name, value) || text_has(value, 0, "http://") ||
	    text_has(value, 0, "https://");
}

static bool
is_weak_secret(struct lm_span value)
{
	struct shape shape;

	value = mask_strip(value);
	shape = shape_of(value);
	return value.len >= WEAK_MIN && shape.letters > 0 &&
	    shape.strange == 0 &&
	    (shape.digits > 0 ||
		(value.len >= LETTERS_MIN && shape.humps >= HUMPS_MIN &&
		    TURN_OF * shape.humps >= value.len)) &&
	    !is_date(value) && !value_is_code(NAME_WEAK, value) &&
	    value.ptr[0] != '/' && !text_has_any_case(value, 0, "http") &&
	    text_entropy(value) >= WEAK_ENTROPY;
}

/* What is called pwd is often a directory. */
static bool
is_path(struct lm_span value)
{
	return (*value.ptr == '~' && text_has(value, 0, "~/")) ||
	    (*value.ptr == '/' &&
		memchr(value.ptr + 1, '/', value.len - 1) != NULL);
}

static bool
quoted_passes(enum name_style style, struct lm_span value)
{
	struct shape shape = shape_of(value);

	if (style == NAME_WEAK)
		return is_weak_secret(value);
	if (value.len < QUOTED_MIN ||
	    (shape.spaces && is_prose(value) && !value_has_random_word(value)))
		return false;
	if (style == NAME_PASSWORD)
		return !is_path(value);
	/* The name of a type: "_EllipticCurveKey". */
	if (shape.digits == 0 && shape.humps > 0 &&
	    TURN_OF * shape.humps <= value.len)
		return false;
	return (!shape.spaces || shape.digits > 0) && value.len >= STRONG_MIN &&
	    shape.digits + shape.letters > 3;
}

/* Whether the value is the last thing on its line. */
static bool
ends_line(struct lm_span text, size_t end)
{
	while (end < text.len &&
	    (text.ptr[end] == ' ' || text.ptr[end] == '\t' ||
		text.ptr[end] == '.'))
		end++;
	return end == text.len || text.ptr[end] == '\n' ||
	    text.ptr[end] == '\r' || text.ptr[end] == '"' ||
	    text.ptr[end] == '\'' || text.ptr[end] == '\\';
}

/* A value without quotes of nothing but letters. */
static bool
letters_pass(const struct site *site, enum name_style style,
    const struct value *value, const struct shape *shape)
{
	size_t len = value->end - value->at;

	if (style == NAME_WEAK || site->typed)
		return false;
	if (is_weak_secret(lm_span(site->text.ptr + value->at, len)))
		return true;
	if (!site->colon && (site->spaced || site_is_argument(site)))
		return false;
	if (!site->colon)
		return style == NAME_PASSWORD || len >= STRONG_WORD ||
		    (site->query && len >= QUOTED_MIN);
	return style == NAME_PASSWORD && shape->humps == 0 &&
	    site->right > site->op + 1 && len >= QUOTED_MIN &&
	    ends_line(site->text, value->end);
}

/* A value without quotes of nothing but digits. */
static bool
digits_pass(const struct site *site, enum name_style style, size_t len)
{
	if (style == NAME_PASSWORD)
		return len >= QUOTED_MIN;
	return style == NAME_STRONG && !site->colon && len >= STRONG_MIN;
}

/* One of letters and digits that may be the name of a variable. */
static bool
identifier_passes(const struct site *site, enum name_style style,
    struct lm_span text)
{
	struct lm_span letters = text;

	if (site->colon || (!site->spaced && !site_is_argument(site)))
		return text.len >=
		    (style == NAME_PASSWORD ? QUOTED_MIN : STRONG_MIN);
	while (letters.len > 0 && is_digit(letters.ptr[letters.len - 1]))
		letters.len--;
	if (is_code_words(letters))
		return false;
	return style == NAME_PASSWORD
	    ? text.len >= STRONG_MIN
	    : text.len >= STRONG_WORD && shape_of(text).digits >= WORD_MIN;
}

/* What is not a value after a colon: an alias, anchor or tag of YAML, and
 * further fields ("passwd:x:1000"). */
static bool
is_other_colon(const struct site *site, struct lm_span text,
    const struct shape *shape)
{
	if (!site->colon)
		return false;
	return ((*text.ptr == '*' || *text.ptr == '&') && shape->signs == 1) ||
	    (*text.ptr == '!' && shape->digits == 0) ||
	    (site->right == site->op + 1 &&
		memchr(text.ptr, ':', text.len) != NULL);
}

static bool
bare_passes(const struct site *site, enum name_style style,
    const struct value *value)
{
	struct lm_span text = value_text(site, value);
	struct shape shape;

	if (text.len < (style == NAME_WEAK ? WEAK_MIN : WORD_MIN) ||
	    *text.ptr == ':' || value_is_code(style, text) || is_date(text) ||
	    is_path(text) || value_is_sentence(site, text))
		return false;
	shape = shape_of(text);
	if (is_other_colon(site, text, &shape))
		return false;
	if (style == NAME_WEAK)
		return is_weak_secret(text);
	if (shape.digits == text.len)
		return digits_pass(site, style, text.len);
	if (shape.digits == 0 && shape.signs == 0)
		return letters_pass(site, style, value, &shape);
	if (shape.signs == 0 && is_letter(text.ptr[0]))
		return identifier_passes(site, style, text);
	if (shape.digits == 0 && site->colon)
		return shape.letters >= QUOTED_MIN && text.len >= STRONG_MIN;
	if (shape.letters == 0 && shape.digits < QUOTED_MIN)
		return false;
	return text.len >= (style == NAME_PASSWORD ? QUOTED_MIN : STRONG_MIN);
}

/* Built-in names whose value is one word. */
static bool
strict(const struct site *site, const struct name_match *match,
    struct value *value)
{
	struct lm_span name = lm_span(site->text.ptr + site->run_at,
	    site->name_end - site->run_at);
	/* Words stand beside each other for other reasons, too. */
	bool is_comma = site->text.ptr[site->i] == ',';
	bool passes;

	if (!value_find(site, EXTENT_WORD, value))
		return false;
	if (value->quote.byte != '\0')
		passes = quoted_passes(is_comma ? NAME_WEAK : match->style,
		    value_text(site, value));
	else
		passes = !site->arrow && !site->compares &&
		    bare_passes(site, match->style, value);
	passes = passes && !is_nothing(name, value_text(site, value));
	if (passes)
		value_finish(site, EXTENT_WORD, value);
	return passes;
}

/* From a bracket to the one that closes it; or to the end of the text. */
static bool
bracketed(const struct site *site, struct value *value)
{
	struct lm_span text = site->text;
	size_t at = site->right;

	if ((text.ptr[at] != '{' && text.ptr[at] != '[') ||
	    mask_len(text, at) > 0 || text_has(text, at, "{{"))
		return false;
	*value = (struct value){.at = at,
	    .end = container_end(text, at, site->wide)};
	return true;
}

/* "api_keys": ["..."]: all of an array whose first text is one. */
static bool
array(const struct site *site, enum name_style style, struct value *value)
{
	struct site first = *site;

	if (site->text.ptr[site->right] != '[' ||
	    mask_len(site->text, site->right) > 0)
		return false;
	first.right = site->right + 1;
	while (first.right < site->text.len &&
	    is_any_of(site->text.ptr[first.right], " \t\r\n"))
		first.right++;
	if (!value_find(&first, EXTENT_WORD, value) ||
	    value->quote.byte == '\0' ||
	    is_nothing((struct lm_span){0}, value_text(site, value)) ||
	    !quoted_passes(style, value_text(site, value)))
		return false;
	return bracketed(site, value);
}

/* "4800 EUR", "DE89 3704 0044": words of digits, and short words in capitals,
 * go on with a value. */
static void
add_groups(const struct site *site, struct value *value)
{
	struct lm_span text = site->text;
	size_t end = value->end;

	while (end + 1 < text.len && text.ptr[end] == ' ') {
		struct lm_span next;
		struct shape shape;

		next.ptr = text.ptr + end + 1;
		next.len = value_word_end(site, end + 1, text.len) - end - 1;
		shape = shape_of(next);
		if (next.len == 0 || mask_len(text, end + 1) > 0 ||
		    (shape.letters > 0 &&
			!(next.len <= 3 && to_upper(*next.ptr) == *next.ptr)))
			return;
		end += 1 + next.len;
		value->end = end;
	}
}

/* The user's names, and those of numbers. */
static bool
given(const struct site *site, enum name_style style, struct value *value)
{
	bool line = style == NAME_GIVEN && site->name_at == site->run_at &&
	    (site->colon || site->spaced) && site_leads(site);
	enum extent extent = line ? EXTENT_LINE : EXTENT_WORD;
	struct lm_span text;

	if (style == NAME_GIVEN && bracketed(site, value))
		return true;
	if (!value_find(site, extent, value))
		return false;
	value_cut(site, value);
	text = value_text(site, value);
	if (text.len == 0 || is_placeholder(text) ||
	    text_has_any_case(text, 0, "undefined") ||
	    (text.len == 3 && text_has_any_case(text, 0, "nil")))
		return false;
	value_finish(site, extent, value);
	if (value->quote.byte == '\0')
		add_groups(site, value);
	return style == NAME_GIVEN ||
	    shape_of(value_text(site, value)).digits >= WORD_MIN;
}

bool
value_denied(const struct site *site, const struct name_match *match,
    struct value *value)
{
	if (value_container(site, value))
		return true;
	switch (match->style) {
	case NAME_GIVEN:
	case NAME_NUMBER:
		return given(site, match->style, value);
	case NAME_HEADER:
		return value_header(site, value);
	case NAME_COOKIE:
		return value_cookie(site, value);
	case NAME_CONNECTION:
		return value_connection(site, value);
	case NAME_PASSWORD:
	case NAME_STRONG:
	case NAME_WEAK:
	case NAME_LIKE_VENDOR:
	case NAME_LIKE_SECRET:
	case NAME_LIKE_KEY:
	case NAME_LIKE_SIGNATURE:
		break;
	}
	if (match->plural && array(site, match->style, value))
		return true;
	return strict(site, match, value);
}

bool
value_passes(const struct name_match *match, struct lm_span name,
    struct lm_span value)
{
	if (match->style == NAME_GIVEN)
		return !is_placeholder(value);
	return !is_nothing(name, value) &&
	    !value_is_code(match->style, value) &&
	    quoted_passes(match->style, value);
}

bool
value_stands(enum name_class class, const struct name_match *match,
    struct lm_span name, struct lm_span value)
{
	switch (class) {
	case NAME_NONE:
		return false;
	case NAME_DENIED:
		return value_passes(match, name, value);
	case NAME_CREDENTIAL:
		break;
	}
	return value_is_secret(match, value);
}
