#ifndef CASES_H
#define CASES_H

#include "check.h"
#include "fill.h"
#include "gates.h"

/*
 * A case of four documents a, 7, c and d, in which nothing is wrong.  Tests
 * change what they are about, and then judge.
 */
#define CASE_N 4

struct trial {
	struct drift_set sets[DRIFT_N_SIDES];
	struct drift_pairs pairs;
	struct drift_result result;
	struct drift_shift shift;
	struct drift_retrieval retrieval;
	struct lm_buf worst;
	struct drift_case in;
	struct drift_findings findings;
};

static inline void
put(struct lm_buf *buf, const void *bytes, size_t len)
{
	struct lm_err err = {0};

	CHECK_OK(lm_buf_append(buf, bytes, len, &err), &err);
}

/* Of model m on both sides, unless another fingerprint is said. */
static inline void
trial_documents(struct drift_set *set, const char *file, const char *made)
{
	static const char *const ids[CASE_N] = {"\"a\"", "7", "\"c\"", "\"d\""};

	for (size_t i = 0; i < CASE_N; i++) {
		struct lm_buf text = {0};
		struct lm_err err = {0};

		CHECK_OK(lm_buf_texts(&text, &err, "{\"id\":", ids[i],
			     ",\"text\":\"About ",
			     ids[i][0] == '7' ? "7" : "it",
			     "\",\"embedding\":[1,2,3],\"embed\":{\"engine\":"
			     "\"e\",\"model\":\"m\",\"fingerprint\":\"",
			     made, "\"}}", NULL),
		    &err);
		CHECK_OK(lm_buf_byte(&text, '\0', &err), &err);
		add_good(set, file, i + 1, text.ptr);
		lm_buf_free(&text);
	}
}

/* Fill in a result: correlations of 1, k of 2, all neighbours kept. */
static inline void
trial_result(struct drift_result *result)
{
	*result = (struct drift_result){.n = CASE_N, .k = 2, .overlap = 1};
	for (uint32_t i = 0; i < CASE_N; i++) {
		const uint32_t near[] = {(i + 1) % CASE_N, (i + 2) % CASE_N};
		const double one = 1, none = 0;
		const uint32_t kept = 2;
		const int32_t nearest = 500000;

		put(&result->correlations, &one, sizeof(one));
		put(&result->values, &none, sizeof(none));
		put(&result->kept, &kept, sizeof(kept));
		put(&result->nearest, &nearest, sizeof(nearest));
		for (size_t side = 0; side < DRIFT_N_SIDES; side++)
			put(&result->neighbours[side], near, sizeof(near));
	}
}

static inline double *
trial_correlations(struct trial *trial)
{
	void *values = trial->result.correlations.ptr;

	return values;
}

static inline void
trial_begin(struct trial *trial, const char *before, const char *now)
{
	struct lm_err err = {0};

	*trial = (struct trial){.shift = {.self = 1, .least = 1}};
	trial_documents(&trial->sets[DRIFT_BASELINE], "base", before);
	trial_documents(&trial->sets[DRIFT_CURRENT], "tonight", now);
	for (size_t i = 0; i < DRIFT_N_SIDES; i++) {
		CHECK_OK(drift_set_seal(&trial->sets[i], &err), &err);
		trial->in.sides[i] = &trial->sets[i];
	}
	for (size_t i = 0; i < CASE_N; i++) {
		const struct drift_pair pair = {{i, i}};
		const double same = 1;

		put(&trial->pairs.compared, &pair, sizeof(pair));
		put(&trial->shift.selves, &same, sizeof(same));
	}
	trial_result(&trial->result);
	trial->in.pairs = &trial->pairs;
	trial->in.result = &trial->result;
	trial->in.shift = &trial->shift;
	trial->in.limits = (struct drift_limits){.max_drift = 0.08,
	    .min_correlation = 0.5,
	    .min_overlap = 0.95,
	    .min_self = 0.9,
	    .max_norm = 0.01,
	    .max_mean = 0.02,
	    .max_loss_pp = 2,
	    .min_probes = 3,
	    .min_queries = 30};
}

/* Judged queries, of which the first n_answered have an answer here. */
static inline void
trial_queries(struct trial *trial, size_t n, size_t n_answered)
{
	for (size_t i = 0; i < n; i++) {
		struct drift_query query = {.places = {i, i}};

		query.rr[DRIFT_BASELINE] = i < n_answered ? 1 : 0;
		put(&trial->retrieval.queries, &query, sizeof(query));
	}
}

/* Judge what the test has made of it. */
static inline enum drift_verdict
trial_judge(struct trial *trial)
{
	struct lm_err err = {0};

	CHECK_OK(drift_case_count(&trial->in, 10, &trial->worst, &err), &err);
	CHECK_OK(drift_judge(&trial->in, &trial->findings, &err), &err);
	return trial->findings.verdict;
}

static inline void
trial_end(struct trial *trial)
{
	drift_findings_free(&trial->findings);
	lm_buf_free(&trial->worst);
	drift_retrieval_free(&trial->retrieval);
	drift_shift_free(&trial->shift);
	drift_result_free(&trial->result);
	drift_pairs_free(&trial->pairs);
	for (size_t i = 0; i < DRIFT_N_SIDES; i++)
		drift_set_free(&trial->sets[i]);
}

/* The verdict of one gate, and what it says. */
static inline enum drift_verdict
trial_gate(const struct trial *trial, enum drift_gate_id id)
{
	return trial->findings.gates[id].verdict;
}
static inline struct lm_span
trial_text(const struct trial *trial, enum drift_gate_id id)
{
	return lm_buf_view(&trial->findings.gates[id].text);
}

#endif
