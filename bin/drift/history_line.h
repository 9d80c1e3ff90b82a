#ifndef DRIFT_HISTORY_LINE_H
#define DRIFT_HISTORY_LINE_H

#include "streak.h"

#include "lm/err.h"
#include "lm/record.h"
#include "lm/span.h"

enum drift_line_kind {
	DRIFT_LINE_EMPTY,
	DRIFT_LINE_EVENT,
	DRIFT_LINE_UNKNOWN,    /* another event than those that are known */
	DRIFT_LINE_UNREADABLE, /* an event that lacks something */
	DRIFT_LINE_TORN,       /* what a crash may leave of a line */
	DRIFT_LINE_FOREIGN,    /* no history has it */
};

/* What a line is, and *event, where it is one.  LM_NOMEM. */
enum lm_code drift_line_read(struct lm_parser *parser, struct lm_span line,
    enum drift_line_kind *kind, struct drift_event *event, struct lm_err *err);

#endif
