#include "set.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lm/hash.h"
#include "lm/record.h"
#include "lm/utf8.h"

#define ID_SHOWN 80 /* bytes of an id in a message */

void
drift_set_free(struct drift_set *set)
{
	lm_buf_free(&set->ids);
	lm_buf_free(&set->docs);
	lm_buf_free(&set->vectors);
	lm_buf_free(&set->index);
	drift_models_free(&set->models);
}

void
drift_set_clear(struct drift_set *set)
{
	set->ids.len = 0;
	set->docs.len = 0;
	set->vectors.len = 0;
	set->index.len = 0;
	drift_models_free(&set->models);
}

size_t
drift_set_count(const struct drift_set *set)
{
	return set->docs.len / sizeof(struct drift_doc);
}

const struct drift_doc *
drift_set_doc(const struct drift_set *set, size_t i)
{
	const void *docs = set->docs.ptr;

	return (const struct drift_doc *)docs + i;
}

struct lm_span
drift_set_id(const struct drift_set *set, size_t i)
{
	const struct drift_doc *doc = drift_set_doc(set, i);

	return lm_span(set->ids.ptr + doc->id_at, doc->id_len);
}

const float *
drift_set_vector(const struct drift_set *set, size_t i)
{
	return lm_vec_floats(&set->vectors) + drift_set_doc(set, i)->vector_at;
}

/* LM_MALFORMED: id "x" (or 7), a colon or a space, and the message. */
static enum lm_code
refuse(struct lm_span id, bool is_number, struct lm_err *err, const char *link,
    const char *message)
{
	struct lm_span shown = lm_utf8_prefix(id, ID_SHOWN);
	const char *quote = is_number ? "" : "\"";

	return lm_err_set(err, LM_MALFORMED, "id %s%.*s%s%s%s%s", quote,
	    (int)shown.len, shown.ptr, shown.len < id.len ? "…" : "", quote,
	    link, message);
}

enum lm_code
drift_set_error(const struct drift_set *set, size_t i, struct lm_err *err,
    const char *format, ...)
{
	const struct drift_doc *doc = drift_set_doc(set, i);
	char message[LM_ERR_MESSAGE_SIZE];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	(void)refuse(drift_set_id(set, i), doc->id_is_number, err, " ",
	    message);
	lm_err_at(err, doc->file, doc->line, 0);
	return LM_MALFORMED;
}

/* Name the id before what a lower floor has said of its member. */
static enum lm_code
name_id(yyjson_val *id, const char *member, struct lm_err *err)
{
	char message[LM_ERR_MESSAGE_SIZE + 16];

	(void)snprintf(message, sizeof(message), "%s%s", member, err->message);
	return refuse(lm_record_text(id), yyjson_is_raw(id), err, ": ",
	    message);
}

static enum lm_code
add_vector(struct drift_set *set, const struct drift_input *input,
    struct drift_doc *doc, struct lm_err *err)
{
	struct lm_span id = lm_record_text(input->id);
	enum lm_code code;

	if (input->embedding == NULL)
		return refuse(id, doc->id_is_number, err, ": ", "no embedding");
	doc->vector_at = set->vectors.len / sizeof(float);
	code =
	    lm_vec_read(input->embedding, &set->vectors, &doc->dimensions, err);
	if (code == LM_MALFORMED)
		return name_id(input->id, "embedding: ", err);
	if (code != LM_OK)
		return code;
	if (lm_vec_is_zero(lm_vec_floats(&set->vectors) + doc->vector_at,
		doc->dimensions))
		return refuse(id, doc->id_is_number, err, ": ",
		    "embedding: zero vector");
	return LM_OK;
}

static enum lm_code
add_rest(struct drift_set *set, const struct drift_input *input,
    struct drift_doc *doc, struct lm_err *err)
{
	enum lm_code code = add_vector(set, input, doc, err);

	if (code == LM_OK)
		code = lm_buf_span(&set->ids, lm_record_text(input->id), err);
	if (code == LM_OK)
		code = lm_buf_append(&set->docs, (const char *)doc,
		    sizeof(*doc), err);
	if (code != LM_OK)
		return code;
	code =
	    drift_models_add(&set->models, input->embed, doc->dimensions, err);
	return code == LM_MALFORMED ? name_id(input->id, "", err) : code;
}

enum lm_code
drift_set_add(struct drift_set *set, const struct drift_input *input,
    struct lm_err *err)
{
	size_t ids = set->ids.len, docs = set->docs.len;
	size_t vectors = set->vectors.len;
	struct drift_doc doc = {.id_at = ids,
	    .file = input->file,
	    .line = input->line};
	enum lm_code code;

	if (input->id == NULL)
		return lm_err_set(err, LM_MALFORMED, "no id");
	if (!yyjson_is_str(input->id) && !yyjson_is_raw(input->id))
		return lm_err_set(err, LM_MALFORMED,
		    "id is not a string or a number");
	doc.id_is_number = yyjson_is_raw(input->id);
	doc.id_len = lm_record_text(input->id).len;
	code = add_rest(set, input, &doc, err);
	if (code != LM_OK) {
		set->ids.len = ids;
		set->docs.len = docs;
		set->vectors.len = vectors;
	}
	return code;
}

static enum lm_code
take_docs(struct drift_set *set, const struct drift_set *from,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_reserve(&set->docs, from->docs.len, err);

	for (size_t i = 0; code == LM_OK && i < drift_set_count(from); i++) {
		struct drift_doc doc = *drift_set_doc(from, i);

		doc.id_at += set->ids.len;
		doc.vector_at += set->vectors.len / sizeof(float);
		code = lm_buf_append(&set->docs, (const char *)&doc,
		    sizeof(doc), err);
	}
	return code;
}

enum lm_code
drift_set_take(struct drift_set *set, struct drift_set *from,
    struct lm_err *err)
{
	enum lm_code code = take_docs(set, from, err);

	if (code == LM_OK)
		code = lm_buf_span(&set->ids, lm_buf_view(&from->ids), err);
	if (code == LM_OK)
		code = lm_buf_span(&set->vectors, lm_buf_view(&from->vectors),
		    err);
	if (code == LM_OK)
		code = drift_models_take(&set->models, &from->models, err);
	drift_set_clear(from);
	return code;
}
