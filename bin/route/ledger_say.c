/* --why: a line of a ledger as a sentence. */
#include "ledger.h"

#include <string.h>

#include "render.h"

#include "lm/num.h"

bool
ledger_is_number(struct lm_span text)
{
	double value;

	return lm_num_double(text, &value);
}

bool
ledger_is_id(yyjson_val *id, struct lm_span asked)
{
	size_t len = asked.len;

	if (!yyjson_is_str(id) && !yyjson_is_raw(id))
		return false;
	if (lm_span_equal(lm_record_text(id), asked))
		return true;
	return yyjson_is_str(id) && len >= 2 && asked.ptr[0] == '"' &&
	    asked.ptr[len - 1] == '"' &&
	    lm_span_equal(lm_record_text(id), lm_span(asked.ptr + 1, len - 2));
}

/* A string that reads as a number has its quotes. */
static enum lm_code
say_id(yyjson_val *id, struct lm_buf *out, struct lm_err *err)
{
	const char *quote = "";
	enum lm_code code;

	if (!yyjson_is_str(id) && !yyjson_is_raw(id))
		return lm_buf_text(out, "a job", err);
	if (yyjson_is_str(id) && ledger_is_number(lm_record_text(id)))
		quote = "\"";
	code = lm_buf_text(out, quote, err);
	if (code == LM_OK)
		code = render_plain(lm_record_text(id), out, err);
	return code == LM_OK ? lm_buf_text(out, quote, err) : code;
}

/* A text with holes: %r the rule, %o what it is on, %m the model that was
 * asked for, %s the state of the stamp. */
static enum lm_code
fill(yyjson_val *root, const char *text, struct lm_buf *out, struct lm_err *err)
{
	const char *hole;
	enum lm_code code = LM_OK;

	while (code == LM_OK && (hole = strchr(text, '%')) != NULL) {
		const char *name = hole[1] == 'r' ? "rule"
		    : hole[1] == 'o'		  ? "on"
		    : hole[1] == 'm'		  ? "requested"
						  : "stamp";

		code = lm_buf_append(out, text, (size_t)(hole - text), err);
		if (code == LM_OK)
			code =
			    render_plain(ledger_string(root, name), out, err);
		text = hole + 2;
	}
	return code == LM_OK ? lm_buf_text(out, text, err) : code;
}

static const char *
why_malformed(yyjson_val *root)
{
	return ledger_string(root, "on").ptr == NULL
	    ? "a member of it has the wrong type or range, or is there "
	      "twice"
	    : "its member %o has the wrong type or range, or is there twice";
}

static const char *
why_unapproved(yyjson_val *root)
{
	if (ledger_string(root, "rule").ptr != NULL)
		return "rule %r gives it a model that is not approved for it";
	if (ledger_string(root, "requested").ptr != NULL)
		return "it asked for a model that is not approved for it "
		       "(requested: %m)";
	return "it asked for a model that is not approved for it (requested: a "
	       "name that the manifest does not have)";
}

static const char *
why_missing(yyjson_val *root)
{
	struct lm_span on = ledger_string(root, "on");

	if (on.ptr == NULL)
		return "it lacks what rule %r asks about";
	if (lm_span_equal(on, lm_span_of("equals")))
		return "it lacks a member that the equals of rule %r asks "
		       "about";
	if (lm_span_equal(on, lm_span_of("where")))
		return "the where of rule %r gives nothing for it";
	return "it lacks its %o, which rule %r asks about";
}

static const char *
why(enum cause cause, yyjson_val *root)
{
	switch (cause) {
	case CAUSE_RULE:
		return "rule %r took it";
	case CAUSE_NO_RULE:
		return "no rule took it";
	case CAUSE_NO_TASK:
		return "it has no task";
	case CAUSE_MALFORMED:
		return why_malformed(root);
	case CAUSE_UNAPPROVED:
		return why_unapproved(root);
	case CAUSE_MISSING:
		return why_missing(root);
	case CAUSE_WHERE:
		return "the where of rule %r failed";
	case CAUSE_UNREDACTED:
		return "rule %r gives the managed lane, and it is not redacted "
		       "(stamp: %s)";
	case CAUSE_NOT_SERVED:
		return "rule %r has no model for it";
	case CAUSE_FLAG:
		return "it brought a flag whose name is nearly one of the "
		       "manifest's";
	case CAUSE_UNKNOWN:
		return "rule %r asks what was not kept";
	}
	return NULL;
}

static enum lm_code
say_cause(yyjson_val *root, struct lm_buf *out, struct lm_err *err)
{
	struct lm_span name = ledger_string(root, "cause");

	for (size_t i = 0; i < N_CAUSES; i++)
		if (lm_span_equal(name, lm_span_of(cause_names[i])))
			return fill(root, why((enum cause)i, root), out, err);
	return lm_buf_text(out, "for a cause that this version does not know",
	    err);
}

/* Names that the manifest did not have stand there as false. */
static enum lm_code
say_flags(yyjson_val *root, struct lm_buf *out, struct lm_err *err)
{
	yyjson_val *flags = ledger_member(root, "flags"), *flag;
	yyjson_arr_iter iter = yyjson_arr_iter_with(flags);
	const char *between = "flags ";
	bool others = false;
	enum lm_code code = LM_OK;

	if (!yyjson_is_arr(flags))
		return lm_buf_text(out, "flags unknown", err);
	if (yyjson_arr_size(flags) == 0)
		return lm_buf_text(out, "no flag", err);
	while (code == LM_OK && (flag = yyjson_arr_iter_next(&iter)) != NULL) {
		others = others || !yyjson_is_str(flag);
		if (!yyjson_is_str(flag))
			continue;
		code = lm_buf_text(out, between, err);
		if (code == LM_OK)
			code = render_plain(lm_record_text(flag), out, err);
		between = ", ";
	}
	return code == LM_OK && others
	    ? lm_buf_texts(out, err, between,
		  "others that the manifest does not have", NULL)
	    : code;
}

static enum lm_code
say_tokens(yyjson_val *root, struct lm_buf *out, struct lm_err *err)
{
	struct job job = {0};

	if (!ledger_tokens(ledger_member(root, "tokens"), &job))
		return LM_OK;
	if (job.tokens_low == job.tokens_high)
		return lm_buf_printf(out, err, "%ju token%s, ",
		    (uintmax_t)job.tokens_low, job.tokens_low == 1 ? "" : "s");
	return lm_buf_printf(out, err, "%ju to %ju tokens, ",
	    (uintmax_t)job.tokens_low, (uintmax_t)job.tokens_high);
}

static enum lm_code
say_span(struct lm_buf *out, const char *before, struct lm_span text,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, before, err);

	return code == LM_OK ? render_plain(text, out, err) : code;
}

/* "with 812 tokens, no flag and 0 schema failures" */
static enum lm_code
say_signals(yyjson_val *root, struct lm_buf *out, struct lm_err *err)
{
	uint64_t n = 0;
	enum lm_code code = lm_buf_text(out, ", with ", err);

	(void)job_count(ledger_member(root, "schema_failures"), &n);
	if (code == LM_OK)
		code = say_tokens(root, out, err);
	if (code == LM_OK)
		code = say_flags(root, out, err);
	return code == LM_OK
	    ? lm_buf_printf(out, err, " and %ju schema failure%s", (uintmax_t)n,
		  n == 1 ? "" : "s")
	    : code;
}

enum lm_code
ledger_say(const struct lm_record *line, struct lm_buf *out, struct lm_err *err)
{
	yyjson_val *root = line->root;
	struct lm_span task = ledger_string(root, "task");
	struct lm_span model = ledger_string(root, "model");
	enum lm_code code = say_id(ledger_member(root, "id"), out, err);

	if (code == LM_OK && task.ptr != NULL) {
		code = say_span(out, " (", task, err);
		if (code == LM_OK)
			code = lm_buf_byte(out, ')', err);
	}
	if (code == LM_OK)
		code = say_span(out, " went to lane ",
		    ledger_string(root, "lane"), err);
	if (code == LM_OK && model.ptr != NULL)
		code = say_span(out, ", model ", model, err);
	if (code == LM_OK)
		code = say_span(out, ", at ", ledger_string(root, "time"), err);
	if (code == LM_OK)
		code = lm_buf_text(out, ", because ", err);
	if (code == LM_OK)
		code = say_cause(root, out, err);
	if (code == LM_OK)
		code = say_signals(root, out, err);
	if (code == LM_OK)
		code = say_span(out, ", by manifest ",
		    ledger_string(root, "manifest"), err);
	return code == LM_OK ? lm_buf_text(out, ".\n", err) : code;
}
