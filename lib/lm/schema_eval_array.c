#include "lm/schema_eval.h"

#include <stdlib.h>

/* Arrays of no more elements are compared one with the other. */
#define FEW 6

/* An element under its hash. */
struct hashed {
	uint64_t hash;
	yyjson_val *val;
};

static enum lm_schema_verdict
ask(struct lm_run *run, enum lm_schema_key key, size_t by, uint32_t node,
    yyjson_val *val, size_t index)
{
	enum lm_schema_verdict verdict;

	lm_run_enter(run, key, NULL, by);
	lm_run_into(run, NULL, index);
	verdict = lm_eval(run, node, val, LM_NO_MARKS);
	lm_run_out(run);
	lm_run_leave(run);
	return verdict;
}

static enum lm_schema_verdict
ask_count(struct lm_run *run, const struct lm_node *node, yyjson_val *val)
{
	size_t n = unsafe_yyjson_get_len(val);

	if (n < node->array->min_items)
		return lm_run_fail(run, node, LM_KEY_MIN_ITEMS, val);
	if (n > node->array->max_items)
		return lm_run_fail(run, node, LM_KEY_MAX_ITEMS, val);
	return LM_SCHEMA_VALID;
}

/* The first elements by place, all others alike. */
static enum lm_schema_verdict
ask_items(struct lm_run *run, const struct lm_of_array *array, yyjson_val *val,
    size_t marks)
{
	size_t n = unsafe_yyjson_get_len(val);
	yyjson_val *item = unsafe_yyjson_get_first(val);
	enum lm_schema_verdict verdict = LM_SCHEMA_VALID;

	for (size_t i = 0; i < n && !lm_run_done(run, verdict); i++) {
		if (i >= array->n_prefix && array->rest == LM_NONE)
			break;
		verdict = lm_worst(verdict,
		    i < array->n_prefix ? ask(run, array->prefix_key, i,
					      array->prefix[i], item, i)
					: ask(run, array->rest_key, LM_NO_INDEX,
					      array->rest, item, i));
		if (marks != LM_NO_MARKS)
			lm_marks_set(run, marks, i);
		item = unsafe_yyjson_get_next(item);
	}
	return verdict;
}

/* Elements of which contains holds, and those of which it is not known. */
struct contained {
	size_t n_yes;
	size_t n_maybe;
};

static void
count_contained(struct lm_run *run, const struct lm_of_array *array,
    yyjson_val *val, size_t marks, struct contained *out)
{
	size_t n = unsafe_yyjson_get_len(val);
	yyjson_val *item = unsafe_yyjson_get_first(val);

	for (size_t i = 0; i < n && run->code == LM_OK; i++) {
		enum lm_schema_verdict verdict;

		run->muted++;
		verdict = ask(run, LM_KEY_CONTAINS, LM_NO_INDEX,
		    array->contains, item, i);
		run->muted--;
		out->n_yes += verdict == LM_SCHEMA_VALID;
		out->n_maybe += verdict == LM_SCHEMA_UNDETERMINED;
		if (verdict == LM_SCHEMA_VALID && array->contains_evaluates &&
		    marks != LM_NO_MARKS)
			lm_marks_set(run, marks, i);
		/* Enough, where neither more nor their places matter. */
		if (marks == LM_NO_MARKS && lm_run_is_quick(run) &&
		    out->n_yes >= array->min_contains &&
		    array->max_contains == UINT64_MAX)
			break;
		item = unsafe_yyjson_get_next(item);
	}
}

static enum lm_schema_verdict
ask_contains(struct lm_run *run, const struct lm_node *node, yyjson_val *val,
    size_t marks)
{
	const struct lm_of_array *array = node->array;
	struct contained found = {0};
	enum lm_schema_key key = LM_KEY_CONTAINS;

	count_contained(run, array, val, marks, &found);
	if (found.n_yes + found.n_maybe < array->min_contains) {
		if (array->min_contains > 1)
			key = LM_KEY_MIN_CONTAINS;
		return lm_run_fail(run, node, key, val);
	}
	if (found.n_yes > array->max_contains)
		return lm_run_fail(run, node, LM_KEY_MAX_CONTAINS, val);
	if (found.n_yes >= array->min_contains &&
	    found.n_yes + found.n_maybe <= array->max_contains)
		return LM_SCHEMA_VALID;
	return lm_run_doubt(run, node, LM_KEY_CONTAINS, val);
}

static bool
same(struct lm_run *run, yyjson_val *a, yyjson_val *b)
{
	bool is_same = false;

	run->code =
	    lm_value_same(&run->checker->scratch, a, b, &is_same, run->err);
	return run->code == LM_OK && is_same;
}

static bool
few_are_unique(struct lm_run *run, yyjson_val *val, size_t n)
{
	yyjson_val *items[FEW];
	yyjson_val *item = unsafe_yyjson_get_first(val);

	for (size_t i = 0; i < n; i++) {
		items[i] = item;
		for (size_t j = 0; j < i; j++)
			if (same(run, items[j], item))
				return false;
		item = unsafe_yyjson_get_next(item);
	}
	return true;
}

static int
compare_hashed(const void *a, const void *b)
{
	const struct hashed *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->val < y->val ? -1 : x->val > y->val;
}

/* Whether one of n, in the order of their hashes, is there twice. */
static bool
has_same(struct lm_run *run, const struct hashed *list, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t j = i; j-- > 0 && list[j].hash == list[i].hash;)
			if (same(run, list[j].val, list[i].val))
				return true;
	return false;
}

static bool
many_are_unique(struct lm_run *run, yyjson_val *val, size_t n)
{
	struct lm_buf *buf = &run->checker->hashes;
	yyjson_val *item = unsafe_yyjson_get_first(val);
	struct hashed *list;

	buf->len = 0;
	run->code = lm_buf_reserve(buf, n * sizeof(*list), run->err);
	if (run->code != LM_OK)
		return true;
	list = (struct hashed *)(void *)buf->ptr;
	for (size_t i = 0; i < n && run->code == LM_OK; i++) {
		list[i].val = item;
		run->code = lm_value_hash(&run->checker->scratch, item,
		    &list[i].hash, run->err);
		item = unsafe_yyjson_get_next(item);
	}
	if (run->code != LM_OK)
		return true;
	qsort(list, n, sizeof(*list), compare_hashed);
	return !has_same(run, list, n);
}

static enum lm_schema_verdict
ask_unique(struct lm_run *run, const struct lm_node *node, yyjson_val *val)
{
	size_t n = unsafe_yyjson_get_len(val);
	bool unique = n <= FEW ? few_are_unique(run, val, n)
			       : many_are_unique(run, val, n);

	return unique ? LM_SCHEMA_VALID
		      : lm_run_fail(run, node, LM_KEY_UNIQUE_ITEMS, val);
}

enum lm_schema_verdict
lm_eval_array(struct lm_run *run, const struct lm_node *node, yyjson_val *val,
    size_t marks)
{
	const struct lm_of_array *array = node->array;
	enum lm_schema_verdict verdict = ask_count(run, node, val);

	if (!lm_run_done(run, verdict))
		verdict = lm_worst(verdict, ask_items(run, array, val, marks));
	if (array->contains != LM_NONE && !lm_run_done(run, verdict))
		verdict =
		    lm_worst(verdict, ask_contains(run, node, val, marks));
	if (array->unique && !lm_run_done(run, verdict))
		verdict = lm_worst(verdict, ask_unique(run, node, val));
	return verdict;
}
