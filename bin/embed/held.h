#ifndef EMBED_HELD_H
#define EMBED_HELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document.h"
#include "remote.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/filter.h"
#include "lm/stamp.h"

/*
 * The records of a block whose vectors come from a server: what each wants is
 * asked for when it is read, and written when all of the block is there.
 */
struct held;

/* Memory to work on one record, which all blocks share. */
struct held_scratch;

/* What all blocks share. */
struct held_settings {
	struct held_scratch *scratch;
	const struct fields *fields;
	const char *field; /* as it was written, for messages */
	struct remote *remote;
	const struct lm_stamp *stamp; /* NULL: no stamp is needed */
	uint64_t chunk;	  /* tokens of a piece; 0: texts are not cut */
	uint64_t overlap; /* tokens that two pieces share */
	bool plan;	  /* no record is written */
};

/* What becomes of a record. */
enum held_fate { HELD_EMBEDDED, HELD_EMPTY, HELD_PASSED };

/* NULL when there is no memory; NULL to free is fine. */
struct held_scratch *held_scratch_new(void);
void held_scratch_free(struct held_scratch *scratch);

/* NULL with *err set on failure. */
struct held *held_new(const struct held_settings *settings, struct lm_err *err);
void held_free(struct held *held);

/* For struct lm_filter_hold. */
void held_forget(struct held *held);
enum lm_code held_ask(struct held *held, const struct lm_filter_record *in,
    struct lm_err *err);
bool held_is_ready(struct held *held);

/* Begin to write the block, from its first record on. */
void held_begin(struct held *held);

/*
 * Append what the record becomes.  LM_MALFORMED: it has no text, needs a stamp
 * and has none, or the server refuses its text; LM_NOMEM.
 */
enum lm_code held_record(struct held *held, const struct lm_filter_record *in,
    struct lm_buf *out, enum held_fate *fate, struct lm_err *err);

/* The block was written, from offset of the output on. */
enum lm_code held_deliver(struct held *held, uint64_t offset,
    struct lm_err *err);

#endif
