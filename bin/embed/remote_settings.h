#ifndef EMBED_REMOTE_SETTINGS_H
#define EMBED_REMOTE_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "embed.h"

#include "lm/err.h"
#include "lm/filter.h"

/* An engine that is asked over HTTP, from what the command line says. */

/* Whether the command line means one. */
bool remote_settings_meant(const struct settings *settings);

/* Make it, and set what run must know of it.  LM_USAGE for options that make
 * no sense together; errors of remote_new; LM_NOMEM. */
enum lm_code remote_settings_apply(struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);
void remote_settings_free(struct settings *settings);

/* LM_USAGE for an option that only such an engine has, without one. */
enum lm_code remote_settings_refuse(const struct settings *settings,
    struct lm_err *err);

/* The counters of --stats that it has, in this order, and their values; the
 * latencies stay 0 without with_latency. */
#define REMOTE_COUNTERS                                                   \
	"texts", "repeated", "reused", "refused", "truncated", "tokens",  \
	    "requests", "split", "retries_timeout", "retries_connection", \
	    "retries_429", "retries_503", "retries_5xx", "retries_other", \
	    "bytes_sent", "bytes_received", "latency_us_p50",             \
	    "latency_us_p90", "latency_us_p99", "latency_us_max"
void remote_settings_count(const struct settings *settings, bool with_latency,
    uint64_t *counts);

#endif
