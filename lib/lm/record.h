#ifndef LM_RECORD_H
#define LM_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include <yyjson.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * One JSON record: a parsed view, and the exact bytes that it came from.
 *
 * The bytes are copied and the copy is parsed in place by yyjson, with
 * numbers left as text; so the pointer of a string or a number, less the start
 * of the copy, is its offset in the source.  Literals and containers have no
 * pointer; their place is found from the key before them.  A lone surrogate
 * escape (legal in RFC 8259 §7, refused by yyjson) reads as U+FFFD, while the
 * source keeps its bytes.
 *
 * Values are yyjson's: ask them with yyjson_is_str, yyjson_get_str,
 * yyjson_get_len (decoded), yyjson_is_raw (a number), yyjson_get_raw,
 * yyjson_obj_iter and so on.  They must not be changed.
 */

#define LM_RECORD_MAX_DEPTH 1000

struct lm_record {
	struct lm_span src; /* the source, with the white space around it */
	const char *copy;   /* what the values point into */
	yyjson_val *root;
	size_t n_values; /* values of the document, keys too */
};

/* The memory that records are parsed in, used again for the next one. */
struct lm_parser;

/* Make one; NULL when there is no memory.  lm_parser_free(NULL) is fine. */
struct lm_parser *lm_parser_new(void);
void lm_parser_free(struct lm_parser *parser);

/*
 * Parse one JSON value, with nothing but white space around it.
 *
 * src must live as long as *rec is used; *rec is valid until the next call
 * with this parser.  Errors: LM_MALFORMED for what is not JSON (RFC 8259,
 * UTF-8) or, with rec->n_values above 0 then, is nested deeper than
 * LM_RECORD_MAX_DEPTH, with err->column; LM_NOMEM.  Cost: about 1 ns a byte; memory up to 13 times src.
 */
enum lm_code lm_parser_parse(struct lm_parser *parser, struct lm_span src,
    struct lm_record *rec, struct lm_err *err);

/*
 * The bytes of a string (with its quotes) or a number in the source.  O(length).
 * A value of another type is a bug of the caller.
 */
struct lm_span lm_record_token(const struct lm_record *rec, yyjson_val *val);

/*
 * Where val, of whatever type and a value of rec, begins in the source.  At
 * once for a string or a number; else O(source).
 */
size_t lm_record_offset(const struct lm_record *rec, yyjson_val *val);

/* The bytes of the value that follows key, of whatever type.  O(length). */
struct lm_span lm_record_member(const struct lm_record *rec, yyjson_val *key);

/*
 * The last member of obj (which may be NULL or no object) with this decoded
 * name, as key and value: where names repeat, the last one counts, as in jq,
 * Python and JavaScript.  False when there is none; *key may be NULL.
 */
bool lm_record_find(yyjson_val *obj, struct lm_span name, yyjson_val **key,
    yyjson_val **val);

/* The decoded bytes of a string, or the text of a number. */
static inline struct lm_span
lm_record_text(yyjson_val *val)
{
	return lm_span(unsafe_yyjson_get_str(val), unsafe_yyjson_get_len(val));
}

#endif
