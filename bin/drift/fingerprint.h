#ifndef DRIFT_FINGERPRINT_H
#define DRIFT_FINGERPRINT_H

#include "lm/err.h"
#include "lm/hash.h"
#include "lm/writer.h"

/*
 * The fingerprint of a file: XXH3-64 of its bytes, of what is in it where it is
 * compressed, as 16 lower-case hex digits.
 */
#define DRIFT_FINGERPRINT_SIZE LM_HASH_HEX_SIZE

/*
 * The fingerprint of path.  LM_IO; LM_MALFORMED for a compressed file that is
 * cut or corrupt; LM_NOMEM.  One pass over the file.
 */
enum lm_code drift_fingerprint(const char *path,
    char out[DRIFT_FINGERPRINT_SIZE], struct lm_err *err);

/* The same, and all that is in the file goes to a writer. */
enum lm_code drift_fingerprint_copy(const char *path, struct lm_writer *to,
    char out[DRIFT_FINGERPRINT_SIZE], struct lm_err *err);

#endif
