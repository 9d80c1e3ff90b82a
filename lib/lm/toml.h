#ifndef LM_TOML_H
#define LM_TOML_H

#include <stddef.h>
#include <stdint.h>

#include <yyjson.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * TOML (v1.0.0, https://toml.io/en/v1.0.0) as a JSON document, and where each
 * of its values stands.
 *
 * Read are comments, tables, arrays of tables, bare, quoted and dotted keys,
 * all four kinds of strings, whole numbers (also 0x, 0o, 0b), decimals, true
 * and false, arrays, inline tables.  Dates, times, inf and nan are refused:
 * JSON has none.  What the standard forbids is refused (a key or a table given
 * twice, a control character, a newline in an inline table, bytes that are not
 * UTF-8).
 */

/* How deep arrays and inline tables may be within one another. */
#define LM_TOML_DEPTH 32

struct lm_toml_place {
	uint64_t line;	 /* from 1 */
	uint64_t column; /* byte, from 1 */
};

/* All-zero is empty. */
struct lm_toml {
	yyjson_doc *doc;	      /* its root is an object */
	struct lm_toml_place *places; /* of each value of doc, in order */
	size_t n;
};

/*
 * Read all of text; *toml keeps nothing of it.  LM_MALFORMED, with line and
 * column; LM_NOMEM.  *toml is then empty.  O(length), and for each key as much
 * as its table has keys.
 */
enum lm_code lm_toml_read(struct lm_span text, struct lm_toml *toml,
    struct lm_err *err);
void lm_toml_free(struct lm_toml *toml);

/* Where a value or a key of toml->doc stands: a string at its first quote, a
 * table at its header or its first key. */
struct lm_toml_place lm_toml_place(const struct lm_toml *toml,
    const yyjson_val *val);

#endif
