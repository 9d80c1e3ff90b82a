/* sched_getaffinity is beyond POSIX; nothing else here is. */
#define _GNU_SOURCE 1
#define _DARWIN_C_SOURCE 1

#include "lm/cpus.h"

#include <sched.h>
#include <unistd.h>

size_t
lm_cpus(void)
{
	long n;
#ifdef CPU_COUNT
	cpu_set_t set;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		return (size_t)CPU_COUNT(&set);
#endif
	n = sysconf(_SC_NPROCESSORS_ONLN);
	return n < 1 ? 1 : (size_t)n;
}
