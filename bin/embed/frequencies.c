#include "frequencies.h"

#include <stdlib.h>
#include <string.h>

#include "fixed.h"
#include "lm/hash.h"
#include "words.h"

#define MAGIC "lmob-idf"
#define MAGIC_LEN 8
#define VERSION 1
#define VERSION_AT 8
#define CONFIG_AT 12
#define DOCUMENTS_AT 16
#define LISTED_AT 24
#define LIST_AT 32
#define SUM_LEN 8
#define LEAST_LISTED 2	 /* a smaller count is not listed */
#define LEB128_LONGEST 5 /* of 32 bits */
#define MOST_DOCUMENTS (UINT64_C(1) << 62)

struct bucket {
	uint32_t count;
	uint32_t last; /* the number of the document that was counted last */
};

struct lm_lexical_counts {
	struct lm_lexical_config config;
	uint64_t n_documents;
	uint32_t current; /* the number of the document being counted */
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
lm_lexical_counts_add(struct lm_lexical_counts *counts, struct lm_span text,
    struct lm_err *err)
{
	struct lm_feature features[LM_FEATURES_MAX];
	enum lm_code code;
	size_t i, j, n;

	code = lm_words_split(&counts->words, text, err);
	if (code != LM_OK || counts->words.n_words == 0)
		return code;
	next_document(counts);
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
put_header(const struct lm_lexical_counts *counts, uint64_t n_listed,
    struct lm_buf *out)
{
	memcpy(out->ptr + out->len, MAGIC, MAGIC_LEN);
	out->len += MAGIC_LEN;
	put_fixed(out, VERSION, CONFIG_AT - VERSION_AT);
	put_fixed(out, counts->config.gram_min, 1);
	put_fixed(out, counts->config.gram_max, 1);
	put_fixed(out, LM_FREQUENCIES_BITS, 2);
	put_fixed(out, counts->n_documents, LISTED_AT - DOCUMENTS_AT);
	put_fixed(out, n_listed, LIST_AT - LISTED_AT);
}

enum lm_code
lm_lexical_counts_write(const struct lm_lexical_counts *counts,
    struct lm_buf *out, struct lm_err *err)
{
	size_t begin = out->len, n_listed = 0, next = 0, i;
	enum lm_code code;

	for (i = 0; i < LM_FREQUENCIES_BUCKETS; i++)
		n_listed += counts->buckets[i].count >= LEAST_LISTED;
	code = lm_buf_reserve(out,
	    LIST_AT + n_listed * 2 * LEB128_LONGEST + SUM_LEN, err);
	if (code != LM_OK)
		return code;
	put_header(counts, n_listed, out);
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
		    "version %d",
		    (unsigned)version, VERSION);
	config->gram_min = (unsigned)get_fixed(file, CONFIG_AT, 1);
	config->gram_max = (unsigned)get_fixed(file, CONFIG_AT + 1, 1);
	return LM_OK;
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
	    get_fixed(file, DOCUMENTS_AT, 8) >= MOST_DOCUMENTS)
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

enum lm_code
lm_frequencies_read(struct lm_span file, const struct lm_lexical_config *config,
    uint8_t weights[LM_FREQUENCIES_BUCKETS], struct lm_err *err)
{
	uint64_t n_documents, n_listed, i, skip, df, bucket = 0;
	struct lm_span list;
	enum lm_code code;

	code = check_frame(file, config, err);
	if (code != LM_OK)
		return code;
	n_documents = get_fixed(file, DOCUMENTS_AT, LISTED_AT - DOCUMENTS_AT);
	n_listed = get_fixed(file, LISTED_AT, LIST_AT - LISTED_AT);
	list = lm_span(file.ptr + LIST_AT, file.len - LIST_AT - SUM_LEN);
	df = n_documents > 0 ? 1 : 0;
	memset(weights, lm_idf_weight(n_documents, df), LM_FREQUENCIES_BUCKETS);
	for (i = 0; i < n_listed; i++) {
		if (!take_leb128(&list, &skip) || !take_leb128(&list, &df))
			return damaged(err);
		bucket += skip;
		df += LEAST_LISTED;
		if (bucket >= LM_FREQUENCIES_BUCKETS || df > n_documents)
			return damaged(err);
		weights[bucket++] = lm_idf_weight(n_documents, df);
	}
	return list.len == 0 ? LM_OK : damaged(err);
}
