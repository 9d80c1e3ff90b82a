#ifndef FAULT_LIVE_H
#define FAULT_LIVE_H

/*
 * The blocks of memory that were handed out and not given back, each with who
 * asked for it. Allocates nothing; from half full on, blocks are not seen.
 */

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#define LIVE_MAX ((size_t)1 << 16)

/* By the hash of the address, with linear probing. */
static struct {
	void *block;
	size_t size;
	const void *caller;
} live[LIVE_MAX];
static size_t n_live;
static pthread_mutex_t live_lock = PTHREAD_MUTEX_INITIALIZER;

static size_t
live_slot(const void *block)
{
	size_t i = ((uintptr_t)block >> 4) * 0x9e3779b1 % LIVE_MAX;

	while (live[i].block != NULL && live[i].block != block)
		i = (i + 1) % LIVE_MAX;
	return i;
}

static void
live_add(void *block, size_t size, const void *caller)
{
	(void)pthread_mutex_lock(&live_lock);
	if (n_live < LIVE_MAX / 2) {
		size_t i = live_slot(block);

		n_live += live[i].block == NULL;
		live[i].block = block;
		live[i].size = size;
		live[i].caller = caller;
	}
	(void)pthread_mutex_unlock(&live_lock);
}

/* Fill the hole at i with what probing would look for behind it. */
static void
live_close_up(size_t i)
{
	for (i = (i + 1) % LIVE_MAX; live[i].block != NULL;
	     i = (i + 1) % LIVE_MAX) {
		void *moved = live[i].block;
		size_t to;

		live[i].block = NULL;
		to = live_slot(moved);
		live[to] = live[i];
		live[to].block = moved;
	}
}

static void
live_remove(const void *block)
{
	size_t i;

	(void)pthread_mutex_lock(&live_lock);
	i = live_slot(block);
	if (live[i].block != NULL) {
		live[i].block = NULL;
		n_live--;
		live_close_up(i);
	}
	(void)pthread_mutex_unlock(&live_lock);
}

#endif
