#ifndef LM_STACK_H
#define LM_STACK_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Bytes of stack for code that recurses to a limit of its own (schemas do).
 * `ulimit -s` may say less, and some systems give a thread 128 or 512 kB.
 */
#define LM_STACK_SIZE ((size_t)8 << 20)

/* A thread with such a stack; false where there is none to be had. */
bool lm_stack_thread(pthread_t *thread, void *(*work)(void *), void *arg);

/*
 * work(arg), done when this returns, with such a stack: the caller's own, or
 * that of a thread; where neither is to be had, with what there is.
 */
void lm_stack_call(void *(*work)(void *), void *arg);

#endif
