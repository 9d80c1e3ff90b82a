#ifndef REDACT_KNOWN_MASK_H
#define REDACT_KNOWN_MASK_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/span.h"

/*
 * What an earlier run has put into a text: "[LABEL]" or "[LABEL:pseudonym]", a
 * label of capitals, digits and "_" of at most KNOWN_MASK_LABEL bytes, a
 * pseudonym of eight small letters and digits.
 */
#define KNOWN_MASK_LABEL 128

/* The length of the mask at i; 0: there is none. */
size_t known_mask_at(struct lm_span text, size_t i);

/* Whether i lies in a mask, after its first byte. */
bool known_mask_around(struct lm_span text, size_t i);

/* Whether there is a mask in text.  O(length). */
bool known_mask_in(struct lm_span text);

/*
 * Whether the bytes from at to end stand in a run of characters of base64 that
 * looks like it: 64 and more around it, of which capitals, small letters,
 * digits and signs take turns.  Looks at some hundred bytes.
 */
bool known_mask_dense(struct lm_span text, size_t at, size_t end);

#endif
