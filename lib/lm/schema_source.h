#ifndef LM_SCHEMA_SOURCE_H
#define LM_SCHEMA_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yyjson.h>

#include "lm/arena.h"
#include "lm/buf.h"
#include "lm/err.h"
#include "lm/record.h"
#include "lm/schema.h"
#include "lm/schema_index.h"
#include "lm/span.h"

/*
 * The documents that a schema consists of, and what stands where in them:
 * every schema (a site), every schema with a URI of its own (a resource), and
 * what their names lead to.
 */

/* Which keywords hold. */
struct lm_dialect {
	unsigned draft;	       /* a bit of enum lm_schema_since */
	unsigned vocabularies; /* enum lm_schema_vocabulary */
	struct lm_span uri;    /* of its metaschema; empty: not known */
};

struct lm_schema_doc {
	const char *file; /* as messages call it; NULL: compiled in */
	struct lm_buf text;
	struct lm_parser *parser;
	struct lm_record record;
	uint32_t root; /* its site */
};

struct lm_site {
	yyjson_val *val;
	uint32_t doc;
	uint32_t resource;
	uint32_t parent;	/* the site around it; LM_NONE: a document */
	enum lm_schema_key key; /* of parent, that holds it */
	yyjson_val *name;	/* in a map; else NULL */
	uint32_t index;		/* in a list; else LM_NONE */
	/* Instead of key: where it is below parent, as a JSON pointer. */
	struct lm_span pointer;
	uint32_t node; /* compiled; LM_NONE: not yet */
};

struct lm_resource {
	struct lm_span uri; /* without a fragment; may be empty */
	struct lm_dialect dialect;
	uint32_t site;
};

/* A $dynamicAnchor. */
struct lm_dynamic {
	struct lm_span name;
	uint32_t resource;
	uint32_t site;
};

struct lm_source {
	const struct lm_schema_options *options;
	struct lm_arena arena; /* of texts */
	struct lm_schema_doc **docs;
	uint32_t n_docs;
	uint32_t docs_cap;
	struct lm_site *sites;
	uint32_t n_sites;
	uint32_t sites_cap;
	struct lm_resource *resources;
	uint32_t n_resources;
	uint32_t resources_cap;
	struct lm_dynamic *dynamics;
	uint32_t n_dynamics;
	uint32_t dynamics_cap;
	struct lm_schema_index by_uri;	  /* resource */
	struct lm_schema_index by_anchor; /* "uri#name" -> site */
	struct lm_schema_index by_val;	  /* the pointer's bytes -> site */
	/* Of large objects, which references lead into: the pointer's bytes
	 * and a name -> value, counted from the document's root. */
	struct lm_schema_index by_member;
};

void lm_source_free(struct lm_source *source);

/*
 * Add a document and all that is in it.  text is taken over (and freed also on
 * failure).  uri is where it came from: its base where it has no id.  file
 * NULL: a metaschema.  The number of its root's site in *site.  Errors:
 * LM_MALFORMED with its place, LM_NOMEM, and those of lm_source_find.
 */
enum lm_code lm_source_add(struct lm_source *source, struct lm_buf *text,
    const char *file, struct lm_span uri, uint32_t *site, struct lm_err *err);

/*
 * The resource of a URI (without fragment), which is loaded if need be: a
 * metaschema, or a file of the option resolve.  LM_NONE in *resource where it
 * is not to be had.  Errors: LM_IO, LM_MALFORMED, LM_NOMEM.
 */
enum lm_code lm_source_find(struct lm_source *source, struct lm_span uri,
    uint32_t *resource, struct lm_err *err);

/* The dialect of a $schema, or of none (uri empty). val: for the place. */
enum lm_code lm_source_dialect(struct lm_source *source,
    const struct lm_schema_doc *doc, yyjson_val *val, struct lm_dialect *out,
    struct lm_err *err);

/* The site of val; LM_NONE: it was not taken for a schema. */
uint32_t lm_source_site(const struct lm_source *source, yyjson_val *val);

/* Take val, at a JSON pointer below a site, and all in it for schemas. */
enum lm_code lm_source_scan(struct lm_source *source, yyjson_val *val,
    uint32_t parent, struct lm_span pointer, uint32_t *site,
    struct lm_err *err);

/*
 * What a reference means, from a site: its target.  With *dynamic, whether it
 * leads to a $dynamicAnchor of that name.  val is the reference, for the place
 * of a mistake.
 */
enum lm_code lm_source_refer(struct lm_source *source, uint32_t from,
    yyjson_val *val, uint32_t *target, bool *dynamic, struct lm_err *err);

/* Give err, which is set, the place of val in doc.  Returns its code. */
enum lm_code lm_source_at(const struct lm_schema_doc *doc, yyjson_val *val,
    struct lm_err *err);

/* Copies of a text that live as long as the source; NULL: no memory. */
char *lm_source_keep(struct lm_source *source, struct lm_span text);

/* Append a site's JSON pointer within its resource. */
enum lm_code lm_source_pointer(const struct lm_source *source, uint32_t site,
    struct lm_buf *out, struct lm_err *err);

/* Append a name as a token of a JSON pointer, with its slash. */
enum lm_code lm_pointer_add(struct lm_buf *out, struct lm_span name,
    struct lm_err *err);

#endif
