#include "input.h"

#include <stdlib.h>

#include "lm/hash.h"

#define HASH_HEX_LEN (LM_HASH_HEX_SIZE - 1)

void
drift_fields_free(struct drift_fields *fields)
{
	for (size_t i = 0; i < fields->n; i++)
		lm_path_free(&fields->paths[i]);
	free(fields->paths);
	free(fields->names);
	*fields = (struct drift_fields){0};
}

enum lm_code
drift_fields_parse(const char *list, bool labels, struct drift_fields *fields,
    struct lm_err *err)
{
	const char *at = list != NULL ? list : ".text";
	size_t n = 1 + lm_span_count(lm_span_of(at), ',');
	enum lm_code code = LM_OK;

	*fields = (struct drift_fields){.labels = labels};
	fields->paths = calloc(n, sizeof(*fields->paths));
	fields->names = calloc(n, sizeof(*fields->names));
	if (fields->paths == NULL || fields->names == NULL) {
		(void)lm_err_nomem(err);
		code = LM_NOMEM;
	}
	while (code == LM_OK) {
		struct lm_span name = lm_span(at, lm_path_end(at, ","));

		fields->names[fields->n] = name;
		code = lm_path_parse(name, &fields->paths[fields->n], err);
		if (code != LM_OK)
			break;
		fields->n++;
		if (at[name.len] == '\0')
			return LM_OK;
		at += name.len + 1;
	}
	drift_fields_free(fields);
	return code;
}

void
drift_reader_free(struct drift_reader *reader)
{
	lm_values_free(&reader->values);
	lm_buf_free(&reader->joined);
}

/* A record's text while it is put together. */
struct text {
	struct lm_span span;
	size_t n; /* of strings */
};

static enum lm_code
join(struct drift_reader *reader, struct text *text, struct lm_span more,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (text->n++ == 0) {
		text->span = more;
		return LM_OK;
	}
	if (text->n == 2)
		code = lm_buf_span(&reader->joined, text->span, err);
	if (code == LM_OK)
		code = lm_buf_byte(&reader->joined, '\n', err);
	if (code == LM_OK)
		code = lm_buf_span(&reader->joined, more, err);
	text->span = lm_buf_view(&reader->joined);
	return code;
}

/* What field i meets, which is in reader->values. */
static enum lm_code
read_field(struct drift_reader *reader, size_t i,
    const struct drift_input *input, struct text *text, struct lm_err *err)
{
	struct lm_span name = reader->fields->names[i];
	enum lm_code code = LM_OK;

	for (size_t k = 0; code == LM_OK && k < reader->values.n; k++) {
		yyjson_val *value = reader->values.list[k];

		if (yyjson_is_null(value))
			continue;
		if (!yyjson_is_str(value))
			return drift_input_error(input, err,
			    "%.*s: expected a string",
			    (int)(name.len < 200 ? name.len : 200), name.ptr);
		code = join(reader, text, lm_record_text(value), err);
	}
	return code;
}

static enum lm_code
read_text(struct drift_reader *reader, yyjson_val *root,
    const struct drift_input *input, struct text *text, struct lm_err *err)
{
	const struct drift_fields *fields = reader->fields;
	enum lm_code code = LM_OK;

	reader->joined.len = 0;
	for (size_t i = 0; code == LM_OK && i < fields->n; i++) {
		code = lm_path_select(&fields->paths[i], root, &reader->values,
		    err);
		if (code == LM_OK)
			code = read_field(reader, i, input, text, err);
	}
	return code;
}

static yyjson_val *
member(yyjson_val *object, const char *name)
{
	yyjson_val *value = NULL;

	(void)lm_record_find(object, lm_span_of(name), NULL, &value);
	return value;
}

/* The text's fingerprint that lmob-embed put into the record. */
static bool
read_stated(yyjson_val *embed, uint64_t *hash)
{
	yyjson_val *stated = member(embed, "text_xxh3");
	char hex[LM_HASH_HEX_SIZE];
	struct lm_span text;

	if (!yyjson_is_str(stated))
		return false;
	text = lm_record_text(stated);
	*hash = 0;
	for (size_t i = 0; i < text.len && i < HASH_HEX_LEN; i++) {
		char digit = text.ptr[i];

		*hash = *hash << 4 |
		    (uint64_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
	}
	lm_hash_hex(*hash, hex);
	return lm_span_equal(text, lm_span(hex, HASH_HEX_LEN));
}

static struct lm_span
label_of(yyjson_val *root, struct lm_span text)
{
	yyjson_val *title = member(root, "title");

	return yyjson_is_str(title) && yyjson_get_len(title) > 0
	    ? lm_record_text(title)
	    : text;
}

enum lm_code
drift_input_read(struct drift_reader *reader, const struct lm_record *record,
    const char *file, uint64_t line, struct drift_input *input,
    struct lm_err *err)
{
	struct text text = {.n = 0};
	enum lm_code code;

	*input = (struct drift_input){.id = member(record->root, "id"),
	    .embedding = member(record->root, "embedding"),
	    .embed = member(record->root, "embed"),
	    .file = file,
	    .line = line};
	code = read_text(reader, record->root, input, &text, err);
	if (code != LM_OK)
		return code;
	input->has_text = text.n > 0;
	if (input->has_text)
		input->text = lm_hash(text.span);
	else
		input->has_text = read_stated(input->embed, &input->text);
	if (reader->fields->labels)
		input->label = label_of(record->root, text.span);
	return LM_OK;
}
