/* sched_setaffinity is beyond POSIX. */
#define _GNU_SOURCE 1

#include "lm/cpus.h"

#include <sched.h>
#include <unistd.h>

#include "check.h"

static void
at_least_one(void)
{
	long online = sysconf(_SC_NPROCESSORS_ONLN);

	CHECK(lm_cpus() >= 1);
	CHECK(online < 1 || lm_cpus() <= (size_t)online);
}

static void
affinity_counts(void)
{
#ifdef CPU_COUNT
	cpu_set_t all, one;

	if (sched_getaffinity(0, sizeof(all), &all) != 0) {
		check_skip("the affinity cannot be read");
		return;
	}
	CPU_ZERO(&one);
	for (size_t i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; i++)
		if (CPU_ISSET(i, &all))
			CPU_SET(i, &one);
	if (sched_setaffinity(0, sizeof(one), &one) != 0) {
		check_skip("the affinity cannot be set");
		return;
	}
	CHECK_EQ(lm_cpus(), 1);
	(void)sched_setaffinity(0, sizeof(all), &all);
	CHECK_EQ(lm_cpus(), CPU_COUNT(&all));
#else
	check_skip("no affinity on this system");
#endif
}

TEST_MAIN(TEST(at_least_one), TEST(affinity_counts))
