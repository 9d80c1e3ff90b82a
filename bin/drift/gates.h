#ifndef DRIFT_GATES_H
#define DRIFT_GATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compare.h"
#include "pairs.h"
#include "retrieval.h"
#include "shift.h"
#include "verdict.h"

#include "lm/bootstrap.h"
#include "lm/buf.h"
#include "lm/err.h"

/*
 * The gates.  Each is judged by itself: fail outweighs undecided, and that
 * pass; what is off is told, and changes nothing.
 */
enum drift_gate_id {
	DRIFT_GATE_DRIFT,	/* 1 - mean of the rows' correlations */
	DRIFT_GATE_PROBES,	/* how many could be compared */
	DRIFT_GATE_CORRELATION, /* the least of a document */
	DRIFT_GATE_OVERLAP,	/* share of nearest neighbours that stayed */
	DRIFT_GATE_SELF,  /* least cosine of a document to itself before */
	DRIFT_GATE_NORM,  /* the vectors' lengths */
	DRIFT_GATE_MEAN,  /* the centre of the space */
	DRIFT_GATE_MODEL, /* who made the vectors */
	DRIFT_GATE_DIMENSIONS,
	DRIFT_GATE_RETRIEVAL, /* loss of nDCG@10, in percentage points */
	DRIFT_N_GATES,
};

/* The name of a gate in the result. */
const char *drift_gate_name(enum drift_gate_id id);

struct drift_limits {
	double max_drift;
	double min_correlation;
	double min_overlap;
	double min_self;
	double max_norm;
	double max_mean;
	double max_loss_pp;
	size_t min_probes;
	size_t min_queries;	 /* with an answer that is searched */
	bool allow_model_change; /* gates of model and dimensions are off */
	/* Another model on purpose: only retrieval decides, on enough probes.
	 * Where the model is the same, it changes nothing. */
	bool promotes;
};

/* Documents with a neighbour in the baseline at this cosine or nearer, on the
 * grid, say nothing that it does not say; so many of a set are a warning. */
#define DRIFT_DUPLICATE 999000
#define DRIFT_DUPLICATE_SHARE 0.05

/* Where a larger share of the judged queries has no answer that is searched,
 * their mean does not tell a loss. */
#define DRIFT_UNANSWERED_SHARE 0.05

/* Where the texts of a larger share changed, the rest tells of nothing. */
#define DRIFT_CHANGED_SHARE 0.1

/* Fewer documents than this are never enough: a row of two has no ranks. */
#define DRIFT_LEAST_PROBES 3

/* All that was measured. */
struct drift_case {
	const struct drift_set *sides[DRIFT_N_SIDES];
	const struct drift_pairs *pairs;
	const struct drift_result *result;
	const struct drift_shift *shift;
	const struct drift_retrieval *retrieval; /* NULL: not asked for */
	size_t recall_at;
	struct lm_interval interval; /* of drift */
	struct drift_limits limits;
	const size_t *worst; /* places among the pairs, as drift_worst */
	size_t n_worst;	     /* to be named */
	size_t n_low;	     /* correlations under min_correlation */
	size_t n_moved;	     /* cosines to themselves under min_self */
	size_t least_self;   /* the pair with the least */
	size_t n_duplicates; /* documents */
	size_t n_answered;   /* judged queries of which an answer is searched */
};

struct drift_gate {
	enum drift_verdict verdict; /* or DRIFT_OFF */
	double value;		    /* NaN: there is none */
	double limit;
	struct lm_interval interval; /* of value; low NaN: none */
	struct lm_buf text;	     /* for people; empty: nothing to be said */
};

struct drift_findings {
	enum drift_verdict verdict;
	struct drift_gate gates[DRIFT_N_GATES];
	struct lm_buf mixture;	/* for people: one side has several models */
	struct lm_buf warnings; /* JSON strings, commas between */
	struct lm_buf notes;	/* the same for people, each after "; " */
};

void drift_findings_free(struct drift_findings *findings);

/* The least correlations first, places among the pairs: all of them; and what
 * of drift_case is counted.  worst is the memory behind in->worst.  LM_NOMEM. */
enum lm_code drift_case_count(struct drift_case *in, size_t max_worst,
    struct lm_buf *worst, struct lm_err *err);

/* Judge; *findings starts all-zero.  LM_NOMEM. */
enum lm_code drift_judge(const struct drift_case *in,
    struct drift_findings *findings, struct lm_err *err);

#endif
