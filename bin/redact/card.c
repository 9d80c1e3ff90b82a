#include <stdint.h>
#include <string.h>

#include "context.h"
#include "ids.h"
#include "number.h"

#define SHORTEST 12
#define LONGEST 19 /* ISO/IEC 7812-1 */
#define PREFIX_DIGITS 6
#define GROUPS_MAX 8
#define GROUP_LEAST 2

/* What numbers are that are no cards, though they may look like ones. */
static const char *const other_words[] = {"id", "ids", "uid", "uuid", "guid",
    "gid", "pid", "tid", "sid", "oid", "trace*", "span", "spans", "request*",
    "req", "session*", "correlation", "order", "orders", "invoice", "ticket",
    "tracking", "shipment", "parcel", "job", "batch", "build", "offset",
    "cursor", "nonce", "seq", "sequence", "serial", "hash", "sha", "checksum",
    "digest", "crc", "timestamp", "timestamps", "ts", "time", "epoch", "nanos",
    "micros", "millis", "ns", "us", "ms", "version", "revision", "rev", "seed",
    "bytes", "count", "sku", "ean", "upc", "gtin", "barcode", "isbn", "issn",
    "imei", "imsi", "iccid", "meid", "snowflake", "tweet", "commit", "block",
    "ptr", "pointer", "transaction", "txn", "tx", "shard", "partition", "asin",
    NULL};

/*
 * Six-digit issuer ranges and lengths in use, ISO/IEC 7812 by network.  Those
 * that are not sure are too wide, or too like other numbers, to be found where
 * no word says that it is a card.
 */
static const struct issuer {
	uint32_t low, high;
	unsigned char min, max;
	bool sure;
} issuers[] = {
    {100000, 199999, 15, 15, false}, /* UATP */
    {180000, 180099, 15, 15, true},  /* JCB */
    {213100, 213199, 15, 15, true},  /* JCB */
    {220000, 220499, 16, 16, true},  /* Mir */
    {220000, 220499, 17, 19, false}, /* Mir */
    {222100, 272099, 16, 16, true},  /* Mastercard */
    {300000, 305999, 14, 14, true},  /* Diners Club */
    {309500, 309599, 14, 14, true},  /* Diners Club */
    {360000, 369999, 14, 14, true},  /* Diners Club */
    {380000, 399999, 14, 14, true},  /* Diners Club */
    {300000, 309999, 15, 19, false}, /* Diners Club */
    {360000, 369999, 15, 19, false}, /* Diners Club */
    {380000, 399999, 15, 19, false}, /* Diners Club */
    {340000, 349999, 15, 15, true},  /* American Express */
    {370000, 379999, 15, 15, true},  /* American Express */
    {352800, 358999, 16, 16, true},  /* JCB */
    {352800, 358999, 17, 19, false}, /* JCB */
    {400000, 499999, 16, 16, true},  /* Visa */
    {400000, 499999, 13, 13, false}, /* Visa */
    {400000, 499999, 19, 19, false}, /* Visa */
    {501800, 501899, 12, 19, true},  /* Maestro */
    {501900, 501999, 16, 16, true},  /* Dankort */
    {502000, 502099, 12, 19, true},  /* Maestro */
    {503800, 503899, 12, 19, true},  /* Maestro */
    {506099, 506198, 16, 19, true},  /* Verve */
    {506699, 506778, 16, 16, true},  /* Elo */
    {508500, 508999, 16, 16, true},  /* RuPay */
    {509000, 509999, 16, 16, true},  /* Elo */
    {500000, 509999, 12, 19, false}, /* Maestro */
    {510000, 559999, 16, 16, true},  /* Mastercard */
    {589300, 589399, 12, 19, true},  /* Maestro */
    {560000, 589999, 12, 19, false}, /* Maestro */
    {601100, 601199, 16, 16, true},  /* Discover */
    {606282, 606282, 16, 16, true},  /* Hipercard */
    {606985, 608500, 16, 16, true},  /* RuPay */
    {600000, 609999, 16, 19, false}, /* Discover, RuPay, Hipercard */
    {620000, 629999, 16, 16, true},  /* UnionPay */
    {620000, 629999, 17, 19, false}, /* UnionPay */
    {630400, 630499, 12, 19, true},  /* Maestro */
    {636297, 636368, 16, 16, true},  /* Elo */
    {630000, 639999, 12, 19, false}, /* Maestro, InstaPayment */
    {644000, 659999, 16, 16, true},  /* Discover, RuPay, Troy, Elo */
    {644000, 659999, 17, 19, false}, /* Discover */
    {675900, 675999, 12, 19, true},  /* Maestro */
    {676100, 676399, 12, 19, true},  /* Maestro */
    {670000, 679999, 12, 19, false}, /* Maestro */
    {810000, 829999, 16, 19, false}, /* UnionPay, RuPay */
    {979200, 979299, 16, 16, true},  /* Troy */
};

/* Groups of digits with one separator between them. */
struct groups {
	char digits[LONGEST];
	size_t n; /* groups */
	struct {
		size_t len;  /* of digits */
		size_t end;  /* in the text */
		size_t sum;  /* of digits to here */
		char before; /* the separator */
	} list[GROUPS_MAX];
};

static size_t
digits_at(struct lm_span text, size_t i, size_t most)
{
	size_t n = 0;

	while (n < most && i + n < text.len && is_digit(text.ptr[i + n]))
		n++;
	return n;
}

/* False: the digits are more than a card has, or one group alone is. */
static bool
add_group(struct groups *groups, struct lm_span text, size_t i, char separator)
{
	size_t sum = groups->n == 0 ? 0 : groups->list[groups->n - 1].sum;
	size_t len = digits_at(text, i, LONGEST + 1);

	if (len == 0 || sum + len > LONGEST || groups->n == GROUPS_MAX)
		return false;
	memcpy(groups->digits + sum, text.ptr + i, len);
	groups->list[groups->n].len = len;
	groups->list[groups->n].end = i + len;
	groups->list[groups->n].sum = sum + len;
	groups->list[groups->n].before = separator;
	groups->n++;
	return true;
}

static void
read_groups(struct lm_span text, size_t i, struct groups *groups)
{
	size_t separator = 0;
	char as = '\0';

	groups->n = 0;
	while (add_group(groups, text, i + separator, as)) {
		i = groups->list[groups->n - 1].end;
		separator = number_separator(text, i, &as);
		if (separator == 0 || as == '/')
			break;
	}
}

/* The shapes that cards are printed in: whole, 4-4-4-4(-3), 4-6-5, 4-6-4; with
 * points only one and the same. */
static bool
is_printed(const struct groups *groups, size_t n)
{
	static const char *const shapes[] = {"4444", "44443", "465", "464"};
	char shape[GROUPS_MAX + 1] = "";
	bool known = n == 1;

	for (size_t i = 0; i < n; i++) {
		shape[i] = (char)('0' + groups->list[i].len);
		if (i > 1 && groups->list[i].before != groups->list[1].before &&
		    (groups->list[i].before == '.' ||
			groups->list[1].before == '.'))
			return false;
	}
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		known = known || strcmp(shape, shapes[i]) == 0;
	return known;
}

static const struct issuer *
issuer_of(const char *digits, size_t n)
{
	uint32_t prefix = (uint32_t)id_value(digits, PREFIX_DIGITS);
	const struct issuer *found = NULL;

	for (size_t i = 0; i < sizeof(issuers) / sizeof(issuers[0]); i++)
		if (prefix >= issuers[i].low && prefix <= issuers[i].high &&
		    n >= issuers[i].min && n <= issuers[i].max &&
		    (found == NULL || issuers[i].sure))
			found = &issuers[i];
	return found;
}

/* Whether the groups go on before or after these, as in a row of numbers. */
static bool
is_row(struct lm_span text, size_t i, const struct groups *groups, size_t n)
{
	size_t end = groups->list[n - 1].end, after;
	char as;

	if (n == 1)
		return false;
	after = number_separator(text, end, &as);
	return (after > 0 && as == ' ' &&
		   digits_at(text, end + after, LONGEST) ==
		       groups->list[n - 1].len) ||
	    (i > 1 && text.ptr[i - 1] == ' ' && is_digit(text.ptr[i - 2]));
}

/* Milliseconds, microseconds or nanoseconds since 1970. */
static bool
is_epoch(const char *digits, size_t n)
{
	return digits[0] == '1' && (n == 13 || n == 16 || n == 19);
}

/* Whether a word says that a bare number is something else: the last one before
 * it, or the name of the member that holds nothing but it. */
static bool
is_other(const struct subject *subject, size_t i, size_t end)
{
	return context_just_before(subject->text, i, other_words) ||
	    (i == 0 && end == subject->text.len &&
		context_ends_name(subject->name, other_words));
}

/* How sure it is that the first n groups are a card. */
enum sureness { NOT_SURE, WITH_WORD, SURE };

static enum sureness
judge(const struct subject *subject, size_t i, const struct groups *groups,
    size_t n)
{
	struct lm_span text = subject->text;
	size_t end = groups->list[n - 1].end, sum = groups->list[n - 1].sum;
	enum number_edge before = number_before(text, i);
	enum number_edge after = number_after(text, end);
	const struct issuer *issuer;
	bool other;

	if (sum < SHORTEST || before == EDGE_WITHIN || after == EDGE_WITHIN ||
	    !id_luhn(groups->digits, sum) || id_is_same(groups->digits, sum))
		return NOT_SURE;
	issuer = issuer_of(groups->digits, sum);
	other = n == 1 && is_other(subject, i, end);
	if (issuer == NULL && (n > 1 || other || is_epoch(groups->digits, sum)))
		return NOT_SURE;
	if (issuer == NULL || !issuer->sure || other || before == EDGE_HANGS ||
	    after == EDGE_HANGS || !is_printed(groups, n) ||
	    is_row(text, i, groups, n))
		return WITH_WORD;
	return SURE;
}

/* Whether the groups may be those of a card, at a glance. */
static bool
may_be(struct lm_span text, size_t i, size_t digits)
{
	size_t separator, next;
	char as;

	if (digits >= SHORTEST || digits <= GROUP_LEAST)
		return digits >= SHORTEST && digits <= LONGEST;
	separator = number_separator(text, i + digits, &as);
	if (separator == 0 || as == '/' || text.ptr[i] == '0')
		return false;
	next = digits_at(text, i + digits + separator, LONGEST);
	return digits == 4 ? next >= 4 : next > GROUP_LEAST;
}

bool
detect_card(const struct subject *subject, size_t i, size_t digits,
    struct finding *found)
{
	struct groups groups;
	size_t end = 0;

	if (!may_be(subject->text, i, digits))
		return false;
	read_groups(subject->text, i, &groups);
	for (size_t n = groups.n; n > 0; n--) {
		enum sureness sure = judge(subject, i, &groups, n);
		size_t to = groups.list[n - 1].end;

		if (sure == SURE) {
			end = to;
			break;
		}
		if (sure == WITH_WORD && end == 0 &&
		    id_word_near(subject, i, to, KIND_CARD))
			end = to;
		/* Not the 16 digits that one of 19 begins with. */
		if (end == to && is_printed(&groups, n))
			break;
	}
	*found = (struct finding){.at = i, .len = end - i, .kind = KIND_CARD};
	return end != 0;
}
