#ifndef SEARCH_MADE_H
#define SEARCH_MADE_H

#include <stdbool.h>
#include <stddef.h>

#include <yyjson.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * What made a vector, as its record's member "embed" says.  Prefixes are no
 * part of it: many models want one for queries and another for documents.
 */
enum { MADE_ENGINE, MADE_MODEL, MADE_FINGERPRINT, N_MADE };

struct made {
	bool known;		      /* there is a member embed */
	struct lm_span parts[N_MADE]; /* borrowed; empty: not said */
};

/*
 * Read a record's member embed, NULL or null where there is none; dimensions
 * is the length of its vector.  *made lives as long as the record.
 * LM_MALFORMED when embed is no object or states other dimensions.
 */
enum lm_code made_read(yyjson_val *embed, size_t dimensions, struct made *made,
    struct lm_err *err);

/* Whether both are known to be the same, or both are not known. */
bool made_same(const struct made *a, const struct made *b);

/* Append engine/model#fingerprint, or "an unknown model".  LM_NOMEM. */
enum lm_code made_label(const struct made *made, struct lm_buf *out,
    struct lm_err *err);

/* Let *made borrow from texts, to which its parts are copied, instead of from
 * a record; texts may not change from then on.  LM_NOMEM. */
enum lm_code made_keep(struct made *made, struct lm_buf *texts,
    struct lm_err *err);

#endif
