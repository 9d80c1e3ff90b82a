#include <stdint.h>
#include <string.h>

#include "context.h"
#include "net.h"

#define LONGEST_IPV4 15	 /* 255.255.255.255 */
#define LONGEST_TOKEN 32 /* beside an address: what is looked at */
#define LINE_BEFORE 40
#define LONGEST_ZONE 15 /* IFNAMSIZ less its NUL */
#define N_GROUPS 8

/*
 * The end of the IPv4 address that begins at i; i: there is none.  What may
 * stand around it is not looked at.
 */
static size_t
ipv4_end(struct lm_span text, size_t i)
{
	size_t at = i;

	for (unsigned n = 0; n < 4; n++) {
		size_t start = n == 0 ? at : at + 1, end;
		unsigned value = 0;

		if (n > 0 && (at >= text.len || text.ptr[at] != '.'))
			return i;
		end = net_run(text, start, 4, is_digit);
		if (end == start || end - start > 3 ||
		    (end - start > 1 && text.ptr[start] == '0'))
			return i;
		for (size_t k = start; k < end; k++)
			value = value * 10 + (unsigned)(text.ptr[k] - '0');
		if (value > 255)
			return i;
		at = end;
	}
	return at;
}

/* Whether nothing at end makes more of the address: a letter, or ".5".  A
 * bracket may be a mask's, in place of these. */
static bool
ends(struct lm_span text, size_t end)
{
	if (joins_at(text, end))
		return false;
	return end + 1 >= text.len ||
	    (text.ptr[end] != '.' && text.ptr[end] != '-' &&
		text.ptr[end] != '+') ||
	    !(is_word(text.ptr[end + 1]) || text.ptr[end + 1] == '[') ||
	    (text.ptr[end] == '-' && ipv4_end(text, end + 1) > end + 1);
}

static const char *const version_words[] = {"*version", "versions", "ver",
    "vers", "v", "release", "rev", "revision", "build", "firmware", "fw", "oid",
    "section", "chapter", "clause", "kernel", "sdk", NULL};

/* "Chrome/10.0.1.2": a product and its version, not a host and its address. */
static bool
follows_product(struct lm_span text, size_t i, size_t end)
{
	size_t start = i - 1;
	bool dotted = false;

	if (i < 2 || text.ptr[i - 1] != '/' ||
	    !(is_word(text.ptr[i - 2]) || text.ptr[i - 2] == ']'))
		return false;
	while (start > 0 && i - start < 32 &&
	    (is_word(text.ptr[start - 1]) || text.ptr[start - 1] == '.' ||
		text.ptr[start - 1] == '-')) {
		start--;
		dotted = dotted || text.ptr[start] == '.';
	}
	return !dotted && !text_has(text, start, "localhost/") &&
	    (end >= text.len || text.ptr[end] != ':');
}

/* Whether a token is of a path of SVG: coordinates that run into each other
 * ("2.83-2.12", "2.03.5"), and no address. */
static bool
is_coordinates(struct lm_span token)
{
	size_t n_dots = 0, n_signs = 0;

	for (size_t i = 0; i < token.len; i++) {
		n_dots += token.ptr[i] == '.';
		n_signs += i > 0 && token.ptr[i] == '-';
		if ((i == 0 || !is_digit(token.ptr[i - 1])) &&
		    ipv4_end(token, i) > i)
			return false;
		if (!is_digit(token.ptr[i]) &&
		    !is_any_of(token.ptr[i], ".,-aAcChHlLmMqQsStTvVzZ"))
			return false;
	}
	return n_dots > 0 && (n_dots + n_signs > 1 || token.ptr[0] == '.');
}

static bool
is_visible(char byte)
{
	return (unsigned char)byte > ' ' && byte != '"' && byte != '\'';
}

/* Whether coordinates stand on a side of it. */
static bool
in_path(struct lm_span text, size_t i, size_t end)
{
	size_t before = i, behind;

	while (before > 1 && i - before < LONGEST_TOKEN &&
	    is_visible(text.ptr[before - 2]))
		before--;
	if (before < i && i > 0 && text.ptr[i - 1] == ' ' &&
	    is_coordinates(lm_span(text.ptr + before - 1, i - before)))
		return true;
	if (!text_has(text, end, " "))
		return false;
	behind = net_run(text, end + 1, LONGEST_TOKEN, is_visible);
	return is_coordinates(lm_span(text.ptr + end + 1, behind - end - 1));
}

/* Whether one that may be a version, since its first number is low, is in a
 * line that tells of versions before it. */
static bool
is_told_of(struct lm_span text, size_t i, size_t end)
{
	static const char *const words[] = {"upgrade*", "bump*", "release*",
	    "deps", "changelog", "section*", "specification", "downgrade*",
	    "semver*", "kernel", NULL};
	size_t from = i;
	struct subject line;

	if (text.ptr[i + 1] != '.' || text.ptr[i] == '0')
		return false;
	while (from > 0 && i - from < LINE_BEFORE && text.ptr[from - 1] != '\n')
		from--;
	line = (struct subject){.text = lm_span(text.ptr + from, end - from)};
	return context_near(&line, i - from, end - from, words);
}

static bool
is_version(struct lm_span text, size_t i, size_t end)
{
	char before = i > 0 ? text.ptr[i - 1] : '\0';
	char other = i > 1 ? text.ptr[i - 2] : '\0';

	if (before == '~' || before == '^')
		return true;
	if (before == '=' && is_any_of(other, "=<>~!^"))
		return true;
	return follows_product(text, i, end) ||
	    net_is_word(net_last_word(text, i), version_words) ||
	    in_path(text, i, end) || is_told_of(text, i, end);
}

/* Whether an address may begin at i: not within a word or a longer number. */
static bool
ipv4_begins(struct lm_span text, size_t i)
{
	if (!net_begins(text, i))
		return false;
	return i < 2 || (text.ptr[i - 1] != '.' && text.ptr[i - 1] != '-') ||
	    !(is_word(text.ptr[i - 2]) || text.ptr[i - 2] == ']') ||
	    (text.ptr[i - 1] == '-' && is_digit(text.ptr[i - 2]));
}

bool
detect_ipv4(struct lm_span text, size_t i, struct finding *found)
{
	size_t start = i, end;

	if (i + 1 >= text.len || !is_digit(text.ptr[i + 1]))
		return false;
	while (start > 0 && i - start < LONGEST_IPV4 &&
	    (is_digit(text.ptr[start - 1]) || text.ptr[start - 1] == '.'))
		start--;
	end = ipv4_end(text, start);
	if (end == start || end < i || !ipv4_begins(text, start) ||
	    !ends(text, end) || is_version(text, start, end))
		return false;
	*found = (struct finding){.at = start,
	    .len = end - start,
	    .kind = KIND_IPV4};
	return true;
}

bool
detect_ipv4_named(const struct subject *subject, size_t i,
    struct finding *found)
{
	return detect_ipv4(subject->text, i, found) &&
	    !net_is_word(net_last_word(subject->name, subject->name.len),
		version_words);
}

/* What an IPv6 address is made of. */
struct ipv6 {
	size_t end;
	unsigned n_groups;
	unsigned n_hex;	    /* hex digits of them all */
	unsigned n_letters; /* of these, letters */
	bool packed;	    /* "::" is in it */
	bool embedded;	    /* its end is an IPv4 address */
	bool pairs;	    /* every group is of two digits */
};

/* One group at ipv6->end. */
static bool
take_group(struct lm_span text, struct ipv6 *ipv6)
{
	size_t start = ipv6->end, end = net_run(text, start, 5, is_hex);

	if (end == start || end - start > 4)
		return false;
	ipv6->pairs = ipv6->pairs && end - start == 2;
	for (size_t i = start; i < end; i++)
		if (!is_digit(text.ptr[i]))
			ipv6->n_letters++;
	ipv6->n_hex += (unsigned)(end - start);
	ipv6->n_groups++;
	ipv6->end = end;
	return true;
}

/* An IPv4 address in place of the last two groups. */
static bool
take_ipv4(struct lm_span text, struct ipv6 *ipv6)
{
	size_t end = ipv4_end(text, ipv6->end);

	if (end == ipv6->end)
		return false;
	ipv6->end = end;
	ipv6->n_groups += 2;
	ipv6->n_hex += 8;
	ipv6->embedded = true;
	return true;
}

/* RFC 4291 §2.2 from ipv6->end on, as far as it goes. */
static bool
take_ipv6(struct lm_span text, struct ipv6 *ipv6)
{
	ipv6->pairs = true;
	for (;;) {
		bool two = text_has(text, ipv6->end, "::");

		if (two && ipv6->packed)
			return false;
		if (two) {
			ipv6->packed = true;
			ipv6->end += 2;
		} else if (ipv6->n_groups > 0) {
			if (!text_has(text, ipv6->end, ":"))
				break;
			ipv6->end++;
		}
		if (take_ipv4(text, ipv6))
			break;
		if (!take_group(text, ipv6)) {
			if (two)
				break;
			return false;
		}
		if (ipv6->n_groups > N_GROUPS)
			return false;
	}
	return ipv6->packed ? ipv6->n_groups < N_GROUPS
			    : ipv6->n_groups == N_GROUPS;
}

/* Whether "::" alone is meant as an address. */
static bool
means_unspecified(struct lm_span text, size_t i)
{
	static const char *const words[] = {"ipv6", "ip", "unspecified", "host",
	    "addr", "address", "bind", "listen", "src", "dst", NULL};

	if (i + 3 < text.len && text.ptr[i + 2] == '/' &&
	    is_digit(text.ptr[i + 3]))
		return i == 0 || text.ptr[i - 1] != ']';
	return (i + 2 == text.len || text.ptr[i + 2] == ' ' ||
		   text.ptr[i + 2] == '\n') &&
	    net_is_word(net_last_word(text, i), words);
}

/*
 * Whether it is one rather than code: with "::", "a::b" and "Vec::new" are
 * paths, "x[1::2]" is a slice.
 */
static bool
is_plausible(struct lm_span text, size_t i, const struct ipv6 *ipv6)
{
	bool bracket = i > 0 && text.ptr[i - 1] == '[';

	if (ipv6->embedded)
		return true;
	if (!ipv6->packed)
		return !ipv6->pairs;
	if (ipv6->n_groups == 0)
		return means_unspecified(text, i);
	if (bracket && i > 1 &&
	    (is_word(text.ptr[i - 2]) || text.ptr[i - 2] == ')' ||
		text.ptr[i - 2] == ']'))
		return false;
	if (ipv6->n_letters == ipv6->n_hex)
		return ipv6->n_groups > 3;
	if (text_has(text, i, "::1") && ipv6->n_hex == 1)
		return true;
	return ipv6->n_hex > 4 ||
	    (ipv6->n_hex == 4 && text_has(text, ipv6->end, "/"));
}

/* Past a zone ("%eth0"). */
static size_t
zone_end(struct lm_span text, size_t end)
{
	size_t stop;

	if (!text_has(text, end, "%"))
		return end;
	stop = net_run(text, end + 1, LONGEST_ZONE, is_word);
	return stop > end + 1 && !joins_at(text, stop) ? stop : end;
}

bool
detect_ipv6(struct lm_span text, size_t i, struct finding *found)
{
	struct ipv6 ipv6 = {0};
	size_t start = i;

	if (i + 1 >= text.len ||
	    (text.ptr[i + 1] != ':' && !is_hex(text.ptr[i + 1])))
		return false;
	while (start > 0 && i - start < 5 && is_hex(text.ptr[start - 1]))
		start--;
	if (start == i && text.ptr[i + 1] != ':')
		return false;
	if (start > 0 &&
	    (text.ptr[start - 1] == ':' || !net_begins(text, start) ||
		(start == i && text.ptr[start - 1] == ']')))
		return false;
	ipv6.end = start;
	if (!take_ipv6(text, &ipv6) || text_has(text, ipv6.end, ":") ||
	    !ends(text, ipv6.end) || !is_plausible(text, start, &ipv6))
		return false;
	ipv6.end = zone_end(text, ipv6.end);
	*found = (struct finding){.at = start,
	    .len = ipv6.end - start,
	    .kind = KIND_IPV6};
	return true;
}
