#ifndef EMBED_PLAN_TIME_H
#define EMBED_PLAN_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"

/* When a run would end, from how fast the last one was. */
struct lm_manifest;

struct plan_time {
	bool is_known;
	double seconds;
	int64_t ends_ns; /* a time of day, as in lm/clock.h */
};

/*
 * For n_texts that are sent, at the rate of the newest line of stats (a file of
 * --stats; NULL or not there: not known) that tells of a run of lmob-embed
 * which ended well and asked a server.  Lines of other kinds are passed over.
 * LM_IO, LM_OVERSIZE over 256 MiB, LM_NOMEM.
 */
enum lm_code plan_time_find(const char *stats, uint64_t n_texts,
    struct plan_time *out, struct lm_err *err);

/* "ends about 02:40, 6 h before business hours", in the time zone of the
 * manifest's business hours, else UTC. */
void plan_time_say(const struct plan_time *time,
    const struct lm_manifest *manifest, char *out, size_t size);

#endif
