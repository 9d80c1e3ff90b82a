#ifndef LM_REJECTS_H
#define LM_REJECTS_H

#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * Append one line of a rejects file (lmob-record(5)) to out:
 * {"file","line","column","error","raw"}.  raw is the line as it came (and
 * in file and error, what is not UTF-8 is shown as '?');
 * "raw_base64" stands for it where it is not UTF-8.  Of a line of more bytes
 * than raw has (n_bytes > raw.len), or one refused for its size, the first
 * 4 KiB are kept and "bytes" tells its length.  LM_NOMEM.
 */
enum lm_code lm_rejects_append(struct lm_buf *out, const struct lm_err *why,
    struct lm_span raw, uint64_t n_bytes, struct lm_err *err);

#endif
