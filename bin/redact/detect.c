#include "detect.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void
findings_free(struct findings *findings)
{
	free(findings->list);
	*findings = (struct findings){0};
}

enum lm_code
findings_add(struct findings *findings, const struct finding *found,
    struct lm_err *err)
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

static int
compare(const void *a, const void *b)
{
	const struct finding *left = a, *right = b;

	if (left->at != right->at)
		return left->at < right->at ? -1 : 1;
	if (left->len != right->len)
		return left->len > right->len ? -1 : 1;
	return (int)left->kind - (int)right->kind;
}

/* Two that overlap, as one of the longer one's kind. */
static struct finding
join(const struct finding *a, const struct finding *b)
{
	size_t a_end = a->at + a->len, b_end = b->at + b->len;
	struct finding joined = b->len > a->len ? *b : *a;

	joined.at = a->at;
	joined.len = (a_end > b_end ? a_end : b_end) - a->at;
	return joined;
}

void
findings_settle(struct findings *findings)
{
	size_t n = 0;

	if (findings->n < 2)
		return;
	qsort(findings->list, findings->n, sizeof(findings->list[0]), compare);
	for (size_t i = 1; i < findings->n; i++) {
		struct finding *last = &findings->list[n];
		const struct finding *next = &findings->list[i];

		if (next->at < last->at + last->len)
			*last = join(last, next);
		else
			findings->list[++n] = *next;
	}
	findings->n = n + 1;
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

bool
text_has(struct lm_span text, size_t i, const char *with)
{
	size_t len = strlen(with);

	return i <= text.len && text.len - i >= len &&
	    memcmp(text.ptr + i, with, len) == 0;
}

bool
text_has_any_case(struct lm_span text, size_t i, const char *with)
{
	size_t len = strlen(with);

	if (i > text.len || text.len - i < len)
		return false;
	for (size_t k = 0; k < len; k++)
		if (to_lower(text.ptr[i + k]) != with[k])
			return false;
	return true;
}

bool
text_is_one_of(struct lm_span text, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strlen(*list) == text.len &&
		    text_has_any_case(text, 0, *list))
			return true;
	return false;
}

bool
text_ends_with(struct lm_span text, const char *end)
{
	size_t len = strlen(end);

	return text.len > len && text_has_any_case(text, text.len - len, end);
}

double
text_entropy(struct lm_span text)
{
	size_t counts[256] = {0};
	double sum = 0;

	for (size_t i = 0; i < text.len; i++)
		counts[(unsigned char)text.ptr[i]]++;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		double share = (double)counts[i] / (double)text.len;

		if (counts[i] > 0)
			sum -= share * log2(share);
	}
	return sum;
}
