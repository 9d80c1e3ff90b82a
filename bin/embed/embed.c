#include "embed.h"

#include <stdlib.h>

#include "frequencies.h"

#include "lm/hash.h"
#include "lm/vec.h"

struct embedder {
	const struct settings *settings;
	struct document document;
	struct lm_lexical_scratch scratch;
	struct lm_lexical_counts *counts;
	struct lm_edits edits;
	struct lm_buf embedding;
	struct lm_buf embed;
	float vector[LM_LEXICAL_DIMENSIONS];
};

struct embedder *
embedder_new(const struct settings *settings, struct lm_err *err)
{
	struct embedder *embedder = calloc(1, sizeof(*embedder));

	if (embedder == NULL) {
		(void)lm_err_nomem(err);
		return NULL;
	}
	embedder->settings = settings;
	if (settings->fit != NULL &&
	    lm_lexical_counts_new(&settings->config, &embedder->counts, err) !=
		LM_OK) {
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
	lm_lexical_scratch_free(&embedder->scratch);
	lm_lexical_counts_free(embedder->counts);
	lm_edits_free(&embedder->edits);
	lm_buf_free(&embedder->embedding);
	lm_buf_free(&embedder->embed);
	free(embedder);
}

/* The value of "embedding". */
static enum lm_code
format_embedding(struct embedder *embedder, bool empty, struct lm_err *err)
{
	struct lm_buf *out = &embedder->embedding;
	enum lm_code code;

	out->len = 0;
	if (empty)
		return lm_buf_text(out, "null", err);
	if (embedder->settings->encoding == ENCODING_FLOAT)
		return lm_vec_append_array(out, embedder->vector,
		    LM_LEXICAL_DIMENSIONS, err);
	code = lm_buf_byte(out, '"', err);
	if (code == LM_OK)
		code = lm_vec_append_base64(out, embedder->vector,
		    LM_LEXICAL_DIMENSIONS, err);
	return code == LM_OK ? lm_buf_byte(out, '"', err) : code;
}

/* The value of "embed": what made the vector, and of which text. */
static enum lm_code
format_embed(struct embedder *embedder, struct lm_err *err)
{
	char model[LM_HASH_HEX_SIZE], text[LM_HASH_HEX_SIZE];

	lm_hash_hex(embedder->settings->fingerprint, model);
	lm_hash_hex(lm_hash(embedder->document.text), text);
	embedder->embed.len = 0;
	return lm_buf_printf(&embedder->embed, err,
	    "{\"engine\":\"lexical\",\"model\":\"" LM_LEXICAL_NAME
	    "\",\"fingerprint\":\"%s\",\"dimensions\":%d,"
	    "\"text_xxh3\":\"%s\"}",
	    model, LM_LEXICAL_DIMENSIONS, text);
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

enum lm_code
embedder_embed(struct embedder *embedder, const struct lm_filter_record *in,
    struct lm_buf *out, bool *empty, struct lm_err *err)
{
	size_t n_features = 0;
	enum lm_code code = document_read(&embedder->document,
	    &embedder->settings->fields, in->record, err);

	if (code == LM_OK)
		code = lm_lexical_embed(embedder->settings->model,
		    &embedder->scratch, embedder->document.text,
		    embedder->vector, &n_features, err);
	*empty = n_features == 0;
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
	enum lm_code code = document_read(&embedder->document,
	    &embedder->settings->fields, in->record, err);

	return code == LM_OK ? lm_lexical_counts_add(embedder->counts,
				   embedder->document.text, err)
			     : code;
}

const struct lm_lexical_counts *
embedder_counts(const struct embedder *embedder)
{
	return embedder->counts;
}
