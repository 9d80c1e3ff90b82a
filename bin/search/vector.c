#include "vector.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "lm/vec.h"

struct vector *
vector_new(void)
{
	return calloc(1, sizeof(struct vector));
}

void
vector_free(struct vector *vector)
{
	if (vector == NULL)
		return;
	lm_buf_free(&vector->floats);
	free(vector);
}

yyjson_val *
vector_member(const struct lm_record *record, const char *name)
{
	yyjson_val *value = NULL;

	(void)lm_record_find(record->root, lm_span_of(name), NULL, &value);
	return value;
}

/* The member's name before what a lower floor has said of it. */
static enum lm_code
name_member(struct lm_err *err)
{
	char message[LM_ERR_MESSAGE_SIZE];

	(void)snprintf(message, sizeof(message), "%s", err->message);
	return lm_err_set(err, LM_MALFORMED, "embedding: %s", message);
}

enum lm_code
vector_read(struct vector *vector, const struct lm_record *record,
    struct lm_err *err)
{
	yyjson_val *embedding = vector_member(record, "embedding");
	const float *floats;
	enum lm_code code;

	vector->floats.len = 0;
	vector->n = 0;
	vector->norm = 0;
	if (embedding == NULL)
		return lm_err_set(err, LM_MALFORMED, "no embedding");
	if (yyjson_is_null(embedding))
		return LM_OK;
	code = lm_vec_read(embedding, &vector->floats, &vector->n, err);
	if (code != LM_OK)
		return code == LM_MALFORMED ? name_member(err) : code;
	floats = lm_vec_floats(&vector->floats);
	vector->norm = sqrt(lm_vec_dot(floats, floats, vector->n));
	return made_read(vector_member(record, "embed"), vector->n,
	    &vector->made, err);
}

struct lm_span
vector_label(const struct lm_record *record)
{
	static const char *const names[] = {"title", "text"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		yyjson_val *value = vector_member(record, names[i]);

		if (yyjson_is_str(value) && lm_record_text(value).len > 0)
			return lm_record_text(value);
	}
	return (struct lm_span){0};
}
