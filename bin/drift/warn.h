#ifndef DRIFT_WARN_H
#define DRIFT_WARN_H

#include "gates.h"

/*
 * What makes a comparison say less than it seems to, as warnings and notes of
 * *findings: near-duplicates in the baseline, judged answers that are not there,
 * documents whose text changed, documents on one side only.  LM_NOMEM.
 */
enum lm_code drift_warn(const struct drift_case *in,
    struct drift_findings *findings, struct lm_err *err);

#endif
