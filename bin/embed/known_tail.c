#include "known_tail.h"

#include <string.h>

#include "lm/json.h"

#define FINGERPRINT_LEN 16

/* Take text off the end of line, if it is there. */
static bool
take(struct lm_span *line, const char *text)
{
	size_t len = strlen(text);

	if (line->len < len ||
	    memcmp(line->ptr + line->len - len, text, len) != 0)
		return false;
	line->len -= len;
	return true;
}

static bool
is_hex(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f');
}

/* Take "name":"len hex digits" and the comma before it; where they were. */
static bool
take_hex(struct lm_span *line, const char *name, size_t len,
    struct lm_span *hex)
{
	struct lm_span rest = *line;

	if (!take(&rest, "\"") || rest.len < len)
		return false;
	rest.len -= len;
	*hex = lm_span(rest.ptr + rest.len, len);
	for (size_t i = 0; i < len; i++)
		if (!is_hex(hex->ptr[i]))
			return false;
	if (!take(&rest, name))
		return false;
	*line = rest;
	return true;
}

/* Take a number's digits and the name before them. */
static bool
take_number(struct lm_span *line, const char *name)
{
	struct lm_span rest = *line;

	while (rest.len > 0 && rest.ptr[rest.len - 1] >= '0' &&
	    rest.ptr[rest.len - 1] <= '9')
		rest.len--;
	if (rest.len == line->len || !take(&rest, name))
		return false;
	*line = rest;
	return true;
}

/* Take a string without escapes and the name before it. */
static bool
take_string(struct lm_span *line, const char *name)
{
	struct lm_span rest = *line;

	if (!take(&rest, "\""))
		return false;
	while (rest.len > 0 && rest.ptr[rest.len - 1] != '"') {
		if (rest.ptr[rest.len - 1] == '\\')
			return false;
		rest.len--;
	}
	if (!take(&rest, name))
		return false;
	*line = rest;
	return true;
}

/* What may follow the key. */
static void
take_optional(struct lm_span *line)
{
	if (!take(line, ",\"manifest\":null"))
		(void)take_string(line, ",\"manifest\":\"");
	(void)take(line, ",\"truncated\":true");
	(void)take_number(line, ",\"tokens\":");
}

bool
known_tail(struct lm_span line, struct lm_hash128 *key, bool *null)
{
	struct lm_span hex, other;

	while (line.len > 0 && lm_json_is_space(line.ptr[line.len - 1]))
		line.len--;
	if (!take(&line, "}}"))
		return false;
	take_optional(&line);
	if (!take_hex(&line, ",\"key\":\"", LM_HASH128_HEX_LEN, &hex) ||
	    !take_hex(&line, ",\"text_xxh3\":\"", FINGERPRINT_LEN, &other) ||
	    !take_number(&line, ",\"dimensions\":") ||
	    !take_hex(&line, ",\"fingerprint\":\"", FINGERPRINT_LEN, &other) ||
	    !take_string(&line, ",\"model\":\"") ||
	    !take_string(&line, ",\"embed\":{\"engine\":\""))
		return false;
	*null = take(&line, "\"embedding\":null");
	return lm_hash128_parse(hex, key);
}
