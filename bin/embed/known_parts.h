#ifndef EMBED_KNOWN_PARTS_H
#define EMBED_KNOWN_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "known.h"
#include "lm/buf.h"
#include "lm/keys.h"

/* What the parts of known share. */

/* Where lines are: a map, or a file to read. */
struct known_source {
	struct lm_span map;
	int fd; /* -1: a map */
};

/* A place in the index: the source's number, then the offset in it. */
#define KNOWN_OFFSET_BITS 48
#define KNOWN_MAX_OFFSET ((UINT64_C(1) << KNOWN_OFFSET_BITS) - 1)
#define KNOWN_MAX_SOURCES 65535

struct known {
	struct lm_keys *keys;
	struct lm_buf sources;
	size_t n_sources;
	size_t
	    remembered; /* the number of the temporary file, plus 1; 0: none */
	uint64_t remembered_size;
	uint64_t n_records;
	uint64_t n_passed;
};

static inline struct known_source *
known_source_at(const struct known *known, size_t i)
{
	void *sources = known->sources.ptr;

	return (struct known_source *)sources + i;
}

/* Add a source; *number is its number.  LM_LIMIT, LM_NOMEM. */
enum lm_code known_add_source(struct known *known, struct known_source source,
    size_t *number, struct lm_err *err);

/* Add a key.  LM_LIMIT where offset is over KNOWN_MAX_OFFSET, LM_NOMEM. */
enum lm_code known_add_key(struct known *known, const struct lm_hash128 *key,
    size_t source, uint64_t offset, struct lm_err *err);

/*
 * Map a file, or if it is gzip or no regular file, a temporary file with what
 * is in it.  *map is empty where there is nothing; else it is to be unmapped.
 * Errors as known_add_file, with the file.
 */
enum lm_code known_map(const char *path, struct lm_span *map,
    struct lm_err *err);
void known_unmap(struct lm_span map);

/* Open a temporary file that has no name, mode 0600.  LM_IO, LM_NOMEM. */
enum lm_code known_temporary(int *fd, struct lm_err *err);

/* Write all of bytes.  LM_IO. */
enum lm_code known_write(int fd, struct lm_span bytes, struct lm_err *err);

#endif
