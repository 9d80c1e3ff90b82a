#include "lm/client_breaker.h"

bool
lm_client_breaker_lets(const struct lm_client_breaker *breaker, int64_t now_ns)
{
	switch (breaker->state) {
	case LM_CLIENT_BREAKER_CLOSED:
		return true;
	case LM_CLIENT_BREAKER_OPEN:
		return now_ns >= breaker->until_ns;
	case LM_CLIENT_BREAKER_PROBING:
		break;
	}
	return false;
}

bool
lm_client_breaker_sent(struct lm_client_breaker *breaker)
{
	if (breaker->state == LM_CLIENT_BREAKER_CLOSED)
		return false;
	breaker->state = LM_CLIENT_BREAKER_PROBING;
	return true;
}

void
lm_client_breaker_success(struct lm_client_breaker *breaker)
{
	breaker->state = LM_CLIENT_BREAKER_CLOSED;
	breaker->n_failures = 0;
}

static void
open_for(struct lm_client_breaker *breaker, int64_t pause_ns, int64_t now_ns)
{
	if (pause_ns > breaker->pause_cap_ns)
		pause_ns = breaker->pause_cap_ns;
	breaker->state = LM_CLIENT_BREAKER_OPEN;
	breaker->now_pause_ns = pause_ns;
	breaker->until_ns = now_ns + pause_ns;
}

void
lm_client_breaker_failure(struct lm_client_breaker *breaker, bool was_probe,
    int64_t now_ns)
{
	if (breaker->n_failures == 0)
		breaker->since_ns = now_ns;
	if (breaker->n_failures < breaker->max_failures)
		breaker->n_failures++;
	switch (breaker->state) {
	case LM_CLIENT_BREAKER_CLOSED:
		if (breaker->n_failures >= breaker->max_failures)
			open_for(breaker, breaker->pause_ns, now_ns);
		break;
	case LM_CLIENT_BREAKER_PROBING:
		if (was_probe)
			open_for(breaker, 2 * breaker->now_pause_ns, now_ns);
		break;
	case LM_CLIENT_BREAKER_OPEN:
		/* Sent before it opened: nothing new. */
		break;
	}
}

int64_t
lm_client_breaker_ends(const struct lm_client_breaker *breaker)
{
	return breaker->n_failures > 0 ? breaker->since_ns + breaker->give_up_ns
				       : INT64_MAX;
}

void
lm_client_breaker_rest(struct lm_client_breaker *breaker, int64_t now_ns)
{
	breaker->since_ns = now_ns;
}
