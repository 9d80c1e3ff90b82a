#include "redactor.h"

#include <string.h>

#include "net.h"

/* The text of a string that is met on the walk. */

/* The marks that may be in a text of the frame's copy. */
static const uint64_t *
marks_from(struct frame *frame, struct lm_span text, size_t *n)
{
	size_t base = (size_t)(text.ptr - frame->record.copy);
	const struct marks *marks = &frame->marks;

	while (
	    frame->mark < marks->n && mark_at(marks->list[frame->mark]) < base)
		frame->mark++;
	*n = marks->n - frame->mark;
	return marks->list + frame->mark;
}

/* Whether a text has neither a mark in it nor a backslash, behind which one may
 * be that the scan has not seen. */
static bool
is_unmarked(struct lm_span text, const uint64_t *marks, size_t n, size_t base)
{
	return (n == 0 || mark_at(marks[0]) >= base + text.len) &&
	    (text.len == 0 || memchr(text.ptr, '\\', text.len) == NULL);
}

struct lm_span
name_told(const struct frame *frame)
{
	if (frame->walk.name == NULL || frame->nameless)
		return (struct lm_span){0};
	return lm_record_text(frame->walk.name);
}

static enum lm_code
find_in_text(struct redactor *redactor, struct frame *frame,
    const struct kinds *kinds, struct lm_err *err)
{
	const struct lm_walk *walk = &frame->walk;
	struct subject subject = {.text = lm_record_text(walk->val)};
	size_t base = (size_t)(subject.text.ptr - frame->record.copy), n;
	const uint64_t *marks = marks_from(frame, subject.text, &n);

	redactor->findings.n = 0;
	if (!redactor->all_texts && is_unmarked(subject.text, marks, n, base))
		return LM_OK;
	subject.name = name_told(frame);
	return search_text(redactor->search, &subject, kinds, marks, n, base,
	    &redactor->findings, err);
}

/* Whether a private key whose lines are elements begins here. */
static void
watch_for_key(const struct redactor *redactor, struct frame *frame)
{
	const struct lm_walk *walk = &frame->walk;
	size_t at;

	if (walk->container == NULL || yyjson_is_obj(walk->container))
		return;
	for (size_t i = 0; i < redactor->findings.n; i++)
		if (redactor->findings.list[i].kind == KIND_PRIVATE_KEY &&
		    pem_opens(lm_record_text(walk->val), &at))
			frame->key_in = walk->container;
}

/* Find what shows once the findings are masked, too, and mask all. */
static enum lm_code
mask_text(struct redactor *redactor, struct frame *frame,
    const struct kinds *kinds, struct lm_err *err)
{
	const struct subject subject = {lm_record_text(frame->walk.val),
	    name_told(frame)};
	enum lm_code code = search_again(redactor, &subject, kinds, err);

	return code == LM_OK ? change_findings(redactor, frame, err) : code;
}

enum lm_code
scan_text(struct redactor *redactor, struct frame *frame,
    const struct kinds *kinds, struct lm_err *err)
{
	enum lm_code code = find_in_text(redactor, frame, kinds, err);

	if (code != LM_OK || redactor->findings.n == 0)
		return code;
	watch_for_key(redactor, frame);
	return mask_text(redactor, frame, kinds, err);
}

enum lm_code
go_on_with_key(struct redactor *redactor, struct frame *frame,
    const struct kinds *kinds, struct lm_err *err)
{
	struct lm_span text = lm_record_text(frame->walk.val);
	struct finding found = {0, text.len, KIND_PRIVATE_KEY, {0}};
	size_t end, at;
	enum lm_code code = find_in_text(redactor, frame, kinds, err);

	if (pem_closes(text, &end)) {
		found.len = end;
		if (!pem_opens(text, &at))
			frame->key_in = NULL;
	}
	if (code == LM_OK && found.len > 0)
		code = findings_add(&redactor->findings, &found, err);
	findings_settle(&redactor->findings);
	return code == LM_OK && redactor->findings.n > 0
	    ? mask_text(redactor, frame, kinds, err)
	    : code;
}

bool
key_goes_on(const struct frame *frame)
{
	return frame->key_in != NULL && frame->key_in == frame->walk.container;
}
