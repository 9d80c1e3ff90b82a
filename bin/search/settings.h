#ifndef SEARCH_SETTINGS_H
#define SEARCH_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "best.h"
#include "queries.h"

#include "lm/err.h"
#include "lm/filter.h"

#define SETTINGS_K 10
#define SETTINGS_MOST_K 1000000
#define SETTINGS_MOST_TEXT 10000

enum score { SCORE_COSINE, SCORE_DOT };

/* What the command line says, the queries, and the best of all workers. */
struct settings {
	const char *query;
	uint64_t k;
	int score;
	double above;
	bool has_above;
	bool keep_embedding;
	bool any_fingerprint;
	uint64_t text; /* characters of a line for people; 0: records */
	struct queries queries;
	struct best *bests; /* by query */
};

/* Check the settings and read the queries.  LM_USAGE; errors of queries_read. */
enum lm_code settings_apply(struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);
void settings_free(struct settings *settings);

/* The n lists of hits of all queries; NULL when there is no memory. */
struct best *settings_bests_new(size_t n);
void settings_bests_free(struct best *bests, size_t n);

#endif
