#include "phone_groups.h"

#include <string.h>

#include "net.h"

#define LONGEST_GROUP 15
#define MOST_DIGITS 30 /* no number is longer: what follows is no matter */
#define MOST_SINGLES 2 /* groups of one digit: more are a list */

/* The byte at i; a NUL behind the end. */
static char
byte_at(struct lm_span text, size_t i)
{
	return i < text.len ? text.ptr[i] : '\0';
}

/* The length of the space, or hyphen, at i, of any script; 0: there is none. */
static size_t
space_len(struct lm_span text, size_t i)
{
	switch ((unsigned char)byte_at(text, i)) {
	case ' ':
		return 1;
	case 0xc2: /* no-break space */
		return text_has(text, i, "\xc2\xa0") ? 2 : 0;
	case 0xe2: /* thin and narrow no-break space */
		return text_has(text, i, "\xe2\x80\x89") ||
			text_has(text, i, "\xe2\x80\xaf")
		    ? 3
		    : 0;
	default:
		return 0;
	}
}

static size_t
hyphen_len(struct lm_span text, size_t i)
{
	unsigned char last = (unsigned char)byte_at(text, i + 2);

	if (byte_at(text, i) == '-')
		return 1;
	/* U+2010 to U+2013: hyphens, figure dash, en dash */
	return last >= 0x90 && last <= 0x93 && text_has(text, i, "\xe2\x80")
	    ? 3
	    : 0;
}

/* Past the digits from i on, at most so many. */
static size_t
past_digits(struct lm_span text, size_t i, size_t most)
{
	size_t end = text.len - i < most ? text.len : i + most;

	while (i < end && is_digit(text.ptr[i]))
		i++;
	return i;
}

/* Past one byte, if it is this one. */
static size_t
past(struct lm_span text, size_t i, char byte)
{
	return i < text.len && text.ptr[i] == byte ? i + 1 : i;
}

/* What joins two groups, from i on: *next is where the second begins; '\0':
 * nothing does. */
static char
read_joint(struct lm_span text, size_t i, size_t *next)
{
	size_t closed = past(text, i, ')'), at = closed, sign, open;
	char joint = closed > i ? ')' : '\0';

	if (i == text.len || is_word(text.ptr[i]))
		return '\0';
	at += space_len(text, at);
	if (at > closed && joint == '\0')
		joint = ' ';
	sign = at + hyphen_len(text, at);
	if (sign > at)
		joint = joint == ')' ? ')' : '-';
	else if (at < text.len && (text.ptr[at] == '.' || text.ptr[at] == '/'))
		joint = text.ptr[sign++];
	if (sign > at)
		sign += space_len(text, sign);
	open = past(text, sign, '(');
	if (open > sign)
		joint = '(';
	*next = open;
	return open < text.len && is_digit(text.ptr[open]) ? joint : '\0';
}

/* Whether "+" is before the digits at i; *at is where it, or a bracket before
 * it, begins. */
static bool
has_plus(struct lm_span text, size_t i, size_t *at)
{
	char before = i > 0 ? text.ptr[i - 1] : '\0';

	if (before == '+') {
		*at = i - 1;
		if (i > 1 && text.ptr[i - 2] == '(' && text.len - i > 3 &&
		    memchr(text.ptr + i, ')', 4) != NULL)
			*at = i - 2;
		return true;
	}
	*at = i - 3;
	return to_lower(before) == 'b' && i > 2 &&
	    text_has_any_case(text, i - 3, "%2b");
}

/* Whether what is before the digits at i lets a number begin there. */
static bool
begins(struct lm_span text, size_t i, struct phone_groups *groups)
{
	char other = i > 1 ? text.ptr[i - 2] : '\0';

	groups->at = i;
	if (i == 0)
		return true;
	switch (text.ptr[i - 1]) {
	case '$':
	case '#':
		return false;
	case ':':
		return !is_digit(other);
	case '-':
	case '.':
	case '/':
	case ',':
	case '\'':
		return !is_alnum(other);
	case ' ':
		groups->continues = is_digit(other);
		return true;
	case '(':
		return true;
	default:
		break;
	}
	if (!has_plus(text, i, &groups->at)) {
		groups->at = i;
		return net_begins(text, i);
	}
	groups->plus = true;
	return groups->at == 0 || text.ptr[groups->at - 1] == '=' ||
	    (net_begins(text, groups->at) && text.ptr[groups->at - 1] != '+');
}

static void
add(struct phone_groups *groups, size_t start, size_t end, char joint)
{
	unsigned before =
	    groups->n == 0 ? 0 : groups->list[groups->n - 1].n_digits;

	groups->list[groups->n++] = (struct phone_group){.start = start,
	    .end = end,
	    .joint = joint,
	    .n_digits = before + (unsigned)(end - start)};
}

/* False: there are too many groups of one digit for a number. */
static bool
read_more(struct lm_span text, struct phone_groups *groups)
{
	size_t end = groups->list[0].end, next = end, n_singles = 0;
	char joint;

	n_singles += end - groups->list[0].start == 1;
	while (groups->n < PHONE_MAX_GROUPS &&
	    groups->list[groups->n - 1].n_digits < MOST_DIGITS &&
	    (joint = read_joint(text, end, &next)) != '\0') {
		end = past_digits(text, next, LONGEST_GROUP + 1);
		n_singles += end - next == 1;
		if (n_singles > MOST_SINGLES)
			return false;
		add(groups, next, end, joint);
	}
	return true;
}

/* Whether a group may follow what is at end. */
static bool
may_follow(struct lm_span text, size_t end)
{
	char next = byte_at(text, end), other = byte_at(text, end + 1);

	switch (next) {
	case ' ':
	case '-':
	case '/':
		return is_digit(other) || other == '(' || other == ' ' ||
		    other == '-';
	case '.':
		/* A decimal has no second point. */
		return is_digit(other) &&
		    byte_at(text, past_digits(text, end + 1, LONGEST_GROUP)) ==
		    '.';
	case ')':
	case '(':
		return true;
	default:
		return (next & 0x80) != 0;
	}
}

/* Whether digits up to end, or a date they begin (2024-05-01), are no number:
 * what most digits are, told at a glance. */
static bool
is_no_number(struct lm_span text, size_t i, size_t end)
{
	if (end - i > LONGEST_GROUP)
		return true;
	if (end - i == 4 && byte_at(text, end) == '-' &&
	    byte_at(text, end + 3) == '-')
		return text.ptr[i] == '1' || text.ptr[i] == '2';
	return end - i < PHONE_MIN_DIGITS && !may_follow(text, end);
}

bool
phone_groups_read(struct lm_span text, size_t i, struct phone_groups *groups)
{
	size_t end;
	char joint = '\0';

	groups->n = 0;
	groups->plus = false;
	groups->continues = false;
	if (!begins(text, i, groups))
		return false;
	end = past_digits(text, i, LONGEST_GROUP + 1);
	if (!groups->plus && is_no_number(text, i, end))
		return false;
	if (groups->plus) {
		joint = '+';
	} else if (i > 0 && text.ptr[i - 1] == '(' &&
	    text_has(text, end, ")")) {
		if (i > 1 && is_word(text.ptr[i - 2]))
			return false;
		joint = '(';
		groups->at = i - 1;
	}
	add(groups, i, end, joint);
	return read_more(text, groups);
}
