#include "detect.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const char *const kind_names[N_KINDS] = {"email", "card", "iban",
    "private_key"};

void
findings_free(struct findings *findings)
{
	free(findings->list);
	*findings = (struct findings){0};
}

size_t
separator_len(struct lm_span text, size_t i)
{
	size_t left = text.len - i;
	const char *at = text.ptr + i;

	if (left >= 1 && (*at == ' ' || *at == '-'))
		return 1;
	if (left >= 2 && memcmp(at, "\xc2\xa0", 2) == 0)
		return 2;
	if (left >= 3 && memcmp(at, "\xe2\x80\xaf", 3) == 0)
		return 3;
	return 0;
}

static bool
is_word(char byte)
{
	return is_digit(byte) || is_letter(byte) || byte == '_';
}

bool
joins_before(struct lm_span text, size_t i)
{
	return i > 0 && is_word(text.ptr[i - 1]);
}

bool
joins_at(struct lm_span text, size_t i)
{
	return i < text.len && is_word(text.ptr[i]);
}

static enum lm_code
push(struct findings *findings, const struct finding *found, struct lm_err *err)
{
	if (findings->n == findings->cap) {
		size_t cap = findings->cap == 0 ? 8 : 2 * findings->cap;
		struct finding *grown =
		    realloc(findings->list, cap * sizeof(*grown));

		if (grown == NULL)
			return lm_err_nomem(err);
		findings->list = grown;
		findings->cap = cap;
	}
	findings->list[findings->n++] = *found;
	return LM_OK;
}

/* Two that overlap, as one of the longer one's kind. */
static struct finding
join(const struct finding *a, const struct finding *b)
{
	size_t a_end = a->at + a->len, b_end = b->at + b->len;
	size_t at = a->at < b->at ? a->at : b->at;

	return (struct finding){at, (a_end > b_end ? a_end : b_end) - at,
	    a->len >= b->len ? a->kind : b->kind};
}

/* Add a finding, joined with those that it overlaps: nothing found is left. */
static enum lm_code
add(struct findings *findings, struct finding found, struct lm_err *err)
{
	while (findings->n > 0) {
		const struct finding *last = &findings->list[findings->n - 1];

		if (last->at + last->len <= found.at)
			break;
		found = join(last, &found);
		findings->n--;
	}
	return push(findings, &found, err);
}

/* Bytes that may be the mark of a finding; digits only as the first of some. */
static bool
is_mark(struct lm_span text, size_t i)
{
	char byte = text.ptr[i];

	return byte == '@' || byte == '-' ||
	    (is_digit(byte) && (i == 0 || !is_digit(text.ptr[i - 1])));
}

static bool
detect_at(unsigned kinds, struct lm_span text, size_t i, struct finding *found)
{
	switch (text.ptr[i]) {
	case '@':
		return (kinds & 1U << KIND_EMAIL) != 0 &&
		    detect_email(text, i, found);
	case '-':
		return (kinds & 1U << KIND_PRIVATE_KEY) != 0 &&
		    detect_private_key(text, i, found);
	default:
		return ((kinds & 1U << KIND_IBAN) != 0 &&
			   detect_iban(text, i, found)) ||
		    ((kinds & 1U << KIND_CARD) != 0 &&
			detect_card(text, i, found));
	}
}

enum lm_code
detect(unsigned kinds, struct lm_span text, struct findings *findings,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	findings->n = 0;
	if (kinds == 0)
		return LM_OK;
	for (size_t i = 0; code == LM_OK && i < text.len; i++) {
		struct finding found;

		if (!is_mark(text, i) || !detect_at(kinds, text, i, &found))
			continue;
		code = add(findings, found, err);
		if (found.kind == KIND_PRIVATE_KEY)
			i = found.at + found.len - 1;
	}
	return code;
}
