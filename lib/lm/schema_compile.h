#ifndef LM_SCHEMA_COMPILE_H
#define LM_SCHEMA_COMPILE_H

#include "lm/schema_node.h"

/* One schema on its way to a node. */
struct lm_making {
	struct lm_schema *schema;
	uint32_t site;
	yyjson_val *object;
	struct lm_dialect dialect;
	struct lm_err *err;
	/* The values of the keywords that hold; NULL: it is not there. */
	yyjson_val *vals[LM_SCHEMA_N_KEYS];
};

/* Compile what is reachable from the root's site into schema->nodes. */
enum lm_code lm_schema_compile(struct lm_schema *schema, uint32_t site,
    struct lm_err *err);

/* Whether a keyword is there and holds in this dialect; its value. */
bool lm_making_has(const struct lm_making *making, enum lm_schema_key key,
    yyjson_val **val);

/* The node of the schema val, compiled sooner or later. */
enum lm_code lm_making_node(const struct lm_making *making, yyjson_val *val,
    uint32_t *node);
enum lm_code lm_making_site(const struct lm_making *making, uint32_t site,
    uint32_t *node);

/* The nodes of a list of schemas. */
enum lm_code lm_making_nodes(const struct lm_making *making,
    enum lm_schema_key key, struct lm_nodes *out);

/* The node of a keyword's schema; LM_NONE stays where it is not there. */
enum lm_code lm_making_one(const struct lm_making *making,
    enum lm_schema_key key, uint32_t *node);

/* A whole number of 0 or more; *out stays where it is not there. */
enum lm_code lm_making_count(const struct lm_making *making,
    enum lm_schema_key key, uint64_t *out);

/* A compiled regular expression; the mistake is at val. */
enum lm_code lm_making_regex(const struct lm_making *making, yyjson_val *val,
    const struct lm_regex **out);

/* The making's draft as lm_format_find has it. */
int lm_making_draft(const struct lm_making *making);

/* "expected WHAT", at val. */
enum lm_code lm_making_wrong(const struct lm_making *making, yyjson_val *val,
    const char *what);

/* lm_names_build; where it fails, the schema is the place. */
enum lm_code lm_making_names(const struct lm_making *making,
    const struct lm_span *names, uint32_t n, struct lm_names_set *out);

/* n elements of the schema's arena; NULL with err set. */
void *lm_making_array(const struct lm_making *making, size_t n, size_t size);

/* The parts; what is not there stays NULL. */
enum lm_code lm_making_number(const struct lm_making *making,
    struct lm_node *node);
enum lm_code lm_making_string(const struct lm_making *making,
    struct lm_node *node);
enum lm_code lm_making_array_part(const struct lm_making *making,
    struct lm_node *node);
enum lm_code lm_making_object(const struct lm_making *making,
    struct lm_node *node);
enum lm_code lm_making_values(const struct lm_making *making,
    struct lm_node *node);
enum lm_code lm_making_applied(const struct lm_making *making,
    struct lm_node *node);
enum lm_code lm_making_unknown(const struct lm_making *making);

/* Give a dynamic reference all that it may lead to, as it is known by now. */
enum lm_code lm_making_dynamics(const struct lm_making *making,
    struct lm_dynamic_ref *ref);

/* Mistakes that only all nodes together show: a cycle of references that asks
 * of one value without end.  LM_MALFORMED, LM_NOMEM. */
enum lm_code lm_schema_find_cycle(const struct lm_schema *schema,
    struct lm_err *err);

#endif
