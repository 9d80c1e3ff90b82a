#ifndef DRIFT_REPORT_H
#define DRIFT_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "compare.h"
#include "set.h"

#include "lm/buf.h"
#include "lm/err.h"

/*
 * The verdict on a comparison, as one JSON object and as one line for people.
 *
 * fail: drift is not below the gate, the models of both sides differ, or one
 * side's vectors come from several models.  undecided, if there is no reason
 * to fail: fewer than DRIFT_MIN_PROBES documents, or some whose correlation is
 * not defined.  pass otherwise.
 */
#define DRIFT_MIN_PROBES 3

/* A document with less than this correlation of its own is always named. */
#define DRIFT_LOW 0.5

enum drift_verdict {
	DRIFT_PASS,
	DRIFT_FAIL,
	DRIFT_UNDECIDED,
};

struct drift_gate {
	double max_drift;	 /* drift must be below */
	size_t n_worst;		 /* documents to name */
	bool allow_model_change; /* models of both sides may differ */
};

/*
 * Judge, and append to json one object without newline:
 *
 *	{"verdict","drift","threshold","n","dimensions",
 *	 "worst":[{"id","correlation","file","line"}],
 *	 "undefined":[id],"models":{"baseline","current"},"reasons":[text]}
 *
 * drift is null where it is not defined; worst has the least correlations
 * first; file and line are of the current run; models as drift_models_json.
 * Numbers have 12 significant digits.
 *
 * To text a line without newline: PASS drift 0.0031 < 0.08, 500 probes.
 * It names the worst documents of a failure, and those under DRIFT_LOW always.
 *
 * baseline and current were paired and compared.  LM_NOMEM.
 */
enum lm_code drift_report(const struct drift_set *baseline,
    const struct drift_set *current, const size_t *order,
    const struct drift_result *result, const struct drift_gate *gate,
    struct lm_buf *json, struct lm_buf *text, enum drift_verdict *verdict,
    struct lm_err *err);

#endif
