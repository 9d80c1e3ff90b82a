/* The arithmetic of the static engine; tests/bin/embed_static.bats compares
 * its vectors. */
#include "static.h"

#include <math.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "random.h"
#include "static_matrix.h"
#include "static_widen.h"
#include "static_young.h"

#define N_HALVES 65536
#define MOST_ROWS 9
#define MOST_COLUMNS 130

/* A half by its definition (IEEE 754, binary16). */
static double
half_value(unsigned half)
{
	double sign = half >> 15 ? -1 : 1;
	int exponent = (int)(half >> 10 & 31);
	double mantissa = half & 1023;

	if (exponent == 31)
		return mantissa > 0 ? (double)NAN : sign * (double)INFINITY;
	if (exponent == 0)
		return sign * ldexp(mantissa, -24);
	return sign * ldexp(mantissa + 1024, exponent - 25);
}

static void
widens_every_half(void)
{
	static uint16_t halves[N_HALVES];
	static float many[N_HALVES];
	float one;

	for (unsigned i = 0; i < N_HALVES; i++)
		halves[i] = (uint16_t)i;
	static_widen(LM_TENSOR_F16, (const char *)halves, N_HALVES, many);
	for (unsigned i = 0; i < N_HALVES; i++) {
		double want = half_value(i);

		/* One alone does not go through a wide register. */
		static_widen(LM_TENSOR_F16, (const char *)&halves[i], 1, &one);
		if (isnan(want)) {
			CHECK(isnan(many[i]) && isnan(one));
			continue;
		}
		CHECK((double)one == want && !signbit(one) == !signbit(want));
		CHECK(memcmp(&one, &many[i], sizeof(one)) == 0);
	}
}

static void
widens_other_types(void)
{
	const uint16_t bfloats[] = {0x3f80, 0xc049, 0x0001};
	const double doubles[] = {0.1, -1e300, 3e38};
	const signed char bytes[] = {-128, 0, 127};
	float x[3];

	static_widen(LM_TENSOR_BF16, (const char *)bfloats, 3, x);
	CHECK(x[0] == 1 && x[1] == -3.140625F && x[2] == 0x1p-133F);
	static_widen(LM_TENSOR_F64, (const char *)doubles, 3, x);
	CHECK(x[0] == 0.1F && isinf(x[1]) && x[2] == 3e38F);
	static_widen(LM_TENSOR_I8, (const char *)bytes, 3, x);
	CHECK(x[0] == -128 && x[1] == 0 && x[2] == 127);
}

/* n_rows rows of n_columns numbers, which begin at an odd address. */
static void
check_sum(struct random *random, size_t n_rows, size_t n_columns)
{
	static char file[1 + MOST_ROWS * MOST_COLUMNS * sizeof(float)];
	struct static_matrix matrix = {file + 1, LM_TENSOR_F32, MOST_ROWS,
	    n_columns};
	uint32_t rows[MOST_ROWS];
	double weights[MOST_ROWS], got[MOST_COLUMNS] = {0};

	for (size_t i = 0; i < MOST_ROWS * n_columns; i++) {
		float x = (float)random_below(random, 2000) / 7 - 99;

		memcpy(file + 1 + i * sizeof(x), &x, sizeof(x));
	}
	for (size_t k = 0; k < n_rows; k++) {
		rows[k] = (uint32_t)random_below(random, MOST_ROWS);
		weights[k] = (double)random_below(random, 99) / 3;
	}
	static_matrix_add(&matrix, rows, weights, n_rows, got);
	for (size_t i = 0; i < n_columns; i++) {
		double want = 0;

		for (size_t k = 0; k < n_rows; k++) {
			float x;

			memcpy(&x,
			    matrix.bytes +
				(rows[k] * n_columns + i) * sizeof(x),
			    sizeof(x));
			want += (double)x * weights[k];
		}
		CHECK(got[i] == want);
	}
	check_note("%zu rows of %zu", n_rows, n_columns);
}

static void
adds_rows_in_their_order(void)
{
	struct random random = random_start(1);

	for (size_t n_rows = 0; n_rows <= MOST_ROWS; n_rows++)
		for (size_t n = 1; n <= MOST_COLUMNS; n += 1 + n / 8)
			check_sum(&random, n_rows, n);
}

static void
knows_the_young(void)
{
	CHECK(!static_is_young(0) && !static_is_young('a'));
	CHECK(!static_is_young(0x61c) && static_is_young(0x61d));
	CHECK(static_is_young(0x1ace) && !static_is_young(0x1acf));
	CHECK(static_is_young(0x1e95f) && !static_is_young(0x1e960));
	CHECK(!static_is_young(UINT32_MAX));
}

static void
refuses_a_folder_without_a_model(void)
{
	struct static_model *model;
	struct lm_err err = {0};

	CHECK_CODE(static_model_load(check_folder(), &model, &err), LM_IO);
	CHECK(model == NULL);
	CHECK_TEXT(err.file, check_folder());
	CHECK_HAS(err.message, "expected model.safetensors");
	static_model_free(NULL);
	static_scratch_free(NULL);
}

TEST_MAIN(TEST(widens_every_half), TEST(widens_other_types),
    TEST(adds_rows_in_their_order), TEST(knows_the_young),
    TEST(refuses_a_folder_without_a_model))
