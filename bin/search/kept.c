#include "kept.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct kept {
	size_t n_holders;
	size_t len;
	char bytes[];
};

struct kept *
kept_new(struct lm_span bytes)
{
	struct kept *kept = bytes.len > SIZE_MAX - sizeof(*kept)
	    ? NULL
	    : malloc(sizeof(*kept) + bytes.len);

	if (kept == NULL)
		return NULL;
	kept->n_holders = 1;
	kept->len = bytes.len;
	if (bytes.len > 0)
		memcpy(kept->bytes, bytes.ptr, bytes.len);
	return kept;
}

struct kept *
kept_hold(struct kept *kept)
{
	kept->n_holders++;
	return kept;
}

void
kept_release(struct kept *kept)
{
	if (kept != NULL && --kept->n_holders == 0)
		free(kept);
}

struct lm_span
kept_bytes(const struct kept *kept)
{
	return lm_span(kept->bytes, kept->len);
}

/* Where a member begins, and where its value ends. */
static size_t
begin_of(const struct lm_record *record, yyjson_val *key)
{
	return (size_t)(lm_record_token(record, key).ptr - record->src.ptr);
}

static size_t
end_of(const struct lm_record *record, yyjson_val *key)
{
	struct lm_span value = lm_record_member(record, key);

	return (size_t)(value.ptr - record->src.ptr) + value.len;
}

/*
 * Members first to last, which follow each other, go.  before and after are
 * their neighbours; NULL: there is none.
 */
static enum lm_code
cut(const struct lm_record *record, yyjson_val *before, yyjson_val *first,
    yyjson_val *last, yyjson_val *after, struct lm_edits *edits,
    struct lm_err *err)
{
	size_t from = after != NULL || before == NULL ? begin_of(record, first)
						      : end_of(record, before);
	size_t to =
	    after != NULL ? begin_of(record, after) : end_of(record, last);

	return lm_edits_add(edits, from, to - from, (struct lm_span){0}, err);
}

enum lm_code
kept_without(const struct lm_record *record, struct lm_span name,
    struct lm_edits *edits, struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(record->root);
	yyjson_val *key, *before = NULL, *first = NULL, *last = NULL;
	enum lm_code code = LM_OK;

	while (code == LM_OK && (key = yyjson_obj_iter_next(&iter)) != NULL) {
		bool goes = lm_span_equal(lm_record_text(key), name);

		if (goes && first == NULL)
			first = key;
		if (goes) {
			last = key;
			continue;
		}
		if (first != NULL)
			code =
			    cut(record, before, first, last, key, edits, err);
		before = key;
		first = NULL;
	}
	return code == LM_OK && first != NULL
	    ? cut(record, before, first, last, NULL, edits, err)
	    : code;
}
