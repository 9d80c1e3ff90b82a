#ifndef LM_SCHEMA_INDEX_H
#define LM_SCHEMA_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/* From texts (borrowed) to numbers.  All-zero is empty. */

#define LM_NONE UINT32_MAX

struct lm_schema_slot {
	struct lm_span key;
	uint32_t value;
};

struct lm_schema_index {
	struct lm_schema_slot *slots;
	size_t cap; /* a power of two, or 0 */
	size_t n;
};

void lm_schema_index_free(struct lm_schema_index *index);

/* The number of key; LM_NONE: it has none. */
uint32_t lm_schema_index_find(const struct lm_schema_index *index,
    struct lm_span key);

/* Give key a number, unless it has one.  LM_NOMEM. */
enum lm_code lm_schema_index_add(struct lm_schema_index *index,
    struct lm_span key, uint32_t value, struct lm_err *err);

#endif
