#include "static.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lm/utf8.h"
#include "static_model.h"
#include "static_words.h"

#define LANES 8
#define TINY 1e-32 /* that is added to a length before it divides */

struct static_scratch {
	struct static_words *words;
	uint32_t rows[STATIC_MOST_TOKENS];
	double weights[STATIC_MOST_TOKENS];
	uint16_t *places; /* by id: behind its place in these; 0: none */
	double *sum;	  /* a number for each dimension */
};

struct static_scratch *
static_scratch_new(const struct static_model *model)
{
	struct static_scratch *scratch = calloc(1, sizeof(*scratch));

	if (scratch == NULL)
		return NULL;
	scratch->words = static_words_new(&model->vocab, model->fold);
	scratch->places = calloc(model->vocab.n_ids, sizeof(*scratch->places));
	scratch->sum = calloc(model->matrix.n_columns, sizeof(*scratch->sum));
	if (scratch->words != NULL && scratch->places != NULL &&
	    scratch->sum != NULL)
		return scratch;
	static_scratch_free(scratch);
	return NULL;
}

void
static_scratch_free(struct static_scratch *scratch)
{
	if (scratch == NULL)
		return;
	static_words_free(scratch->words);
	free(scratch->places);
	free(scratch->sum);
	free(scratch);
}

/* The first n characters of text. */
static struct lm_span
cut(struct lm_span text, size_t n)
{
	size_t i = 0;

	if (text.len <= n) /* no character is shorter than a byte */
		return text;
	for (; n > 0 && i < text.len; n--)
		if ((unsigned char)text.ptr[i] < 0x80)
			i++;
		else
			(void)lm_utf8_next(text, &i);
	return lm_span(text.ptr, i);
}

/* The rows of n tokens and their weights, those of a token that comes again
 * added up: a third of English does.  Returns how many rows. */
static size_t
gather(const struct static_model *model, struct static_scratch *scratch,
    const uint32_t *ids, size_t n)
{
	size_t n_rows = 0;

	for (size_t i = 0; i < n; i++) {
		uint32_t id = ids[i];
		double weight = model->weights == NULL ? 1 : model->weights[id];

		if (scratch->places[id] != 0) {
			scratch->weights[scratch->places[id] - 1] += weight;
			continue;
		}
		scratch->rows[n_rows] =
		    model->mapping == NULL ? id : model->mapping[id];
		scratch->weights[n_rows++] = weight;
		scratch->places[id] = (uint16_t)n_rows;
	}
	for (size_t i = 0; i < n; i++)
		scratch->places[ids[i]] = 0;
	return n_rows;
}

/* The sum of the rows of n tokens, each times its weight. */
static void
add_up(const struct static_model *model, struct static_scratch *scratch,
    const uint32_t *ids, size_t n)
{
	size_t n_rows = gather(model, scratch, ids, n);

	memset(scratch->sum, 0,
	    model->matrix.n_columns * sizeof(*scratch->sum));
	static_matrix_add(&model->matrix, scratch->rows, scratch->weights,
	    n_rows, scratch->sum);
}

/* The length of what n numbers are divided by n_tokens; in eight lanes, as
 * in lm_vec_norm. */
static double
length(const double *sum, size_t n, double n_tokens)
{
	double lanes[LANES] = {0};

	for (size_t i = 0; i < n; i++) {
		double x = sum[i] / n_tokens;

		lanes[i % LANES] += x * x;
	}
	return sqrt(((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) +
	    ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7])));
}

/* The mean of a sum, normalized if the model says so; false: it is more than
 * a float holds. */
static bool
finish(const struct static_model *model, const double *sum, size_t n_tokens,
    float *vector)
{
	size_t n = model->matrix.n_columns;
	double by = 1, most = 0;

	if (model->normalize)
		by = length(sum, n, (double)n_tokens) + TINY;
	for (size_t i = 0; i < n; i++) {
		double x = sum[i] / (double)n_tokens / by;

		vector[i] = (float)x;
		most = fabs(x) <= most ? most : fabs(x);
	}
	return most <= (double)FLT_MAX;
}

enum lm_code
static_embed(const struct static_model *model, struct static_scratch *scratch,
    struct lm_span text, float *vector, size_t *n_tokens, bool *is_cut,
    struct lm_err *err)
{
	size_t n_columns = model->matrix.n_columns, n;
	size_t most = model->vocab.median_length;
	const uint32_t *ids;
	enum lm_code code;

	memset(vector, 0, n_columns * sizeof(*vector));
	*n_tokens = 0;
	most = most > SIZE_MAX / STATIC_MOST_TOKENS ? SIZE_MAX
						    : most * STATIC_MOST_TOKENS;
	/* One more than are kept tells whether there are more. */
	code = static_words_encode(scratch->words, cut(text, most),
	    STATIC_MOST_TOKENS + 1, &ids, &n, err);
	*is_cut = code == LM_OK &&
	    (n > STATIC_MOST_TOKENS || cut(text, most).len < text.len);
	if (code != LM_OK || n == 0)
		return code;
	if (n > STATIC_MOST_TOKENS)
		n = STATIC_MOST_TOKENS;
	add_up(model, scratch, ids, n);
	if (!finish(model, scratch->sum, n, vector))
		return lm_err_set(err, LM_MALFORMED,
		    "the model's rows for this text add up to more than a "
		    "float holds");
	*n_tokens = n;
	return LM_OK;
}
