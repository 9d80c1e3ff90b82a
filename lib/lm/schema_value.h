#ifndef LM_SCHEMA_VALUE_H
#define LM_SCHEMA_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yyjson.h>

#include "lm/buf.h"
#include "lm/err.h"

/*
 * JSON values compared as JSON Schema does (2020-12 §4.2.2): numbers by value,
 * strings by their decoded text, objects without order.  Where an object has a
 * name twice, both count.  Values are of lm_parser_parse.
 */

/* Memory used again by these calls.  All-zero is empty. */
struct lm_value_scratch {
	struct lm_buf stack;
	struct lm_buf members;
};

void lm_value_scratch_free(struct lm_value_scratch *scratch);

/* Whether a and b are the same.  O(n log n).  LM_NOMEM. */
enum lm_code lm_value_same(struct lm_value_scratch *scratch, yyjson_val *a,
    yyjson_val *b, bool *same, struct lm_err *err);

/* A hash that the same values share.  O(n).  LM_NOMEM. */
enum lm_code lm_value_hash(struct lm_value_scratch *scratch, yyjson_val *val,
    uint64_t *hash, struct lm_err *err);

#endif
