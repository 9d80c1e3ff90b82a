#include <string.h>

#include "net.h"
#include "phone_groups.h"

#define SHORTEST PHONE_MIN_DIGITS
#define LONGEST 15	 /* E.164 §6.2.1 */
#define LONGEST_LOCAL 12 /* digits of a country's number, with its prefix */
#define LONGEST_CODE 3	 /* of a country */

/* The digits of a number and nothing else. */
struct digits {
	char list[LONGEST + 1];
	size_t n; /* of all: those above LONGEST + 1 are not kept */
};

static struct digits
digits_of(struct lm_span text, const struct phone_groups *groups, size_t n)
{
	struct digits digits = {{0}, 0};

	for (size_t k = 0; k < n; k++) {
		const struct phone_group *group = &groups->list[k];
		bool trunk = groups->plus && group->joint == '(' &&
		    group->end - group->start == 1 &&
		    text.ptr[group->start] == '0';

		/* "+44 (0)20": the 0 is dialled within the country only. */
		for (size_t i = group->start; !trunk && i < group->end; i++) {
			if (digits.n <= LONGEST)
				digits.list[digits.n] = text.ptr[i];
			digits.n++;
		}
	}
	return digits;
}

/* How long the country's code is that digits begin with (ITU-T E.164D); 0:
 * none has this one. */
static size_t
code_len(const char *digits)
{
	static const char two[] =
	    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 "
	    "47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 "
	    "64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";
	/* The first two of three digits. */
	static const char three[] = "21 22 23 24 25 26 29 35 37 38 42 50 59 67 "
				    "68 69 80 85 87 88 96 97 99 ";
	const char pair[] = {digits[0], digits[1], ' ', '\0'};

	if (digits[0] == '1' || digits[0] == '7')
		return 1;
	if (strstr(two, pair) != NULL)
		return 2;
	return strstr(three, pair) != NULL ? LONGEST_CODE : 0;
}

/* How many digits follow a code: of the countries whose plans say so. */
static void
code_limits(const char *digits, size_t code, size_t *least, size_t *most)
{
	static const struct {
		const char *code;
		unsigned char least, most;
	} plans[] = {{"1", 10, 10}, {"7", 10, 10}, {"20", 8, 10}, {"27", 9, 9},
	    {"30", 10, 10}, {"31", 9, 9}, {"32", 8, 9}, {"33", 9, 9},
	    {"34", 9, 9}, {"36", 8, 9}, {"39", 6, 11}, {"40", 9, 9},
	    {"41", 9, 9}, {"43", 7, 13}, {"44", 9, 10}, {"45", 8, 8},
	    {"46", 7, 10}, {"47", 8, 8}, {"48", 9, 9}, {"49", 7, 13},
	    {"51", 8, 9}, {"52", 10, 11}, {"54", 10, 11}, {"55", 10, 11},
	    {"56", 9, 9}, {"57", 8, 10}, {"60", 8, 10}, {"61", 9, 9},
	    {"62", 8, 12}, {"63", 8, 10}, {"64", 8, 10}, {"65", 8, 8},
	    {"66", 8, 9}, {"81", 9, 10}, {"82", 8, 10}, {"84", 9, 10},
	    {"86", 10, 11}, {"90", 10, 10}, {"91", 10, 10}, {"92", 9, 10},
	    {"98", 10, 10}, {"351", 9, 9}, {"353", 7, 9}, {"380", 9, 9},
	    {"420", 9, 9}, {"852", 8, 8}, {"886", 8, 9}, {"971", 8, 9},
	    {"972", 8, 9}};

	*least = 6;
	*most = LONGEST - code;
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++)
		if (strlen(plans[i].code) == code &&
		    memcmp(plans[i].code, digits, code) == 0) {
			*least = plans[i].least;
			*most = plans[i].most;
		}
}

/* North America: area and exchange begin with 2 to 9. */
static bool
is_american(const char *digits)
{
	return digits[0] >= '2' && digits[3] >= '2';
}

/* Whether n digits are a country's code and a number of it. */
static bool
is_international(const char *digits, size_t n)
{
	size_t code, least, most;

	if (n < 8 || n > LONGEST)
		return false;
	code = code_len(digits);
	if (code == 0)
		return false;
	code_limits(digits, code, &least, &most);
	/* Many keep the 0 that is dialled within the country. */
	if (digits[code] == '0' && digits[0] != '1')
		most++;
	return n - code >= least && n - code <= most &&
	    (digits[0] != '1' || digits[1] >= '2');
}

/* A decimal number with its sign, or a place (ISO 6709), rather than "+1.415"
 * as registries of domains write it. */
static bool
is_decimal(const struct phone_groups *groups, size_t n)
{
	bool dot = false, other = false;

	for (size_t k = 1; k < n; k++) {
		dot = dot || groups->list[k].joint == '.';
		other = other || groups->list[k].joint == '-';
	}
	return dot && (other || n == 2);
}

/*
 * How numbers are written that nothing else is: N any digit, X 2 to 9, "_" a
 * space, hyphen or dot, ")" a closing bracket and what follows it.
 */
static const char *const sure[] = {
    /* North America */
    "(XNN)XNN_NNNN", "1(XNN)XNN_NNNN", "XNN-XNN-NNNN", "XNN.XNN.NNNN",
    "XNN XNN-NNNN", "XNN/XNN-NNNN", "1-XNN-XNN-NNNN", "1.XNN.XNN.NNNN",
    "1 XNN-XNN-NNNN",
    /* Brazil */
    "(NN)NNNN-NNNN", "(NN)NNNNN-NNNN",
    /* Russia, Turkey, the Philippines */
    "0-NNN-NNN-NN-NN", "0 NNN NNN NN NN", "0NNN NNN NN NN", "0(NNN)NNNNNNN",
    "8(NNN)NNN_NN_NN", "0(NNN)NNN_NN_NN", "0(NNN)NNN_NNNN",
    /* Japan, Korea; the Philippines, the United Kingdom, Australia */
    "0N0-NNNN-NNNN", "0N-NNNN-NNNN", "0NNN-NNN-NNNN", "0NNN NNN NNNN",
    "0NN NNNN NNNN", "07NNN NNNNNN", "07NNN NNN NNN", "04NN NNN NNN",
    /* area codes that begin with 0 in brackets */
    "(0N)NNNN_NNNN", "(0NN)NNNN_NNNN", "(0NNN)NNN_NNNN", "(0NNNN)NNN_NNN",
    "(0NNNN)NNNNNN", "(0NN)NNN_NNNN", "(0NNN)NNNNNN", "(0NN)NNNNNNN",
    "(0NN)NNNNNNNN"};

static bool
same(char pattern, char byte)
{
	switch (pattern) {
	case 'N':
		return is_digit(byte);
	case 'X':
		return byte >= '2' && byte <= '9';
	case '_':
		return byte == ' ' || byte == '-' || byte == '.';
	default:
		return pattern == byte;
	}
}

static bool
is_sure(struct lm_span text, const struct phone_groups *groups, size_t n)
{
	char form[2 * LONGEST + 2];
	size_t len = 0;

	if (n == 1 || n > 5 || groups->list[n - 1].n_digits < 9 ||
	    groups->list[n - 1].n_digits > 11 ||
	    (groups->list[1].joint == ' ' && groups->list[n - 1].joint == ' ' &&
		groups->list[0].joint == '\0' &&
		text.ptr[groups->list[0].start] != '0'))
		return false;
	for (size_t k = 0; k < n; k++) {
		const struct phone_group *group = &groups->list[k];

		if (len + 1 + group->end - group->start > 2 * LONGEST)
			return false;
		if (group->joint != '\0')
			form[len++] = group->joint;
		memcpy(form + len, text.ptr + group->start,
		    group->end - group->start);
		len += group->end - group->start;
	}
	for (size_t i = 0; i < sizeof(sure) / sizeof(sure[0]); i++) {
		size_t k = 0;

		while (
		    k < len && sure[i][k] != '\0' && same(sure[i][k], form[k]))
			k++;
		if (k == len && sure[i][k] == '\0')
			return true;
	}
	return false;
}

static size_t
group_len(const struct phone_groups *groups, size_t k)
{
	return groups->list[k].end - groups->list[k].start;
}

static unsigned
group_value(struct lm_span text, const struct phone_group *group)
{
	unsigned value = 0;

	for (size_t i = group->start; i < group->end && i < group->start + 8;
	     i++)
		value = value * 10 + (unsigned)(text.ptr[i] - '0');
	return value;
}

static bool
is_year(struct lm_span text, const struct phone_groups *groups, size_t k)
{
	unsigned value = group_value(text, &groups->list[k]);

	return group_len(groups, k) == 4 && value >= 1900 && value < 2100;
}

/* Whether the first three groups are a date, in whatever order, or the first
 * two are years. */
static bool
is_date(struct lm_span text, const struct phone_groups *groups, size_t n)
{
	unsigned first = group_value(text, &groups->list[0]);
	unsigned second = group_value(text, &groups->list[1]);

	if (is_year(text, groups, 0) &&
	    (is_year(text, groups, 1) || (second <= 31 && n > 2)))
		return true;
	return n > 2 && first <= 31 && second <= 31 &&
	    group_len(groups, 0) <= 2 && group_len(groups, 1) <= 2 &&
	    is_year(text, groups, 2);
}

/* Whether dots join what is an address, a number or a version. */
static bool
is_dotted(struct lm_span text, const struct phone_groups *groups, size_t n)
{
	size_t n_dots = 0, n_small = 0;

	for (size_t k = 0; k < n; k++) {
		n_dots += groups->list[k].joint == '.';
		n_small += group_value(text, &groups->list[k]) < 256;
	}
	if (n_dots == 0)
		return false;
	return n_dots + 1 < n || n < 3 || (n == 4 && n_small == 4) ||
	    (n == 3 && group_len(groups, 2) != 4);
}

/* Whether they are grouped as a US social security number, or a ZIP code with
 * four more digits. */
static bool
is_other(const struct phone_groups *groups, size_t n)
{
	if (n == 3)
		return group_len(groups, 0) == 3 && group_len(groups, 1) == 2 &&
		    group_len(groups, 2) == 4;
	return n == 2 && groups->list[1].joint == '-' &&
	    group_len(groups, 0) == 5 && group_len(groups, 1) == 4;
}

/* Digits in groups as a country's numbers are, whatever else is so. */
static bool
is_grouped(struct lm_span text, const struct phone_groups *groups, size_t n,
    const struct digits *digits)
{
	size_t most = LONGEST_LOCAL;
	if (digits->list[0] == '0' && digits->list[1] == '0')
		most = is_international(digits->list + 2,
			   digits->n <= LONGEST ? digits->n - 2 : 0)
		    ? LONGEST
		    : SHORTEST;
	if (digits->n < SHORTEST || digits->n > most)
		return false;
	for (size_t k = 0; k < n; k++)
		if (group_len(groups, k) > 8 ||
		    (k > 0 && k + 1 < n && group_len(groups, k) < 2) ||
		    (k > 1 && groups->list[k].joint == '/'))
			return false;
	if (is_other(groups, n) || is_date(text, groups, n) ||
	    is_dotted(text, groups, n))
		return false;
	/* 1 234 567: a number with its thousands apart */
	if (group_len(groups, 0) == 1 && !is_any_of(digits->list[0], "0178"))
		return false;
	return group_len(groups, 0) > 1 || digits->n > 8;
}

/* Digits without groups, as numbers begin in some countries. */
static bool
is_likely(const struct digits *digits)
{
	const char *first = digits->list;

	if (first[0] == '0' && first[1] == '0')
		return digits->n > 10 &&
		    is_international(first + 2, digits->n - 2);
	if (first[0] == '0')
		return digits->n >= 9 && digits->n <= 11;
	if (digits->n == 10)
		return is_american(first) || first[0] >= '6';
	return digits->n == 11 && first[0] == '1' &&
	    (is_american(first + 1) || first[1] >= '3');
}

enum phone_form
phone_form(struct lm_span text, const struct phone_groups *groups, size_t n)
{
	struct digits digits;

	if ((n < groups->n || groups->continues) && !groups->plus)
		return is_sure(text, groups, n) ? PHONE_SURE : PHONE_NONE;
	digits = digits_of(text, groups, n);
	if (digits.n > LONGEST)
		return PHONE_NONE;
	if (groups->plus) {
		if (!is_international(digits.list, digits.n))
			return PHONE_NONE;
		return is_decimal(groups, n) ? PHONE_GROUPED : PHONE_SURE;
	}
	if (n == 1) {
		if (digits.n > LONGEST_LOCAL && digits.list[0] != '0')
			return PHONE_NONE;
		return is_likely(&digits) ? PHONE_LIKELY_DIGITS : PHONE_DIGITS;
	}
	if (is_sure(text, groups, n))
		return PHONE_SURE;
	return is_grouped(text, groups, n, &digits) ? PHONE_GROUPED
						    : PHONE_NONE;
}
