#include "assign_site.h"

#include <string.h>

#include "placeholder.h"

/*
 * Objects and arrays of JSON under a denied name, in a text that is none: one
 * that is cut short, or has words around it.
 */
#define SCHEMA_LOOK 256 /* bytes of an object that tell that it is a schema */

static const char blanks[] = " \t\r\n";

static size_t
skip_blanks(struct lm_span text, size_t at)
{
	while (at < text.len && is_any_of(text.ptr[at], blanks))
		at++;
	return at;
}

/* How many backslashes end before i, from at on. */
static size_t
slashes_before(struct lm_span text, size_t at, size_t i)
{
	size_t n = 0;

	while (i - n > at && text.ptr[i - n - 1] == '\\')
		n++;
	return n;
}

/*
 * Where the string whose opening quote is at open ends: at the quote that has
 * as many backslashes as that.  Behind pairs of them, each again a pair at
 * every level that the text is quoted in, there may be more.
 */
static size_t
string_end(struct lm_span text, size_t open, size_t slashes, bool wide)
{
	size_t i = open + 1;

	for (; i < text.len; i++) {
		size_t n;

		if (text.ptr[i] != '"' || (!wide && is_wide_quote(text, i)))
			continue;
		n = slashes_before(text, open + 1, i);
		if (n <= slashes || n % (2 * (slashes + 1)) == slashes)
			return i;
	}
	return i;
}

size_t
container_end(struct lm_span text, size_t at, bool wide)
{
	size_t depth = 0;

	for (size_t i = at; i < text.len; i++) {
		switch (text.ptr[i]) {
		case '"':
			i = string_end(text, i, slashes_before(text, at, i),
			    wide);
			break;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			if (--depth == 0)
				return i + 1;
			break;
		default:
			break;
		}
	}
	return text.len;
}

/* A string at at, without its quotes; *end is behind it.  Empty: there is none,
 * or it is longer than text. */
static struct lm_span
read_string(struct lm_span text, size_t at, bool wide, size_t *end)
{
	struct lm_span string = {0};
	struct quote quote;
	size_t open, close;

	if (at >= text.len || !quote_at(text, at, &quote) || quote.byte != '"')
		return string;
	open = at + quote.slashes;
	close = string_end(text, open, quote.slashes, wide);
	if (close >= text.len)
		return string;
	*end = close + 1;
	string = lm_span(text.ptr + open + 1, close - open - 1);
	while (string.len > 0 &&
	    (string.ptr[string.len - 1] == '\\' ||
		(wide && string.ptr[string.len - 1] == ' ')))
		string.len--;
	return string;
}

/* Whether what is at at may be the value of a member of a schema that has this
 * name; of a value that is a secret, no schema tells an example. */
static bool
is_of_schema(struct lm_span name, struct lm_span text, size_t at, bool wide)
{
	size_t end;

	if (lm_span_equal(name, lm_span_of("default")))
		return text_has(text, at, "null");
	if (!name_in(name, names_of_schema))
		return false;
	if (at >= text.len || !lm_span_equal(name, lm_span_of("type")))
		return true;
	/* Of several, or, in code, the type itself: String. */
	return text.ptr[at] == '[' || is_letter(text.ptr[at]) ||
	    name_in(read_string(text, at, wide, &end), names_of_types);
}

/* Where a value of JSON at at ends. */
static size_t
json_end(struct lm_span text, size_t at, bool wide)
{
	size_t end = at;

	if (at < text.len && (text.ptr[at] == '{' || text.ptr[at] == '['))
		return container_end(text, at, wide);
	if (read_string(text, at, wide, &end).len > 0 || end > at)
		return end;
	while (end < text.len && text.ptr[end] != ',' && text.ptr[end] != '}')
		end++;
	return end;
}

/* Whether an object is a schema of a value ("password": {"type": "string"}) and
 * no value: as far as it is looked at, all members are what schemas have. */
static bool
is_schema(struct lm_span text, size_t at, bool wide)
{
	size_t i = at, n = 0;

	if (text.len - at > SCHEMA_LOOK)
		text.len = at + SCHEMA_LOOK;
	for (; i < text.len && (n == 0 || text.ptr[i] == ','); n++) {
		size_t end = text.len;
		struct lm_span name;

		i = skip_blanks(text, i + 1);
		name = read_string(text, i, wide, &end);
		if (name.len == 0)
			return n > 0 && end == text.len;
		i = skip_blanks(text, end);
		if (i == text.len || text.ptr[i] != ':')
			return false;
		i = skip_blanks(text, i + 1);
		if (!is_of_schema(name, text, i, wide))
			return false;
		i = skip_blanks(text, json_end(text, i, wide));
	}
	return true;
}

/* A message about a value, as of errors: ["This field is required."]. */
static bool
is_message(struct lm_span text, size_t at, bool wide)
{
	struct lm_span string;
	size_t end;

	if (text.len - at > SCHEMA_LOOK)
		text.len = at + SCHEMA_LOOK;
	string = read_string(text, at, wide, &end);
	for (size_t i = 0; i < string.len; i++)
		if (is_digit(string.ptr[i]))
			return false;
	return is_prose(string);
}

/* Whether an array or object of JSON begins at at, one with something in it. */
static bool
begins_container(struct lm_span text, size_t at)
{
	size_t first;
	struct quote quote;

	if (text.len - at > SCHEMA_LOOK)
		text.len = at + SCHEMA_LOOK;
	first = skip_blanks(text, at + 1);
	if (first >= text.len)
		return false;
	if (quote_at(text, first, &quote))
		return quote.byte == '"';
	return text.ptr[at] == '[' &&
	    (text.ptr[first] == '{' || text.ptr[first] == '[' ||
		text.ptr[first] == '-' || is_digit(text.ptr[first]) ||
		text_has(text, first, "true") ||
		text_has(text, first, "false") ||
		text_has(text, first, "null"));
}

bool
value_container(const struct site *site, struct value *value)
{
	struct lm_span text = site->text;
	size_t at = site->right;
	bool is;

	if (site->closes.byte != '"' || !site->colon ||
	    (text.ptr[at] != '{' && text.ptr[at] != '[') ||
	    mask_len(text, at) > 0 || !begins_container(text, at))
		return false;
	is = text.ptr[at] == '{'
	    ? !is_schema(text, at, site->wide)
	    : !is_message(text, skip_blanks(text, at + 1), site->wide);
	if (is)
		*value = (struct value){.at = at,
		    .end = container_end(text, at, site->wide)};
	return is;
}
