/* --replay: what was routed is routed again, by another manifest. */
#include "ledger.h"
#include "work.h"

#include "lm/clock.h"
#include "lm/manifest.h"

/* What was decided then. */
struct past {
	enum lm_lane lane;
	yyjson_val *rule;  /* a string or null */
	yyjson_val *model; /* a string or null */
	struct lm_span manifest;
};

static bool
read_past(yyjson_val *obj, struct past *past)
{
	yyjson_val *lane = NULL, *manifest = NULL;

	if (!lm_record_find(obj, lm_span_of("lane"), NULL, &lane) ||
	    !lm_record_find(obj, lm_span_of("rule"), NULL, &past->rule) ||
	    !lm_record_find(obj, lm_span_of("model"), NULL, &past->model) ||
	    !lm_record_find(obj, lm_span_of("manifest"), NULL, &manifest) ||
	    !yyjson_is_str(lane) || !yyjson_is_str(manifest))
		return false;
	past->manifest = lm_record_text(manifest);
	for (size_t i = 0; i < LM_N_LANES; i++) {
		past->lane = (enum lm_lane)i;
		if (lm_span_equal(lm_record_text(lane),
			lm_span_of(lm_lane_names[i])))
			return true;
	}
	return false;
}

static struct lm_span
malformed_member(yyjson_val *line)
{
	struct lm_span on = ledger_string(line, "on");

	return on.len == 0 ? lm_span_of("of the record") : on;
}

/* Read the job again, as it was: from a ledger's line, or a routed record. */
static enum lm_code
read_job(struct work *work, const struct lm_filter_record *in,
    struct past *past, struct job_fault *fault, int64_t *time,
    struct lm_err *err)
{
	yyjson_val *root = in->record->root, *val = NULL;
	enum lm_code code;

	*fault = (struct job_fault){0};
	*time = work->now_ns;
	if (lm_record_find(root, lm_span_of("route"), NULL, &val) &&
	    read_past(val, past)) {
		code = job_read(&work->job, &work->settings->fields, in->record,
		    fault, err);
		work->met |= work->job.met;
		return code;
	}
	if (!read_past(root, past) || !ledger_job(in->record, &work->job))
		return lm_err_set(err, LM_MALFORMED,
		    "expected a routed record or a line of a ledger");
	if (lm_record_find(root, lm_span_of("time"), NULL, &val) &&
	    yyjson_is_str(val))
		(void)lm_clock_parse(lm_record_text(val), time);
	(void)lm_record_find(root, lm_span_of("cause"), NULL, &val);
	if (lm_span_equal(lm_record_text(val),
		lm_span_of(cause_names[CAUSE_MALFORMED])))
		*fault = (struct job_fault){malformed_member(root),
		    "another type or range"};
	return LM_OK;
}

static bool
is_name(yyjson_val *val, size_t index, struct lm_span name)
{
	if (index == LM_NO_INDEX)
		return yyjson_is_null(val);
	return yyjson_is_str(val) && lm_span_equal(lm_record_text(val), name);
}

static struct lm_span
rule_name(const struct lm_policy *policy, size_t rule)
{
	return rule == LM_NO_INDEX ? lm_span(NULL, 0) : policy->routes[rule].id;
}

static struct lm_span
model_name(const struct lm_policy *policy, size_t model)
{
	return model == LM_NO_INDEX ? lm_span(NULL, 0)
				    : policy->models[model].name;
}

static bool
is_same(const struct lm_policy *policy, const struct past *past,
    const struct decision *decision)
{
	return past->lane == decision->lane &&
	    is_name(past->rule, decision->rule,
		rule_name(policy, decision->rule)) &&
	    is_name(past->model, decision->model,
		model_name(policy, decision->model));
}

static enum lm_code
add_name(struct lm_buf *out, const char *key, struct lm_span name,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, key, err);

	if (code != LM_OK)
		return code;
	return name.ptr == NULL ? lm_buf_text(out, "null", err)
				: lm_buf_json_string(out, name, err);
}

static enum lm_code
add_decision(struct lm_buf *out, enum lm_lane lane, struct lm_span rule,
    struct lm_span model, struct lm_err *err)
{
	enum lm_code code =
	    lm_buf_printf(out, err, "{\"lane\":\"%s\"", lm_lane_names[lane]);

	if (code == LM_OK)
		code = add_name(out, ",\"rule\":", rule, err);
	if (code == LM_OK)
		code = add_name(out, ",\"model\":", model, err);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

static struct lm_span
text_or_none(yyjson_val *val)
{
	return yyjson_is_str(val) ? lm_record_text(val) : lm_span(NULL, 0);
}

/* {"id", "was": {...}, "now": {...} or null, "reason"} */
static enum lm_code
say_change(const struct work *work, const struct past *past,
    const struct decision *decision, struct lm_buf *out, struct lm_err *err)
{
	const struct lm_policy *policy = work->settings->rules.policy;
	const struct job *job = &work->job;
	bool has_id = yyjson_is_str(job->id) || yyjson_is_raw(job->id);
	enum lm_code code = lm_buf_text(out, "{\"id\":", err);

	if (code == LM_OK)
		code = has_id ? lm_buf_span(out,
				    lm_record_token(job->record, job->id), err)
			      : lm_buf_text(out, "null", err);
	if (code == LM_OK)
		code = lm_buf_text(out, ",\"was\":", err);
	if (code == LM_OK)
		code = add_decision(out, past->lane, text_or_none(past->rule),
		    text_or_none(past->model), err);
	if (code == LM_OK)
		code = lm_buf_text(out, ",\"now\":", err);
	if (code == LM_OK)
		code = decision->cause == CAUSE_UNKNOWN
		    ? lm_buf_text(out, "null", err)
		    : add_decision(out, decision->lane,
			  rule_name(policy, decision->rule),
			  model_name(policy, decision->model), err);
	if (code == LM_OK)
		code = add_name(out,
		    ",\"reason\":", lm_buf_view(&decision->reason), err);
	return code == LM_OK ? lm_buf_text(out, "}\n", err) : code;
}

enum lm_code
work_replay(struct work *work, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	const struct rules *rules = &work->settings->rules;
	const struct decision *decision = NULL;
	struct past past = {.lane = LM_LANE_REJECT};
	struct job_fault fault;
	int64_t time;
	bool is_other;
	enum lm_code code = read_job(work, in, &past, &fault, &time, err);

	if (code == LM_OK)
		code = decider_decide(work->decider, &work->job, &fault, time,
		    &decision, err);
	if (code != LM_OK)
		return code;
	is_other = !lm_span_equal(past.manifest,
	    lm_span_of(lm_manifest_stamp(rules->manifest)));
	in->counts[COUNT_LOCAL + decision->lane]++;
	in->counts[COUNT_PAST] += work->job.is_past && is_other;
	/* The same manifest decides the same, whatever was not kept. */
	if (decision->cause == CAUSE_UNKNOWN && !is_other)
		return LM_OK;
	if (decision->cause == CAUSE_UNKNOWN) {
		in->counts[COUNT_UNKNOWN]++;
	} else if (is_same(rules->policy, &past, decision)) {
		return LM_OK;
	} else {
		in->counts[COUNT_CHANGED]++;
		work->tally.moves[past.lane][decision->lane]++;
	}
	return say_change(work, &past, decision, out, err);
}
