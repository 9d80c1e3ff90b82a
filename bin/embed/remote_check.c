#include "remote_state.h"

#include <string.h>

#include "lm/served.h"

#define CONNECT_MS 10000
#define TOTAL_MS 30000
#define OK 200

static enum lm_code
judge(const struct remote *remote, const struct lm_served *served,
    struct lm_err *err)
{
	const struct target *target = &remote->target;
	const struct lm_served_name *name =
	    lm_served_find(served, target->model);
	char origin[LM_HTTP_ORIGIN_SIZE];

	remote_origin(remote, origin);
	if (name == NULL)
		return lm_err_set(err, LM_USAGE,
		    "%s serves no model of the name %.*s", origin,
		    (int)target->model.len, target->model.ptr);
	/* An API that tells no digest has told its name. */
	if (target->digest.len == 0 || name->digest.len == 0 ||
	    lm_served_is_digest(name, target->digest))
		return LM_OK;
	return lm_err_set(err, LM_USAGE,
	    "%s serves model %.*s with digest %.*s; the manifest approved %.*s",
	    origin, (int)target->model.len, target->model.ptr,
	    (int)name->digest.len, name->digest.ptr, (int)target->digest.len,
	    target->digest.ptr);
}

static enum lm_code
new_http(const struct remote *remote, size_t max_body, struct lm_http **http,
    struct lm_err *err)
{
	const struct lm_http_options options = {.connect_ms = CONNECT_MS,
	    .total_ms = TOTAL_MS,
	    .max_body = max_body,
	    .ca_file = remote->options.ca_file};

	return lm_http_new(&options, http, err);
}

enum lm_code
remote_check_served(struct remote *remote, struct lm_err *err)
{
	struct lm_served served = {0};
	struct lm_http *http = NULL;
	enum lm_code code;

	/* Without a manifest nothing was approved. */
	if (remote->target.manifest == NULL)
		return LM_OK;
	code = new_http(remote, LM_SERVED_REPLY_MAX, &http, err);
	if (code == LM_OK)
		code = lm_served_ask(&served, http, &remote->target.endpoint,
		    remote->target.key, err);
	if (code == LM_OK)
		code = judge(remote, &served, err);
	lm_http_free(http);
	lm_served_free(&served);
	return code;
}

enum lm_code
remote_finish(struct remote *remote, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (remote->is_checked)
		code = remote_check_served(remote, err);
	if (code == LM_OK) {
		ahead_close(remote->ahead, true);
		remote->ahead = NULL;
	}
	return code;
}

/* The smaller of two limits, where 0 is none. */
static void
lower(size_t *limit, size_t told)
{
	if (told != 0 && (*limit == 0 || told < *limit))
		*limit = told;
}

/* What the server tells, in *told as far as it does.  One that is not up yet is
 * asked with its documented limits, and a batch that it finds too large is
 * halved. */
static enum lm_code
read_limits(const struct remote *remote, struct lm_http *http, const char *url,
    struct api_limits *told, struct lm_err *err)
{
	const struct lm_http_request request = {.url = url,
	    .key = remote->target.key};
	struct lm_http_reply reply = {0};
	struct lm_err why = {0};
	enum lm_code code = lm_http_ask(http, &request, &reply, &why);

	if (code == LM_OK && reply.status == OK)
		code = remote->api->read_limits(remote->parser,
		    lm_buf_view(&reply.body), remote->target.model, told, &why);
	lm_buf_free(&reply.body);
	return code == LM_NOMEM ? lm_err_nomem(err) : LM_OK;
}

static void
take_limits(struct api_limits *limits, const struct api_limits *told)
{
	lower(&limits->items, told->items);
	lower(&limits->permits, told->permits);
	lower(&limits->bytes, told->bytes);
	if (told->tokens != 0)
		limits->tokens = told->tokens;
	if (told->text_tokens != 0)
		limits->text_tokens = told->text_tokens;
}

enum lm_code
remote_ask_limits(struct remote *remote, struct lm_err *err)
{
	struct lm_http *http = NULL;
	struct lm_buf url = {0};
	struct api_limits told = remote->limits;
	enum lm_code code;

	if (remote->api->limits_path == NULL)
		return LM_OK;
	code = api_url(remote->api, lm_buf_view(&remote->target.url),
	    remote->api->limits_path, &url, err);
	if (code == LM_OK)
		code = new_http(remote, LM_SERVED_REPLY_MAX, &http, err);
	if (code == LM_OK)
		code = read_limits(remote, http, url.ptr, &told, err);
	if (code == LM_OK)
		take_limits(&remote->limits, &told);
	lm_http_free(http);
	lm_buf_free(&url);
	return code;
}
