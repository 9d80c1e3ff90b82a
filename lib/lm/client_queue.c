#include "lm/client_queue.h"

#include <stdlib.h>

#define FIRST_CAP 64

static bool
make_room(struct lm_client_queue *queue)
{
	size_t cap = queue->cap == 0 ? FIRST_CAP : 2 * queue->cap;
	struct lm_client_job **heap;

	if (queue->n_jobs < queue->cap)
		return true;
	if (cap > SIZE_MAX / sizeof(*heap))
		return false;
	heap = realloc(queue->heap, cap * sizeof(*heap));
	if (heap == NULL)
		return false;
	queue->heap = heap;
	queue->cap = cap;
	return true;
}

struct lm_client_job *
lm_client_queue_new(struct lm_client_queue *queue)
{
	struct lm_client_job *job = queue->unused;

	if (!make_room(queue))
		return NULL;
	if (job != NULL)
		queue->unused = job->next;
	else
		job = malloc(sizeof(*job));
	if (job == NULL)
		return NULL;
	*job = (struct lm_client_job){0};
	queue->n_jobs++;
	return job;
}

void
lm_client_queue_drop(struct lm_client_queue *queue, struct lm_client_job *job)
{
	job->next = queue->unused;
	queue->unused = job;
	queue->n_jobs--;
}

void
lm_client_queue_push(struct lm_client_queue *queue, struct lm_client_job *job,
    bool first)
{
	job->next = first ? queue->first : NULL;
	if (queue->first == NULL)
		queue->first = queue->last = job;
	else if (first)
		queue->first = job;
	else
		queue->last = queue->last->next = job;
	queue->n_line++;
}

static bool
is_sooner(const struct lm_client_job *a, const struct lm_client_job *b)
{
	return a->due_ns != b->due_ns ? a->due_ns < b->due_ns
				      : a->turn < b->turn;
}

void
lm_client_queue_delay(struct lm_client_queue *queue, struct lm_client_job *job,
    int64_t due_ns)
{
	size_t at = queue->n_heap++;

	job->due_ns = due_ns;
	job->turn = queue->turns++;
	while (at > 0 && is_sooner(job, queue->heap[(at - 1) / 2])) {
		queue->heap[at] = queue->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	queue->heap[at] = job;
}

static struct lm_client_job *
take_soonest(struct lm_client_queue *queue)
{
	struct lm_client_job **heap = queue->heap, *soonest = heap[0];
	struct lm_client_job *job = heap[--queue->n_heap];
	size_t at = 0, n = queue->n_heap, down;

	while ((down = 2 * at + 1) < n) {
		if (down + 1 < n && is_sooner(heap[down + 1], heap[down]))
			down++;
		if (!is_sooner(heap[down], job))
			break;
		heap[at] = heap[down];
		at = down;
	}
	heap[at] = job;
	return soonest;
}

struct lm_client_job *
lm_client_queue_take(struct lm_client_queue *queue, int64_t now_ns)
{
	struct lm_client_job *job = queue->first;

	if (queue->n_heap > 0 && queue->heap[0]->due_ns <= now_ns)
		return take_soonest(queue);
	if (job == NULL)
		return NULL;
	queue->first = job->next;
	queue->n_line--;
	job->next = NULL;
	return job;
}

int64_t
lm_client_queue_due(const struct lm_client_queue *queue)
{
	if (queue->first != NULL)
		return 0;
	return queue->n_heap > 0 ? queue->heap[0]->due_ns : INT64_MAX;
}

static void
free_list(struct lm_client_job *job)
{
	while (job != NULL) {
		struct lm_client_job *next = job->next;

		free(job);
		job = next;
	}
}

void
lm_client_queue_free(struct lm_client_queue *queue)
{
	for (size_t i = 0; i < queue->n_heap; i++)
		free(queue->heap[i]);
	free(queue->heap);
	free_list(queue->first);
	free_list(queue->unused);
	*queue = (struct lm_client_queue){0};
}
