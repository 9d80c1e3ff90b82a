#include "lm/stack.h"

#include <sys/resource.h>

bool
lm_stack_thread(pthread_t *thread, void *(*work)(void *), void *arg)
{
	pthread_attr_t attr;
	bool started;

	if (pthread_attr_init(&attr) != 0)
		return false;
	started = pthread_attr_setstacksize(&attr, LM_STACK_SIZE) == 0 &&
	    pthread_create(thread, &attr, work, arg) == 0;
	(void)pthread_attr_destroy(&attr);
	return started;
}

/* Of the process's first thread, which is the one that `ulimit -s` is about. */
static bool
has_stack(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_STACK, &limit) != 0 ||
	    limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= LM_STACK_SIZE;
}

void
lm_stack_call(void *(*work)(void *), void *arg)
{
	pthread_t thread;

	if (has_stack() || !lm_stack_thread(&thread, work, arg))
		(void)work(arg);
	else
		(void)pthread_join(thread, NULL);
}
