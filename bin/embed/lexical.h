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
 * A word has an entry idf(feature) * weight for each of its features (grams.h);
 * of this vector u it adds
 *
 *	w(tf) min(1, idf(word)) u / sqrt(|u|),
 *
 * so that two texts that share it have idf(word) once in their dot product, or
 * somewhat less if it is in more than half of the documents.  idf = log2((N +
 * 1) / (df + 1/2)), by document frequencies of a collection (frequencies.h).
 * A feature goes, with a sign, into four of 1024 dimensions (signed feature
 * hashing: Weinberger et al. 2009).  tf is how often the word occurs, a word of
 * a field of weight n counting n times (BM25F: Robertson, Zaragoza, Taylor
 * 2004).
 *
 * In a query w(tf) = tf, and the sum q is scaled to length 1.  In a document
 * (BM25: Robertson and Zaragoza 2009)
 *
 *	w(tf) = (k1 + 1) tf / (tf + K), K = k1 (1 - b + b length / mean length),
 *	k1 = 4, b = 1/2,
 *
 * and the sum d is divided by sqrt(|d|^2 + s^2), s being about 0.7 of the
 * length that such sums have (pivoted normalisation: Singhal et al. 1996).  So
 * its length is below 1, and that of a title is less than that of an abstract.
 * This is worth a great deal where both are in one collection: scaled to
 * length 1, which is what cosine does, documents would rank with 0.06 less on
 * CACM and 0.04 less on NPL, and the same on Cranfield, CISI and Medline.  k1
 * is more than the usual 1.2, as the weight of what a text is about must stand
 * out from the noise of collisions, about 1/32 of |q||d|.
 *
 * Without document frequencies idf is 4 for all features, but 1/8 for function
 * words of four languages (stopwords.h); documents have 100 words.
 *
 * What it finds (tests/bench/run lexical): nDCG@10 with document frequencies is
 * 0.400 on Cranfield and 0.392 on CACM; over 8 other seeds of the hash 0.394
 * +- 0.007 and 0.387 +- 0.022.  BM25 (k1 1.2, b 0.75) of the same words gives
 * 0.399 and 0.394.  Ranked by cosine: 0.396 and 0.328.  Without document
 * frequencies: 0.362 and 0.311.  k1, b, s and the n-grams were chosen where
 * the mean over these, CISI, Medline, NPL and LISA is flat.
 *
 * The bits of a vector are the same for every compiler, machine and order of
 * words: the sum is of whole numbers, the length is added in a fixed order,
 * and no function of libm is used but sqrt, which IEEE 754 rounds correctly.
 * Compile with -ffp-contract=off.  (Characters newer than utf8proc's Unicode
 * version are the exception: see lm/text.h.)
 */

#define LM_LEXICAL_DIMENSIONS 1024
#define LM_LEXICAL_NAME "lexical"

/* What a text is embedded as; equal fingerprints compare all the same. */
enum lm_lexical_as { LM_LEXICAL_DOCUMENT, LM_LEXICAL_QUERY };

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
 * The vector of a text in n_parts parts, as lm_words_split.  *n_features is
 * the number of features of its distinct words.  A text without any (empty,
 * spaces, punctuation) has no direction: *n_features is 0 and vector all zero,
 * which is no embedding; the caller decides.  LM_NOMEM, or LM_LIMIT as
 * lm_words_split.  Linear: about 20 us for 1 kB of English.
 */
enum lm_code lm_lexical_embed(const struct lm_lexical *model,
    struct lm_lexical_scratch *scratch, const struct lm_part *parts,
    size_t n_parts, enum lm_lexical_as as, float vector[LM_LEXICAL_DIMENSIONS],
    size_t *n_features, struct lm_err *err);

#endif
