#ifndef EMBED_ENGINE_H
#define EMBED_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document.h"
#include "lexical.h"

#include "lm/err.h"
#include "lm/span.h"

/* Of the text that was embedded; n 0: the engine counts none. */
struct engine_tokens {
	size_t n;
	bool is_cut; /* there were more, which the vector is not of */
};

/*
 * What makes vectors on this machine, without a server: one interface, so
 * that who embeds records need not know which it is.  All-zero is no engine.
 */
struct engine {
	const char *name;	/* "lexical", "static" */
	const char *model_name; /* lives as long as model */
	uint64_t fingerprint;	/* of what vectors depend on */
	size_t dimensions;	/* floats of a vector */
	void *model;		/* read-only, shared by threads */

	void (*model_free)(void *model);
	/* One thread's memory; NULL when there is none. */
	void *(*worker_new)(const void *model);
	void (*worker_free)(void *worker);
	/*
	 * The vector of a document's text; all zero if it has none, which is
	 * no embedding.  Errors as the engine has them.
	 */
	enum lm_code (*embed)(const void *model, void *worker,
	    const struct document *document, float *vector,
	    struct engine_tokens *tokens, struct lm_err *err);
};

/* The lexical engine with this model, which it takes over. */
void engine_lexical(struct lm_lexical *model, enum lm_lexical_as as,
    struct engine *out);

/* The static engine with the model in the folder dir.  Errors of
 * static_model_load; *out is all zero then. */
enum lm_code engine_static(const char *dir, struct engine *out,
    struct lm_err *err);

/* Free what it has and leave it all zero.  All-zero is fine. */
void engine_free(struct engine *engine);

#endif
