#ifndef LM_EMBED_LEXICAL_H
#define LM_EMBED_LEXICAL_H

#include <stddef.h>
#include <stdint.h>

#include "grams.h"
#include "frequencies.h"
#include "lm/err.h"
#include "lm/span.h"
#include "words.h"
#include "wordvec.h"

/*
 * The lexical engine: embeddings without a server and without weights.  It
 * finds shared words and spellings, not meaning.
 *
 * A text's vector is the sum over its distinct words of
 *
 *	(1 + 5/4 log2 tf) sqrt(idf(word) / |u|) u,
 *
 * where tf is how often the word occurs, and u has an entry
 * weight sqrt(idf(feature)) for each feature of the word (grams.h), idf =
 * log2((N + 1) / (df + 1/2)), by document frequencies of a collection
 * (frequencies.h).  A feature goes, with a sign, into two of 1024 dimensions
 * (signed feature hashing: Weinberger et al. 2009).  The sum is scaled to
 * length 1.
 *
 * Without document frequencies idf is the same for all features, except that
 * function words of four languages (stopwords.h) count a tenth.
 *
 * What it finds: nDCG@10 with document frequencies is 0.398 on Cranfield and
 * 0.383 on CACM, by chance a little above what other seeds of the hash give
 * (24 seeds: 0.389 +- 0.005 and 0.371 +- 0.010).  Without hashing into 1024
 * dimensions it would be 0.42 and 0.40.
 *
 * The bits of a vector are the same for every compiler, machine and order of
 * words: the sum is of whole numbers, the length is added in a fixed order,
 * and no function of libm is used but sqrt, which IEEE 754 rounds correctly.
 * Compile with -ffp-contract=off.  (Characters newer than utf8proc's Unicode
 * version are the exception: see lm/text.h.)
 */

#define LM_LEXICAL_DIMENSIONS 1024
#define LM_LEXICAL_NAME "lexical"

/* A model: read-only once made, to be shared by threads.  About 1 MiB. */
struct lm_lexical;

/*
 * Make a model.  config: LM_LEXICAL_CONFIG_DEFAULT, {0, 0} for words only, or
 * 1 <= gram_min <= gram_max <= LM_GRAM_LONGEST, else LM_USAGE.  frequencies:
 * the bytes of a file that --fit made (not needed after the call), or empty
 * for none; errors of lm_frequencies_read.  LM_NOMEM.  *out is to be freed,
 * and NULL after an error.
 */
enum lm_code lm_lexical_new(const struct lm_lexical_config *config,
    struct lm_span frequencies, struct lm_lexical **out, struct lm_err *err);

/* NULL is fine. */
void lm_lexical_free(struct lm_lexical *model);

/*
 * Names what vectors depend on: engine, version, n-grams and the document
 * frequencies' bytes.  Vectors of different fingerprints are not to be
 * compared.
 */
uint64_t lm_lexical_fingerprint(const struct lm_lexical *model);

/*
 * Working memory for one thread, kept from text to text; it may be used with
 * one model after the other.  All-zero is valid.
 */
struct lm_lexical_scratch {
	struct lm_words words;
	struct lm_wordvecs vectors;
	uint64_t fingerprint; /* of the model that vectors are of; 0: none */
};

/* Give the memory back. */
void lm_lexical_scratch_free(struct lm_lexical_scratch *scratch);

/*
 * The vector of text (UTF-8), of length 1.  *n_features is the number of
 * features of its distinct words.  A text without any (empty, spaces,
 * punctuation) has no direction: *n_features is 0 and vector all zero, which
 * is no embedding; the caller decides.  LM_NOMEM, or LM_LIMIT as
 * lm_words_split.  Linear: about 20 us for 1 kB of English.
 */
enum lm_code lm_lexical_embed(const struct lm_lexical *model,
    struct lm_lexical_scratch *scratch, struct lm_span text,
    float vector[LM_LEXICAL_DIMENSIONS], size_t *n_features,
    struct lm_err *err);

#endif
