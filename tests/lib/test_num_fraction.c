#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/num.h"
#include "lm/num_fraction.h"
#include "random.h"

#define BEFORE LM_NUM_FRACTION_READ

/* Whether the fast way takes text; if so, it reads as strtod does. */
static bool
takes(const char *text)
{
	/* What stands before a number must not matter. */
	static const char before[] = "0.9,e77.5e-9,-8.25,9999,";
	char bytes[BEFORE + 64];
	float got = 7, want = (float)strtod(text, NULL);
	size_t len = strlen(text);
	bool took;

	memcpy(bytes, before, BEFORE);
	memcpy(bytes + BEFORE, text, len);
	took = lm_num_fraction(bytes + BEFORE + len, len, &got);
	if (!took)
		want = 7;
	if (!CHECK(memcmp(&got, &want, sizeof(got)) == 0))
		check_note("%s", text);
	return took;
}

static void
knows_its_form(void)
{
	static const char *const taken[] = {"0.5", "-0.5", "0.0", "-0.0", "1.0",
	    "-9.9", "0.1", "0.031234567239880562", "-0.00012345678901234567",
	    "9.99999999999999999", "-9.99999999999999999", "0.00000000",
	    "0.0000000000000000", "0.00000000000000000", "-0.12345678",
	    "0.1234567890123456", "0.899999999999999999",
	    "0.0000899999999999999999", "0.0000000000000000000001"};
	static const char *const left[] = {"0", "-0", "1", "-1", "10", "-10",
	    "100", "-123", "12.5", "-12.5", "1e5", "1.5e5", "0.5E1", "1.e-7",
	    "1.23456789012345e-05", "0.12345678e-1", "0.1234567890123456E+1",
	    "1.000000000000000000", "0.900000000000000000000",
	    "0.1234567890123456789012", "0.9999999999999999999999",
	    "0.00000000000000000000001", "0.5000000000000000000000000000"};

	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		if (!CHECK(takes(taken[i])))
			check_note("%s", taken[i]);
	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		if (!CHECK(!takes(left[i])))
			check_note("%s", left[i]);
}

static float
random_float(struct random *random)
{
	float value = (float)random_below(random, 1 << 24) * 0x1p-24F;

	return ldexpf(random_once_in(random, 2) ? value : -value,
	    4 - (int)random_below(random, 14));
}

/* Almost all that an embedding holds is taken, however it is written. */
static void
takes_embeddings(void)
{
	struct random random = random_start(1);
	size_t n = 0, n_taken = 0;

	for (int i = 0; i < 300000; i++) {
		double value = (double)random_float(&random);
		char text[64];

		(void)snprintf(text, sizeof(text), "%.*g",
		    (int)random_between(&random, 6, 17), value);
		/* Numbers without a fraction or with an exponent are few. */
		if (strchr(text, '.') == NULL || strchr(text, 'e') != NULL ||
		    fabs(value) >= 9.5)
			continue;
		n++;
		n_taken += takes(text);
	}
	CHECK(n > 200000);
	CHECK(n_taken > n - n / 100);
}

/* Near the middle of two floats a double's last bits decide. */
static void
rounds_middles_as_strtod(void)
{
	struct random random = random_start(2);
	size_t n_taken = 0;

	for (int i = 0; i < 300000; i++) {
		float value = random_float(&random);
		double middle =
		    ((double)value + (double)nextafterf(value, 100)) / 2;
		char text[64];
		int len = snprintf(text, sizeof(text), "%.*f",
		    (int)random_between(&random, 7, 22), middle);

		if (random_once_in(&random, 2))
			text[len - 1] = (char)('0' + random_below(&random, 10));
		n_taken += takes(text);
	}
	CHECK(n_taken > 10000);
}

/* Any digits, any number of them. */
static void
reads_like_strtod(void)
{
	struct random random = random_start(3);
	size_t n_taken = 0;

	for (int i = 0; i < 300000; i++) {
		char text[64] = "-0.";
		size_t len = 3, n = random_between(&random, 2, 26);
		size_t n_zeros = random_below(&random, n + 1);

		if (random_once_in(&random, 2))
			text[1] = (char)('0' + random_below(&random, 10));
		for (size_t k = 0; k < n; k++)
			text[len++] = k < n_zeros
			    ? '0'
			    : (char)('0' + random_below(&random, 10));
		if (random_once_in(&random, 10))
			text[4 + random_below(&random, len - 4)] = 'e';
		text[len] = '\0';
		if (text[len - 1] == 'e')
			text[len - 1] = '9';
		n_taken += takes(text + random_below(&random, 2));
	}
	CHECK(n_taken > 100000);
}

TEST_MAIN(TEST(knows_its_form), TEST(takes_embeddings),
    TEST(rounds_middles_as_strtod), TEST(reads_like_strtod))
