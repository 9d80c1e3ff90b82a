#include "redactor.h"

#include <string.h>

/*
 * A mask is not as long as what it stands for, so that it may bring a word
 * nearer to a number than it was, and a second run would find what this one
 * does not.  So a text with findings is searched as it will be, until nothing
 * more is found.
 */
#define MOST_ROUNDS 4

/* Note where the mask that was just written ends. */
static enum lm_code
note_end(struct redactor *redactor, struct lm_err *err)
{
	size_t end = redactor->masked.len;
	char bytes[sizeof(end)];

	memcpy(bytes, &end, sizeof(end));
	return lm_buf_append(&redactor->ends, bytes, sizeof(bytes), err);
}

static size_t
noted_end(const struct redactor *redactor, size_t i)
{
	size_t end;

	memcpy(&end, redactor->ends.ptr + i * sizeof(end), sizeof(end));
	return end;
}

/* The text with the findings masked. */
static enum lm_code
mask_text(struct redactor *redactor, struct lm_span text, struct lm_err *err)
{
	const struct findings *findings = &redactor->findings;
	struct lm_buf *masked = &redactor->masked;
	size_t done = 0;
	enum lm_code code = LM_OK;

	masked->len = redactor->ends.len = 0;
	for (size_t i = 0; code == LM_OK && i < findings->n; i++) {
		const struct finding *found = &findings->list[i];
		struct lm_span label;

		code = change_label(redactor, found, &label, err);
		if (code == LM_OK)
			code = lm_buf_append(masked, text.ptr + done,
			    found->at - done, err);
		if (code == LM_OK)
			code = replacer_append(redactor->policy->replacer,
			    found->kind, label,
			    lm_span(text.ptr + found->at, found->len), masked,
			    err);
		if (code == LM_OK)
			code = note_end(redactor, err);
		done = found->at + found->len;
	}
	return code == LM_OK
	    ? lm_buf_append(masked, text.ptr + done, text.len - done, err)
	    : code;
}

/* Add what was found in the masked text, at its place in the text itself: it
 * lies between two of the n masks, as none overlaps one. */
static enum lm_code
add_more(struct redactor *redactor, size_t n, struct lm_err *err)
{
	size_t k = 0;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < redactor->more.n; i++) {
		struct finding found = redactor->more.list[i];
		const struct finding *before;

		while (k < n && noted_end(redactor, k) <= found.at)
			k++;
		if (k > 0) {
			before = &redactor->findings.list[k - 1];
			found.at += before->at + before->len -
			    noted_end(redactor, k - 1);
		}
		code = findings_add(&redactor->findings, &found, err);
	}
	return code;
}

enum lm_code
search_again(struct redactor *redactor, const struct subject *subject,
    const struct kinds *kinds, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (int round = 0;
	     code == LM_OK && redactor->findings.n > 0 && round < MOST_ROUNDS;
	     round++) {
		struct subject masked = {.name = subject->name};
		size_t n = redactor->findings.n;

		code = mask_text(redactor, subject->text, err);
		masked.text = lm_buf_view(&redactor->masked);
		if (code == LM_OK)
			code = search_alone(redactor->search, &masked, kinds,
			    &redactor->more, err);
		if (code != LM_OK || redactor->more.n == 0)
			return code;
		code = add_more(redactor, n, err);
		findings_settle(&redactor->findings);
	}
	return code;
}
