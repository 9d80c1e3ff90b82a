/*
 * Any text through the detectors.  Oracles: a slow and simple search for card
 * numbers, IBANs and PEM blocks must find nothing outside the findings; these
 * are whole characters, in order, apart; and once they are gone, nothing is
 * found.
 */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "detect.h"

#include "lm/buf.h"
#include "lm/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LONGEST_INPUT 4096

static bool
word_at(struct lm_span text, size_t i)
{
	char c = i < text.len ? text.ptr[i] : ' ';

	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	    (c >= 'a' && c <= 'z') || c == '_';
}

static bool
covered(const struct findings *findings, size_t from, size_t to)
{
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *found = &findings->list[i];

		if (found->at <= from && to <= found->at + found->len)
			return true;
	}
	return false;
}

/* Luhn from the left, with a table: 16 digits that begin with 4. */
static bool
is_visa(const char *at)
{
	static const int doubled[10] = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
	int sum = 0;

	for (size_t i = 0; i < 16; i++) {
		if (at[i] < '0' || at[i] > '9')
			return false;
		sum += i % 2 == 0 ? doubled[at[i] - '0'] : at[i] - '0';
	}
	return at[0] == '4' && sum % 10 == 0;
}

static void
check_cards(struct lm_span text, const struct findings *findings)
{
	for (size_t i = 0; i + 16 <= text.len; i++)
		if (is_visa(text.ptr + i) &&
		    (i == 0 || !word_at(text, i - 1)) && !word_at(text, i + 16))
			assert(covered(findings, i, i + 16));
}

/* A German IBAN: 18 digits, then DE as 1314, then the check digits. */
static bool
is_german(const char *at)
{
	unsigned rest = 0;
	char digits[25];

	if (memcmp(at, "DE", 2) != 0)
		return false;
	memcpy(digits, at + 4, 18);
	memcpy(digits + 18, "1314", 4);
	memcpy(digits + 22, at + 2, 2);
	for (size_t i = 0; i < 24; i++) {
		if (digits[i] < '0' || digits[i] > '9')
			return false;
		rest = (rest * 10 + (unsigned)(digits[i] - '0')) % 97;
	}
	return rest == 1;
}

static void
check_ibans(struct lm_span text, const struct findings *findings)
{
	for (size_t i = 0; i + 22 <= text.len; i++)
		if (is_german(text.ptr + i) &&
		    (i == 0 || !word_at(text, i - 1)) && !word_at(text, i + 22))
			assert(covered(findings, i, i + 22));
}

static void
check_keys(struct lm_span text, const struct findings *findings)
{
	static const char *const heads[] = {"-----BEGIN PRIVATE KEY-----",
	    "-----BEGIN RSA PRIVATE KEY-----"};

	for (size_t h = 0; h < 2; h++) {
		size_t len = strlen(heads[h]);

		for (size_t i = 0; i + len <= text.len; i++)
			if (memcmp(text.ptr + i, heads[h], len) == 0)
				assert(covered(findings, i, i + len));
	}
}

/* The text with [x] in place of each finding. */
static void
take_out(struct lm_span text, const struct findings *findings,
    struct lm_buf *out)
{
	size_t at = 0;

	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *found = &findings->list[i];
		size_t end = found->at + found->len;

		assert(found->at >= at && found->len > 0 && end <= text.len);
		assert(((unsigned char)text.ptr[found->at] & 0xc0) != 0x80);
		assert(end == text.len ||
		    ((unsigned char)text.ptr[end] & 0xc0) != 0x80);
		assert(lm_buf_append(out, text.ptr + at, found->at - at,
			   NULL) == LM_OK);
		assert(lm_buf_text(out, "[x]", NULL) == LM_OK);
		at = end;
	}
	assert(lm_buf_append(out, text.ptr + at, text.len - at, NULL) == LM_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct findings findings = {0};
	struct lm_buf out = {0};
	char *copy;
	struct lm_span text;

	if (size == 0 || size > LONGEST_INPUT)
		return 0;
	copy = malloc(size);
	assert(copy != NULL);
	memcpy(copy, data, size);
	text = lm_span(copy, size);
	for (size_t i = 0; !lm_utf8_valid(text) && i < size; i++)
		copy[i] &= 0x7f;
	assert(detect(KINDS_ALL, text, &findings, NULL) == LM_OK);
	check_cards(text, &findings);
	check_ibans(text, &findings);
	check_keys(text, &findings);
	take_out(text, &findings, &out);
	assert(detect(KINDS_ALL, lm_buf_view(&out), &findings, NULL) == LM_OK);
	assert(findings.n == 0);
	findings_free(&findings);
	lm_buf_free(&out);
	free(copy);
	return 0;
}
