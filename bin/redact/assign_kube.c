#include "assign_site.h"

#include <string.h>

/*
 * "kind: Secret" of Kubernetes: under "data:" every value is a secret, in
 * base64, whatever its name is.
 */
#define KUBE_NEAR 2048 /* so far from the value "kind:" and "data:" stand */
#define KUBE_JUDGED 256
#define KUBE_MIN 10 /* characters of base64 */
#define INDENT_MAX 64
#define KEY_MAX 100

/* Whether nothing but blanks is before the key that ends at end, and at least
 * one of them. */
static bool
is_indented_key(struct lm_span text, size_t end)
{
	size_t at = end, blanks;

	while (at > 0 && end - at < KEY_MAX &&
	    (is_word(text.ptr[at - 1]) || text.ptr[at - 1] == '-' ||
		text.ptr[at - 1] == '.'))
		at--;
	if (at == end)
		return false;
	blanks = at;
	while (at > 0 && blanks - at < INDENT_MAX &&
	    (text.ptr[at - 1] == ' ' || text.ptr[at - 1] == '\t'))
		at--;
	return at < blanks && at > 0 && text.ptr[at - 1] == '\n';
}

/* Where the value begins, after blanks, a quote, or "|" and a line's end. */
static size_t
value_start(struct lm_span text, size_t i, char *quote)
{
	size_t at = i + 1;

	*quote = '\0';
	while (at < text.len && at - i < INDENT_MAX && text.ptr[at] == ' ')
		at++;
	if (at == text.len || at == i + 1)
		return text.len;
	if (text.ptr[at] == '"' || text.ptr[at] == '\'')
		*quote = text.ptr[at++];
	else if ((text.ptr[at] == '|' || text.ptr[at] == '>') &&
	    text_has(text, at + 1, "\n"))
		at += 2;
	else
		return at;
	while (*quote == '\0' && at < text.len && at - i < 2 * INDENT_MAX &&
	    (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
		at++;
	return at;
}

/* The run of base64 from value->at to the end of the line or the quote. */
static bool
read_base64(struct lm_span text, char quote, struct value *value, size_t limit)
{
	size_t at = value->at;

	while (at < limit && is_base64(text.ptr[at]))
		at++;
	if (at == limit && limit < text.len) {
		value->cut = true;
	} else {
		while (at < text.len && text.ptr[at] == '=')
			at++;
		if (at - value->at < KUBE_MIN || (at - value->at) % 4 != 0)
			return false;
		if (at < text.len && quote != '\0' && text.ptr[at] != quote)
			return false;
		if (at < text.len && quote == '\0' && text.ptr[at] != '\n' &&
		    text.ptr[at] != '\r' && text.ptr[at] != ' ')
			return false;
	}
	value->end = at;
	return true;
}

/* Whether "kind: Secret" is at i. */
static bool
is_kind(struct lm_span text, size_t i)
{
	size_t at = i + strlen("kind:");

	if (!text_has(text, i, "kind:"))
		return false;
	while (at < text.len && at - i < INDENT_MAX &&
	    (text.ptr[at] == ' ' || text.ptr[at] == '"' ||
		text.ptr[at] == '\''))
		at++;
	return text_has_any_case(text, at, "secret") &&
	    !joins_at(text, at + strlen("secret"));
}

static bool
is_of_secret(struct lm_span text, size_t i)
{
	size_t from = i > KUBE_NEAR ? i - KUBE_NEAR : 0;
	size_t end = text.len - i > KUBE_NEAR ? i + KUBE_NEAR : text.len;
	bool data = false;

	for (size_t at = from; at < i && !data; at++)
		data = text.ptr[at] == 'd' && text_has(text, at, "data:") &&
		    !joins_before(text, at);
	for (size_t at = from; at < end && data; at++)
		if (text.ptr[at] == 'k' && is_kind(text, at))
			return true;
	return false;
}

bool
value_of_kubernetes(struct lm_span text, size_t i, struct value *value)
{
	char quote;
	size_t at;

	if (i == 0 || !is_alnum(text.ptr[i - 1]) || i + 1 >= text.len ||
	    text.ptr[i + 1] != ' ')
		return false;
	at = value_start(text, i, &quote);
	*value = (struct value){.at = at};
	/* The words of a sentence are shorter than a value: the text about it
	 * comes last. */
	if (at >= text.len || !is_base64(text.ptr[at]) ||
	    !read_base64(text, quote, value,
		text.len - at > KUBE_JUDGED ? at + KUBE_JUDGED : text.len) ||
	    !is_indented_key(text, i) || !is_of_secret(text, i))
		return false;
	return !value->cut || read_base64(text, quote, value, text.len) ||
	    value->end > value->at;
}
