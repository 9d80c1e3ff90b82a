#include "lm/schema_eval.h"

#include <stdlib.h>

#include "lm/num.h"

size_t
lm_marks_push(struct lm_run *run, size_t n)
{
	struct lm_schema_checker *checker = run->checker;
	size_t at = checker->n_words, n_words = n / 64 + 1;

	if (n_words > checker->words_cap - at) {
		size_t cap = 2 * (at + n_words);
		uint64_t *words = realloc(checker->words, cap * sizeof(*words));

		if (words == NULL) {
			run->code = lm_err_nomem(run->err);
			return LM_NO_MARKS;
		}
		checker->words = words;
		checker->words_cap = cap;
	}
	memset(checker->words + at, 0, n_words * sizeof(*checker->words));
	checker->n_words = at + n_words;
	return at;
}

/* Whether a number is whole, as the draft has it. */
static bool
is_integer(const struct lm_node *node, struct lm_span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '.' || text.ptr[i] == 'e' ||
		    text.ptr[i] == 'E')
			return !node->whole_text && lm_num_is_whole(text);
	return true;
}

static enum lm_schema_verdict
eval_type(struct lm_run *run, const struct lm_node *node, yyjson_val *val)
{
	yyjson_type type = unsafe_yyjson_get_type(val);

	if ((node->types >> type & 1) != 0 &&
	    (type != YYJSON_TYPE_RAW || !node->whole_only ||
		is_integer(node, lm_record_text(val))))
		return LM_SCHEMA_VALID;
	return lm_run_fail(run, node, LM_KEY_TYPE, val);
}

/* What is asked of this type of values. */
static enum lm_schema_verdict
eval_typed(struct lm_run *run, const struct lm_node *node, yyjson_val *val,
    size_t marks)
{
	switch (unsafe_yyjson_get_type(val)) {
	case YYJSON_TYPE_RAW:
		return node->number == NULL ? LM_SCHEMA_VALID
					    : lm_eval_number(run, node, val);
	case YYJSON_TYPE_STR:
		return node->string == NULL ? LM_SCHEMA_VALID
					    : lm_eval_string(run, node, val);
	case YYJSON_TYPE_ARR:
		return node->array == NULL
		    ? LM_SCHEMA_VALID
		    : lm_eval_array(run, node, val, marks);
	case YYJSON_TYPE_OBJ:
		return node->object == NULL
		    ? LM_SCHEMA_VALID
		    : lm_eval_object(run, node, val, marks);
	default:
		return LM_SCHEMA_VALID;
	}
}

static enum lm_schema_verdict
eval_node(struct lm_run *run, const struct lm_node *node, yyjson_val *val,
    size_t marks)
{
	enum lm_schema_verdict verdict;

	if (node->is_false)
		return lm_run_fail(run, node, LM_SCHEMA_N_KEYS, val);
	verdict = eval_type(run, node, val);
	if (lm_run_done(run, verdict))
		return verdict;
	verdict = lm_worst(verdict, eval_typed(run, node, val, marks));
	if (lm_run_done(run, verdict))
		return verdict;
	if (node->values != NULL || node->constant != NULL)
		verdict = lm_worst(verdict, lm_eval_values(run, node, val));
	if (node->applied == NULL || lm_run_done(run, verdict))
		return verdict;
	return lm_worst(verdict, lm_eval_applied(run, node, val, marks));
}

/* Whether the node asks for what no other keyword of it has evaluated. */
static bool
wants_marks(const struct lm_node *node, yyjson_val *val)
{
	return (node->object != NULL && node->object->unevaluated != LM_NONE &&
		   yyjson_is_obj(val)) ||
	    (node->array != NULL && node->array->unevaluated != LM_NONE &&
		yyjson_is_arr(val));
}

/* With marks of its own: those of other schemas are none of its business. */
static enum lm_schema_verdict
eval_marked(struct lm_run *run, const struct lm_node *node, yyjson_val *val,
    size_t outer)
{
	size_t n = lm_size_of(val), doubts = run->doubts;
	size_t marks = lm_marks_push(run, n);
	enum lm_schema_verdict verdict;

	if (marks == LM_NO_MARKS)
		return LM_SCHEMA_UNDETERMINED;
	verdict = eval_node(run, node, val, marks);
	if (!lm_run_done(run, verdict))
		verdict = lm_worst(verdict,
		    lm_eval_unevaluated(run, node, val, marks, doubts));
	for (size_t i = 0; outer != LM_NO_MARKS && i < n; i++)
		lm_marks_set(run, outer, i);
	lm_marks_pop(run, marks);
	return verdict;
}

static enum lm_schema_verdict
eval_scoped(struct lm_run *run, const struct lm_node *node, yyjson_val *val,
    size_t marks)
{
	const struct lm_scope scope = {node->resource, run->scope};
	struct lm_report_mark mark = lm_run_mark(run);
	enum lm_schema_verdict verdict;

	if (run->schema->dynamics != NULL &&
	    (run->scope == NULL || run->scope->resource != node->resource))
		run->scope = &scope;
	verdict = wants_marks(node, val) ? eval_marked(run, node, val, marks)
					 : eval_node(run, node, val, marks);
	run->scope = run->scope == &scope ? scope.outer : run->scope;
	if (verdict != LM_SCHEMA_VALID)
		lm_run_forget_notes(run, mark);
	else if (run->report != NULL && run->report->annotations)
		lm_run_note(run, node, val);
	return verdict;
}

bool
lm_eval_is_foreign(const struct lm_schema_checker *checker, yyjson_val *val)
{
	const struct lm_source *source = checker->source;
	const struct lm_site *sites = source->sites;
	uint32_t site = lm_source_site(source, val);

	return site != LM_NONE && site != checker->site &&
	    !lm_span_equal(source->resources[sites[site].resource].dialect.uri,
		source->resources[sites[checker->site].resource].dialect.uri);
}

enum lm_schema_verdict
lm_eval(struct lm_run *run, uint32_t number, yyjson_val *val, size_t marks)
{
	const struct lm_node *node = &run->schema->nodes[number];
	enum lm_schema_verdict verdict;

	if (node->is_trivial && run->report == NULL)
		return LM_SCHEMA_VALID;
	if (run->code != LM_OK)
		return LM_SCHEMA_UNDETERMINED;
	if (run->checker->source != NULL &&
	    lm_eval_is_foreign(run->checker, val))
		return LM_SCHEMA_VALID;
	if (run->depth >= LM_EVAL_MAX_DEPTH || run->left == 0)
		return lm_run_doubt(run, node, LM_SCHEMA_N_KEYS, val);
	run->left--;
	run->depth++;
	verdict = eval_scoped(run, node, val, marks);
	run->depth--;
	return verdict;
}
