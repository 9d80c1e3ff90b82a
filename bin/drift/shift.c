#include "shift.h"

#include <math.h>
#include <string.h>

#include "lm/buf.h"
#include "lm/vec.h"

/* What is added up, pair by pair. */
struct sums {
	double norms[DRIFT_N_SIDES];
	double apart;	/* squared distances of a document's two directions */
	double *moved;	/* by dimension: what is added to a direction */
	double *selves; /* by pair: of a document to itself */
};

/* The same document on both sides. */
struct twin {
	const float *vectors[DRIFT_N_SIDES];
	double norms[DRIFT_N_SIDES];
};

static struct twin
twin_of(const struct drift_set *const sides[], const struct drift_pair *pair)
{
	struct twin twin;

	for (int side = 0; side < DRIFT_N_SIDES; side++) {
		size_t at = pair->places[side];

		twin.vectors[side] = drift_set_vector(sides[side], at);
		twin.norms[side] = lm_vec_norm(twin.vectors[side],
		    drift_set_doc(sides[side], at)->dimensions);
	}
	return twin;
}

/* The squared distance of a document's two directions. */
static double
add_move(const struct twin *twin, size_t dimensions, struct sums *sums)
{
	const float *before = twin->vectors[DRIFT_BASELINE];
	const float *now = twin->vectors[DRIFT_CURRENT];
	double to_length_1 = 1 / twin->norms[DRIFT_BASELINE];
	double now_to_length_1 = 1 / twin->norms[DRIFT_CURRENT];
	double apart = 0;

	for (size_t i = 0; i < dimensions; i++) {
		double move = (double)now[i] * now_to_length_1 -
		    (double)before[i] * to_length_1;

		sums->moved[i] += move;
		apart += move * move;
	}
	return apart;
}

/* u v = 1 - |u - v|^2 / 2 where both have length 1. */
static double
cosine_of(double apart)
{
	return fmax(-1, 1 - apart / 2);
}

/* dimensions: 0 where those of the two sides differ. */
static void
add_up(const struct drift_set *const sides[], const struct drift_pairs *pairs,
    size_t dimensions, struct sums *sums)
{
	for (size_t i = 0; i < drift_pairs_count(pairs); i++) {
		struct twin twin = twin_of(sides, drift_pairs_at(pairs, i));
		double apart;

		for (int side = 0; side < DRIFT_N_SIDES; side++)
			sums->norms[side] += twin.norms[side];
		apart = add_move(&twin, dimensions, sums);
		sums->apart += apart;
		sums->selves[i] = cosine_of(apart);
	}
}

static double
length_of(const double *values, size_t n)
{
	double squares = 0;

	for (size_t i = 0; i < n; i++)
		squares += values[i] * values[i];
	return sqrt(squares);
}

void
drift_shift_free(struct drift_shift *shift)
{
	lm_buf_free(&shift->selves);
}

const double *
drift_shift_selves(const struct drift_shift *shift)
{
	const void *selves = shift->selves.ptr;

	return selves;
}

static double
least_of(const double *values, size_t n)
{
	double least = values[0];

	for (size_t i = 1; i < n; i++)
		least = fmin(least, values[i]);
	return least;
}

/* Of both sides; 0 where they differ. */
static size_t
dimensions_of(const struct drift_set *const sides[],
    const struct drift_pair *pair)
{
	size_t dimensions[DRIFT_N_SIDES];

	for (int side = 0; side < DRIFT_N_SIDES; side++)
		dimensions[side] =
		    drift_set_doc(sides[side], pair->places[side])->dimensions;
	if (dimensions[DRIFT_BASELINE] != dimensions[DRIFT_CURRENT])
		return 0;
	return dimensions[DRIFT_BASELINE];
}

/* Measure n > 0 pairs; moved has room for the dimensions, and is zero. */
static void
measure(const struct drift_set *const sides[], const struct drift_pairs *pairs,
    size_t dimensions, double *moved, struct drift_shift *out)
{
	size_t n = drift_pairs_count(pairs);
	void *selves = out->selves.ptr;
	struct sums sums = {.moved = moved, .selves = selves};

	add_up(sides, pairs, dimensions, &sums);
	out->norm = sums.norms[DRIFT_CURRENT] / sums.norms[DRIFT_BASELINE] - 1;
	if (dimensions == 0)
		return;
	out->mean = length_of(moved, dimensions) / (double)n;
	out->self = cosine_of(sums.apart / (double)n);
	out->least = least_of(selves, n);
	out->selves.len = n * sizeof(double);
}

enum lm_code
drift_shift_measure(const struct drift_set *const sides[],
    const struct drift_pairs *pairs, struct drift_shift *out,
    struct lm_err *err)
{
	size_t n = drift_pairs_count(pairs), dimensions;
	struct lm_buf memory = {0};
	enum lm_code code;

	*out = (struct drift_shift){.norm = (double)NAN,
	    .mean = (double)NAN,
	    .self = (double)NAN,
	    .least = (double)NAN};
	if (n == 0)
		return LM_OK;
	dimensions = dimensions_of(sides, drift_pairs_at(pairs, 0));
	code = lm_buf_reserve(&memory, (dimensions + 1) * sizeof(double), err);
	if (code == LM_OK)
		code = lm_buf_reserve(&out->selves, n * sizeof(double), err);
	if (code == LM_OK) {
		void *moved =
		    memset(memory.ptr, 0, (dimensions + 1) * sizeof(double));

		measure(sides, pairs, dimensions, moved, out);
	}
	lm_buf_free(&memory);
	return code;
}
