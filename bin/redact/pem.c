#include <stdbool.h>
#include <string.h>

#include "detect.h"
#include "net.h"

#define BEGIN "-----BEGIN "
#define END "-----END "
#define DASHES "-----"
#define MARK "PRIVATE KEY"
#define PUTTY "PuTTY-User-Key-File-"
#define PUTTY_LINES "Private-Lines:"
#define PUTTY_MAC "Private-MAC:"
#define LONGEST_LABEL 64
#define LONGEST_PUTTY_HEAD 8192 /* its public key, and how it is encrypted */
#define LONGEST_PUTTY_MAC 64	/* hex digits of SHA-256 */
#define SHORTEST_RUN 20 /* of Base64, that a key has and prose has not */

static bool
starts(struct lm_span text, size_t i, const char *with)
{
	return text_has(text, i, with);
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

/* Where the line of a private key's label ends that opens with what at i; i
 * itself if there is none. */
static size_t
line_end(struct lm_span text, size_t i, const char *what)
{
	size_t label = i + strlen(what), end = label;
	struct lm_span name;

	if (!starts(text, i, what))
		return i;
	while (end < text.len && end - label < LONGEST_LABEL &&
	    ((text.ptr[end] >= 'A' && text.ptr[end] <= 'Z') ||
		is_digit(text.ptr[end]) || text.ptr[end] == ' '))
		end++;
	name = lm_span(text.ptr + label, end - label);
	if (!starts(text, end, DASHES) || find(name, 0, MARK) == name.len)
		return i;
	return end + strlen(DASHES);
}

/* Whether a key's data is in text. */
static bool
has_data(struct lm_span text)
{
	size_t i = 0;

	while (i < text.len) {
		size_t end = net_run(text, i, text.len, is_base64_padded);

		if (end - i >= SHORTEST_RUN)
			return true;
		i = end + 1;
	}
	return false;
}

/* Past what joins the lines of a key: white space, escapes of it, and the
 * quotes, signs and commas of source code. */
static size_t
skip_joints(struct lm_span text, size_t i)
{
	while (i < text.len) {
		if (text.ptr[i] == '\\' && i + 1 < text.len &&
		    is_any_of(text.ptr[i + 1], "nrt\\\""))
			i += 2;
		else if (is_any_of(text.ptr[i], " \t\r\n\"'+,;>|*#"))
			i++;
		else
			break;
	}
	return i;
}

static size_t
word_end(struct lm_span text, size_t i)
{
	while (i < text.len && (unsigned char)text.ptr[i] > ' ' &&
	    !is_any_of(text.ptr[i], "\\\"'"))
		i++;
	return i;
}

/* Whether the word at i is one of the headers of RFC 1421 §4.6 or RFC 9580
 * §6.2.1, or of what they say. */
static bool
is_header(struct lm_span text, size_t i)
{
	static const char *const words[] = {"Proc-Type:", "4,ENCRYPTED",
	    "DEK-Info:", "AES-", "DES-",
	    "Version:", "Comment:", "Hash:", "Charset:", "MessageID:", "X-"};

	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if (starts(text, i, words[k]))
			return true;
	return false;
}

/*
 * Where a key that is cut short ends, from i on, after its first line: the
 * words that are headers or long Base64 belong to it, the last one also if it
 * is short and ends the text.
 */
static size_t
cut_end(struct lm_span text, size_t i)
{
	size_t end = i, at = skip_joints(text, i);

	while (at < text.len) {
		size_t base64 = net_run(text, at, text.len, is_base64_padded);
		size_t stop = word_end(text, at);

		if (base64 - at >= SHORTEST_RUN)
			stop = base64;
		else if (stop == at ||
		    (!is_header(text, at) && (base64 < text.len || end == i)))
			break;
		end = stop;
		at = skip_joints(text, stop);
	}
	return end;
}

/* The end of a file of PuTTY's that begins at i; i: there is no private key in
 * it.  Where another begins, it ends, so that a row of them is read once. */
static size_t
putty_end(struct lm_span text, size_t i)
{
	struct lm_span near = text;
	size_t head, end, mac;

	if (text.len - i > LONGEST_PUTTY_HEAD)
		near.len = i + LONGEST_PUTTY_HEAD;
	near.len = find(near, i + 1, PUTTY);
	head = find(near, i, PUTTY_LINES);
	if (!starts(text, head, PUTTY_LINES))
		return i;
	end = skip_joints(text, head + strlen(PUTTY_LINES));
	end = cut_end(text, net_run(text, end, 6, is_digit));
	mac = skip_joints(text, end);
	if (!starts(text, mac, PUTTY_MAC))
		return end;
	mac = skip_joints(text, mac + strlen(PUTTY_MAC));
	return net_run(text, mac, LONGEST_PUTTY_MAC, is_hex);
}

/* The end of the PEM block that begins at i; i: there is none. */
static size_t
block_end(struct lm_span text, size_t i)
{
	size_t body = line_end(text, i, BEGIN), stop, end;

	if (body == i)
		return i;
	stop = find(text, body, "-----");
	while (stop < text.len && !starts(text, stop, END) &&
	    !starts(text, stop, BEGIN))
		stop = find(text, stop + 1, "-----");
	if (starts(text, stop, END)) {
		if (!has_data(lm_span(text.ptr + body, stop - body)))
			return i;
		end = find(text, stop + strlen(END), DASHES);
		return end < text.len ? end + strlen(DASHES) : end;
	}
	end = cut_end(text, body);
	if (has_data(lm_span(text.ptr + body, end - body)))
		return end;
	/* Cut so short that there is no telling: the end of the text, but for
	 * what joins lines. */
	stop = skip_joints(text, body);
	if (stop == text.len)
		return body;
	return net_run(text, stop, SHORTEST_RUN, is_base64_padded) == text.len
	    ? text.len
	    : i;
}

bool
detect_private_key(struct lm_span text, size_t i, struct finding *found)
{
	size_t end =
	    starts(text, i, PUTTY) ? putty_end(text, i) : block_end(text, i);

	if (end == i)
		return false;
	*found =
	    (struct finding){.at = i, .len = end - i, .kind = KIND_PRIVATE_KEY};
	return true;
}

bool
pem_opens(struct lm_span text, size_t *at)
{
	size_t i = 0, open = text.len;

	while ((i = find(text, i, DASHES)) < text.len) {
		size_t begins = line_end(text, i, BEGIN);
		size_t ends = line_end(text, i, END);

		if (begins > i)
			open = i;
		else if (ends > i)
			open = text.len;
		i += begins > i ? begins - i : ends > i ? ends - i : 1;
	}
	if (open == text.len)
		return false;
	*at = open;
	return true;
}

bool
pem_closes(struct lm_span text, size_t *end)
{
	size_t i = 0;

	while ((i = find(text, i, DASHES)) < text.len) {
		size_t ends = line_end(text, i, END);

		if (line_end(text, i, BEGIN) > i)
			return false;
		if (ends > i) {
			*end = ends;
			return true;
		}
		i++;
	}
	return false;
}
