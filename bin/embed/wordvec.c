#include "wordvec.h"

#include <math.h>

/* Words remembered, a power of two; more would not stay in the CPU's cache. */
#define N_KEPT 2048
/* A word of about 13 letters; longer ones are worked out each time. */
#define KEPT_ENTRIES 40

#define PLACE_MASK ((UINT64_C(1) << LM_ENTRY_VALUE) - 1)
_Static_assert(LM_FEATURE_STEM * 255 < 1 << (32 - LM_ENTRY_VALUE),
    "a value does not fit into an entry");

struct memory {
	struct lm_word_vector kept[N_KEPT];
	uint32_t kept_entries[N_KEPT][KEPT_ENTRIES];
	struct lm_word_vector spare;
	uint32_t spare_entries[LM_FEATURES_MAX];
};

void
lm_wordvecs_free(struct lm_wordvecs *vectors)
{
	lm_buf_free(&vectors->memory);
}

static inline struct memory *
memory_of(const struct lm_wordvecs *vectors)
{
	return (struct memory *)(void *)vectors->memory.ptr;
}

enum lm_code
lm_wordvecs_clear(struct lm_wordvecs *vectors, struct lm_err *err)
{
	enum lm_code code;
	size_t i;

	code = lm_buf_reserve(&vectors->memory, sizeof(struct memory), err);
	if (code != LM_OK)
		return code;
	for (i = 0; i < N_KEPT; i++)
		memory_of(vectors)->kept[i].n = 0;
	return LM_OK;
}

/* Weigh the features of a word. */
static void
work_out(const struct lm_feature *features, size_t n,
    const uint8_t weights[LM_FREQUENCIES_BUCKETS],
    struct lm_word_vector *vector, uint32_t *entries)
{
	uint64_t square = 0, value;
	size_t i;

	for (i = 0; i < n; i++) {
		value = features[i].weight *
		    weights[lm_frequencies_bucket(features[i].hash)];
		square += value * value;
		entries[i] = (uint32_t)(features[i].hash & PLACE_MASK) |
		    (uint32_t)(value << LM_ENTRY_VALUE);
	}
	vector->hash = features[0].hash; /* the first is the word */
	vector->weight = weights[lm_frequencies_bucket(features[0].hash)];
	vector->root = sqrt(sqrt((double)square));
	vector->n = (uint32_t)n;
}

void
lm_wordvecs_get(struct lm_wordvecs *vectors,
    const struct lm_lexical_config *config,
    const uint8_t weights[LM_FREQUENCIES_BUCKETS], const struct lm_word *word,
    const char *text, const struct lm_word_vector **vector,
    const uint32_t **entries)
{
	struct lm_feature features[LM_FEATURES_MAX];
	size_t slot = word->hash % N_KEPT, n;
	struct memory *memory = memory_of(vectors);
	struct lm_word_vector *found = &memory->kept[slot];
	uint32_t *found_entries = memory->kept_entries[slot];

	if (found->n == 0 || found->hash != word->hash) {
		n = lm_features_of(config, word, text, features);
		if (n > KEPT_ENTRIES) {
			found = &memory->spare;
			found_entries = memory->spare_entries;
		}
		work_out(features, n, weights, found, found_entries);
	}
	*vector = found;
	*entries = found_entries;
}
