#include "lm/edit.h"

#include <assert.h>
#include <stdlib.h>

#include "lm/json.h"

void
lm_edits_free(struct lm_edits *edits)
{
	free(edits->list);
	lm_buf_free(&edits->text);
	*edits = (struct lm_edits){0};
}

void
lm_edits_clear(struct lm_edits *edits)
{
	edits->n = 0;
	edits->text.len = 0;
}

static enum lm_code
reserve_edit(struct lm_edits *edits, struct lm_err *err)
{
	size_t cap = edits->cap == 0 ? 8 : 2 * edits->cap;
	struct lm_edit *grown;

	if (edits->n < edits->cap)
		return LM_OK;
	grown = realloc(edits->list, cap * sizeof(*grown));
	if (grown == NULL)
		return lm_err_nomem(err);
	edits->list = grown;
	edits->cap = cap;
	return LM_OK;
}

enum lm_code
lm_edits_add(struct lm_edits *edits, size_t at, size_t len, struct lm_span text,
    struct lm_err *err)
{
	enum lm_code code = reserve_edit(edits, err);

	assert(edits->n == 0 ||
	    edits->list[edits->n - 1].at + edits->list[edits->n - 1].len <= at);
	if (code != LM_OK)
		return code;
	edits->list[edits->n] =
	    (struct lm_edit){at, len, edits->text.len, text.len};
	code = lm_buf_span(&edits->text, text, err);
	if (code == LM_OK)
		edits->n++;
	return code;
}

struct lm_span
lm_edit_text(const struct lm_edits *edits, const struct lm_edit *edit)
{
	if (edit->text_len == 0)
		return (struct lm_span){0};
	return lm_span(edits->text.ptr + edit->text_at, edit->text_len);
}

enum lm_code
lm_edits_apply(const struct lm_edits *edits, struct lm_span src,
    struct lm_buf *out, struct lm_err *err)
{
	size_t done = 0;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < edits->n; i++) {
		const struct lm_edit *edit = &edits->list[i];

		code = lm_buf_append(out, src.ptr + done, edit->at - done, err);
		if (code == LM_OK)
			code = lm_buf_span(out, lm_edit_text(edits, edit), err);
		done = edit->at + edit->len;
	}
	if (code == LM_OK && done < src.len)
		code = lm_buf_append(out, src.ptr + done, src.len - done, err);
	return code;
}

static size_t
offset_of(const struct lm_record *rec, struct lm_span part)
{
	return (size_t)(part.ptr - rec->src.ptr);
}

/* Remove the member of key, up to the key of the member after it. */
static enum lm_code
remove_member(struct lm_edits *edits, const struct lm_record *rec,
    yyjson_val *key, struct lm_err *err)
{
	yyjson_val *next = unsafe_yyjson_get_next(yyjson_obj_iter_get_val(key));
	size_t from = offset_of(rec, lm_record_token(rec, key));
	size_t to = offset_of(rec, lm_record_token(rec, next));

	return lm_edits_add(edits, from, to - from, (struct lm_span){0}, err);
}

static enum lm_code
replace_member(struct lm_edits *edits, const struct lm_record *rec,
    yyjson_val *key, struct lm_span value, struct lm_err *err)
{
	struct lm_span old = lm_record_member(rec, key);

	return lm_edits_add(edits, offset_of(rec, old), old.len, value, err);
}

/* The last key of each name; NULL: there is none. */
static void
find_last(const struct lm_record *rec, const struct lm_member *members,
    size_t n, yyjson_val **last)
{
	yyjson_val *ignored;

	for (size_t i = 0; i < n; i++)
		if (!lm_record_find(rec->root, members[i].name, &last[i],
			&ignored))
			last[i] = NULL;
}

/* Edit the members that are there, in the order of the source. */
static enum lm_code
set_present(struct lm_edits *edits, const struct lm_record *rec,
    const struct lm_member *members, size_t n, yyjson_val *const *last,
    struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(rec->root);
	yyjson_val *key;
	enum lm_code code = LM_OK;

	while (code == LM_OK && (key = yyjson_obj_iter_next(&iter)) != NULL) {
		struct lm_span name = lm_record_text(key);
		size_t i = 0;

		while (i < n && !lm_span_equal(name, members[i].name))
			i++;
		if (i == n)
			continue;
		code = key == last[i]
		    ? replace_member(edits, rec, key, members[i].value, err)
		    : remove_member(edits, rec, key, err);
	}
	return code;
}

static enum lm_code
append_member(struct lm_buf *text, const struct lm_member *member,
    bool is_first, struct lm_err *err)
{
	enum lm_code code = is_first ? LM_OK : lm_buf_byte(text, ',', err);

	if (code == LM_OK)
		code = lm_buf_json_string(text, member->name, err);
	if (code == LM_OK)
		code = lm_buf_byte(text, ':', err);
	return code == LM_OK ? lm_buf_span(text, member->value, err) : code;
}

/* Where a new last member goes: after the last value, or the brace. */
static size_t
end_of_members(const struct lm_record *rec)
{
	size_t at = rec->src.len;

	while (rec->src.ptr[at - 1] != '}')
		at--;
	for (at--; lm_json_is_space(rec->src.ptr[at - 1]);)
		at--;
	return at;
}

/* Add the members that are not there, as one edit. */
static enum lm_code
add_absent(struct lm_edits *edits, const struct lm_record *rec,
    const struct lm_member *members, size_t n, yyjson_val *const *last,
    struct lm_err *err)
{
	bool is_first = yyjson_obj_size(rec->root) == 0;
	size_t text_at = edits->text.len;
	enum lm_code code = reserve_edit(edits, err);

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		if (last[i] != NULL)
			continue;
		code = append_member(&edits->text, &members[i], is_first, err);
		is_first = false;
	}
	if (code == LM_OK && edits->text.len > text_at)
		edits->list[edits->n++] = (struct lm_edit){end_of_members(rec),
		    0, text_at, edits->text.len - text_at};
	return code;
}

enum lm_code
lm_edits_set_members(struct lm_edits *edits, const struct lm_record *rec,
    const struct lm_member *members, size_t n, struct lm_err *err)
{
	yyjson_val *last[LM_EDITS_MAX_MEMBERS];
	bool any = false;
	enum lm_code code = LM_OK;

	/* Once a member, not once a key: a record may repeat one at will. */
	assert(n <= LM_EDITS_MAX_MEMBERS);
	find_last(rec, members, n, last);
	for (size_t i = 0; i < n; i++)
		any = any || last[i] != NULL;
	if (any)
		code = set_present(edits, rec, members, n, last, err);
	return code == LM_OK ? add_absent(edits, rec, members, n, last, err)
			     : code;
}
