#include "condition.h"

#include "say.h"

/* What conditions found, in words for people. */

/* Append before, a number, after. */
static enum lm_code
say_number(struct lm_buf *out, const char *before, uint64_t n,
    const char *after, struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, before, err);

	if (code == LM_OK)
		code = lm_buf_u64(out, n, err);
	return code == LM_OK ? lm_buf_text(out, after, err) : code;
}

enum lm_code
condition_say_tokens(const struct token_count *count, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code;

	if (count->low == count->high)
		return say_number(out, "", count->low,
		    count->low == 1 ? " token" : " tokens", err);
	code = say_number(out, "an estimated ", count->low, " to ", err);
	return code == LM_OK ? say_number(out, "", count->high, " tokens", err)
			     : code;
}

static const char *
reach(bool one, bool yes)
{
	if (yes)
		return one ? " reaches " : " reach ";
	return one ? " does not reach " : " do not reach ";
}

static enum lm_code
say_tokens(const struct question *question, enum asked asked, bool yes,
    struct lm_buf *out, struct lm_err *err)
{
	const struct lm_route *route = question->route;
	const struct lm_queue *queue;
	struct token_count count;
	bool one;
	enum lm_code code =
	    signals_tokens(question->signals, route, &count, err);

	if (code == LM_OK)
		code = condition_say_tokens(&count, out, err);
	if (code != LM_OK)
		return code;
	one = count.low == 1 && count.high == 1;
	if (asked == ASKED_TOKENS_AT_LEAST)
		return say_number(out, reach(one, yes), route->tokens_at_least,
		    "", err);
	code = lm_buf_text(out, one ? " is" : " are", err);
	if (code != LM_OK)
		return code;
	if (asked == ASKED_TOKENS_BELOW)
		return say_number(out, yes ? " under " : " not under ",
		    route->tokens_below, "", err);
	queue = &question->signals->rules->policy->queues[route->queue];
	code = say_number(out, yes ? " within the " : " more than the ",
	    queue->max_prompt_tokens, " of queue ", err);
	return code == LM_OK ? lm_buf_span(out, queue->name, err) : code;
}

/* "legal_language is raised by "our lawyer" in .text" */
static enum lm_code
say_raised(const struct question *question, size_t flag, struct lm_buf *out,
    struct lm_err *err)
{
	const struct signals *signals = question->signals;
	const struct rules *rules = signals->rules;
	const struct raised *raised = &signals->raised[flag];
	struct job_text place;
	enum lm_code code = lm_buf_texts(out, err,
	    rules->policy->flags[flag].name.ptr, " is raised by ", NULL);

	if (code != LM_OK)
		return code;
	if (raised->phrase == LM_PHRASE_NONE)
		return lm_buf_text(out, "the record", err);
	code = lm_buf_texts(out, err, "\"",
	    rules->phrase_texts[raised->phrase].ptr, "\" in ", NULL);
	place = signals_place(signals, raised);
	return code == LM_OK ? job_text_path(&place, out, err) : code;
}

static enum lm_code
say_flags(const struct question *question, struct lm_indices flags,
    struct lm_buf *out, struct lm_err *err)
{
	for (size_t i = 0; i < flags.n; i++)
		if (question->signals->raised[flags.list[i]].up)
			return say_raised(question, flags.list[i], out, err);
	return lm_buf_text(out,
	    flags.n == 1 ? "its flag is not raised"
			 : "none of its flags is raised",
	    err);
}

static enum lm_code
say_stage(const struct question *question, bool yes, struct lm_buf *out,
    struct lm_err *err)
{
	struct lm_span stage = question->signals->job->stage;
	struct lm_span wanted = question->route->stage;
	enum lm_code code;

	if (yes)
		return lm_buf_texts(out, err, "stage is ", wanted.ptr, NULL);
	code = say_brought(out, "stage is ", stage, ", not ", err);
	return code == LM_OK ? lm_buf_span(out, wanted, err) : code;
}

static enum lm_code
say_failures(const struct question *question, bool yes, struct lm_buf *out,
    struct lm_err *err)
{
	uint64_t n = question->signals->job->schema_failures;
	const char *some =
	    yes ? " schema failures reach " : " schema failures do not reach ";
	const char *one = yes ? " schema failure reaches "
			      : " schema failure does not reach ";
	enum lm_code code = say_number(out, "", n, n == 1 ? one : some, err);

	return code == LM_OK
	    ? lm_buf_u64(out, question->route->schema_failures_at_least, err)
	    : code;
}

static enum lm_code
say_equals(const struct question *question, bool yes, struct lm_buf *out,
    struct lm_err *err)
{
	const struct lm_route *route = question->route;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < route->n_equals; i++)
		code = lm_buf_texts(out, err, i == 0 ? "" : " and ",
		    route->equals[i].text.ptr, NULL);
	if (code != LM_OK)
		return code;
	return lm_buf_texts(out, err, route->n_equals == 1 ? " is" : " are",
	    yes ? "" : " not", route->n_equals == 1 || yes ? "" : " all",
	    " as asked for", NULL);
}

/* What the job lacks. */
static enum lm_code
say_missing(const struct question *question, enum asked asked,
    struct lm_buf *out, struct lm_err *err)
{
	const struct job *job = question->signals->job;
	const char *what = "";

	switch (asked) {
	case ASKED_STAGE:
		what = "the job has no stage";
		break;
	case ASKED_EQUALS:
		what = "the job lacks what equals asks for";
		break;
	case ASKED_TOKENS_BELOW:
	case ASKED_TOKENS_AT_LEAST:
	case ASKED_ROOM:
		what = job->opaque
		    ? "a part of a message is no text, its tokens are unknown"
		    : "the job has no text and no count of tokens";
		break;
	case ASKED_ANY_FLAG:
	case ASKED_NO_FLAG:
		what = job->opaque
		    ? "a part of a message is no text, its risks are unknown"
		    : "the job has no text and no list of flags";
		break;
	case ASKED_WHERE:
		what = "where gives null, or nothing";
		break;
	case ASKED_TASK:
	case ASKED_SCHEMA_FAILURES:
	case ASKED_HOURS:
		what = "a signal is missing";
		break;
	}
	return lm_buf_text(out, what, err);
}

static enum lm_code
say_hours(const struct question *question, bool yes, struct lm_buf *out,
    struct lm_err *err)
{
	bool in_hours = yes == (question->route->hours == LM_HOURS_BUSINESS);

	return lm_buf_text(out,
	    in_hours ? "it is business hours"
		     : "it is outside of business hours",
	    err);
}

enum lm_code
condition_say(const struct question *question, enum asked asked,
    enum truth truth, struct lm_buf *out, struct lm_err *err)
{
	const struct lm_route *route = question->route;
	bool yes = truth == TRUTH_YES;

	if (truth == TRUTH_MISSING)
		return say_missing(question, asked, out, err);
	switch (asked) {
	case ASKED_TASK:
		return lm_buf_texts(out, err, yes ? "task is " : "task is not ",
		    route->task.ptr, NULL);
	case ASKED_STAGE:
		return say_stage(question, yes, out, err);
	case ASKED_SCHEMA_FAILURES:
		return say_failures(question, yes, out, err);
	case ASKED_EQUALS:
		return say_equals(question, yes, out, err);
	case ASKED_HOURS:
		return say_hours(question, yes, out, err);
	case ASKED_TOKENS_BELOW:
	case ASKED_TOKENS_AT_LEAST:
	case ASKED_ROOM:
		return say_tokens(question, asked, yes, out, err);
	case ASKED_ANY_FLAG:
		return say_flags(question, route->any_flag, out, err);
	case ASKED_NO_FLAG:
		return say_flags(question, route->no_flag, out, err);
	case ASKED_WHERE:
		return lm_buf_text(out,
		    yes ? "where is true" : "where is not true", err);
	}
	return LM_OK;
}
