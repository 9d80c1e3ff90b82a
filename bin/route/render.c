#include "render.h"

#include "lm/manifest.h"

/* ,"key":"text" or ,"key":null for a text without bytes. */
static inline enum lm_code
add_text(struct lm_buf *out, const char *key, struct lm_span text,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, key, err);

	if (code != LM_OK)
		return code;
	return text.ptr == NULL ? lm_buf_text(out, "null", err)
				: lm_buf_json_string(out, text, err);
}

static enum lm_code
add_places(const struct rules *rules, const struct decision *decision,
    struct lm_buf *out, struct lm_err *err)
{
	const struct lm_policy *policy = rules->policy;
	const struct lm_span none = {0};
	enum lm_code code = add_text(out,
	    "{\"lane\":", lm_span_of(lm_lane_names[decision->lane]), err);

	if (code == LM_OK)
		code = add_text(out, ",\"model\":",
		    decision->model == LM_NO_INDEX
			? none
			: policy->models[decision->model].name,
		    err);
	if (code == LM_OK)
		code = add_text(out, ",\"endpoint\":",
		    decision->endpoint == LM_NO_INDEX
			? none
			: policy->endpoints[decision->endpoint].name,
		    err);
	if (code == LM_OK)
		code = add_text(out, ",\"queue\":",
		    decision->queue == LM_NO_INDEX
			? none
			: policy->queues[decision->queue].name,
		    err);
	if (code == LM_OK)
		code = add_text(out, ",\"rule\":",
		    decision->rule == LM_NO_INDEX
			? none
			: policy->routes[decision->rule].id,
		    err);
	return code;
}

static enum lm_code
add_marks(const struct rules *rules, const struct job *job,
    const struct decision *decision, struct lm_buf *out, struct lm_err *err)
{
	const struct lm_route *route = decision->rule == LM_NO_INDEX
	    ? NULL
	    : &rules->policy->routes[decision->rule];
	bool given = decision->lane == LM_LANE_LOCAL ||
	    decision->lane == LM_LANE_MANAGED;
	enum lm_code code = LM_OK;

	if (decision->other)
		code = add_text(out, ",\"requested\":", job->model, err);
	if (code == LM_OK && given && route->advisory)
		code = lm_buf_text(out, ",\"advisory\":true", err);
	if (code == LM_OK && given && route->review_required)
		code = lm_buf_text(out, ",\"review_required\":true", err);
	return code;
}

enum lm_code
render_tokens(const struct rules *rules, const struct token_count *count,
    struct lm_buf *out, struct lm_err *err)
{
	struct lm_span by = lm_span_of("record");
	enum lm_code code;
	bool exact = count->by != BY_ESTIMATE && count->low == count->high;

	if (count->by == BY_ESTIMATE)
		by = lm_span_of("estimate");
	else if (count->by == BY_MODEL)
		by = rules->policy->models[count->model].name;
	code = lm_buf_text(out, exact ? "{\"count\":" : "{\"low\":", err);
	if (code == LM_OK)
		code = lm_buf_u64(out, count->low, err);
	if (code == LM_OK && !exact)
		code = lm_buf_text(out, ",\"high\":", err);
	if (code == LM_OK && !exact)
		code = lm_buf_u64(out, count->high, err);
	if (code == LM_OK)
		code = add_text(out, ",\"by\":", by, err);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

static enum lm_code
add_path(struct lm_buf *out, const struct job_text *text, struct lm_err *err)
{
	struct lm_buf path = {0};
	enum lm_code code = job_text_path(text, &path, err);

	if (code == LM_OK)
		code = lm_buf_json_string(out, lm_buf_view(&path), err);
	lm_buf_free(&path);
	return code;
}

static enum lm_code
add_flag(struct lm_buf *out, struct lm_span flag, struct lm_span phrase,
    const struct job_text *text, struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out,
	    out->ptr[out->len - 1] == '[' ? "{\"flag\":" : ",{\"flag\":", err);

	if (code == LM_OK)
		code = lm_buf_json_string(out, flag, err);
	if (code == LM_OK)
		code = add_text(out, ",\"phrase\":", phrase, err);
	if (code != LM_OK)
		return code;
	code = lm_buf_text(out, ",\"path\":", err);
	if (code == LM_OK)
		code = text == NULL ? lm_buf_text(out, "\".flags\"", err)
				    : add_path(out, text, err);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

static bool
is_known(const struct lm_policy *policy, struct lm_span name)
{
	for (size_t i = 0; i < policy->n_flags; i++)
		if (lm_span_equal(policy->flags[i].name, name))
			return true;
	return false;
}

/* Whether val is in the list before iter came to it. */
static bool
is_repeated(yyjson_val *list, yyjson_val *val)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(list);
	yyjson_val *other;

	while ((other = yyjson_arr_iter_next(&iter)) != NULL && other != val)
		if (lm_span_equal(lm_record_text(other), lm_record_text(val)))
			return true;
	return false;
}

/* Flags that the record brings and the manifest does not know are kept. */
static enum lm_code
add_brought(const struct rules *rules, const struct job *job,
    struct lm_buf *out, struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(job->flags);
	const struct lm_span none = {0};
	yyjson_val *name;
	enum lm_code code = LM_OK;

	while (code == LM_OK && (name = yyjson_arr_iter_next(&iter)) != NULL) {
		struct lm_span text = lm_record_text(name);

		if (!is_known(rules->policy, text) &&
		    !is_repeated(job->flags, name))
			code = add_flag(out, text, none, NULL, err);
	}
	return code;
}

static enum lm_code
add_flags(const struct rules *rules, const struct signals *signals,
    struct lm_buf *out, struct lm_err *err)
{
	const struct lm_policy *policy = rules->policy;
	const struct lm_span none = {0};
	enum lm_code code = lm_buf_text(out, ",\"flags\":[", err);

	for (size_t i = 0; code == LM_OK && i < policy->n_flags; i++) {
		const struct raised *raised = &signals->raised[i];
		bool found = raised->phrase != LM_PHRASE_NONE;
		struct job_text place = {.path = NULL};

		if (!signals->has_flags || !raised->up)
			continue;
		if (found)
			place = signals_place(signals, raised);
		code = add_flag(out, policy->flags[i].name,
		    found ? rules->phrase_texts[raised->phrase] : none,
		    found ? &place : NULL, err);
	}
	if (code == LM_OK)
		code = add_brought(rules, signals->job, out, err);
	return code == LM_OK ? lm_buf_byte(out, ']', err) : code;
}

static enum lm_code
add_passed(const struct rules *rules, const struct decision *decision,
    struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, ",\"passed_over\":[", err);

	for (size_t i = 0; code == LM_OK && i < decision->n_passed; i++) {
		const struct passed *passed = &decision->passed[i];

		code = add_text(out, i == 0 ? "{\"rule\":" : ",{\"rule\":",
		    rules->policy->routes[passed->route].id, err);
		if (code == LM_OK)
			code = add_text(out, ",\"because\":",
			    lm_span(decision->because.ptr + passed->at,
				passed->len),
			    err);
		if (code == LM_OK)
			code = lm_buf_byte(out, '}', err);
	}
	return code == LM_OK ? lm_buf_byte(out, ']', err) : code;
}

enum lm_code
render_member(const struct rules *rules, const struct signals *signals,
    const struct decision *decision, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = add_places(rules, decision, out, err);

	if (code == LM_OK)
		code = add_marks(rules, signals->job, decision, out, err);
	if (code == LM_OK && decision->tokens.known) {
		code = lm_buf_text(out, ",\"tokens\":", err);
		if (code == LM_OK)
			code =
			    render_tokens(rules, &decision->tokens, out, err);
	}
	if (code == LM_OK)
		code = add_flags(rules, signals, out, err);
	if (code == LM_OK)
		code = add_passed(rules, decision, out, err);
	if (code == LM_OK)
		code = add_text(out,
		    ",\"reason\":", lm_buf_view(&decision->reason), err);
	if (code == LM_OK)
		code = add_text(out, ",\"manifest\":",
		    lm_span_of(lm_manifest_stamp(rules->manifest)), err);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}
