#ifndef SCHEMACHECK_SUMMARY_H
#define SCHEMACHECK_SUMMARY_H

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

#include "gate.h"
#include "tally.h"

/* What is said of a whole stream at its end. */
struct summary {
	const struct gate *gate;
	const struct tally *tally;
	const char *const *keywords; /* names, by index of the tally */
	const char *by;		     /* the path of --by; NULL: no groups */
	struct lm_span schemas; /* for JSON: a value of JSON; empty: none */
};

/* The worst of the verdicts on all records and on each group: what the exit
 * status tells. */
enum verdict summary_verdict(const struct summary *summary);

/*
 * Append that verdict and its reason as one line, without its end, for standard
 * error: of all records (gate_say), or, where a group is worse, of the first
 * that is as bad; with groups how many of them fail and are undecided.
 * LM_NOMEM.
 */
enum lm_code summary_say(const struct summary *summary, struct lm_buf *out,
    struct lm_err *err);

/*
 * Append tables for people: outcomes, groups in their order, keywords with the
 * most frequent first and by name among equals.  The numbers come first, so
 * that names of any width leave them aligned.  LM_NOMEM.
 */
enum lm_code summary_text(const struct summary *summary, struct lm_buf *out,
    struct lm_err *err);

/*
 * Append one JSON object and a newline:
 *
 *	{"records","valid","rejected","outcomes":{…},"rates":{"valid",…},
 *	"lower_bound","upper_bound","confidence","min_valid","point",
 *	"count_repaired","verdict","groups":[{"by","records","valid","outcomes",
 *	"rates","lower_bound","upper_bound","verdict"}],"keywords":{…},
 *	"schemas":…}
 *
 * Rates and bounds are null without records, min_valid and verdict without a
 * gate; by is null for records without a value.  groups and schemas are there
 * only where there are any.  Shares have at least 9 decimals, and are rounded
 * to their side of min_valid.  LM_NOMEM.
 */
enum lm_code summary_json(const struct summary *summary, struct lm_buf *out,
    struct lm_err *err);

/* A keyword that fails, for both. */
struct summary_keyword {
	const char *name;
	uint64_t n;
};

/* In place of what list holds: those that fail, in their order; how many. */
enum lm_code summary_keywords(const struct summary *summary,
    struct lm_buf *list, size_t *n, struct lm_err *err);

#endif
