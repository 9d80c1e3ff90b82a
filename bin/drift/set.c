#include "set.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lm/num.h"
#include "lm/record.h"
#include "lm/utf8.h"

#define ID_SHOWN 80 /* bytes of an id in a message */
#define LABEL_CUT "…"
#define DELETE 0x7f

void
drift_set_free(struct drift_set *set)
{
	lm_buf_free(&set->ids);
	lm_buf_free(&set->docs);
	lm_buf_free(&set->vectors);
	lm_buf_free(&set->labels);
	lm_buf_free(&set->index);
	drift_models_free(&set->models);
}

void
drift_set_clear(struct drift_set *set)
{
	set->ids.len = 0;
	set->docs.len = 0;
	set->vectors.len = 0;
	set->labels.len = 0;
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

	/* With "" as the only id there is no buffer. */
	return doc->id_len == 0
	    ? lm_span("", 0)
	    : lm_span(set->ids.ptr + doc->id_at, doc->id_len);
}

const float *
drift_set_vector(const struct drift_set *set, size_t i)
{
	return lm_vec_floats(&set->vectors) + drift_set_doc(set, i)->vector_at;
}

struct lm_span
drift_set_label(const struct drift_set *set, size_t i)
{
	const struct drift_doc *doc = drift_set_doc(set, i);

	return doc->label_len == 0
	    ? lm_span("", 0)
	    : lm_span(set->labels.ptr + doc->label_at, doc->label_len);
}

size_t
drift_set_dimensions(const struct drift_set *set)
{
	return drift_set_count(set) == 0 ? 0
					 : drift_set_doc(set, 0)->dimensions;
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

enum lm_code
drift_input_error(const struct drift_input *input, struct lm_err *err,
    const char *format, ...)
{
	char message[LM_ERR_MESSAGE_SIZE];
	va_list args;

	if (input->id == NULL)
		return lm_err_set(err, LM_MALFORMED, "no id");
	if (!yyjson_is_str(input->id) && !yyjson_is_raw(input->id))
		return lm_err_set(err, LM_MALFORMED,
		    "id is not a string or a number");
	va_start(args, format);
	(void)vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	return refuse(lm_record_text(input->id), yyjson_is_raw(input->id), err,
	    ": ", message);
}

/* Name the id before what a lower floor has said of its member. */
static enum lm_code
name_id(const struct drift_input *input, const char *member, struct lm_err *err)
{
	char message[LM_ERR_MESSAGE_SIZE];

	memcpy(message, err->message, sizeof(message));
	return drift_input_error(input, err, "%s%s", member, message);
}

/* A vector that no model gives: without a direction, or with the same in all
 * its components, which is what a broken one leaves behind. */
static enum lm_code
check_vector(const struct drift_input *input, const float *vector, size_t n,
    struct lm_err *err)
{
	char number[LM_NUM_FLOAT_SIZE];
	size_t i = 1;

	if (lm_vec_is_zero(vector, n))
		return drift_input_error(input, err, "embedding: zero vector");
	while (i < n && vector[i] == vector[0])
		i++;
	if (n < 2 || i < n)
		return LM_OK;
	return drift_input_error(input, err,
	    "embedding: constant vector (all %.*s)",
	    (int)lm_num_float_text(vector[0], number), number);
}

static enum lm_code
add_vector(struct drift_set *set, const struct drift_input *input,
    struct drift_doc *doc, struct lm_err *err)
{
	enum lm_code code;

	if (input->embedding == NULL)
		return drift_input_error(input, err, "no embedding");
	doc->vector_at = set->vectors.len / sizeof(float);
	code =
	    lm_vec_read(input->embedding, &set->vectors, &doc->dimensions, err);
	if (code == LM_MALFORMED)
		return name_id(input, "embedding: ", err);
	if (code != LM_OK)
		return code;
	return check_vector(input,
	    lm_vec_floats(&set->vectors) + doc->vector_at, doc->dimensions,
	    err);
}

/* The begin of the text, as one line. */
static enum lm_code
add_label(struct drift_set *set, struct lm_span text, struct drift_doc *doc,
    struct lm_err *err)
{
	size_t mark = sizeof(LABEL_CUT) - 1;
	struct lm_span shown = lm_utf8_prefix(text, DRIFT_LABEL_MAX - mark);
	enum lm_code code = lm_buf_span(&set->labels, shown, err);

	if (code == LM_OK && shown.len < text.len)
		code = lm_buf_text(&set->labels, LABEL_CUT, err);
	if (code != LM_OK)
		return code;
	for (size_t i = doc->label_at; i < set->labels.len; i++)
		if ((unsigned char)set->labels.ptr[i] < ' ' ||
		    set->labels.ptr[i] == DELETE)
			set->labels.ptr[i] = ' ';
	doc->label_len = (uint8_t)(set->labels.len - doc->label_at);
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
		code = add_label(set, input->label, doc, err);
	if (code == LM_OK)
		code = lm_buf_append(&set->docs, (const char *)doc,
		    sizeof(*doc), err);
	if (code != LM_OK)
		return code;
	code =
	    drift_models_add(&set->models, input->embed, doc->dimensions, err);
	return code == LM_MALFORMED ? name_id(input, "", err) : code;
}

enum lm_code
drift_set_add(struct drift_set *set, const struct drift_input *input,
    struct lm_err *err)
{
	size_t ids = set->ids.len, docs = set->docs.len;
	size_t vectors = set->vectors.len, labels = set->labels.len;
	struct drift_doc doc = {.id_at = ids,
	    .file = input->file,
	    .line = input->line,
	    .label_at = labels,
	    .has_text = input->has_text,
	    .text = input->text};
	enum lm_code code;

	if (!yyjson_is_str(input->id) && !yyjson_is_raw(input->id))
		return drift_input_error(input, err, "is no id");
	doc.id_is_number = yyjson_is_raw(input->id);
	doc.id_len = lm_record_text(input->id).len;
	code = add_rest(set, input, &doc, err);
	if (code != LM_OK) {
		set->ids.len = ids;
		set->docs.len = docs;
		set->vectors.len = vectors;
		set->labels.len = labels;
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
		doc.label_at += set->labels.len;
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
		code =
		    lm_buf_span(&set->labels, lm_buf_view(&from->labels), err);
	if (code == LM_OK)
		code = drift_models_take(&set->models, &from->models, err);
	drift_set_clear(from);
	return code;
}
