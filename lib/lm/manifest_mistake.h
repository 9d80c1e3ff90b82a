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
 * such key, and the nearest one that it has.
 */
enum lm_code lm_manifest_unfit(const struct lm_manifest_source *source,
    const struct lm_shape *shape, yyjson_val *key, yyjson_val *val,
    struct lm_err *err);
enum lm_code lm_manifest_unknown(const struct lm_manifest_source *source,
    const struct lm_shape *table, yyjson_val *key, struct lm_err *err);

/*
 * Whether each of the n strings of list, which is sorted for it, is there
 * once; else the first that says again what one before it does.  O(n log n).
 */
enum lm_code lm_manifest_once(const struct lm_manifest_source *source,
    yyjson_val **list, size_t n, struct lm_err *err);

/*
 * val names a thing that its section does not have, and the nearest that it
 * has: 'unknown model "a": expected "b"?'.  key is the section's, as "models",
 * map its value (NULL: it is not there), one is what one of them is called.
 */
enum lm_code lm_manifest_no_such(const struct lm_manifest_source *source,
    const char *key, const char *one, yyjson_val *map, yyjson_val *val,
    struct lm_err *err);

/* For "%.*s" in a message: the length and start of a text, cut to size. */
#define LM_SHOWN(text) lm_shown_len(text), (text).ptr
int lm_shown_len(struct lm_span text);

#endif
