#ifndef SEARCH_REPORT_H
#define SEARCH_REPORT_H

#include "settings.h"

#include "lm/buf.h"
#include "lm/err.h"

/*
 * Append all hits, by query and rank, and put them into that order: as records
 * with their member "search", or as lines for people.  LM_NOMEM.
 */
enum lm_code report(const struct settings *settings, struct lm_buf *out,
    struct lm_err *err);

/* Append a score as a JSON number: the shortest that is the nearest float, or
 * 9 digits where that has none.  LM_NOMEM. */
enum lm_code report_score(double score, struct lm_buf *out, struct lm_err *err);

/*
 * Append at most n characters of text as one line for people: white space
 * becomes a space, control characters and those that change the direction of
 * writing '?'; "…" tells that there is more.  *n_out is how many characters
 * these are; text is UTF-8.  LM_NOMEM.
 */
enum lm_code report_shown(struct lm_span text, size_t n, struct lm_buf *out,
    size_t *n_out, struct lm_err *err);

#endif
