#include "remote_settings.h"

#include <string.h>

#include "lm/client.h"
#include "lm/manifest_policy.h"
#include "lm/utf8.h"

#define NS_PER_US 1000

bool
remote_settings_meant(const struct settings *settings)
{
	const struct target_choice *choice = &settings->remote.choice;

	if (choice->model != NULL || choice->url != NULL ||
	    choice->api != NULL || choice->endpoint != NULL)
		return true;
	for (size_t i = 0; settings->engine != NULL && lm_api_names[i] != NULL;
	     i++)
		if (strcmp(settings->engine, lm_api_names[i]) == 0)
			return true;
	return false;
}

enum lm_code
remote_settings_refuse(const struct settings *settings, struct lm_err *err)
{
	const struct remote_options *options = &settings->remote;
	const struct {
		bool is_set;
		const char *name;
	} list[] = {
	    {settings->chunk != 0, "--chunk"},
	    {settings->overlap != 0, "--overlap"},
	    {options->batch != 0, "--batch"},
	    {options->workers != 0, "--workers"},
	    {settings->reuse.n != 0, "--reuse"},
	    {options->max_time_s != 0, "--max-time"},
	    {options->give_up_s != 0, "--give-up"},
	    {options->ca_file != NULL, "--ca-file"},
	    {options->plan, "--plan"},
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (list[i].is_set)
			return lm_err_set(err, LM_USAGE,
			    "%s is for a server (--model), not for engine %s",
			    list[i].name,
			    settings->engine == NULL ? "lexical"
						     : settings->engine);
	return LM_OK;
}

static enum lm_code
check(const struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	if (settings->fit != NULL || settings->idf != NULL ||
	    settings->grams != NULL || settings->as != 0)
		return lm_err_set(err, LM_USAGE,
		    "--fit, --idf, --grams and --as are for engine lexical");
	if (settings->overlap >= settings->chunk && settings->overlap != 0)
		return lm_err_set(err, LM_USAGE,
		    "--overlap %ju: expected less than --chunk",
		    (uintmax_t)settings->overlap);
	if (settings->remote.prefix != NULL &&
	    !lm_utf8_valid(lm_span_of(settings->remote.prefix)))
		return lm_err_set(err, LM_USAGE, "--prefix: it is not UTF-8");
	if (settings->remote.resumes &&
	    (run->output == NULL || strcmp(run->output, "-") == 0))
		return lm_err_set(err, LM_USAGE,
		    "--resume goes on with the output of -o FILE");
	return LM_OK;
}

static void
set_defaults(struct remote_options *options)
{
	if (options->prefix == NULL)
		options->prefix = "";
	if (options->batch == 0)
		options->batch = REMOTE_BATCH;
	if (options->workers == 0)
		options->workers = REMOTE_WORKERS;
	if (options->give_up_s == 0)
		options->give_up_s = REMOTE_GIVE_UP_S;
}

/* What goes to the managed lane has to prove that it is redacted. */
static enum lm_code
make_stamp(struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	const char *lacking;
	enum lm_code code;

	if (remote_target(settings->server)->endpoint.lane != LM_LANE_MANAGED)
		return LM_OK;
	code = lm_stamp_new(run->manifest, (struct lm_span){0},
	    &settings->stamp, err);
	lacking = code == LM_OK ? lm_stamp_lacks_key(settings->stamp) : NULL;
	if (lacking != NULL)
		return lm_err_set(err, LM_USAGE,
		    "%s, which holds the key of stamps, is not set", lacking);
	return code;
}

/* A plan is said, and no file is touched. */
static void
write_nothing(struct lm_filter_run *run)
{
	run->output = NULL;
	run->resumes = false;
	if (run->rejects != NULL)
		run->rejects = "/dev/null";
}

enum lm_code
remote_settings_apply(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	struct remote_options *options = &settings->remote;
	enum lm_code code = check(settings, run, err);

	if (code != LM_OK)
		return code;
	set_defaults(options);
	options->choice.engine = settings->engine;
	options->base64 = settings->encoding == ENCODING_BASE64;
	options->reuse = &settings->reuse;
	run->holds = true;
	run->resumes = options->resumes;
	run->aggregates = options->plan;
	if (options->plan)
		write_nothing(run);
	code = remote_new(options, run, &settings->server, err);
	if (code == LM_OK)
		code = make_stamp(settings, run, err);
	settings->scratch = held_scratch_new();
	if (code == LM_OK && settings->scratch == NULL)
		code = lm_err_nomem(err);
	settings->held = (struct held_settings){.scratch = settings->scratch,
	    .fields = &settings->fields,
	    .remote = settings->server,
	    .stamp = settings->stamp,
	    .chunk = settings->chunk,
	    .overlap = settings->overlap,
	    .plan = options->plan};
	return code;
}

void
remote_settings_free(struct settings *settings)
{
	held_scratch_free(settings->scratch);
	remote_free(settings->server);
	lm_stamp_free(settings->stamp);
}

static uint64_t
latency_us(const struct lm_client *client, double q)
{
	int64_t ns = client == NULL ? -1 : lm_client_latency(client, q);

	return ns < 0 ? 0 : (uint64_t)ns / NS_PER_US;
}

void
remote_settings_count(const struct settings *settings, bool with_latency,
    uint64_t *counts)
{
	const struct lm_client *client = remote_client(settings->server);
	const struct lm_client *timed = with_latency ? client : NULL;
	const struct remote_counts *own = remote_counts(settings->server);
	static const struct lm_client_counts none;
	const struct lm_client_counts *sent =
	    client == NULL ? &none : lm_client_counts(client);
	const uint64_t values[] = {own->texts, own->repeated, own->reused,
	    own->refused, own->truncated, own->tokens, sent->requests,
	    own->split, sent->retries_timeout, sent->retries_connection,
	    sent->retries_429, sent->retries_503, sent->retries_5xx,
	    sent->retries_other, sent->bytes_sent, sent->bytes_received,
	    latency_us(timed, 0.5), latency_us(timed, 0.9),
	    latency_us(timed, 0.99), latency_us(timed, 1)};

	memcpy(counts, values, sizeof(values));
}
