#ifndef EMBED_DOCUMENT_H
#define EMBED_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/path.h"
#include "lm/record.h"
#include "lm/span.h"
#include "words.h"

/* The fields that make up a document's text. */
struct fields {
	struct lm_path *paths;
	struct lm_span *names; /* their text, for messages */
	uint32_t *weights;     /* 1 if nothing else is said */
	size_t n;
	bool weighted; /* one of them is not 1 */
};

#define FIELD_WEIGHT_MOST 100

/*
 * Read a list of paths with commas between, such as ".title^2,.text", each
 * with its weight from 1 to FIELD_WEIGHT_MOST; list must outlive *fields.
 * LM_USAGE where one is no path or no such weight; LM_NOMEM.
 */
enum lm_code fields_parse(const char *list, struct fields *fields,
    struct lm_err *err);
void fields_free(struct fields *fields);

/* Memory for one document's text. */
struct document {
	struct lm_values values;
	struct lm_buf joined;
	struct lm_span text; /* lives until the next document_read */
	struct lm_buf parts; /* struct lm_part: what text was joined of, which
				lives as long as the record too */
};

/* Its parts. */
static inline const struct lm_part *
document_parts(const struct document *document, size_t *n)
{
	*n = document->parts.len / sizeof(struct lm_part);
	return (const struct lm_part *)(const void *)document->parts.ptr;
}

void document_free(struct document *document);

/*
 * The text of a record: all strings that the fields meet, in their order,
 * joined with newlines.  A field that is absent or null adds nothing.
 * LM_MALFORMED where a field meets something else than a string, or where no
 * field meets anything; LM_NOMEM.
 */
enum lm_code document_read(struct document *document,
    const struct fields *fields, const struct lm_record *record,
    struct lm_err *err);

#endif
