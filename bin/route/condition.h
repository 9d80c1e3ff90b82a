#ifndef ROUTE_CONDITION_H
#define ROUTE_CONDITION_H

#include <stdbool.h>
#include <stdint.h>

#include "signals.h"

#include "lm/buf.h"
#include "lm/err.h"

/* What a route asks about. */
enum asked {
	ASKED_TASK,
	ASKED_STAGE,
	ASKED_SCHEMA_FAILURES,
	ASKED_EQUALS,
	ASKED_HOURS,
	ASKED_TOKENS_BELOW,
	ASKED_TOKENS_AT_LEAST,
	ASKED_ANY_FLAG,
	ASKED_NO_FLAG,
	ASKED_WHERE,
	ASKED_ROOM, /* does the queue take a prompt of this length */
};
#define N_ASKED 11

enum truth {
	TRUTH_NO,
	TRUTH_YES,
	TRUTH_MISSING, /* the job lacks what is asked about */
	TRUTH_FAILED,  /* a where failed */
	TRUTH_UNKNOWN, /* a ledger does not tell */
};

/* A route that is asked of a job. */
struct question {
	struct signals *signals;
	const struct lm_route *route;
	size_t index;	/* of the route */
	unsigned asked; /* condition_asked */
	int64_t now_ns;
	struct lm_values *values; /* memory of paths */
};

/* What route asks about, as bits 1 << enum asked. */
unsigned condition_asked(const struct lm_policy *policy,
    const struct lm_route *route);

/* Ask.  LM_NOMEM; for TRUTH_FAILED *err has jq's message and LM_OK is
 * returned. */
enum lm_code condition_holds(const struct question *question, enum asked asked,
    enum truth *truth, struct lm_err *err);

/* Append what was found, for people: "812 tokens are fewer than 9000". */
enum lm_code condition_say(const struct question *question, enum asked asked,
    enum truth truth, struct lm_buf *out, struct lm_err *err);

/* Append "812 tokens" or "an estimated 700 to 1200 tokens". */
enum lm_code condition_say_tokens(const struct token_count *count,
    struct lm_buf *out, struct lm_err *err);

#endif
