#ifndef DRIFT_MODELS_H
#define DRIFT_MODELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yyjson.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * The models that made the vectors of one side, each with a count.
 *
 * A model is the engine, model, fingerprint and dimensions of a record's
 * member "embed"; without that member it is unknown.  All-zero is empty.
 */

/* What makes a model, in the order of its JSON. */
enum drift_part {
	DRIFT_ENGINE,
	DRIFT_MODEL,
	DRIFT_FINGERPRINT,
	DRIFT_DIMENSIONS,
	DRIFT_N_PARTS,
};

struct drift_model {
	struct lm_buf json; /* {"engine":…,"model":…,…}, or null: unknown */
	size_t ends[DRIFT_N_PARTS]; /* of the parts in json; 0: unknown */
	struct lm_buf label; /* for people: model#fingerprint, or unknown */
	uint64_t n;	     /* documents */
};

struct drift_models {
	struct lm_buf list; /* of struct drift_model */
};

void drift_models_free(struct drift_models *models);

/* How many there are, and the one at i. */
size_t drift_models_count(const struct drift_models *models);
const struct drift_model *drift_models_at(const struct drift_models *models,
    size_t i);

/*
 * Count one document.  embed is the record's member of that name, NULL or
 * null where there is none; dimensions is the length of its vector.
 * LM_MALFORMED when embed is no object or states other dimensions; LM_NOMEM.
 */
enum lm_code drift_models_add(struct drift_models *models, yyjson_val *embed,
    size_t dimensions, struct lm_err *err);

/* Add what other counted, and empty it.  LM_NOMEM. */
enum lm_code drift_models_take(struct drift_models *models,
    struct drift_models *other, struct lm_err *err);

/* Whether both sides name the same models, in whatever order and number. */
bool drift_models_equal(const struct drift_models *a,
    const struct drift_models *b);

/* Whether nothing is known: no model, or documents without "embed" only. */
bool drift_models_unknown(const struct drift_models *models);

/*
 * In what the models of two sides differ, as bits 1 << enum drift_part; 0
 * where they are equal.  Else, where that cannot be told,
 * DRIFT_DIFFER_UNKNOWN: one side has a model and the other says none;
 * DRIFT_DIFFER_MIXED: a side has several.
 */
#define DRIFT_DIFFER_UNKNOWN (1U << DRIFT_N_PARTS)
#define DRIFT_DIFFER_MIXED (2U << DRIFT_N_PARTS)
unsigned drift_models_differ(const struct drift_models *a,
    const struct drift_models *b);

/*
 * Append for people what such bits say, with commas between: "engine, model,
 * fingerprint, dimensions", "unknown on one side", "several models".  LM_NOMEM.
 */
enum lm_code drift_differences_text(unsigned differences, struct lm_buf *out,
    struct lm_err *err);

/* Append the labels with commas between, at most five, each cut if it is long;
 * LM_NOMEM. */
enum lm_code drift_models_labels(const struct drift_models *models,
    struct lm_buf *out, struct lm_err *err);

/*
 * Append a JSON array of the models, each with its "n"; null when nothing is
 * known.  LM_NOMEM.
 */
enum lm_code drift_models_json(const struct drift_models *models,
    struct lm_buf *out, struct lm_err *err);

#endif
