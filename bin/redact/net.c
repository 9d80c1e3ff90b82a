#include "net.h"

#include <stdint.h>
#include <string.h>

#include "placeholder.h"

#include "lm/base64.h"

#define LONGEST_FILLER 40
#define GAP_BEFORE 8   /* between a value and the word before it */
#define WORD_BEFORE 32 /* of that word: what is looked at */

bool
net_begins(struct lm_span text, size_t i)
{
	char before, escape;

	if (i == 0)
		return true;
	before = text.ptr[i - 1];
	escape = i > 1 ? text.ptr[i - 2] : '\0';
	return !is_word(before) ||
	    (escape == '\\' &&
		(before == 'n' || before == 'r' || before == 't'));
}

bool
net_has_mask(struct lm_span text)
{
	return mask_first(text) < text.len;
}

/* In lower case, without what joins words; cut where out ends. */
static size_t
fold(struct lm_span value, char out[LONGEST_FILLER + 1])
{
	size_t len = 0;

	for (size_t i = 0; i < value.len && len < LONGEST_FILLER; i++)
		if (!is_any_of(value.ptr[i], "-_ ."))
			out[len++] = to_lower(value.ptr[i]);
	out[len] = '\0';
	return len;
}

/* A word that documents put where a secret goes, with or without whose. */
static bool
is_filler_word(const char *word)
{
	static const char *const words[] = {"password", "passwd", "pass", "pwd",
	    "passphrase", "passcode", "pw", "secret", "token", "accesstoken",
	    "authtoken", "bearertoken", "idtoken", "apitoken", "apikey", "key",
	    "jwt", "jwttoken", "secretkey", "credentials", "credential", "user",
	    "username", "redacted", "masked", "hidden", "removed", "filtered",
	    "placeholder", "example", "null", "none", "undefined", "string",
	    "sometoken", "somepassword", "value", "base64encoded",
	    "usernamepassword", "userpass"};
	static const char *const owners[] = {"", "my", "the", "db", "a"};

	for (size_t o = 0; o < sizeof(owners) / sizeof(owners[0]); o++) {
		size_t len = strlen(owners[o]);

		if (strncmp(word, owners[o], len) != 0)
			continue;
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (strcmp(word + len, words[i]) == 0)
				return true;
	}
	return strncmp(word, "your", 4) == 0 ||
	    strncmp(word, "insert", 6) == 0 ||
	    strncmp(word, "replace", 7) == 0 || strncmp(word, "enter", 5) == 0;
}

/* One character again and again ("xxxx", "****", "..."). */
static bool
is_one_character(struct lm_span value)
{
	for (size_t i = 1; i < value.len; i++)
		if (value.ptr[i] != value.ptr[0])
			return false;
	return value.len != 1 || is_any_of(value.ptr[0], "*.xX-_#?");
}

/* The name of a constant or variable: capitals joined by "_". */
static bool
is_constant(struct lm_span value)
{
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] != '_' &&
		    (value.ptr[i] < 'A' || value.ptr[i] > 'Z'))
			return false;
	return memchr(value.ptr, '_', value.len) != NULL;
}

static bool
has(struct lm_span value, const char *what)
{
	for (size_t i = 0; i < value.len; i++)
		if (text_has(value, i, what))
			return true;
	return false;
}

/* What a shell, a template or printf puts something else for. */
static bool
is_variable(struct lm_span value)
{
	char first = value.ptr[0], last = value.ptr[value.len - 1];

	if (has(value, "${") || has(value, "{{") || has(value, "$("))
		return true;
	if ((first == '<' && last == '>') || (first == '{' && last == '}'))
		return true;
	if (first == '%' && (value.len == 2 || text_has(value, 1, "(")))
		return true;
	if (first == '%' && last == '%' && value.len > 2)
		return true;
	return first == '$' && value.len > 1 &&
	    (is_letter(value.ptr[1]) || value.ptr[1] == '_' || value.len == 2);
}

bool
net_is_filler(struct lm_span value)
{
	char folded[LONGEST_FILLER + 1];

	if (value.len == 0 || is_one_character(value) || is_variable(value) ||
	    mask_is_all(value))
		return true;
	if (is_constant(value))
		return true;
	return fold(value, folded) < LONGEST_FILLER && is_filler_word(folded);
}

size_t
net_base64(struct lm_span text, char *out, size_t size)
{
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t len = 0;

	for (size_t i = 0; i < text.len && len < size; i++) {
		unsigned value = lm_base64_value(text.ptr[i]);

		if (value == LM_BASE64_NONE)
			break;
		bits = bits << 6 | value;
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			out[len++] = (char)(unsigned char)(bits >> n_bits);
		}
	}
	return len;
}

/* What may stand between a word and the value it is said of. */
static bool
joins_value(char byte)
{
	switch (byte) {
	case ' ':
	case '\t':
	case '\r':
	case '\n':
	case ':':
	case '=':
	case '"':
	case '\'':
	case '\\':
	case '#':
	case '.':
	case ',':
	case '(':
	case '<':
	case '>':
	case '~':
	case '^':
	case '-':
	case '+':
	case '_':
	case '/':
	case '*':
	case '|':
	case '`':
		return true;
	default:
		return false;
	}
}

struct lm_span
net_last_word(struct lm_span text, size_t i)
{
	size_t end = i, start;

	while (
	    end > 0 && i - end < GAP_BEFORE && joins_value(text.ptr[end - 1]))
		end--;
	if (end == 0)
		return (struct lm_span){0};
	start = end;
	while (start > 0 && end - start < WORD_BEFORE &&
	    is_alnum(text.ptr[start - 1]))
		start--;
	return lm_span(text.ptr + start, end - start);
}

bool
net_is_word(struct lm_span word, const char *const *words)
{
	if (word.len == 0)
		return false;
	for (; *words != NULL; words++) {
		bool ending = **words == '*';
		size_t len;

		if (!ending && **words != to_lower(word.ptr[0]))
			continue;
		len = strlen(*words + ending);
		if ((ending ? len <= word.len : len == word.len) &&
		    text_has_any_case(word, word.len - len, *words + ending))
			return true;
	}
	return false;
}
