#ifndef LM_MANIFEST_MISTAKE_H
#define LM_MANIFEST_MISTAKE_H

#include <stddef.h>
#include <stdint.h>

#include <yyjson.h>

#include "lm/err.h"
#include "lm/manifest_shape.h"
#include "lm/record.h"
#include "lm/span.h"

/* How mistakes in a manifest are said: where, what was expected, what is. */

/* A manifest that is being checked. */
struct lm_manifest_source {
	const char *path; /* what messages call it; NULL: nothing */
	const struct lm_record *record;
};

/* The line and the byte column (both from 1) of an offset in text. */
struct lm_place {
	uint64_t line;
	uint64_t column;
};
struct lm_place lm_place_of(struct lm_span text, size_t offset);

/* Where val, which may be a key, begins.  O(file). */
struct lm_place lm_manifest_place(const struct lm_manifest_source *source,
    yyjson_val *val);

/* Set LM_MALFORMED with the printf-formatted message, at val.  Returns it. */
enum lm_code lm_manifest_mistake(const struct lm_manifest_source *source,
    yyjson_val *val, struct lm_err *err, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * The mistakes that a shape tells: val, which is or belongs to the member of
 * key (NULL: the whole manifest), is not what shape expects; a table has no
 * such key, and the nearest one that it has; second names again what first
 * does, in the same object.
 */
enum lm_code lm_manifest_unfit(const struct lm_manifest_source *source,
    const struct lm_shape *shape, yyjson_val *key, yyjson_val *val,
    struct lm_err *err);
enum lm_code lm_manifest_unknown(const struct lm_manifest_source *source,
    const struct lm_shape *table, yyjson_val *key, struct lm_err *err);
enum lm_code lm_manifest_double(const struct lm_manifest_source *source,
    yyjson_val *first, yyjson_val *second, struct lm_err *err);

#endif
