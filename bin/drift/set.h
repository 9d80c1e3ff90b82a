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

/* What is compared: last month's vectors, and tonight's. */
enum drift_side { DRIFT_BASELINE, DRIFT_CURRENT, DRIFT_N_SIDES };

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
	struct lm_buf labels;  /* of those documents that have one */
	struct lm_buf index;   /* sealed: a hash table of size_t, 1 + place */
	struct drift_models models;
};

struct drift_doc {
	size_t id_at;
	size_t id_len;
	const char *file; /* borrowed */
	uint64_t line;
	size_t vector_at; /* in floats */
	size_t dimensions;
	size_t label_at;
	uint64_t text; /* its XXH3-64 (lm_hash), where it has_text */
	uint8_t label_len;
	bool id_is_number; /* 1 is not "1" */
	bool has_text;
};

#define DRIFT_LABEL_MAX 63 /* bytes of a label, with the mark of a cut */

/*
 * What a set takes of a record, as drift_input_read (input.h) finds it.  The
 * members are NULL where they are not there; file lives as long as the sets,
 * all else as long as the record.
 */
struct drift_input {
	yyjson_val *id;
	yyjson_val *embedding;
	yyjson_val *embed;
	const char *file;
	uint64_t line;
	bool has_text;
	uint64_t text;	      /* its XXH3-64 (lm_hash) */
	struct lm_span label; /* whole; empty: none is kept */
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
 * What document i is about, for people: the begin of its title or text, cut at
 * a character with … where it was longer, control characters as blanks.  Empty
 * where nothing was kept.
 */
struct lm_span drift_set_label(const struct drift_set *set, size_t i);

/* Of the vectors of a sealed set; 0 where there are no documents. */
size_t drift_set_dimensions(const struct drift_set *set);

/*
 * Add a document.  LM_MALFORMED, with a message that names the id: there is no
 * id or it is neither string nor number; the embedding is missing, no vector
 * (as lm_vec_read says), all zero, or constant: two or more components and all
 * of them equal, which no model gives; embed is wrong (drift_models_add).
 * LM_NOMEM.  After an error the set holds what it held.  The caller adds file
 * and line.
 */
enum lm_code drift_set_add(struct drift_set *set,
    const struct drift_input *input, struct lm_err *err);

/* LM_MALFORMED: id "x" (or 7), a colon, and the message; or only "no id", or
 * that it is none. */
enum lm_code drift_input_error(const struct drift_input *input,
    struct lm_err *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

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

/* The document of a sealed set with this id, or that of other's document i;
 * DRIFT_NONE: there is none. */
size_t drift_set_find_id(const struct drift_set *set, struct lm_span id,
    bool is_number);
size_t drift_set_find(const struct drift_set *set,
    const struct drift_set *other, size_t i);

/* LM_MALFORMED at file and line of document i: id "x" and the message. */
enum lm_code drift_set_error(const struct drift_set *set, size_t i,
    struct lm_err *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
