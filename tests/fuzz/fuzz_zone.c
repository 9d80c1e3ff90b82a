/*
 * Any bytes as a time zone file.  Oracles: what is read gives, at any time, an
 * offset of at most 26 hours that the file has or that its footer, a string of
 * our own reading, has; and a local time that fits the offset.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lm/clock.h"
#include "lm/zone.h"

#include "require.h"

#define MOST_OFFSET (26 * 3600)
#define DAY INT64_C(86400)

/* An offset of the table is somewhere in the file, big-endian. */
static bool
is_in(const uint8_t *data, size_t size, int32_t offset)
{
	uint32_t bits = (uint32_t)offset;
	uint8_t bytes[4] = {(uint8_t)(bits >> 24), (uint8_t)(bits >> 16),
	    (uint8_t)(bits >> 8), (uint8_t)bits};

	for (size_t i = 0; i + 4 <= size; i++)
		if (memcmp(data + i, bytes, 4) == 0)
			return true;
	return false;
}

static bool
has_rule(const uint8_t *data, size_t size)
{
	return size > 2 && data[4] != '\0' && data[size - 2] != '\n';
}

static void
check_time(const struct lm_zone *zone, int64_t ns)
{
	int32_t offset = lm_zone_offset(zone, ns);
	struct lm_zone_time local = lm_zone_local(zone, ns);
	int64_t seconds =
	    ns / LM_CLOCK_SECOND - (ns % LM_CLOCK_SECOND < 0) + offset;
	int64_t of_week =
	    ((seconds + 3 * DAY) % (7 * DAY) + 7 * DAY) % (7 * DAY);

	require(offset >= -MOST_OFFSET && offset <= MOST_OFFSET);
	require(local.weekday == (unsigned)(of_week / DAY));
	require(local.minute == (unsigned)(of_week % DAY / 60));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_zone *zone;
	struct lm_err err = {0};
	enum lm_code code =
	    lm_zone_read(lm_span((const char *)data, size), &zone, &err);

	require(code == LM_OK || code == LM_MALFORMED);
	require((code == LM_OK) == (zone != NULL));
	if (zone == NULL) {
		require(err.message[0] != '\0');
		return 0;
	}
	/* Some 40 days a step, so that all seasons are met. */
	for (int64_t at = INT64_MIN / 2; at < INT64_MAX / 2;
	     at += 3456789 * LM_CLOCK_SECOND) {
		check_time(zone, at);
		require(has_rule(data, size) ||
		    is_in(data, size, lm_zone_offset(zone, at)));
	}
	check_time(zone, INT64_MIN);
	check_time(zone, INT64_MAX);
	lm_zone_free(zone);
	return 0;
}
