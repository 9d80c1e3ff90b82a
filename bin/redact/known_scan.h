#ifndef REDACT_KNOWN_SCAN_H
#define REDACT_KNOWN_SCAN_H

#include "detect.h"
#include "known_set.h"

/*
 * Add to findings what known_find tells.  The scan has two ways that give the
 * same: with AVX2 and without it, which plain asks for (tests do).
 */
enum lm_code known_scan(const struct known_set *set, struct lm_span text,
    struct lm_buf *scratch, struct findings *findings, bool plain,
    struct lm_err *err);

#endif
