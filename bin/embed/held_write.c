#include "held_write.h"

#include "lm/hash.h"
#include "lm/manifest.h"
#include "lm/record.h"

void
held_writer_free(struct held_writer *writer)
{
	lm_edits_free(&writer->edits);
	lm_buf_free(&writer->embed);
	lm_buf_free(&writer->id);
	lm_buf_free(&writer->chunk);
	lm_buf_free(&writer->text);
}

/* What made the vector, and of which text. */
static enum lm_code
append_maker(const struct held_settings *settings,
    const struct held_vector *vector, struct lm_buf *out, struct lm_err *err)
{
	const struct target *target = remote_target(settings->remote);
	uint64_t dimensions = vector->unit == NULL
	    ? remote_settled_dimensions(settings->remote)
	    : remote_dimensions(settings->remote);
	char model[LM_HASH_HEX_SIZE], hash[LM_HASH_HEX_SIZE];
	enum lm_code code =
	    lm_buf_printf(out, err, "{\"engine\":\"%s\",\"model\":",
		lm_api_names[target->endpoint.api]);

	lm_hash_hex(remote_fingerprint(settings->remote), model);
	lm_hash_hex(lm_hash(vector->text), hash);
	if (code == LM_OK)
		code = lm_buf_json_string(out, target->model, err);
	if (code == LM_OK)
		code =
		    lm_buf_printf(out, err, ",\"fingerprint\":\"%s\"", model);
	if (code == LM_OK && dimensions != 0)
		code = lm_buf_printf(out, err, ",\"dimensions\":%ju",
		    (uintmax_t)dimensions);
	return code == LM_OK
	    ? lm_buf_printf(out, err, ",\"text_xxh3\":\"%s\"", hash)
	    : code;
}

/* How many tokens the whole text has that was cut, if there is a vocabulary. */
static enum lm_code
append_sent(struct held_writer *writer, const struct held_settings *settings,
    struct lm_span text, struct lm_err *err)
{
	struct tokens *tokens = remote_tokens(settings->remote);
	uint64_t n = 0;
	enum lm_code code;

	if (!tokens_are_exact(tokens))
		return LM_OK;
	writer->text.len = 0;
	code = lm_buf_text(&writer->text, remote_prefix(settings->remote), err);
	if (code == LM_OK)
		code = lm_buf_span(&writer->text, text, err);
	if (code == LM_OK)
		code =
		    tokens_count(tokens, lm_buf_view(&writer->text), &n, err);
	return code == LM_OK ? lm_buf_printf(&writer->embed, err,
				   ",\"tokens_sent\":%ju", (uintmax_t)n)
			     : code;
}

static enum lm_code
append_unit(struct held_writer *writer, const struct held_settings *settings,
    const struct held_vector *vector, struct lm_err *err)
{
	const struct unit *unit = vector->unit;
	struct lm_buf *out = &writer->embed;
	char key[LM_HASH128_HEX_SIZE];
	enum lm_code code;

	lm_hash128_hex(&unit->key, key);
	code = lm_buf_printf(out, err, ",\"key\":\"%s\"", key);
	if (code == LM_OK && unit->has_tokens)
		code = lm_buf_printf(out, err, ",\"tokens\":%ju",
		    (uintmax_t)unit->tokens);
	if (code == LM_OK && unit->truncated)
		code = append_sent(writer, settings, vector->text, err);
	return code == LM_OK && unit->truncated
	    ? lm_buf_text(out, ",\"truncated\":true", err)
	    : code;
}

static enum lm_code
append_manifest(const struct held_settings *settings, struct lm_buf *out,
    struct lm_err *err)
{
	const struct target *target = remote_target(settings->remote);
	enum lm_code code = lm_buf_text(out, ",\"manifest\":", err);

	if (code == LM_OK)
		code = target->manifest == NULL
		    ? lm_buf_text(out, "null", err)
		    : lm_buf_json_string(out,
			  lm_span_of(lm_manifest_stamp(target->manifest)), err);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

static enum lm_code
format_embed(struct held_writer *writer, const struct held_settings *settings,
    const struct held_vector *vector, struct lm_err *err)
{
	struct lm_buf *out = &writer->embed;
	enum lm_code code;

	out->len = 0;
	code = append_maker(settings, vector, out, err);
	if (code == LM_OK && vector->unit != NULL)
		code = append_unit(writer, settings, vector, err);
	return code == LM_OK ? append_manifest(settings, out, err) : code;
}

/* The id of a piece: the parent's, as a text, with # and its number from 1. */
static enum lm_code
format_id(struct held_writer *writer, yyjson_val *id, size_t index,
    struct lm_err *err)
{
	struct lm_buf *text = &writer->text;
	enum lm_code code = LM_OK;

	text->len = 0;
	writer->id.len = 0;
	if (yyjson_is_str(id) || yyjson_is_raw(id))
		code = lm_buf_span(text, lm_record_text(id), err);
	if (code == LM_OK)
		code = lm_buf_printf(text, err, "#%zu", index + 1);
	return code == LM_OK
	    ? lm_buf_json_string(&writer->id, lm_buf_view(text), err)
	    : code;
}

static enum lm_code
format_piece(struct held_writer *writer, const struct held_vector *vector,
    yyjson_val *id, struct lm_err *err)
{
	enum lm_code code = format_id(writer, id, vector->index, err);

	writer->chunk.len = 0;
	writer->text.len = 0;
	if (code == LM_OK)
		code = lm_buf_printf(&writer->chunk, err,
		    "{\"index\":%zu,\"of\":%zu,\"start\":%zu,\"end\":%zu}",
		    vector->index, vector->of, vector->piece->start,
		    vector->piece->end);
	return code == LM_OK
	    ? lm_buf_json_string(&writer->text, vector->text, err)
	    : code;
}

static enum lm_code
write_piece(struct held_writer *writer, const struct lm_filter_record *in,
    const struct held_vector *vector, struct lm_buf *out, struct lm_err *err)
{
	yyjson_val *key = NULL, *id = NULL;
	struct lm_span parent = lm_span_of("null");
	enum lm_code code;

	if (lm_record_find(in->record->root, lm_span_of("id"), &key, &id))
		parent = lm_record_member(in->record, key);
	code = format_piece(writer, vector, id, err);
	if (code == LM_OK) {
		const struct lm_member members[] = {
		    {lm_span_of("id"), lm_buf_view(&writer->id)},
		    {lm_span_of("parent"), parent},
		    {lm_span_of("chunk"), lm_buf_view(&writer->chunk)},
		    {lm_span_of("text"), lm_buf_view(&writer->text)},
		    {lm_span_of("embedding"),
			lm_buf_view(&vector->unit->embedding)},
		    {lm_span_of("embed"), lm_buf_view(&writer->embed)}};

		code = lm_edits_set_members(&writer->edits, in->record, members,
		    sizeof(members) / sizeof(members[0]), err);
	}
	return code == LM_OK ? lm_filter_edit(in, &writer->edits, out, err)
			     : code;
}

enum lm_code
held_write(struct held_writer *writer, const struct held_settings *settings,
    const struct lm_filter_record *in, const struct held_vector *vector,
    struct lm_buf *out, struct lm_err *err)
{
	struct lm_member members[2] = {
	    {lm_span_of("embedding"), lm_span_of("null")}};
	enum lm_code code = format_embed(writer, settings, vector, err);

	lm_edits_clear(&writer->edits);
	if (code == LM_OK && vector->piece != NULL)
		return write_piece(writer, in, vector, out, err);
	if (vector->unit != NULL)
		members[0].value = lm_buf_view(&vector->unit->embedding);
	members[1] = (struct lm_member){lm_span_of("embed"),
	    lm_buf_view(&writer->embed)};
	if (code == LM_OK)
		code = lm_edits_set_members(&writer->edits, in->record, members,
		    2, err);
	return code == LM_OK ? lm_filter_edit(in, &writer->edits, out, err)
			     : code;
}
