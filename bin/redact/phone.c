#include "phone.h"

#include <stdint.h>
#include <string.h>

#include "context.h"
#include "net.h"
#include "phone_groups.h"

#define LONGEST_EXTENSION 6
#define LONGEST_LABEL 16 /* behind a number */
#define NEAR_BEFORE 40	 /* of digits without groups: where words are */
#define NEAR_BEHIND 16
#define FILLERS 4 /* words between a label and its number */

/* Words that are said of telephones and of little else, in the order of their
 * bytes, those that begin with a letter of ASCII first. */
static const char *const words[] = {"a call", "anruf", "anrufen", "answer at",
    "answering at", "appeler", "appelez", "appelle", "arayin", "bel me",
    "bellen", "call at", "call back", "call her", "call him", "call me",
    "call now", "call on", "call them", "call today", "call us", "call you",
    "called from", "called me", "calling from", "cell", "cellphone*",
    "cellular", "cellulare", "celular*", "cep no*", "cep tel*", "chiamami",
    "chiamare", "contact her", "contact him", "contact me", "contact no",
    "contact number", "contact us", "dial", "dialed", "dialing", "dialled",
    "durchwahl", "dzwoni*", "fax*", "festnetz", "give a call", "gsm", "handy*",
    "helpline", "her number", "his number", "hotline", "hubungi",
    "kom\xc3\xb3rka", "kom\xc3\xb3rkowy", "landline", "ligar", "ligue",
    "llamar", "llame", "ll\xc3\xa1mame", "matkapuhelin", "meine nummer",
    "message to", "messages to", "mi n\xc3\xbamero", "mio numero", "mob",
    "mobiel", "mobil*", "mobile", "mobiles", "mobilnummer", "mon num\xc3\xa9ro",
    "movil", "msisdn", "my number", "my registered", "m\xc3\xb3vil",
    "new number", "number is", "office", "our number", "phone*", "portable",
    "puh", "puhelin*", "reach her", "reach him", "reach me", "reach them",
    "reach us", "reachable", "reached at", "reached on", "recapito", "ring",
    "ring me", "ring us", "ruf mich", "rufen sie", "rufnummer", "smartphone",
    "sms", "tel", "telefax", "telefon*", "telefono*", "telefonul", "telefoon*",
    "telem\xc3\xb3vel", "telephone*", "telepono", "telf", "tel\xc3\xa9\x66ono*",
    "text me", "text us", "texts to", "their number", "tlf", "toll free",
    "t\xc3\xa9l*", "viber", "voicemail", "volejte", "whatsapp", "your number",
    "zadzwo\xc5\x84", "\xcf\x84\xce\xb7\xce\xbb*",
    "\xd0\xb7\xd0\xb2\xd0\xbe\xd0\xbd\xd0\xb8\xd1\x82\xd0\xb5",
    "\xd0\xbc\xd0\xbe\xd0\xb1",
    "\xd0\xbc\xd0\xbe\xd0\xb1\xd0\xb8\xd0\xbb\xd1\x8c\xd0\xbd*",
    "\xd1\x82\xd0\xb5\xd0\xbb",
    "\xd1\x82\xd0\xb5\xd0\xbb\xd0\xb5\xd1\x84\xd0\xbe\xd0\xbd*",
    "\xd7\x98\xd7\x9c\xd7\xa4\xd7\x95\xd7\x9f",
    "\xd9\x87\xd8\xa7\xd8\xaa\xd9\x81",
    "\xe0\xa4\xab\xe0\xa4\xbc\xe0\xa5\x8b\xe0\xa4\xa8",
    "\xe0\xb9\x82\xe0\xb8\x97\xe0\xb8\xa3", "\xe6\x89\x8b\xe6\x9c\xba",
    "\xe6\x89\x8b\xe6\xa9\x9f", "\xe6\x90\xba\xe5\xb8\xaf",
    "\xe7\x94\xb5\xe8\xaf\x9d", "\xe9\x9b\xbb\xe8\xa9\xb1",
    "\xec\x97\xb0\xeb\x9d\xbd\xec\xb2\x98", "\xec\xa0\x84\xed\x99\x94",
    "\xed\x9c\xb4\xeb\x8c\x80\xed\x8f\xb0", NULL};

/* Where those of each letter begin, the others, and the end. */
static const unsigned char starts[] = {0, 9, 11, 40, 46, 46, 48, 50, 56, 56, 56,
    58, 64, 82, 84, 86, 90, 90, 105, 107, 125, 125, 128, 129, 129, 130, 131,
    149};

/* As context_words_of makes it; a test compares the two. */
const struct context_words phone_words = {.words = words,
    .starts = starts,
    .seconds = {
	['a' - 'a'] = 0x402a004,
	['b' - 'a'] = 0x0000010,
	['c' - 'a'] = 0x0004091,
	['d' - 'a'] = 0x2100100,
	['f' - 'a'] = 0x0000011,
	['g' - 'a'] = 0x0040100,
	['h' - 'a'] = 0x0104111,
	['k' - 'a'] = 0x0004000,
	['l' - 'a'] = 0x0000901,
	['m' - 'a'] = 0x5044111,
	['n' - 'a'] = 0x0100010,
	['o' - 'a'] = 0x0100020,
	['p' - 'a'] = 0x0104080,
	['r' - 'a'] = 0x0100110,
	['s' - 'a'] = 0x0001000,
	['t' - 'a'] = 0x4004890,
	['v' - 'a'] = 0x0004100,
	['w' - 'a'] = 0x0000080,
	['y' - 'a'] = 0x0004000,
	['z' - 'a'] = 0x0000001,
    }};

/* Words right before digits without groups that say what these are. */
static const char *const labels[] = {"phone", "phones", "telephone",
    "cellphone", "mobilephone", "homephone", "workphone", "smartphone", "tel",
    "mobile", "mob", "cell", "fax", "telefax", "whatsapp", "sms", "msisdn",
    "landline", "hotline", "telefon", "telefono", "telefone", "telefoon",
    "handy", "rufnummer", "telefonnummer", "mobilnummer", "handynummer",
    "mobil", "celular", "telepono", "gsm", "telf", "tlf", "puhelin", "callback",
    NULL};

/* Words that may stand between these and the number. */
static const char *const fillers[] = {"number", "numbers", "no", "nr", "num",
    "nummer", "is", "at", "on", "to", "was", "me", "us", "him", "her", "them",
    "now", "numarasi", "numaram", "home", "work", "ist", "lautet", "unter",
    "est", "es", NULL};

/* Words right before a number that say that it is another one. */
static const char *const others[] = {"order", "invoice", "account", "acct",
    "ssn", "card", "tracking", "serial", "routing", "zip", "sku", "isbn",
    "issn", "part", "model", "ref", "reference", "case", "ticket", "id", "ids",
    "uuid", "version", "build", "nhs", "npi", "aadhaar", "iban", "vat",
    "policy", "confirmation", "claim", "item", "lot", "batch", "timestamp",
    "port", "total", "price", "amount", "patent", "sort", "tin", "ein",
    "passport", "license", "licence", "parcel", "document", "doc", "po",
    "transaction", "customer", "member", "membership", "booking", "catalog",
    "article", "product", "upc", "ean", "gtin", "doi", "imei", "shipment",
    "security", "insurance", "registration", "chapter", "section", NULL};

/* Words of a member's name. */
static const char *const names[] = {"phone*", "telephone*", "tel", "mobile",
    "cell", "cellphone*", "fax*", "msisdn", "whatsapp", "sms", "landline",
    "contact number", "contact no", "telefon*", "handy", "mobil", "celular",
    "rufnummer", "telefono*", "callback number", "caller number",
    "called number", "dialed number", "voicemail", NULL};

/* What a member is not the number of, though it is of a telephone. */
static const char *const not_numbers[] = {"id", "ids", "type", "model",
    "version", "count", "size", "price", "sku", "time", "at", "date", "ts",
    "timestamp", "cost", "seconds", "ms", "duration", "length", "limit", "os",
    NULL};

/* A bit for each letter that one of the hints below begins with. */
#define BIT(letter) (UINT32_C(1) << ((letter) - 'a'))
#define FIRST_LETTERS                                                      \
	(BIT('p') | BIT('t') | BIT('m') | BIT('c') | BIT('f') | BIT('w') | \
	    BIT('s') | BIT('l') | BIT('h') | BIT('r') | BIT('d') | BIT('v'))

/* Whether a name has three letters of one of these in it: most have not, and
 * are looked at no longer. */
static bool
may_be_named(struct lm_span name)
{
	static const char hints[][4] = {"pho", "tel", "mob", "cel", "fax",
	    "msi", "wha", "sms", "lan", "tac", "han", "ruf", "cal", "dia",
	    "voi"};

	for (size_t i = 0; i + 3 <= name.len; i++) {
		char first = to_lower(name.ptr[i]);

		if (!is_letter(first) ||
		    (FIRST_LETTERS >> (first - 'a') & 1) == 0)
			continue;
		for (size_t k = 0; k < sizeof(hints) / sizeof(hints[0]); k++)
			if (first == hints[k][0] &&
			    to_lower(name.ptr[i + 1]) == hints[k][1] &&
			    to_lower(name.ptr[i + 2]) == hints[k][2])
				return true;
	}
	return false;
}

static bool
in_name(const struct subject *subject)
{
	return may_be_named(subject->name) && context_in_name(subject, names) &&
	    !context_ends_name(subject->name, not_numbers);
}

/* Whether one of these is the word before at, or before words that may stand
 * between. */
static bool
is_labelled(struct lm_span text, size_t at, const char *const *list)
{
	for (unsigned n = 0; n <= FILLERS; n++) {
		struct lm_span word = net_last_word(text, at);

		if (net_is_word(word, list))
			return true;
		if (!net_is_word(word, fillers))
			return false;
		at = (size_t)(word.ptr - text.ptr);
	}
	return false;
}

/* Whether one of the labels is the word behind end, and all of its line:
 * "-Fax", " (mobile)". */
static bool
is_labelled_behind(struct lm_span text, size_t end)
{
	size_t at = end, stop;

	while (at < text.len && at - end < 2 &&
	    (text.ptr[at] == ' ' || text.ptr[at] == '-' || text.ptr[at] == '('))
		at++;
	if (at == end)
		return false;
	stop = net_run(text, at, LONGEST_LABEL, is_letter);
	return net_is_word(lm_span(text.ptr + at, stop - at), labels) &&
	    (stop == text.len || is_any_of(text.ptr[stop], "\n\r),;"));
}

/* The text around a number, so that a word must be near it. */
static bool
is_near(const struct subject *subject, size_t at, size_t end)
{
	struct lm_span text = subject->text;
	size_t from = at > NEAR_BEFORE ? at - NEAR_BEFORE : 0;
	size_t to = text.len - end > NEAR_BEHIND ? end + NEAR_BEHIND : text.len;
	const struct subject part = {
	    .text = lm_span(text.ptr + from, to - from)};

	return context_words_near(&part, at - from, end - from, &phone_words);
}

/*
 * Whether a value that is nothing else is a number of a country: groups after
 * a 0, or a mobile's eleven digits after one (the Philippines, Turkey, the
 * United Kingdom, Nigeria).
 */
static bool
is_whole(const struct subject *subject, const struct phone_groups *groups,
    size_t end, enum phone_form form)
{
	struct lm_span text = subject->text;
	size_t n = groups->n, first = groups->list[0].end;
	size_t second = n > 1 ? groups->list[1].end - groups->list[1].start : 0;

	if (groups->at != 0 || end != text.len || text.ptr[0] != '0' ||
	    net_is_word(net_last_word(subject->name, subject->name.len),
		others))
		return false;
	if (form == PHONE_LIKELY_DIGITS)
		return text.len == 11 && text.ptr[1] >= '5';
	return n > 2 && first > 1 && text.ptr[1] != '0' && second > 2 &&
	    end - groups->list[n - 1].start > 1;
}

/* Whether a form that may be something else is a telephone number here. */
static bool
is_meant(const struct subject *subject, const struct phone_groups *groups,
    size_t end, enum phone_form form)
{
	struct lm_span text = subject->text;
	size_t at = groups->at;

	if (in_name(subject))
		return form != PHONE_NONE;
	switch (form) {
	case PHONE_NONE:
		return false;
	case PHONE_SURE:
		return !is_labelled(text, at, others);
	case PHONE_DIGITS:
		return is_labelled(text, at, labels) ||
		    is_labelled_behind(text, end);
	case PHONE_LIKELY_DIGITS:
		return is_whole(subject, groups, end, form) ||
		    (is_near(subject, at, end) &&
			!is_labelled(text, at, others));
	case PHONE_GROUPED:
		break;
	}
	return is_whole(subject, groups, end, form) ||
	    ((context_words_near(subject, at, end, &phone_words) ||
		 is_labelled_behind(text, end)) &&
		!is_labelled(text, at, others));
}

/* Past an extension ("x123", "ext. 45"); end: there is none. */
static size_t
extension_end(struct lm_span text, size_t end)
{
	static const char *const signs[] = {"extension", "ext", "x", "#"};
	size_t at = end + (text_has(text, end, " ") ? 1 : 0), stop;

	if (text_has(text, at, "("))
		at++;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (!text_has_any_case(text, at, signs[i]))
			continue;
		at += strlen(signs[i]);
		while (at < text.len && is_any_of(text.ptr[at], ".: "))
			at++;
		stop = net_run(text, at, LONGEST_EXTENSION, is_digit);
		return stop > at && !joins_at(text, stop) ? stop : end;
	}
	return end;
}

/* Whether the number ends at end: what follows makes no more of it.  One with
 * "+" is no part of a time. */
static bool
ends(struct lm_span text, size_t end, bool plus)
{
	char next = end < text.len ? text.ptr[end] : '\0';
	char other = end + 1 < text.len ? text.ptr[end + 1] : '\0';

	if (is_word(next) || next == '%' || next == '$' || next == '@')
		return false;
	if (text_has(text, end, "\xe2\x82\xac") ||
	    text_has(text, end, " \xe2\x82\xac") ||
	    text_has(text, end, " EUR") || text_has(text, end, " USD") ||
	    text_has(text, end, " $"))
		return false;
	return !is_digit(other) ||
	    (next != '.' && next != '-' && (next != ':' || plus) &&
		next != '\'');
}

bool
detect_phone(const struct subject *subject, size_t i, struct finding *found)
{
	struct lm_span text = subject->text;
	struct phone_groups groups;

	if (!phone_groups_read(text, i, &groups))
		return false;
	for (size_t n = groups.n; n > 0; n--) {
		size_t end = groups.list[n - 1].end, stop;
		enum phone_form form;

		if (groups.list[n - 1].n_digits > PHONE_MAX_DIGITS ||
		    (n < groups.n && groups.list[n].joint != ' '))
			continue;
		if (groups.list[n - 1].n_digits < PHONE_MIN_DIGITS)
			break;
		form = phone_form(text, &groups, n);
		if (form == PHONE_NONE)
			continue;
		stop = extension_end(text, end);
		if (!ends(text, stop, groups.plus) ||
		    !is_meant(subject, &groups, end, form))
			return false;
		*found = (struct finding){.at = groups.at,
		    .len = stop - groups.at,
		    .kind = KIND_PHONE};
		return true;
	}
	return false;
}

bool
phone_name(struct lm_span name)
{
	const struct subject subject = {.name = name};

	return in_name(&subject);
}
