#ifndef SEARCH_REPORT_TEXT_H
#define SEARCH_REPORT_TEXT_H

#include "settings.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/record.h"

/*
 * Append a line a hit, for people: rank, score, id, and its title or text.
 * Where there are several queries, a line "# id  what it says" stands before
 * the hits of each.  A part of report.  LM_NOMEM.
 */
enum lm_code report_text(const struct settings *settings,
    struct lm_parser *parser, struct lm_buf *out, struct lm_err *err);

#endif
