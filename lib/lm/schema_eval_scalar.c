#include "lm/schema_eval.h"

#include "lm/num.h"

/* Values that are compared one by one. */
#define FEW_VALUES 4

static const enum lm_schema_key limit_keys[LM_N_LIMITS] = {
    [LM_LIMIT_MIN] = LM_KEY_MINIMUM,
    [LM_LIMIT_EXCLUSIVE_MIN] = LM_KEY_EXCLUSIVE_MINIMUM,
    [LM_LIMIT_MAX] = LM_KEY_MAXIMUM,
    [LM_LIMIT_EXCLUSIVE_MAX] = LM_KEY_EXCLUSIVE_MAXIMUM,
    [LM_LIMIT_MULTIPLE_OF] = LM_KEY_MULTIPLE_OF,
};

/* A number of the instance, and its value where it is small. */
struct number {
	struct lm_span text;
	int64_t small;
	bool is_small;
};

static int
order(const struct number *number, const struct lm_limit *limit)
{
	if (number->is_small && limit->is_small)
		return number->small < limit->small
		    ? -1
		    : number->small > limit->small;
	return lm_num_order(number->text, limit->text);
}

static bool
holds(const struct number *number, const struct lm_limit *limit,
    enum lm_limit_kind kind, bool *known)
{
	bool is_multiple = false;

	switch (kind) {
	case LM_LIMIT_MIN:
		return order(number, limit) >= 0;
	case LM_LIMIT_EXCLUSIVE_MIN:
		return order(number, limit) > 0;
	case LM_LIMIT_MAX:
		return order(number, limit) <= 0;
	case LM_LIMIT_EXCLUSIVE_MAX:
		return order(number, limit) < 0;
	case LM_LIMIT_MULTIPLE_OF:
		if (number->is_small && limit->is_small)
			return number->small % limit->small == 0;
		*known =
		    lm_num_multiple(number->text, limit->text, &is_multiple);
		return is_multiple;
	case LM_N_LIMITS:
		break;
	}
	return false;
}

enum lm_schema_verdict
lm_eval_number(struct lm_run *run, const struct lm_node *node, yyjson_val *val)
{
	enum lm_schema_verdict verdict = LM_SCHEMA_VALID;
	struct number number = {.text = lm_record_text(val)};

	number.is_small = lm_schema_small(number.text, &number.small);
	for (enum lm_limit_kind kind = 0; kind < LM_N_LIMITS; kind++) {
		const struct lm_limit *limit = &node->number->limits[kind];
		bool known = true;

		if (limit->text.len == 0 || holds(&number, limit, kind, &known))
			continue;
		verdict = lm_worst(verdict,
		    known ? lm_run_fail(run, node, limit_keys[kind], val)
			  : lm_run_doubt(run, node, limit_keys[kind], val));
		if (lm_run_done(run, verdict))
			break;
	}
	return verdict;
}

/* A character has 1 to 4 bytes, so that most texts need not be counted. */
static enum lm_schema_verdict
eval_length(struct lm_run *run, const struct lm_node *node, yyjson_val *val)
{
	const struct lm_of_string *string = node->string;
	struct lm_span text = lm_record_text(val);
	size_t n;

	if (text.len <= string->max_length &&
	    (text.len + 3) / 4 >= string->min_length)
		return LM_SCHEMA_VALID;
	n = lm_schema_characters(text);
	if (n < string->min_length)
		return lm_run_fail(run, node, LM_KEY_MIN_LENGTH, val);
	if (n > string->max_length)
		return lm_run_fail(run, node, LM_KEY_MAX_LENGTH, val);
	return LM_SCHEMA_VALID;
}

static enum lm_schema_verdict
eval_pattern(struct lm_run *run, const struct lm_node *node, yyjson_val *val)
{
	switch (lm_regex_search(node->string->pattern, run->checker->matcher,
	    lm_record_text(val))) {
	case LM_REGEX_YES:
		return LM_SCHEMA_VALID;
	case LM_REGEX_NO:
		return lm_run_fail(run, node, LM_KEY_PATTERN, val);
	case LM_REGEX_UNDETERMINED:
		break;
	}
	return lm_run_doubt(run, node, LM_KEY_PATTERN, val);
}

static enum lm_schema_verdict
eval_format(struct lm_run *run, const struct lm_node *node, yyjson_val *val)
{
	switch (lm_format_check(node->string->format, lm_record_text(val))) {
	case LM_FORMAT_GOOD:
		return LM_SCHEMA_VALID;
	case LM_FORMAT_BAD:
		return lm_run_fail(run, node, LM_KEY_FORMAT, val);
	case LM_FORMAT_UNDETERMINED:
		break;
	}
	return lm_run_doubt(run, node, LM_KEY_FORMAT, val);
}

enum lm_schema_verdict
lm_eval_string(struct lm_run *run, const struct lm_node *node, yyjson_val *val)
{
	const struct lm_of_string *string = node->string;
	enum lm_schema_verdict verdict = eval_length(run, node, val);

	if (string->pattern != NULL && !lm_run_done(run, verdict))
		verdict = lm_worst(verdict, eval_pattern(run, node, val));
	if (string->format != NULL && !lm_run_done(run, verdict))
		verdict = lm_worst(verdict, eval_format(run, node, val));
	if (string->has_content && !lm_run_done(run, verdict))
		verdict = lm_worst(verdict, lm_eval_content(run, node, val));
	return verdict;
}

/* The first of a set's hashes that is not below hash. */
static uint32_t
first_of(const struct lm_values_set *set, uint64_t hash)
{
	uint32_t low = 0, high = set->n_others;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (set->hashes[middle] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Numbers and containers: few are compared, of many those of one hash. */
static bool
is_among(struct lm_run *run, const struct lm_values_set *set, yyjson_val *val)
{
	struct lm_value_scratch *scratch = &run->checker->scratch;
	bool few = set->n_others <= FEW_VALUES, same = false;
	uint64_t hash = 0;
	uint32_t i = 0;

	if (!few) {
		run->code = lm_value_hash(scratch, val, &hash, run->err);
		i = first_of(set, hash);
	}
	for (; run->code == LM_OK && !same && i < set->n_others &&
	     (few || set->hashes[i] == hash);
	     i++)
		run->code = lm_value_same(scratch, set->others[i], val, &same,
		    run->err);
	return same;
}

static bool
is_in(struct lm_run *run, const struct lm_values_set *set, yyjson_val *val)
{
	switch (unsafe_yyjson_get_type(val)) {
	case YYJSON_TYPE_NULL:
		return set->has_null;
	case YYJSON_TYPE_BOOL:
		return yyjson_is_true(val) ? set->has_true : set->has_false;
	case YYJSON_TYPE_STR:
		return lm_names_find(&set->strings, unsafe_yyjson_get_str(val),
			   unsafe_yyjson_get_len(val)) != LM_NONE;
	default:
		return is_among(run, set, val);
	}
}

enum lm_schema_verdict
lm_eval_values(struct lm_run *run, const struct lm_node *node, yyjson_val *val)
{
	enum lm_schema_verdict verdict = LM_SCHEMA_VALID;

	if (node->values != NULL && !is_in(run, node->values, val))
		verdict = lm_run_fail(run, node, LM_KEY_ENUM, val);
	if (node->constant != NULL && !is_in(run, node->constant, val))
		verdict = lm_run_fail(run, node, LM_KEY_CONST, val);
	return verdict;
}
