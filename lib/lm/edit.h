#ifndef LM_EDIT_H
#define LM_EDIT_H

#include <stddef.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/record.h"
#include "lm/span.h"

/*
 * Edits of a text: spans of it to be replaced, all else to be kept byte for
 * byte.  All-zero is "no edit".
 */
struct lm_edit {
	size_t at;	/* where, in the source */
	size_t len;	/* bytes that go; 0: an insertion before at */
	size_t text_at; /* what comes, in the text of the list */
	size_t text_len;
};

struct lm_edits {
	struct lm_edit *list;
	size_t n;
	size_t cap;
	struct lm_buf text;
};

void lm_edits_free(struct lm_edits *edits);

/* Forget the edits, keep the memory. */
void lm_edits_clear(struct lm_edits *edits);

/*
 * Replace len bytes at at by text (which is copied).  Edits are added in the
 * order of the source and do not overlap.  LM_NOMEM.
 */
enum lm_code lm_edits_add(struct lm_edits *edits, size_t at, size_t len,
    struct lm_span text, struct lm_err *err);

/* What replaces the bytes of one edit; lives until the list changes. */
struct lm_span lm_edit_text(const struct lm_edits *edits,
    const struct lm_edit *edit);

/* Append src as edited to out. */
enum lm_code lm_edits_apply(const struct lm_edits *edits, struct lm_span src,
    struct lm_buf *out, struct lm_err *err);

/* As many as are set at once. */
#define LM_EDITS_MAX_MEMBERS 8

/* A member to be set: its name (decoded) and its value, a JSON text. */
struct lm_member {
	struct lm_span name;
	struct lm_span value;
};

/*
 * Give a record, which is an object, these top-level members.  A member of
 * that name is replaced where it stands (where there are several, the last;
 * the others go), else it is added at the end, in the order of members[].
 * Nothing else changes.  The list must be empty before, the names differ, and
 * n is at most LM_EDITS_MAX_MEMBERS.  O(record) for each.
 */
enum lm_code lm_edits_set_members(struct lm_edits *edits,
    const struct lm_record *rec, const struct lm_member *members, size_t n,
    struct lm_err *err);

#endif
