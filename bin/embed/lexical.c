#include "lexical.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fixed.h"
#include "lm/hash.h"
#include "stopwords.h"
#include "xxh3.h"

#if FLT_EVAL_METHOD != 0
#error "double arithmetic with extra precision: use -msse2 -mfpmath=sse"
#endif

#define VERSION 2

/* Without document frequencies: idf 4 and 1/8, documents like abstracts. */
#define WEIGHT_PLAIN 32
#define WEIGHT_STOPWORD 1
#define PRIOR_WORDS 100
#define PRIOR_DISTINCT 60
#define PRIOR_CODES 8 /* of a word with its two marks */

/* BM25's, and what 0.7 of a usual length comes to: 0.8 of the square's
 * estimate (lm_lexical_new). */
#define K1 4.0
#define B 0.5
#define PIVOT 0.8

/* Makes the least scale of a word about 2^8; see add_word. */
#define SCALE_ONE 16384.0
#define QUERY_TF_MOST 256
/* Sums of what counts negative in each dimension, then of the positive. */
#define SIGNED_SUMS (2 * LM_LEXICAL_DIMENSIONS)
_Static_assert(SIGNED_SUMS == 1 << LM_ENTRY_SIGNED_BITS,
    "an entry does not name all dimensions");
#define LANES 8
#define AHEAD 4 /* words whose memory is fetched before they are added */

struct lm_lexical {
	struct lm_lexical_config config;
	uint64_t fingerprint;
	double pivot; /* s^2, in the unit of sums */
	struct lm_frequencies known;
};

static uint64_t
fingerprint_of(const struct lm_lexical_config *config, struct lm_span file)
{
	const uint64_t parts[] = {VERSION, LM_LEXICAL_DIMENSIONS,
	    config->gram_min, config->gram_max, lm_hash(file), file.len};
	uint64_t print = lm_hash(lm_span_of(LM_LEXICAL_NAME));
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		print = lm_xxh3_pair(print, parts[i]);
	return print == 0 ? 1 : print; /* 0 is no model */
}

/* What to believe of words where nothing was learned. */
static void
set_prior(struct lm_frequencies *known)
{
	const char *word = lm_stopwords;
	size_t len;

	memset(known->weights, WEIGHT_PLAIN, LM_FREQUENCIES_BUCKETS);
	for (; *word != '\0'; word += len + (word[len] == ' ')) {
		len = strcspn(word, " ");
		known->weights[lm_frequencies_bucket(lm_xxh3(word, len))] =
		    WEIGHT_STOPWORD;
	}
}

/* What to believe of documents where there were none. */
static void
set_prior_means(const struct lm_lexical_config *config,
    struct lm_frequencies *known)
{
	double n_features = 1;
	unsigned n;

	for (n = config->gram_min; n != 0 && n <= config->gram_max; n++)
		n_features += PRIOR_CODES + 1 - n;
	known->mean_words = PRIOR_WORDS;
	known->mean_distinct = PRIOR_DISTINCT;
	known->mean_energy =
	    PRIOR_DISTINCT * n_features * WEIGHT_PLAIN * WEIGHT_PLAIN;
}

/*
 * The square of a sum is that of its words, each |u|, about the root of its
 * features' energy; on six collections it was 1.3 to 2.0 of this.
 */
static void
set_pivot(struct lm_lexical *model)
{
	if (!(model->known.mean_words > 0))
		set_prior_means(&model->config, &model->known);
	model->pivot = PIVOT * LM_ENTRY_PLACES * SCALE_ONE * SCALE_ONE *
	    sqrt(model->known.mean_distinct * model->known.mean_energy);
}

static bool
config_is_valid(const struct lm_lexical_config *config)
{
	if (config->gram_max == 0)
		return config->gram_min == 0;
	return config->gram_min >= 1 && config->gram_min <= config->gram_max &&
	    config->gram_max <= LM_GRAM_LONGEST;
}

enum lm_code
lm_lexical_new(const struct lm_lexical_config *config,
    struct lm_span frequencies, struct lm_lexical **out, struct lm_err *err)
{
	struct lm_lexical *model;
	enum lm_code code = LM_OK;

	*out = NULL;
	if (!config_is_valid(config))
		return lm_err_set(err, LM_USAGE,
		    "n-grams are from 1 to %d characters, the shorter first",
		    LM_GRAM_LONGEST);
	model = calloc(1, sizeof(*model));
	if (model == NULL)
		return lm_err_nomem(err);
	model->config = *config;
	model->fingerprint = fingerprint_of(config, frequencies);
	if (frequencies.len == 0)
		set_prior(&model->known);
	else
		code = lm_frequencies_read(frequencies, config, &model->known,
		    err);
	set_pivot(model);
	if (code != LM_OK)
		free(model);
	else
		*out = model;
	return code;
}

void
lm_lexical_free(struct lm_lexical *model)
{
	free(model);
}

uint64_t
lm_lexical_fingerprint(const struct lm_lexical *model)
{
	return model->fingerprint;
}

void
lm_lexical_scratch_free(struct lm_lexical_scratch *scratch)
{
	lm_words_free(&scratch->words);
	lm_wordvecs_free(&scratch->vectors);
	*scratch = (struct lm_lexical_scratch){0};
}

/* How often a word occurs is weighed so. */
struct tf_weights {
	bool as_query;
	double k; /* K of a document */
};

/*
 * For a document w(tf) (K + 1) / (k1 + 1), which is at least 1 and at most tf:
 * so whole numbers are exact enough for it, however long the document is.
 */
static inline double
tf_weight(const struct tf_weights *weights, uint32_t count)
{
	double tf = count;

	if (weights->as_query)
		return tf < QUERY_TF_MOST ? tf : QUERY_TF_MOST;
	return tf * (weights->k + 1) / (tf + weights->k);
}

/*
 * Add one word; the number of its features.  It adds at most 2^24 tf to a
 * dimension, so that a text would need 2^39 words to overflow, were all in the
 * same dimension.
 */
static size_t
add_word(const struct lm_lexical *model, struct lm_lexical_scratch *scratch,
    const struct tf_weights *weights, const struct lm_word *word,
    int64_t sums[SIGNED_SUMS])
{
	const struct lm_word_vector *vector =
	    lm_wordvecs_get(&scratch->vectors, &model->config,
		model->known.weights, word, scratch->words.text.ptr);
	int64_t scale, value;
	uint64_t entry;
	uint32_t i, j;

	scale = (int64_t)(tf_weight(weights, word->count) * vector->scale *
	    SCALE_ONE);
	for (i = 0; i < vector->n; i++) {
		entry = vector->entries[i];
		value = (int64_t)(entry >> LM_ENTRY_VALUE) * scale;
		for (j = 0; j < LM_ENTRY_PLACES; j++) {
			sums[entry & (SIGNED_SUMS - 1)] += value;
			entry >>= LM_ENTRY_SIGNED_BITS;
		}
	}
	return vector->n;
}

/* Divide by sqrt(length^2 + pivot); false if there is no length. */
static bool
normalise(const int64_t sums[SIGNED_SUMS], double pivot,
    float vector[LM_LEXICAL_DIMENSIONS])
{
	double values[LM_LEXICAL_DIMENSIONS], squares[LANES] = {0}, square = 0;
	size_t i, j;

	for (i = 0; i < LM_LEXICAL_DIMENSIONS; i++)
		values[i] = (double)(sums[LM_LEXICAL_DIMENSIONS + i] - sums[i]);
	for (i = 0; i < LM_LEXICAL_DIMENSIONS; i += LANES)
		for (j = 0; j < LANES; j++)
			squares[j] += values[i + j] * values[i + j];
	for (j = 0; j < LANES; j++)
		square += squares[j];
	if (!(square > 0))
		return false;
	square = 1 / sqrt(square + pivot);
	for (i = 0; i < LM_LEXICAL_DIMENSIONS; i++)
		vector[i] = (float)(values[i] * square);
	return true;
}

/* What is remembered of words is to be of this model. */
static enum lm_code
use_model(const struct lm_lexical *model, struct lm_lexical_scratch *scratch,
    struct lm_err *err)
{
	enum lm_code code;

	if (scratch->fingerprint == model->fingerprint)
		return LM_OK;
	scratch->fingerprint = 0;
	code = lm_wordvecs_clear(&scratch->vectors, err);
	if (code == LM_OK)
		scratch->fingerprint = model->fingerprint;
	return code;
}

/* Weigh as what it is; *pivot is s^2 for sums that are weighed so. */
static struct tf_weights
weights_for(const struct lm_lexical *model, enum lm_lexical_as as,
    uint64_t n_words, double *pivot)
{
	struct tf_weights weights = {.as_query = as == LM_LEXICAL_QUERY};
	double length = (double)n_words / model->known.mean_words, scale;

	*pivot = 0;
	if (weights.as_query)
		return weights;
	weights.k = K1 * (1 - B + B * length);
	scale = (weights.k + 1) / (K1 + 1); /* see tf_weight */
	*pivot = model->pivot * scale * scale;
	return weights;
}

enum lm_code
lm_lexical_embed(const struct lm_lexical *model,
    struct lm_lexical_scratch *scratch, const struct lm_part *parts,
    size_t n_parts, enum lm_lexical_as as, float vector[LM_LEXICAL_DIMENSIONS],
    size_t *n_features, struct lm_err *err)
{
	int64_t sums[SIGNED_SUMS] = {0};
	const struct lm_words *words = &scratch->words;
	struct tf_weights weights;
	enum lm_code code;
	double pivot;
	size_t i;

	*n_features = 0;
	memset(vector, 0, LM_LEXICAL_DIMENSIONS * sizeof(vector[0]));
	code = use_model(model, scratch, err);
	if (code == LM_OK)
		code = lm_words_split(&scratch->words, parts, n_parts, err);
	if (code != LM_OK)
		return code;
	weights = weights_for(model, as, words->n_counted, &pivot);
	for (i = 0; i < words->n_words; i++) {
		if (i + AHEAD < words->n_words)
			lm_wordvecs_prefetch(&scratch->vectors,
			    lm_words_at(words, i + AHEAD)->hash);
		*n_features += add_word(model, scratch, &weights,
		    lm_words_at(words, i), sums);
	}
	if (!normalise(sums, pivot, vector))
		*n_features = 0;
	return LM_OK;
}
