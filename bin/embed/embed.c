#include "embed.h"

#include <stdlib.h>

#include "frequencies.h"

#include "lm/hash.h"
#include "lm/vec.h"

struct embedder {
	const struct settings *settings;
	struct document document;
	void *worker; /* of the engine; none with fit */
	struct lm_lexical_counts *counts;
	struct lm_edits edits;
	struct lm_buf embedding;
	struct lm_buf embed;
	float *vector;
	struct engine_tokens tokens;
	struct lm_buf prefixed;
};

/* What a worker needs: an engine's memory, or counts. */
static enum lm_code
prepare(struct embedder *embedder, struct lm_err *err)
{
	const struct settings *settings = embedder->settings;
	const struct engine *maker = &settings->maker;

	if (settings->fit != NULL)
		return lm_lexical_counts_new(&settings->config,
		    &embedder->counts, err);
	embedder->worker = maker->worker_new(maker->model);
	embedder->vector = calloc(maker->dimensions, sizeof(float));
	return embedder->worker == NULL || embedder->vector == NULL
	    ? lm_err_nomem(err)
	    : LM_OK;
}

struct embedder *
embedder_new(const struct settings *settings, struct lm_err *err)
{
	struct embedder *embedder = calloc(1, sizeof(*embedder));

	if (embedder == NULL) {
		(void)lm_err_nomem(err);
		return NULL;
	}
	embedder->settings = settings;
	if (prepare(embedder, err) != LM_OK) {
		embedder_free(embedder);
		return NULL;
	}
	return embedder;
}

void
embedder_free(struct embedder *embedder)
{
	if (embedder == NULL)
		return;
	document_free(&embedder->document);
	if (embedder->worker != NULL)
		embedder->settings->maker.worker_free(embedder->worker);
	free(embedder->vector);
	lm_lexical_counts_free(embedder->counts);
	lm_edits_free(&embedder->edits);
	lm_buf_free(&embedder->embedding);
	lm_buf_free(&embedder->embed);
	lm_buf_free(&embedder->prefixed);
	free(embedder);
}

/* The value of "embedding". */
static enum lm_code
format_embedding(struct embedder *embedder, bool empty, struct lm_err *err)
{
	struct lm_buf *out = &embedder->embedding;
	size_t n = embedder->settings->maker.dimensions;
	enum lm_code code;

	out->len = 0;
	if (empty)
		return lm_buf_text(out, "null", err);
	if (embedder->settings->encoding == ENCODING_FLOAT)
		return lm_vec_append_array(out, embedder->vector, n, err);
	code = lm_buf_byte(out, '"', err);
	if (code == LM_OK)
		code = lm_vec_append_base64(out, embedder->vector, n, err);
	return code == LM_OK ? lm_buf_byte(out, '"', err) : code;
}

/* The value of "embed": what made the vector, and of which text. */
static enum lm_code
format_embed(struct embedder *embedder, struct lm_err *err)
{
	const struct engine *maker = &embedder->settings->maker;
	char model[LM_HASH_HEX_SIZE], text[LM_HASH_HEX_SIZE];
	struct lm_buf *out = &embedder->embed;
	enum lm_code code;

	lm_hash_hex(maker->fingerprint, model);
	lm_hash_hex(lm_hash(embedder->document.text), text);
	out->len = 0;
	code = lm_buf_printf(out, err,
	    "{\"engine\":\"%s\",\"model\":", maker->name);
	if (code == LM_OK)
		code =
		    lm_buf_json_string(out, lm_span_of(maker->model_name), err);
	if (code == LM_OK)
		code = lm_buf_printf(out, err,
		    ",\"fingerprint\":\"%s\",\"dimensions\":%zu,"
		    "\"text_xxh3\":\"%s\"",
		    model, maker->dimensions, text);
	if (code == LM_OK && embedder->tokens.n > 0)
		code = lm_buf_printf(out, err, ",\"tokens\":%zu",
		    embedder->tokens.n);
	if (code == LM_OK && embedder->tokens.is_cut)
		code = lm_buf_text(out, ",\"truncated\":true", err);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

static enum lm_code
write_members(struct embedder *embedder, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	const struct lm_member members[2] = {
	    {lm_span_of("embedding"), lm_buf_view(&embedder->embedding)},
	    {lm_span_of("embed"), lm_buf_view(&embedder->embed)}};
	enum lm_code code;

	lm_edits_clear(&embedder->edits);
	code =
	    lm_edits_set_members(&embedder->edits, in->record, members, 2, err);
	return code == LM_OK ? lm_filter_edit(in, &embedder->edits, out, err)
			     : code;
}

/* The document with the text of --prefix before it. */
static enum lm_code
add_prefix(struct embedder *embedder, struct document *with, struct lm_err *err)
{
	const char *prefix = embedder->settings->remote.prefix;
	struct lm_buf *text = &embedder->prefixed;
	enum lm_code code;

	*with = embedder->document;
	if (prefix == NULL)
		return LM_OK;
	text->len = 0;
	code = lm_buf_text(text, prefix, err);
	if (code == LM_OK)
		code = lm_buf_span(text, embedder->document.text, err);
	with->text = lm_buf_view(text);
	return code;
}

/* Scaled to length 1, if that is asked for. */
static void
normalize(const struct embedder *embedder)
{
	size_t n = embedder->settings->maker.dimensions;
	double norm;

	if (!embedder->settings->remote.normalize ||
	    lm_vec_is_zero(embedder->vector, n))
		return;
	norm = lm_vec_norm(embedder->vector, n);
	for (size_t i = 0; i < n; i++)
		embedder->vector[i] =
		    (float)((double)embedder->vector[i] / norm);
}

static enum lm_code
make_vector(struct embedder *embedder, struct lm_err *err)
{
	const struct engine *maker = &embedder->settings->maker;
	struct document with;
	enum lm_code code = add_prefix(embedder, &with, err);

	if (code == LM_OK)
		code = maker->embed(maker->model, embedder->worker, &with,
		    embedder->vector, &embedder->tokens, err);
	if (code == LM_OK && embedder->tokens.is_cut &&
	    !embedder->settings->remote.truncate)
		return lm_err_set(err, LM_MALFORMED,
		    "the text is longer than the model takes: %zu tokens were "
		    "read (--truncate takes them)",
		    embedder->tokens.n);
	normalize(embedder);
	return code;
}

enum lm_code
embedder_embed(struct embedder *embedder, const struct lm_filter_record *in,
    struct lm_buf *out, bool *empty, struct lm_err *err)
{
	enum lm_code code = document_read(&embedder->document,
	    &embedder->settings->fields, in->record, err);

	if (code == LM_OK)
		code = make_vector(embedder, err);
	*empty = lm_vec_is_zero(embedder->vector,
	    embedder->settings->maker.dimensions);
	if (code == LM_OK)
		code = format_embedding(embedder, *empty, err);
	if (code == LM_OK)
		code = format_embed(embedder, err);
	return code == LM_OK ? write_members(embedder, in, out, err) : code;
}

enum lm_code
embedder_count(struct embedder *embedder, const struct lm_filter_record *in,
    struct lm_err *err)
{
	const struct lm_part *parts;
	size_t n_parts;
	enum lm_code code = document_read(&embedder->document,
	    &embedder->settings->fields, in->record, err);

	parts = document_parts(&embedder->document, &n_parts);
	return code == LM_OK
	    ? lm_lexical_counts_add(embedder->counts, parts, n_parts, err)
	    : code;
}

const struct lm_lexical_counts *
embedder_counts(const struct embedder *embedder)
{
	return embedder->counts;
}
