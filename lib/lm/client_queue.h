#ifndef LM_CLIENT_QUEUE_H
#define LM_CLIENT_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/* A request, from lm_client_send until its answer was handed out. */
struct lm_client_job {
	struct lm_client_job *next;
	struct lm_span body; /* the caller's */
	void *tag;
	unsigned attempts; /* times that it was sent */
	unsigned counted;  /* those that count towards max_attempts */
	int64_t due_ns;	   /* while it backs off */
	uint64_t turn;	   /* of equally due ones the first */
	int64_t took_ns;   /* its last attempt */
};

/*
 * What waits: new ones in line, and those that back off by when they are due.
 * All-zero is empty; lm_client_queue_free returns to it, and frees its jobs.
 * Every job of a client is counted in n_jobs, where it may be, so that there
 * is always room for it to back off.
 */
struct lm_client_queue {
	struct lm_client_job *first, *last; /* the line */
	struct lm_client_job *unused;	    /* to be used again */
	struct lm_client_job **heap;	    /* the soonest is first */
	size_t n_line, n_heap, n_jobs, cap;
	uint64_t turns;
};

/* A job, all-zero but for its next; not in line yet.  NULL: no memory. */
struct lm_client_job *lm_client_queue_new(struct lm_client_queue *queue);

/* It is over, and may be used again. */
void lm_client_queue_drop(struct lm_client_queue *queue,
    struct lm_client_job *job);

/* To the end of the line, or before all in it.  O(1). */
void lm_client_queue_push(struct lm_client_queue *queue,
    struct lm_client_job *job, bool first);

/* Let it back off until due_ns.  O(log n). */
void lm_client_queue_delay(struct lm_client_queue *queue,
    struct lm_client_job *job, int64_t due_ns);

/* The next to be sent: who backed off and is due, else who is first in line;
 * NULL: nobody.  O(log n). */
struct lm_client_job *lm_client_queue_take(struct lm_client_queue *queue,
    int64_t now_ns);

/* When take has somebody: 0: now; INT64_MAX: not by itself. */
int64_t lm_client_queue_due(const struct lm_client_queue *queue);

void lm_client_queue_free(struct lm_client_queue *queue);

#endif
