#include "redact.h"

#include <string.h>

#include "net.h"
#include "redactor.h"

#include "lm/json.h"
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

/* ---- private keys over several lines ----------------------------------------- */

/* Lines of a key have 64 characters, or 70 or 76; the last one may be short. */
#define SHORTEST_RUN 16

/* The longest run of base64 in a line. */
static struct finding
longest_run(struct lm_span line)
{
	struct finding best = {.kind = KIND_PRIVATE_KEY};

	for (size_t i = 0, end; i < line.len; i = end + 1) {
		for (end = i;
		     end < line.len && is_base64_padded(line.ptr[end]);)
			end++;
		if (end - i > best.len) {
			best.at = i;
			best.len = end - i;
		}
	}
	return best;
}

/* Whether a line may stand between those of a key: blank, or a header. */
static bool
is_between(struct lm_span line)
{
	const char *colon =
	    line.len == 0 ? NULL : memchr(line.ptr, ':', line.len);

	return lm_json_space_end(line, 0) == line.len ||
	    (colon != NULL && is_letter(line.ptr[0]));
}

/* A line within a private key: what of it is the key, and whether the key ends
 * there. */
static enum lm_code
find_key_part(struct redactor *redactor, struct lm_span line, bool *in_key,
    struct lm_err *err)
{
	struct finding found = longest_run(line);
	size_t end, at;

	if (pem_closes(line, &end)) {
		*in_key = pem_opens(line, &at);
		found.at = 0;
		found.len = end;
	} else if (found.len < SHORTEST_RUN && found.len < line.len) {
		*in_key = is_between(line);
		return LM_OK;
	}
	return found.len == 0 ? LM_OK
			      : findings_add(&redactor->findings, &found, err);
}

/* Whether a private key begins in the line that goes on behind it. */
static bool
opens_key(const struct redactor *redactor, struct lm_span line)
{
	size_t at;

	for (size_t i = 0; i < redactor->findings.n; i++)
		if (redactor->findings.list[i].kind == KIND_PRIVATE_KEY &&
		    pem_opens(line, &at))
			return true;
	return false;
}

/* ---- a line ---------------------------------------------------------------------- */

static enum lm_code
find_in_line(struct redactor *redactor, struct lm_span line, bool *in_key,
    struct lm_err *err)
{
	const struct kinds *kinds = &redactor->policy->kinds;
	const struct subject subject = {.text = line};
	enum lm_code code = search_alone(redactor->search, &subject, kinds,
	    &redactor->findings, err);

	if (code == LM_OK && *in_key)
		code = find_key_part(redactor, line, in_key, err);
	else if (code == LM_OK)
		*in_key = opens_key(redactor, line);
	findings_settle(&redactor->findings);
	return code == LM_OK ? search_again(redactor, &subject, kinds, err)
			     : code;
}

enum lm_code
redactor_find_text(struct redactor *redactor, struct lm_span line, bool *in_key,
    const struct lm_edits **edits, uint64_t counts[N_KINDS], struct lm_err *err)
{
	struct frame *frame;
	enum lm_code code;

	redactor->counts = counts;
	search_forget(redactor->search);
	frame = open_line(redactor, err);
	if (frame == NULL)
		return err->code;
	*edits = &frame->edits;
	code = make_valid(redactor, &line, err);
	if (code == LM_OK)
		code = find_in_line(redactor, line, in_key, err);
	for (size_t i = 0; code == LM_OK && i < redactor->findings.n; i++)
		code = change_part(redactor, frame, line,
		    &redactor->findings.list[i], err);
	return code;
}
