#ifndef ROUTE_DECIDE_H
#define ROUTE_DECIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "job.h"
#include "rules.h"
#include "signals.h"

#include "lm/buf.h"
#include "lm/err.h"

/* What made a decision; kept in ledgers by its name. */
enum cause {
	CAUSE_RULE,	  /* a rule matched */
	CAUSE_NO_RULE,	  /* none did */
	CAUSE_NO_TASK,	  /* the job has none */
	CAUSE_MALFORMED,  /* a member has another type or range */
	CAUSE_UNAPPROVED, /* the model asked for, or given, is not approved */
	CAUSE_MISSING,	  /* a rule needs what the job lacks */
	CAUSE_WHERE,	  /* a rule's where failed */
	CAUSE_UNREDACTED, /* the managed lane takes redacted jobs only */
	CAUSE_NOT_SERVED, /* no model of the lane can be given */
	CAUSE_FLAG,	  /* it brings a flag whose name is nearly another's */
	CAUSE_UNKNOWN,	  /* a ledger does not tell enough to decide again */
};
#define N_CAUSES 11
extern const char *const cause_names[N_CAUSES + 1]; /* NULL at the end */

/* A rule that might have taken the job and did not. */
struct passed {
	size_t route;
	size_t at; /* why, in struct decision.because */
	size_t len;
};

struct decision {
	enum lm_lane lane;
	enum cause cause;
	size_t rule;  /* of policy->routes, or LM_NO_INDEX */
	size_t model; /* each an index, or LM_NO_INDEX */
	size_t endpoint;
	size_t queue;
	struct lm_span on; /* what was missing, or the malformed member */
	bool other;	   /* another model than the job asked for */
	struct token_count tokens;
	struct lm_buf reason; /* a sentence */
	struct passed *passed;
	size_t n_passed;
	size_t cap_passed;
	struct lm_buf because;
};

/* A worker's memory. */
struct decider;

enum lm_code decider_new(const struct rules *rules, struct decider **out,
    struct lm_err *err);
void decider_free(struct decider *decider);

/*
 * Decide a job, at a time (nanoseconds since 1970, for hours and expiry), with
 * what is wrong with it (job_read).  *decision lives until the next call.  The
 * first route that matches wins; lmob-manifest(5) says how.  LM_NOMEM.
 */
enum lm_code decider_decide(struct decider *decider, const struct job *job,
    const struct job_fault *fault, int64_t now_ns,
    const struct decision **decision, struct lm_err *err);

/* The signals of the job that was decided last. */
struct signals *decider_signals(struct decider *decider);

#endif
