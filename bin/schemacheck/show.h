#ifndef SCHEMACHECK_SHOW_H
#define SCHEMACHECK_SHOW_H

#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/lines.h"
#include "lm/span.h"

#include "judge.h"
#include "schemas.h"

/* A judgement as JSON. */
struct showing {
	const struct judgement *judgement;
	const struct lm_schema_report *report; /* if it is explained */
	const struct schema *schema;
	const struct lm_line *line; /* of the record */
	struct lm_span text;	    /* the model's, of a text */
	const char *missing;	    /* not NULL: the path where nothing is */
	lm_mend_mask repairs;	    /* that were allowed */
	size_t max_errors;
};

/*
 * Append the member schemacheck: {"verdict","schema","step","how","at",
 * "errors":[{"instance","schema","keyword","expected","got","line","column"}],
 * "more_errors","repairs":[{"kind","at"}],"more_repairs"}; lmob-schemacheck(1) tells what
 * each is, and when it is there.  LM_NOMEM.
 */
enum lm_code show(const struct showing *showing, struct lm_buf *out,
    struct lm_err *err);

#endif
