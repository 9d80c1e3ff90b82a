#ifndef LM_SCHEMA_H
#define LM_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yyjson.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/record.h"
#include "lm/schema_keys.h"
#include "lm/span.h"

/*
 * JSON Schema, drafts 4, 6, 7, 2019-09 and 2020-12 (https://json-schema.org):
 * a schema is compiled once, and values are checked by it, by any number of
 * threads at a time.
 *
 * Nothing is fetched.  A reference is to the schema itself, to a metaschema
 * (all are compiled in), or to a file that an option names.  Numbers are
 * compared exactly, from their texts.  Where an object has a name twice, each
 * of its values is checked, as readers differ in which one they take.
 */

enum lm_schema_draft {
	LM_SCHEMA_DRAFT2020,
	LM_SCHEMA_DRAFT2019,
	LM_SCHEMA_DRAFT7,
	LM_SCHEMA_DRAFT6,
	LM_SCHEMA_DRAFT4,
};

/* A longer schema file is refused. */
#define LM_SCHEMA_MAX_BYTES ((size_t)256 << 20)

struct lm_schema_options {
	/* Each "PREFIX=DIR": a URI that begins with PREFIX is the file below
	 * DIR that the rest of it names.  Where DIR is a file, PREFIX is the
	 * whole URI. */
	const char *const *resolve;
	size_t n_resolve;
	/* What is not known (keyword, format, draft, vocabulary) is passed
	 * over; else it is a mistake.  x-... is always passed over. */
	bool lenient;
	/* format is an annotation where the dialect says so; else it always
	 * asserts. */
	bool annotate_formats;
	/* contentEncoding, contentMediaType and contentSchema assert. */
	bool assert_content;
	enum lm_schema_draft draft; /* of a schema without $schema */
};

struct lm_schema;

/*
 * Compile a schema, after it has been checked against its metaschema.  file is
 * what messages call it; both must live until the call returns.  options may
 * be NULL.  Errors: LM_MALFORMED with file, line and column of the mistake;
 * LM_LIMIT where a compiled part would be too large; LM_IO for a file of
 * resolve; LM_NOMEM.  On failure *out is NULL.  O(schema).
 */
enum lm_code lm_schema_new(const struct lm_schema_options *options,
    struct lm_span text, const char *file, struct lm_schema **out,
    struct lm_err *err);

/* The same of a file, which may be gzipped; "-" is standard input. */
enum lm_code lm_schema_load(const struct lm_schema_options *options,
    const char *path, struct lm_schema **out, struct lm_err *err);
void lm_schema_free(struct lm_schema *schema);

/* XXH3-64 of the schema's text, and of those that it refers to. */
uint64_t lm_schema_fingerprint(const struct lm_schema *schema);

/*
 * The files that it was made of, its own and those of resolve, one a call: the
 * path of the next after *place, which begins as 0; NULL where there is none.
 */
const char *lm_schema_next_file(const struct lm_schema *schema, size_t *place);

/* The worst of what its parts say.  Undetermined: a limit was hit, of a regular
 * expression or of nesting, so that neither answer would be known to be true. */
enum lm_schema_verdict {
	LM_SCHEMA_VALID,
	LM_SCHEMA_UNDETERMINED,
	LM_SCHEMA_INVALID,
};

/* The memory that one thread checks in. */
struct lm_schema_checker;

/* Make one; NULL when there is no memory.  NULL may be freed. */
struct lm_schema_checker *lm_schema_checker_new(void);
void lm_schema_checker_free(struct lm_schema_checker *checker);

/*
 * Whether val, of a record of lm_parser_parse, is valid; stops at the first
 * thing that is not.  LM_NOMEM.  About 10 ns a value with plain keywords.
 */
enum lm_code lm_schema_check(const struct lm_schema *schema,
    struct lm_schema_checker *checker, yyjson_val *val,
    enum lm_schema_verdict *out, struct lm_err *err);

/* One thing that is wrong; texts are in lm_schema_report.text. */
struct lm_schema_piece {
	size_t at;
	size_t len;
};

struct lm_schema_error {
	enum lm_schema_key key;		 /* or LM_SCHEMA_N_KEYS: false */
	struct lm_schema_piece instance; /* JSON pointer (RFC 6901) */
	struct lm_schema_piece location; /* keyword, by way of references */
	struct lm_schema_piece absolute; /* its URI in the schema */
	struct lm_schema_piece expected;
	struct lm_schema_piece got;
	struct lm_schema_piece annotation; /* a JSON value, of annotations */
	yyjson_val *val;		   /* what it is about */
	bool undetermined;		   /* a limit was hit */
	uint32_t depth;			   /* of the instance */
	uint32_t branch;		   /* of an anyOf or oneOf */
};

/* All that is wrong with a value.  All-zero is empty; the memory is used again. */
struct lm_schema_report {
	/* What is asked for, beforehand. */
	bool annotations; /* those of a valid value, too */
	bool all;	  /* no branch of anyOf or oneOf is cut short */

	struct lm_schema_error *errors;
	size_t n_errors;
	size_t n_untold; /* about so many more, that were not kept */
	size_t errors_cap;
	struct lm_schema_error *notes; /* the annotations */
	size_t n_notes;
	size_t notes_cap;
	struct lm_buf text;
};

void lm_schema_report_free(struct lm_schema_report *report);

static inline struct lm_span
lm_schema_text(const struct lm_schema_report *report,
    struct lm_schema_piece piece)
{
	return lm_span(report->text.ptr + piece.at, piece.len);
}

/*
 * lm_schema_check that goes on and says all that is wrong.  Of an anyOf or
 * oneOf that fails, the errors of the branch that was most likely meant come
 * first, and of the others the first one each (unless report->all).
 */
enum lm_code lm_schema_explain(const struct lm_schema *schema,
    struct lm_schema_checker *checker, yyjson_val *val,
    struct lm_schema_report *report, enum lm_schema_verdict *out,
    struct lm_err *err);

/*
 * Append the output of a check in a format of JSON Schema 2020-12 §12: flag
 * ({"valid":true}) or basic (a list of units).  The report was made with all,
 * and with annotations for what is valid.  LM_NOMEM.
 */
enum lm_code lm_schema_output_flag(enum lm_schema_verdict verdict,
    struct lm_buf *out, struct lm_err *err);
enum lm_code lm_schema_output_basic(const struct lm_schema_report *report,
    enum lm_schema_verdict verdict, struct lm_buf *out, struct lm_err *err);

#endif
