#include "lm/toml_parse.h"

#include <string.h>

#include "lm/buf.h"
#include "lm/toml.h"
#include "lm/toml_text.h"
#include "lm/utf8.h"

struct reader {
	struct lm_toml_cursor cursor;
	struct lm_toml_tree tree;
	size_t table; /* of the last header */
	/* Arrays and inline tables that are open, and whether the innermost
	 * has a value that a comma or the end has to follow. */
	size_t open[LM_TOML_DEPTH];
	size_t depth;
	bool filled;
	struct lm_err *err;
};

static enum lm_code
bad(const struct reader *reader, const char *message)
{
	return lm_toml_bad(&reader->cursor, reader->err, message);
}

static char
peek(const struct reader *reader)
{
	return lm_toml_peek(&reader->cursor, 0);
}

/* A node that begins at the cursor. */
static struct lm_toml_node
node_here(const struct reader *reader, enum lm_toml_type type,
    enum lm_toml_made made)
{
	const struct lm_toml_cursor *cursor = &reader->cursor;

	return (struct lm_toml_node){
	    .type = type,
	    .made = made,
	    .line = cursor->line,
	    .column = cursor->i - cursor->line_start + 1,
	    .key_line = cursor->line,
	    .key_column = cursor->i - cursor->line_start + 1,
	    .parent = LM_TOML_NONE,
	};
}

/* ---- keys ----------------------------------------------------------------- */

static bool
is_bare(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

/* One part of a key: its name goes to *key. */
static enum lm_code
read_key(struct reader *reader, struct lm_toml_node *key)
{
	struct lm_buf *chars = &reader->tree.chars;
	struct lm_toml_cursor *cursor = &reader->cursor;
	size_t from = cursor->i;
	enum lm_code code;

	*key = node_here(reader, LM_TOML_TABLE, LM_TOML_BY_PATH);
	key->key_at = chars->len;
	if (peek(reader) == '"' || peek(reader) == '\'') {
		code = lm_toml_string(cursor, false, chars, reader->err);
	} else {
		while (is_bare(peek(reader)))
			cursor->i++;
		if (cursor->i == from)
			return bad(reader, "expected a key");
		code = lm_buf_append(chars, cursor->text.ptr + from,
		    cursor->i - from, reader->err);
	}
	key->key_len = chars->len - key->key_at;
	return code;
}

/* Whether another part of the key follows; past the dot. */
static bool
more_key(struct reader *reader)
{
	lm_toml_skip_blanks(&reader->cursor);
	if (peek(reader) != '.')
		return false;
	reader->cursor.i++;
	lm_toml_skip_blanks(&reader->cursor);
	return true;
}

/* Add a table of this key to *table, which it becomes. */
static enum lm_code
add_table(struct reader *reader, const struct lm_toml_node *key,
    enum lm_toml_made made, size_t *table)
{
	struct lm_toml_node node = *key;
	size_t i = lm_toml_tree_n(&reader->tree);

	node.type = LM_TOML_TABLE;
	node.made = made;
	node.parent = *table;
	*table = i;
	return lm_toml_tree_add(&reader->tree, &node, reader->err);
}

/* Whether a key on the way may go through a table; one that a dotted key goes
 * through is its own from then on. */
static bool
may_enter(struct lm_toml_node *node, bool dots)
{
	if (node->type != LM_TOML_TABLE || node->made == LM_TOML_BY_BRACES ||
	    (dots && node->made == LM_TOML_BY_HEADER))
		return false;
	if (dots)
		node->made = LM_TOML_BY_DOTS;
	return true;
}

/* From *table into the table of a key on the way; dots: of a dotted key, else
 * of a header. */
static enum lm_code
descend(struct reader *reader, const struct lm_toml_node *key, bool dots,
    size_t *table)
{
	size_t i = lm_toml_tree_find(&reader->tree, *table, key);
	struct lm_toml_node *node;

	if (i == LM_TOML_NONE)
		return add_table(reader, key,
		    dots ? LM_TOML_BY_DOTS : LM_TOML_BY_PATH, table);
	node = lm_toml_tree_node(&reader->tree, i);
	if (node->type == LM_TOML_TABLES && !dots)
		i = node->last;
	else if (!may_enter(node, dots))
		return bad(reader, "the key before the dot is there already");
	*table = i;
	return LM_OK;
}

/* ---- values --------------------------------------------------------------- */

/* Add the value at the cursor under a key (its name and parent); an array or
 * inline table is only opened. */
static enum lm_code
read_value(struct reader *reader, const struct lm_toml_node *key)
{
	char byte = peek(reader);
	struct lm_buf *chars = &reader->tree.chars;
	struct lm_toml_node node =
	    node_here(reader, LM_TOML_PLAIN, LM_TOML_BY_BRACES);
	enum lm_code code = LM_OK;

	node.key_at = key->key_at;
	node.key_len = key->key_len;
	node.key_line = key->key_line;
	node.key_column = key->key_column;
	node.parent = key->parent;
	node.at = chars->len;
	reader->filled = true;
	if (byte == '[' || byte == '{') {
		node.type = byte == '[' ? LM_TOML_ARRAY : LM_TOML_TABLE;
		if (reader->depth == LM_TOML_DEPTH)
			return bad(reader, "nested too deeply");
		reader->open[reader->depth++] = lm_toml_tree_n(&reader->tree);
		reader->filled = false;
		reader->cursor.i++;
	} else if (byte == '"' || byte == '\'') {
		node.type = LM_TOML_STRING;
		code =
		    lm_toml_string(&reader->cursor, true, chars, reader->err);
	} else {
		code = lm_toml_plain(&reader->cursor, chars, reader->err);
	}
	node.len = chars->len - node.at;
	return code == LM_OK
	    ? lm_toml_tree_add(&reader->tree, &node, reader->err)
	    : code;
}

/* a.b = value, in a table. */
static enum lm_code
read_member(struct reader *reader, size_t table)
{
	struct lm_toml_node key;
	enum lm_code code = read_key(reader, &key);

	while (code == LM_OK && more_key(reader)) {
		code = descend(reader, &key, true, &table);
		if (code == LM_OK)
			code = read_key(reader, &key);
	}
	if (code != LM_OK)
		return code;
	if (lm_toml_tree_find(&reader->tree, table, &key) != LM_TOML_NONE)
		return bad(reader, "this key is there already");
	if (peek(reader) != '=')
		return bad(reader, "expected = after the key");
	reader->cursor.i++;
	lm_toml_skip_blanks(&reader->cursor);
	key.parent = table;
	return read_value(reader, &key);
}

/* The next of what the innermost array or inline table holds, or its end. */
static enum lm_code
read_inner(struct reader *reader)
{
	size_t i = reader->open[reader->depth - 1];
	const struct lm_toml_node *node = lm_toml_tree_node(&reader->tree, i);
	bool list = node->type == LM_TOML_ARRAY;
	bool may_end = list || reader->filled || node->first == LM_TOML_NONE;
	enum lm_code code = LM_OK;

	if (list)
		code = lm_toml_skip_lines(&reader->cursor, reader->err);
	else
		lm_toml_skip_blanks(&reader->cursor);
	if (code != LM_OK)
		return code;
	if (may_end && peek(reader) == (list ? ']' : '}')) {
		reader->cursor.i++;
		reader->depth--;
		reader->filled = true;
		return LM_OK;
	}
	if (!reader->filled)
		return list
		    ? read_value(reader, &(struct lm_toml_node){.parent = i})
		    : read_member(reader, i);
	if (peek(reader) != ',')
		return bad(reader,
		    list ? "expected , or ]" : "expected , or } in this line");
	reader->cursor.i++;
	reader->filled = false;
	return LM_OK;
}

/* ---- lines ---------------------------------------------------------------- */

/* The last part of [a.b]. */
static enum lm_code
name_table(struct reader *reader, const struct lm_toml_node *key)
{
	size_t i = lm_toml_tree_find(&reader->tree, reader->table, key);
	struct lm_toml_node *node;

	if (i == LM_TOML_NONE)
		return add_table(reader, key, LM_TOML_BY_HEADER,
		    &reader->table);
	node = lm_toml_tree_node(&reader->tree, i);
	if (node->type != LM_TOML_TABLE || node->made != LM_TOML_BY_PATH)
		return bad(reader, "this table is there already");
	node->made = LM_TOML_BY_HEADER;
	reader->table = i;
	return LM_OK;
}

/* The last part of [[a.b]]. */
static enum lm_code
name_element(struct reader *reader, const struct lm_toml_node *key)
{
	size_t i = lm_toml_tree_find(&reader->tree, reader->table, key);
	struct lm_toml_node node = *key;
	enum lm_code code;

	if (i == LM_TOML_NONE) {
		i = lm_toml_tree_n(&reader->tree);
		node.type = LM_TOML_TABLES;
		node.parent = reader->table;
		code = lm_toml_tree_add(&reader->tree, &node, reader->err);
		if (code != LM_OK)
			return code;
	}
	if (lm_toml_tree_node(&reader->tree, i)->type != LM_TOML_TABLES)
		return bad(reader, "this key is there already");
	reader->table = i;
	node.key_len = 0;
	return add_table(reader, &node, LM_TOML_BY_HEADER, &reader->table);
}

/* [a.b] or [[a.b]], the cursor at its bracket. */
static enum lm_code
read_header(struct reader *reader)
{
	bool element = lm_toml_peek(&reader->cursor, 1) == '[';
	struct lm_toml_node key;
	enum lm_code code;

	reader->cursor.i += element ? 2 : 1;
	lm_toml_skip_blanks(&reader->cursor);
	reader->table = 0;
	code = read_key(reader, &key);
	while (code == LM_OK && more_key(reader)) {
		code = descend(reader, &key, false, &reader->table);
		if (code == LM_OK)
			code = read_key(reader, &key);
	}
	if (code != LM_OK)
		return code;
	if (peek(reader) != ']' ||
	    (element && lm_toml_peek(&reader->cursor, 1) != ']'))
		return bad(reader, element ? "expected ]]" : "expected ]");
	code = element ? name_element(reader, &key) : name_table(reader, &key);
	reader->cursor.i += element ? 2 : 1;
	return code;
}

/* A header, or a key and its value with all that is in it. */
static enum lm_code
read_statement(struct reader *reader)
{
	enum lm_code code = peek(reader) == '['
	    ? read_header(reader)
	    : read_member(reader, reader->table);
	bool ended = true;

	while (code == LM_OK && reader->depth > 0)
		code = read_inner(reader);
	if (code == LM_OK)
		code = lm_toml_skip_rest(&reader->cursor, &ended, reader->err);
	if (code == LM_OK && !ended)
		return bad(reader, "expected the end of the line");
	return code;
}

static enum lm_code
check_utf8(struct reader *reader)
{
	struct lm_toml_cursor *cursor = &reader->cursor;

	if (lm_utf8_valid(cursor->text))
		return LM_OK;
	while (cursor->i < cursor->text.len) {
		size_t next = cursor->i;

		if (lm_utf8_next(cursor->text, &next) == LM_UTF8_BAD)
			break;
		if (peek(reader) == '\n') {
			cursor->line++;
			cursor->line_start = next;
		}
		cursor->i = next;
	}
	return bad(reader, "not UTF-8");
}

#define BOM "\xef\xbb\xbf"

static enum lm_code
read_all(struct reader *reader)
{
	const struct lm_toml_node root = {.type = LM_TOML_TABLE,
	    .line = 1,
	    .column = 1,
	    .parent = LM_TOML_NONE};
	struct lm_toml_cursor *cursor = &reader->cursor;
	enum lm_code code = check_utf8(reader);

	if (code == LM_OK)
		code = lm_toml_tree_add(&reader->tree, &root, reader->err);
	if (cursor->text.len >= 3 && memcmp(cursor->text.ptr, BOM, 3) == 0)
		cursor->i = 3;
	while (code == LM_OK) {
		code = lm_toml_skip_lines(cursor, reader->err);
		if (code != LM_OK || cursor->i == cursor->text.len)
			break;
		code = read_statement(reader);
	}
	return code;
}

enum lm_code
lm_toml_parse(struct lm_span text, struct lm_toml_tree *tree,
    struct lm_err *err)
{
	struct reader reader = {.cursor = {.text = text, .line = 1},
	    .err = err};
	enum lm_code code = read_all(&reader);

	*tree = reader.tree;
	return code;
}
