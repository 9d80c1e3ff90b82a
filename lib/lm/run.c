#include "lm/run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lm/clock.h"
#include "lm/cpus.h"
#include "lm/run_state.h"
#include "lm/stack.h"

/* Small enough for a second-level cache, large enough to forget system calls. */
#define BLOCK_SIZE ((size_t)256 * 1024)
/* A record or a few: none waits long for another's server. */
#define HELD_BLOCK_SIZE ((size_t)1024)

static bool
reads(const struct lm_filter *filter)
{
	return lm_filter_uses(filter, LM_USES_INPUT);
}

static void
show_progress(void *progress, const struct lm_lines_totals *totals)
{
	lm_progress_show(progress, totals);
}

static enum lm_code
load_manifest(struct lm_run_state *state, struct lm_err *err)
{
	const char *path = state->common.manifest;
	enum lm_code code;

	if (!lm_filter_uses(state->filter, LM_USES_MANIFEST))
		return LM_OK;
	if (path == NULL)
		path = getenv("LMOB_MANIFEST");
	if (path == NULL || *path == '\0')
		return LM_OK;
	code = lm_filter_check_read(&state->run, "--manifest", path, err);
	if (code == LM_OK)
		code = lm_manifest_load(path, &state->manifest, err);
	state->run.manifest = state->manifest;
	return code;
}

/* No file is written that the run uses otherwise; not by --stats either, which
 * else tells of runs that fail. */
static enum lm_code
check_files(struct lm_run_state *state, struct lm_err *err)
{
	enum lm_code code;

	if (!reads(state->filter))
		return LM_OK;
	code = lm_filter_check_files(&state->run, err);
	if (code != LM_OK) {
		lm_hash_stream_free(state->hash);
		state->hash = NULL;
	}
	return code;
}

/* Nothing is written, and no old output emptied, for an operand that is not
 * there. */
static enum lm_code
check_input(struct lm_run_state *state, struct lm_err *err)
{
	state->lines.input = (struct lm_blocks){.paths = state->run.inputs,
	    .n_paths = state->run.n_inputs,
	    .block_size = state->run.holds ? HELD_BLOCK_SIZE : BLOCK_SIZE,
	    .max_line = state->common.max_record};
	return lm_blocks_check(&state->lines.input, err);
}

/* What a run that is continued has kept is compared, not written again. */
static enum lm_code
open_file(const struct lm_run_state *state, const char *path,
    enum lm_writer_kind kind, struct lm_writer **writer, struct lm_err *err)
{
	uint64_t kept;

	return state->run.resumes
	    ? lm_writer_resume(path, kind, writer, &kept, err)
	    : lm_writer_open(path, kind, writer, err);
}

static enum lm_code
open_files(struct lm_run_state *state, struct lm_err *err)
{
	const struct lm_filter_run *run = &state->run;
	enum lm_code code = open_file(state, run->output, LM_WRITER_ATOMIC,
	    &state->output, err);

	if (code == LM_OK && run->rejects != NULL)
		code = open_file(state, run->rejects, LM_WRITER_PRIVATE,
		    &state->rejects, err);
	return code;
}

/* First of all, so that --stats tells of runs that fail early, too. */
static enum lm_code
begin(struct lm_run_state *state, struct lm_err *err)
{
	state->begun = lm_clock_monotonic();
	if (state->common.stats != NULL) {
		state->hash = lm_hash_stream_new();
		if (state->hash == NULL)
			return lm_err_nomem(err);
	}
	return lm_clock_now(&state->started, err);
}

/* Few bytes are not worth a second worker. */
static size_t
useful_jobs(const struct lm_run_state *state, uint64_t size)
{
	return size != 0 && size <= BLOCK_SIZE ? 1 : state->run.jobs;
}

static enum lm_code
run_lines(struct lm_run_state *state, struct lm_err *err)
{
	struct lm_lines *lines = &state->lines;
	uint64_t size = lm_blocks_size(&lines->input);
	enum lm_code code;

	state->shared.filter = state->filter;
	state->shared.only_if = state->common.only_if;
	state->shared.aggregates = state->run.aggregates;
	state->shared.is_text = state->run.is_text;
	state->shared.holds = state->run.holds;
	lines->jobs = useful_jobs(state, size);
	lines->keeps_blank = state->run.is_text;
	lines->output = state->output;
	lines->rejects = state->rejects;
	lines->max_rejects = state->common.max_rejects;
	lines->hash = state->hash;
	lines->ops = &lm_worker_ops;
	lines->hold = state->run.holds ? &lm_worker_hold : NULL;
	lines->ctx = &state->shared;
	lines->progress = show_progress;
	lines->progress_arg = &state->progress;
	state->progress =
	    lm_progress_start((enum lm_progress_when)state->common.progress,
		size);
	state->progress.more = state->filter->progress;
	state->progress.arg = state->filter->settings;
	state->run.totals = &lines->totals;
	state->run.counts = state->shared.counts;
	code = lm_lines_run(lines, err);
	lm_worker_shared_free(&state->shared);
	lm_progress_end(&state->progress, &lines->totals);
	return code;
}

static enum lm_code
write_result(struct lm_run_state *state, struct lm_err *err)
{
	struct lm_span result = lm_buf_view(&state->run.result);
	enum lm_code code;

	if (result.len == 0)
		return LM_OK;
	code = lm_writer_write(state->output, result, err);
	if (code != LM_OK)
		return code;
	if (state->hash != NULL)
		lm_hash_stream_add(state->hash, result);
	state->lines.totals.records_out +=
	    state->run.n_results == 0 ? 1 : state->run.n_results;
	state->lines.totals.bytes_out += result.len;
	return LM_OK;
}

static enum lm_code
finish(struct lm_run_state *state, struct lm_err *err)
{
	const struct lm_filter *filter = state->filter;
	enum lm_code code = LM_OK;

	state->run.totals = &state->lines.totals;
	state->run.counts = state->shared.counts;
	if (filter->finish != NULL)
		code = filter->finish(filter->settings, &state->run, err);
	if (code == LM_OK)
		code = write_result(state, err);
	if (code == LM_OK && state->rejects != NULL)
		code = lm_writer_commit(state->rejects, err);
	if (code == LM_OK)
		code = lm_writer_commit(state->output, err);
	return code;
}

/* An operand of a run that reads nothing would be passed over in silence. */
static enum lm_code
check_operands(const struct lm_run_state *state, struct lm_err *err)
{
	if (reads(state->filter) || state->run.inputs == state->standard_input)
		return LM_OK;
	return lm_err_set(err, LM_USAGE, "%s: no file is read with this option",
	    state->run.inputs[0]);
}

/* It may open files, so theirs were checked before; and change what is read,
 * or what becomes of it. */
static enum lm_code
start(struct lm_run_state *state, struct lm_err *err)
{
	const struct lm_filter_run before = state->run;
	const struct lm_filter *filter = state->filter;
	enum lm_code code = filter->start(filter->settings, &state->run, err);

	lm_cli_warn_lines(&state->cli, lm_buf_view(&state->run.warnings));
	if (code == LM_OK && state->run.is_text &&
	    state->common.only_if != NULL)
		code = lm_err_set(err, LM_USAGE,
		    "--if: it is for records, not for lines of text");
	if (code != LM_OK ||
	    (state->run.inputs == before.inputs &&
		state->run.n_inputs == before.n_inputs &&
		state->run.aggregates == before.aggregates))
		return code;
	return check_files(state, err);
}

static enum lm_code
run_all(struct lm_run_state *state, struct lm_err *err)
{
	const struct lm_filter *filter = state->filter;
	enum lm_code code = begin(state, err);

	if (code == LM_OK)
		code = check_operands(state, err);
	if (code == LM_OK)
		code = lm_common_check(&state->common, err);
	if (code == LM_OK)
		code = check_files(state, err);
	if (code == LM_OK)
		code = load_manifest(state, err);
	if (code == LM_OK && filter->start != NULL)
		code = start(state, err);
	if (code == LM_OK && reads(filter))
		code = check_input(state, err);
	if (code == LM_OK)
		code = open_files(state, err);
	if (code == LM_OK && reads(filter))
		code = run_lines(state, err);
	return code == LM_OK ? finish(state, err) : code;
}

/* Run, say what there is to say, and tell the exit status. */
static void *
run_and_report(void *arg)
{
	struct lm_run_state *state = arg;
	struct lm_err err = {0};
	enum lm_exit exit = LM_EXIT_TROUBLE;

	if (run_all(state, &err) == LM_OK) {
		lm_run_say_end(state);
		exit = state->run.exit;
	} else {
		lm_cli_fail(&state->cli, &err);
	}
	if (lm_run_append_stats(state, exit, &err) != LM_OK) {
		lm_cli_fail(&state->cli, &err);
		exit = LM_EXIT_TROUBLE;
	}
	state->status = (int)exit;
	return NULL;
}

static void
free_state(struct lm_run_state *state)
{
	if (state->filter->stop != NULL)
		state->filter->stop(state->filter->settings);
	lm_buf_free(&state->run.result);
	lm_buf_free(&state->run.verdict);
	lm_buf_free(&state->run.warnings);
	lm_writer_close(state->output);
	lm_writer_close(state->rejects);
	lm_hash_stream_free(state->hash);
	lm_manifest_free(state->manifest);
}

static void
describe(struct lm_run_state *state)
{
	const struct lm_filter *filter = state->filter;

	state->groups[0] = (struct lm_opt_group){"Options", filter->opts,
	    filter->n_opts, filter->settings};
	state->groups[1] = lm_common_group(&state->common);
	state->cli = (struct lm_cli){filter->name, filter->synopsis,
	    filter->summary, lm_common_exits, state->groups, 2};
}

int
lm_run(const struct lm_filter *filter, int argc, char **argv)
{
	struct lm_run_state state = {.filter = filter,
	    .common = lm_common_default()};
	struct lm_err err = {0};
	size_t n_operands;

	lm_cli_guard_streams();
	describe(&state);
	if (lm_cli_parse(&state.cli, argc, argv, &n_operands, &err) != LM_OK) {
		lm_cli_fail(&state.cli, &err);
		return LM_EXIT_TROUBLE;
	}
	if (state.common.help || state.common.version ||
	    state.common.completions != NULL)
		return lm_run_print_text(&state, STDOUT_FILENO);
	if (n_operands == 0 && reads(filter) && isatty(STDIN_FILENO) == 1)
		return lm_run_print_text(&state, STDERR_FILENO);
	state.run.inputs = n_operands == 0 ? state.standard_input
					   : (const char *const *)argv + 1;
	state.run.n_inputs = n_operands == 0 ? 1 : n_operands;
	state.run.output = state.common.output;
	state.run.rejects = state.common.rejects;
	state.run.stats = state.common.stats;
	state.run.only_if = state.common.only_if;
	state.run.jobs =
	    state.common.jobs == 0 ? lm_cpus() : (size_t)state.common.jobs;
	lm_stack_call(run_and_report, &state);
	free_state(&state);
	return state.status;
}
