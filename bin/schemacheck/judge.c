#include "judge.h"

#include <stdlib.h>
#include <string.h>

enum lm_code
judge_new(struct judge **out, struct lm_err *err)
{
	struct judge *judge = calloc(1, sizeof(*judge));

	if (judge == NULL)
		return lm_err_nomem(err);
	judge->checker = lm_schema_checker_new();
	judge->parser = lm_parser_new();
	judge->other = lm_parser_new();
	if (judge->checker == NULL || judge->parser == NULL ||
	    judge->other == NULL) {
		judge_free(judge);
		return lm_err_nomem(err);
	}
	*out = judge;
	return LM_OK;
}

void
judge_free(struct judge *judge)
{
	if (judge == NULL)
		return;
	lm_schema_checker_free(judge->checker);
	lm_answer_free(&judge->answer);
	lm_parser_free(judge->parser);
	lm_parser_free(judge->other);
	lm_value_scratch_free(&judge->scratch);
	lm_buf_free(&judge->kept);
	free(judge->repairs);
	lm_schema_report_free(&judge->report);
	free(judge);
}

/* What a verdict on what a step has found is called. */
static enum outcome
outcome_of(enum lm_schema_verdict verdict, enum lm_answer_step step)
{
	switch (verdict) {
	case LM_SCHEMA_INVALID:
		return OUTCOME_SCHEMA_INVALID;
	case LM_SCHEMA_UNDETERMINED:
		return OUTCOME_UNDETERMINED;
	case LM_SCHEMA_VALID:
		break;
	}
	switch (step) {
	case LM_ANSWER_STRICT:
		return OUTCOME_STRICT;
	case LM_ANSWER_EXTRACTED:
		return OUTCOME_EXTRACTED;
	case LM_ANSWER_REPAIRED:
		return OUTCOME_REPAIRED;
	}
	return OUTCOME_UNDETERMINED;
}

/* What is wrong is looked for only where something is. */
static enum lm_code
explain(struct judge *judge, const struct lm_schema *schema,
    struct judgement *out, struct lm_err *err)
{
	enum lm_schema_verdict verdict;

	out->is_explained = true;
	return lm_schema_explain(schema, judge->checker, out->val,
	    &judge->report, &verdict, err);
}

enum lm_code
judge_value(struct judge *judge, const struct lm_schema *schema,
    const struct lm_record *record, yyjson_val *val, bool with_errors,
    struct judgement *out, struct lm_err *err)
{
	enum lm_schema_verdict verdict;
	enum lm_code code =
	    lm_schema_check(schema, judge->checker, val, &verdict, err);

	if (code != LM_OK)
		return code;
	out->outcome = outcome_of(verdict, LM_ANSWER_STRICT);
	out->has_json = true;
	out->record = *record;
	out->val = val;
	return with_errors &&
		(verdict != LM_SCHEMA_VALID || judge->report.annotations)
	    ? explain(judge, schema, out, err)
	    : LM_OK;
}

/* Keep a candidate, which is gone with the next one. */
static enum lm_code
keep(struct judge *judge, const struct lm_answer_candidate *candidate,
    struct judgement *out, struct lm_err *err)
{
	enum lm_code code;

	judge->kept.len = 0;
	code = lm_buf_span(&judge->kept, candidate->json, err);
	if (code != LM_OK)
		return code;
	if (candidate->n_repairs > judge->repairs_cap) {
		struct lm_mend_repair *list = realloc(judge->repairs,
		    candidate->n_repairs * sizeof(*list));

		if (list == NULL)
			return lm_err_nomem(err);
		judge->repairs = list;
		judge->repairs_cap = candidate->n_repairs;
	}
	if (candidate->n_repairs > 0)
		memcpy(judge->repairs, candidate->repairs,
		    candidate->n_repairs * sizeof(*judge->repairs));
	out->has_json = true;
	out->step = candidate->step;
	out->how = candidate->how;
	out->at = candidate->at;
	out->is_verbatim =
	    candidate->step != LM_ANSWER_REPAIRED && !candidate->is_encoded;
	out->json = lm_buf_view(&judge->kept);
	out->repairs = judge->repairs;
	out->n_repairs = candidate->n_repairs;
	return LM_OK;
}

/* A candidate's verdict.  What the parser refuses is no JSON after all. */
static enum lm_code
ask(struct judge *judge, const struct lm_schema *schema,
    const struct lm_answer_candidate *candidate,
    enum lm_schema_verdict *verdict, bool *is_json, struct lm_err *err)
{
	struct lm_record record;
	enum lm_code code =
	    lm_parser_parse(judge->parser, candidate->json, &record, err);

	*is_json = code == LM_OK;
	if (code == LM_MALFORMED)
		return LM_OK;
	return code == LM_OK
	    ? lm_schema_check(schema, judge->checker, record.root, verdict, err)
	    : code;
}

/* Whether two payloads have one value. */
static enum lm_code
same(struct judge *judge, struct lm_span a, struct lm_span b, bool *is_same,
    struct lm_err *err)
{
	struct lm_record x, y;
	enum lm_code code = lm_parser_parse(judge->parser, a, &x, err);

	if (code == LM_OK)
		code = lm_parser_parse(judge->other, b, &y, err);
	return code == LM_OK
	    ? lm_value_same(&judge->scratch, x.root, y.root, is_same, err)
	    : code;
}

/* Whether a candidate behind the chosen one is as likely: of its tier, or a
 * fenced block that has to be mended, where the chosen one stood in prose. */
static bool
is_rival(const struct judgement *out,
    const struct lm_answer_candidate *candidate, unsigned tier)
{
	return candidate->tier == tier ||
	    (candidate->step == LM_ANSWER_REPAIRED &&
		strcmp(candidate->how, "fence") == 0 &&
		strcmp(out->how, "prose") == 0);
}

/* Whether another candidate is as good, or may be, and says another thing. */
static enum lm_code
look_for_rival(struct judge *judge, const struct lm_schema *schema,
    unsigned tier, struct judgement *out, struct lm_err *err)
{
	struct lm_answer_candidate candidate;
	bool more, is_json, is_same;
	enum lm_code code;

	for (;;) {
		enum lm_schema_verdict verdict = LM_SCHEMA_INVALID;

		code = lm_answer_next(&judge->answer, &candidate, &more, err);
		if (code != LM_OK || !more)
			return code;
		if (!is_rival(out, &candidate, tier))
			continue;
		code = ask(judge, schema, &candidate, &verdict, &is_json, err);
		if (code == LM_OK && is_json && verdict != LM_SCHEMA_INVALID) {
			code = same(judge, out->json, candidate.json, &is_same,
			    err);
			if (code == LM_OK && !is_same) {
				out->is_ambiguous = true;
				out->other_at = candidate.at;
				out->outcome = OUTCOME_UNDETERMINED;
				return LM_OK;
			}
		}
		if (code != LM_OK)
			return code;
	}
}

/* Of those that are not valid, the first is told of; but what a string holds
 * rather than the string, and rather than either what may be valid. */
static bool
is_better(const struct judgement *out,
    const struct lm_answer_candidate *candidate, bool is_invalid,
    bool any_maybe)
{
	if (!out->has_json)
		return true;
	if (any_maybe)
		return false;
	return !is_invalid ||
	    (candidate->is_encoded && out->step == LM_ANSWER_STRICT);
}

/* The first valid candidate; or what is to be said where there is none, or
 * where a better one may be valid: then it is not known which counts. */
static enum lm_code
choose(struct judge *judge, const struct lm_schema *schema,
    struct judgement *out, struct lm_err *err)
{
	struct lm_answer_candidate candidate;
	enum lm_schema_verdict worst = LM_SCHEMA_INVALID;
	bool more, is_json;
	enum lm_code code;

	for (;;) {
		enum lm_schema_verdict verdict = LM_SCHEMA_INVALID;

		code = lm_answer_next(&judge->answer, &candidate, &more, err);
		if (code != LM_OK || !more)
			break;
		code = ask(judge, schema, &candidate, &verdict, &is_json, err);
		if (code != LM_OK)
			break;
		if (!is_json)
			continue;
		if (verdict == LM_SCHEMA_VALID &&
		    worst == LM_SCHEMA_UNDETERMINED)
			break;
		if (verdict == LM_SCHEMA_VALID) {
			code = keep(judge, &candidate, out, err);
			out->outcome = outcome_of(verdict, candidate.step);
			return code == LM_OK &&
				candidate.step != LM_ANSWER_STRICT
			    ? look_for_rival(judge, schema, candidate.tier, out,
				  err)
			    : code;
		}
		if (is_better(out, &candidate, verdict == LM_SCHEMA_INVALID,
			worst == LM_SCHEMA_UNDETERMINED))
			code = keep(judge, &candidate, out, err);
		if (verdict == LM_SCHEMA_UNDETERMINED)
			worst = verdict;
		if (code != LM_OK)
			break;
	}
	if (out->has_json)
		out->outcome = outcome_of(worst, out->step);
	return code;
}

/* With more places than are tried, nobody knows what the others hold. */
static void
doubt_beyond(const struct judge *judge, struct judgement *out)
{
	out->n_beyond = judge->answer.n_beyond;
	if (out->n_beyond > 0 && out->outcome != OUTCOME_STRICT)
		out->outcome = OUTCOME_UNDETERMINED;
}

enum lm_code
judge_text(struct judge *judge, const struct lm_schema *schema,
    struct lm_span text, lm_mend_mask repairs, bool with_errors,
    struct judgement *out, struct lm_err *err)
{
	enum lm_code code;

	out->is_text = true;
	out->outcome = OUTCOME_UNPARSEABLE;
	lm_answer_begin(&judge->answer, text, repairs);
	code = choose(judge, schema, out, err);
	doubt_beyond(judge, out);
	if (code != LM_OK || !with_errors || !out->has_json ||
	    (out->outcome <= OUTCOME_REPAIRED && !judge->report.annotations))
		return code;
	code = lm_parser_parse(judge->parser, out->json, &out->record, err);
	if (code != LM_OK)
		return code;
	out->val = out->record.root;
	return explain(judge, schema, out, err);
}
