/*
 * Any line of text through all detectors.  Oracles: a slow and simple search
 * for card numbers, IBANs and PEM blocks must find nothing outside of what was
 * replaced; this is whole characters, in order, apart; and a second time
 * nothing is found.
 */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "detect.h"
#include "../../bin/redact/policies.h"
#include "redact.h"

#include "lm/buf.h"
#include "lm/edit.h"
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
covered(const struct lm_edits *edits, size_t from, size_t to)
{
	for (size_t i = 0; i < edits->n; i++) {
		const struct lm_edit *edit = &edits->list[i];

		if (edit->at <= from && to <= edit->at + edit->len)
			return true;
	}
	return false;
}

/* Whether a number from i to end is cut off from what is around it, by spaces,
 * and no word before it says that it is something else. */
static bool
is_alone(struct lm_span text, size_t i, size_t end)
{
	for (size_t k = i > 32 ? i - 32 : 0; k < i; k++)
		if (text.ptr[k] != ' ' && text.ptr[k] != ';')
			return false;
	return end == text.len || text.ptr[end] == ' ' || text.ptr[end] == ';';
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
check_cards(struct lm_span text, const struct lm_edits *edits)
{
	for (size_t i = 0; i + 16 <= text.len; i++)
		if (is_visa(text.ptr + i) && is_alone(text, i, i + 16))
			assert(covered(edits, i, i + 16));
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
check_ibans(struct lm_span text, const struct lm_edits *edits)
{
	for (size_t i = 0; i + 22 <= text.len; i++)
		if (is_german(text.ptr + i) &&
		    (i == 0 || !word_at(text, i - 1)) && !word_at(text, i + 22))
			assert(covered(edits, i, i + 22));
}

/* A first line, and a line of 24 letters behind it. */
static void
check_keys(struct lm_span text, const struct lm_edits *edits)
{
	const char head[] = "-----BEGIN PRIVATE KEY-----\n";
	const size_t len = sizeof(head) - 1, more = 24;

	for (size_t i = 0; i + len + more <= text.len; i++) {
		size_t n = 0;

		if (memcmp(text.ptr + i, head, len) != 0)
			continue;
		while (n < more && is_letter(text.ptr[i + len + n]))
			n++;
		if (n == more)
			assert(covered(edits, i, i + len + more));
	}
}

static bool
is_start(struct lm_span text, size_t at)
{
	return at == text.len || ((unsigned char)text.ptr[at] & 0xc0) != 0x80;
}

static void
check_edits(struct lm_span text, const struct lm_edits *edits)
{
	size_t at = 0;

	for (size_t i = 0; i < edits->n; i++) {
		const struct lm_edit *edit = &edits->list[i];

		assert(edit->at >= at && edit->len > 0);
		at = edit->at + edit->len;
		assert(at <= text.len);
		assert(is_start(text, edit->at) && is_start(text, at));
	}
}

static void
check_text(struct redactor *redactor, struct lm_span text)
{
	const struct lm_edits *edits;
	uint64_t counts[N_KINDS] = {0};
	struct lm_buf out = {0};
	bool in_key = false;

	assert(redactor_find_text(redactor, text, &in_key, &edits, counts,
		   NULL) == LM_OK);
	check_edits(text, edits);
	check_cards(text, edits);
	check_ibans(text, edits);
	check_keys(text, edits);
	assert(lm_edits_apply(edits, text, &out, NULL) == LM_OK);
	in_key = false;
	assert(redactor_find_text(redactor, lm_buf_view(&out), &in_key, &edits,
		   counts, NULL) == LM_OK);
	assert(edits->n == 0);
	lm_buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct policies made = {.settings = {.detect = "all,money"}};
	struct redactor *redactor;
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
	assert(policies_make(&made, NULL) == LM_OK);
	redactor = redactor_new(&made.settings.policy);
	assert(redactor != NULL);
	check_text(redactor, text);
	redactor_free(redactor);
	policies_free(&made);
	free(copy);
	return 0;
}
