#include "document.h"

#include <assert.h>
#include <stdlib.h>

#include "lm/num.h"

/* The end of the path that begins at text, and of its weight. */
static size_t
path_len(const char *text)
{
	return lm_path_end(text, ",");
}

static size_t
count_paths(const char *list)
{
	size_t n = 1, i = path_len(list);

	for (; list[i] == ','; i += 1 + path_len(list + i + 1))
		n++;
	return n;
}

/* Field i of them: a path, and its weight behind a ^ outside of quotes. */
static enum lm_code
parse_field(struct lm_span text, struct fields *fields, size_t i,
    struct lm_err *err)
{
	size_t len = lm_path_end(text.ptr, "^,");
	struct lm_span weight;
	uint64_t value = 1;

	if (len < text.len) {
		weight = lm_span(text.ptr + len + 1, text.len - len - 1);
		if (lm_num_u64(weight, 1, FIELD_WEIGHT_MOST, &value, NULL) !=
		    LM_OK)
			return lm_err_set(err, LM_USAGE,
			    "%.*s: expected a weight from 1 to %d after ^",
			    (int)text.len, text.ptr, FIELD_WEIGHT_MOST);
	}
	fields->weights[i] = (uint32_t)value;
	fields->weighted = fields->weighted || value != 1;
	fields->names[i] = lm_span(text.ptr, len);
	return lm_path_parse(fields->names[i], &fields->paths[i], err);
}

enum lm_code
fields_parse(const char *list, struct fields *fields, struct lm_err *err)
{
	size_t n = count_paths(list);
	enum lm_code code = LM_OK;

	*fields = (struct fields){0};
	fields->paths = calloc(n, sizeof(*fields->paths));
	fields->names = calloc(n, sizeof(*fields->names));
	fields->weights = calloc(n, sizeof(*fields->weights));
	if (fields->paths == NULL || fields->names == NULL ||
	    fields->weights == NULL) {
		fields_free(fields);
		return lm_err_nomem(err);
	}
	while (code == LM_OK && fields->n < n) {
		size_t len = path_len(list);

		code = parse_field(lm_span(list, len), fields, fields->n, err);
		fields->n++;
		list += len + 1;
	}
	if (code != LM_OK)
		fields_free(fields);
	return code;
}

void
fields_free(struct fields *fields)
{
	for (size_t i = 0; i < fields->n; i++)
		lm_path_free(&fields->paths[i]);
	free(fields->paths);
	free(fields->names);
	free(fields->weights);
	*fields = (struct fields){0};
}

void
document_free(struct document *document)
{
	lm_values_free(&document->values);
	lm_buf_free(&document->joined);
	lm_buf_free(&document->parts);
}

static enum lm_code
add_part(struct document *document, struct lm_span text, uint32_t weight,
    struct lm_err *err)
{
	const struct lm_part part = {text, weight};

	return lm_buf_append(&document->parts, (const char *)&part,
	    sizeof(part), err);
}

static enum lm_code
join(struct document *document, struct lm_span text, size_t n_before,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (n_before == 0) {
		document->text = text;
		return LM_OK;
	}
	if (n_before == 1)
		code = lm_buf_span(&document->joined, document->text, err);
	if (code == LM_OK)
		code = lm_buf_byte(&document->joined, '\n', err);
	if (code == LM_OK)
		code = lm_buf_span(&document->joined, text, err);
	document->text = lm_buf_view(&document->joined);
	return code;
}

static enum lm_code
read_field(struct document *document, const struct fields *fields, size_t i,
    size_t *n, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t k = 0; code == LM_OK && k < document->values.n; k++) {
		yyjson_val *value = document->values.list[k];

		if (yyjson_is_null(value))
			continue;
		if (!yyjson_is_str(value))
			return lm_err_set(err, LM_MALFORMED,
			    "%.*s: expected a string",
			    (int)fields->names[i].len, fields->names[i].ptr);
		code = join(document, lm_record_text(value), (*n)++, err);
		if (code == LM_OK)
			code = add_part(document, lm_record_text(value),
			    fields->weights[i], err);
	}
	return code;
}

enum lm_code
document_read(struct document *document, const struct fields *fields,
    const struct lm_record *record, struct lm_err *err)
{
	size_t n = 0;
	enum lm_code code = LM_OK;

	assert(fields->n > 0);
	document->joined.len = 0;
	document->parts.len = 0;
	document->text = (struct lm_span){0};
	for (size_t i = 0; code == LM_OK && i < fields->n; i++) {
		code = lm_path_select(&fields->paths[i], record->root,
		    &document->values, err);
		if (code == LM_OK)
			code = read_field(document, fields, i, &n, err);
	}
	if (code == LM_OK && n == 0)
		return lm_err_set(err, LM_MALFORMED,
		    "expected a string at %.*s", (int)fields->names[0].len,
		    fields->names[0].ptr);
	return code;
}
