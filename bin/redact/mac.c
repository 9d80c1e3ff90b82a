#include <string.h>

#include "net.h"

/* Whether what is found is nobody's: all zeros, or all ones. */
static bool
is_nobody(struct lm_span mac)
{
	char first = to_lower(mac.ptr[0]);

	if (first != '0' && first != 'f')
		return false;
	for (size_t i = 0; i < mac.len; i++)
		if (is_hex(mac.ptr[i]) && to_lower(mac.ptr[i]) != first)
			return false;
	return true;
}

/* Whether six pairs with hyphens are a date and a time (23-01-15-10-30-00). */
static bool
is_time(struct lm_span mac)
{
	static const unsigned most[] = {99, 12, 31, 23, 59, 59};

	if (mac.ptr[2] != '-')
		return false;
	for (size_t n = 0; n < sizeof(most) / sizeof(most[0]); n++) {
		const char *pair = mac.ptr + 3 * n;

		if (!is_digit(pair[0]) || !is_digit(pair[1]) ||
		    (unsigned)(pair[0] - '0') * 10 + (unsigned)(pair[1] - '0') >
			most[n])
			return false;
	}
	return true;
}

/* The end of n groups of size hex digits from start on, with sep between. */
static size_t
groups_end(struct lm_span text, size_t start, size_t n, size_t size, char sep)
{
	size_t at = start;

	for (size_t k = 0; k < n; k++, at += size) {
		if (k > 0 && (at >= text.len || text.ptr[at++] != sep))
			return start;
		if (net_run(text, at, size, is_hex) != at + size)
			return start;
	}
	return at;
}

bool
detect_mac(struct lm_span text, size_t i, struct finding *found)
{
	char sep = text.ptr[i];
	size_t size = sep == '.' ? 4 : 2, start = i - size, end;
	struct lm_span mac;

	if (i < size || i + size >= text.len || !is_hex(text.ptr[i + 1]) ||
	    !is_hex(text.ptr[i - 1]))
		return false;
	end = groups_end(text, start, sep == '.' ? 3 : 6, size, sep);
	if (end == start || joins_at(text, end) || !net_begins(text, start) ||
	    (start > 1 && text.ptr[start - 1] == sep &&
		(is_word(text.ptr[start - 2]) || text.ptr[start - 2] == ']')) ||
	    (end + 1 < text.len && text.ptr[end] == sep &&
		(is_word(text.ptr[end + 1]) || text.ptr[end + 1] == '[')))
		return false;
	mac = lm_span(text.ptr + start, end - start);
	if (is_nobody(mac) || is_time(mac) ||
	    (sep == '.' && net_run(mac, 0, 4, is_digit) == 4 &&
		net_run(mac, 5, 4, is_digit) == 9 &&
		net_run(mac, 10, 4, is_digit) == 14))
		return false;
	*found =
	    (struct finding){.at = start, .len = mac.len, .kind = KIND_MAC};
	return true;
}
