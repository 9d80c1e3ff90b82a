#include "remote_state.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lm/clock.h"
#include "lm/hash.h"
#include "lm/manifest_policy.h"
#include "lm/place.h"
#include "lm/writer.h"

#define CONNECT_MS 10000
/* A large batch on a machine without a GPU takes minutes. */
#define TOTAL_MS 600000
/* 2,048 vectors of 4,096 numbers of 22 characters. */
#define REPLY_MAX ((size_t)256 << 20)
#define MAX_ATTEMPTS 12
#define BACKOFF_MS 250
#define BACKOFF_CAP_MS 30000
#define WAIT_CAP_MS 600000
#define BREAKER_FAILURES 5
#define MS_PER_S 1000

void
remote_free(struct remote *remote)
{
	if (remote == NULL)
		return;
	lm_client_free(remote->client);
	batches_free(remote->sent);
	batches_free(remote->cut);
	units_free(&remote->units);
	lm_buf_free(&remote->group);
	ahead_close(remote->ahead, false);
	known_reader_free(remote->known_reader);
	known_free(remote->known);
	lm_keys_free(remote->planned);
	tokens_free(remote->tokens);
	lm_parser_free(remote->parser);
	api_vectors_free(&remote->vectors);
	lm_buf_free(&remote->scaled);
	lm_buf_free(&remote->url);
	lm_buf_free(&remote->part);
	key_base_free(&remote->key_base);
	lm_rejects_free(remote->refused);
	target_free(&remote->target);
	if (remote->part_fd != -1)
		(void)close(remote->part_fd);
	free(remote);
}

/* Vectors of other fingerprints are not to be compared: another API rounds
 * otherwise, and a digest names the weights. */
static enum lm_code
make_fingerprint(struct remote *remote, struct lm_err *err)
{
	const struct target *target = &remote->target;
	struct lm_buf text = {0};
	enum lm_code code = lm_buf_printf(&text, err, "%s%c",
	    lm_api_names[target->endpoint.api], '\0');

	if (code == LM_OK)
		code = lm_buf_span(&text, target->model, err);
	if (code == LM_OK)
		code = lm_buf_byte(&text, '\0', err);
	if (code == LM_OK)
		code = lm_buf_span(&text, target->digest, err);
	if (code == LM_OK)
		code = lm_buf_printf(&text, err, "%c%ju", '\0',
		    (uintmax_t)remote->dimensions);
	remote->fingerprint = lm_hash(lm_buf_view(&text));
	lm_buf_free(&text);
	return code;
}

/* What --dimensions asks for is what the manifest has, if that says it. */
static enum lm_code
settle_dimensions(struct remote *remote, struct lm_err *err)
{
	uint64_t asked = remote->options.dimensions;
	uint64_t approved = remote->target.dimensions;

	if (asked != 0 && approved != 0 && asked != approved)
		return lm_err_set(err, LM_USAGE,
		    "--dimensions %ju: the manifest has %ju for model %.*s",
		    (uintmax_t)asked, (uintmax_t)approved,
		    (int)remote->target.model.len, remote->target.model.ptr);
	remote->settled = asked != 0 ? asked : approved;
	remote->dimensions = remote->settled;
	return LM_OK;
}

static enum lm_code
make_client(struct remote *remote, struct lm_err *err)
{
	const struct remote_options *options = &remote->options;
	const struct lm_client_options client = {.url = remote->url.ptr,
	    .key = remote->target.key,
	    .http = {.connect_ms = CONNECT_MS,
		.total_ms = TOTAL_MS,
		.max_body = REPLY_MAX,
		.ca_file = options->ca_file},
	    .max_attempts = MAX_ATTEMPTS,
	    .backoff_ms = BACKOFF_MS,
	    .backoff_cap_ms = BACKOFF_CAP_MS,
	    .wait_cap_ms = WAIT_CAP_MS,
	    .breaker_failures = BREAKER_FAILURES,
	    .give_up_ms = (int64_t)options->give_up_s * MS_PER_S,
	    .seed = (uint64_t)remote->begun,
	    .judge = remote_judge,
	    .ctx = remote};

	return options->plan ? LM_OK
			     : lm_client_new(&client, &remote->client, err);
}

/* The files that vectors are known from, the newest last. */
static enum lm_code
read_known(struct remote *remote, struct lm_err *err)
{
	const struct lm_opt_list *reuse = remote->options.reuse;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < reuse->n; i++) {
		code = lm_filter_check_read(remote->run, "--reuse",
		    reuse->texts[i], err);
		if (code == LM_OK)
			code = known_add_file(remote->known, reuse->texts[i],
			    false, err);
	}
	return code;
}

static enum lm_code
read_file_if_there(struct known *known, const char *path, struct lm_err *err)
{
	return access(path, F_OK) == 0 ? known_add_file(known, path, true, err)
				       : LM_OK;
}

/* It is cut before it is read. */
static enum lm_code
check_ahead(const struct remote *remote, const char *name, struct lm_err *err)
{
	const struct lm_opt_list *reuse = remote->options.reuse;
	struct lm_place ahead, file;
	enum lm_code code = lm_place_find(name, -1, false, &ahead, err);

	for (size_t i = 0; code == LM_OK && i < reuse->n; i++) {
		code = lm_place_find(reuse->texts[i], -1, false, &file, err);
		if (code == LM_OK && lm_place_same(&file, &ahead))
			code = lm_err_set(err, LM_USAGE,
			    "--reuse %s: it is the output's; --resume reads it",
			    reuse->texts[i]);
	}
	return code;
}

/* What the killed run had, and what this one will have ahead. */
static enum lm_code
open_ahead(struct remote *remote, struct lm_err *err)
{
	bool resumes = remote->options.resumes;
	struct lm_buf name = {0};
	enum lm_code code =
	    lm_writer_part_of(remote->run->output, &remote->part, err);

	if (code != LM_OK || remote->part.len == 0 || remote->options.plan)
		return code;
	code = ahead_name(remote->part.ptr, &name, err);
	if (code == LM_OK)
		code = check_ahead(remote, name.ptr, err);
	if (code == LM_OK)
		code =
		    ahead_open(remote->part.ptr, resumes, &remote->ahead, err);
	if (code == LM_OK && resumes)
		code = read_file_if_there(remote->known, name.ptr, err);
	if (code == LM_OK && resumes)
		code = read_file_if_there(remote->known, remote->part.ptr, err);
	if (code == LM_OK && resumes && remote->run->rejects != NULL)
		code = lm_rejects_read(remote->run->rejects, &remote->refused,
		    err);
	lm_buf_free(&name);
	return code;
}

static enum lm_code
make_known(struct remote *remote, struct lm_err *err)
{
	enum lm_code code = known_new(&remote->known, err);

	if (code == LM_OK && remote->options.plan)
		code = lm_keys_new(&remote->planned, err);
	if (code == LM_OK)
		code = known_reader_new(&remote->known_reader, err);
	if (code == LM_OK)
		code = read_known(remote, err);
	return code == LM_OK ? open_ahead(remote, err) : code;
}

static enum lm_code
make_key_base(struct remote *remote, struct lm_err *err)
{
	const struct key_parts parts = {
	    .engine = lm_api_names[remote->target.endpoint.api],
	    .model = remote->target.model.ptr,
	    .fingerprint = remote->fingerprint,
	    .dimensions = remote->dimensions,
	    .normalised = remote->options.normalize,
	    .prefix = lm_span_of(remote->options.prefix)};

	return key_base_make(&remote->key_base, &parts, err);
}

static enum lm_code
fill(struct remote *remote, struct lm_err *err)
{
	const struct target *target = &remote->target;
	enum lm_code code = target_find(&remote->options.choice,
	    remote->run->manifest, &remote->target, err);

	if (code != LM_OK)
		return code;
	remote->api = api_of(target->endpoint.api);
	remote->limits = remote->api->limits;
	code = settle_dimensions(remote, err);
	if (code == LM_OK)
		code = make_fingerprint(remote, err);
	if (code == LM_OK)
		code = make_key_base(remote, err);
	if (code == LM_OK)
		code = api_url(remote->api, lm_buf_view(&target->url),
		    remote->api->path, &remote->url, err);
	if (code == LM_OK)
		code = tokens_new(target->tokenizer.ptr, &remote->tokens, err);
	if (code == LM_OK)
		code = make_known(remote, err);
	if (code == LM_OK)
		code = lm_clock_now(&remote->day_begun, err);
	remote->begun = lm_clock_monotonic();
	remote->parser = lm_parser_new();
	if (code == LM_OK && remote->parser == NULL)
		code = lm_err_nomem(err);
	if (code == LM_OK && !remote->options.plan)
		code = remote_ask_limits(remote, err);
	return code == LM_OK ? make_client(remote, err) : code;
}

enum lm_code
remote_new(const struct remote_options *options, struct lm_filter_run *run,
    struct remote **out, struct lm_err *err)
{
	struct remote *remote = calloc(1, sizeof(*remote));
	enum lm_code code;

	*out = NULL;
	if (remote == NULL)
		return lm_err_nomem(err);
	remote->options = *options;
	remote->run = run;
	remote->part_fd = -1;
	code = fill(remote, err);
	if (code != LM_OK) {
		remote_free(remote);
		return code;
	}
	*out = remote;
	return LM_OK;
}

const struct target *
remote_target(const struct remote *remote)
{
	return &remote->target;
}

const struct remote_counts *
remote_counts(const struct remote *remote)
{
	return &remote->counts;
}

void
remote_progress(const struct remote *remote, char *out, size_t size)
{
	const struct lm_client_counts *counts;
	double seconds =
	    (double)(lm_clock_monotonic() - remote->begun) / LM_CLOCK_SECOND;
	uint64_t retries;

	out[0] = '\0';
	if (remote->client == NULL || seconds <= 0)
		return;
	counts = lm_client_counts(remote->client);
	retries = counts->retries_timeout + counts->retries_connection +
	    counts->retries_429 + counts->retries_503 + counts->retries_5xx +
	    counts->retries_other;
	(void)snprintf(out, size,
	    "%.0f documents/s  %.0f tokens/s  %ju retries  %zu in flight",
	    (double)remote->counts.embedded / seconds,
	    (double)remote->counts.tokens / seconds, (uintmax_t)retries,
	    lm_client_in_flight(remote->client));
}

const struct lm_client *
remote_client(const struct remote *remote)
{
	return remote->client;
}

const char *
remote_prefix(const struct remote *remote)
{
	return remote->options.prefix;
}

struct tokens *
remote_tokens(const struct remote *remote)
{
	return remote->tokens;
}

bool
remote_refused_before(const struct remote *remote, const struct lm_line *line,
    struct lm_err *why)
{
	struct lm_err said;

	return remote->refused != NULL &&
	    lm_rejects_find(remote->refused, line->file, line->number,
		why == NULL ? &said : why);
}

uint64_t
remote_fingerprint(const struct remote *remote)
{
	return remote->fingerprint;
}

uint64_t
remote_dimensions(const struct remote *remote)
{
	return remote->dimensions;
}

uint64_t
remote_settled_dimensions(const struct remote *remote)
{
	return remote->settled;
}
