#ifndef ROUTE_TALLY_H
#define ROUTE_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "decide.h"

#include "lm/buf.h"
#include "lm/err.h"

/* Counts of decisions by lane, cause, rule and flag, and of changes by lane. */
struct tally {
	uint64_t n;
	uint64_t lanes[LM_N_LANES];
	uint64_t causes[N_CAUSES];
	uint64_t *rules; /* by route; the last: no rule */
	uint64_t *flags; /* by flag of the policy */
	/* of --replay: from lane to lane, of those that change at all */
	uint64_t moves[LM_N_LANES][LM_N_LANES];
};

/* LM_NOMEM. */
enum lm_code tally_init(struct tally *tally, const struct lm_policy *policy,
    struct lm_err *err);
void tally_free(struct tally *tally);
void tally_clear(struct tally *tally, const struct lm_policy *policy);

void tally_count(struct tally *tally, const struct lm_policy *policy,
    const struct signals *signals, const struct decision *decision);
void tally_add(struct tally *to, const struct lm_policy *policy,
    const struct tally *from);

/* Append {"records", "lanes", "causes", "rules", "no_rule", "flags",
 * "manifest"} and a newline. */
enum lm_code tally_render(const struct tally *tally, const struct rules *rules,
    struct lm_buf *out, struct lm_err *err);

#endif
