#ifndef ROUTE_SIGNALS_H
#define ROUTE_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "job.h"
#include "rules.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/expr.h"
#include "lm/phrases.h"
#include "lm/span.h"
#include "lm/tokenizer.h"

/*
 * What has to be worked out of a job: flags from its texts, token counts, jq's
 * answers.  Each is worked out when a rule first asks for it, and once.
 */

enum count_by { BY_RECORD, BY_MODEL, BY_ESTIMATE };

struct token_count {
	bool known; /* false: there is nothing to count */
	enum count_by by;
	size_t model; /* BY_MODEL: whose tokenizer counted */
	uint64_t low; /* an exact count is both */
	uint64_t high;
};

/* A flag of the manifest, as raised by a job. */
struct raised {
	bool up;
	bool across;   /* the phrase goes over parts of the message */
	size_t phrase; /* LM_PHRASE_NONE: the record brought the flag */
	size_t text;   /* of job->texts, or the first of its message */
};

struct signals {
	const struct rules *rules;
	const struct job *job;
	struct lm_expr *expr;
	struct lm_phrase_finder *finder;
	struct lm_token_counter **counters; /* by tokenizer */
	struct token_count *counts; /* by tokenizer, the last: estimate */
	bool *counted;
	bool has_flags;	       /* raised[] is of this job */
	struct raised *raised; /* by flag of the policy */
	size_t *found;
	bool has_record; /* expr has this job's record */
	bool has_stamp;
	enum lm_stamp_state stamp;
	struct lm_buf joined;
	struct lm_buf read[2]; /* a text without its escapes */
};

enum lm_code signals_init(struct signals *signals, const struct rules *rules,
    struct lm_err *err);
void signals_free(struct signals *signals);

/* Forget the job before; this one is asked about now. */
void signals_take(struct signals *signals, const struct job *job);

/* Whether the flags can be known: there are texts, all of them were read, or
 * there is a list of flags. */
bool signals_flags_known(const struct signals *signals);

/* Raise the flags.  LM_NOMEM. */
enum lm_code signals_raise(struct signals *signals, struct lm_err *err);

/* n texts of the job from first on as one, with newlines between; lives until
 * the next call.  LM_NOMEM. */
enum lm_code signals_join(struct signals *signals, size_t first, size_t n,
    struct lm_span *text, struct lm_err *err);

/* Where the phrase of a flag is: a text, or the whole content of a message. */
struct job_text signals_place(const struct signals *signals,
    const struct raised *raised);

/* A flag that the record brings and the manifest does not have, but nearly: a
 * slip of the hand.  *flag is NULL: there is none; *near is what was meant.
 * LM_NOMEM. */
enum lm_code signals_misspelt(const struct signals *signals, yyjson_val **flag,
    const char **near, struct lm_err *err);

/* The tokens of the job as route (NULL: none) counts them.  LM_NOMEM. */
enum lm_code signals_tokens(struct signals *signals,
    const struct lm_route *route, struct token_count *count,
    struct lm_err *err);

/* Whether the job is redacted: the state of its stamp. */
enum lm_stamp_state signals_stamp(struct signals *signals);

/* jq's answer for a route: LM_MALFORMED with its message where it fails. */
enum lm_code signals_where(struct signals *signals, size_t route,
    enum lm_answer *answer, struct lm_err *err);

#endif
