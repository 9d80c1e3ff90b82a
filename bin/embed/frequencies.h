#ifndef LM_EMBED_FREQUENCIES_H
#define LM_EMBED_FREQUENCIES_H

#include <stddef.h>
#include <stdint.h>

#include "grams.h"
#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"
#include "words.h"

/*
 * Document frequencies: how many documents of a collection have a feature.
 * Features are counted in 2^20 buckets, by the highest bits of their hash, so
 * that the size is bounded; features that share a bucket share a count.
 *
 * The file (--fit writes it, --idf reads it), all numbers little-endian:
 *
 *	8 bytes   "lmob-idf"
 *	4 bytes   version, 2
 *	1 byte    gram_min, 1 byte gram_max, 1 byte 20 (buckets), 1 byte 0
 *	8 bytes   documents that have a feature
 *	8 bytes   words in them, counted as often as they occur
 *	8 bytes   the same, but each word once a document
 *	8 bytes   buckets with a count of 1
 *	8 bytes   n, buckets listed: those with a count of at least 2
 *	n times   bucket minus the one before (the first: minus -1) minus 1,
 *	          then count minus 2, both as LEB128
 *	8 bytes   XXH3-64 of all bytes before
 *
 * A bucket that is not listed was met in at most one document, which for a
 * weight is the same as none.  A word of a field that weighs 2 occurs twice.  The bytes depend on the documents alone, not
 * on their order, and not on how they were shared out among threads.
 * Typically 50 kB to 1 MB.
 */

#define LM_FREQUENCIES_BITS 20
#define LM_FREQUENCIES_BUCKETS ((size_t)1 << LM_FREQUENCIES_BITS)

/* The bucket of a feature. */
static inline size_t
lm_frequencies_bucket(uint64_t hash)
{
	return (size_t)(hash >> (64 - LM_FREQUENCIES_BITS));
}

/* What the engine knows of a collection. */
struct lm_frequencies {
	double mean_words;    /* in a document */
	double mean_distinct; /* words, each once */
	double mean_energy;   /* sum of squared weights of its features */
	uint8_t weights[LM_FREQUENCIES_BUCKETS]; /* 8 idf, see lm_idf_weight */
};

/* Counts under way; one for each thread.  About 8 MiB. */
struct lm_lexical_counts;

/* Make one with no documents.  LM_NOMEM. */
enum lm_code lm_lexical_counts_new(const struct lm_lexical_config *config,
    struct lm_lexical_counts **out, struct lm_err *err);

/* NULL is fine. */
void lm_lexical_counts_free(struct lm_lexical_counts *counts);

/*
 * Count one document in n_parts parts, as lm_words_split.  A document without a single feature (empty,
 * punctuation only) is not counted.  LM_NOMEM, or LM_LIMIT as
 * lm_words_split; counts is then as it was.
 */
enum lm_code lm_lexical_counts_add(struct lm_lexical_counts *counts,
    const struct lm_part *parts, size_t n_parts, struct lm_err *err);

/* Add what from counted.  Both were made with the same configuration. */
void lm_lexical_counts_merge(struct lm_lexical_counts *into,
    const struct lm_lexical_counts *from);

/* The documents counted. */
uint64_t lm_lexical_counts_documents(const struct lm_lexical_counts *counts);

/* Append the file to *out.  LM_NOMEM. */
enum lm_code lm_lexical_counts_write(const struct lm_lexical_counts *counts,
    struct lm_buf *out, struct lm_err *err);

/*
 * Read the bytes of a file; of no documents, the means are 0.  LM_MALFORMED:
 * not such a file, of another version, damaged or cut.  LM_USAGE: it was made
 * with n-grams other than config's.  *out is then undefined.
 */
enum lm_code lm_frequencies_read(struct lm_span file,
    const struct lm_lexical_config *config, struct lm_frequencies *out,
    struct lm_err *err);

/*
 * The configuration a file was made with, so that --idf alone is enough.
 * LM_MALFORMED as above (the checksum is not looked at).
 */
enum lm_code lm_frequencies_config(struct lm_span file,
    struct lm_lexical_config *config, struct lm_err *err);

#endif
