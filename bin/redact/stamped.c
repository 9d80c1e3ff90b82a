#include "stamped.h"

#include <stdlib.h>

#include "lm/record.h"
#include "lm/stamp.h"

struct stamper {
	const struct lm_stamp *stamp;
	const char *const *kinds;
	struct lm_parser *parser;
	struct lm_buf redacted;
	struct lm_buf value; /* of the member */
	struct lm_edits edits;
};

struct stamper *
stamper_new(const struct lm_stamp *stamp, const char *const *kinds)
{
	struct stamper *stamper = calloc(1, sizeof(*stamper));

	if (stamper == NULL)
		return NULL;
	stamper->stamp = stamp;
	stamper->kinds = kinds;
	stamper->parser = lm_parser_new();
	if (stamper->parser == NULL) {
		free(stamper);
		return NULL;
	}
	return stamper;
}

void
stamper_free(struct stamper *stamper)
{
	if (stamper == NULL)
		return;
	lm_edits_free(&stamper->edits);
	lm_buf_free(&stamper->value);
	lm_buf_free(&stamper->redacted);
	lm_parser_free(stamper->parser);
	free(stamper);
}

/* What this run found, and with a valid stamp what the runs before it did. */
static void
add_up(const struct stamper *stamper, const struct lm_record *record,
    enum lm_stamp_state state, const uint64_t found[N_KINDS],
    uint64_t counts[N_KINDS])
{
	struct lm_stamp_form form;
	yyjson_val *val;
	bool more = state == LM_STAMP_VALID &&
	    lm_record_find(record->root, lm_span_of(LM_STAMP_MEMBER), NULL,
		&val) &&
	    lm_stamp_parse(val, &form);

	for (size_t i = 0; i < N_KINDS; i++)
		counts[i] = found[i] +
		    (more ? lm_stamp_found(&form, stamper->kinds[i]) : 0);
}

/* The record as it will be but for the stamp: the sum is of its texts. */
static enum lm_code
redact(struct stamper *stamper, const struct lm_record *record,
    const struct lm_edits *edits, struct lm_record *redacted,
    struct lm_err *err)
{
	enum lm_code code;

	*redacted = *record;
	if (edits->n == 0)
		return LM_OK;
	stamper->redacted.len = 0;
	code = lm_edits_apply(edits, record->src, &stamper->redacted, err);
	return code == LM_OK
	    ? lm_parser_parse(stamper->parser, lm_buf_view(&stamper->redacted),
		  redacted, err)
	    : code;
}

enum lm_code
stamper_write(struct stamper *stamper, const struct lm_filter_record *in,
    const struct lm_edits *edits, const uint64_t found[N_KINDS],
    struct lm_buf *out, struct lm_err *err)
{
	struct lm_member member = {.name = lm_span_of(LM_STAMP_MEMBER)};
	struct lm_record redacted;
	uint64_t counts[N_KINDS];
	enum lm_stamp_state state;
	enum lm_code code;

	state = lm_stamp_check(stamper->stamp, in->record);
	if (edits->n == 0 && state == LM_STAMP_VALID)
		return lm_filter_pass(in, out, err);
	add_up(stamper, in->record, state, found, counts);
	lm_edits_clear(&stamper->edits);
	stamper->value.len = 0;
	code = redact(stamper, in->record, edits, &redacted, err);
	if (code == LM_OK)
		code = lm_stamp_append(stamper->stamp, &redacted,
		    stamper->kinds, counts, N_KINDS, &stamper->value, err);
	member.value = lm_buf_view(&stamper->value);
	if (code == LM_OK)
		code = lm_edits_set_members(&stamper->edits, &redacted, &member,
		    1, err);
	if (code == LM_OK)
		code = lm_edits_apply(&stamper->edits, redacted.src, out, err);
	return code == LM_OK ? lm_buf_byte(out, '\n', err) : code;
}
