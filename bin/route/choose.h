#ifndef ROUTE_CHOOSE_H
#define ROUTE_CHOOSE_H

#include <stdbool.h>
#include <stdint.h>

#include "condition.h"
#include "decide.h"

/* Which model, endpoint and queue a job gets, and the sentence that says why. */

/* A route matched. */
struct choice {
	const struct rules *rules;
	const struct job *job;
	const struct question *question;
	struct decision *decision;
};

/* Before any rule: a job that is malformed, has no task, or asks for a model
 * that is not approved, is rejected; one that brings a misspelt flag is held.
 * *stands becomes false then. */
enum lm_code choose_early(const struct signals *signals,
    const struct job_fault *fault, int64_t now_ns, struct decision *decision,
    bool *stands, struct lm_err *err);

/* What the route gives: its lane, or hold or reject where it cannot. */
enum lm_code choose(const struct choice *choice, struct lm_err *err);

/* No route took the job. */
enum lm_code choose_none(const struct rules *rules, const struct job *job,
    struct decision *decision, struct lm_err *err);

#endif
