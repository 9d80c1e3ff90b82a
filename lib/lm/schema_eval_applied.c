#include "lm/schema_eval.h"

#include "lm/base64.h"

/* What the marks of a branch add: only where it holds. */
static enum lm_schema_verdict
branch(struct lm_run *run, uint32_t node, yyjson_val *val, size_t marks)
{
	size_t own, n_words;
	enum lm_schema_verdict verdict;

	if (marks == LM_NO_MARKS)
		return lm_eval(run, node, val, LM_NO_MARKS);
	own = lm_marks_push(run, lm_size_of(val));
	if (own == LM_NO_MARKS)
		return LM_SCHEMA_UNDETERMINED;
	n_words = run->checker->n_words - own;
	verdict = lm_eval(run, node, val, own);
	for (size_t i = 0; verdict == LM_SCHEMA_VALID && i < n_words; i++)
		run->checker->words[marks + i] |= run->checker->words[own + i];
	lm_marks_pop(run, own);
	return verdict;
}

/* A schema under a keyword, of the same value. */
static enum lm_schema_verdict
under(struct lm_run *run, enum lm_schema_key key, size_t index, uint32_t node,
    yyjson_val *val, size_t marks)
{
	enum lm_schema_verdict verdict;

	lm_run_enter(run, key, NULL, index);
	verdict = branch(run, node, val, marks);
	lm_run_leave(run);
	return verdict;
}

static enum lm_schema_verdict
eval_all(struct lm_run *run, const struct lm_applied *applied, yyjson_val *val,
    size_t marks)
{
	enum lm_schema_verdict verdict = LM_SCHEMA_VALID;

	for (uint32_t i = 0; i < applied->all.n && !lm_run_done(run, verdict);
	     i++)
		verdict = lm_worst(verdict,
		    under(run, LM_KEY_ALL_OF, i, applied->all.list[i], val,
			marks));
	return verdict;
}

/* How the branches of an anyOf or a oneOf came out. */
struct branches {
	uint32_t n_valid;
	uint32_t n_maybe;
};

static void
eval_branches(struct lm_run *run, enum lm_schema_key key,
    const struct lm_nodes *nodes, yyjson_val *val, size_t marks,
    struct branches *out)
{
	/* Where all that is asked is whether one holds, or two do. */
	bool quick = lm_run_is_quick(run) && marks == LM_NO_MARKS;
	uint32_t enough = key == LM_KEY_ANY_OF ? 1 : 2;

	for (uint32_t i = 0; i < nodes->n && !(quick && out->n_valid >= enough);
	     i++) {
		size_t from = lm_run_mark(run).n_errors, base = run->base;
		enum lm_schema_verdict verdict;

		run->base = from;
		verdict = under(run, key, i, nodes->list[i], val, marks);
		run->base = base;
		lm_run_branch(run, from, i);
		out->n_valid += verdict == LM_SCHEMA_VALID;
		out->n_maybe += verdict == LM_SCHEMA_UNDETERMINED;
	}
}

static enum lm_schema_verdict
eval_any(struct lm_run *run, const struct lm_node *node, yyjson_val *val,
    size_t marks)
{
	const struct lm_nodes *nodes = &node->applied->any;
	struct lm_report_mark mark = lm_run_mark(run);
	struct branches found = {0};

	eval_branches(run, LM_KEY_ANY_OF, nodes, val, marks, &found);
	if (found.n_valid == 0 && found.n_maybe == 0)
		return lm_run_is_quick(run)
		    ? LM_SCHEMA_INVALID
		    : lm_run_rank(run, node, LM_KEY_ANY_OF, val, mark);
	lm_run_forget_errors(run, mark);
	return found.n_valid > 0 ? LM_SCHEMA_VALID
				 : lm_run_doubt(run, node, LM_KEY_ANY_OF, val);
}

static enum lm_schema_verdict
eval_one(struct lm_run *run, const struct lm_node *node, yyjson_val *val,
    size_t marks)
{
	const struct lm_nodes *nodes = &node->applied->one;
	struct lm_report_mark mark = lm_run_mark(run);
	struct branches found = {0};

	eval_branches(run, LM_KEY_ONE_OF, nodes, val, marks, &found);
	if (found.n_valid == 0 && found.n_maybe == 0)
		return lm_run_is_quick(run)
		    ? LM_SCHEMA_INVALID
		    : lm_run_rank(run, node, LM_KEY_ONE_OF, val, mark);
	lm_run_forget_errors(run, mark);
	if (found.n_valid > 1)
		return lm_run_fail(run, node, LM_KEY_ONE_OF, val);
	return found.n_maybe == 0 ? LM_SCHEMA_VALID
				  : lm_run_doubt(run, node, LM_KEY_ONE_OF, val);
}

static enum lm_schema_verdict
eval_not(struct lm_run *run, const struct lm_node *node, yyjson_val *val)
{
	struct lm_report_mark mark = lm_run_mark(run);
	enum lm_schema_verdict verdict;

	run->muted++;
	verdict = under(run, LM_KEY_NOT, LM_NO_INDEX, node->applied->not, val,
	    LM_NO_MARKS);
	run->muted--;
	lm_run_forget_notes(run, mark);
	switch (verdict) {
	case LM_SCHEMA_VALID:
		return lm_run_fail(run, node, LM_KEY_NOT, val);
	case LM_SCHEMA_INVALID:
		return LM_SCHEMA_VALID;
	case LM_SCHEMA_UNDETERMINED:
		break;
	}
	return lm_run_doubt(run, node, LM_KEY_NOT, val);
}

static enum lm_schema_verdict
eval_then(struct lm_run *run, const struct lm_applied *applied, bool holds,
    yyjson_val *val, size_t marks)
{
	uint32_t node = holds ? applied->then : applied->else_;

	return node == LM_NONE ? LM_SCHEMA_VALID
			       : under(run, holds ? LM_KEY_THEN : LM_KEY_ELSE,
				     LM_NO_INDEX, node, val, marks);
}

static enum lm_schema_verdict
eval_if(struct lm_run *run, const struct lm_node *node, yyjson_val *val,
    size_t marks)
{
	const struct lm_applied *applied = node->applied;
	struct lm_report_mark mark = lm_run_mark(run);
	enum lm_schema_verdict verdict, other;

	run->muted++;
	verdict = under(run, LM_KEY_IF, LM_NO_INDEX, applied->if_, val, marks);
	run->muted--;
	if (verdict != LM_SCHEMA_UNDETERMINED)
		return eval_then(run, applied, verdict == LM_SCHEMA_VALID, val,
		    marks);
	/* Only what both say is known, and nothing of what they evaluate. */
	verdict = eval_then(run, applied, true, val, LM_NO_MARKS);
	other = eval_then(run, applied, false, val, LM_NO_MARKS);
	if (verdict == other)
		return verdict;
	lm_run_forget_errors(run, mark);
	return lm_run_doubt(run, node, LM_KEY_IF, val);
}

/* Of the resources on the way here, the outermost that has the name.  A long
 * way is paid for. */
static uint32_t
dynamic_target(struct lm_run *run, const struct lm_dynamic_ref *ref)
{
	uint32_t target = ref->initial;

	if (ref->n == 0)
		return target;
	for (const struct lm_scope *scope = run->scope; scope != NULL;
	     scope = scope->outer, run->left -= run->left > 0)
		for (uint32_t i = 0; i < ref->n; i++)
			if (ref->resources[i] == scope->resource)
				target = ref->nodes[i];
	return target;
}

static enum lm_schema_verdict
eval_references(struct lm_run *run, const struct lm_applied *applied,
    yyjson_val *val, size_t marks)
{
	enum lm_schema_verdict verdict = LM_SCHEMA_VALID;

	if (applied->ref != LM_NONE)
		verdict = under(run, LM_KEY_REF, LM_NO_INDEX, applied->ref, val,
		    marks);
	if (applied->dynamic != NULL && !lm_run_done(run, verdict))
		verdict = lm_worst(verdict,
		    under(run, LM_KEY_DYNAMIC_REF, LM_NO_INDEX,
			dynamic_target(run, applied->dynamic), val, marks));
	if (applied->recursive != NULL && !lm_run_done(run, verdict))
		verdict = lm_worst(verdict,
		    under(run, LM_KEY_RECURSIVE_REF, LM_NO_INDEX,
			dynamic_target(run, applied->recursive), val, marks));
	return verdict;
}

enum lm_schema_verdict
lm_eval_applied(struct lm_run *run, const struct lm_node *node, yyjson_val *val,
    size_t marks)
{
	const struct lm_applied *applied = node->applied;
	enum lm_schema_verdict verdict =
	    eval_references(run, applied, val, marks);

	if (!lm_run_done(run, verdict))
		verdict = lm_worst(verdict, eval_all(run, applied, val, marks));
	if (applied->any.list != NULL && !lm_run_done(run, verdict))
		verdict = lm_worst(verdict, eval_any(run, node, val, marks));
	if (applied->one.list != NULL && !lm_run_done(run, verdict))
		verdict = lm_worst(verdict, eval_one(run, node, val, marks));
	if (applied->not != LM_NONE && !lm_run_done(run, verdict))
		verdict = lm_worst(verdict, eval_not(run, node, val));
	if (applied->if_ != LM_NONE && !lm_run_done(run, verdict))
		verdict = lm_worst(verdict, eval_if(run, node, val, marks));
	return verdict;
}

/* Its values end with their parser, so that no report may name them. */
static enum lm_schema_verdict
eval_inner(struct lm_run *run, uint32_t node, yyjson_val *val)
{
	struct lm_run inner = {.schema = run->schema,
	    .checker = run->checker,
	    .scope = run->scope,
	    .depth = run->depth,
	    .left = run->left,
	    .err = run->err};
	enum lm_schema_verdict verdict =
	    lm_eval(&inner, node, val, LM_NO_MARKS);

	run->code = inner.code;
	run->doubts += inner.doubts;
	return verdict;
}

/* The content as JSON, asked of the schema of the content. */
static enum lm_schema_verdict
eval_json(struct lm_run *run, const struct lm_node *node, yyjson_val *val,
    struct lm_span text)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_record record;
	enum lm_schema_verdict verdict = LM_SCHEMA_VALID;
	enum lm_code code;

	if (parser == NULL) {
		run->code = lm_err_nomem(run->err);
		return LM_SCHEMA_UNDETERMINED;
	}
	code = lm_parser_parse(parser, text, &record, NULL);
	if (code == LM_NOMEM)
		run->code = lm_err_nomem(run->err);
	else if (code != LM_OK)
		verdict =
		    lm_run_fail(run, node, LM_KEY_CONTENT_MEDIA_TYPE, val);
	else if (node->string->content != LM_NONE)
		verdict = eval_inner(run, node->string->content, record.root);
	if (verdict == LM_SCHEMA_INVALID && code == LM_OK)
		verdict = lm_run_fail(run, node, LM_KEY_CONTENT_SCHEMA, val);
	lm_parser_free(parser);
	return verdict;
}

enum lm_schema_verdict
lm_eval_content(struct lm_run *run, const struct lm_node *node, yyjson_val *val)
{
	struct lm_span text = lm_record_text(val);
	struct lm_buf decoded = {0};
	enum lm_schema_verdict verdict = LM_SCHEMA_VALID;
	enum lm_code code = LM_OK;

	if (node->string->is_base64) {
		code = lm_base64_decode(&decoded, text, NULL);
		text = lm_buf_view(&decoded);
	}
	if (code == LM_NOMEM)
		run->code = lm_err_nomem(run->err);
	else if (code != LM_OK)
		verdict = lm_run_fail(run, node, LM_KEY_CONTENT_ENCODING, val);
	else if (node->string->is_json)
		verdict = eval_json(run, node, val, text);
	lm_buf_free(&decoded);
	return verdict;
}
