#include "redactor.h"

#include <string.h>

/*
 * A mask is not as long as what it stands for, so that it may bring a word
 * nearer to a number than it was, and a second run would find what this one
 * does not.  So a text with findings is searched as it will be, until nothing
 * more is found.
 */
#define MOST_ROUNDS 4

/* Where a mask is in the masked text. */
struct part {
	size_t at;
	size_t end;
};

static enum lm_code
note_part(struct redactor *redactor, size_t at, struct lm_err *err)
{
	const struct part part = {at, redactor->masked.len};
	char bytes[sizeof(part)];

	memcpy(bytes, &part, sizeof(part));
	return lm_buf_append(&redactor->parts, bytes, sizeof(bytes), err);
}

static struct part
noted_part(const struct redactor *redactor, size_t i)
{
	struct part part;

	memcpy(&part, redactor->parts.ptr + i * sizeof(part), sizeof(part));
	return part;
}

/* Append the mask of a finding. */
static enum lm_code
append_mask(struct redactor *redactor, struct lm_span text,
    const struct finding *found, struct lm_err *err)
{
	size_t at = redactor->masked.len;
	struct lm_span label;
	enum lm_code code = change_label(redactor, found, &label, err);

	if (code == LM_OK)
		code = replacer_append(redactor->policy->replacer, found->kind,
		    label, lm_span(text.ptr + found->at, found->len),
		    &redactor->masked, err);
	return code == LM_OK ? note_part(redactor, at, err) : code;
}

/* The text with the findings masked. */
static enum lm_code
mask_text(struct redactor *redactor, struct lm_span text, struct lm_err *err)
{
	const struct findings *findings = &redactor->findings;
	struct lm_buf *masked = &redactor->masked;
	size_t done = 0;
	enum lm_code code = LM_OK;

	masked->len = redactor->parts.len = 0;
	for (size_t i = 0; code == LM_OK && i < findings->n; i++) {
		const struct finding *found = &findings->list[i];

		code = lm_buf_append(masked, text.ptr + done, found->at - done,
		    err);
		if (code == LM_OK)
			code = append_mask(redactor, text, found, err);
		done = found->at + found->len;
	}
	return code == LM_OK
	    ? lm_buf_append(masked, text.ptr + done, text.len - done, err)
	    : code;
}

/* The place in the text of a place in the masked text, of which there are n
 * masks: of one within a mask, the start or the end of what is masked. */
static size_t
place_of(const struct redactor *redactor, size_t n, size_t at, bool is_end)
{
	size_t moved = at;

	for (size_t k = 0; k < n; k++) {
		const struct finding *found = &redactor->findings.list[k];
		struct part part = noted_part(redactor, k);

		if (at < part.at || (at == part.at && !is_end))
			break;
		if (at < part.end || (at == part.end && is_end))
			return at == part.at ? moved
			    : is_end	     ? found->at + found->len
					     : found->at;
		moved = found->at + found->len + (at - part.end);
	}
	return moved;
}

/* Add what was found in the masked text, at its place in the text itself. */
static enum lm_code
add_more(struct redactor *redactor, size_t n, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < redactor->more.n; i++) {
		struct finding found = redactor->more.list[i];
		size_t end = place_of(redactor, n, found.at + found.len, true);

		found.at = place_of(redactor, n, found.at, false);
		found.len = end - found.at;
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
