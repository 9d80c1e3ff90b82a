#include <stdbool.h>
#include <string.h>

#include "detect.h"

#define BEGIN "-----BEGIN "
#define END "-----END "
#define DASHES "-----"
#define MARK "PRIVATE KEY"
#define LONGEST_LABEL 64

static bool
starts(struct lm_span text, size_t i, const char *with)
{
	size_t len = strlen(with);

	return text.len - i >= len && memcmp(text.ptr + i, with, len) == 0;
}

/* The next place of what in text from i on; the text's length if nowhere. */
static size_t
find(struct lm_span text, size_t i, const char *what)
{
	while (i < text.len && !starts(text, i, what)) {
		const char *next =
		    memchr(text.ptr + i + 1, what[0], text.len - i - 1);

		i = next == NULL ? text.len : (size_t)(next - text.ptr);
	}
	return i;
}

/* The end of the label that begins at i; i itself if it is none. */
static size_t
label_end(struct lm_span text, size_t i)
{
	size_t end = i;

	while (end < text.len && end - i < LONGEST_LABEL &&
	    ((text.ptr[end] >= 'A' && text.ptr[end] <= 'Z') ||
		is_digit(text.ptr[end]) || text.ptr[end] == ' '))
		end++;
	return starts(text, end, DASHES) ? end : i;
}

/*
 * A PEM block (RFC 7468) whose label tells of a private key, to the end of
 * its END line; one that is cut short goes to the end of the text.
 */
bool
detect_private_key(struct lm_span text, size_t i, struct finding *found)
{
	size_t label = i + strlen(BEGIN), end, stop;
	struct lm_span name;

	if (!starts(text, i, BEGIN))
		return false;
	end = label_end(text, label);
	name = lm_span(text.ptr + label, end - label);
	if (find(name, 0, MARK) == name.len)
		return false;
	stop = find(text, end, END);
	if (stop < text.len) {
		stop = find(text, stop + strlen(END), DASHES);
		if (stop < text.len)
			stop += strlen(DASHES);
	}
	*found = (struct finding){i, stop - i, KIND_PRIVATE_KEY};
	return true;
}
