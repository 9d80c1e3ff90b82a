#ifndef EMBED_DOCUMENT_H
#define EMBED_DOCUMENT_H

#include <stddef.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/path.h"
#include "lm/record.h"
#include "lm/span.h"

/* The fields that make up a document's text. */
struct fields {
	struct lm_path *paths;
	struct lm_span *names; /* their text, for messages */
	size_t n;
};

/*
 * Read a list of paths with commas between, such as ".title,.text"; list must
 * outlive *fields.  LM_USAGE where one is no path; LM_NOMEM.
 */
enum lm_code fields_parse(const char *list, struct fields *fields,
    struct lm_err *err);
void fields_free(struct fields *fields);

/* Memory for one document's text. */
struct document {
	struct lm_values values;
	struct lm_buf joined;
	struct lm_span text; /* lives until the next document_read */
};
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
