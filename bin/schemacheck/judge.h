#ifndef SCHEMACHECK_JUDGE_H
#define SCHEMACHECK_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yyjson.h>

#include "lm/answer.h"
#include "lm/buf.h"
#include "lm/err.h"
#include "lm/record.h"
#include "lm/schema.h"
#include "lm/schema_value.h"
#include "lm/span.h"

#include "outcome.h"

/*
 * One value, or one text of a model, judged by a schema.  A judge belongs to
 * one thread.
 */
struct judge {
	struct lm_schema_checker *checker;
	struct lm_answer answer;
	struct lm_parser *parser; /* of the candidate in hand */
	struct lm_parser *other;  /* of one that it is compared with */
	struct lm_value_scratch scratch;
	struct lm_buf kept; /* the payload that counts */
	struct lm_mend_repair *repairs;
	size_t repairs_cap;
	struct lm_schema_report report;
};

/* What came of it; lives until the judge's next case. */
struct judgement {
	enum outcome outcome;
	bool is_text;  /* a model's text was judged, and what follows is set */
	bool has_json; /* a payload was found; else it is unparseable */
	bool is_ambiguous; /* two payloads are valid, and differ */
	size_t n_beyond;   /* places of the text that were not tried */
	enum lm_answer_step step;
	const char *how;
	struct lm_span json; /* the payload */
	size_t at;	     /* where it stands in the text */
	size_t other_at;     /* and where the other one does */
	bool is_verbatim;    /* its bytes are those of the text */
	const struct lm_mend_repair *repairs;
	size_t n_repairs;
	struct lm_record record; /* the payload parsed, or the record */
	yyjson_val *val;
	bool is_explained; /* the judge's report is of this case */
};

enum lm_code judge_new(struct judge **judge, struct lm_err *err);
void judge_free(struct judge *judge);

/* A value of a record; explain: say what is wrong, in judge->report.  LM_NOMEM. */
enum lm_code judge_value(struct judge *judge, const struct lm_schema *schema,
    const struct lm_record *record, yyjson_val *val, bool explain,
    struct judgement *out, struct lm_err *err);

/*
 * A model's answer as text (UTF-8), with the repairs that are allowed.  The
 * first candidate of lm_answer that is valid counts, unless one before it may
 * be valid, or another of its tier is or may be, too, and has another value:
 * then nobody can tell which was meant, and the outcome is undetermined.
 * LM_NOMEM.
 */
enum lm_code judge_text(struct judge *judge, const struct lm_schema *schema,
    struct lm_span text, lm_mend_mask repairs, bool explain,
    struct judgement *out, struct lm_err *err);

#endif
