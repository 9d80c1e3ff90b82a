#ifndef LM_CPUS_H
#define LM_CPUS_H

#include <stddef.h>

/* How many CPUs this process may use (its affinity, where that is known). */
size_t lm_cpus(void);

#endif
