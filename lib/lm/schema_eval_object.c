#include "lm/schema_eval.h"

#define WORD_BITS 64

/* An object with few names needs no other memory. */
#define LOCAL_WORDS 4

/* A walk over the members of one object. */
struct walk {
	struct lm_run *run;
	const struct lm_node *node;
	const struct lm_of_object *object;
	uint64_t *local;
	size_t seen;  /* bits by property in the run's memory, unless local */
	size_t marks; /* of the caller */
};

static uint64_t *
seen_words(const struct walk *walk)
{
	return walk->local != NULL ? walk->local
				   : walk->run->checker->words + walk->seen;
}

/* One member asked of one schema. */
static enum lm_schema_verdict
ask(const struct walk *walk, enum lm_schema_key key, yyjson_val *by,
    uint32_t node, yyjson_val *name)
{
	struct lm_run *run = walk->run;
	enum lm_schema_verdict verdict;

	lm_run_enter(run, key, by, LM_NO_INDEX);
	lm_run_into(run, name, LM_NO_INDEX);
	verdict = lm_eval(run, node, name + 1, LM_NO_MARKS);
	lm_run_out(run);
	lm_run_leave(run);
	return verdict;
}

/* The patterns of a name that the schema does not mention. */
static enum lm_schema_verdict
ask_patterns(const struct walk *walk, yyjson_val *name, bool *matched)
{
	const struct lm_of_object *object = walk->object;
	enum lm_schema_verdict verdict = LM_SCHEMA_VALID;

	for (uint32_t i = 0; i < object->n_patterns; i++) {
		const struct lm_pattern *pattern = &object->patterns[i];

		switch (lm_regex_search(pattern->regex,
		    walk->run->checker->matcher, lm_record_text(name))) {
		case LM_REGEX_NO:
			break;
		case LM_REGEX_YES:
			*matched = true;
			verdict = lm_worst(verdict,
			    ask(walk, LM_KEY_PATTERN_PROPERTIES, pattern->name,
				pattern->node, name));
			break;
		case LM_REGEX_UNDETERMINED:
			*matched = true;
			verdict = lm_worst(verdict,
			    lm_run_doubt(walk->run, walk->node,
				LM_KEY_PATTERN_PROPERTIES, name + 1));
			break;
		}
		if (lm_run_done(walk->run, verdict))
			break;
	}
	return verdict;
}

/* A name that the schema mentions. */
static enum lm_schema_verdict
ask_property(const struct walk *walk, uint32_t number, yyjson_val *name,
    bool *matched)
{
	const struct lm_property *property = &walk->object->properties[number];
	enum lm_schema_verdict verdict = LM_SCHEMA_VALID;

	seen_words(walk)[number / WORD_BITS] |= 1ULL << number % WORD_BITS;
	*matched = property->node != LM_NONE || property->n_patterns > 0;
	if (property->node != LM_NONE)
		verdict = ask(walk, LM_KEY_PROPERTIES, property->name,
		    property->node, name);
	for (uint32_t i = 0; i < property->n_patterns; i++) {
		const struct lm_pattern *pattern =
		    &walk->object->patterns[property->patterns[i]];

		if (lm_run_done(walk->run, verdict))
			break;
		verdict = lm_worst(verdict,
		    ask(walk, LM_KEY_PATTERN_PROPERTIES, pattern->name,
			pattern->node, name));
	}
	return verdict;
}

static enum lm_schema_verdict
ask_name(const struct walk *walk, yyjson_val *name)
{
	struct lm_run *run = walk->run;
	enum lm_schema_verdict verdict;

	lm_run_enter(run, LM_KEY_PROPERTY_NAMES, NULL, LM_NO_INDEX);
	lm_run_into(run, name, LM_NO_INDEX);
	verdict = lm_eval(run, walk->object->property_names, name, LM_NO_MARKS);
	lm_run_out(run);
	lm_run_leave(run);
	return verdict;
}

/* The ith member. */
static enum lm_schema_verdict
ask_member(const struct walk *walk, yyjson_val *name, size_t i)
{
	const struct lm_of_object *object = walk->object;
	uint32_t number = lm_names_find(&object->names,
	    unsafe_yyjson_get_str(name), unsafe_yyjson_get_len(name));
	bool matched = false;
	enum lm_schema_verdict verdict = number != LM_NONE
	    ? ask_property(walk, number, name, &matched)
	    : ask_patterns(walk, name, &matched);

	if (!matched && object->additional != LM_NONE) {
		matched = true;
		verdict = ask(walk, LM_KEY_ADDITIONAL_PROPERTIES, NULL,
		    object->additional, name);
	}
	if (object->property_names != LM_NONE &&
	    !lm_run_done(walk->run, verdict))
		verdict = lm_worst(verdict, ask_name(walk, name));
	if (matched && walk->marks != LM_NO_MARKS)
		lm_marks_set(walk->run, walk->marks, i);
	return verdict;
}

/* Each property of bits that is not there. */
static enum lm_schema_verdict
ask_required(const struct walk *walk, const uint64_t *bits,
    enum lm_schema_key key, yyjson_val *val)
{
	const uint64_t *seen = seen_words(walk);
	enum lm_schema_verdict verdict = LM_SCHEMA_VALID;

	for (size_t w = 0; w < walk->object->n_words; w++) {
		uint64_t missing = bits[w] & ~seen[w];

		if (missing == 0)
			continue;
		if (lm_run_is_quick(walk->run))
			return LM_SCHEMA_INVALID;
		for (; missing != 0; missing &= missing - 1) {
			size_t number =
			    w * WORD_BITS + (size_t)__builtin_ctzll(missing);

			verdict =
			    lm_run_fail_slow(walk->run, walk->node, key, val,
				lm_names_text(&walk->object->names,
				    (uint32_t)number));
		}
	}
	return verdict;
}

/* The members that have to be there with another one. */
static enum lm_schema_verdict
ask_listed(const struct walk *walk, const struct lm_dependent *dependent,
    yyjson_val *val)
{
	const uint64_t *seen = seen_words(walk);
	enum lm_schema_verdict verdict = LM_SCHEMA_VALID;

	for (uint32_t i = 0; i < dependent->n_required; i++) {
		uint32_t number = dependent->required[i];

		if ((seen[number / WORD_BITS] >> number % WORD_BITS & 1) != 0)
			continue;
		if (lm_run_is_quick(walk->run))
			return LM_SCHEMA_INVALID;
		verdict =
		    lm_run_fail_slow(walk->run, walk->node, dependent->key, val,
			lm_names_text(&walk->object->names, number));
	}
	return verdict;
}

/* What follows from a member being there. */
static enum lm_schema_verdict
ask_dependent(const struct walk *walk, const struct lm_dependent *dependent,
    yyjson_val *val)
{
	struct lm_run *run = walk->run;
	uint32_t number = dependent->trigger;
	enum lm_schema_verdict verdict;

	if ((seen_words(walk)[number / WORD_BITS] >> number % WORD_BITS & 1) ==
	    0)
		return LM_SCHEMA_VALID;
	if (dependent->node == LM_NONE)
		return ask_listed(walk, dependent, val);
	lm_run_enter(run, dependent->key, dependent->name, LM_NO_INDEX);
	verdict = lm_eval(run, dependent->node, val, walk->marks);
	lm_run_leave(run);
	return verdict;
}

static enum lm_schema_verdict
ask_count(const struct walk *walk, yyjson_val *val, size_t n)
{
	if (n < walk->object->min_properties)
		return lm_run_fail(walk->run, walk->node, LM_KEY_MIN_PROPERTIES,
		    val);
	if (n > walk->object->max_properties)
		return lm_run_fail(walk->run, walk->node, LM_KEY_MAX_PROPERTIES,
		    val);
	return LM_SCHEMA_VALID;
}

static enum lm_schema_verdict
walk_members(const struct walk *walk, yyjson_val *val)
{
	size_t n = unsafe_yyjson_get_len(val);
	yyjson_val *name = unsafe_yyjson_get_first(val);
	enum lm_schema_verdict verdict = ask_count(walk, val, n);

	for (size_t i = 0; i < n && !lm_run_done(walk->run, verdict); i++) {
		verdict = lm_worst(verdict, ask_member(walk, name, i));
		name = unsafe_yyjson_get_next(name + 1);
	}
	return verdict;
}

enum lm_schema_verdict
lm_eval_object(struct lm_run *run, const struct lm_node *node, yyjson_val *val,
    size_t marks)
{
	const struct lm_of_object *object = node->object;
	uint64_t local[LOCAL_WORDS] = {0};
	struct walk walk = {.run = run,
	    .node = node,
	    .object = object,
	    .local = object->n_words <= LOCAL_WORDS ? local : NULL,
	    .marks = marks};
	enum lm_schema_verdict verdict;

	if (walk.local == NULL) {
		walk.seen = lm_marks_push(run, object->n_words * WORD_BITS);
		if (walk.seen == LM_NO_MARKS)
			return LM_SCHEMA_UNDETERMINED;
	}
	verdict = walk_members(&walk, val);
	if (object->required != NULL && !lm_run_done(run, verdict))
		verdict = lm_worst(verdict,
		    ask_required(&walk, object->required, LM_KEY_REQUIRED,
			val));
	for (uint32_t i = 0;
	     i < object->n_dependents && !lm_run_done(run, verdict); i++)
		verdict = lm_worst(verdict,
		    ask_dependent(&walk, &object->dependents[i], val));
	if (walk.local == NULL)
		lm_marks_pop(run, walk.seen);
	return verdict;
}

/* A member or an element that nothing has evaluated. */
static enum lm_schema_verdict
ask_left(struct lm_run *run, const struct lm_node *node, yyjson_val *val,
    yyjson_val *name, size_t index)
{
	bool is_object = name != NULL;
	enum lm_schema_verdict verdict;

	lm_run_enter(run,
	    is_object ? LM_KEY_UNEVALUATED_PROPERTIES
		      : LM_KEY_UNEVALUATED_ITEMS,
	    NULL, LM_NO_INDEX);
	lm_run_into(run, name, index);
	verdict = lm_eval(run,
	    is_object ? node->object->unevaluated : node->array->unevaluated,
	    val, LM_NO_MARKS);
	lm_run_out(run);
	lm_run_leave(run);
	return verdict;
}

/* doubts: how many there were before; with more, it is not known what is
 * left, so that nothing is said against it. */
enum lm_schema_verdict
lm_eval_unevaluated(struct lm_run *run, const struct lm_node *node,
    yyjson_val *val, size_t marks, size_t doubts)
{
	bool is_object = yyjson_is_obj(val);
	size_t n = unsafe_yyjson_get_len(val);
	yyjson_val *at = unsafe_yyjson_get_first(val);
	enum lm_schema_verdict verdict = LM_SCHEMA_VALID;

	for (size_t i = 0; i < n && !lm_run_done(run, verdict); i++) {
		yyjson_val *name = is_object ? at : NULL;

		at += is_object;
		if (!lm_marks_has(run, marks, i)) {
			struct lm_report_mark mark = lm_run_mark(run);
			enum lm_schema_verdict one = ask_left(run, node, at,
			    name, is_object ? LM_NO_INDEX : i);

			if (one == LM_SCHEMA_INVALID && run->doubts != doubts) {
				lm_run_forget_errors(run, mark);
				one = LM_SCHEMA_UNDETERMINED;
			}
			verdict = lm_worst(verdict, one);
		}
		at = unsafe_yyjson_get_next(at);
	}
	return verdict;
}
