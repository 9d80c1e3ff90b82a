#ifndef EMBED_KNOWN_H
#define EMBED_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/hash.h"
#include "lm/span.h"

/*
 * Vectors that are known already, by their key (key.h): those of earlier
 * outputs of this program, of FILE.part of a killed run, and of this run.
 *
 * Earlier outputs are mapped, not loaded: beyond the map an index of 20 to 30
 * bytes a record is all that is held.  Nothing in a file is trusted: what the
 * index finds is parsed and checked each time before it is used.
 *
 * A mapped file must not be cut while it is in use: the system kills who then
 * reads behind its end (SIGBUS).  The project's own programs never do that,
 * as they write FILE.part and rename it: the map keeps the old file.  Lines
 * that a file gets after known_add_file are not seen.
 */
struct known;

/* Make one that knows nothing.  LM_NOMEM.  *out is NULL after an error. */
enum lm_code known_new(struct known **out, struct lm_err *err);

/* NULL is fine. */
void known_free(struct known *known);

/*
 * Know the vectors of a file of JSON Lines.  Plain files are mapped; gzip, and
 * what is no regular file, is first written to a temporary file that has no
 * name and mode 0600 (in $TMPDIR, else /tmp).  Of records with the same key
 * the newest four are known.
 *
 * Blank lines are fine.  A record without "embed" and in it a "key" of 32
 * lower-case hex digits, or whose "embedding" is null, is passed over, and so
 * is a line over 64 MiB.  may_be_torn: a last line without newline is ignored.
 *
 * LM_MALFORMED, with file and line: a line is no JSON, or the gzip stream is
 * damaged.  (A line that ends as this program writes it is not parsed before
 * somebody asks for its vector.)  LM_IO; LM_LIMIT: over 65,535 files, or one
 * over 256 TiB; LM_NOMEM.  After an error known may know a part of the file.
 * Measured: such lines at 0.3 to 0.5 GB/s, where wc -l made 1.6.
 */
enum lm_code known_add_file(struct known *known, const char *path,
    bool may_be_torn, struct lm_err *err);

/* Of the files added: records with a vector, and those passed over. */
uint64_t known_files_records(const struct known *known);
uint64_t known_files_passed(const struct known *known);

/*
 * Know the vector of a line (with or without its newline) that this run writes
 * where it cannot be read again, a pipe or a .gz: it is kept in a temporary
 * file as above.  LM_IO, LM_NOMEM, LM_LIMIT.
 */
enum lm_code known_remember(struct known *known, const struct lm_hash128 *key,
    struct lm_span line, struct lm_err *err);

/*
 * Know the vector of a line that this run has written: it begins at offset of
 * fd, which can be read, stays open as long as known, and ends with a newline.
 * LM_NOMEM, LM_LIMIT.
 */
enum lm_code known_wrote(struct known *known, const struct lm_hash128 *key,
    int fd, uint64_t offset, struct lm_err *err);

/* Memory to find with, one for each thread. */
struct known_reader;
enum lm_code known_reader_new(struct known_reader **out, struct lm_err *err);
void known_reader_free(struct known_reader *reader);

struct known_vector {
	struct lm_span embedding; /* its JSON: an array, or a string of base64
				     with its quotes, as it was written */
	const float *floats; /* the same, read: n finite floats, not all 0 */
	size_t n;
	uint64_t tokens; /* if has_tokens */
	bool has_tokens;
	bool truncated;
	bool is_own; /* of a line that this run wrote */
};

/*
 * The newest vector with this key that has n = dimensions (0: any), as many as
 * its "embed" states, and, unless allow_truncated, is of a whole text; *found tells whether there is one.
 * *out lives until the next call with this reader.  A line that turns out
 * not to have the vector is not found, which is no error.  LM_IO, LM_NOMEM.
 * Threads with a reader each may find at the same time, as long as none adds.
 * Costs reading the line: about 40 us for 1024 numbers.
 */
enum lm_code known_find(const struct known *known, struct known_reader *reader,
    const struct lm_hash128 *key, uint64_t dimensions, bool allow_truncated,
    struct known_vector *out, bool *found, struct lm_err *err);

#endif
