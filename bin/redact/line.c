#include "redact.h"

#include "redactor.h"

#include "lm/utf8.h"

/*
 * A line of text: it is searched as the value of a string without a name is,
 * and its edits are those of its own bytes.
 */

/* The line with "?" in place of each byte that is no UTF-8, so that all places
 * stay the same. */
static enum lm_code
make_valid(struct redactor *redactor, struct lm_span *line, struct lm_err *err)
{
	struct lm_buf *copy = &redactor->escaped;
	enum lm_code code;

	if (lm_utf8_valid(*line))
		return LM_OK;
	copy->len = 0;
	code = lm_buf_span(copy, *line, err);
	for (size_t i = 0; code == LM_OK && i < line->len;) {
		size_t at = i;

		if (lm_utf8_next(*line, &i) == LM_UTF8_BAD)
			copy->ptr[at] = '?';
	}
	if (code == LM_OK)
		*line = lm_buf_view(copy);
	return code;
}

static enum lm_code
change_part(struct redactor *redactor, struct frame *frame, struct lm_span line,
    const struct finding *found, struct lm_err *err)
{
	struct lm_span label;
	enum lm_code code = change_label(redactor, found, &label, err);

	redactor->counts[found->kind]++;
	redactor->marker.len = 0;
	if (code == LM_OK)
		code = trace_add(redactor, frame, found->at, found->kind, label,
		    err);
	if (code == LM_OK)
		code = replacer_append(redactor->policy->replacer, found->kind,
		    label, lm_span(line.ptr + found->at, found->len),
		    &redactor->marker, err);
	return code == LM_OK
	    ? lm_edits_add(&frame->edits, found->at, found->len,
		  lm_buf_view(&redactor->marker), err)
	    : code;
}

enum lm_code
redactor_find_text(struct redactor *redactor, struct lm_span line,
    const struct lm_edits **edits, uint64_t counts[N_KINDS], struct lm_err *err)
{
	struct subject subject = {0};
	struct frame *frame;
	enum lm_code code;

	redactor->counts = counts;
	search_forget(redactor->search);
	frame = open_line(redactor, err);
	if (frame == NULL)
		return err->code;
	*edits = &frame->edits;
	code = make_valid(redactor, &line, err);
	subject.text = line;
	if (code == LM_OK)
		code = search_alone(redactor->search, &subject,
		    &redactor->policy->kinds, &redactor->findings, err);
	if (code == LM_OK)
		code = search_again(redactor, &subject,
		    &redactor->policy->kinds, err);
	for (size_t i = 0; code == LM_OK && i < redactor->findings.n; i++)
		code = change_part(redactor, frame, line,
		    &redactor->findings.list[i], err);
	return code;
}
