#include <string.h>

#include <yyjson.h>

#include "api_part.h"

/*
 * An error's text is looked for without memory of the heap, so that it cannot
 * fail: JSON of up to this many bytes is parsed on the stack; what is longer,
 * or needs more, is taken as plain text.
 */
#define ERROR_MAX 4096
#define POOL_SIZE (32 * 1024)

#define MESSAGE_MAX 256 /* of it counts */

struct error {
	struct lm_span message;
	struct lm_span type;
	struct lm_span code;
	char copy[ERROR_MAX + YYJSON_PADDING_SIZE];
	char pool[POOL_SIZE];
};

/* The first that is there. */
static struct lm_span
string_of(yyjson_val *obj, const char *const *names, size_t n)
{
	struct lm_span text = {0};

	for (size_t i = 0; text.len == 0 && i < n; i++)
		text = api_string(api_member(obj, names[i]));
	return text;
}

static struct lm_span
message_of(yyjson_val *root)
{
	static const char *const names[] = {"message", "error", "detail",
	    "msg"};
	const size_t n = sizeof(names) / sizeof(names[0]);
	yyjson_val *error = api_member(root, "error");
	struct lm_span text = string_of(error, names, n);

	if (text.len == 0)
		text = string_of(root, names, n);
	if (text.len == 0) /* of FastAPI: what is wrong with each place */
		text =
		    string_of(yyjson_arr_get_first(api_member(root, "detail")),
			names, n);
	return text;
}

/* Of the inner object, or of the outer. */
static struct lm_span
word_of(yyjson_val *root, const char *name)
{
	struct lm_span word =
	    api_string(api_member(api_member(root, "error"), name));

	return word.len > 0 ? word : api_string(api_member(root, name));
}

static yyjson_val *
parse(struct lm_span body, struct error *error)
{
	yyjson_alc alc;

	if (body.len == 0 || body.len > ERROR_MAX ||
	    !yyjson_alc_pool_init(&alc, error->pool, sizeof(error->pool)))
		return NULL;
	memcpy(error->copy, body.ptr, body.len);
	memset(error->copy + body.len, 0, YYJSON_PADDING_SIZE);
	return yyjson_doc_get_root(yyjson_read_opts(error->copy, body.len,
	    YYJSON_READ_INSITU | YYJSON_READ_NUMBER_AS_RAW, &alc, NULL));
}

/* Where a server begins to repeat what it was asked, or the end. */
static struct lm_span
cut_repeated(struct lm_span text)
{
	static const char *const marks[] = {", 'input':", ",\"input\":",
	    ", \"input\":", ", 'inputs':", ",\"inputs\":", ", \"inputs\":",
	    "input_value="};

	for (size_t i = 0; i < text.len; i++)
		for (size_t m = 0; m < sizeof(marks) / sizeof(marks[0]); m++) {
			size_t len = strlen(marks[m]);

			if (text.len - i >= len &&
			    memcmp(text.ptr + i, marks[m], len) == 0)
				return lm_span(text.ptr, i);
		}
	return text;
}

static void
read_error(struct lm_span body, struct error *error)
{
	yyjson_val *root = parse(body, error);

	error->message = message_of(root);
	error->type = word_of(root, "type");
	error->code = word_of(root, "code");
	if (error->message.len == 0)
		error->message = body;
	if (error->message.len > MESSAGE_MAX)
		error->message.len = MESSAGE_MAX;
	error->message = cut_repeated(error->message);
}

static char
lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

/* Append text, cut, and a newline; where out ends then. */
static char *
say(char *out, struct lm_span text, size_t max)
{
	for (size_t i = 0; i < text.len && i < max; i++)
		if (text.ptr[i] != '\0')
			*out++ = lower(text.ptr[i]);
	*out++ = '\n';
	return out;
}

void
api_said(struct lm_span body, char said[API_SAID_SIZE])
{
	const size_t max_word = (API_SAID_SIZE - MESSAGE_MAX - 4) / 2;
	struct error error;
	char *at = said;

	read_error(body, &error);
	at = say(at, error.message, MESSAGE_MAX);
	at = say(at, error.type, max_word);
	at = say(at, error.code, max_word);
	*at = '\0';
}

/* Copy as one line of printable ASCII, white space as one blank. */
static void
show(struct lm_span text, char *out, size_t size)
{
	static const char more[] = "...";
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];
		bool is_space = byte == ' ' || (byte >= '\t' && byte <= '\r');

		if (is_space && (len == 0 || out[len - 1] == ' '))
			continue;
		if (len + 1 >= size) {
			if (size > sizeof(more))
				memcpy(out + size - sizeof(more), more,
				    sizeof(more) - 1);
			break;
		}
		if (byte >= 0x80 && byte < 0xc0)
			continue; /* what follows in a character: one '?' */
		out[len++] = is_space		? ' '
		    : byte > ' ' && byte < 0x7f ? (char)byte
						: '?';
	}
	while (len > 0 && out[len - 1] == ' ')
		len--;
	out[len] = '\0';
}

void
api_reason(long status, struct lm_span body, char *out, size_t size)
{
	struct error error;

	if (size == 0)
		return;
	if (status == 401 || status == 403) {
		show(lm_span_of("it wants another key"), out, size);
		return;
	}
	read_error(body, &error);
	show(error.message, out, size);
}
