#include "lm/stack.h"

#include <sys/resource.h>

#include "check.h"

#define FRAME ((size_t)64 << 10)
#define N_FRAMES 100 /* 6.4 MB, and what a sanitizer adds */

struct seen {
	pthread_t thread;
	size_t n_frames;
};

/* So many frames deep, every byte of them written. */
static size_t
descend(size_t n)
{
	volatile char frame[FRAME];
	size_t below;

	for (size_t i = 0; i < FRAME; i++)
		frame[i] = 1;
	below = n == 1 ? 0 : descend(n - 1);
	return below + (size_t)frame[n];
}

static void *
look(void *arg)
{
	struct seen *seen = arg;

	seen->thread = pthread_self();
	seen->n_frames = descend(N_FRAMES);
	return NULL;
}

static void
threads_have_it(void)
{
	struct seen seen = {0};
	pthread_t thread;

	CHECK(lm_stack_thread(&thread, look, &seen));
	CHECK_EQ(pthread_join(thread, NULL), 0);
	CHECK_EQ(seen.n_frames, N_FRAMES);
}

/* With what `ulimit -s` says, and whether the caller's own stack is used. */
static void
call_below(rlim_t stack, bool is_own)
{
	struct rlimit before, limit;
	struct seen seen = {0};

	CHECK_EQ(getrlimit(RLIMIT_STACK, &before), 0);
	limit = before;
	limit.rlim_cur = stack;
	if (setrlimit(RLIMIT_STACK, &limit) != 0) {
		check_skip("the limit of the stack cannot be set");
		return;
	}
	lm_stack_call(look, &seen);
	CHECK_EQ(setrlimit(RLIMIT_STACK, &before), 0);
	CHECK_EQ(seen.n_frames, N_FRAMES);
	CHECK_EQ(pthread_equal(seen.thread, pthread_self()) != 0, is_own);
}

static void
calls_have_it(void)
{
	call_below((rlim_t)1 << 20, false);
	call_below((rlim_t)LM_STACK_SIZE - 1, false);
	call_below((rlim_t)LM_STACK_SIZE, true);
}

TEST_MAIN(TEST(threads_have_it), TEST(calls_have_it))
