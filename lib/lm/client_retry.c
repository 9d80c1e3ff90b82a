#include "lm/client_retry.h"

uint64_t
lm_client_random(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

int64_t
lm_client_backoff_top(int64_t base_ms, int64_t cap_ms, unsigned attempts)
{
	int64_t top = base_ms;

	for (unsigned i = 1; i < attempts && top > 0 && top < cap_ms; i++)
		top = top > INT64_MAX / 2 ? cap_ms : top * 2;
	return top < cap_ms ? top : cap_ms;
}

int64_t
lm_client_backoff_jitter(int64_t top_ms, uint64_t random)
{
	/* The remainder favours small numbers by 2^-20 at most, below 2^44. */
	return top_ms <= 0 ? 0 : (int64_t)(random % ((uint64_t)top_ms + 1));
}
