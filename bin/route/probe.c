#include "probe.h"

#include <stdbool.h>
#include <stdlib.h>

#include "probe_line.h"

#include "lm/http.h"
#include "lm/served.h"

void
probe_free(struct probe_result *result)
{
	lm_buf_free(&result->lines);
	*result = (struct probe_result){0};
}

struct probe {
	const struct lm_policy *policy;
	struct lm_http *http;
	struct lm_served served;
	struct lm_buf detail;
	const struct lm_served_name **met; /* by model: what it is served as */
	struct probe_result *result;
};

static bool
serves(const struct lm_model *model, size_t endpoint)
{
	for (size_t i = 0; i < model->endpoints.n; i++)
		if (model->endpoints.list[i] == endpoint)
			return true;
	return false;
}

/* Why nothing can be said of an endpoint: a line for each of its models. */
static enum lm_code
add_unreachable(struct probe *probe, size_t which, const char *why,
    struct lm_err *err)
{
	const struct lm_policy *policy = probe->policy;
	struct probe_line line = {.endpoint = &policy->endpoints[which],
	    .state = PROBE_UNREACHABLE,
	    .detail = lm_span_of(why)};
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < policy->n_models; i++) {
		if (!serves(&policy->models[i], which))
			continue;
		line.model = policy->models[i].name;
		code = probe_line_add(probe->result, &line, err);
	}
	if (code == LM_OK && line.model.ptr == NULL)
		code = probe_line_add(probe->result, &line, err);
	return code;
}

static enum lm_code
say_unverified(struct probe *probe, const struct lm_endpoint *endpoint,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_printf(&probe->detail, err,
	    "%s tells no digest of it to compare with the approved one",
	    lm_api_names[endpoint->api]);

	if (code == LM_OK && probe->served.file.len > 0)
		code = lm_buf_text(&probe->detail, "; its file is ", err);
	return code == LM_OK
	    ? lm_buf_span(&probe->detail, probe->served.file, err)
	    : code;
}

/* With the tag that may have been meant. */
static enum lm_code
say_absent(struct probe *probe, const struct lm_model *model,
    struct lm_err *err)
{
	const struct lm_served_name *alike =
	    lm_served_alike(&probe->served, model->name);
	enum lm_code code = lm_buf_text(&probe->detail,
	    "the server has no model of this name", err);

	if (code == LM_OK && alike != NULL)
		code = lm_buf_text(&probe->detail, ", but ", err);
	return code == LM_OK && alike != NULL
	    ? lm_buf_span(&probe->detail, alike->own, err)
	    : code;
}

/* Judge one model by what it is served as; NULL: it is not. */
static enum lm_code
judge(struct probe *probe, const struct lm_endpoint *endpoint,
    const struct lm_model *model, const struct lm_served_name *served,
    enum probe_state *state, struct lm_err *err)
{
	if (served == NULL) {
		*state = PROBE_ABSENT;
		return say_absent(probe, model, err);
	}
	if (model->digest.len == 0) {
		*state = PROBE_OK;
		return lm_buf_text(&probe->detail,
		    "served; the manifest approves any digest", err);
	}
	if (served->digest.len == 0) {
		*state = PROBE_UNVERIFIED;
		return say_unverified(probe, endpoint, err);
	}
	*state = lm_served_is_digest(served, model->digest) ? PROBE_OK
							    : PROBE_DIGEST;
	return lm_buf_printf(&probe->detail, err, "%s",
	    *state == PROBE_OK ? "served, with the approved digest"
			       : "served, but not with the approved digest");
}

static enum lm_code
add_model(struct probe *probe, size_t which, size_t i, struct lm_err *err)
{
	const struct lm_model *model = &probe->policy->models[i];
	struct probe_line line = {.model = model->name,
	    .endpoint = &probe->policy->endpoints[which],
	    .served = lm_served_find(&probe->served, model->name)};
	enum lm_code code;

	probe->detail.len = 0;
	probe->met[i] = line.served;
	code =
	    judge(probe, line.endpoint, model, line.served, &line.state, err);
	line.detail = lm_buf_view(&probe->detail);
	return code == LM_OK ? probe_line_add(probe->result, &line, err) : code;
}

static enum lm_code
add_answer(struct probe *probe, size_t which, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < probe->policy->n_models; i++) {
		probe->met[i] = NULL;
		if (serves(&probe->policy->models[i], which))
			code = add_model(probe, which, i, err);
	}
	if (code == LM_OK)
		code =
		    probe_files(probe->policy, &probe->policy->endpoints[which],
			&probe->served, probe->met, probe->result, err);
	return code;
}

/* The value of an endpoint's key_env: empty without one; false: not set. */
static bool
key_of(const struct lm_endpoint *endpoint, struct lm_buf *name,
    struct lm_span *key, enum lm_code *code, struct lm_err *err)
{
	const char *value;

	*key = lm_span(NULL, 0);
	name->len = 0;
	if (endpoint->key_env.len == 0)
		return true;
	*code = lm_buf_span(name, endpoint->key_env, err);
	if (*code == LM_OK)
		*code = lm_buf_byte(name, '\0', err);
	if (*code != LM_OK)
		return false;
	value = getenv(name->ptr);
	if (value == NULL || *value == '\0')
		return false;
	*key = lm_span_of(value);
	return true;
}

static enum lm_code
ask(struct probe *probe, size_t which, struct lm_err *err)
{
	const struct lm_endpoint *endpoint = &probe->policy->endpoints[which];
	struct lm_err why = {0};
	struct lm_span key;
	enum lm_code code = LM_OK;

	if (!key_of(endpoint, &probe->detail, &key, &code, err)) {
		if (code != LM_OK)
			return code;
		(void)lm_err_set(&why, LM_USAGE,
		    "%s, which holds its key, is not set", probe->detail.ptr);
		return add_unreachable(probe, which, why.message, err);
	}
	code = lm_served_ask(&probe->served, probe->http, endpoint, key, &why);
	if (code == LM_NOMEM)
		return lm_err_nomem(err);
	return code == LM_OK ? add_answer(probe, which, err)
			     : add_unreachable(probe, which, why.message, err);
}

enum lm_code
probe_run_within(const struct lm_policy *policy, long connect_ms, long total_ms,
    struct probe_result *result, struct lm_err *err)
{
	const struct lm_http_options options = {.connect_ms = connect_ms,
	    .total_ms = total_ms,
	    .max_body = LM_SERVED_REPLY_MAX};
	struct probe probe = {.policy = policy, .result = result};
	struct lm_buf met = {0};
	enum lm_code code = lm_buf_reserve(&met,
	    (policy->n_models + 1) * sizeof(*probe.met), err);
	void *memory = met.ptr;

	if (code != LM_OK)
		return code;
	probe.met = memory;
	code = lm_http_new(&options, &probe.http, err);
	for (size_t i = 0; code == LM_OK && i < policy->n_endpoints; i++)
		if (policy->endpoints[i].lane == LM_LANE_LOCAL)
			code = ask(&probe, i, err);
	lm_http_free(probe.http);
	lm_served_free(&probe.served);
	lm_buf_free(&probe.detail);
	lm_buf_free(&met);
	return code;
}

enum lm_code
probe_run(const struct lm_policy *policy, struct probe_result *result,
    struct lm_err *err)
{
	return probe_run_within(policy, PROBE_CONNECT_MS, PROBE_TOTAL_MS,
	    result, err);
}
