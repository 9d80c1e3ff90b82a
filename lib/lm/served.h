#ifndef LM_SERVED_H
#define LM_SERVED_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/http.h"
#include "lm/manifest_policy.h"
#include "lm/record.h"
#include "lm/span.h"

/*
 * What a server says that it serves, asked by its API:
 *
 *	ollama      GET URL/api/tags     name, digest
 *	openai      GET URL/models       id
 *	vllm        GET URL/v1/models    id
 *	llama.cpp   GET URL/v1/models    id and its aliases; the file's name
 *	            GET URL/props        model_path, if it will tell
 *	tei         GET URL/info         model_id, model_sha
 *
 * URL is the endpoint's, less a "/" at its end; and, of all but openai, less a
 * "/v1" at its end, so that the address that programs use does as well.
 */

/* A name by which a model can be asked for.  The server's own comes first;
 * what follows are other names of the same model, with the same digest. */
struct lm_served_name {
	struct lm_span name;
	struct lm_span own;    /* what the server calls it */
	struct lm_span digest; /* 64 hex digits; empty: it does not tell */
};

/* All-zero is empty.  Names live until the next lm_served_ask or lm_served_free. */
struct lm_served {
	struct lm_http_reply reply;
	struct lm_parser *parser;
	struct lm_parser *props_parser;
	struct lm_span file; /* llama.cpp: of its model; empty: not told */
	struct lm_buf names; /* struct lm_served_name */
};

void lm_served_free(struct lm_served *served);

/*
 * Ask endpoint, with key if it is not empty.  LM_NOMEM; what else it returns
 * says that this server could not be asked, or that its answer (no 200, no
 * JSON, not of this API, over 4 MiB) will not do.
 */
enum lm_code lm_served_ask(struct lm_served *served, struct lm_http *http,
    const struct lm_endpoint *endpoint, struct lm_span key, struct lm_err *err);

#define LM_SERVED_REPLY_MAX ((size_t)4 << 20)

/* All names, in the order of the reply; *n of them. */
const struct lm_served_name *lm_served_names(const struct lm_served *served,
    size_t *n);

/* The name that a request for name meets: the server's own before another;
 * NULL: there is none. */
const struct lm_served_name *lm_served_find(const struct lm_served *served,
    struct lm_span name);

/* Whether it is the approved digest, "sha256:" and hex digits; false where the
 * server does not tell one. */
bool lm_served_is_digest(const struct lm_served_name *served,
    struct lm_span approved);

/* One that differs from name in its tag only; NULL: there is none. */
const struct lm_served_name *lm_served_alike(const struct lm_served *served,
    struct lm_span name);

#endif
