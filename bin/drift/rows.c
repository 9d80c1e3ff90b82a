#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "matrix.h"
#include "row.h"
#include "shelf.h"
#include "team.h"

#define ROWS_A_TASK 4

/* What similarities may take where nobody says; 20,000 pairs need 0.9 GB. */
#define USUAL_MEMORY ((uint64_t)4 << 30)

/*
 * Two runs of the same n documents.  Rows are worked on in bands as high as a
 * tile, from the top.  A tile right of the diagonal is needed twice: at once,
 * and, mirrored, in the band of its columns.  Until then it is on the shelf,
 * on which up to a quarter of all tiles are at a time; where that is full it
 * is computed again.
 */
struct comparison {
	const struct drift_set *const *sets;
	const struct drift_pairs *pairs;
	struct drift_result *result;
	struct drift_matrix runs[DRIFT_N_SIDES];
	int32_t *keys[DRIFT_N_SIDES]; /* of the band, n a row */
	struct drift_shelf shelf;
	size_t n_across; /* tiles */
	size_t band;	 /* its number */
	struct bench *benches;
	size_t n_benches;
};

/* What one thread works in. */
struct bench {
	double *cosines; /* of a tile */
	int32_t *tile;	 /* its keys */
	struct drift_row row;
};

static size_t
tasks_of(size_t n, size_t a_task)
{
	return (n + a_task - 1) / a_task;
}

/* No more threads than there are tasks. */
static size_t
useful_jobs(size_t n, size_t jobs)
{
	size_t n_tasks = tasks_of(n, ROWS_A_TASK);

	return jobs < 1 ? 1 : jobs < n_tasks ? jobs : n_tasks;
}

/*
 * How many tiles memory has room for beside a band of rows of n; no more than
 * are on the shelf at a time, which is for each side at most half of the tiles
 * across times the other half, and a row that comes before one has gone.
 */
static size_t
shelf_places(size_t n, uint64_t memory)
{
	uint64_t most = memory == 0 ? USUAL_MEMORY : memory;
	uint64_t band = DRIFT_N_SIDES * DRIFT_TILE * n * sizeof(int32_t);
	uint64_t tile = DRIFT_TILE * DRIFT_TILE * sizeof(int32_t);
	uint64_t room = most > band ? (most - band) / tile : 0;
	uint64_t n_across = tasks_of(n, DRIFT_TILE);
	uint64_t enough = DRIFT_N_SIDES * (n_across * n_across / 4) + n_across;

	return (size_t)(room < enough ? room : enough);
}

static void
benches_free(struct bench *benches, size_t n)
{
	for (size_t i = 0; benches != NULL && i < n; i++) {
		free(benches[i].cosines);
		free(benches[i].tile);
		drift_row_free(&benches[i].row);
	}
	free(benches);
}

static bool
furnish(struct bench *bench, size_t n)
{
	bench->cosines = calloc(DRIFT_TILE * DRIFT_TILE, sizeof(double));
	bench->tile = calloc(DRIFT_TILE * DRIFT_TILE, sizeof(int32_t));
	return drift_row_make(&bench->row, n) && bench->cosines != NULL &&
	    bench->tile != NULL;
}

/* So many, for rows of n; NULL when there is no memory. */
static struct bench *
benches_new(size_t n_benches, size_t n)
{
	struct bench *benches = calloc(n_benches, sizeof(*benches));

	for (size_t i = 0; benches != NULL && i < n_benches; i++)
		if (!furnish(&benches[i], n)) {
			benches_free(benches, n_benches);
			return NULL;
		}
	return benches;
}

/* A task is some rows of both matrices. */
static void
normalise_rows(void *arg, size_t member, size_t task)
{
	struct comparison *comparison = arg;
	size_t first = task * ROWS_A_TASK, n = comparison->result->n - first;

	(void)member;
	for (size_t side = 0; side < DRIFT_N_SIDES; side++)
		drift_matrix_fill(&comparison->runs[side],
		    comparison->sets[side], comparison->pairs,
		    (enum drift_side)side, first,
		    n < ROWS_A_TASK ? n : ROWS_A_TASK);
}

/* How many rows tile or band i has. */
static size_t
rows_of(const struct comparison *comparison, size_t i)
{
	size_t n = comparison->result->n - i * DRIFT_TILE;

	return n < DRIFT_TILE ? n : DRIFT_TILE;
}

/* Put tile i of the band into its rows. */
static void
lay_tile(const struct comparison *comparison, size_t side, size_t i,
    const int32_t *tile)
{
	size_t n_rows = rows_of(comparison, comparison->band);
	size_t n_columns = rows_of(comparison, i);
	int32_t *out = comparison->keys[side] + i * DRIFT_TILE;

	for (size_t row = 0; row < n_rows; row++) {
		memcpy(out, tile, n_columns * sizeof(*tile));
		out += comparison->result->n;
		tile += DRIFT_TILE;
	}
}

/* Of a tile left of the diagonal there is but the mirror image. */
static void
lay_mirror(const struct comparison *comparison, size_t side, size_t i,
    const int32_t *tile)
{
	size_t n_rows = rows_of(comparison, comparison->band);
	int32_t *out = comparison->keys[side] + i * DRIFT_TILE;

	for (size_t row = 0; row < n_rows; row++) {
		for (size_t column = 0; column < DRIFT_TILE; column++)
			out[column] = tile[column * DRIFT_TILE + row];
		out += comparison->result->n;
	}
}

static size_t
number_of(const struct comparison *comparison, size_t side, size_t row,
    size_t column)
{
	return (side * comparison->n_across + row) * comparison->n_across +
	    column;
}

/* Tile i of the band, which is left of the diagonal. */
static void
find_left(struct comparison *comparison, struct bench *bench, size_t side,
    size_t i)
{
	size_t number = number_of(comparison, side, i, comparison->band);
	const int32_t *kept = drift_shelf_find(&comparison->shelf, number);

	if (kept != NULL) {
		lay_mirror(comparison, side, i, kept);
		drift_shelf_vacate(&comparison->shelf, number);
		return;
	}
	drift_matrix_tile(&comparison->runs[side], i * DRIFT_TILE,
	    comparison->band * DRIFT_TILE, bench->cosines, bench->tile);
	lay_mirror(comparison, side, i, bench->tile);
}

/* Tile i of the band, which is on the diagonal or right of it. */
static void
find_right(struct comparison *comparison, struct bench *bench, size_t side,
    size_t i)
{
	size_t number = number_of(comparison, side, comparison->band, i);
	int32_t *tile = i == comparison->band
	    ? NULL
	    : drift_shelf_put(&comparison->shelf, number);

	if (tile == NULL)
		tile = bench->tile;
	drift_matrix_tile(&comparison->runs[side],
	    comparison->band * DRIFT_TILE, i * DRIFT_TILE, bench->cosines,
	    tile);
	lay_tile(comparison, side, i, tile);
}

/* A task is a tile of the band of one run. */
static void
find_keys(void *arg, size_t member, size_t task)
{
	struct comparison *comparison = arg;
	struct bench *bench = &comparison->benches[member];
	size_t side = task / comparison->n_across;
	size_t i = task % comparison->n_across;

	if (i < comparison->band)
		find_left(comparison, bench, side, i);
	else
		find_right(comparison, bench, side, i);
}

/* A task is some rows of the band. */
static void
judge_rows(void *arg, size_t member, size_t task)
{
	const struct comparison *comparison = arg;
	size_t n = comparison->result->n;
	size_t n_rows = rows_of(comparison, comparison->band);
	size_t i = task * ROWS_A_TASK, end = i + ROWS_A_TASK;

	for (; i < end && i < n_rows; i++) {
		const int32_t *const keys[DRIFT_N_SIDES] = {
		    comparison->keys[DRIFT_BASELINE] + i * n,
		    comparison->keys[DRIFT_CURRENT] + i * n};

		drift_row_judge(&comparison->benches[member].row, keys,
		    comparison->band * DRIFT_TILE + i, comparison->result);
	}
}

static void
work_together(struct comparison *comparison, size_t n_tasks,
    void (*kind)(void *arg, size_t member, size_t task))
{
	const struct drift_work work = {kind, comparison, n_tasks};

	drift_team_work(&work, comparison->n_benches);
}

static void
judge_bands(struct comparison *comparison)
{
	size_t n = comparison->result->n;

	work_together(comparison, tasks_of(n, ROWS_A_TASK), normalise_rows);
	for (size_t i = 0; i < comparison->n_across; i++) {
		comparison->band = i;
		work_together(comparison, DRIFT_N_SIDES * comparison->n_across,
		    find_keys);
		work_together(comparison,
		    tasks_of(rows_of(comparison, i), ROWS_A_TASK), judge_rows);
	}
}

/* What all threads have added up, by pair. */
static void
merge_sums(const struct comparison *comparison)
{
	double *values = (void *)comparison->result->values.ptr;

	for (size_t i = 0; i < comparison->result->n; i++) {
		int64_t sum = 0;

		for (size_t j = 0; j < comparison->n_benches; j++)
			sum += comparison->benches[j].row.sums[i];
		values[i] = (double)sum / comparison->benches[0].row.scale;
	}
}

/* A band of keys, and the shelf. */
static bool
make_keys(struct comparison *comparison, uint64_t memory)
{
	size_t n = comparison->result->n, n_across = comparison->n_across;

	for (size_t side = 0; side < DRIFT_N_SIDES; side++)
		comparison->keys[side] =
		    calloc(n, DRIFT_TILE * sizeof(int32_t));
	return drift_shelf_make(&comparison->shelf, shelf_places(n, memory),
		   DRIFT_N_SIDES * n_across * n_across) &&
	    comparison->keys[DRIFT_BASELINE] != NULL &&
	    comparison->keys[DRIFT_CURRENT] != NULL;
}

static enum lm_code
make_matrices(struct comparison *comparison, struct lm_err *err)
{
	const struct drift_pair *pair = drift_pairs_at(comparison->pairs, 0);
	enum lm_code code = LM_OK;

	for (size_t side = 0; code == LM_OK && side < DRIFT_N_SIDES; side++)
		code = drift_matrix_make(&comparison->runs[side],
		    comparison->result->n,
		    drift_set_doc(comparison->sets[side], pair->places[side])
			->dimensions,
		    err);
	return code;
}

static void
comparison_free(struct comparison *comparison)
{
	for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
		drift_matrix_free(&comparison->runs[side]);
		free(comparison->keys[side]);
	}
	drift_shelf_free(&comparison->shelf);
	benches_free(comparison->benches, comparison->n_benches);
}

enum lm_code
drift_rows_judge(const struct drift_set *const sides[],
    const struct drift_pairs *pairs, const struct drift_way *way,
    struct drift_result *result, struct lm_err *err)
{
	size_t n_benches = useful_jobs(result->n, way->jobs);
	struct comparison comparison = {.sets = sides,
	    .pairs = pairs,
	    .result = result,
	    .n_across = tasks_of(result->n, DRIFT_TILE),
	    .benches = benches_new(n_benches, result->n),
	    .n_benches = n_benches};
	enum lm_code code = make_matrices(&comparison, err);

	if (!make_keys(&comparison, way->memory) || comparison.benches == NULL)
		code = lm_err_nomem(err);
	if (code == LM_OK) {
		drift_matrix_prepare();
		judge_bands(&comparison);
		merge_sums(&comparison);
	}
	comparison_free(&comparison);
	return code;
}
