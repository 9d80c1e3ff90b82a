#include "rows.h"

#include <math.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "matrix.h"

#include "lm/buf.h"
#include "lm/stat.h"

#define ROWS_A_TASK 16

/*
 * Rows are worked on in chunks of which as many keys (4 bytes) are kept for
 * each run.  Up to n = 2896 that is one chunk.
 */
#define CHUNK_KEYS ((size_t)1 << 23)

enum { BASELINE, CURRENT, N_RUNS };

/* Two runs of the same n documents, and the chunk that is worked on. */
struct comparison {
	const struct drift_set *sets[N_RUNS];
	const size_t *orders[N_RUNS];
	struct drift_matrix runs[N_RUNS];
	size_t n;	       /* documents */
	int32_t *keys[N_RUNS]; /* of the chunk, n a row */
	size_t first;	       /* row of the chunk */
	size_t n_rows;	       /* in the chunk */
	double *correlations;
	pthread_mutex_t lock;
	size_t next_task; /* under the lock */
};

/* What one thread works in. */
struct bench {
	struct comparison *comparison;
	bool (*work)(struct bench *bench, size_t task);
	double *tile;		/* DRIFT_TILE * DRIFT_TILE */
	int32_t *row;		/* n */
	int32_t *ranks[N_RUNS]; /* n */
	struct lm_stat_ranker *ranker;
	pthread_t thread;
	bool started;
};

static size_t
chunk_rows(size_t n)
{
	size_t rows = CHUNK_KEYS / n / DRIFT_TILE * DRIFT_TILE;

	if (rows < DRIFT_TILE)
		rows = DRIFT_TILE;
	return rows < n ? rows : n;
}

/* No more threads than there are tasks. */
static size_t
useful_jobs(size_t n, size_t jobs)
{
	size_t n_tasks = (n + ROWS_A_TASK - 1) / ROWS_A_TASK;

	return jobs < 1 ? 1 : jobs < n_tasks ? jobs : n_tasks;
}

static void
benches_free(struct bench *benches, size_t n)
{
	for (size_t i = 0; benches != NULL && i < n; i++) {
		free(benches[i].tile);
		free(benches[i].row);
		for (size_t run = 0; run < N_RUNS; run++)
			free(benches[i].ranks[run]);
		lm_stat_ranker_free(benches[i].ranker);
	}
	free(benches);
}

static bool
furnish(struct bench *bench, struct comparison *comparison)
{
	size_t n = comparison->n;

	bench->comparison = comparison;
	bench->tile = calloc(DRIFT_TILE * DRIFT_TILE, sizeof(double));
	bench->row = calloc(n, sizeof(int32_t));
	for (size_t run = 0; run < N_RUNS; run++)
		bench->ranks[run] = calloc(n, sizeof(int32_t));
	bench->ranker = lm_stat_ranker_new(n);
	return bench->tile != NULL && bench->row != NULL &&
	    bench->ranks[BASELINE] != NULL && bench->ranks[CURRENT] != NULL &&
	    bench->ranker != NULL;
}

/* n of them; NULL when there is no memory. */
static struct bench *
benches_new(struct comparison *comparison, size_t n)
{
	struct bench *benches = calloc(n, sizeof(*benches));

	for (size_t i = 0; benches != NULL && i < n; i++)
		if (!furnish(&benches[i], comparison)) {
			benches_free(benches, n);
			return NULL;
		}
	return benches;
}

/* A task is some rows of both matrices.  False: there is no such task. */
static bool
normalise_rows(struct bench *bench, size_t task)
{
	struct comparison *comparison = bench->comparison;
	size_t first = task * ROWS_A_TASK, n = comparison->n;

	if (first >= n)
		return false;
	n = n - first < ROWS_A_TASK ? n - first : ROWS_A_TASK;
	for (size_t run = 0; run < N_RUNS; run++)
		drift_matrix_fill(&comparison->runs[run], comparison->sets[run],
		    comparison->orders[run], first, n);
	return true;
}

/* Whether row i of the matrix is one of the chunk's. */
static bool
in_chunk(const struct comparison *comparison, size_t i)
{
	return i >= comparison->first &&
	    i - comparison->first < comparison->n_rows;
}

/* Put a tile into the chunk's rows and, where it has them, its mirror image. */
static void
keep_tile(struct bench *bench, size_t run, size_t row, size_t column)
{
	struct comparison *comparison = bench->comparison;
	size_t n = comparison->n, first = comparison->first;
	size_t end_row = row + DRIFT_TILE < n ? row + DRIFT_TILE : n;
	size_t end_column = column + DRIFT_TILE < n ? column + DRIFT_TILE : n;
	bool mirror = column != row && in_chunk(comparison, column);
	int32_t *keys = comparison->keys[run];

	for (size_t i = row; i < end_row; i++) {
		const double *cosines = bench->tile + (i - row) * DRIFT_TILE;

		for (size_t j = column; j < end_column; j++) {
			int32_t key = drift_matrix_key(cosines[j - column]);

			keys[(i - first) * n + j] = key;
			if (mirror)
				keys[(j - first) * n + i] = key;
		}
	}
}

/*
 * A task is a tile of one run; tiles left of the diagonal that have a mirror
 * image in the same chunk are left out.  False: there is no such task.
 */
static bool
find_keys(struct bench *bench, size_t task)
{
	struct comparison *comparison = bench->comparison;
	size_t n_across = (comparison->n + DRIFT_TILE - 1) / DRIFT_TILE;
	size_t n_down = (comparison->n_rows + DRIFT_TILE - 1) / DRIFT_TILE;
	size_t run = task / n_across / n_down;
	size_t row = comparison->first + task / n_across % n_down * DRIFT_TILE;
	size_t column = task % n_across * DRIFT_TILE;

	if (run >= N_RUNS)
		return false;
	if (column >= row || !in_chunk(comparison, column)) {
		drift_matrix_tile(&comparison->runs[run], row, column,
		    bench->tile);
		keep_tile(bench, run, row, column);
	}
	return true;
}

/* The correlation of row i of the chunk, each run's row without itself. */
static void
correlate_row(struct bench *bench, size_t i)
{
	struct comparison *comparison = bench->comparison;
	size_t n = comparison->n, itself = comparison->first + i;
	double *correlation = &comparison->correlations[itself];

	for (size_t run = 0; run < N_RUNS; run++) {
		const int32_t *keys = comparison->keys[run] + i * n;

		memcpy(bench->row, keys, itself * sizeof(*keys));
		memcpy(bench->row + itself, keys + itself + 1,
		    (n - 1 - itself) * sizeof(*keys));
		lm_stat_ranks(bench->ranker, bench->row, n - 1,
		    bench->ranks[run]);
	}
	*correlation = (double)NAN;
	(void)lm_stat_spearman(bench->ranks[BASELINE], bench->ranks[CURRENT],
	    n - 1, correlation);
}

/* A task is some rows of the chunk.  False: there is no such task. */
static bool
correlate_rows(struct bench *bench, size_t task)
{
	size_t begin = task * ROWS_A_TASK;
	size_t n_rows = bench->comparison->n_rows;

	for (size_t i = begin; i < n_rows && i < begin + ROWS_A_TASK; i++)
		correlate_row(bench, i);
	return begin < n_rows;
}

static size_t
take_task(struct comparison *comparison)
{
	size_t task;

	(void)pthread_mutex_lock(&comparison->lock);
	task = comparison->next_task++;
	(void)pthread_mutex_unlock(&comparison->lock);
	return task;
}

static void *
work(void *arg)
{
	struct bench *bench = arg;

	while (bench->work(bench, take_task(bench->comparison)))
		;
	return NULL;
}

/*
 * Have all tasks of a kind done.  The caller works too; where a thread cannot
 * be had, the others do its part.
 */
static void
work_together(struct bench *benches, size_t n,
    bool (*kind)(struct bench *bench, size_t task))
{
	benches[0].comparison->next_task = 0;
	for (size_t i = 0; i < n; i++)
		benches[i].work = kind;
	for (size_t i = 1; i < n; i++)
		benches[i].started = pthread_create(&benches[i].thread, NULL,
					 work, &benches[i]) == 0;
	(void)work(&benches[0]);
	for (size_t i = 1; i < n; i++)
		if (benches[i].started)
			(void)pthread_join(benches[i].thread, NULL);
}

static void
compare_chunks(struct comparison *comparison, struct bench *benches,
    size_t n_benches)
{
	size_t n = comparison->n, step = chunk_rows(n);

	work_together(benches, n_benches, normalise_rows);
	for (size_t first = 0; first < n; first += step) {
		comparison->first = first;
		comparison->n_rows = n - first < step ? n - first : step;
		work_together(benches, n_benches, find_keys);
		work_together(benches, n_benches, correlate_rows);
	}
}

/* The memory that all threads share. */
static enum lm_code
make_room(struct comparison *comparison, struct lm_buf *keys,
    struct lm_err *err)
{
	size_t n_keys = chunk_rows(comparison->n) * comparison->n;
	enum lm_code code =
	    lm_buf_reserve(keys, N_RUNS * n_keys * sizeof(int32_t), err);
	void *memory = keys->ptr;

	if (code != LM_OK)
		return code;
	comparison->keys[BASELINE] = memory;
	comparison->keys[CURRENT] = comparison->keys[BASELINE] + n_keys;
	for (size_t run = 0; code == LM_OK && run < N_RUNS; run++)
		code = drift_matrix_make(&comparison->runs[run],
		    comparison->sets[run], err);
	return code;
}

enum lm_code
drift_rows_correlate(const struct drift_set *baseline,
    const struct drift_set *current, const size_t *order, size_t jobs,
    double *correlations, struct lm_err *err)
{
	struct comparison comparison = {.sets = {baseline, current},
	    .orders = {NULL, order},
	    .n = drift_set_count(baseline),
	    .lock = PTHREAD_MUTEX_INITIALIZER};
	size_t n_benches = useful_jobs(comparison.n, jobs);
	struct bench *benches = benches_new(&comparison, n_benches);
	struct lm_buf keys = {0};
	enum lm_code code = make_room(&comparison, &keys, err);

	if (benches == NULL)
		code = lm_err_nomem(err);
	comparison.correlations = correlations;
	if (code == LM_OK) {
		drift_matrix_one_thread();
		compare_chunks(&comparison, benches, n_benches);
	}
	lm_buf_free(&keys);
	for (size_t run = 0; run < N_RUNS; run++)
		drift_matrix_free(&comparison.runs[run]);
	benches_free(benches, n_benches);
	(void)pthread_mutex_destroy(&comparison.lock);
	return code;
}
