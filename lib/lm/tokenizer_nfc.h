#ifndef LM_TOKENIZER_NFC_H
#define LM_TOKENIZER_NFC_H

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * Append the NFC form of text (UAX #15, by utf8proc), which is valid UTF-8,
 * to *out.  A cluster of more than 48 code points is composed in pieces, as
 * in lm_text_fold, so that the cost is O(length).  LM_NOMEM.
 */
enum lm_code lm_nfc(struct lm_span text, struct lm_buf *out,
    struct lm_err *err);

#endif
