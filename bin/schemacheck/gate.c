#include "gate.h"

#include "percent.h"

const char *const verdict_names[] = {
    [VERDICT_PASS] = "pass",
    [VERDICT_UNDECIDED] = "undecided",
    [VERDICT_FAIL] = "fail",
};

struct gate_counts
gate_count(const struct gate *gate, const uint64_t outcomes[N_OUTCOMES],
    uint64_t n_rejected)
{
	struct gate_counts counts = {.n = n_rejected,
	    .n_valid = outcomes[OUTCOME_STRICT] + outcomes[OUTCOME_EXTRACTED],
	    .n_unsure = outcomes[OUTCOME_UNDETERMINED]};

	if (gate->count_repaired)
		counts.n_valid += outcomes[OUTCOME_REPAIRED];
	for (size_t i = 0; i < N_OUTCOMES; i++)
		counts.n += outcomes[i];
	return counts;
}

enum verdict
gate_judge(const struct gate *gate, const struct gate_counts *counts)
{
	uint64_t n = counts->n, least = counts->n_valid;
	uint64_t most = least + counts->n_unsure;
	bool passes, fails;

	if (n == 0)
		return VERDICT_UNDECIDED;
	if (gate->point) {
		passes = lm_stat_share_order(least, n, gate->min) >= 0;
		fails = lm_stat_share_order(most, n, gate->min) < 0;
	} else {
		passes = lm_stat_share_reaches(least, n, gate->min, gate->z);
		fails = lm_stat_share_misses(most, n, gate->min, gate->z);
	}
	return passes ? VERDICT_PASS : fails ? VERDICT_FAIL : VERDICT_UNDECIDED;
}

enum lm_exit
gate_exit(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_PASS:
		return LM_EXIT_DONE;
	case VERDICT_UNDECIDED:
		return LM_EXIT_UNDECIDED;
	case VERDICT_FAIL:
		return LM_EXIT_FINDING;
	}
	return LM_EXIT_TROUBLE;
}
