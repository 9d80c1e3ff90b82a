#ifndef LM_STAMP_RULES_H
#define LM_STAMP_RULES_H

#include "lm/err.h"
#include "lm/hash.h"
#include "lm/span.h"

struct lm_manifest;

/*
 * The fingerprint of what lmob-redact looks for: of its version, the redaction
 * settings of a manifest (or NULL) as values, so that comments and spaces do
 * not matter, the bytes of its rule files and dictionaries, and what a command
 * line says otherwise.  A key is no part of it, but where it comes from is.
 * LM_NOMEM; LM_IO, LM_OVERSIZE and LM_MALFORMED (gzip) for a file.
 */
enum lm_code lm_stamp_rules(const struct lm_manifest *manifest,
    struct lm_span settings, char out[LM_HASH_HEX_SIZE], struct lm_err *err);

#endif
