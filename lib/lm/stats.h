#ifndef LM_STATS_H
#define LM_STATS_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/lines.h"

/* One run, as a line of a --stats file tells it (lmob-record(5)). */
struct lm_stats {
	const char *program;
	const char *version;
	const char *manifest; /* its stamp; NULL: none was used */
	int64_t started;      /* time of day, lm_clock_now */
	int64_t begun;	      /* lm_clock_monotonic at the start */
	struct lm_lines_totals totals;
	uint64_t output_hash; /* XXH3-64 of the output, before compression */
	int exit;
	const char *const *counters; /* names, NULL at the end; or NULL */
	const uint64_t *counts;
};

/* Append the line to the file path, in one write.  LM_IO, LM_NOMEM. */
enum lm_code lm_stats_append(const struct lm_stats *stats, const char *path,
    struct lm_err *err);

#endif
