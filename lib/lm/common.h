#ifndef LM_COMMON_H
#define LM_COMMON_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/cli.h"

/* The options that every filter has (lmob(7)). */
struct lm_common {
	bool help;
	bool version;
	const char *completions;
	const char *output;
	uint64_t jobs; /* 0: the CPUs this process may use */
	const char *manifest;
	const char *only_if;
	const char *rejects;
	uint64_t max_rejects;
	uint64_t max_record;
	int progress; /* enum lm_progress_when */
	const char *stats;
};

/* The settings before any option was read. */
struct lm_common lm_common_default(void);

/* What can be told of them by themselves, before anything is done: LM_USAGE for
 * an expression of --if that does not compile, and for --max-rejects without
 * --rejects, where it would mean nothing.  LM_NOMEM. */
enum lm_code lm_common_check(const struct lm_common *common,
    struct lm_err *err);

/* Their table, which sets *common. */
struct lm_opt_group lm_common_group(struct lm_common *common);

/* What every filter says of its exit status in --help. */
extern const char lm_common_exits[];

#endif
