#ifndef EMBED_HELD_WRITE_H
#define EMBED_HELD_WRITE_H

#include <stddef.h>

#include "held.h"
#include "pieces.h"
#include "unit.h"

#include "lm/buf.h"
#include "lm/edit.h"
#include "lm/err.h"
#include "lm/filter.h"
#include "lm/span.h"

/* What is written of a record's text, or of a piece of it. */
struct held_vector {
	const struct unit *unit;   /* NULL: the text is empty */
	struct lm_span text;	   /* without the prefix */
	const struct piece *piece; /* NULL: it is the whole text */
	size_t index, of;	   /* of the pieces */
};

/* Memory that is used again; all-zero is valid. */
struct held_writer {
	struct lm_edits edits;
	struct lm_buf embed;
	struct lm_buf id, chunk, text;
};
void held_writer_free(struct held_writer *writer);

/*
 * Append the record with its members "embedding" and "embed" (lmob-record(5));
 * of a piece also with "id", "parent", "chunk" and "text".  LM_NOMEM.
 */
enum lm_code held_write(struct held_writer *writer,
    const struct held_settings *settings, const struct lm_filter_record *in,
    const struct held_vector *vector, struct lm_buf *out, struct lm_err *err);

#endif
