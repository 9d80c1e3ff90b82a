#ifndef LM_UTF8_H
#define LM_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/span.h"

/* UTF-8 as RFC 3629 has it: no surrogates, nothing overlong, at most U+10FFFF. */

#define LM_UTF8_BAD UINT32_MAX

/*
 * The character at text.ptr[*i], with *i moved past it.  A byte that begins
 * no character gives LM_UTF8_BAD and is passed alone.  *i < text.len.
 */
uint32_t lm_utf8_next(struct lm_span text, size_t *i);

/* Whether all of text is UTF-8. */
bool lm_utf8_valid(struct lm_span text);

/* The longest part from the start of text of at most max bytes that cuts no
 * character; text is UTF-8. */
struct lm_span lm_utf8_prefix(struct lm_span text, size_t max);

#endif
