#include "lm/schema_compile.h"

#include <stdlib.h>

/* x-... is nobody's keyword, and meant to be. */
static bool
is_extension(struct lm_span name)
{
	return name.len > 2 && name.ptr[0] == 'x' && name.ptr[1] == '-';
}

static enum lm_code
refuse(const struct lm_making *making, yyjson_val *name)
{
	const struct lm_source *source = &making->schema->source;
	struct lm_span text = lm_record_text(name);
	const char *near = lm_schema_key_near(text, making->dialect.draft,
	    making->dialect.vocabularies);
	enum lm_schema_key other = lm_schema_key_find(text, ~0U, ~0U);
	const char *hint = near == NULL ? "" : near;

	if (other != LM_SCHEMA_N_KEYS)
		(void)lm_err_set(making->err, LM_MALFORMED,
		    "\"%s\" is no keyword of this draft; --lenient passes it "
		    "over",
		    lm_schema_keywords[other].name);
	else
		(void)lm_err_set(making->err, LM_MALFORMED,
		    "unknown keyword \"%.*s\"%s%s%s; --lenient passes it over",
		    text.len < 100 ? (int)text.len : 100, text.ptr,
		    near == NULL ? "" : ", meant is perhaps \"", hint,
		    near == NULL ? "" : "\"");
	return lm_source_at(source->docs[source->sites[making->site].doc], name,
	    making->err);
}

enum lm_code
lm_making_unknown(const struct lm_making *making)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(making->object);
	yyjson_val *name;

	if (making->schema->options.lenient)
		return LM_OK;
	while ((name = yyjson_obj_iter_next(&iter)) != NULL) {
		struct lm_span text = lm_record_text(name);
		enum lm_schema_key key = lm_schema_key_find(text,
		    making->dialect.draft, making->dialect.vocabularies);

		if (key == LM_SCHEMA_N_KEYS && !is_extension(text))
			return refuse(making, name);
		if (key != LM_SCHEMA_N_KEYS &&
		    making->vals[key] != yyjson_obj_iter_get_val(name))
			return lm_making_wrong(making, name,
			    "a keyword once: this one is there again");
	}
	return LM_OK;
}

/* What a node asks of the same value by other nodes, one after the other. */
static uint32_t
next_of_applied(const struct lm_applied *a, uint32_t i)
{
	const uint32_t single[] = {a->ref, a->not, a->if_, a->then, a->else_,
	    a->dynamic == NULL ? LM_NONE : a->dynamic->initial,
	    a->recursive == NULL ? LM_NONE : a->recursive->initial};
	const uint32_t n_single = sizeof(single) / sizeof(single[0]);

	if (i < n_single)
		return single[i];
	i -= n_single;
	if (i < a->all.n)
		return a->all.list[i];
	i -= a->all.n;
	if (i < a->any.n)
		return a->any.list[i];
	i -= a->any.n;
	return i < a->one.n ? a->one.list[i] : LM_NONE - 1;
}

/* The ith of them; LM_NONE: not there; LM_NONE - 1: there are no more. */
static uint32_t
next_of(const struct lm_node *node, uint32_t i)
{
	uint32_t n = node->object == NULL ? 0 : node->object->n_dependents;

	if (i < n)
		return node->object->dependents[i].node;
	return node->applied == NULL ? LM_NONE - 1
				     : next_of_applied(node->applied, i - n);
}

enum colour {
	NEW,
	OPEN, /* on the way */
	DONE,
};

/* A way from node to node. */
struct trip {
	const struct lm_schema *schema;
	unsigned char *colours;
	struct stop {
		uint32_t node;
		uint32_t next;
	} * way;
	uint32_t n;
};

static enum lm_code
refuse_cycle(const struct lm_schema *schema, uint32_t node, struct lm_err *err)
{
	const struct lm_site *site =
	    &schema->source.sites[schema->nodes[node].site];

	(void)lm_err_set(err, LM_MALFORMED,
	    "this schema asks the same value of itself without end, by its "
	    "references");
	return lm_source_at(schema->source.docs[site->doc], site->val, err);
}

/* Depth first, on a stack of our own; a node that is open again is a cycle. */
static enum lm_code
travel(struct trip *trip, uint32_t from, struct lm_err *err)
{
	trip->way[trip->n++] = (struct stop){from, 0};
	trip->colours[from] = OPEN;
	while (trip->n > 0) {
		struct stop *stop = &trip->way[trip->n - 1];
		uint32_t next =
		    next_of(&trip->schema->nodes[stop->node], stop->next++);

		if (next == LM_NONE)
			continue;
		if (next == LM_NONE - 1) {
			trip->colours[stop->node] = DONE;
			trip->n--;
		} else if (trip->colours[next] == OPEN) {
			return refuse_cycle(trip->schema, next, err);
		} else if (trip->colours[next] == NEW) {
			trip->colours[next] = OPEN;
			trip->way[trip->n++] = (struct stop){next, 0};
		}
	}
	return LM_OK;
}

enum lm_code
lm_schema_find_cycle(const struct lm_schema *schema, struct lm_err *err)
{
	struct trip trip = {.schema = schema,
	    .colours = calloc(schema->n_nodes, 1),
	    .way = calloc(schema->n_nodes, sizeof(*trip.way))};
	enum lm_code code = LM_OK;

	if (trip.colours == NULL || trip.way == NULL) {
		code = lm_err_nomem(err);
		goto out;
	}
	for (uint32_t i = 0; code == LM_OK && i < schema->n_nodes; i++)
		if (trip.colours[i] == NEW)
			code = travel(&trip, i, err);
out:
	free(trip.colours);
	free(trip.way);
	return code;
}
