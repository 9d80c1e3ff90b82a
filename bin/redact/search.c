#include "search.h"

#include <stdlib.h>
#include <string.h>

#include "known.h"
#include "mask.h"
#include "phone.h"
#include "rules.h"
#include "search_task.h"
#include "show.h"

/* What the policy's parts need of a worker. */
static bool
make_memories(struct search *search)
{
	const struct policy *policy = search->policy;

	search->learned = learned_new();
	if (policy->known != NULL)
		search->known = known_memory_new();
	if (search->learned == NULL ||
	    (policy->known != NULL && search->known == NULL))
		return false;
	return policy->rules == NULL ||
	    rules_memory_new(policy->rules, &search->rules, NULL) == LM_OK;
}

struct search *
search_new(const struct policy *policy)
{
	struct search *search = calloc(1, sizeof(*search));

	if (search == NULL)
		return NULL;
	search->policy = policy;
	if (!make_memories(search)) {
		search_free(search);
		return NULL;
	}
	return search;
}

void
search_free(struct search *search)
{
	if (search == NULL)
		return;
	for (size_t i = 0; i <= SEARCH_MAX_DEPTH; i++) {
		marks_free(&search->levels[i].marks);
		lm_buf_free(&search->levels[i].decoded);
		lm_buf_free(&search->levels[i].shown);
		marks_free(&search->levels[i].shown_marks);
		findings_free(&search->levels[i].findings);
	}
	rules_memory_free(search->rules);
	known_memory_free(search->known);
	learned_free(search->learned);
	name_memo_free(&search->memo);
	free(search);
}

void
search_within(struct search *search, struct search *outer)
{
	search->outer = outer;
}

void
search_set_json(struct search *search, search_json *json, void *arg)
{
	search->json = json;
	search->json_arg = arg;
}

void
search_forget(struct search *search)
{
	learned_clear(search->learned);
}

enum lm_code
search_learn(struct search *search, struct lm_span value, struct lm_span label,
    struct lm_err *err)
{
	return learned_add(search->learned, value, label, err);
}

/* ---- a text ------------------------------------------------------------------- */

/* Amounts have few digits, so that the scan does not mark them. */
static enum lm_code
find_money(struct task *task)
{
	struct lm_span text = task->subject->text;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < text.len; i++) {
		struct finding found = {0};

		if (is_digit(text.ptr[i]) &&
		    (i == 0 || !is_digit(text.ptr[i - 1])))
			code = task_take(task,
			    detect_money(task->subject, i, &found), &found);
	}
	return code;
}

/* What is not looked for at marks: users' rules, known values. */
static enum lm_code
find_unmarked(struct task *task)
{
	struct search *search = task->search;
	const struct policy *policy = search->policy;
	struct lm_span text = task->subject->text;
	bool limited = false;
	enum lm_code code = LM_OK;

	for (struct search *at = search;
	     policy->places.with[PLACE_LEARN] != 0 && code == LM_OK &&
	     at != NULL;
	     at = at->outer)
		code =
		    learned_find(at->learned, text, task->findings, task->err);
	if (code == LM_OK && policy->known != NULL)
		code = known_find(policy->known, search->known, text,
		    task->findings, task->err);
	if (code == LM_OK && policy->rules != NULL)
		code = rules_find(policy->rules, search->rules, task->subject,
		    task->findings, &limited, task->err);
	if (code == LM_OK && task_wants(task, KIND_MONEY))
		code = find_money(task);
	if (code == LM_OK && limited) {
		struct finding all = {0, text.len, KIND_UNCHECKED, {0}};

		task->findings->n = 0;
		code = findings_add(task->findings, &all, task->err);
	}
	return code;
}

/* Leave out what is allowed, and what is masks of an earlier run. */
static void
leave_out(const struct policy *policy, struct lm_span text,
    struct findings *findings)
{
	size_t n = 0;

	for (size_t i = 0; i < findings->n; i++) {
		struct finding found = findings->list[i];
		struct lm_span value = lm_span(text.ptr + found.at, found.len);

		if (policy_allows(policy, value) ||
		    (found.kind != KIND_UNCHECKED &&
			masks_explain(policy->masks, text, found.at,
			    found.len)))
			continue;
		findings->list[n++] = found;
	}
	findings->n = n;
}

static enum lm_code
go_through(struct task *task, const uint64_t *marks, size_t n, size_t base)
{
	size_t len = task->subject->text.len;
	enum lm_code code = LM_OK;

	for (size_t k = 0; code == LM_OK && k < n; k++) {
		size_t at = mark_at(marks[k]);

		if (at < base + task->past)
			continue;
		if (at - base >= len)
			break;
		code = search_at(task, at - base, marks[k]);
	}
	return code == LM_OK ? find_unmarked(task) : code;
}

static enum lm_code
search_marks(struct task *task, const uint64_t *marks, size_t n, size_t base)
{
	struct search *search = task->search;
	struct level *level = &search->levels[task->level];
	const struct subject *subject = task->subject;
	struct subject shown = {.name = subject->name};
	bool moved = false;
	enum lm_code code;

	task->findings->n = 0;
	if (subject->text.len == 0)
		return LM_OK;
	code = show_text(search->policy->masks, subject->text, &level->shown,
	    &shown.text, &moved, task->err);
	if (code == LM_OK && moved) {
		code = scan_marks(search->policy->scan, shown.text.ptr,
		    shown.text.len, &level->shown_marks, task->err);
		marks = level->shown_marks.list;
		n = level->shown_marks.n;
		base = 0;
	}
	task->subject = &shown;
	if (code == LM_OK)
		code = go_through(task, marks, n, base);
	task->subject = subject;
	if (code != LM_OK || task->findings->n == 0)
		return code;
	leave_out(search->policy, subject->text, task->findings);
	findings_settle(task->findings);
	return code;
}

enum lm_code
search_text(struct search *search, const struct subject *subject,
    const struct kinds *kinds, const uint64_t *marks, size_t n_marks,
    size_t base, struct findings *findings, struct lm_err *err)
{
	struct task task = {.search = search,
	    .subject = subject,
	    .kinds = kinds,
	    .findings = findings,
	    .err = err};

	return search_marks(&task, marks, n_marks, base);
}

/* A text at a level of decoding: its findings stay in that level. */
enum lm_code
search_level(struct search *search, const struct subject *subject,
    const struct kinds *kinds, size_t level, struct lm_err *err)
{
	struct level *own = &search->levels[level];
	struct task task = {.search = search,
	    .subject = subject,
	    .kinds = kinds,
	    .findings = &own->findings,
	    .level = level,
	    .err = err};
	enum lm_code code = scan_marks(search->policy->scan, subject->text.ptr,
	    subject->text.len, &own->marks, err);

	return code == LM_OK
	    ? search_marks(&task, own->marks.list, own->marks.n, 0)
	    : code;
}

enum lm_code
search_alone(struct search *search, const struct subject *subject,
    const struct kinds *kinds, struct findings *findings, struct lm_err *err)
{
	struct marks *marks = &search->levels[0].marks;
	enum lm_code code = scan_marks(search->policy->scan, subject->text.ptr,
	    subject->text.len, marks, err);

	return code == LM_OK ? search_text(search, subject, kinds, marks->list,
				   marks->n, 0, findings, err)
			     : code;
}

enum lm_code
search_number(struct search *search, const struct subject *subject,
    const struct kinds *kinds, struct findings *findings, struct lm_err *err)
{
	struct task task = {.search = search,
	    .subject = subject,
	    .kinds = kinds,
	    .findings = findings,
	    .err = err};
	size_t i = subject->text.len > 0 && subject->text.ptr[0] == '-';
	enum lm_code code;

	findings->n = 0;
	code = i < subject->text.len ? search_at(&task, i, 0) : LM_OK;
	if (code == LM_OK)
		leave_out(search->policy, subject->text, findings);
	return code;
}
