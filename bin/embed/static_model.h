#ifndef EMBED_STATIC_MODEL_H
#define EMBED_STATIC_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/hash.h"
#include "lm/safetensors.h"
#include "static.h"
#include "static_fold.h"
#include "static_matrix.h"
#include "static_vocab.h"

/* What the parts of the static engine share. */

struct static_model {
	char *name;
	struct lm_safetensors *tensors;
	struct static_matrix matrix;
	struct static_vocab vocab;
	struct static_fold *fold;
	double *weights;   /* by id; NULL: all 1 */
	uint32_t *mapping; /* id to row; NULL: they are the same */
	bool normalize;
	uint64_t fingerprint;
};

/* Where the files of a model are (model2vec/persistence/datamodels.py). */
struct static_layout {
	const char *tensors;
	const char *tokenizer;
	const char *config;
	const char *matrix; /* the tensor's name */
};

/* A model that is being loaded. */
struct static_load {
	struct static_model *model;
	const char *dir;
	const struct static_layout *layout;
	struct lm_buf path;
	struct lm_hash_stream *hash;
};

/* The path of a file of the model; lives until the next call.  NULL: no
 * memory. */
const char *static_load_path(struct static_load *load, const char *file);

/* Into the fingerprint: what it is, how long, and its bytes.  LM_NOMEM. */
enum lm_code static_load_hash(struct static_load *load, const char *what,
    struct lm_span bytes, struct lm_err *err);

/*
 * Read the tensors, with err->file: the matrix, weights and mapping, and
 * whether they have what the vocabulary, which was read, needs.  Errors as
 * static_model_load has them.
 */
enum lm_code static_load_tensors(struct static_load *load, struct lm_err *err);

#endif
