#include "engine.h"

#include <stdlib.h>

#include "static.h"

static void
lexical_free(void *model)
{
	lm_lexical_free(model);
}

static void *
lexical_worker_new(const void *model)
{
	(void)model;
	return calloc(1, sizeof(struct lm_lexical_scratch));
}

static void
lexical_worker_free(void *worker)
{
	if (worker != NULL)
		lm_lexical_scratch_free(worker);
	free(worker);
}

static enum lm_code
embed_document(const void *model, void *worker, const struct document *document,
    float *vector, struct engine_tokens *tokens, struct lm_err *err)
{
	size_t n_parts, n;
	const struct lm_part *parts = document_parts(document, &n_parts);

	*tokens = (struct engine_tokens){0};
	return lm_lexical_embed(model, worker, parts, n_parts,
	    LM_LEXICAL_DOCUMENT, vector, &n, err);
}

static enum lm_code
embed_query(const void *model, void *worker, const struct document *document,
    float *vector, struct engine_tokens *tokens, struct lm_err *err)
{
	size_t n_parts, n;
	const struct lm_part *parts = document_parts(document, &n_parts);

	*tokens = (struct engine_tokens){0};
	return lm_lexical_embed(model, worker, parts, n_parts, LM_LEXICAL_QUERY,
	    vector, &n, err);
}

void
engine_lexical(struct lm_lexical *model, enum lm_lexical_as as,
    struct engine *out)
{
	*out = (struct engine){
	    .name = "lexical",
	    .model_name = LM_LEXICAL_NAME,
	    .fingerprint = lm_lexical_fingerprint(model),
	    .dimensions = LM_LEXICAL_DIMENSIONS,
	    .model = model,
	    .model_free = lexical_free,
	    .worker_new = lexical_worker_new,
	    .worker_free = lexical_worker_free,
	    .embed = as == LM_LEXICAL_QUERY ? embed_query : embed_document,
	};
}

static void
model_free(void *model)
{
	static_model_free(model);
}

static void *
scratch_new(const void *model)
{
	return static_scratch_new(model);
}

static void
scratch_free(void *worker)
{
	static_scratch_free(worker);
}

static enum lm_code
embed(const void *model, void *worker, const struct document *document,
    float *vector, struct engine_tokens *tokens, struct lm_err *err)
{
	return static_embed(model, worker, document->text, vector, &tokens->n,
	    &tokens->is_cut, err);
}

enum lm_code
engine_static(const char *dir, struct engine *out, struct lm_err *err)
{
	struct static_model *model;
	enum lm_code code = static_model_load(dir, &model, err);

	*out = (struct engine){0};
	if (code != LM_OK)
		return code;
	*out = (struct engine){
	    .name = "static",
	    .model_name = static_model_name(model),
	    .fingerprint = static_model_fingerprint(model),
	    .dimensions = static_model_dimensions(model),
	    .model = model,
	    .model_free = model_free,
	    .worker_new = scratch_new,
	    .worker_free = scratch_free,
	    .embed = embed,
	};
	return LM_OK;
}

void
engine_free(struct engine *engine)
{
	if (engine->model != NULL)
		engine->model_free(engine->model);
	*engine = (struct engine){0};
}
