#ifndef REDACT_SEARCH_TASK_H
#define REDACT_SEARCH_TASK_H

/* The parts of a search, for the files that it is made of: search.c goes through
 * the marks of a text, search_at.c tries the detectors of one. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "assign.h"
#include "search.h"

/* What one level of decoding needs. */
struct level {
	struct marks marks;
	struct lm_buf decoded;
	struct lm_buf shown; /* a text as detectors see it, if it is another */
	struct marks shown_marks;
	struct findings findings;
};

struct search {
	const struct policy *policy;
	struct search *outer; /* what it has learned counts here, too; NULL */
	search_json *json;    /* NULL: JSON is text like any other */
	void *json_arg;
	struct level levels[SEARCH_MAX_DEPTH + 1];
	struct rules_memory *rules;
	struct known_memory *known;
	struct learned *learned;
	struct name_memo memo;
};

/* One text that is being searched. */
struct task {
	struct search *search;
	const struct subject *subject;
	const struct kinds *kinds;
	struct findings *findings;
	size_t level;
	size_t decoded; /* runs before it were looked into */
	size_t past;	/* marks before it are in a long finding */
	struct lm_err *err;
};

/* Whether findings of a kind are wanted. */
static inline bool
task_wants(const struct task *task, enum kind kind)
{
	return kinds_has(task->kinds, kind);
}

/* Take a finding over, if there is one and its kind is wanted.  LM_NOMEM. */
enum lm_code task_take(struct task *task, bool is, const struct finding *found);

/* All detectors that may find something about a mark, which is at byte i of the
 * text.  LM_NOMEM. */
enum lm_code search_at(struct task *task, size_t i, uint64_t mark);

/* Search a text that was decoded; its findings stay in that level. */
enum lm_code search_level(struct search *search, const struct subject *subject,
    const struct kinds *kinds, size_t level, struct lm_err *err);

#endif
