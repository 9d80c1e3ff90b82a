#ifndef SCHEMACHECK_EMIT_H
#define SCHEMACHECK_EMIT_H

#include "lm/buf.h"
#include "lm/edit.h"
#include "lm/err.h"
#include "lm/filter.h"
#include "lm/path.h"
#include "lm/record.h"
#include "lm/span.h"

#include "judge.h"
#include "schemas.h"
#include "settings.h"
#include "tally.h"

/* What a worker has. */
struct worker {
	struct judge *judge;
	struct lm_values values;
	struct lm_edits edits;
	struct lm_buf member; /* schemacheck */
	struct lm_buf count;  /* schema_failures */
	struct lm_buf line;   /* the record with its text replaced */
	struct lm_buf payload;
	struct lm_parser *parser; /* of that */
	struct lm_buf invalid;	  /* what goes to --invalid, of this block */
	struct tally tally;	  /* of this block */
};

/* One record on its way. */
struct job {
	const struct settings *settings;
	struct worker *worker;
	const struct lm_filter_record *in;
	const struct schema *schema;
	yyjson_val *val; /* at --field; NULL: nothing is there */
	struct lm_span text;
	struct judgement judgement;
};

/*
 * Write what becomes of a judged record: to out, or where it failed and they
 * go to a file of their own, to worker->invalid.  LM_MALFORMED where its
 * schema_failures is no count; LM_NOMEM.
 */
enum lm_code emit(const struct job *job, struct lm_buf *out,
    struct lm_err *err);

#endif
