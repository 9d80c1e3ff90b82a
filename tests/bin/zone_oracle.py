#!/usr/bin/env python3
"""Local times as Python's zoneinfo has them, for test_zone --oracle.

    zone_oracle.py EACH [ZONE...]   of every EACHth zone there is, or of these

A line is ZONE SECONDS OFFSET WEEKDAY MINUTE. From 1970 to 2100: both sides of
every change of the offset, and random times between.
"""
import datetime
import random
import sys
import zoneinfo

FROM, TO = 0, 4102444800
STEP = 9 * 86400  # Morocco's winter time lasts a month
RANDOM_TIMES = 100


def offset(tz, seconds):
    return datetime.datetime.fromtimestamp(seconds, tz).utcoffset()


def changes(tz):
    """The first second of each offset, but for those of less than STEP."""
    before = offset(tz, FROM)
    for low in range(FROM, TO, STEP):
        high = low + STEP
        after = offset(tz, high)
        if after != before:
            while high - low > 1:
                middle = (low + high) // 2
                if offset(tz, middle) == before:
                    low = middle
                else:
                    high = middle
            yield high
        before = after


def say(name, tz, seconds):
    local = datetime.datetime.fromtimestamp(seconds, tz)
    east = local.utcoffset() // datetime.timedelta(seconds=1)
    print(name, seconds, east, local.weekday(), local.hour * 60 + local.minute)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    names = sys.argv[2:] or sorted(zoneinfo.available_timezones())[:: int(sys.argv[1])]
    rng = random.Random(5)
    for name in names:
        tz = zoneinfo.ZoneInfo(name)
        for at in changes(tz):
            for seconds in (at - 1, at, at + 1, at + 3600):
                say(name, tz, seconds)
        for _ in range(RANDOM_TIMES):
            say(name, tz, rng.randrange(FROM, TO))


main()
