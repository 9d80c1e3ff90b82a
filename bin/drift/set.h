#ifndef DRIFT_SET_H
#define DRIFT_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yyjson.h>

#include "models.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"
#include "lm/vec.h"

/*
 * The documents of one side: ids, where they stand, and their vectors.
 *
 * Each worker fills sets of its own; the one set of a side takes them over
 * block by block, in the order of the input, and is sealed at the end.
 * All-zero is empty.
 */
struct drift_set {
	struct lm_buf ids;     /* the decoded texts, one behind the other */
	struct lm_buf docs;    /* of struct drift_doc */
	struct lm_buf vectors; /* of float */
	struct lm_buf index;   /* sealed: a hash table of size_t, 1 + place */
	struct drift_models models;
};

struct drift_doc {
	size_t id_at;
	size_t id_len;
	bool id_is_number; /* 1 is not "1" */
	const char *file;  /* borrowed */
	uint64_t line;
	size_t vector_at; /* in floats */
	size_t dimensions;
};

/* A record's members; NULL: not there.  file lives as long as the sets. */
struct drift_input {
	yyjson_val *id;
	yyjson_val *embedding;
	yyjson_val *embed;
	const char *file;
	uint64_t line;
};

#define DRIFT_NONE SIZE_MAX

void drift_set_free(struct drift_set *set);

/* Forget all documents, keep the memory. */
void drift_set_clear(struct drift_set *set);

/* How many documents there are, and the one at i, its id and its vector. */
size_t drift_set_count(const struct drift_set *set);
const struct drift_doc *drift_set_doc(const struct drift_set *set, size_t i);
struct lm_span drift_set_id(const struct drift_set *set, size_t i);
const float *drift_set_vector(const struct drift_set *set, size_t i);

/*
 * Add a document.  LM_MALFORMED, with a message that names the id: there is no
 * id or it is neither string nor number; the embedding is missing, no vector
 * (as lm_vec_read says), or all zero; embed is wrong (drift_models_add).
 * LM_NOMEM.  After an error the set holds what it held.
 */
enum lm_code drift_set_add(struct drift_set *set,
    const struct drift_input *input, struct lm_err *err);

/* Put the documents of from behind those of set, and clear from.  LM_NOMEM,
 * and then set is only good for drift_set_free. */
enum lm_code drift_set_take(struct drift_set *set, struct drift_set *from,
    struct lm_err *err);

/*
 * No more documents come: check what concerns several of them, and make them
 * findable.  LM_MALFORMED, with file and line of the first document whose id
 * was there before or whose dimensions differ from those of the first;
 * LM_NOMEM.
 */
enum lm_code drift_set_seal(struct drift_set *set, struct lm_err *err);

/* The document of a sealed set with the id of other's document i. */
size_t drift_set_find(const struct drift_set *set,
    const struct drift_set *other, size_t i);

/* LM_MALFORMED at file and line of document i: id "x" and the message. */
enum lm_code drift_set_error(const struct drift_set *set, size_t i,
    struct lm_err *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * Pair the documents of two sealed sets: order[i] becomes the place in
 * current of baseline's document i; room for all of baseline's.
 * LM_MALFORMED, with file, line and id, where a document is on one side only
 * or the dimensions differ.
 */
enum lm_code drift_set_pair(const struct drift_set *baseline,
    const struct drift_set *current, size_t *order, struct lm_err *err);

#endif
