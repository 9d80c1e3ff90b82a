#ifndef LM_SCHEMA_META_H
#define LM_SCHEMA_META_H

/*
 * The metaschemas that JSON Schema's organisation publishes, compiled in, as
 * nothing is fetched (fixtures/json-schema).  The list ends with a NULL uri.
 */
struct lm_schema_meta {
	const char *uri;	   /* without a fragment */
	const char *const *pieces; /* of its text; NULL at the end */
};

extern const struct lm_schema_meta lm_schema_metas[];

#endif
