#ifndef LM_WRITER_FILE_H
#define LM_WRITER_FILE_H

#include <stdbool.h>
#include <stdint.h>

#define ZLIB_CONST 1
#include <zlib.h>

#include "lm/err.h"
#include "lm/writer_kept.h"

/* What writer_open.c makes and writer.c writes to. */

#define LM_WRITER_PACKED_SIZE ((size_t)64 * 1024)

struct lm_writer {
	int fd;
	char *name;  /* what messages call it */
	char *final; /* the name that FILE.part gets; NULL: none */
	char *part;
	uint64_t position; /* of what was handed in */
	uint64_t stored;   /* of what was written, compressed or not */
	bool standard;
	bool gzip;
	bool secret;   /* FILE.part has mode 0600 from the start */
	bool resumed;  /* what an earlier run left stays */
	bool adopted;  /* and all of it, with nothing behind it */
	bool finished; /* the stream is ended and on disk */
	bool named;    /* FILE.part became FILE */
	bool locked;   /* FILE.part is ours */
	struct lm_writer_kept kept;
	z_stream stream;
	unsigned char *packed;
};

/* lm_err_io, of the writer's file. */
enum lm_code lm_writer_io_error(const struct lm_writer *writer,
    const char *what, struct lm_err *err);

#endif
