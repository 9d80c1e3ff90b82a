#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/buf.h"
#include "lm/num.h"
#include "random.h"

static int
order(const char *a, const char *b)
{
	return lm_num_order(lm_span_of(a), lm_span_of(b));
}

/* Rising values; what is in one row is the same. */
static void
orders_values(void)
{
	static const char *const rows[][4] = {
	    {"-1e99999999999999999999999", "-10e99999999999999999999998"},
	    {"-1e400", "-10E399"}, {"-12345678901234567891"},
	    {"-12345678901234567890", "-1234567890123456789e1"},
	    {"-10", "-1e1", "-10.0"}, {"-9.99"}, {"-1", "-1.0", "-10e-1"},
	    {"-1e-400"}, {"-1e-99999999999999999999"},
	    {"0", "-0", "0e5", "-0.0e-99999999999999999999"},
	    {"1e-99999999999999999999", "0.1E-99999999999999999998"},
	    {"1e-400"}, {"0.1", "1e-1"}, {"0.10000000000000000001"},
	    {"1", "1.0", "10e-1", "0.1e1"}, {"2"}, {"9.99"},
	    {"10", "1e1", "10.0", "1E+1"}, {"11"}, {"101"},
	    {"999999999999999999"}, {"1000000000000000000"},
	    {"9223372036854775807"}, {"9223372036854775808"}, {"1e400"},
	    {"1.0000000000000000000000000001e400"}, {"1e99999999999999999999"},
	    {"1e100000000000000000000"},
	    {"1e100000000000000000001", "0.01e100000000000000000003"}};
	size_t n = sizeof(rows) / sizeof(rows[0]);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			for (size_t k = 0; k < 16; k++) {
				const char *a = rows[i][k / 4];
				const char *b = rows[j][k % 4];

				if (a == NULL || b == NULL)
					continue;
				if (!CHECK_EQ(order(a, b), (i > j) - (i < j)))
					check_note("%s and %s", a, b);
				CHECK(lm_num_same(lm_span_of(a),
					  lm_span_of(b)) == (i == j));
			}
}

static void
tells_whole_numbers(void)
{
	static const char *const whole[] = {"0", "-0.0", "1", "-17", "1.0",
	    "1e3", "1E400", "10e-1", "12.50e1", "0e-5",
	    "0.0e-99999999999999999", "1e99999999999999999999",
	    "12345678901234567890", "1000e-3"};
	static const char *const broken[] = {"1.5", "1e-1", "-0.1", "1000e-4",
	    "12.55e1", "1e-99999999999999999999", "0.00001e4",
	    "12345678901234567890.1"};

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++)
		if (!CHECK(lm_num_is_whole(lm_span_of(whole[i]))))
			check_note("%s", whole[i]);
	for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++)
		if (!CHECK(!lm_num_is_whole(lm_span_of(broken[i]))))
			check_note("%s", broken[i]);
}

/* 1, 0: a is a multiple of b or not; -1: not worked out. */
static int
multiple(const char *a, const char *b)
{
	bool is = false;

	return lm_num_multiple(lm_span_of(a), lm_span_of(b), &is) ? is : -1;
}

static void
tells_multiples(void)
{
	static const struct {
		const char *a, *b;
		int want;
	} cases[] = {{"10", "5", 1}, {"11", "5", 0}, {"-10", "5", 1},
	    {"10", "-5", 1}, {"0", "5", 1}, {"-0.0", "0.1", 1}, {"5", "0", 0},
	    {"0", "0", 0}, {"0.3", "0.1", 1}, {"19.99", "0.01", 1},
	    {"0.0075", "0.0001", 1}, {"0.00751", "0.0001", 0},
	    {"1e308", "0.5", 1}, {"1e308", "0.123456789", 0},
	    {"1e999999999", "7", 0}, {"7e999999999", "7", 1},
	    {"1e999999999", "0.0000000000001024", 1}, {"1e9", "1024", 0},
	    {"1e10", "1024", 1}, {"1e2", "125", 0}, {"1e3", "125", 1},
	    {"12391239123", "1e-8", 1}, {"1e99999999999999999999", "8", 1},
	    {"1e99999999999999999999", "3", 0},
	    {"1e-99999999999999999999", "1", 0},
	    {"1", "1e-99999999999999999999", 1},
	    {"999999999999999999", "999999999999999999", 1},
	    {"12345678901234567890", "12345678901234567890", 1},
	    {"24691357802469135780", "12345678901234567890", 1},
	    {"24691357802469135781", "12345678901234567891", 0},
	    {"24691357802469135782", "12345678901234567891", 1},
	    {"1", "12345678901234567891", 0},
	    {"1e300", "1180591620717411303424", 1}, /* 2^70 */
	    {"1e69", "1180591620717411303424", 0},
	    {"1e70", "1180591620717411303424", 1}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!CHECK_EQ(multiple(cases[i].a, cases[i].b), cases[i].want))
			check_note("%s of %s", cases[i].a, cases[i].b);
}

/* A number of many digits is answered up to the stated size. */
static void
has_a_limit(void)
{
	char a[LM_NUM_MULTIPLE_DIGITS + 2], b[LM_NUM_MULTIPLE_DIGITS + 2];

	memset(a, '9', sizeof(a));
	memset(b, '3', sizeof(b));
	a[LM_NUM_MULTIPLE_DIGITS] = '\0';
	b[LM_NUM_MULTIPLE_DIGITS] = '\0';
	CHECK_EQ(multiple(a, b), 1);
	a[LM_NUM_MULTIPLE_DIGITS - 1] = '8';
	CHECK_EQ(multiple(a, b), 0);
	CHECK_EQ(multiple(a, "3"), 0);
	a[LM_NUM_MULTIPLE_DIGITS] = '7';
	a[LM_NUM_MULTIPLE_DIGITS + 1] = '\0';
	CHECK_EQ(multiple(a, b), -1);
	CHECK_EQ(multiple(b, a), 0);
	CHECK_EQ(multiple(a, "3"), 1);
}

static void
check_case(const char *a, const char *b, const int want[3])
{
	struct lm_span x = lm_span_of(a), y = lm_span_of(b);

	if (!CHECK_EQ(order(a, b), want[0]) ||
	    !CHECK_EQ(lm_num_is_whole(x), want[1]) ||
	    !CHECK_EQ(multiple(a, b), want[2]) ||
	    !CHECK_EQ(lm_num_order(y, x), -want[0]) ||
	    !CHECK_EQ(lm_num_same(x, y), want[0] == 0))
		check_note("%s and %s", a, b);
}

static void
agrees_with_python(void)
{
	const char *root = getenv("LMOB_ROOT");
	struct lm_buf command = {0};
	static char line[1 << 14], a[1 << 12], b[1 << 12];
	size_t n = 0;
	FILE *cases;

	(void)lm_buf_printf(&command, NULL,
	    "python3 '%s/tests/lib/num_oracle.py' %d %ju",
	    root == NULL ? "." : root, check_quick() ? 2000 : 20000,
	    (uintmax_t)random_seed());
	(void)lm_buf_byte(&command, '\0', NULL);
	cases = popen(command.ptr, "r");
	lm_buf_free(&command);
	if (!CHECK(cases != NULL))
		return;
	for (; fgets(line, sizeof(line), cases) != NULL; n++) {
		int want[3];

		if (CHECK_EQ(sscanf(line, "%4095s %4095s %d %d %d", a, b,
				 &want[0], &want[1], &want[2]),
			5))
			check_case(a, b, want);
	}
	CHECK(pclose(cases) == 0);
	CHECK(n >= 2000);
}

TEST_MAIN(TEST(orders_values), TEST(tells_whole_numbers), TEST(tells_multiples),
    TEST(has_a_limit), TEST(agrees_with_python))
