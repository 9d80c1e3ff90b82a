#ifndef LM_SCHEMA_SCAN_H
#define LM_SCHEMA_SCAN_H

#include "lm/schema_source.h"

/* What the parts of the source share. */

/* Add one to a list of the source.  LM_NOMEM, LM_LIMIT. */
enum lm_code lm_source_add_site(struct lm_source *source,
    const struct lm_site *site, uint32_t *number, struct lm_err *err);
enum lm_code lm_source_add_resource(struct lm_source *source,
    const struct lm_resource *resource, struct lm_err *err);
enum lm_code lm_source_add_dynamic(struct lm_source *source,
    const struct lm_dynamic *dynamic, struct lm_err *err);

/* Find all schemas of a document that came from uri. */
enum lm_code lm_source_scan_doc(struct lm_source *source, uint32_t doc,
    struct lm_span uri, struct lm_err *err);

/* The value of a member that is a string; false: there is none. */
bool lm_schema_string(yyjson_val *object, const char *name, yyjson_val **val);

#endif
