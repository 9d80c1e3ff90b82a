#ifndef LM_CLIENT_BREAKER_H
#define LM_CLIENT_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * A circuit breaker (Nygard, Release It!, 2007), by itself: no clock, no
 * network.  Times are of one clock, in ns.
 *
 *   closed   all may be sent.  max_failures in a row open it.
 *   open     nothing may be sent until a pause is over, then one: the probe.
 *   probing  nothing more; a failing probe opens it with a pause twice as
 *            long, up to the cap.
 *
 * Any success closes it, whoever had it.  A run of nothing but failures that
 * lasts for give_up_ns, however few they are, is over by lm_client_breaker_ends.
 */
enum lm_client_breaker_state {
	LM_CLIENT_BREAKER_CLOSED,
	LM_CLIENT_BREAKER_OPEN,
	LM_CLIENT_BREAKER_PROBING
};

struct lm_client_breaker {
	/* the settings */
	unsigned max_failures;
	int64_t pause_ns, pause_cap_ns; /* the first, the longest */
	int64_t give_up_ns;
	/* the state; all-zero at first */
	enum lm_client_breaker_state state;
	unsigned n_failures; /* in a row */
	int64_t since_ns;    /* the first of them */
	int64_t until_ns;    /* open: when the probe may go */
	int64_t now_pause_ns;
};

/* Whether a request may be sent now. */
bool lm_client_breaker_lets(const struct lm_client_breaker *breaker,
    int64_t now_ns);

/* One is sent, which it let; whether it is the probe. */
bool lm_client_breaker_sent(struct lm_client_breaker *breaker);

void lm_client_breaker_success(struct lm_client_breaker *breaker);

/* One that was sent failed; was_probe as lm_client_breaker_sent said. */
void lm_client_breaker_failure(struct lm_client_breaker *breaker,
    bool was_probe, int64_t now_ns);

/* When nothing but failures will have come for give_up_ns; INT64_MAX: the last
 * was none. */
int64_t lm_client_breaker_ends(const struct lm_client_breaker *breaker);

/* Time in which nothing was asked is not held against the server: the run of
 * failures begins anew. */
void lm_client_breaker_rest(struct lm_client_breaker *breaker, int64_t now_ns);

#endif
