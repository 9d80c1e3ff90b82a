#include "random.h"

#include <stdlib.h>

#define FIXED_SEED 20260505

uint64_t
random_seed(void)
{
	const char *text = getenv("LMOB_TEST_SEED");

	return text == NULL ? FIXED_SEED : strtoull(text, NULL, 0);
}

static uint64_t
splitmix(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

struct random
random_start(uint64_t stream)
{
	struct random random;
	uint64_t state = stream;

	state = random_seed() + splitmix(&state);
	for (size_t i = 0; i < 4; i++)
		random.state[i] = splitmix(&state);
	return random;
}

static uint64_t
rotate(uint64_t x, int n)
{
	return x << n | x >> (64 - n);
}

uint64_t
random_next(struct random *random)
{
	uint64_t *s = random->state;
	uint64_t result = rotate(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

uint64_t
random_below(struct random *random, uint64_t n)
{
	return random_next(random) % n;
}

uint64_t
random_between(struct random *random, uint64_t min, uint64_t max)
{
	return min + random_below(random, max - min + 1);
}

bool
random_once_in(struct random *random, uint64_t n)
{
	return random_below(random, n) == 0;
}

void
random_bytes(struct random *random, void *out, size_t len)
{
	unsigned char *at = out;

	for (size_t i = 0; i < len; i++)
		at[i] = (unsigned char)(random_next(random) >> 32);
}
