#ifndef LM_ZONE_H
#define LM_ZONE_H

#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * A time zone of the tz database, read from its TZif file (RFC 8536); the
 * process's own zone and environment play no part, except for $TZDIR.
 */
struct lm_zone;

/*
 * Read the zone of this name ("Europe/Berlin", "UTC") from $TZDIR or
 * /usr/share/zoneinfo.  A name with "..", an empty part or a leading / is
 * refused.  Errors: LM_USAGE for an unknown name; LM_MALFORMED for a file
 * that is no TZif; LM_IO; LM_NOMEM.
 */
enum lm_code lm_zone_load(struct lm_span name, struct lm_zone **out,
    struct lm_err *err);

/* The zone of a TZif file of these bytes, which are not kept.  LM_MALFORMED
 * also for one with leap seconds ("right/..."); LM_NOMEM.  O(length). */
enum lm_code lm_zone_read(struct lm_span bytes, struct lm_zone **out,
    struct lm_err *err);

/* NULL is fine. */
void lm_zone_free(struct lm_zone *zone);

/* Seconds east of UTC at a time (nanoseconds since 1970, as in lm/clock.h);
 * beyond the file's table by its POSIX TZ footer.  O(log n) of the table. */
int32_t lm_zone_offset(const struct lm_zone *zone, int64_t ns);

/* The local day of the week (0: Monday) and the minute of the day. */
struct lm_zone_time {
	unsigned weekday;
	unsigned minute;
};
struct lm_zone_time lm_zone_local(const struct lm_zone *zone, int64_t ns);

#endif
