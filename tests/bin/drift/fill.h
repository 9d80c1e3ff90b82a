#ifndef FILL_H
#define FILL_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "random.h"
#include "set.h"

#include "lm/record.h"

/* Sets for the tests: from JSON text, and from plain floats. */

static yyjson_val *
member(yyjson_val *root, const char *name)
{
	yyjson_val *val = NULL;

	(void)lm_record_find(root, lm_span_of(name), NULL, &val);
	return val;
}

/* Add one record's text as line of file. */
static enum lm_code
add_text(struct drift_set *set, const char *file, uint64_t line,
    const char *text, struct lm_err *err)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_record rec;
	enum lm_code code;

	code = lm_parser_parse(parser, lm_span_of(text), &rec, err);
	if (CHECK(code == LM_OK)) {
		struct drift_input input = {member(rec.root, "id"),
		    member(rec.root, "embedding"), member(rec.root, "embed"),
		    file, line};

		code = drift_set_add(set, &input, err);
	}
	lm_parser_free(parser);
	return code;
}

/* Add a record that must be fine. */
static inline void
add_good(struct drift_set *set, const char *file, uint64_t line,
    const char *text)
{
	struct lm_err err = {0};

	CHECK_OK(add_text(set, file, line, text, &err), &err);
}

/* Add a document d<number> with this vector. */
static inline void
add_floats(struct drift_set *set, const char *file, size_t number,
    const float *values, size_t n)
{
	struct lm_buf text = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_buf_printf(&text, &err, "{\"id\":\"d%zu\",\"embedding\":\"",
		     number),
	    &err);
	CHECK_OK(lm_vec_append_base64(&text, values, n, &err), &err);
	CHECK_OK(lm_buf_append(&text, "\"}", 3, &err), &err);
	add_good(set, file, number + 1, text.ptr);
	lm_buf_free(&text);
}

/* From about -1 to 1, near 0 more often. */
static inline float
noise(struct random *random)
{
	double sum = 0;

	for (int i = 0; i < 4; i++)
		sum += (double)random_below(random, 1 << 20) / (1 << 20) - 0.5;
	return (float)(sum / 2);
}

static inline float *
noise_matrix(struct random *random, size_t n, size_t dimensions)
{
	float *values = calloc(n * dimensions, sizeof(*values));

	for (size_t i = 0; i < n * dimensions; i++)
		values[i] = noise(random);
	return values;
}

/* A side of n documents d0, d1, … */
static inline void
add_matrix(struct drift_set *set, const char *file, const float *values,
    size_t n, size_t dimensions)
{
	for (size_t i = 0; i < n; i++)
		add_floats(set, file, i, values + i * dimensions, dimensions);
}

#endif
