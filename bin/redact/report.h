#ifndef REDACT_REPORT_H
#define REDACT_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "kinds.h"
#include "replace.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * What is told of findings, for machines and for people: what and where, never
 * the value, nor its length.
 */
struct report_line {
	const char *file;    /* as messages call it */
	uint64_t line;	     /* from 1 */
	uint64_t column;     /* in bytes, from 1: where the finding begins */
	struct lm_span path; /* see below; the caller has removed from its
			      * names what must not be shown */
	enum kind kind;
	struct lm_span label; /* empty: the kind's */
	enum action action;
};

/*
 * Append a line of --report, with its line end: {"file":"a.jsonl","line":7,
 * "column":23,"path":".messages[0].content","kind":"email","label":"EMAIL",
 * "action":"mask"}.  What is no UTF-8 in the name of the file is shown as "?".
 * LM_NOMEM.
 */
enum lm_code report_append(struct lm_buf *out, const struct report_line *line,
    struct lm_err *err);

/*
 * Append the same for people, without a line end: "a.jsonl:7:23: email at
 * .messages[0].content"; after the kind, a label that is not the kind's own:
 * "field BANK_ACCOUNT at ...".  Control characters are shown as "?".  LM_NOMEM.
 */
enum lm_code report_say(struct lm_buf *out, const struct report_line *line,
    struct lm_err *err);

/*
 * Append the verdict, without a line end: "FOUND 3 in 2 of 120 records: email
 * 2, field 1", or "FOUND nothing in 120 records".  counts is of all kinds,
 * which are told in their order.  LM_NOMEM.
 */
enum lm_code report_total(struct lm_buf *out, const uint64_t counts[N_KINDS],
    uint64_t n_with, uint64_t n_records, struct lm_err *err);

/*
 * Paths are built up, as jq writes them: a name of a member (decoded), an index
 * of an element, and "|" before the path within a text that is JSON, base64 or
 * the like: ".calls[0].args|.user["x y"]".  An empty buffer is the record, "."
 * in a report.  Where buf held len bytes before, setting it back to them takes
 * away what was added since.  LM_NOMEM.
 */
enum lm_code path_append_name(struct lm_buf *path, struct lm_span name,
    struct lm_err *err);
enum lm_code path_append_index(struct lm_buf *path, size_t i,
    struct lm_err *err);
enum lm_code path_append_inside(struct lm_buf *path, struct lm_err *err);

#endif
