#include "lm/run_state.h"

#include <stdio.h>
#include <unistd.h>

#include "lm/help.h"
#include "lm/stats.h"

void
lm_run_say_end(const struct lm_run_state *state)
{
	const struct lm_lines_totals *totals = &state->lines.totals;
	struct lm_span verdict = lm_buf_view(&state->run.verdict);
	char text[600];

	if (totals->rejected > 0) {
		(void)snprintf(text, sizeof(text),
		    "%ju of %ju records rejected, see %s",
		    (uintmax_t)totals->rejected, (uintmax_t)totals->records_in,
		    state->common.rejects);
		lm_cli_warn(&state->cli, text);
	}
	(void)lm_cli_say(STDERR_FILENO, verdict);
}

enum lm_code
lm_run_append_stats(const struct lm_run_state *state, enum lm_exit exit,
    struct lm_err *err)
{
	struct lm_stats stats = {.program = state->filter->name,
	    .version = LMOB_VERSION,
	    .manifest = state->manifest == NULL
		? NULL
		: lm_manifest_stamp(state->manifest),
	    .started = state->started,
	    .begun = state->begun,
	    .totals = state->lines.totals,
	    .exit = (int)exit,
	    .counters = state->filter->counters,
	    .counts = state->shared.counts};

	if (state->run.stats == NULL || state->hash == NULL)
		return LM_OK;
	stats.output_hash = lm_hash_stream_value(state->hash);
	return lm_stats_append(&stats, state->run.stats, err);
}

int
lm_run_print_text(const struct lm_run_state *state, int fd)
{
	struct lm_buf text = {0};
	struct lm_err err = {0};
	enum lm_code code = LM_OK;
	bool said = false;

	if (fd == STDERR_FILENO || state->common.help)
		code = lm_help_text(&state->cli, &text, &err);
	else if (state->common.version)
		code = lm_buf_printf(&text, &err, "%s %s\n", state->cli.program,
		    LMOB_VERSION);
	else
		code = lm_help_completions(&state->cli,
		    state->common.completions, &text, &err);
	if (code == LM_OK)
		said = lm_cli_say(fd, lm_buf_view(&text));
	if (code == LM_OK && !said)
		(void)lm_err_io(&err, "write");
	if (!said)
		lm_cli_fail(&state->cli, &err);
	lm_buf_free(&text);
	return said && fd == STDOUT_FILENO ? LM_EXIT_DONE : LM_EXIT_TROUBLE;
}
