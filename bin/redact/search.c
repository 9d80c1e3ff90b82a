#include "search.h"

#include <stdlib.h>
#include <string.h>

#include "assign.h"
#include "encoded.h"
#include "known.h"
#include "mask.h"
#include "net.h"
#include "number.h"
#include "phone.h"
#include "rules.h"
#include "tokens.h"

/* A long finding is not looked into: what is in it goes with it. */
#define LONG_FINDING 256

/* What one level of decoding needs. */
struct level {
	struct marks marks;
	struct lm_buf decoded;
	struct findings findings;
};

struct search {
	const struct policy *policy;
	struct level levels[SEARCH_MAX_DEPTH + 1];
	struct rules_memory *rules;
	struct known_memory *known;
	struct learned *learned;
	struct lm_buf scratch;
};

/* One text that is being searched. */
struct task {
	struct search *search;
	const struct subject *subject;
	const struct kinds *kinds;
	struct findings *findings;
	size_t level;
	size_t past; /* marks before it are in a long finding */
	struct lm_err *err;
};

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
		findings_free(&search->levels[i].findings);
	}
	rules_memory_free(search->rules);
	known_memory_free(search->known);
	learned_free(search->learned);
	lm_buf_free(&search->scratch);
	free(search);
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

/* ---- at a mark --------------------------------------------------------------- */

static bool
wants(const struct task *task, enum kind kind)
{
	return kinds_has(task->kinds, kind);
}

/* Take a finding over, if its kind is wanted. */
static enum lm_code
take(struct task *task, bool is, const struct finding *found)
{
	if (!is || (found->kind < N_DETECTED && !wants(task, found->kind)))
		return LM_OK;
	if (found->len >= LONG_FINDING)
		task->past = found->at + found->len;
	return findings_add(task->findings, found, task->err);
}

/* One of the detectors of assignments. */
typedef enum lm_code assignment(const struct assigner *assigner,
    struct lm_buf *scratch, struct lm_span text, size_t i, bool *is,
    struct finding *found, struct lm_err *err);

static enum lm_code
at_assignment(struct task *task, size_t i, assignment *detect)
{
	const struct policy *policy = task->search->policy;
	struct finding found = {0};
	bool is = false;
	enum lm_code code;

	if (policy->deny.n == 0 && !wants(task, KIND_SECRET))
		return LM_OK;
	code = detect(&policy->assigner, &task->search->scratch,
	    task->subject->text, i, &is, &found, task->err);
	return code == LM_OK ? take(task, is, &found) : code;
}

static bool
is_hex_at(struct lm_span text, size_t i)
{
	return i < text.len && (is_hex(text.ptr[i]) || text.ptr[i] == ':');
}

static enum lm_code
at_colon(struct task *task, size_t i)
{
	struct lm_span text = task->subject->text;
	struct finding found = {0};
	enum lm_code code;

	if (text_has(text, i, "://")) {
		code = take(task, detect_url(text, i, &found), &found);
		return code;
	}
	if (is_hex_at(text, i + 1)) {
		code = take(task,
		    detect_ipv6(text, i, &found) || detect_mac(text, i, &found),
		    &found);
		if (code != LM_OK)
			return code;
	}
	return at_assignment(task, i, detect_assignment);
}

/* A date as RFC 3339 writes it is no number, nor is what begins with one. */
static bool
is_date(struct lm_span text, size_t i)
{
	const char *at = text.ptr + i;

	if (text.len - i < 10 || at[4] != '-' || at[7] != '-')
		return false;
	for (size_t k = 0; k < 10; k++)
		if (k != 4 && k != 7 && !is_digit(at[k]))
			return false;
	return at[5] <= '1' && at[8] <= '3' &&
	    (text.len - i == 10 || (!is_digit(at[10]) && at[10] != '-'));
}

/* Nor is the first part of a UUID (RFC 9562). */
static bool
is_uuid(struct lm_span text, size_t i)
{
	const char *at = text.ptr + i;

	return text.len - i >= 36 && at[8] == '-' && at[13] == '-' &&
	    at[18] == '-' && at[23] == '-' && is_hex(at[24]) && is_hex(at[35]);
}

static enum lm_code
at_digits(struct task *task, size_t i)
{
	const struct subject *subject = task->subject;
	struct finding found = {0};
	bool is;

	if (is_date(subject->text, i) || is_uuid(subject->text, i))
		return LM_OK;
	is = detect_number(subject, i, task->kinds, &found) ||
	    detect_token_digits(task->search->policy->tokens, subject, i,
		task->kinds, &found);
	if (!is && wants(task, KIND_PHONE))
		is = detect_phone(subject, i, &found);
	if (!is && wants(task, KIND_MONEY))
		is = detect_money(subject, i, &found);
	return take(task, is, &found);
}

/* The detectors whose literals these are, told apart by the first byte. */
static bool
detect_literal(struct lm_span text, size_t i, struct finding *found)
{
	switch (to_lower(text.ptr[i])) {
	case 'e':
		return detect_jwt(text, i, found);
	case '-': /* "--B" */
		return i >= 3 && detect_private_key(text, i - 3, found);
	case 'p':
		return detect_private_key(text, i, found);
	case 'r': /* "rer" */
		return i >= 3 && detect_auth(text, i - 3, found);
	case 's': /* "sic" */
		return i >= 2 && detect_auth(text, i - 2, found);
	case '%':
		return detect_email(text, i, found);
	default:
		return false;
	}
}

static enum lm_code
at_literal(struct task *task, size_t i)
{
	struct lm_span text = task->subject->text;
	struct finding found = {0};
	bool is = detect_literal(text, i, &found);

	if (!is && i + 2 < text.len && text.ptr[i + 1] == '-') {
		enum lm_code code = at_assignment(task, i, detect_option);

		if (code != LM_OK)
			return code;
	}
	if (!is)
		is = detect_token(task->search->policy->tokens, task->subject,
		    i, task->kinds, &found);
	return take(task, is, &found);
}

static enum lm_code search_level(struct search *search,
    const struct subject *subject, const struct kinds *kinds, size_t level,
    struct lm_err *err);

/* What is found in a decoded text is the part that held it. */
static enum lm_code
take_part(struct task *task, struct lm_span part)
{
	const struct findings *inner =
	    &task->search->levels[task->level + 1].findings;
	struct finding found = {.at = (size_t)(part.ptr -
				    task->subject->text.ptr),
	    .len = part.len};

	if (inner->n == 0)
		return LM_OK;
	found.kind = inner->list[0].kind;
	found.label = inner->list[0].label;
	return take(task, true, &found);
}

static enum lm_code
at_encoded(struct task *task, size_t i)
{
	struct search *search = task->search;
	struct lm_buf *decoded;
	struct lm_span part;
	enum lm_code code = LM_OK;

	if (task->level == SEARCH_MAX_DEPTH ||
	    !encoded_may_be(task->subject->text, i))
		return LM_OK;
	decoded = &search->levels[task->level + 1].decoded;
	while (code == LM_OK && encoded_next(task->subject->text, &i, &part)) {
		bool is;

		decoded->len = 0;
		code = encoded_decode(&part, decoded, &is, task->err);
		if (code == LM_OK && is) {
			struct subject inner = {lm_buf_view(decoded),
			    task->subject->name};

			code = search_level(search, &inner, task->kinds,
			    task->level + 1, task->err);
			if (code == LM_OK)
				code = take_part(task, part);
		}
	}
	return code;
}

static enum lm_code
at_word(struct task *task, size_t i)
{
	struct finding found = {0};
	bool is = detect_crypto_named(task->subject, i, &found) ||
	    detect_token_run(task->search->policy->tokens, task->subject, i,
		task->kinds, &found);

	return take(task, is, &found);
}

/* What may begin with any byte. */
static enum lm_code
at_any(struct task *task, size_t i, uint64_t mark)
{
	enum lm_code code = LM_OK;

	if ((mark & MARK_LITERAL) != 0)
		code = at_literal(task, i);
	if (code == LM_OK && (mark & MARK_WORD) != 0)
		code = at_word(task, i);
	if (code == LM_OK && (mark & MARK_RUN) != 0)
		code = at_encoded(task, i);
	return code;
}

static enum lm_code
at_sign(struct task *task, size_t i)
{
	struct lm_span text = task->subject->text;
	struct finding found = {0};

	switch (text.ptr[i]) {
	case '@':
		return take(task, detect_email(text, i, &found), &found);
	case ':':
		return at_colon(task, i);
	case '=':
		return at_assignment(task, i, detect_assignment);
	case '<':
		return at_assignment(task, i, detect_element);
	case '.':
		return take(task,
		    detect_ipv4_named(task->subject, i, &found) ||
			detect_mac(text, i, &found),
		    &found);
	case '-':
		return take(task, detect_mac(text, i, &found), &found);
	default:
		return LM_OK;
	}
}

static enum lm_code
at_mark(struct task *task, size_t i, uint64_t mark)
{
	char byte = task->subject->text.ptr[i];
	enum lm_code code = LM_OK;

	if (is_digit(byte) && (mark & MARK_WORD) == 0)
		code = at_digits(task, i);
	else if (!is_alnum(byte))
		code = at_sign(task, i);
	return code == LM_OK && (mark & MARK_ANY) != 0 ? at_any(task, i, mark)
						       : code;
}

/* ---- a text ------------------------------------------------------------------- */

/* What is not looked for at marks: users' rules, known values. */
static enum lm_code
find_unmarked(struct task *task)
{
	struct search *search = task->search;
	const struct policy *policy = search->policy;
	struct lm_span text = task->subject->text;
	bool limited = false;
	enum lm_code code = LM_OK;

	if (policy->places.with[PLACE_LEARN] != 0)
		code = learned_find(search->learned, text, task->findings,
		    task->err);
	if (code == LM_OK && policy->known != NULL)
		code = known_find(policy->known, search->known, text,
		    task->findings, task->err);
	if (code == LM_OK && policy->rules != NULL)
		code = rules_find(policy->rules, search->rules, task->subject,
		    task->findings, &limited, task->err);
	if (code == LM_OK && limited) {
		struct finding all = {0, text.len, KIND_UNCHECKED, {0}};

		task->findings->n = 0;
		code = findings_add(task->findings, &all, task->err);
	}
	return code;
}

/* Leave out what is allowed, and what is a mask or a part of one. */
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
			masks_overlap(policy->masks, text, found.at,
			    found.len)))
			continue;
		findings->list[n++] = found;
	}
	findings->n = n;
}

static enum lm_code
search_marks(struct task *task, const uint64_t *marks, size_t n, size_t base)
{
	struct lm_span text = task->subject->text;
	enum lm_code code = LM_OK;

	task->findings->n = 0;
	for (size_t k = 0; code == LM_OK && k < n; k++) {
		size_t at = mark_at(marks[k]);

		if (at < base + task->past)
			continue;
		if (at - base >= text.len)
			break;
		code = at_mark(task, at - base, marks[k]);
	}
	if (code == LM_OK)
		code = find_unmarked(task);
	if (code != LM_OK || task->findings->n == 0)
		return code;
	leave_out(task->search->policy, text, task->findings);
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
static enum lm_code
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
	code = i < subject->text.len ? at_digits(&task, i) : LM_OK;
	if (code == LM_OK)
		leave_out(search->policy, subject->text, findings);
	return code;
}
