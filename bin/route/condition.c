#include "condition.h"

#include "lm/manifest.h"
#include "lm/num.h"

static enum truth
truth_of(bool holds)
{
	return holds ? TRUTH_YES : TRUTH_NO;
}

static unsigned
bit_if(bool is_asked, enum asked asked)
{
	return is_asked ? 1U << asked : 0;
}

unsigned
condition_asked(const struct lm_policy *policy, const struct lm_route *route)
{
	bool has_room = route->queue == LM_NO_INDEX ||
	    policy->queues[route->queue].max_prompt_tokens == LM_NO_LIMIT;

	return bit_if(route->task.len > 0, ASKED_TASK) |
	    bit_if(route->stage.len > 0, ASKED_STAGE) |
	    bit_if(route->schema_failures_at_least != LM_NO_LIMIT,
		ASKED_SCHEMA_FAILURES) |
	    bit_if(route->n_equals > 0, ASKED_EQUALS) |
	    bit_if(route->hours != LM_HOURS_ANY, ASKED_HOURS) |
	    bit_if(route->tokens_below != LM_NO_LIMIT, ASKED_TOKENS_BELOW) |
	    bit_if(route->tokens_at_least != LM_NO_LIMIT,
		ASKED_TOKENS_AT_LEAST) |
	    bit_if(route->any_flag.n > 0, ASKED_ANY_FLAG) |
	    bit_if(route->no_flag.n > 0, ASKED_NO_FLAG) |
	    bit_if(route->where.len > 0, ASKED_WHERE) |
	    bit_if(!has_room, ASKED_ROOM);
}

static enum truth
same_text(struct lm_span text, struct lm_span wanted)
{
	return text.ptr == NULL ? TRUTH_MISSING
				: truth_of(lm_span_equal(text, wanted));
}

static bool
same_value(yyjson_val *a, yyjson_val *b)
{
	if (yyjson_get_type(a) != yyjson_get_type(b))
		return false;
	if (yyjson_is_raw(a))
		return lm_num_same(lm_record_text(a), lm_record_text(b));
	if (yyjson_is_str(a))
		return lm_span_equal(lm_record_text(a), lm_record_text(b));
	return !yyjson_is_ctn(a) &&
	    yyjson_get_subtype(a) == yyjson_get_subtype(b);
}

/* The one member that equals may ask of a ledger's line, and that --fields may
 * have elsewhere. */
static bool
is_shared(const struct lm_path *path)
{
	struct lm_span name;

	return path->n_steps == 1 && lm_path_first(path, &name) &&
	    lm_span_equal(name,
		lm_span_of(field_names[FIELD_SHARED_EXTERNALLY]));
}

/* One member of equals. */
static enum lm_code
ask_path(const struct question *question, const struct lm_equals *equals,
    enum truth *truth, struct lm_err *err)
{
	const struct job *job = question->signals->job;
	bool shared = is_shared(&equals->path);
	enum lm_code code;

	if (shared && (job->is_past || job->shared_by_path)) {
		*truth = job->shared == NULL
		    ? TRUTH_MISSING
		    : truth_of(same_value(job->shared, equals->value));
		return LM_OK;
	}
	*truth = TRUTH_UNKNOWN;
	if (job->is_past)
		return LM_OK;
	code = lm_path_select(&equals->path, job->record->root,
	    question->values, err);
	if (code != LM_OK)
		return code;
	*truth = question->values->n == 0 ? TRUTH_MISSING : TRUTH_NO;
	for (size_t i = 0; i < question->values->n; i++)
		if (same_value(question->values->list[i], equals->value))
			*truth = TRUTH_YES;
	return LM_OK;
}

/* No before unknown before missing before yes. */
static enum truth
both(enum truth a, enum truth b)
{
	if (a == TRUTH_NO || b == TRUTH_NO)
		return TRUTH_NO;
	if (a == TRUTH_UNKNOWN || b == TRUTH_UNKNOWN)
		return TRUTH_UNKNOWN;
	return a == TRUTH_YES ? b : a;
}

static enum lm_code
ask_equals(const struct question *question, enum truth *truth,
    struct lm_err *err)
{
	const struct lm_route *route = question->route;
	enum lm_code code = LM_OK;

	*truth = TRUTH_YES;
	for (size_t i = 0; code == LM_OK && i < route->n_equals; i++) {
		enum truth one = TRUTH_NO;

		code = ask_path(question, &route->equals[i], &one, err);
		*truth = both(*truth, one);
	}
	return code;
}

/* An interval that straddles a limit counts as over it. */
static enum lm_code
ask_tokens(const struct question *question, enum asked asked, enum truth *truth,
    struct lm_err *err)
{
	const struct lm_route *route = question->route;
	const struct job *job = question->signals->job;
	struct token_count count;
	enum lm_code code =
	    signals_tokens(question->signals, route, &count, err);

	/* A ledger has one count: the record's where its manifest trusted it,
	 * else one of the texts. */
	*truth = job->is_past &&
		(question->signals->rules->policy->trust_record_tokens ||
		    job->tokens_by_record)
	    ? TRUTH_UNKNOWN
	    : TRUTH_MISSING;
	if (code != LM_OK || !count.known)
		return code;
	if (asked == ASKED_TOKENS_BELOW)
		*truth = truth_of(count.high < route->tokens_below);
	else if (asked == ASKED_TOKENS_AT_LEAST)
		*truth = truth_of(count.high >= route->tokens_at_least);
	else
		*truth = truth_of(count.high <=
		    question->signals->rules->policy->queues[route->queue]
			.max_prompt_tokens);
	return LM_OK;
}

/* The first of a list of flags that is up; LM_NO_INDEX: none. */
static size_t
first_up(const struct signals *signals, struct lm_indices flags)
{
	for (size_t i = 0; i < flags.n; i++)
		if (signals->raised[flags.list[i]].up)
			return flags.list[i];
	return LM_NO_INDEX;
}

static enum lm_code
ask_flags(const struct question *question, enum asked asked, enum truth *truth,
    struct lm_err *err)
{
	struct signals *signals = question->signals;
	bool any = asked == ASKED_ANY_FLAG;
	struct lm_indices flags =
	    any ? question->route->any_flag : question->route->no_flag;
	enum lm_code code = signals_raise(signals, err);

	if (code != LM_OK)
		return code;
	if (first_up(signals, flags) != LM_NO_INDEX)
		*truth = truth_of(any);
	else if (!signals_flags_known(signals))
		*truth = TRUTH_MISSING;
	else
		*truth = truth_of(!any);
	return LM_OK;
}

/* Only true is true: a text such as "no" is not. */
static enum lm_code
ask_where(const struct question *question, enum truth *truth,
    struct lm_err *err)
{
	enum lm_answer answer = LM_ANSWER_NOTHING;
	enum lm_code code;

	*truth = TRUTH_UNKNOWN;
	if (question->signals->job->is_past)
		return LM_OK;
	*truth = TRUTH_FAILED;
	code = signals_where(question->signals, question->index, &answer, err);
	if (code != LM_OK)
		return code == LM_NOMEM ? code : LM_OK;
	switch (answer) {
	case LM_ANSWER_FALSE:
		*truth = TRUTH_NO;
		break;
	case LM_ANSWER_TRUE:
		*truth = TRUTH_YES;
		break;
	case LM_ANSWER_NOTHING:
		*truth = TRUTH_MISSING;
		break;
	case LM_ANSWER_OTHER:
		(void)lm_err_set(err, LM_MALFORMED,
		    "where gives a value that is neither true nor false");
		break;
	}
	return LM_OK;
}

enum lm_code
condition_holds(const struct question *question, enum asked asked,
    enum truth *truth, struct lm_err *err)
{
	const struct lm_route *route = question->route;
	const struct job *job = question->signals->job;

	switch (asked) {
	case ASKED_TASK:
		*truth = same_text(job->task, route->task);
		return LM_OK;
	case ASKED_STAGE:
		*truth = job->hides_stage ? TRUTH_UNKNOWN
					  : same_text(job->stage, route->stage);
		return LM_OK;
	case ASKED_SCHEMA_FAILURES:
		*truth = truth_of(
		    job->schema_failures >= route->schema_failures_at_least);
		return LM_OK;
	case ASKED_EQUALS:
		return ask_equals(question, truth, err);
	case ASKED_HOURS:
		*truth = truth_of(
		    lm_manifest_in_hours(question->signals->rules->manifest,
			question->now_ns) ==
		    (route->hours == LM_HOURS_BUSINESS));
		return LM_OK;
	case ASKED_TOKENS_BELOW:
	case ASKED_TOKENS_AT_LEAST:
	case ASKED_ROOM:
		return ask_tokens(question, asked, truth, err);
	case ASKED_ANY_FLAG:
	case ASKED_NO_FLAG:
		return ask_flags(question, asked, truth, err);
	case ASKED_WHERE:
		return ask_where(question, truth, err);
	}
	return LM_OK;
}
