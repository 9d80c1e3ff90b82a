#include <stdlib.h>

#include "lm/schema_eval.h"

/* Steps of each way: one a level, and the one that leads past the last. */
#define MAX_STEPS (LM_EVAL_MAX_DEPTH + 2)

struct lm_schema_checker *
lm_schema_checker_new(void)
{
	struct lm_schema_checker *checker = calloc(1, sizeof(*checker));

	if (checker == NULL)
		return NULL;
	checker->matcher = lm_regex_matcher_new();
	if (checker->matcher == NULL) {
		free(checker);
		return NULL;
	}
	return checker;
}

void
lm_schema_checker_free(struct lm_schema_checker *checker)
{
	if (checker == NULL)
		return;
	lm_regex_matcher_free(checker->matcher);
	lm_value_scratch_free(&checker->scratch);
	lm_buf_free(&checker->hashes);
	free(checker->words);
	free(checker->steps);
	free(checker);
}

static enum lm_code
start(struct lm_run *run, yyjson_val *val, enum lm_schema_verdict *out)
{
	size_t n_values = yyjson_is_ctn(val)
	    ? (size_t)(unsafe_yyjson_get_next(val) - val)
	    : 1;

	run->left = LM_EVAL_BUDGET + LM_EVAL_BUDGET_EACH * n_values;
	run->checker->n_words = 0;
	*out = lm_eval(run, run->schema->root, val, LM_NO_MARKS);
	return run->code;
}

enum lm_code
lm_schema_check(const struct lm_schema *schema,
    struct lm_schema_checker *checker, yyjson_val *val,
    enum lm_schema_verdict *out, struct lm_err *err)
{
	struct lm_run run = {.schema = schema, .checker = checker, .err = err};

	return start(&run, val, out);
}

enum lm_code
lm_schema_explain(const struct lm_schema *schema,
    struct lm_schema_checker *checker, yyjson_val *val,
    struct lm_schema_report *report, enum lm_schema_verdict *out,
    struct lm_err *err)
{
	struct lm_run run = {.schema = schema,
	    .checker = checker,
	    .report = report,
	    .err = err};

	report->n_errors = report->n_notes = report->n_untold = 0;
	report->text.len = 0;
	if (checker->steps == NULL)
		checker->steps = calloc(2 * MAX_STEPS, sizeof(*checker->steps));
	if (checker->steps == NULL)
		return lm_err_nomem(err);
	run.instance.steps = checker->steps;
	run.keywords.steps = checker->steps + MAX_STEPS;
	return start(&run, val, out);
}
