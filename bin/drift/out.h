#ifndef DRIFT_OUT_H
#define DRIFT_OUT_H

#include <stddef.h>

#include "set.h"

#include "lm/bootstrap.h"
#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * A text that is written piece by piece.  What fails (LM_NOMEM) stays in code,
 * and what comes after it does nothing, so that only the end is to be checked.
 */
struct drift_out {
	struct lm_buf *buf;
	struct lm_err *err;
	enum lm_code code; /* begins as LM_OK */
};

void drift_out_text(struct drift_out *out, const char *text);
void drift_out_span(struct drift_out *out, struct lm_span span);
void drift_out_printf(struct drift_out *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A JSON string; "name":value, with 12 significant digits, null for what is no
 * finite number. */
void drift_out_string(struct drift_out *out, struct lm_span text);
void drift_out_member(struct drift_out *out, const char *name, double value);

/* [low,high]; null where one is not finite. */
void drift_out_interval(struct drift_out *out, struct lm_interval interval);

/* The id of a document as JSON. */
void drift_out_id(struct drift_out *out, const struct drift_set *set, size_t i);

/* The same for people: its text, cut if it is long. */
void drift_out_label(struct drift_out *out, const struct drift_set *set,
    size_t i);

/* Replace all characters since at that control a terminal, end a line or turn
 * it: ids and names are anything, and a line for people is one line. */
void drift_out_printable(struct drift_out *out, size_t at);

/*
 * value, with as many decimals (at least decimals) as it takes to show whether
 * it is below, at or above limit.
 */
void drift_out_near(struct drift_out *out, double value, double limit,
    int decimals);

#endif
