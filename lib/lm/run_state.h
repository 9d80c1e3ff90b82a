#ifndef LM_RUN_STATE_H
#define LM_RUN_STATE_H

#include <stdint.h>

#include "lm/cli.h"
#include "lm/common.h"
#include "lm/filter.h"
#include "lm/hash.h"
#include "lm/lines.h"
#include "lm/manifest.h"
#include "lm/progress.h"
#include "lm/worker.h"
#include "lm/writer.h"

/* All of one run. */
struct lm_run_state {
	const struct lm_filter *filter;
	struct lm_cli cli;
	struct lm_opt_group groups[2];
	struct lm_common common;
	struct lm_filter_run run;
	struct lm_lines lines;
	struct lm_writer *output;
	struct lm_writer *rejects;
	struct lm_hash_stream *hash;
	struct lm_manifest *manifest;
	struct lm_progress progress;
	struct lm_worker_shared shared;
	int64_t started;
	int64_t begun;
	int status;
	const char *standard_input[1];
};

/* The summary line of rejects and the verdict, on standard error. */
void lm_run_say_end(const struct lm_run_state *state);

/* The line of --stats, if it is asked for. */
enum lm_code lm_run_append_stats(const struct lm_run_state *state,
    enum lm_exit exit, struct lm_err *err);

/* Text that was asked for goes to standard output, the usage to error; the
 * exit status. */
int lm_run_print_text(const struct lm_run_state *state, int fd);

#endif
