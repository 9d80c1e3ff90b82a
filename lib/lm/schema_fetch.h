#ifndef LM_SCHEMA_FETCH_H
#define LM_SCHEMA_FETCH_H

#include <stdbool.h>

#include "lm/schema_source.h"

/*
 * The text of the document of a URI (without fragment), appended to *text:
 * a metaschema (*file NULL), or what the option resolve names (*file its path,
 * which lives as long as the source).  *found: whether it is to be had.
 * Errors: LM_IO for a file that cannot be read; LM_MALFORMED for a URI that
 * leads out of the folder; LM_NOMEM.
 */
enum lm_code lm_source_fetch(struct lm_source *source, struct lm_span uri,
    struct lm_buf *text, const char **file, bool *found, struct lm_err *err);

#endif
