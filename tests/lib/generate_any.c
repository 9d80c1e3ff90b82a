#include "generate.h"

#include <stdlib.h>

#include "files.h"

#define MIB ((size_t)1 << 20)

void
generate_any(struct random *random, bool any_root, struct generated *out)
{
	struct generate_options options = {.max_values = 40,
	    .max_depth = 6,
	    .max_string = 300,
	    .any_root = any_root,
	    .spaces = random_once_in(random, 2)};

	if (random_once_in(random, 50)) {
		options.max_values = 3000;
		options.max_depth = 1000;
	} else if (random_once_in(random, 500)) {
		options.max_string = MIB;
	} else if (random_once_in(random, 20)) {
		options.max_values = 2000;
	}
	generate(random, &options, out);
}

void
generate_scalar(struct random *random, struct lm_buf *out)
{
	static const struct generate_options options = {.max_values = 1,
	    .max_depth = 0,
	    .max_string = 50,
	    .any_root = true};
	struct generated record = {0};

	generate(random, &options, &record);
	append(out, lm_buf_view(&record.text));
	generated_free(&record);
}

struct lm_span
generated_text(const struct generated *record,
    const struct generated_value *value)
{
	return lm_span(record->text.ptr + value->at, value->len);
}

struct lm_span
generated_decoded(const struct generated *record,
    const struct generated_value *value)
{
	if (value->decoded_len == 0)
		return (struct lm_span){0};
	return lm_span(record->decoded.ptr + value->decoded_at,
	    value->decoded_len);
}

void
generated_free(struct generated *record)
{
	lm_buf_free(&record->text);
	lm_buf_free(&record->decoded);
	free(record->values);
	*record = (struct generated){0};
}
