#include "finish.h"

#include "summary.h"

/* Without a gate: any record that is not valid is a finding.  Of a summary
 * those are valid that it calls so, and lines that were rejected are not. */
static enum lm_code
judge_all(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	const struct tally *tally = &settings->tally;
	struct gate gate = settings->gate;
	struct gate_counts counts;
	uint64_t n_rejected = settings->has_check ? tally->n_rejected : 0;
	const char *word = "FAIL ";

	gate.count_repaired |= !settings->has_check;
	counts = gate_count(&gate, tally->outcomes, n_rejected);
	if (counts.n == 0) {
		run->exit = LM_EXIT_UNDECIDED;
		return lm_buf_text(&run->verdict,
		    "undecided: no records to check\n", err);
	}
	if (counts.n_valid == counts.n) {
		if (!settings->has_check)
			return LM_OK;
		word = "PASS ";
	} else if (settings->allow_invalid && n_rejected == 0) {
		if (!settings->has_check)
			return LM_OK;
		word = "";
	} else if (counts.n_valid + counts.n_unsure + n_rejected == counts.n) {
		run->exit = LM_EXIT_UNDECIDED;
		word = "undecided: ";
	} else {
		run->exit = LM_EXIT_FINDING;
	}
	return lm_buf_printf(&run->verdict, err, "%s%ju/%ju valid\n", word,
	    (uintmax_t)counts.n_valid, (uintmax_t)counts.n);
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
