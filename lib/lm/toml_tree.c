#include "lm/toml_tree.h"

#include "lm/toml.h"

void
lm_toml_tree_free(struct lm_toml_tree *tree)
{
	lm_buf_free(&tree->nodes);
	lm_buf_free(&tree->chars);
}

size_t
lm_toml_tree_n(const struct lm_toml_tree *tree)
{
	return tree->nodes.len / sizeof(struct lm_toml_node);
}

struct lm_toml_node *
lm_toml_tree_node(const struct lm_toml_tree *tree, size_t i)
{
	return (struct lm_toml_node *)(void *)tree->nodes.ptr + i;
}

enum lm_code
lm_toml_tree_add(struct lm_toml_tree *tree, const struct lm_toml_node *node,
    struct lm_err *err)
{
	struct lm_toml_node added = *node, *parent;
	size_t i = lm_toml_tree_n(tree);
	enum lm_code code;

	added.first = added.last = added.next = LM_TOML_NONE;
	code = lm_buf_append(&tree->nodes, (const char *)&added, sizeof(added),
	    err);
	if (code != LM_OK || node->parent == LM_TOML_NONE)
		return code;
	parent = lm_toml_tree_node(tree, node->parent);
	if (parent->first == LM_TOML_NONE)
		parent->first = i;
	else
		lm_toml_tree_node(tree, parent->last)->next = i;
	parent->last = i;
	return LM_OK;
}

static struct lm_span
key_of(const struct lm_toml_tree *tree, const struct lm_toml_node *node)
{
	return node->key_len == 0
	    ? (struct lm_span){0}
	    : lm_span(tree->chars.ptr + node->key_at, node->key_len);
}

static struct lm_span
text_of(const struct lm_toml_tree *tree, const struct lm_toml_node *node)
{
	return node->len == 0 ? (struct lm_span){0}
			      : lm_span(tree->chars.ptr + node->at, node->len);
}

size_t
lm_toml_tree_find(const struct lm_toml_tree *tree, size_t table,
    const struct lm_toml_node *key)
{
	size_t i = lm_toml_tree_node(tree, table)->first;

	while (i != LM_TOML_NONE &&
	    !lm_span_equal(key_of(tree, lm_toml_tree_node(tree, i)),
		key_of(tree, key)))
		i = lm_toml_tree_node(tree, i)->next;
	return i;
}

/* ---- as JSON -------------------------------------------------------------- */

static bool
is_list(const struct lm_toml_node *node)
{
	return node->type == LM_TOML_ARRAY || node->type == LM_TOML_TABLES;
}

static enum lm_code
append_place(struct lm_buf *places, size_t line, size_t column,
    struct lm_err *err)
{
	const struct lm_toml_place place = {line, column};

	return lm_buf_append(places, (const char *)&place, sizeof(place), err);
}

/* The comma before a node, and its key. */
static enum lm_code
open_member(const struct lm_toml_tree *tree, size_t i, struct lm_buf *json,
    struct lm_buf *places, struct lm_err *err)
{
	const struct lm_toml_node *node = lm_toml_tree_node(tree, i), *parent;
	enum lm_code code = LM_OK;

	if (node->parent == LM_TOML_NONE)
		return LM_OK;
	parent = lm_toml_tree_node(tree, node->parent);
	if (parent->first != i)
		code = lm_buf_byte(json, ',', err);
	if (code != LM_OK || is_list(parent))
		return code;
	code = lm_buf_json_string(json, key_of(tree, node), err);
	if (code == LM_OK)
		code = lm_buf_byte(json, ':', err);
	return code == LM_OK
	    ? append_place(places, node->key_line, node->key_column, err)
	    : code;
}

/* A node; of an array or a table its beginning. */
static enum lm_code
open_node(const struct lm_toml_tree *tree, size_t i, struct lm_buf *json,
    struct lm_buf *places, struct lm_err *err)
{
	const struct lm_toml_node *node = lm_toml_tree_node(tree, i);
	enum lm_code code = open_member(tree, i, json, places, err);

	if (code == LM_OK)
		code = append_place(places, node->line, node->column, err);
	if (code != LM_OK)
		return code;
	switch (node->type) {
	case LM_TOML_STRING:
		return lm_buf_json_string(json, text_of(tree, node), err);
	case LM_TOML_PLAIN:
		return lm_buf_span(json, text_of(tree, node), err);
	case LM_TOML_ARRAY:
	case LM_TOML_TABLES:
		return lm_buf_byte(json, '[', err);
	case LM_TOML_TABLE:
		return lm_buf_byte(json, '{', err);
	}
	return LM_OK;
}

/* From a node that is done to the next one, closing what ends with it. */
static enum lm_code
close_nodes(const struct lm_toml_tree *tree, size_t *i, struct lm_buf *json,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;
	const struct lm_toml_node *node = lm_toml_tree_node(tree, *i);
	bool open = is_list(node) || node->type == LM_TOML_TABLE;

	while (code == LM_OK) {
		if (open)
			code =
			    lm_buf_byte(json, is_list(node) ? ']' : '}', err);
		*i = node->next;
		if (*i != LM_TOML_NONE || node->parent == LM_TOML_NONE)
			break;
		node = lm_toml_tree_node(tree, node->parent);
		open = true;
	}
	return code;
}

enum lm_code
lm_toml_tree_json(const struct lm_toml_tree *tree, struct lm_buf *json,
    struct lm_buf *places, struct lm_err *err)
{
	enum lm_code code = LM_OK;
	size_t i = 0;

	while (code == LM_OK && i != LM_TOML_NONE) {
		const struct lm_toml_node *node = lm_toml_tree_node(tree, i);

		code = open_node(tree, i, json, places, err);
		if (node->first != LM_TOML_NONE)
			i = node->first;
		else if (code == LM_OK)
			code = close_nodes(tree, &i, json, err);
	}
	return code;
}
