#include "finish.h"

#include "summary.h"

/* Without a gate: any record that is not valid is a finding. */
static enum lm_code
judge_all(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	const struct tally *tally = &settings->tally;
	uint64_t n = tally_records(tally), n_valid = 0;
	uint64_t n_unsure = tally->outcomes[OUTCOME_UNDETERMINED];
	uint64_t n_rejected = settings->has_check ? tally->n_rejected : 0;

	for (enum outcome i = OUTCOME_STRICT; i <= OUTCOME_REPAIRED; i++)
		n_valid += tally->outcomes[i];
	n -= settings->has_check ? 0 : tally->n_rejected;
	if (n == 0) {
		run->exit = LM_EXIT_UNDECIDED;
		return lm_buf_text(&run->verdict,
		    "undecided: no records to check\n", err);
	}
	if (n_valid == n || (settings->allow_invalid && n_rejected == 0))
		return settings->has_check
		    ? lm_buf_printf(&run->verdict, err, "PASS %ju/%ju valid\n",
			  (uintmax_t)n_valid, (uintmax_t)n)
		    : LM_OK;
	run->exit = n_valid + n_unsure + n_rejected == n ? LM_EXIT_UNDECIDED
							 : LM_EXIT_FINDING;
	return lm_buf_printf(&run->verdict, err, "%s %ju/%ju valid\n",
	    run->exit == LM_EXIT_FINDING ? "FAIL" : "undecided:",
	    (uintmax_t)n_valid, (uintmax_t)n);
}

static enum lm_code
say_gate(const struct summary *summary, struct lm_filter_run *run,
    struct lm_err *err)
{
	enum lm_code code = summary_say(summary, &run->verdict, err);

	run->exit = gate_exit(summary_verdict(summary));
	return code == LM_OK ? lm_buf_byte(&run->verdict, '\n', err) : code;
}

enum lm_code
finish(struct settings *settings, struct lm_filter_run *run, struct lm_err *err)
{
	struct lm_buf labels = {0};
	struct summary summary = {.gate = &settings->gate,
	    .tally = &settings->tally,
	    .keywords = settings_keywords,
	    .by = settings->by};
	enum lm_code code = schemas_json(&settings->schemas, &labels, err);

	settings->tally.n_rejected = run->totals->rejected;
	summary.schemas = lm_buf_view(&labels);
	if (code == LM_OK && settings->has_check)
		code = settings->check == CHECK_JSON
		    ? summary_json(&summary, &run->result, err)
		    : summary_text(&summary, &run->result, err);
	if (code == LM_OK)
		code = settings->gate.is_set ? say_gate(&summary, run, err)
					     : judge_all(settings, run, err);
	if (code == LM_OK && settings->invalid_to != NULL)
		code = lm_writer_commit(settings->invalid_to, err);
	lm_buf_free(&labels);
	return code;
}
