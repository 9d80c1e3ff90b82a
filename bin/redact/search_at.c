#include "search_task.h"

#include "assign.h"
#include "digits.h"
#include "encoded.h"
#include "net.h"
#include "tokens.h"

/* A long finding is not looked into: what is in it goes with it. */
#define LONG_FINDING 256

enum lm_code
task_take(struct task *task, bool is, const struct finding *found)
{
	if (!is || (found->kind < N_DETECTED && !task_wants(task, found->kind)))
		return LM_OK;
	if (found->len >= LONG_FINDING)
		task->past = found->at + found->len;
	return findings_add(task->findings, found, task->err);
}

/* One of the detectors of assignments. */
typedef enum lm_code assignment(const struct assigner *assigner,
    struct name_memo *memo, struct lm_span text, size_t i, bool *is,
    struct finding *found, struct lm_err *err);

static enum lm_code
at_assignment(struct task *task, size_t i, assignment *detect)
{
	const struct policy *policy = task->search->policy;
	struct finding found = {0};
	bool is = false;
	enum lm_code code;

	if (policy->deny.n == 0 && !task_wants(task, KIND_SECRET))
		return LM_OK;
	code = detect(&policy->assigner, &task->search->memo,
	    task->subject->text, i, &is, &found, task->err);
	return code == LM_OK ? task_take(task, is, &found) : code;
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
		code = task_take(task, detect_url(text, i, &found), &found);
		return code;
	}
	if (is_hex_at(text, i + 1)) {
		code = task_take(task,
		    detect_ipv6(text, i, &found) || detect_mac(text, i, &found),
		    &found);
		if (code != LM_OK)
			return code;
	}
	return at_assignment(task, i, detect_assignment);
}

static enum lm_code
at_digits(struct task *task, size_t i)
{
	struct finding found = {0};

	return task_take(task,
	    detect_digits(task->subject, i, task->kinds,
		task->search->policy->tokens, &found),
	    &found);
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

/* The assignments that a literal may be of. */
static enum lm_code
at_words(struct task *task, size_t i)
{
	struct lm_span text = task->subject->text;

	if (text_has(text, i + 1, "-"))
		return at_assignment(task, i, detect_option);
	if (text_has(text, i, "\xef\xbc"))
		return at_assignment(task, i, detect_assignment);
	if (text_has_any_case(text, i, "ss") ||
	    text_has_any_case(text, i, "nnw"))
		return at_assignment(task, i, detect_said);
	return LM_OK;
}

static enum lm_code
at_literal(struct task *task, size_t i)
{
	struct lm_span text = task->subject->text;
	struct finding found = {0};
	bool is = detect_literal(text, i, &found);

	if (!is) {
		enum lm_code code = at_words(task, i);

		if (code != LM_OK)
			return code;
	}
	if (!is)
		is = detect_token(task->search->policy->tokens, task->subject,
		    i, task->kinds, &found);
	return task_take(task, is, &found);
}

/* What is found in a decoded text is the part that held it. */
static enum lm_code
take_part(struct task *task, struct lm_span part, enum kind kind,
    struct lm_span label)
{
	const struct finding found = {.at = (size_t)(part.ptr -
					  task->subject->text.ptr),
	    .len = part.len,
	    .kind = kind,
	    .label = label};

	return task_take(task, true, &found);
}

/* Search a text that was decoded from a part: as JSON, if it is. */
static enum lm_code
search_decoded(struct task *task, struct lm_span decoded, struct lm_span part)
{
	struct search *search = task->search;
	const struct findings *inner =
	    &search->levels[task->level + 1].findings;
	const struct subject subject = {decoded, task->subject->name};
	enum kind kind = N_KINDS;
	bool is = false;
	enum lm_code code = LM_OK;

	if (search->json != NULL)
		code = search->json(search->json_arg, decoded, &is, &kind,
		    task->err);
	if (code == LM_OK && is)
		return kind == N_KINDS
		    ? LM_OK
		    : take_part(task, part, kind, (struct lm_span){0});
	if (code == LM_OK)
		code = search_level(search, &subject, task->kinds,
		    task->level + 1, task->err);
	return code == LM_OK && inner->n > 0
	    ? take_part(task, part, inner->list[0].kind, inner->list[0].label)
	    : code;
}

static enum lm_code
at_encoded(struct task *task, size_t i)
{
	struct search *search = task->search;
	struct lm_buf *decoded;
	struct lm_span part;
	enum lm_code code = LM_OK;

	/* Each line of a long text is a run, too. */
	if (task->level == SEARCH_MAX_DEPTH || i < task->decoded ||
	    !encoded_may_be(task->subject->text, i))
		return LM_OK;
	decoded = &search->levels[task->level + 1].decoded;
	while (code == LM_OK && encoded_next(task->subject->text, &i, &part)) {
		bool is;

		decoded->len = 0;
		code = encoded_decode(&part, decoded, &is, task->err);
		if (code == LM_OK && is)
			code = search_decoded(task, lm_buf_view(decoded), part);
	}
	task->decoded = i;
	return code;
}

static enum lm_code
at_word(struct task *task, size_t i)
{
	struct finding found = {0};
	bool is = detect_crypto_named(task->subject, i, &found) ||
	    detect_token_run(task->search->policy->tokens, task->subject, i,
		task->kinds, &found);

	return is ? task_take(task, is, &found)
		  : at_assignment(task, i, detect_said_key);
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

/* A Brazilian company's number has its "/" behind ten characters; which of them
 * is a digit is to be seen.  The mark may belong to bytes around the text. */
static enum lm_code
at_cnpj(struct task *task, size_t i)
{
	struct lm_span text = task->subject->text;
	const size_t before = 10, behind = 7; /* up to the check digits */
	size_t at;

	if (i < before || text.len - i <= behind)
		return LM_OK;
	for (at = i - before; at < i + behind; at++)
		if (is_digit(text.ptr[at]))
			return at_digits(task, at);
	return LM_OK;
}

static enum lm_code
at_sign(struct task *task, size_t i)
{
	struct lm_span text = task->subject->text;
	struct finding found = {0};

	switch (text.ptr[i]) {
	case '@':
		return task_take(task, detect_email(text, i, &found), &found);
	case ':':
		return at_colon(task, i);
	case '=':
		return at_assignment(task, i, detect_assignment);
	case '<':
		return at_assignment(task, i, detect_element);
	case '.':
		return task_take(task,
		    detect_ipv4_named(task->subject, i, &found) ||
			detect_mac(text, i, &found),
		    &found);
	case '-':
		return task_take(task, detect_mac(text, i, &found), &found);
	case '/':
		return at_cnpj(task, i);
	default:
		return LM_OK;
	}
}

enum lm_code
search_at(struct task *task, size_t i, uint64_t mark)
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
