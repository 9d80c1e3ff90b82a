#ifndef LM_WRITER_KEPT_H
#define LM_WRITER_KEPT_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * What a file holds of an earlier run: compared with what this run writes
 * instead of being written again.  The file is read from its start, so that
 * its descriptor stands behind what is kept when all is compared.  All-zero:
 * nothing is kept.
 */
struct lm_writer_kept {
	uint64_t size; /* bytes kept: whole lines */
	uint64_t read; /* of these, read so far */
	uint64_t line; /* the line that is compared next, from 1 */
	char *block;   /* of the file; NULL: nothing is left to compare */
	size_t at;     /* of the block: compared */
	size_t len;
};

/*
 * Cut the regular file fd (open for reading and writing) behind its last
 * newline and begin to compare.  LM_IO without a file; LM_NOMEM.
 */
enum lm_code lm_writer_kept_begin(struct lm_writer_kept *kept, int fd,
    struct lm_err *err);
void lm_writer_kept_free(struct lm_writer_kept *kept);

/*
 * Compare the start of bytes with what is kept, as far as that goes; the rest
 * of bytes is then to be written.  name is for messages.  LM_MALFORMED where
 * it differs; LM_IO without a file.
 */
enum lm_code lm_writer_kept_compare(struct lm_writer_kept *kept, int fd,
    const char *name, struct lm_span *bytes, struct lm_err *err);

/* LM_MALFORMED where something is kept that was not written again. */
enum lm_code lm_writer_kept_end(const struct lm_writer_kept *kept,
    const char *name, struct lm_err *err);

#endif
