#ifndef REDACT_REDACT_H
#define REDACT_REDACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kinds.h"
#include "policy.h"
#include "replace.h"

#include "lm/buf.h"
#include "lm/edit.h"
#include "lm/err.h"
#include "lm/record.h"
#include "lm/span.h"

/* A worker's memory. */
struct redactor;

/* Make one; NULL when there is no memory.  policy must outlive it. */
struct redactor *redactor_new(const struct policy *policy);
void redactor_free(struct redactor *redactor);

/* A finding, where it is in the source that was edited. */
struct hit {
	size_t at;
	enum kind kind;
	enum action action;
	size_t text_at; /* in hits.text: the label of the mask, the path */
	size_t label_len;
	size_t path_len;
};

/* One for each edit, in their order, if the policy traces. */
struct hits {
	struct hit *list;
	size_t n;
	size_t cap;
	struct lm_buf text;
};

/* The label (empty: the kind's) and the path (as report.h writes them) of a
 * hit; live until the next call of redactor_find. */
struct lm_span hit_label(const struct hits *hits, size_t i);
struct lm_span hit_path(const struct hits *hits, size_t i);

/*
 * What is to be replaced in a record, as edits of its source, in *edits
 * until the next call:
 * - the value of a denied field or place, of whatever type;
 * - what is found in a string or a name, and in a number whose name says that
 *   it may be sensitive;
 * - the same within strings that hold JSON (a container or a string); the edits
 *   fit the escapes of each level.
 * counts[] is raised by what was found, by kind.  What was redacted before is
 * not found again.  Errors: LM_NOMEM; LM_MALFORMED where what a string holds
 * cannot be looked into: JSON nested deeper than a record may be, or JSON in
 * strings in strings of more than REDACT_MAX_LEVELS levels (the record is the
 * first; a quote of the last takes 2^8 bytes).
 */
#define REDACT_MAX_LEVELS 9
enum lm_code redactor_find(struct redactor *redactor,
    const struct lm_record *record, const struct lm_edits **edits,
    uint64_t counts[N_KINDS], struct lm_err *err);

/*
 * The same for a line of text that is no JSON.  Bytes that are no UTF-8 are
 * left as they are, and end words.  *in_key, false before the first line, goes
 * from one line to the next: a private key has begun, and its lines go until it
 * ends.
 */
enum lm_code redactor_find_text(struct redactor *redactor, struct lm_span line,
    bool *in_key, const struct lm_edits **edits, uint64_t counts[N_KINDS],
    struct lm_err *err);

/* Of the last call: what each edit is. */
const struct hits *redactor_hits(const struct redactor *redactor);

#endif
