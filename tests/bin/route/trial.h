#ifndef TRIAL_H
#define TRIAL_H

#include <stdbool.h>

#include "check.h"
#include "probe.h"
#include "server.h"

#include "lm/manifest.h"

/* Probes of the fake server by manifests that are written for a test. */

#define TRIAL_LIMIT_MS 1000

/* A probe of a manifest, which has %P for the fake server's port. */
struct trial {
	struct server server;
	struct probe_result result;
	struct lm_err err;
};

/* An endpoint of the fake server; a model with a digest. */
#define LOCAL(name, path, api)                                                 \
	"\"" name "\":{\"url\":\"http://127.0.0.1:%P" path "\",\"api\":\"" api \
	"\",\"lane\":\"local\"}"
#define MODEL(name, endpoint, digest)                                    \
	"\"" name "\":{\"kind\":\"generation\",\"endpoint\":\"" endpoint \
	"\",\"digest\":\"" digest "\"}"
#define ANY_MODEL(name, endpoint) \
	"\"" name "\":{\"kind\":\"generation\",\"endpoint\":\"" endpoint "\"}"
#define MANIFEST(endpoints, models)                                            \
	"{\"version\":\"1\",\"endpoints\":{" endpoints "},\"models\":{" models \
	"},\"routes\":[]}"

static inline struct lm_buf
trial_text(const char *text, long port)
{
	struct lm_buf out = {0};

	for (const char *c = text; *c != '\0'; c++)
		if (c[0] == '%' && c[1] == 'P') {
			(void)lm_buf_printf(&out, NULL, "%ld", port);
			c++;
		} else {
			(void)lm_buf_byte(&out, *c, NULL);
		}
	return out;
}

static inline bool
trial_probe(struct trial *trial, const char *text)
{
	struct lm_buf bytes = trial_text(text, trial->server.port);
	struct lm_manifest *manifest;
	bool held = CHECK_OK(lm_manifest_read(lm_buf_view(&bytes), NULL,
				 &manifest, &trial->err),
	    &trial->err);

	probe_free(&trial->result);
	if (held)
		held = CHECK_OK(probe_run_within(lm_manifest_policy(manifest),
				    TRIAL_LIMIT_MS, TRIAL_LIMIT_MS,
				    &trial->result, &trial->err),
		    &trial->err);
	if (held)
		(void)lm_buf_byte(&trial->result.lines, '\0', NULL);
	lm_manifest_free(manifest);
	lm_buf_free(&bytes);
	return held;
}

static inline bool
trial_begin(struct trial *trial, const char *text)
{
	*trial = (struct trial){0};
	server_start(&trial->server, NULL, NULL);
	return trial_probe(trial, text);
}

static inline void
trial_end(struct trial *trial)
{
	probe_free(&trial->result);
	server_stop(&trial->server);
}

static inline void
trial_counts(const struct trial *trial, size_t n_ok, size_t n_failed,
    size_t n_undecided)
{
	CHECK_EQ(trial->result.n_ok, n_ok);
	CHECK_EQ(trial->result.n_failed, n_failed);
	CHECK_EQ(trial->result.n_undecided, n_undecided);
	check_note("%s", trial->result.lines.ptr);
}

#endif
