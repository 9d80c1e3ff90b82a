#ifndef DRIFT_SETTINGS_H
#define DRIFT_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "accept.h"
#include "fingerprint.h"
#include "gates.h"
#include "input.h"
#include "qrels.h"
#include "set.h"

#include "lm/err.h"
#include "lm/filter.h"
#include "lm/writer.h"

/* What the vectors of an input are. */
enum role {
	ROLE_BASELINE,
	ROLE_CURRENT,
	ROLE_BASELINE_QUERIES,
	ROLE_CURRENT_QUERIES,
	N_ROLES,
};

/* Limits where neither an option nor the manifest says another. */
#define DEFAULT_MAX_DRIFT 0.08
#define DEFAULT_MIN_CORRELATION 0.5
#define DEFAULT_MIN_OVERLAP 0.95
#define DEFAULT_MIN_SELF 0.9
#define DEFAULT_MAX_NORM 0.01
#define DEFAULT_MAX_MEAN 0.02
#define DEFAULT_MAX_LOSS_PP 2
#define DEFAULT_MIN_PROBES 450
#define DEFAULT_MIN_QUERIES 30
#define DEFAULT_CONFIDENCE 0.95
#define DEFAULT_NEIGHBOURS 10
#define DEFAULT_RECALL_AT 10
#define DEFAULT_WORST 10
#define DEFAULT_CLEAN_RUNS 7

/* What the command line says, and all that is read. */
struct settings {
	const char *baseline;
	const char *field;
	const char *queries;
	const char *baseline_queries;
	const char *qrels_file;
	const char *history;
	const char *summary;
	struct drift_limits limits;
	double confidence;
	uint64_t min_probes;
	uint64_t min_queries;
	uint64_t n_neighbours;
	uint64_t n_worst;
	uint64_t sample;
	uint64_t seed;
	uint64_t memory;
	uint64_t recall_at;

	uint64_t clean_runs; /* that are asked for */
	int64_t now;
	const char **inputs;
	size_t n_inputs;
	struct drift_fields fields;
	struct drift_set sets[N_ROLES];
	struct drift_qrels qrels;
	struct drift_accept *accepting; /* NULL without --accept */
	struct lm_writer *page;		/* of --summary; NULL without */

	int score; /* enum drift_score */
	bool max_drift_given;
	bool max_loss_given;
	bool allow_missing;
	bool status;
	bool accept;
	bool rollback;
	bool explain;
	bool relaxed; /* a limit is looser than what is approved */
	/* of the baseline, before it is read, with --history */
	char fingerprint[DRIFT_FINGERPRINT_SIZE];
};

struct settings settings_default(void);

/* Whether the run compares; else it tells the state, or goes back. */
static inline bool
settings_compares(const struct settings *settings)
{
	return !settings->status && !settings->rollback;
}

/* LM_USES_... */
unsigned settings_uses(const void *settings);

/*
 * Check the settings, take limits from the manifest where none were given, read
 * judgements, and put the baseline, then queries, before the other inputs of
 * the run.  LM_USAGE; LM_MALFORMED and LM_IO of files; LM_NOMEM.
 */
enum lm_code settings_apply(struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);
void settings_free(struct settings *settings);

/* The role of the input of that number. */
enum role settings_role(const struct settings *settings, size_t input);

#endif
