#include "assign_site.h"

#include "placeholder.h"

/* What a value looks like. */

#define RANDOM_MIN 12 /* of a key among words */
#define KEY_MIN 20    /* of one with a dot in it, with a hump in so many */
#define HUMP_OF 8

struct shape
shape_of(struct lm_span value)
{
	struct shape shape = {0};

	for (size_t i = 0; i < value.len; i++) {
		char byte = value.ptr[i];
		bool upper = byte >= 'A' && byte <= 'Z';

		shape.digits += is_digit(byte);
		shape.letters += is_letter(byte) || (byte & 0x80) != 0;
		shape.spaces = shape.spaces || byte == ' ';
		shape.signs += (byte & 0x80) == 0 && !is_word(byte) &&
		    byte != '-' && byte != ' ';
		shape.strange +=
		    !is_alnum(byte) && is_any_of(byte, "[](){}<>^$;,\"'\\ `*");
		shape.humps += upper && i > 0 && value.ptr[i - 1] >= 'a' &&
		    value.ptr[i - 1] <= 'z';
	}
	return shape;
}

/* Whether the value is the name again: ACCESS_TOKEN. */
bool
value_repeats(struct lm_span name, struct lm_span value)
{
	size_t n = name.len, v = value.len;

	while (v > 0) {
		if (!is_alnum(value.ptr[v - 1])) {
			v--;
		} else if (n > 0 && !is_alnum(name.ptr[n - 1])) {
			n--;
		} else {
			if (n == 0 ||
			    to_lower(name.ptr[n - 1]) !=
				to_lower(value.ptr[v - 1]))
				return false;
			n--;
			v--;
		}
	}
	return true;
}

/* Whether a word among others looks random: a letter of either case, a digit. */
bool
value_has_random_word(struct lm_span value)
{
	size_t from = 0;
	bool digit = false, lower = false, upper = false;

	for (size_t i = 0; i < value.len; i++) {
		char byte = value.ptr[i];

		if (!is_alnum(byte)) {
			from = i + 1;
			digit = lower = upper = false;
			continue;
		}
		digit = digit || is_digit(byte);
		lower = lower || (byte >= 'a' && byte <= 'z');
		upper = upper || (byte >= 'A' && byte <= 'Z');
		if (digit && lower && upper && i + 1 - from >= RANDOM_MIN)
			return true;
	}
	return false;
}

/* "lampe.Krone41", "OdwNSKnw.XTkgf20GRog": what code calls by a name and a dot,
 * but with a digit, and no word of code behind the dot; or of changing case. */
static bool
is_dotted_secret(enum name_style style, struct lm_span value)
{
	struct shape shape = shape_of(value);
	size_t at, end = value.len;

	if (shape.digits == 0 || shape.strange > 0)
		return false;
	if (style != NAME_PASSWORD)
		return value.len >= KEY_MIN &&
		    shape.humps * HUMP_OF >= value.len;
	while (end > 0 && is_digit(value.ptr[end - 1]))
		end--;
	for (at = end; at > 0 && value.ptr[at - 1] != '.'; at--)
		if (!is_word(value.ptr[at - 1]))
			return false;
	return at > 0 && !is_code_words(lm_span(value.ptr + at, end - at));
}

bool
value_is_code(enum name_style style, struct lm_span value)
{
	return is_code(value) && !is_dotted_secret(style, value);
}
