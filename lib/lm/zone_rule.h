#ifndef LM_ZONE_RULE_H
#define LM_ZONE_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/span.h"

/*
 * The rule of a POSIX TZ string ("CET-1CEST,M3.5.0,M10.5.0/3"): what a TZif
 * file says of the time after its table (RFC 8536 §3.3, with the hours to 167
 * of §3.3.1).  Names of zones are checked and forgotten.
 */

/* A moment of every year. */
struct lm_zone_day {
	enum {
		LM_ZONE_JULIAN, /* Jn: 1 to 365, no 29 February */
		LM_ZONE_DAY,	/* n: 0 to 365 */
		LM_ZONE_WEEK	/* Mm.w.d */
	} form;
	int32_t day;	 /* n; or the day of the week, 0: Sunday */
	int32_t month;	 /* 1 to 12 */
	int32_t week;	 /* 1 to 5, the last */
	int32_t seconds; /* local time of that day, may be of another one */
};

struct lm_zone_rule {
	bool has_summer;
	int32_t standard; /* seconds east of UTC */
	int32_t summer;
	struct lm_zone_day begin; /* of summer time, in standard time */
	struct lm_zone_day end;	  /* in summer time */
};

/* False, with *rule of no use, if text is none. */
bool lm_zone_rule_parse(struct lm_span text, struct lm_zone_rule *rule);

/* Seconds east of UTC, at seconds since 1970 (years 2 to 9999). */
int32_t lm_zone_rule_offset(const struct lm_zone_rule *rule, int64_t seconds);

#endif
