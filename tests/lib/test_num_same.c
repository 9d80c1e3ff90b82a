#include <stdio.h>
#include <string.h>

#include "check.h"
#include "lm/num.h"
#include "random.h"

static void
check_same(const char *a, const char *b, bool want)
{
	if (!CHECK(lm_num_same(lm_span_of(a), lm_span_of(b)) == want &&
		lm_num_same(lm_span_of(b), lm_span_of(a)) == want))
		check_note("%s and %s, expected %s", a, b,
		    want ? "same" : "other");
}

static void
same_values(void)
{
	static const char *const groups[][6] = {
	    {"1", "1.0", "10e-1", "0.1e1", "0.01E+2", "1000e-3"},
	    {"0", "-0", "0.000", "0e5", "-0.0e-9", "0E99999999999999999999"},
	    {"-12.5", "-125e-1", "-0.125E2", "-12.50", "-12500e-3", "-12.5e0"},
	    {"1e400", "10e399", "0.1e401", "1.0E400", "1e+400", "1e0400"},
	    {"12345678901234567890", "12345678901234567890.0",
		"1234567890123456789e1", "1.2345678901234567890e19",
		"0.12345678901234567890e20", "123456789012345678900e-1"},
	};

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		for (size_t j = 0; j < sizeof(groups) / sizeof(groups[0]); j++)
			for (size_t k = 0; k < 36; k++)
				check_same(groups[i][k / 6], groups[j][k % 6],
				    i == j);
}

static void
other_values(void)
{
	check_same("12345678901234567890", "12345678901234567891", false);
	check_same("0.1", "0.10000000000000001", false);
	check_same("1", "-1", false);
	check_same("10", "1", false);
	check_same("101", "11", false);
	check_same("1.01", "1.1", false);
	check_same("1e5", "1e6", false);
	check_same("1e1000000000000000000", "1e1000000000000000001", false);
	check_same("1e1000000000000000000", "1e1000000000000000000", true);
}

/* The whole number n * 10^zeros as some text of it. */
static void
write_somehow(struct random *random, unsigned n, int zeros, char *out,
    size_t size)
{
	char digits[64];
	int shift = (int)random_below(random, 5);
	int len = snprintf(digits, sizeof(digits), "%u", n);
	int point = 1 + (int)random_below(random, (uint64_t)len);

	if (point == len)
		(void)snprintf(out, size, "%s%.*se%d", digits, shift, "00000",
		    zeros - shift);
	else
		(void)snprintf(out, size, "%.*s.%s%.*sE%d", point, digits,
		    digits + point, shift, "00000", zeros + len - point);
}

static void
texts_of_a_number_at_random(void)
{
	struct random random = random_start(0);

	for (int i = 0; i < 20000; i++) {
		unsigned n = 1 + (unsigned)random_below(&random, 100000);
		unsigned m = n + (unsigned)random_below(&random, 3);
		int zeros = (int)random_below(&random, 9) - 4;
		char a[128], b[128];

		write_somehow(&random, n, zeros, a, sizeof(a));
		write_somehow(&random, m, zeros, b, sizeof(b));
		check_same(a, b, n == m);
	}
}

TEST_MAIN(TEST(same_values), TEST(other_values),
    TEST(texts_of_a_number_at_random))
