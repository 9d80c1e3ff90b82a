#ifndef LM_CLIENT_WINDOW_H
#define LM_CLIENT_WINDOW_H

#include <stddef.h>
#include <stdint.h>

/*
 * How many requests a server takes at once, found out by additive increase and
 * multiplicative decrease (Chiu and Jain, Analysis of the Increase and Decrease
 * Algorithms for Congestion Avoidance, 1989).
 */
struct lm_client_window {
	size_t limit; /* what the caller allows */
	double size;  /* from 1 up to the limit (0: so is the limit) */
	int64_t cut_ns;
};

/* Another limit.  One that was reached is followed upwards. */
void lm_client_window_limit(struct lm_client_window *window, size_t limit);

/* A request was answered: a step up, a whole one each time that as many as the
 * window holds were. */
void lm_client_window_answered(struct lm_client_window *window);

/* As large as the limit again. */
void lm_client_window_restore(struct lm_client_window *window);

/* One that was sent at sent_ns was too many: half.  What was sent before the
 * last cut tells nothing new. */
void lm_client_window_too_many(struct lm_client_window *window, int64_t sent_ns,
    int64_t now_ns);

#endif
