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

#define VERSION 1

/* Without document frequencies: as if idf were 4, and 1/100 of it. */
#define WEIGHT_PLAIN 64
#define WEIGHT_STOPWORD 6

/* Makes the least scale of a word about 2^10. */
#define SCALE_ONE 256.0
#define TF_KNOWN 64
/* Sums of what counts negative in each dimension, then of the positive. */
#define SIGNED_SUMS (2 * LM_LEXICAL_DIMENSIONS)
_Static_assert(SIGNED_SUMS == 1 << LM_ENTRY_SIGNED_BITS,
    "an entry does not name all dimensions");
#define LANES 8
#define AHEAD 4 /* words whose memory is fetched before they are added */

struct lm_lexical {
	struct lm_lexical_config config;
	uint64_t fingerprint;
	uint32_t tf[TF_KNOWN]; /* 256 (1 + 5/4 log2 tf) */
	uint8_t weights[LM_FREQUENCIES_BUCKETS];
};

static uint32_t
tf_weight(uint32_t count)
{
	return 256 + (lm_log2_q16(count) >> 8) * 5 / 4;
}

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
set_prior(uint8_t weights[LM_FREQUENCIES_BUCKETS])
{
	const char *word = lm_stopwords;
	size_t len;

	memset(weights, WEIGHT_PLAIN, LM_FREQUENCIES_BUCKETS);
	for (; *word != '\0'; word += len + (word[len] == ' ')) {
		len = strcspn(word, " ");
		weights[lm_frequencies_bucket(lm_xxh3(word, len))] =
		    WEIGHT_STOPWORD;
	}
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
	uint32_t i;

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
	for (i = 1; i < TF_KNOWN; i++)
		model->tf[i] = tf_weight(i);
	if (frequencies.len == 0)
		set_prior(model->weights);
	else
		code = lm_frequencies_read(frequencies, config, model->weights,
		    err);
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

/*
 * Add one word; the number of its features.  A word that occurs once adds at
 * most 2^30 to a dimension and tf is at most 2^6, so that a text would need
 * 2^27 distinct words, 1 GB, to overflow, were all in the same dimension.
 */
static size_t
add_word(const struct lm_lexical *model, struct lm_lexical_scratch *scratch,
    const struct lm_word *word, int64_t sums[SIGNED_SUMS])
{
	const struct lm_word_vector *vector = lm_wordvecs_get(&scratch->vectors,
	    &model->config, model->weights, word, scratch->words.text.ptr);
	int64_t scale, value;
	uint32_t tf, i, entry;

	tf = word->count < TF_KNOWN ? model->tf[word->count]
				    : tf_weight(word->count);
	scale =
	    (int64_t)((double)tf * vector->weight * SCALE_ONE / vector->root);
	for (i = 0; i < vector->n; i++) {
		entry = vector->entries[i];
		value = (int64_t)(entry >> LM_ENTRY_VALUE) * scale;
		sums[entry & (SIGNED_SUMS - 1)] += value;
		sums[entry >> LM_ENTRY_SIGNED_BITS & (SIGNED_SUMS - 1)] +=
		    value;
	}
	return vector->n;
}

/* Scale to length 1; false if there is no length. */
static bool
normalise(const int64_t sums[SIGNED_SUMS], float vector[LM_LEXICAL_DIMENSIONS])
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
	square = 1 / sqrt(square);
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

enum lm_code
lm_lexical_embed(const struct lm_lexical *model,
    struct lm_lexical_scratch *scratch, struct lm_span text,
    float vector[LM_LEXICAL_DIMENSIONS], size_t *n_features, struct lm_err *err)
{
	int64_t sums[SIGNED_SUMS] = {0};
	const struct lm_words *words = &scratch->words;
	enum lm_code code;
	size_t i;

	*n_features = 0;
	memset(vector, 0, LM_LEXICAL_DIMENSIONS * sizeof(vector[0]));
	code = use_model(model, scratch, err);
	if (code == LM_OK)
		code = lm_words_split(&scratch->words, text, err);
	if (code != LM_OK)
		return code;
	for (i = 0; i < words->n_words; i++) {
		if (i + AHEAD < words->n_words)
			lm_wordvecs_prefetch(&scratch->vectors,
			    lm_words_at(words, i + AHEAD)->hash);
		*n_features +=
		    add_word(model, scratch, lm_words_at(words, i), sums);
	}
	if (!normalise(sums, vector))
		*n_features = 0;
	return LM_OK;
}
