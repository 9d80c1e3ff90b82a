#include "remote_state.h"

#include <assert.h>

#include "lm/clock.h"

/* How often the hours are looked at, and how long nothing is waited for. */
#define LOOK_NS LM_CLOCK_SECOND
#define NS_PER_MS 1000000

/* A body but for its texts: names, an option or two, the model's name. */
#define BODY_OVERHEAD 256

static size_t
smaller(size_t a, size_t b)
{
	return b != 0 && b < a ? b : a;
}

/* Texts in a request. */
static size_t
batch_items(const struct remote *remote)
{
	size_t items =
	    smaller((size_t)remote->options.batch, remote->limits.items);

	/* Each text takes a permit, whichever request it is in. */
	return smaller(items, remote->limits.permits);
}

size_t
remote_group_size(const struct remote *remote)
{
	return REMOTE_GROUP_BATCHES * batch_items(remote);
}

static enum lm_code
write_body(const struct remote *remote, struct batch *batch, struct lm_err *err)
{
	const struct remote_options *options = &remote->options;
	struct lm_buf texts = {0};
	struct api_ask ask = {.model = remote->target.model,
	    .n = batch->n,
	    .dimensions = options->dimensions != 0 ? remote->dimensions : 0,
	    .base64 = (options->base64 || options->normalize) &&
		remote->api->can_base64,
	    .truncate = batch->truncates};
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < batch->n; i++) {
		const struct lm_span text = lm_buf_view(&batch->units[i]->text);

		code = lm_buf_append(&texts, (const char *)&text, sizeof(text),
		    err);
	}
	ask.texts = (const void *)texts.ptr;
	if (code == LM_OK)
		code = remote->api->write(&ask, &batch->body, err);
	lm_buf_free(&texts);
	return code;
}

/* The client has it: who frees the remote has to find it. */
static void
note_sent(struct remote *remote, struct batch *batch)
{
	batch->before = NULL;
	batch->next = remote->sent;
	if (remote->sent != NULL)
		remote->sent->before = batch;
	remote->sent = batch;
	remote->n_sent++;
}

static void
note_answered(struct remote *remote, struct batch *batch)
{
	if (batch->before == NULL)
		remote->sent = batch->next;
	else
		batch->before->next = batch->next;
	if (batch->next != NULL)
		batch->next->before = batch->before;
	batch->next = NULL;
	batch->before = NULL;
	remote->n_sent--;
}

enum lm_code
remote_send(struct remote *remote, struct batch *batch, bool first,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (batch->body.len == 0)
		code = write_body(remote, batch, err);
	if (code == LM_OK)
		code = lm_client_send(remote->client, lm_buf_view(&batch->body),
		    batch, first, err);
	if (code == LM_OK)
		note_sent(remote, batch);
	else
		batch_free(batch);
	return code;
}

/* Nothing is sent: all are there at once, without a vector. */
static void
pretend(struct remote *remote, struct batch *batch)
{
	for (size_t i = 0; i < batch->n; i++)
		unit_close(&remote->units, batch->units[i], UNIT_DONE);
	batch_free(batch);
}

static enum lm_code
send_cut(struct remote *remote, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	while (code == LM_OK && remote->cut != NULL) {
		struct batch *batch = remote->cut;

		remote->cut = batch->next;
		batch->next = NULL;
		if (remote->options.plan)
			pretend(remote, batch);
		else
			code = remote_send(remote, batch, false, err);
	}
	return code;
}

enum lm_code
remote_close_group(struct remote *remote, struct lm_err *err)
{
	const struct batch_limits limits = {.items = batch_items(remote),
	    .tokens = remote->limits.tokens,
	    .bytes = remote->limits.bytes};
	size_t n = remote->group.len / sizeof(struct unit *);
	struct batch **last = &remote->cut;
	void *units = remote->group.ptr;
	enum lm_code code;

	assert(remote->cut == NULL);
	code = batches_cut(units, n, BODY_OVERHEAD + remote->target.model.len,
	    &limits, &last, err);
	remote->group.len = 0;
	remote->group_bytes = 0;
	for (const struct batch *batch = remote->cut; batch != NULL;
	     batch = batch->next)
		remote->counts.batches++;
	return code == LM_OK ? send_cut(remote, err) : code;
}

/* As many requests as the hour allows: it is looked at once a second. */
static void
look_at_the_clock(struct remote *remote, int64_t now)
{
	uint64_t allowed, wanted = remote->options.workers;

	if (now < remote->next_look)
		return;
	remote->next_look = now + LOOK_NS;
	allowed = target_workers(&remote->target,
	    remote->day_begun + (now - remote->begun));
	remote->n_workers = (size_t)(allowed < wanted ? allowed : wanted);
	if (remote->limits.permits != 0) {
		size_t most = remote->limits.permits / batch_items(remote);

		remote->n_workers = smaller(remote->n_workers, most);
	}
	lm_client_limit(remote->client, remote->n_workers);
}

static enum lm_code
check_time(const struct remote *remote, int64_t now, struct lm_err *err)
{
	uint64_t limit_s = remote->options.max_time_s;

	if (limit_s == 0 ||
	    (uint64_t)(now - remote->begun) / LM_CLOCK_SECOND < limit_s)
		return LM_OK;
	return lm_err_set(err, LM_LIMIT,
	    "the time of --max-time is over; what is done is in FILE.part for "
	    "--resume, if there is -o FILE");
}

/* Until the clock has to be looked at again. */
static int64_t
patience_ms(const struct remote *remote, int64_t now)
{
	int64_t left = remote->next_look - now;

	return left > 0 ? left / NS_PER_MS + 1 : 0;
}

/* One answer, waited for at most timeout_ms. */
static enum lm_code
take_one(struct remote *remote, int64_t timeout_ms, int fd, bool *got,
    struct lm_err *err)
{
	struct lm_client_answer answer = {0};
	enum lm_code code =
	    lm_client_wait(remote->client, timeout_ms, fd, &answer, got, err);

	if (code != LM_OK || !*got)
		return code;
	note_answered(remote, answer.tag);
	return remote_take(remote, &answer, err);
}

/* Whether the group under way is to be sent as it is.  While all workers are
 * busy, more texts may still come. */
static bool
is_due(const struct remote *remote, int fd, bool is_last)
{
	bool is_idle =
	    remote->n_sent < remote->n_workers || remote->options.plan;

	return (is_last && (fd == -1 || is_idle)) ||
	    (is_idle && !remote_wants(remote));
}

enum lm_code
remote_wait(struct remote *remote, int fd, bool is_last, struct lm_err *err)
{
	int64_t now = lm_clock_monotonic();
	enum lm_code code = check_time(remote, now, err);
	bool got = true;

	if (code == LM_OK && remote->client != NULL)
		look_at_the_clock(remote, now);
	if (code == LM_OK && remote->group.len > 0 &&
	    is_due(remote, fd, is_last))
		code = remote_close_group(remote, err);
	if (code != LM_OK || remote->client == NULL)
		return code;
	code = take_one(remote, patience_ms(remote, now), fd, &got, err);
	while (code == LM_OK && got)
		code = take_one(remote, 0, -1, &got, err);
	return code;
}
