#ifndef LM_TOML_TREE_H
#define LM_TOML_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * What a TOML file says, as a tree: a part of toml.  A node is known by its
 * index; the root, the table of all, is 0.
 */
#define LM_TOML_NONE SIZE_MAX

enum lm_toml_type {
	LM_TOML_STRING,
	LM_TOML_PLAIN,	/* a number, true or false, as JSON has it */
	LM_TOML_ARRAY,	/* of values */
	LM_TOML_TABLES, /* an array made of [[headers]] */
	LM_TOML_TABLE,
};

/* How a table came about, which says what may still be added to it. */
enum lm_toml_made {
	LM_TOML_BY_HEADER,
	LM_TOML_BY_PATH,   /* on the way to a header's table */
	LM_TOML_BY_DOTS,   /* by a dotted key */
	LM_TOML_BY_BRACES, /* inline: closed */
};

struct lm_toml_node {
	enum lm_toml_type type;
	enum lm_toml_made made;
	size_t line, column; /* of the value */
	size_t key_line, key_column;
	size_t key_at, key_len; /* in tree->chars */
	size_t at, len;		/* a string's or plain value's, there */
	size_t parent, first, last, next;
};

/* All-zero is empty; free it. */
struct lm_toml_tree {
	struct lm_buf nodes; /* struct lm_toml_node */
	struct lm_buf chars;
};

void lm_toml_tree_free(struct lm_toml_tree *tree);

/* How many nodes; the i-th, until one is added. */
size_t lm_toml_tree_n(const struct lm_toml_tree *tree);
struct lm_toml_node *lm_toml_tree_node(const struct lm_toml_tree *tree,
    size_t i);

/* Add a node (its links are set here) behind the last of its parent; its
 * index is lm_toml_tree_n before the call.  LM_NOMEM. */
enum lm_code lm_toml_tree_add(struct lm_toml_tree *tree,
    const struct lm_toml_node *node, struct lm_err *err);

/* The child of a table with the key of this other node, or LM_TOML_NONE. */
size_t lm_toml_tree_find(const struct lm_toml_tree *tree, size_t table,
    const struct lm_toml_node *key);

/* Append the whole as JSON, and for each value and key of it its place
 * (struct lm_toml_place) to places.  LM_NOMEM. */
enum lm_code lm_toml_tree_json(const struct lm_toml_tree *tree,
    struct lm_buf *json, struct lm_buf *places, struct lm_err *err);

#endif
