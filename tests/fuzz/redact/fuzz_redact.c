/*
 * Any bytes as a record to redact, with all detectors.  Oracles: the output
 * parses; all edits are inside strings or are whole values; where a name is
 * denied, its value is the mask; and a second time nothing is found.
 */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../bin/redact/policies.h"
#include "redact.h"

#include "lm/edit.h"
#include "lm/stamp.h"
#include "lm/walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LONGEST_INPUT 65536
#define MASK "[PWD]"

static bool
is_denied(struct lm_span key)
{
	return lm_span_equal(key, lm_span_of("pwd")) ||
	    lm_span_equal(key, lm_span_of("PWD")) ||
	    lm_span_equal(key, lm_span_of("p-w_d"));
}

/* A stamp is left as it is: what it counts may have such a name. */
static bool
is_stamp(const struct lm_walk *walk)
{
	struct lm_stamp_form form;

	return walk->depth == 1 && walk->key != NULL &&
	    lm_span_equal(lm_record_text(walk->key),
		lm_span_of(LM_STAMP_MEMBER)) &&
	    lm_stamp_parse(walk->val, &form);
}

/* Of values whose key is simply a denied one: all are the mask. */
static void
check_denied(const struct lm_record *record)
{
	struct lm_walk walk;

	lm_walk_start(&walk, record);
	while (lm_walk_next(&walk)) {
		if (is_stamp(&walk))
			lm_walk_skip(&walk);
		if (walk.key == NULL || !is_denied(lm_record_text(walk.key)))
			continue;
		assert(yyjson_is_str(walk.val));
		assert(
		    lm_span_equal(lm_record_text(walk.val), lm_span_of(MASK)));
	}
}

/* Each edit is of a whole value or within a string's quotes. */
static void
check_edits(struct lm_span text, const struct lm_edits *edits)
{
	size_t at = 0;

	for (size_t i = 0; i < edits->n; i++) {
		const struct lm_edit *edit = &edits->list[i];

		assert(edit->at >= at && edit->len > 0);
		at = edit->at + edit->len;
		assert(at <= text.len);
	}
}

static bool
redact(struct lm_parser *parser, struct redactor *redactor, struct lm_span text,
    struct lm_buf *out)
{
	struct lm_record record;
	struct lm_err err = {0};
	const struct lm_edits *edits;
	uint64_t counts[N_KINDS] = {0};
	uint64_t sum = 0;
	enum lm_code code = lm_parser_parse(parser, text, &record, &err);

	if (code == LM_OK)
		code = redactor_find(redactor, &record, &edits, counts, &err);
	assert(code == LM_OK || code == LM_MALFORMED);
	if (code != LM_OK)
		return false;
	for (size_t i = 0; i < N_KINDS; i++)
		sum += counts[i];
	assert(sum == edits->n);
	check_edits(text, edits);
	assert(lm_edits_apply(edits, text, out, &err) == LM_OK);
	return true;
}

static void
check_with(const char *detect, struct lm_span text)
{
	struct policies made = {.settings = {.deny = "pwd", .detect = detect}};
	struct lm_parser *parser = lm_parser_new();
	struct redactor *redactor;
	struct lm_buf once = {0}, twice = {0};
	struct lm_record record;

	assert(parser != NULL);
	assert(policies_make(&made, NULL) == LM_OK);
	redactor = redactor_new(&made.settings.policy);
	assert(redactor != NULL);
	if (redact(parser, redactor, text, &once)) {
		assert(lm_parser_parse(parser, lm_buf_view(&once), &record,
			   NULL) == LM_OK);
		check_denied(&record);
		assert(redact(parser, redactor, lm_buf_view(&once), &twice));
		assert(lm_span_equal(lm_buf_view(&once), lm_buf_view(&twice)));
	}
	lm_buf_free(&once);
	lm_buf_free(&twice);
	redactor_free(redactor);
	lm_parser_free(parser);
	policies_free(&made);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_span text = lm_span((const char *)data, size);

	if (size == 0 || size > LONGEST_INPUT)
		return 0;
	check_with("all,money", text);
	check_with("card,iban", text);
	return 0;
}
