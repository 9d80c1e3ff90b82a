#include "team.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct team {
	const struct drift_work *work;
	pthread_mutex_t lock;
	size_t next_task; /* under the lock */
};

struct member {
	struct team *team;
	size_t number;
	pthread_t thread;
	bool started;
};

static size_t
take_task(struct team *team)
{
	size_t task;

	(void)pthread_mutex_lock(&team->lock);
	task = team->next_task;
	team->next_task += task < team->work->n_tasks;
	(void)pthread_mutex_unlock(&team->lock);
	return task;
}

static void
take_part(struct team *team, size_t number)
{
	const struct drift_work *work = team->work;
	size_t task;

	while ((task = take_task(team)) < work->n_tasks)
		work->work(work->arg, number, task);
}

static void *
run(void *arg)
{
	const struct member *member = arg;

	take_part(member->team, member->number);
	return NULL;
}

void
drift_team_work(const struct drift_work *work, size_t n_members)
{
	struct team team = {.work = work, .lock = PTHREAD_MUTEX_INITIALIZER};
	size_t n = n_members < work->n_tasks ? n_members : work->n_tasks;
	struct member others[DRIFT_TEAM_MOST];

	if (n > DRIFT_TEAM_MOST)
		n = DRIFT_TEAM_MOST;
	for (size_t i = 1; i < n; i++) {
		others[i] = (struct member){.team = &team, .number = i};
		others[i].started = pthread_create(&others[i].thread, NULL, run,
					&others[i]) == 0;
	}
	take_part(&team, 0);
	for (size_t i = 1; i < n; i++)
		if (others[i].started)
			(void)pthread_join(others[i].thread, NULL);
	(void)pthread_mutex_destroy(&team.lock);
}
