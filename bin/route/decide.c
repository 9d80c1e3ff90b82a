#include "decide.h"

#include <stdlib.h>
#include <string.h>

#include "choose.h"
#include "condition.h"

#include "lm/utf8.h"

const char *const cause_names[N_CAUSES + 1] = {"rule", "no_rule", "no_task",
    "malformed", "unapproved", "missing", "where", "unredacted", "not_served",
    "flag", "unknown", NULL};

struct decider {
	const struct rules *rules;
	struct signals signals;
	struct decision decision;
	struct lm_values values;
	int64_t now_ns;
	unsigned *asked; /* by route: condition_asked */
};

void
decider_free(struct decider *decider)
{
	if (decider == NULL)
		return;
	signals_free(&decider->signals);
	lm_values_free(&decider->values);
	lm_buf_free(&decider->decision.reason);
	lm_buf_free(&decider->decision.because);
	free(decider->decision.passed);
	free(decider->asked);
	free(decider);
}

static enum lm_code
list_asked(struct decider *decider, struct lm_err *err)
{
	const struct lm_policy *policy = decider->rules->policy;

	decider->asked = calloc(policy->n_routes + 1, sizeof(*decider->asked));
	if (decider->asked == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < policy->n_routes; i++)
		decider->asked[i] = condition_asked(policy, &policy->routes[i]);
	return LM_OK;
}

enum lm_code
decider_new(const struct rules *rules, struct decider **out, struct lm_err *err)
{
	struct decider *decider = calloc(1, sizeof(*decider));
	enum lm_code code;

	*out = NULL;
	if (decider == NULL)
		return lm_err_nomem(err);
	decider->rules = rules;
	code = signals_init(&decider->signals, rules, err);
	if (code == LM_OK)
		code = list_asked(decider, err);
	if (code != LM_OK) {
		decider_free(decider);
		return code;
	}
	*out = decider;
	return LM_OK;
}

struct signals *
decider_signals(struct decider *decider)
{
	return &decider->signals;
}

static void
forget(struct decision *decision)
{
	struct decision old = *decision;

	*decision = (struct decision){.lane = LM_LANE_REJECT,
	    .cause = CAUSE_NO_RULE,
	    .rule = LM_NO_INDEX,
	    .model = LM_NO_INDEX,
	    .endpoint = LM_NO_INDEX,
	    .queue = LM_NO_INDEX,
	    .reason = old.reason,
	    .passed = old.passed,
	    .cap_passed = old.cap_passed,
	    .because = old.because};
	decision->reason.len = 0;
	decision->because.len = 0;
}

/* The condition's words are why the route is passed over. */
static enum lm_code
pass_over(struct decider *decider, const struct question *question,
    enum asked asked, enum truth truth, struct lm_err *err)
{
	struct decision *decision = &decider->decision;
	struct passed passed = {question->index, decision->because.len, 0};
	enum lm_code code;

	if (asked == ASKED_TASK) /* a route of another task: no news */
		return LM_OK;
	if (decision->n_passed == decision->cap_passed) {
		size_t cap =
		    decision->cap_passed == 0 ? 16 : 2 * decision->cap_passed;
		struct passed *grown =
		    realloc(decision->passed, cap * sizeof(*grown));

		if (grown == NULL)
			return lm_err_nomem(err);
		decision->passed = grown;
		decision->cap_passed = cap;
	}
	code = condition_say(question, asked, truth, &decision->because, err);
	passed.len = decision->because.len - passed.at;
	decision->passed[decision->n_passed++] = passed;
	return code;
}

/* What a route comes to. */
struct answer {
	enum truth truth;
	enum asked asked; /* the condition that says so, unless it is yes */
};

static void
weigh(struct answer *answer, enum asked asked, enum truth truth)
{
	if (truth == TRUTH_YES)
		return;
	if (truth == TRUTH_MISSING && answer->truth != TRUTH_YES)
		return;
	answer->truth = truth;
	answer->asked = asked;
}

/*
 * All conditions together, as Kleene has it: one that does not hold decides,
 * then one that cannot be told; where is asked last, and so is never asked of
 * a job that another condition keeps out; if it fails, *err has jq's message.
 */
static enum lm_code
ask_route(const struct question *question, struct answer *answer,
    struct lm_err *err)
{
	*answer = (struct answer){.truth = TRUTH_YES};
	for (int i = 0; i < ASKED_ROOM; i++) {
		enum truth truth = TRUTH_YES;
		enum lm_code code;

		if ((question->asked & 1U << i) == 0)
			continue;
		code = condition_holds(question, (enum asked)i, &truth, err);
		if (code != LM_OK)
			return code;
		weigh(answer, (enum asked)i, truth);
		if (truth == TRUTH_NO)
			return LM_OK;
	}
	return LM_OK;
}

/* A route that matched: does its queue take the prompt? */
static enum lm_code
ask_room(const struct question *question, struct answer *answer,
    struct lm_err *err)
{
	enum truth truth = TRUTH_YES;
	enum lm_code code;

	if ((question->asked & 1U << ASKED_ROOM) == 0)
		return LM_OK;
	code = condition_holds(question, ASKED_ROOM, &truth, err);
	weigh(answer, ASKED_ROOM, truth);
	return code;
}

/* A message of jq that was cut may end within a character. */
static struct lm_span
whole_characters(const char *message)
{
	struct lm_span text = lm_span_of(message);
	size_t most = text.len < 3 ? 0 : text.len - 3;

	if (text.len == LM_ERR_MESSAGE_SIZE - 1)
		while (text.len > most && !lm_utf8_valid(text))
			text.len--;
	return text;
}

/* What a job may lack, as ledgers call it: not what stands there. */
static const char *const signal_names[N_ASKED] = {
    [ASKED_TASK] = "task",
    [ASKED_STAGE] = "stage",
    [ASKED_SCHEMA_FAILURES] = "schema_failures",
    [ASKED_EQUALS] = "equals",
    [ASKED_HOURS] = "hours",
    [ASKED_TOKENS_BELOW] = "tokens",
    [ASKED_TOKENS_AT_LEAST] = "tokens",
    [ASKED_ANY_FLAG] = "flags",
    [ASKED_NO_FLAG] = "flags",
    [ASKED_WHERE] = "where",
    [ASKED_ROOM] = "tokens",
};

/* "Held: rule x asks for what is not there: the job has no stage." */
static enum lm_code
stop_at(struct decider *decider, const struct question *question,
    const struct answer *answer, enum lm_lane lane, struct lm_err *err)
{
	struct decision *decision = &decider->decision;
	enum lm_code code = LM_OK;

	decision->lane = lane;
	decision->rule = question->index;
	code = lm_buf_printf(&decision->reason, err,
	    "%s at rule %s: ", lane == LM_LANE_HOLD ? "held" : "rejected",
	    question->route->id.ptr);
	if (code != LM_OK)
		return code;
	if (answer->truth == TRUTH_FAILED) {
		decision->cause = CAUSE_WHERE;
		return lm_buf_span(&decision->reason,
		    whole_characters(err->message), err);
	}
	if (answer->truth == TRUTH_UNKNOWN) {
		decision->cause = CAUSE_UNKNOWN;
		return lm_buf_text(&decision->reason,
		    "a ledger does not keep what it asks about", err);
	}
	decision->cause = CAUSE_MISSING;
	decision->on = lm_span_of(signal_names[answer->asked]);
	return condition_say(question, answer->asked, answer->truth,
	    &decision->reason, err);
}

/* What happens at a route whose signal is missing.  *next: go on. */
static enum lm_code
miss(struct decider *decider, const struct question *question,
    struct answer *answer, bool *next, struct lm_err *err)
{
	switch (question->route->on_missing) {
	case LM_MISSING_HOLD:
		return stop_at(decider, question, answer, LM_LANE_HOLD, err);
	case LM_MISSING_REJECT:
		return stop_at(decider, question, answer, LM_LANE_REJECT, err);
	case LM_MISSING_SKIP:
		*next = true;
		return pass_over(decider, question, answer->asked,
		    answer->truth, err);
	case LM_MISSING_MATCH:
		answer->truth = TRUTH_YES;
		return LM_OK;
	}
	return LM_OK;
}

static enum lm_code
match(struct decider *decider, const struct question *question,
    struct lm_err *err)
{
	struct decision *decision = &decider->decision;
	const struct choice choice = {decider->rules, decider->signals.job,
	    question, decision};

	decision->rule = question->index;
	decision->cause = CAUSE_RULE;
	return choose(&choice, err);
}

/* One route.  *next: it is passed over. */
static enum lm_code
try_route(struct decider *decider, const struct question *question, bool *next,
    struct lm_err *err)
{
	struct answer answer;
	enum lm_code code = ask_route(question, &answer, err);

	*next = false;
	if (code == LM_OK && answer.truth == TRUTH_MISSING) {
		code = miss(decider, question, &answer, next, err);
		if (answer.truth == TRUTH_MISSING)
			return code;
	}
	if (code == LM_OK && answer.truth == TRUTH_YES) {
		code = ask_room(question, &answer, err);
		if (code == LM_OK && answer.truth == TRUTH_MISSING) {
			code = miss(decider, question, &answer, next, err);
			if (answer.truth == TRUTH_MISSING)
				return code;
		}
	}
	if (code != LM_OK)
		return code;
	if (answer.truth == TRUTH_YES)
		return match(decider, question, err);
	if (answer.truth != TRUTH_NO)
		return stop_at(decider, question, &answer, LM_LANE_HOLD, err);
	*next = true;
	return pass_over(decider, question, answer.asked, answer.truth, err);
}

static enum lm_code
try_routes(struct decider *decider, struct lm_err *err)
{
	const struct lm_policy *policy = decider->rules->policy;
	struct question question = {.signals = &decider->signals,
	    .now_ns = decider->now_ns,
	    .values = &decider->values};
	bool next = true;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && next && i < policy->n_routes; i++) {
		question.route = &policy->routes[i];
		question.index = i;
		question.asked = decider->asked[i];
		code = try_route(decider, &question, &next, err);
	}
	if (code == LM_OK && next)
		code = choose_none(decider->rules, decider->signals.job,
		    &decider->decision, err);
	return code;
}

/* The count that goes with the decision, also if no rule asked for it: what a
 * job costs, and what other rules would make of it, hangs on it. */
static enum lm_code
count(struct decider *decider, struct lm_err *err)
{
	struct decision *decision = &decider->decision;
	const struct lm_route *route = decision->rule == LM_NO_INDEX
	    ? NULL
	    : &decider->rules->policy->routes[decision->rule];

	return decision->cause == CAUSE_MALFORMED
	    ? LM_OK
	    : signals_tokens(&decider->signals, route, &decision->tokens, err);
}

enum lm_code
decider_decide(struct decider *decider, const struct job *job,
    const struct job_fault *fault, int64_t now_ns, const struct decision **out,
    struct lm_err *err)
{
	struct decision *decision = &decider->decision;
	bool stands = true;
	enum lm_code code;

	forget(decision);
	signals_take(&decider->signals, job);
	decider->now_ns = now_ns;
	code = choose_early(&decider->signals, fault, now_ns, decision, &stands,
	    err);
	if (code == LM_OK && stands)
		code = try_routes(decider, err);
	if (decision->cause == CAUSE_MALFORMED)
		decision->on = fault->member;
	if (code == LM_OK) /* also those that no rule asked about */
		code = signals_raise(&decider->signals, err);
	if (code == LM_OK)
		code = count(decider, err);
	*out = decision;
	return code;
}
