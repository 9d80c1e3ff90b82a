#ifndef DRIFT_GATES_JUDGE_H
#define DRIFT_GATES_JUDGE_H

#include "gates.h"
#include "out.h"

/*
 * The gates, one by one: each fills in its own, with what it has to say.  What
 * they return is LM_NOMEM or LM_OK.
 */

/* Of the neighbourhoods (gates_neighbours.c). */
enum lm_code drift_judge_drift(const struct drift_case *in,
    struct drift_gate *gate, struct lm_err *err);
enum lm_code drift_judge_probes(const struct drift_case *in,
    struct drift_gate *gate, struct lm_err *err);
/* The documents under the limit are named; where drift fails, the worst. */
enum lm_code drift_judge_correlation(const struct drift_case *in,
    const struct drift_gate *drift_gate, struct drift_gate *gate,
    struct lm_err *err);
enum lm_code drift_judge_overlap(const struct drift_case *in,
    struct drift_gate *gate, struct lm_err *err);

/* Of the space, who made it, and what it is for (gates_space.c). */
enum lm_code drift_judge_self(const struct drift_case *in,
    struct drift_gate *gate, struct lm_err *err);
enum lm_code drift_judge_norm(const struct drift_case *in,
    struct drift_gate *gate, struct lm_err *err);
enum lm_code drift_judge_mean(const struct drift_case *in,
    struct drift_gate *gate, struct lm_err *err);
enum lm_code drift_judge_model(const struct drift_case *in,
    struct drift_gate *gate, struct lm_err *err);
enum lm_code drift_judge_dimensions(const struct drift_case *in,
    struct drift_gate *gate, struct lm_err *err);
enum lm_code drift_judge_retrieval(const struct drift_case *in,
    struct drift_gate *gate, struct lm_err *err);

/* A text that a gate says. */
static inline struct drift_out
drift_gate_say(struct lm_buf *text, struct lm_err *err)
{
	return (struct drift_out){text, err, LM_OK};
}

/* A gate on a value that must not be on the wrong side of its limit; off where
 * there is no value (NaN).  Whether it fails. */
bool drift_gate_value(struct drift_gate *gate, double value, double limit,
    bool fails);

/* A gate on a value that is only known up to an interval: it has to be below
 * its limit. */
void drift_gate_interval(struct drift_gate *gate, double value,
    struct lm_interval interval, double limit);

#endif
