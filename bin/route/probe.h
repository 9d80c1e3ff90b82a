#ifndef ROUTE_PROBE_H
#define ROUTE_PROBE_H

#include <stddef.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/manifest_policy.h"

/*
 * Whether the company's own servers serve what the manifest approved: asks
 * each endpoint of lane local, one after the other, and no other.
 */

#define PROBE_CONNECT_MS 5000
#define PROBE_TOTAL_MS 10000

/*
 * A JSON line for each model at each local endpoint that serves it, in the
 * manifest's order, and then what that endpoint serves under two names:
 *
 *	{"endpoint":E,"url":U,"model":M,"state":S,"detail":D}
 *
 * and served_as, the server's own name of it; digest, the one that it tells;
 * tags, the names of one file; approved, the models that they are.  States:
 *
 *	ok		served, and its digest is the approved one or any
 *	absent		not served					failed
 *	digest		served, with another digest			failed
 *	same_file	two approved models are one file		failed
 *	unverified	the server tells no digest			undecided
 *	unreachable	no answer, or none of its API; or the key that
 *			key_env names is not set			undecided
 *	alias		one file under two names, at most one of them
 *			approved: not counted
 *
 * model is null where none is concerned: an endpoint that cannot be asked and
 * has no models, an alias of which none is approved.
 */
struct probe_result {
	struct lm_buf lines;
	size_t n_ok;
	size_t n_failed;
	size_t n_undecided; /* all three 0: there was nothing to ask */
};

/*
 * Probe policy, into *result (all-zero before).  Keys are read from the
 * environment, and are in no line.  What is wrong with a server is a line;
 * LM_NOMEM, LM_LIMIT (libcurl without TLS).  Takes up to PROBE_TOTAL_MS for an
 * endpoint, twice that for llama.cpp.
 */
enum lm_code probe_run(const struct lm_policy *policy,
    struct probe_result *result, struct lm_err *err);

/* The same with other limits. */
enum lm_code probe_run_within(const struct lm_policy *policy, long connect_ms,
    long total_ms, struct probe_result *result, struct lm_err *err);

void probe_free(struct probe_result *result);

#endif
