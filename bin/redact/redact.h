#ifndef REDACT_REDACT_H
#define REDACT_REDACT_H

#include <stddef.h>
#include <stdint.h>

#include "detect.h"
#include "names.h"

#include "lm/edit.h"
#include "lm/err.h"
#include "lm/record.h"

/* What is looked for.  Shared by all workers, not changed while they run. */
struct policy {
	struct names deny;
	unsigned kinds; /* of detectors, bits 1 << enum kind */
};

/* What was found, by kind; the last counts denied fields. */
#define N_COUNTS (N_KINDS + 1)
#define COUNT_FIELD N_KINDS

/* A worker's memory. */
struct redactor;

/* Make one; NULL when there is no memory.  policy must outlive it. */
struct redactor *redactor_new(const struct policy *policy);
void redactor_free(struct redactor *redactor);

/*
 * What is to be replaced in a record, as edits of its source, in *edits
 * until the next call:
 * - the value of a denied field, of whatever type, by "[REDACTED:name]";
 * - what a detector finds in a string or a key, by [REDACTED:kind];
 * - the same within strings that hold JSON (a container or a string), and
 *   there in numbers too; the edits fit the escapes of each level.
 * counts[] is raised by what was found.  What was redacted before is not
 * found again.  Errors: LM_NOMEM; LM_MALFORMED where what a string holds
 * cannot be looked into: JSON nested deeper than a record may be, or JSON in
 * strings in strings of more than REDACT_MAX_LEVELS levels (the record is the
 * first; a quote of the last takes 2^8 bytes).
 */
#define REDACT_MAX_LEVELS 9
enum lm_code redactor_find(struct redactor *redactor,
    const struct lm_record *record, const struct lm_edits **edits,
    uint64_t counts[N_COUNTS], struct lm_err *err);

#endif
