#ifndef FILL_H
#define FILL_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "input.h"
#include "pairs.h"
#include "random.h"
#include "set.h"

#include "lm/record.h"

/* Sets for the tests: from JSON text, and from plain floats. */

/* Add one record's text as line of file, with its label. */
static enum lm_code
add_text(struct drift_set *set, const char *file, uint64_t line,
    const char *text, struct lm_err *err)
{
	struct lm_parser *parser = lm_parser_new();
	struct drift_fields fields;
	struct drift_reader reader = {.fields = &fields};
	struct drift_input input;
	struct lm_record rec;
	enum lm_code code;

	CHECK_OK(drift_fields_parse(NULL, true, &fields, err), err);
	code = lm_parser_parse(parser, lm_span_of(text), &rec, err);
	if (CHECK(code == LM_OK))
		code = drift_input_read(&reader, &rec, file, line, &input, err);
	if (code == LM_OK)
		code = drift_set_add(set, &input, err);
	drift_reader_free(&reader);
	drift_fields_free(&fields);
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

/* Seal both sides and pair them, which must go well. */
static inline struct drift_pairs
pair_sides(struct drift_set *baseline, struct drift_set *current,
    const struct drift_pairing *how)
{
	const struct drift_set *sides[] = {baseline, current};
	struct drift_pairs pairs = {0};
	struct lm_err err = {0};

	CHECK_OK(drift_set_seal(baseline, &err), &err);
	CHECK_OK(drift_set_seal(current, &err), &err);
	CHECK_OK(drift_pairs_make(sides, how, &pairs, &err), &err);
	return pairs;
}

/* The same of all documents, which must be on both sides. */
static inline struct drift_pairs
pair_all(struct drift_set *baseline, struct drift_set *current)
{
	const struct drift_pairing all = {.sample = 0};

	return pair_sides(baseline, current, &all);
}

/* As order[i] the place in the current run of the baseline's document i. */
static inline void
order_of(const struct drift_pairs *pairs, size_t *order)
{
	for (size_t i = 0; i < drift_pairs_count(pairs); i++)
		order[i] = drift_pairs_at(pairs, i)->places[DRIFT_CURRENT];
}

/* Pair all of two sealed sets' documents by their ids. */
static inline void
pair_sealed(const struct drift_set *const sides[], struct drift_pairs *pairs)
{
	struct lm_err err = {0};

	for (size_t i = 0; i < drift_set_count(sides[DRIFT_BASELINE]); i++) {
		struct drift_pair pair = {{i,
		    drift_set_find(sides[DRIFT_CURRENT], sides[DRIFT_BASELINE],
			i)}};

		CHECK_OK(lm_buf_append(&pairs->compared, (const char *)&pair,
			     sizeof(pair), &err),
		    &err);
	}
}

#endif
