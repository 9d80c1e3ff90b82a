/*
 * A record that is given two members: the first bytes, up to a newline, are
 * the name of one; the other is "lmob".  Oracle: both read back as they were
 * set, all other members keep their bytes and their order, and setting them
 * again changes nothing.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lm/edit.h"
#include "lm/record.h"
#include "lm/utf8.h"

#include "require.h"

static void
parse(struct lm_parser *parser, struct lm_span src, struct lm_record *rec)
{
	struct lm_err err;

	require(lm_parser_parse(parser, src, rec, &err) == LM_OK);
	require(yyjson_is_obj(rec->root));
}

static bool
is_set(yyjson_val *key, const struct lm_member *members)
{
	struct lm_span name = lm_record_text(key);

	return lm_span_equal(name, members[0].name) ||
	    lm_span_equal(name, members[1].name);
}

/* The next key that is not one of those set, or NULL. */
static yyjson_val *
next_other(yyjson_obj_iter *iter, const struct lm_member *members)
{
	yyjson_val *key;

	while ((key = yyjson_obj_iter_next(iter)) != NULL)
		if (!is_set(key, members))
			return key;
	return NULL;
}

static void
check_others(const struct lm_record *before, const struct lm_record *after,
    const struct lm_member *members)
{
	yyjson_obj_iter old_iter = yyjson_obj_iter_with(before->root);
	yyjson_obj_iter new_iter = yyjson_obj_iter_with(after->root);
	yyjson_val *old;

	while ((old = next_other(&old_iter, members)) != NULL) {
		yyjson_val *new = next_other(&new_iter, members);

		require(new != NULL);
		require(lm_span_equal(lm_record_token(before, old),
		    lm_record_token(after, new)));
		require(lm_span_equal(lm_record_member(before, old),
		    lm_record_member(after, new)));
	}
	require(next_other(&new_iter, members) == NULL);
}

static void
check_set(const struct lm_record *after, const struct lm_member *member)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(after->root);
	yyjson_val *key, *found = NULL;

	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		if (!lm_span_equal(lm_record_text(key), member->name))
			continue;
		require(found == NULL);
		found = key;
	}
	require(found != NULL);
	require(lm_span_equal(lm_record_member(after, found), member->value));
}

static void
set(const struct lm_record *rec, const struct lm_member *members,
    struct lm_buf *out)
{
	struct lm_edits edits = {0};
	struct lm_err err;

	require(lm_edits_set_members(&edits, rec, members, 2, &err) == LM_OK);
	require(lm_edits_apply(&edits, rec->src, out, &err) == LM_OK);
	lm_edits_free(&edits);
}

static void
check_edit(const struct lm_record *before, const struct lm_member *members)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_buf once = {0}, twice = {0};
	struct lm_record after;

	require(parser != NULL);
	set(before, members, &once);
	parse(parser, lm_buf_view(&once), &after);
	check_others(before, &after, members);
	check_set(&after, &members[0]);
	check_set(&after, &members[1]);
	set(&after, members, &twice);
	require(lm_span_equal(lm_buf_view(&once), lm_buf_view(&twice)));
	lm_buf_free(&once);
	lm_buf_free(&twice);
	lm_parser_free(parser);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	const char *newline = size == 0 ? NULL : memchr(bytes, '\n', size);
	size_t len = newline == NULL ? 0 : (size_t)(newline - bytes) + 1;
	struct lm_member members[2] = {{lm_span(bytes, len == 0 ? 0 : len - 1),
					   lm_span_of("{\"x\":[1]}")},
	    {lm_span_of("lmob"), lm_span_of("null")}};
	struct lm_parser *parser = lm_parser_new();
	struct lm_record rec;
	struct lm_err err;

	require(parser != NULL);
	if (lm_utf8_valid(members[0].name) &&
	    !lm_span_equal(members[0].name, members[1].name) &&
	    lm_parser_parse(parser, lm_span(bytes + len, size - len), &rec,
		&err) == LM_OK &&
	    yyjson_is_obj(rec.root))
		check_edit(&rec, members);
	lm_parser_free(parser);
	return 0;
}
