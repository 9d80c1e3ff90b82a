#ifndef DRIFT_VERDICT_H
#define DRIFT_VERDICT_H

#include "report.h"

/* What a report is made from. */
struct drift_case {
	const struct drift_set *baseline;
	const struct drift_set *current;
	const size_t *order;
	const struct drift_result *result;
	const struct drift_gate *gate;
	const size_t *worst; /* places, as drift_worst */
	size_t n_worst;
};

/* The verdict, and why. */
struct drift_findings {
	enum drift_verdict verdict;
	struct lm_buf json; /* JSON strings with commas between */
	struct lm_buf text; /* for people, each after "; " */
};

void drift_findings_free(struct drift_findings *findings);

/* Judge; *findings starts all-zero.  LM_NOMEM. */
enum lm_code drift_judge(const struct drift_case *in,
    struct drift_findings *findings, struct lm_err *err);

/*
 * Append "drift 0.0031 < 0.08" (or >=), with as many digits as it takes to
 * show which it is.  Drift is defined.  LM_NOMEM.
 */
enum lm_code drift_relation(const struct drift_case *in, struct lm_buf *out,
    struct lm_err *err);

/* Append the id of a document of the baseline, cut if it is long. */
enum lm_code drift_id_label(const struct drift_case *in, size_t i,
    struct lm_buf *out, struct lm_err *err);

#endif
