#ifndef ROUTE_FIELDS_H
#define ROUTE_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include <yyjson.h>

#include "lm/err.h"
#include "lm/path.h"
#include "lm/span.h"

/* Where the members that routing reads are in a record. */
enum field {
	FIELD_ID,
	FIELD_TASK,
	FIELD_STAGE,
	FIELD_MODEL,
	FIELD_TOKENS,
	FIELD_FLAGS,
	FIELD_SCHEMA_FAILURES,
	FIELD_SHARED_EXTERNALLY,
	FIELD_TEXT,
	FIELD_MESSAGES,
};
#define N_FIELDS 10

extern const char *const field_names[N_FIELDS + 1]; /* NULL at the end */

/* A path that --fields gives instead of the member of the field's name. */
struct field_path {
	enum field field;
	struct lm_span text; /* as written */
	struct lm_path path;
};

struct fields {
	struct field_path *list;
	size_t n;
	unsigned given;	 /* bits 1 << enum field */
	unsigned unread; /* such bits: as if they were not there */
};

/*
 * Read "task=.kind,text=.a,text=.b" (NULL: the members of the fields' names).
 * text may be given several times, each other field once.  list lives as long
 * as *fields.  LM_USAGE; LM_NOMEM.
 */
enum lm_code fields_parse(const char *list, struct fields *fields,
    struct lm_err *err);
void fields_free(struct fields *fields);

/*
 * The values of the members of their own names in a record's root: the last
 * of each name, null as NULL, and NULL for those that have a path or are
 * unread.  Returns bits 1 << enum field for those that are there twice.
 */
unsigned fields_members(const struct fields *fields, yyjson_val *root,
    yyjson_val *values[N_FIELDS]);

#endif
