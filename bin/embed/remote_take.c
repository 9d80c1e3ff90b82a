#include "remote_state.h"

#include <stdio.h>
#include <string.h>

/* A reply that is of no use may be an accident of the server or of what stands
 * between; so often it is asked for. */
#define MOST_BAD_REPLIES 3

/* Single texts that are refused before the first is accepted: then it is not
 * the texts. */
#define MOST_REFUSED_FIRST 8

enum lm_fate
remote_judge(void *ctx, const struct lm_http_reply *reply, void *tag)
{
	const struct remote *remote = ctx;

	(void)tag;
	switch (
	    api_judge(remote->api, reply->status, lm_buf_view(&reply->body))) {
	case API_DONE:
		return LM_FATE_DONE;
	case API_AGAIN:
		return LM_FATE_AGAIN;
	case API_BAD_TEXT:
	case API_TOO_LONG:
	case API_TOO_LARGE:
	case API_ONCE:
	case API_STOP:
		break;
	}
	return LM_FATE_REFUSED;
}

void
remote_origin(const struct remote *remote, char out[LM_HTTP_ORIGIN_SIZE])
{
	lm_http_origin(lm_buf_view(&remote->url), out);
}

/* In halves, which are sent before all else: a bad text among 2,048 is alone
 * after 22 more requests. */
static enum lm_code
halve(struct remote *remote, struct batch *batch, struct lm_err *err)
{
	size_t n = batch->n / 2;
	struct batch *left = NULL, *right = NULL;
	enum lm_code code = batch_new(batch->units, n, &left, err);

	if (code == LM_OK)
		code = batch_new(batch->units + n, batch->n - n, &right, err);
	batch_free(batch);
	if (code != LM_OK) {
		batch_free(left);
		return code;
	}
	remote->counts.split++;
	code = remote_send(remote, right, true, err);
	if (code != LM_OK) {
		batch_free(left);
		return code;
	}
	return remote_send(remote, left, true, err);
}

static enum lm_code
send_again(struct remote *remote, struct batch *batch, struct lm_err *err)
{
	batch->body.len = 0;
	return remote_send(remote, batch, true, err);
}

/* The only text of the batch is not embedded. */
static enum lm_code
refuse(struct remote *remote, struct batch *batch, const char *why,
    struct lm_err *err)
{
	struct unit *unit = batch->units[0];
	enum lm_code code = lm_buf_printf(&unit->why, err, "%s%c", why, '\0');

	batch_free(batch);
	if (code != LM_OK)
		return code;
	unit_close(&remote->units, unit, UNIT_REFUSED);
	remote->counts.refused++;
	if (remote->n_good > 0 || remote->counts.refused < MOST_REFUSED_FIRST ||
	    remote->counts.embedded + remote->counts.reused > 0)
		return LM_OK;
	return lm_err_set(err, LM_IO,
	    "the server refuses whatever it is sent: %s", why);
}

static enum lm_code
keep_vectors(struct remote *remote, const struct batch *batch,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < batch->n; i++) {
		struct unit *unit = batch->units[i];

		code = remote_format(remote, i, &unit->embedding, err);
		unit->truncated = batch->truncates;
		unit->has_tokens = batch->truncates
		    ? remote->vectors.tokens != 0
		    : tokens_are_exact(remote->tokens);
		unit->tokens =
		    batch->truncates ? remote->vectors.tokens : unit->n_tokens;
		unit_close(&remote->units, unit, UNIT_DONE);
	}
	remote->counts.embedded += batch->n;
	remote->counts.truncated += batch->truncates;
	remote->counts.tokens += remote->vectors.tokens;
	return code;
}

static enum lm_code
save_ahead(struct remote *remote, const struct batch *batch, struct lm_err *err)
{
	enum lm_code code;

	if (remote->ahead == NULL)
		return LM_OK;
	code = ahead_add(remote->ahead, batch->units, batch->n, err);
	return code == LM_OK && ahead_is_large(remote->ahead)
	    ? ahead_renew(remote->ahead, &remote->units, err)
	    : code;
}

/* What a right reply says of the model; the first is compared with the server's
 * list, too. */
static enum lm_code
check_model(struct remote *remote, struct lm_err *err)
{
	const struct api_vectors *vectors = &remote->vectors;
	char origin[LM_HTTP_ORIGIN_SIZE];

	remote_origin(remote, origin);
	if (!api_serves(remote->api, remote->target.model, vectors->model))
		return lm_err_set(err, LM_USAGE,
		    "%s answers as model %.*s, not as %.*s", origin,
		    (int)vectors->model.len, vectors->model.ptr,
		    (int)remote->target.model.len, remote->target.model.ptr);
	if (remote->dimensions == 0)
		remote->dimensions = vectors->dimensions;
	if (vectors->dimensions != remote->dimensions)
		return lm_err_set(err, LM_USAGE,
		    "%s sends vectors of %ju dimensions; expected %ju", origin,
		    (uintmax_t)vectors->dimensions,
		    (uintmax_t)remote->dimensions);
	if (remote->is_checked)
		return LM_OK;
	remote->is_checked = true;
	return remote_check_served(remote, err);
}

/* It is asked for once more, or in halves; a text that is alone is refused, if
 * others were embedded. */
static enum lm_code
on_bad_reply(struct remote *remote, struct batch *batch,
    const struct lm_err *why, struct lm_err *err)
{
	char origin[LM_HTTP_ORIGIN_SIZE];

	if (++batch->n_bad < MOST_BAD_REPLIES)
		return send_again(remote, batch, err);
	if (remote->n_good > 0)
		return batch->n > 1 ? halve(remote, batch, err)
				    : refuse(remote, batch, why->message, err);
	batch_free(batch);
	remote_origin(remote, origin);
	return lm_err_set(err, LM_IO, "%s: %s", origin, why->message);
}

static enum lm_code
on_reply(struct remote *remote, struct batch *batch, struct lm_span body,
    struct lm_err *err)
{
	const struct remote_options *options = &remote->options;
	const struct api_want want = {.n = batch->n,
	    .arrays_as_text = !options->base64 && !options->normalize};
	struct lm_err why = {0};
	enum lm_code code = remote->api->read(remote->parser, body, &want,
	    &remote->vectors, &why);

	if (code == LM_MALFORMED)
		return on_bad_reply(remote, batch, &why, err);
	if (code != LM_OK)
		*err = why;
	if (code == LM_OK)
		code = check_model(remote, err);
	if (code == LM_OK) {
		remote->n_good++;
		code = keep_vectors(remote, batch, err);
	}
	if (code == LM_OK)
		code = save_ahead(remote, batch, err);
	batch_free(batch);
	return code;
}

/* The text is alone and too long. */
static enum lm_code
on_too_long(struct remote *remote, struct batch *batch, const char *why,
    struct lm_err *err)
{
	if (!remote->options.truncate || batch->truncates)
		return refuse(remote, batch, why, err);
	batch->truncates = true;
	if (!remote->api->can_truncate) {
		bool is_cut = false;
		enum lm_code code =
		    remote_cut_text(remote, batch->units[0], &is_cut, err);

		if (code != LM_OK) {
			batch_free(batch);
			return code;
		}
		if (!is_cut)
			return refuse(remote, batch, why, err);
	}
	return send_again(remote, batch, err);
}

static enum lm_code
stop(const struct remote *remote, struct batch *batch, const char *why,
    struct lm_err *err)
{
	char origin[LM_HTTP_ORIGIN_SIZE];

	batch_free(batch);
	remote_origin(remote, origin);
	return lm_err_set(err, LM_IO, "%s: %s", origin, why);
}

#define WHY_SIZE (API_REASON_SIZE + LM_HTTP_ORIGIN_SIZE + 64)

/* Whether part, which is not empty, stands in text. */
static bool
holds(struct lm_span text, struct lm_span part)
{
	for (size_t i = 0; i + part.len <= text.len; i++)
		if (memcmp(text.ptr + i, part.ptr, part.len) == 0)
			return true;
	return false;
}

/* "the server refuses it with status 400: input is too long"; without words
 * that repeat the key. */
static void
say_refusal(const struct remote *remote, const struct lm_http_reply *reply,
    char why[WHY_SIZE])
{
	const struct lm_span body = lm_buf_view(&reply->body);
	const struct lm_span key = remote->target.key;
	char reason[API_REASON_SIZE] = "";

	if (key.len == 0 || !holds(body, key))
		api_reason(reply->status, body, reason, sizeof(reason));
	if (reply->redirect[0] != '\0')
		(void)snprintf(why, WHY_SIZE,
		    "the server would send us to %s, where nobody goes (status "
		    "%ld)",
		    reply->redirect, reply->status);
	else
		(void)snprintf(why, WHY_SIZE,
		    "the server refuses it with status %ld%s%s", reply->status,
		    reason[0] == '\0' ? "" : ": ", reason);
}

static enum lm_code
on_refusal(struct remote *remote, struct batch *batch,
    const struct lm_http_reply *reply, struct lm_err *err)
{
	enum api_fate fate =
	    api_judge(remote->api, reply->status, lm_buf_view(&reply->body));
	char why[WHY_SIZE];

	say_refusal(remote, reply, why);
	switch (fate) {
	case API_STOP:
		return stop(remote, batch, why, err);
	case API_TOO_LONG:
		if (batch->n == 1)
			return on_too_long(remote, batch, why, err);
		break;
	case API_ONCE:
		if (batch->n == 1 && !batch->units[0]->is_repeated) {
			batch->units[0]->is_repeated = true;
			return send_again(remote, batch, err);
		}
		break;
	case API_TOO_LARGE:
	case API_BAD_TEXT:
	case API_AGAIN:
	case API_DONE:
		break;
	}
	return batch->n > 1 ? halve(remote, batch, err)
			    : refuse(remote, batch, why, err);
}

enum lm_code
remote_take(struct remote *remote, const struct lm_client_answer *answer,
    struct lm_err *err)
{
	struct batch *batch = answer->tag;

	switch (answer->fate) {
	case LM_FATE_DONE:
		return on_reply(remote, batch,
		    lm_buf_view(&answer->reply->body), err);
	case LM_FATE_REFUSED:
		return on_refusal(remote, batch, answer->reply, err);
	case LM_FATE_AGAIN:
	case LM_FATE_FAILED:
		break;
	}
	batch_free(batch);
	*err = answer->err;
	return answer->err.code;
}
