#include "ledger.h"

#include "render.h"

#include "lm/clock.h"
#include "lm/manifest.h"
#include "lm/stamp.h"

/* A name that is known; false: one that is not; null: none. */
static enum lm_code
add_name(struct lm_buf *out, const char *key, struct lm_span name, bool known,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, key, err);

	if (code != LM_OK)
		return code;
	if (known)
		return lm_buf_json_string(out, name, err);
	return lm_buf_text(out, name.ptr == NULL ? "null" : "false", err);
}

static bool
knows_task(const struct lm_policy *policy, struct lm_span task)
{
	for (size_t i = 0; task.ptr != NULL && i < policy->n_routes; i++)
		if (lm_span_equal(policy->routes[i].task, task))
			return true;
	for (size_t i = 0; task.ptr != NULL && i < policy->n_models; i++)
		if (lm_model_approved(&policy->models[i], task))
			return true;
	return false;
}

static bool
knows_stage(const struct lm_policy *policy, struct lm_span stage)
{
	for (size_t i = 0; stage.ptr != NULL && i < policy->n_routes; i++)
		if (lm_span_equal(policy->routes[i].stage, stage))
			return true;
	return false;
}

static bool
knows_flag(const struct lm_policy *policy, struct lm_span flag)
{
	for (size_t i = 0; i < policy->n_flags; i++)
		if (lm_span_equal(policy->flags[i].name, flag))
			return true;
	return false;
}

static enum lm_code
add_id(struct lm_buf *out, const struct signals *signals, struct lm_err *err)
{
	yyjson_val *id = signals->job->id;
	enum lm_code code = lm_buf_text(out, "{\"id\":", err);

	if (code != LM_OK)
		return code;
	return id == NULL
	    ? lm_buf_text(out, "null", err)
	    : lm_buf_span(out, lm_record_token(signals->job->record, id), err);
}

/* What was decided. */
static enum lm_code
add_outcome(const struct rules *rules, const struct signals *signals,
    const struct decision *decision, struct lm_buf *out, struct lm_err *err)
{
	const struct lm_policy *policy = rules->policy;
	const struct job *job = signals->job;
	size_t rule = decision->rule, model = decision->model;
	struct lm_span none = {0};
	enum lm_code code = lm_buf_printf(out, err, ",\"lane\":\"%s\"",
	    lm_lane_names[decision->lane]);

	if (code == LM_OK)
		code = add_name(out, ",\"rule\":",
		    rule == LM_NO_INDEX ? none : policy->routes[rule].id,
		    rule != LM_NO_INDEX, err);
	if (code == LM_OK)
		code = lm_buf_printf(out, err, ",\"cause\":\"%s\"",
		    cause_names[decision->cause]);
	if (code == LM_OK)
		code = add_name(out, ",\"on\":", decision->on,
		    decision->on.ptr != NULL, err);
	if (code == LM_OK)
		code = add_name(out, ",\"model\":",
		    model == LM_NO_INDEX ? none : policy->models[model].name,
		    model != LM_NO_INDEX, err);
	if (code == LM_OK)
		code = add_name(out, ",\"task\":", job->task,
		    knows_task(policy, job->task), err);
	if (code == LM_OK)
		code = add_name(out, ",\"stage\":", job->stage,
		    knows_stage(policy, job->stage), err);
	return code;
}

static bool
brings_unknown(const struct lm_policy *policy, const struct job *job)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(job->flags);
	yyjson_val *name;

	while ((name = yyjson_arr_iter_next(&iter)) != NULL)
		if (!knows_flag(policy, lm_record_text(name)))
			return true;
	return false;
}

/* Those that are up, and one false for all the names that are not known. */
static enum lm_code
add_flags(const struct rules *rules, struct signals *signals,
    struct lm_buf *out, struct lm_err *err)
{
	const struct lm_policy *policy = rules->policy;
	const char *between = "";
	enum lm_code code = signals_raise(signals, err);

	if (code == LM_OK)
		code = lm_buf_text(out,
		    signals_flags_known(signals) ? ",\"flags\":["
						 : ",\"flags\":null",
		    err);
	if (code != LM_OK || !signals_flags_known(signals))
		return code;
	for (size_t i = 0; code == LM_OK && i < policy->n_flags; i++) {
		if (!signals->raised[i].up)
			continue;
		code = lm_buf_text(out, between, err);
		if (code == LM_OK)
			code =
			    lm_buf_json_string(out, policy->flags[i].name, err);
		between = ",";
	}
	if (code == LM_OK && brings_unknown(policy, signals->job))
		code = lm_buf_texts(out, err, between, "false", NULL);
	return code == LM_OK ? lm_buf_byte(out, ']', err) : code;
}

/* Written anew: spaces and escapes of the record's own could be of any
 * length. */
static enum lm_code
add_found(yyjson_val *found, struct lm_buf *out, struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(found);
	yyjson_val *kind;
	const char *between = "";
	enum lm_code code = lm_buf_byte(out, '{', err);

	while (code == LM_OK && (kind = yyjson_obj_iter_next(&iter)) != NULL) {
		code = lm_buf_text(out, between, err);
		if (code == LM_OK)
			code =
			    lm_buf_json_string(out, lm_record_text(kind), err);
		if (code == LM_OK)
			code = lm_buf_byte(out, ':', err);
		if (code == LM_OK)
			code = lm_buf_span(out,
			    lm_record_text(yyjson_obj_iter_get_val(kind)), err);
		between = ",";
	}
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

/* How many of each kind lmob-redact removed, if its stamp says so. */
static enum lm_code
add_redacted(struct signals *signals, struct lm_buf *out, struct lm_err *err)
{
	yyjson_val *root = signals->job->record->root;
	enum lm_stamp_state state = signals_stamp(signals);
	yyjson_val *found = NULL;
	enum lm_code code = lm_buf_printf(out, err,
	    ",\"stamp\":\"%s\",\"redacted\":", stamp_names[state]);

	if (code != LM_OK)
		return code;
	if (state == LM_STAMP_VALID)
		found = ledger_member(ledger_member(root, LM_STAMP_MEMBER),
		    "found");
	return found == NULL ? lm_buf_text(out, "null", err)
			     : add_found(found, out, err);
}

static enum lm_code
add_tokens(const struct rules *rules, const struct decision *decision,
    struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, ",\"tokens\":", err);

	if (code != LM_OK)
		return code;
	return decision->tokens.known
	    ? render_tokens(rules, &decision->tokens, out, err)
	    : lm_buf_text(out, "null", err);
}

/* As equals asks of it, wherever --fields says that it is. */
static const char *
say_shared(const struct job *job)
{
	if (job->shared == NULL)
		return "null";
	return yyjson_is_true(job->shared) ? "true" : "false";
}

static enum lm_code
add_signals(const struct rules *rules, struct signals *signals,
    const struct decision *decision, struct lm_buf *out, struct lm_err *err)
{
	const struct job *job = signals->job;
	bool known = job->model.ptr != NULL &&
	    lm_policy_model(rules->policy, job->model) != LM_NO_INDEX;
	enum lm_code code =
	    add_name(out, ",\"requested\":", job->model, known, err);

	if (code == LM_OK)
		code = add_tokens(rules, decision, out, err);
	if (code == LM_OK)
		code = add_flags(rules, signals, out, err);
	if (code == LM_OK)
		code = lm_buf_printf(out, err,
		    ",\"schema_failures\":%ju,\"shared_externally\":%s",
		    (uintmax_t)job->schema_failures, say_shared(job));
	return code == LM_OK ? add_redacted(signals, out, err) : code;
}

enum lm_code
ledger_line(const struct rules *rules, struct signals *signals,
    const struct decision *decision, int64_t now_ns, struct lm_buf *out,
    struct lm_err *err)
{
	char time[LM_CLOCK_TEXT_SIZE];
	size_t before = out->len;
	enum lm_code code = add_id(out, signals, err);

	lm_clock_format(now_ns, time);
	if (code == LM_OK)
		code = lm_buf_printf(out, err, ",\"time\":\"%s\"", time);
	if (code == LM_OK)
		code = add_outcome(rules, signals, decision, out, err);
	if (code == LM_OK)
		code = add_signals(rules, signals, decision, out, err);
	if (code == LM_OK)
		code = lm_buf_text(out, ",\"manifest\":", err);
	if (code == LM_OK)
		code = lm_buf_json_string(out,
		    lm_span_of(lm_manifest_stamp(rules->manifest)), err);
	if (code == LM_OK)
		code = lm_buf_text(out, "}\n", err);
	if (code != LM_OK) /* what came before is appended nevertheless */
		out->len = before;
	return code;
}
