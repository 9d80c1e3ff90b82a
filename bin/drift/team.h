#ifndef DRIFT_TEAM_H
#define DRIFT_TEAM_H

#include <stddef.h>

/*
 * Have work(arg, member, task) called once for each task from 0 on, n_tasks of
 * them, in any order, by up to n_members threads at once; member, from 0 on,
 * tells them apart.  The caller is the first of them; where a thread cannot be
 * had, the others do its part.  Returns when all is done.
 */
struct drift_work {
	void (*work)(void *arg, size_t member, size_t task);
	void *arg;
	size_t n_tasks;
};

#define DRIFT_TEAM_MOST 256 /* threads; more are not made */

void drift_team_work(const struct drift_work *work, size_t n_members);

#endif
