/*
 * Any bytes as a record to redact.  Oracles: the output parses; all edits are
 * inside strings or are whole values; where a name is denied, its value is the
 * marker; and a second time nothing is found.
 *
 * E-mail addresses and keys may hold quotes and control characters, and a text
 * without them may be JSON where it was none before: so the last law is for
 * card numbers, IBANs and fields.
 */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "redact.h"

#include "lm/edit.h"
#include "lm/stamp.h"
#include "lm/walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LONGEST_INPUT 65536
#define MARKER "[REDACTED:pwd]"

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

/* Of values whose key is simply a denied one: all are the marker. */
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
		assert(lm_span_equal(lm_record_text(walk.val),
		    lm_span_of(MARKER)));
	}
}

static bool
redact(struct lm_parser *parser, const struct policy *policy,
    struct lm_span text, struct lm_buf *out)
{
	struct redactor *redactor = redactor_new(policy);
	struct lm_record record;
	struct lm_err err = {0};
	const struct lm_edits *edits;
	uint64_t counts[N_COUNTS] = {0};
	uint64_t sum = 0;
	enum lm_code code = lm_parser_parse(parser, text, &record, &err);

	assert(redactor != NULL);
	if (code == LM_OK)
		code = redactor_find(redactor, &record, &edits, counts, &err);
	assert(code == LM_OK || code == LM_MALFORMED);
	if (code == LM_OK) {
		for (size_t i = 0; i < N_COUNTS; i++)
			sum += counts[i];
		assert(sum == edits->n);
		assert(lm_edits_apply(edits, text, out, &err) == LM_OK);
	}
	redactor_free(redactor);
	return code == LM_OK;
}

static void
check_with(unsigned kinds, struct lm_span text)
{
	struct lm_span name = lm_span_of("pwd");
	struct policy policy = {.kinds = kinds};
	struct lm_parser *parser = lm_parser_new();
	struct lm_buf once = {0}, twice = {0};
	struct lm_record record;

	assert(parser != NULL);
	assert(names_new(&name, 1, &policy.deny, NULL) == LM_OK);
	if (redact(parser, &policy, text, &once)) {
		assert(lm_parser_parse(parser, lm_buf_view(&once), &record,
			   NULL) == LM_OK);
		check_denied(&record);
		if (kinds != KINDS_ALL) {
			assert(redact(parser, &policy, lm_buf_view(&once),
			    &twice));
			assert(lm_span_equal(lm_buf_view(&once),
			    lm_buf_view(&twice)));
		}
	}
	lm_buf_free(&once);
	lm_buf_free(&twice);
	lm_parser_free(parser);
	names_free(&policy.deny);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_span text = lm_span((const char *)data, size);

	if (size == 0 || size > LONGEST_INPUT)
		return 0;
	check_with(KINDS_ALL, text);
	check_with(1U << KIND_CARD | 1U << KIND_IBAN, text);
	return 0;
}
