#include <string.h>

#include "context.h"
#include "net.h"
#include "phone.h"

#define LONGEST_AMOUNT 24

/* Signs and codes (ISO 4217) of currencies. */
static const char *const signs[] = {"$", "\xe2\x82\xac" /* euro */,
    "\xc2\xa3" /* pound */, "\xc2\xa5" /* yen */, "\xe2\x82\xb9" /* rupee */,
    "\xe2\x82\xa9" /* won */, "\xe2\x82\xbd" /* rouble */,
    "\xe2\x82\xba" /* lira */, "\xe2\x82\xaa" /* shekel */,
    "\xe2\x82\xa6" /* naira */, "\xe2\x82\xb1" /* peso */,
    "\xe2\x82\xab" /* dong */, "\xe0\xb8\xbf" /* baht */};

static const char *const codes[] = {"USD", "EUR", "GBP", "CHF", "JPY", "CNY",
    "RMB", "INR", "AUD", "CAD", "NZD", "SGD", "HKD", "SEK", "NOK", "DKK", "ISK",
    "PLN", "CZK", "HUF", "RON", "BGN", "TRY", "RUB", "UAH", "ILS", "AED", "SAR",
    "ZAR", "NGN", "KES", "EGP", "BRL", "MXN", "ARS", "CLP", "COP", "PEN", "KRW",
    "TWD", "THB", "MYR", "IDR", "PHP", "VND", "PKR"};

static const char *const units[] = {"dollars", "euros", "euro", "pounds",
    "francs", "yen", "rupees", "kr", "z\xc5\x82", "lakh", "crore"};

static const char *const words[] = {"contract*", "price*", "pricing", "fee",
    "fees", "salary", "salaries", "discount*", "renewal*", "invoice*", "quote*",
    "quotation", "deal", "deals", "arr", "mrr", "acv", "tcv", "budget*",
    "payment*", "paid", "pay", "pays", "rate", "subscription*", "license",
    "licence", "retainer", "bonus", "compensation", "commission", "rent",
    "offer*", "bid", "bids", "cost", "costs", "annual", "annually", "monthly",
    "yearly", "per year", "per month", "per seat", "revenue*", "royalt*",
    "settlement", "severance", "equity", "loan", "mortgage", "deposit",
    "amount", "vertrag*", "preis*", "gehalt", "rechnung*", "angebot*", "rabatt",
    "geb\xc3\xbchr*", "contrat*", "prix", "salaire", "facture", "remise",
    "contrato*", "precio*", "salario", "factura", "descuento", "contratto",
    "prezzo", "stipendio", "fattura", "pre\xc3\xa7o", "desconto", NULL};

static bool
is_amount(char byte)
{
	return is_digit(byte) || byte == ',' || byte == '.' || byte == '\'';
}

/* Past "k", "M", "bn", "million" and the like. */
static size_t
scale_end(struct lm_span text, size_t end)
{
	static const char *const scales[] = {"thousand", "million", "billion",
	    "mio", "mrd", "bn", "mm", "k", "m", "b"};
	size_t at = end + (text_has(text, end, " ") ? 1 : 0);

	if (at >= text.len || !is_letter(text.ptr[at]))
		return end;
	for (size_t i = 0; i < sizeof(scales) / sizeof(scales[0]); i++)
		if (text_has_any_case(text, at, scales[i]) &&
		    (at == end || strlen(scales[i]) > 2) &&
		    !joins_at(text, at + strlen(scales[i])))
			return at + strlen(scales[i]);
	return end;
}

/* Where the amount that begins at i ends: digits in groups, and their scale. */
static size_t
amount_end(struct lm_span text, size_t i)
{
	size_t end = net_run(text, i, LONGEST_AMOUNT, is_amount), gap;

	while (end > i && !is_digit(text.ptr[end - 1]))
		end--;
	/* 1 234 567 */
	while ((gap = separator_len(text, end)) > 0 && text.ptr[end] != '-' &&
	    end - i < LONGEST_AMOUNT &&
	    net_run(text, end + gap, 4, is_digit) == end + gap + 3)
		end = net_run(text, end + gap, LONGEST_AMOUNT, is_amount);
	while (end > i && !is_digit(text.ptr[end - 1]))
		end--;
	return scale_end(text, end);
}

/* The length of the currency's sign that ends at end, or begins at it; 0: there
 * is none. */
static size_t
sign_before(struct lm_span text, size_t end)
{
	if (end == 0 ||
	    (text.ptr[end - 1] != '$' && (text.ptr[end - 1] & 0x80) == 0))
		return 0;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (end >= strlen(signs[i]) &&
		    text_has(text, end - strlen(signs[i]), signs[i]))
			return strlen(signs[i]);
	return 0;
}

static size_t
sign_at(struct lm_span text, size_t at)
{
	if (at == text.len ||
	    (text.ptr[at] != '$' && (text.ptr[at] & 0x80) == 0))
		return 0;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (text_has(text, at, signs[i]))
			return strlen(signs[i]);
	return 0;
}

static bool
is_code(struct lm_span text, size_t at)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i][0] == text.ptr[at] && text_has(text, at, codes[i]))
			return true;
	return false;
}

static bool
is_capital(char byte)
{
	return byte >= 'A' && byte <= 'Z';
}

/* Where a currency begins that ends at end; end: there is none. */
static size_t
currency_before(struct lm_span text, size_t end)
{
	size_t at = end > 0 && text.ptr[end - 1] == ' ' ? end - 1 : end;
	size_t len = sign_before(text, at);

	if (len > 0) {
		at -= len;
		/* US$, A$ */
		while (at > 0 && end - at < 6 && is_capital(text.ptr[at - 1]))
			at--;
		return at;
	}
	if (at < 3 || !is_capital(text.ptr[at - 1]) ||
	    !net_begins(text, at - 3))
		return end;
	return is_code(text, at - 3) ? at - 3 : end;
}

/* Where a currency ends that begins at start; start: there is none. */
static size_t
currency_after(struct lm_span text, size_t start)
{
	size_t at = start + separator_len(text, start);
	size_t len = sign_at(text, at);

	if (len > 0)
		return at + len;
	if (at >= text.len || !is_letter(text.ptr[at]))
		return start;
	if (is_code(text, at) && !joins_at(text, at + 3))
		return at + 3;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (text_has_any_case(text, at, units[i]) &&
		    !joins_at(text, at + strlen(units[i])))
			return at + strlen(units[i]);
	return start;
}

bool
detect_money(const struct subject *subject, size_t i, struct finding *found)
{
	struct lm_span text = subject->text;
	size_t start = currency_before(text, i), end, stop;

	if (i > 1 && is_amount(text.ptr[i - 1]) && is_alnum(text.ptr[i - 2]))
		return false;
	if (start == i && !net_begins(text, i))
		return false;
	end = amount_end(text, i);
	stop = currency_after(text, end);
	if ((start == i && stop == end) || joins_at(text, stop) ||
	    !context_near(subject, start, stop, words))
		return false;
	*found = (struct finding){.at = start,
	    .len = stop - start,
	    .kind = KIND_MONEY};
	return true;
}
