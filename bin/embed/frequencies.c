#include "frequencies.h"

#include <stdlib.h>
#include <string.h>

#include "fixed.h"
#include "lm/hash.h"
#include "words.h"

#define MAGIC "lmob-idf"
#define MAGIC_LEN 8
#define VERSION 2
#define VERSION_AT 8
#define CONFIG_AT 12
#define DOCUMENTS_AT 16
#define WORDS_AT 24
#define DISTINCT_AT 32
#define ONCE_AT 40
#define LISTED_AT 48
#define LIST_AT 56
#define NUMBER_LEN 8
#define SUM_LEN 8
#define LEAST_LISTED 2		 /* a smaller count is not listed */
#define LEB128_LONGEST 5	 /* of 32 bits */
#define MOST (UINT64_C(1) << 62) /* documents, words */

struct bucket {
	uint32_t count;
	uint32_t last; /* the number of the document that was counted last */
};

struct lm_lexical_counts {
	struct lm_lexical_config config;
	uint64_t n_documents;
	uint64_t n_words;    /* occurrences */
	uint64_t n_distinct; /* each word once a document */
	uint32_t current;    /* the number of the document being counted */
	struct lm_words words;
	struct bucket buckets[LM_FREQUENCIES_BUCKETS];
};

enum lm_code
lm_lexical_counts_new(const struct lm_lexical_config *config,
    struct lm_lexical_counts **out, struct lm_err *err)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return lm_err_nomem(err);
	(*out)->config = *config;
	return LM_OK;
}

void
lm_lexical_counts_free(struct lm_lexical_counts *counts)
{
	if (counts == NULL)
		return;
	lm_words_free(&counts->words);
	free(counts);
}

/* a + b, but never more than fits: the order of additions does not matter. */
static inline uint32_t
add_saturated(uint32_t a, uint32_t b)
{
	return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

/* Start the next document. */
static void
next_document(struct lm_lexical_counts *counts)
{
	size_t i;

	counts->n_documents++;
	if (++counts->current != 0)
		return;
	for (i = 0; i < LM_FREQUENCIES_BUCKETS; i++)
		counts->buckets[i].last = 0;
	counts->current = 1;
}

static inline void
count(struct lm_lexical_counts *counts, uint64_t hash)
{
	struct bucket *bucket = &counts->buckets[lm_frequencies_bucket(hash)];

	if (bucket->last == counts->current)
		return;
	bucket->last = counts->current;
	bucket->count = add_saturated(bucket->count, 1);
}

enum lm_code
lm_lexical_counts_add(struct lm_lexical_counts *counts,
    const struct lm_part *parts, size_t n_parts, struct lm_err *err)
{
	struct lm_feature features[LM_FEATURES_MAX];
	enum lm_code code;
	size_t i, j, n;

	code = lm_words_split(&counts->words, parts, n_parts, err);
	if (code != LM_OK || counts->words.n_words == 0)
		return code;
	next_document(counts);
	counts->n_words += counts->words.n_counted;
	counts->n_distinct += counts->words.n_words;
	for (i = 0; i < counts->words.n_words; i++) {
		n = lm_features_of(&counts->config,
		    lm_words_at(&counts->words, i), counts->words.text.ptr,
		    features);
		for (j = 0; j < n; j++)
			count(counts, features[j].hash);
	}
	return LM_OK;
}

void
lm_lexical_counts_merge(struct lm_lexical_counts *into,
    const struct lm_lexical_counts *from)
{
	size_t i;

	into->n_documents += from->n_documents;
	into->n_words += from->n_words;
	into->n_distinct += from->n_distinct;
	for (i = 0; i < LM_FREQUENCIES_BUCKETS; i++)
		into->buckets[i].count = add_saturated(into->buckets[i].count,
		    from->buckets[i].count);
}

uint64_t
lm_lexical_counts_documents(const struct lm_lexical_counts *counts)
{
	return counts->n_documents;
}

/* The functions below write where room was reserved. */

static void
put_fixed(struct lm_buf *out, uint64_t value, size_t n_bytes)
{
	size_t i;

	for (i = 0; i < n_bytes; i++)
		out->ptr[out->len++] = (char)(value >> (8 * i));
}

static void
put_leb128(struct lm_buf *out, uint32_t value)
{
	for (; value >= 0x80; value >>= 7)
		out->ptr[out->len++] = (char)(value | 0x80);
	out->ptr[out->len++] = (char)value;
}

static void
put_header(const struct lm_lexical_counts *counts, uint64_t n_once,
    uint64_t n_listed, struct lm_buf *out)
{
	memcpy(out->ptr + out->len, MAGIC, MAGIC_LEN);
	out->len += MAGIC_LEN;
	put_fixed(out, VERSION, CONFIG_AT - VERSION_AT);
	put_fixed(out, counts->config.gram_min, 1);
	put_fixed(out, counts->config.gram_max, 1);
	put_fixed(out, LM_FREQUENCIES_BITS, 2);
	put_fixed(out, counts->n_documents, NUMBER_LEN);
	put_fixed(out, counts->n_words, NUMBER_LEN);
	put_fixed(out, counts->n_distinct, NUMBER_LEN);
	put_fixed(out, n_once, NUMBER_LEN);
	put_fixed(out, n_listed, NUMBER_LEN);
}

enum lm_code
lm_lexical_counts_write(const struct lm_lexical_counts *counts,
    struct lm_buf *out, struct lm_err *err)
{
	size_t begin = out->len, n_once = 0, n_listed = 0, next = 0, i;
	enum lm_code code;

	for (i = 0; i < LM_FREQUENCIES_BUCKETS; i++) {
		n_once += counts->buckets[i].count == 1;
		n_listed += counts->buckets[i].count >= LEAST_LISTED;
	}
	code = lm_buf_reserve(out,
	    LIST_AT + n_listed * 2 * LEB128_LONGEST + SUM_LEN, err);
	if (code != LM_OK)
		return code;
	put_header(counts, n_once, n_listed, out);
	for (i = 0; i < LM_FREQUENCIES_BUCKETS; i++) {
		if (counts->buckets[i].count < LEAST_LISTED)
			continue;
		put_leb128(out, (uint32_t)(i - next));
		put_leb128(out, counts->buckets[i].count - LEAST_LISTED);
		next = i + 1;
	}
	put_fixed(out, lm_hash(lm_span(out->ptr + begin, out->len - begin)),
	    SUM_LEN);
	return LM_OK;
}

static uint64_t
get_fixed(struct lm_span file, size_t at, size_t n_bytes)
{
	uint64_t value = 0;

	while (n_bytes-- > 0)
		value = value << 8 | (unsigned char)file.ptr[at + n_bytes];
	return value;
}

/* Take a number from the front of *list; false if there is none. */
static bool
take_leb128(struct lm_span *list, uint64_t *value)
{
	size_t i;
	unsigned char byte;

	*value = 0;
	for (i = 0; i < list->len && i < LEB128_LONGEST; i++) {
		byte = (unsigned char)list->ptr[i];
		*value |= (uint64_t)(byte & 0x7f) << (7 * i);
		if (byte < 0x80) {
			*list = lm_span(list->ptr + i + 1, list->len - i - 1);
			return true;
		}
	}
	return false;
}

static enum lm_code
damaged(struct lm_err *err)
{
	return lm_err_set(err, LM_MALFORMED,
	    "document frequencies: the file is damaged or cut short");
}

static uint64_t
get_number(struct lm_span file, size_t at)
{
	return get_fixed(file, at, NUMBER_LEN);
}

enum lm_code
lm_frequencies_config(struct lm_span file, struct lm_lexical_config *config,
    struct lm_err *err)
{
	uint64_t version;

	if (file.len < MAGIC_LEN || memcmp(file.ptr, MAGIC, MAGIC_LEN) != 0)
		return lm_err_set(err, LM_MALFORMED,
		    "not a file of document frequencies (lmob-embed --fit "
		    "makes one)");
	if (file.len < LIST_AT + SUM_LEN)
		return damaged(err);
	version = get_fixed(file, VERSION_AT, CONFIG_AT - VERSION_AT);
	if (version != VERSION)
		return lm_err_set(err, LM_MALFORMED,
		    "document frequencies of version %u; this program reads "
		    "version %d: fit anew",
		    (unsigned)version, VERSION);
	config->gram_min = (unsigned)get_fixed(file, CONFIG_AT, 1);
	config->gram_max = (unsigned)get_fixed(file, CONFIG_AT + 1, 1);
	return LM_OK;
}

/* Whether the header's numbers can be true of any collection. */
static bool
is_possible(struct lm_span file)
{
	uint64_t n_documents = get_number(file, DOCUMENTS_AT);
	uint64_t n_words = get_number(file, WORDS_AT);
	uint64_t n_distinct = get_number(file, DISTINCT_AT);
	uint64_t n_once = get_number(file, ONCE_AT);

	return n_words < MOST && n_documents <= n_distinct &&
	    n_distinct <= n_words && n_once <= LM_FREQUENCIES_BUCKETS &&
	    (n_once == 0 || n_documents > 0);
}

/* What stands before the list and behind it. */
static enum lm_code
check_frame(struct lm_span file, const struct lm_lexical_config *config,
    struct lm_err *err)
{
	struct lm_lexical_config made_with = {0};
	size_t body_len;
	enum lm_code code = lm_frequencies_config(file, &made_with, err);

	if (code != LM_OK)
		return code;
	body_len = file.len - SUM_LEN;
	if (lm_hash(lm_span(file.ptr, body_len)) !=
		get_fixed(file, body_len, SUM_LEN) ||
	    get_fixed(file, CONFIG_AT + 2, 2) != LM_FREQUENCIES_BITS ||
	    !is_possible(file))
		return damaged(err);
	if (made_with.gram_min != config->gram_min ||
	    made_with.gram_max != config->gram_max)
		return lm_err_set(err, LM_USAGE,
		    "document frequencies made with n-grams %u-%u do not fit "
		    "n-grams %u-%u",
		    made_with.gram_min, made_with.gram_max, config->gram_min,
		    config->gram_max);
	return LM_OK;
}

/*
 * Read the list: weights of its buckets, and the energy of all documents,
 * which the buckets that are not listed begin.
 */
static enum lm_code
read_list(struct lm_span list, uint64_t n_listed, uint64_t n_documents,
    struct lm_frequencies *out, struct lm_err *err)
{
	uint64_t i, skip, df, bucket = 0;
	uint8_t weight;

	for (i = 0; i < n_listed; i++) {
		if (!take_leb128(&list, &skip) || !take_leb128(&list, &df))
			return damaged(err);
		bucket += skip;
		df += LEAST_LISTED;
		if (bucket >= LM_FREQUENCIES_BUCKETS || df > n_documents)
			return damaged(err);
		weight = lm_idf_weight(n_documents, df);
		out->weights[bucket++] = weight;
		out->mean_energy += (double)df * weight * weight;
	}
	return list.len == 0 ? LM_OK : damaged(err);
}

enum lm_code
lm_frequencies_read(struct lm_span file, const struct lm_lexical_config *config,
    struct lm_frequencies *out, struct lm_err *err)
{
	uint64_t n_documents;
	uint8_t weight;
	double n;
	enum lm_code code;

	code = check_frame(file, config, err);
	if (code != LM_OK)
		return code;
	n_documents = get_number(file, DOCUMENTS_AT);
	weight = lm_idf_weight(n_documents, n_documents > 0 ? 1 : 0);
	memset(out->weights, weight, LM_FREQUENCIES_BUCKETS);
	out->mean_energy = (double)get_number(file, ONCE_AT) * weight * weight;
	code =
	    read_list(lm_span(file.ptr + LIST_AT, file.len - LIST_AT - SUM_LEN),
		get_number(file, LISTED_AT), n_documents, out, err);
	n = n_documents > 0 ? (double)n_documents : 1;
	out->mean_energy /= n;
	out->mean_words = (double)get_number(file, WORDS_AT) / n;
	out->mean_distinct = (double)get_number(file, DISTINCT_AT) / n;
	return code;
}
