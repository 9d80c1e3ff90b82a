#ifndef GENERATE_H
#define GENERATE_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/buf.h"
#include "lm/span.h"
#include "random.h"

/*
 * Random JSON records, and where each value of one stands: an oracle that
 * knows nothing of the parser.  They have all that RFC 8259 allows: nesting up
 * to 1,000, repeated and empty keys, every form of escape (also lone
 * surrogates), numbers of up to 400 digits, white space where it may be.
 */

enum generated_kind {
	GENERATED_LITERAL,
	GENERATED_NUMBER,
	GENERATED_STRING,
	GENERATED_ARRAY,
	GENERATED_OBJECT,
};

#define GENERATED_NO_KEY SIZE_MAX

struct generated_value {
	enum generated_kind kind;
	bool is_key;
	size_t depth;	/* containers around it */
	size_t key;	/* index of its key in values, or GENERATED_NO_KEY */
	size_t parent;	/* index of its container; itself for the root */
	size_t at, len; /* in the text, with the quotes */
	size_t decoded_at, decoded_len; /* strings: as UTF-8; numbers: text */
};

/* All-zero is empty. */
struct generated {
	struct lm_buf text;
	struct lm_buf decoded;
	struct generated_value *values; /* in the order of the text */
	size_t n_values;
	size_t cap;
};

struct generate_options {
	size_t max_values; /* about */
	size_t max_depth;  /* containers, 1 to 1000 */
	size_t max_string; /* characters, now and then */
	bool any_root;	   /* else an object */
	bool spaces;	   /* white space, but no newline */
};

/* A record in place of what *out held. */
void generate(struct random *random, const struct generate_options *options,
    struct generated *out);

/* The same with options that suit: small ones mostly, some deep or large. */
void generate_any(struct random *random, bool any_root, struct generated *out);

/* One JSON string, number, or literal, appended to out. */
void generate_scalar(struct random *random, struct lm_buf *out);

struct lm_span generated_text(const struct generated *record,
    const struct generated_value *value);
struct lm_span generated_decoded(const struct generated *record,
    const struct generated_value *value);

void generated_free(struct generated *record);

#endif
