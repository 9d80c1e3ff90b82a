#ifndef SCHEMACHECK_GATE_H
#define SCHEMACHECK_GATE_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/filter.h"
#include "lm/span.h"
#include "lm/stat.h"

#include "outcome.h"

/*
 * The gate: whether enough records are valid.
 *
 * Records that are strict or extracted are valid, with count_repaired the
 * repaired ones, too; all others are not, but of undetermined ones nobody
 * knows: a gate passes only if it does with all of them invalid, and fails
 * only if it does with all of them valid.
 */

/* The worse, the higher. */
enum verdict { VERDICT_PASS, VERDICT_UNDECIDED, VERDICT_FAIL };

/* "pass", "undecided", "fail", as summaries have them. */
extern const char *const verdict_names[];

struct gate {
	bool is_set;		  /* there is a gate at all */
	struct lm_stat_ratio min; /* what the rate has to reach */
	struct lm_stat_ratio confidence;
	double z;	     /* of the confidence */
	bool point;	     /* the bare rate decides, not its bound */
	bool count_repaired; /* repaired records are valid, too */
};

/* No gate, a confidence of 95 %. */
struct gate gate_default(void);

/*
 * Read --min-valid, 0 % to 100 %, which sets the gate; and --confidence, over
 * 50 % and under 100 %.  text is a percentage with its sign ("97.5%") or a
 * share with its point ("0.975"), with at most 9 decimals of the share; it is
 * read exactly.  LM_USAGE.
 */
enum lm_code gate_read_min(struct gate *gate, struct lm_span text,
    struct lm_err *err);
enum lm_code gate_read_confidence(struct gate *gate, struct lm_span text,
    struct lm_err *err);

/* Set the gate to a share, 0 to 1, of a manifest, to the nearest 10^-9. */
void gate_set_min(struct gate *gate, double share);

/* LM_USAGE for a gate of 100 % without point, which nothing ever passes. */
enum lm_code gate_check(const struct gate *gate, struct lm_err *err);

/* What is judged. */
struct gate_counts {
	uint64_t n; /* at most LM_STAT_MAX_TRIALS */
	uint64_t n_valid;
	uint64_t n_unsure; /* undetermined */
};

/* The counts of outcomes, by index, and of rejected lines, none of which is
 * valid. */
struct gate_counts gate_count(const struct gate *gate,
    const uint64_t outcomes[N_OUTCOMES], uint64_t n_rejected);

/*
 * Pass: the one-sided lower bound of the rate (lm_stat_share_lower) is at min
 * or above it; fail: the upper one is below it; else, and without records,
 * undecided.  With point the rate itself is compared.  Decided in counts
 * (lm_stat_share_reaches), not by bounds that were rounded.
 */
enum verdict gate_judge(const struct gate *gate,
    const struct gate_counts *counts);

/* 0, 3 and 1. */
enum lm_exit gate_exit(enum verdict verdict);

/*
 * Append the verdict and its reason, for people:
 *
 *	PASS 1164/1200 valid (97.0 %), lower bound 96.1 % >= 95 %
 *	FAIL 1100/1200 valid (91.7 %), upper bound 92.9 % < 95 %
 *	undecided: 116/120 valid (96.7 %), lower bound 92.8 % < 95 %; about 343
 *	    more at this rate
 *
 * who, unless its ptr is NULL, is said after the verdict.  No percentage is rounded
 * to the other side of min.  LM_NOMEM.
 */
enum lm_code gate_say(const struct gate *gate, const struct gate_counts *counts,
    struct lm_span who, struct lm_buf *out, struct lm_err *err);

#endif
