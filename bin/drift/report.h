#ifndef DRIFT_REPORT_H
#define DRIFT_REPORT_H

#include "gates.h"

#include "lm/buf.h"
#include "lm/err.h"

/*
 * What was found, as one JSON object and as one line for people, both without
 * a newline.
 *
 *	{"verdict","drift","interval":[low,high],"threshold","n","dimensions",
 *	 "gates":{name:{"verdict","value","limit","interval"},…},
 *	 "self","near_duplicates",
 *	 "worst":[{"id","correlation","self","kept","file","line"}],
 *	 "undefined":[id],"changed":[id],"missing":[id],"extra":[id],
 *	 "unsampled","retrieval":{…},"models":{"baseline","current"},
 *	 "reasons":[text],"warnings":[text]
 *
 * The closing brace is left to the caller, who may add members.  Values that
 * are not defined are null; worst has the least correlations first; file and
 * line are of the current run; numbers have 12 significant digits.
 * LM_NOMEM.
 */
enum lm_code drift_report_json(const struct drift_case *in,
    const struct drift_findings *findings, struct lm_buf *json,
    struct lm_err *err);

/*
 * PASS drift 0.0031 < 0.08, 500 probes; …: then what gates have to say, and
 * warnings.  LM_NOMEM.
 */
enum lm_code drift_report_line(const struct drift_case *in,
    const struct drift_findings *findings, struct lm_buf *text,
    struct lm_err *err);

/* The reasons of a verdict that is not pass: JSON strings with commas between.
 * LM_NOMEM. */
enum lm_code drift_report_reasons(const struct drift_case *in,
    const struct drift_findings *findings, struct lm_buf *json,
    struct lm_err *err);

#endif
