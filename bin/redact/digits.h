#ifndef REDACT_DIGITS_H
#define REDACT_DIGITS_H

#include <stdbool.h>
#include <stddef.h>

#include "detect.h"
#include "kinds.h"
#include "tokens.h"

/*
 * What a run of digits is, or begins; i: the first of it (the byte before is no
 * digit).  True: *found is the first that is found of what number.h, tokens.h
 * and phone.h detect, in this order, and of kinds that are on.  False: it is
 * nothing of these, as most are; *found may have changed.  Most runs are told
 * from all by a few bytes beside them.
 */
bool detect_digits(const struct subject *subject, size_t i,
    const struct kinds *on, const struct tokens *tokens, struct finding *found);

#endif
