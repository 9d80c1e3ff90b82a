#ifndef EMBED_TARGET_H
#define EMBED_TARGET_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/manifest_policy.h"
#include "lm/span.h"

/*
 * The server that is asked for vectors, and what is known of its model before
 * it is asked.
 */
struct lm_manifest;

/* What a command line says of it; NULL: nothing. */
struct target_choice {
	const char *engine; /* an API's name */
	const char *model;
	const char *endpoint;
	const char *url;
	const char *api;
};

struct target {
	const struct lm_manifest *manifest; /* NULL: --url */
	const struct lm_model *approved;    /* NULL: --url */
	struct lm_endpoint endpoint;	    /* its name is empty with --url */
	struct lm_buf url;		    /* the endpoint's, NUL-terminated */
	struct lm_span model;
	struct lm_span digest;	 /* empty: any */
	uint64_t dimensions;	 /* 0: unknown */
	uint64_t context;	 /* tokens; 0: unknown */
	struct lm_buf tokenizer; /* the file, NUL-terminated; empty: none */
	struct lm_span key;	 /* the API key's text; empty: none */
	/* Requests at once that the manifest's queue allows; LM_NO_LIMIT. */
	uint64_t workers_business;
	uint64_t workers_after;
};

/*
 * Find it: of a manifest the model of this name, which is one for embeddings
 * and has not expired, on its first endpoint or on the one that is named; else
 * what --url, --api and --model say, on this machine only.  *target is to be
 * freed also after an error.  LM_USAGE with what was expected, and the nearest
 * name; LM_USAGE for a key_env that is not set; LM_NOMEM.
 */
enum lm_code target_find(const struct target_choice *choice,
    const struct lm_manifest *manifest, struct target *target,
    struct lm_err *err);
void target_free(struct target *target);

/* Requests that the manifest allows at once at ns, a time of day; at least 1,
 * LM_NO_LIMIT for any number. */
uint64_t target_workers(const struct target *target, int64_t ns);

#endif
