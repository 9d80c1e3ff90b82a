#ifndef LM_MANIFEST_HOURS_H
#define LM_MANIFEST_HOURS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/arena.h"
#include "lm/manifest_mistake.h"

/* The business hours of a manifest. */

struct lm_window;

struct lm_hours_list {
	struct lm_window *windows;
	size_t n;
};

/*
 * Read and check "business_hours" (none: an empty list).  Errors:
 * LM_MALFORMED for hours that end before they begin, a day that is named
 * twice, hours of one time zone that overlap, a time zone that the system does
 * not know, each with its place; what lm_zone_load says of a file that it
 * cannot read; LM_NOMEM.  *out is always fit for lm_hours_free.
 */
enum lm_code lm_hours_read(const struct lm_manifest_source *source,
    struct lm_arena *arena, struct lm_hours_list *out, struct lm_err *err);

/* Give back what is not in the arena: the time zones. */
void lm_hours_free(const struct lm_hours_list *list);

/* Whether ns is in one of the windows; it is when there are none. */
bool lm_hours_hold(const struct lm_hours_list *list, int64_t ns);

#endif
