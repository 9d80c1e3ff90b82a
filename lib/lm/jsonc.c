#include "lm/jsonc.h"

#include <stdint.h>
#include <string.h>

#include "lm/json.h"
#include "lm/span.h"

#define NO_COMMA SIZE_MAX

static void
blank(char *text, size_t from, size_t end)
{
	for (size_t i = from; i < end; i++)
		if (text[i] != '\n' && text[i] != '\r' && text[i] != '\0')
			text[i] = ' ';
}

static size_t
line_end(const char *text, size_t len, size_t i)
{
	while (i < len && text[i] != '\n' && text[i] != '\r')
		i++;
	return i;
}

/* Past the end of the block comment at i; 0 if it has none. */
static size_t
block_end(const char *text, size_t len, size_t i)
{
	for (i += 2; i + 1 < len; i++)
		if (text[i] == '*' && text[i + 1] == '/')
			return i + 2;
	return 0;
}

/* The end of the string at i, which may lack its closing quote. */
static size_t
string_end(const char *text, size_t len, size_t i)
{
	size_t end = lm_json_string_end(lm_span(text, len), i);

	return end < len ? end : len;
}

/* Blank the comment at i; *end is i where none begins there. */
static enum lm_code
blank_comment(char *text, size_t len, size_t i, size_t *end, struct lm_err *err)
{
	*end = i;
	if (len - i < 2 || text[i] != '/')
		return LM_OK;
	if (text[i + 1] == '/') {
		*end = line_end(text, len, i);
	} else if (text[i + 1] == '*') {
		*end = block_end(text, len, i);
		if (*end == 0) {
			(void)lm_err_set(err, LM_MALFORMED,
			    "a comment without its end: expected */");
			lm_err_at(err, NULL, 0, i + 1);
			return LM_MALFORMED;
		}
	}
	blank(text, i, *end);
	return LM_OK;
}

enum lm_code
lm_jsonc_blank(char *text, size_t len, struct lm_err *err)
{
	size_t i = 0, end, comma = NO_COMMA;
	char last = '['; /* the token before; a value cannot end with it */

	while (i < len) {
		char byte = text[i];
		enum lm_code code = blank_comment(text, len, i, &end, err);

		if (code != LM_OK)
			return code;
		if (end > i || lm_json_is_space(byte)) {
			i = end > i ? end : i + 1;
			continue;
		}
		if ((byte == ']' || byte == '}') && comma != NO_COMMA)
			text[comma] = ' ';
		/* Only a comma after a value can be one too many. */
		comma = byte == ',' && memchr("[{,:", last, 4) == NULL
		    ? i
		    : NO_COMMA;
		last = byte;
		i = byte == '"' ? string_end(text, len, i) : i + 1;
	}
	return LM_OK;
}
