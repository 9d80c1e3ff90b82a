#include "wordvec.h"

#include <math.h>

#include "fixed.h"

/* Words remembered, a power of two: a text's usual words and many more. */
#define N_KEPT 8192
/* Bytes of each: three cache lines, room for a word of 11 letters.
 * Longer ones are worked out each time. */
#define CACHE_LINE 64
#define KEPT_BYTES ((size_t)3 * CACHE_LINE)
#define KEPT_ENTRIES \
	((KEPT_BYTES - sizeof(struct lm_word_vector)) / sizeof(uint64_t))
/* One more vector, of any length, follows them. */
#define SPARE_AT (N_KEPT * KEPT_BYTES)
#define MEMORY_BYTES                                \
	(SPARE_AT + sizeof(struct lm_word_vector) + \
	    LM_FEATURES_MAX * sizeof(uint64_t))

#define PLACE_MASK ((UINT64_C(1) << LM_ENTRY_VALUE) - 1)
_Static_assert(LM_ENTRY_VALUE + LM_FREQUENCIES_BITS <= 64,
    "a bucket and a dimension share bits of the hash");

void
lm_wordvecs_free(struct lm_wordvecs *vectors)
{
	lm_buf_free(&vectors->memory);
}

static inline struct lm_word_vector *
vector_at(const struct lm_wordvecs *vectors, size_t at)
{
	return (struct lm_word_vector *)(void *)(vectors->memory.ptr + at);
}

static inline struct lm_word_vector *
kept_of(const struct lm_wordvecs *vectors, uint64_t hash)
{
	return vector_at(vectors, (size_t)hash % N_KEPT * KEPT_BYTES);
}

enum lm_code
lm_wordvecs_clear(struct lm_wordvecs *vectors, struct lm_err *err)
{
	enum lm_code code;
	uint64_t i;

	code = lm_buf_reserve(&vectors->memory, MEMORY_BYTES, err);
	if (code != LM_OK)
		return code;
	for (i = 0; i < N_KEPT; i++)
		kept_of(vectors, i)->n = 0;
	return LM_OK;
}

void
lm_wordvecs_prefetch(const struct lm_wordvecs *vectors, uint64_t hash)
{
	const char *kept = (const char *)kept_of(vectors, hash);

	__builtin_prefetch(kept);
	__builtin_prefetch(kept + CACHE_LINE);
}

/* Weigh the features of a word. */
static void
work_out(const struct lm_feature *features, size_t n,
    const uint8_t weights[LM_FREQUENCIES_BUCKETS],
    struct lm_word_vector *vector)
{
	uint64_t square = 0, value;
	size_t i;

	for (i = 0; i < n; i++) {
		value = features[i].weight *
		    weights[lm_frequencies_bucket(features[i].hash)];
		square += value * value;
		vector->entries[i] =
		    (features[i].hash & PLACE_MASK) | value << LM_ENTRY_VALUE;
	}
	vector->hash = features[0].hash; /* the first is the word */
	value = weights[lm_frequencies_bucket(features[0].hash)];
	vector->scale = value < LM_IDF_ONE ? (double)value / LM_IDF_ONE : 1;
	vector->scale /= sqrt(sqrt((double)square));
	vector->n = (uint32_t)n;
}

const struct lm_word_vector *
lm_wordvecs_get(struct lm_wordvecs *vectors,
    const struct lm_lexical_config *config,
    const uint8_t weights[LM_FREQUENCIES_BUCKETS], const struct lm_word *word,
    const char *text)
{
	struct lm_feature features[LM_FEATURES_MAX];
	struct lm_word_vector *found = kept_of(vectors, word->hash);
	size_t n;

	if (found->n != 0 && found->hash == word->hash)
		return found;
	n = lm_features_of(config, word, text, features);
	if (n > KEPT_ENTRIES)
		found = vector_at(vectors, SPARE_AT);
	work_out(features, n, weights, found);
	return found;
}
