#ifndef REDACT_MASK_H
#define REDACT_MASK_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * What lmob-redact writes in place of a value:
 *
 *	[LABEL]				a mask
 *	[LABEL:k7f3a5c2]		a pseudonym: 8 of a-z and 2-7
 *	[LABEL:k7f3a5c2mz4qd5xe]	a hash of hash_fields: 16 of them
 *	[LABEL:*1234]			the last 4: 4 of A-Z, a-z and 0-9
 *
 * A label is a kind's, or made by mask_label.  Where one of these stands in a
 * text, a second run must find nothing; so that nobody hides a secret between
 * brackets, it counts only with a label that is in use.
 */
#define MASK_SHORT_LEN 8
#define MASK_LONG_LEN 16
#define MASK_LAST_LEN 4

/* No label is longer; names are cut, between two characters. */
#define MASK_LABEL_MAX 64

/*
 * Append the label made of the name of a field or path, or the id of a rule:
 * ASCII letters as capitals, digits, and the bytes of all other characters as
 * they are; "_" for each ASCII character that is none of these, before a digit
 * at the start ("[2]" is no mask), and where there would be nothing.  A label
 * gives itself.  text is UTF-8.  LM_NOMEM.
 */
enum lm_code mask_label(struct lm_span text, struct lm_buf *out,
    struct lm_err *err);

/* The labels in use: all kinds', and others.  Not changed; shared by threads. */
struct masks;

/*
 * Of the kinds' labels and n others, each made by mask_label; doubles are
 * fine.  Their bytes are copied.  O(n log n).  LM_NOMEM.
 */
enum lm_code masks_new(const struct lm_span *labels, size_t n,
    struct masks **out, struct lm_err *err);
void masks_free(struct masks *masks);

/*
 * The length of the mask (of any of the four forms) that begins at byte i of
 * text with its "["; 0: there is none.  Looks at the label after i, at most
 * MASK_LABEL_MAX bytes up to the next bracket, and at 18 bytes more.
 */
size_t masks_len_at(const struct masks *masks, struct lm_span text, size_t i);

/*
 * Whether the len bytes at at are nothing but masks, or parts of them, and what
 * is no letter, digit or character above ASCII between: a second run then leaves
 * them alone.  O(len).
 */
bool masks_explain(const struct masks *masks, struct lm_span text, size_t at,
    size_t len);

/*
 * Whether something that looks like a mask begins at i, where "[" is, and is
 * none, as its label is not in use: a detector must not take it for one.
 */
bool masks_like_at(const struct masks *masks, struct lm_span text, size_t i);

#endif
