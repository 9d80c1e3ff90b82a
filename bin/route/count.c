/* --count-tokens: how many tokens a job has, and nothing else. */
#include "work.h"

/* By the manifest: the tokenizer of the model that would get the job. */
static enum lm_code
count_by_rules(struct work *work, struct token_count *count, struct lm_err *err)
{
	struct signals *signals = decider_signals(work->decider);

	signals_take(signals, &work->job);
	return signals_tokens(signals, NULL, count, err);
}

/* Of --tokenizer, or an estimate; the texts are joined by newlines. */
static enum lm_code
count_alone(struct work *work, struct token_count *count, struct lm_err *err)
{
	struct job *job = &work->job;
	enum lm_code code = LM_OK;

	*count = (struct token_count){.known = job->n_texts > 0 && !job->opaque,
	    .by = work->counter == NULL ? BY_ESTIMATE : BY_MODEL};
	if (!count->known)
		return LM_OK;
	work->text.len = 0;
	for (size_t i = 0; code == LM_OK && i < job->n_texts; i++) {
		if (i > 0)
			code = lm_buf_byte(&work->text, '\n', err);
		if (code == LM_OK)
			code =
			    lm_buf_span(&work->text, job->texts[i].text, err);
	}
	if (code != LM_OK)
		return code;
	if (work->counter == NULL) {
		lm_tokens_estimate(lm_buf_view(&work->text), &count->low,
		    &count->high);
		return LM_OK;
	}
	code = lm_token_counter_add(work->counter, lm_buf_view(&work->text),
	    &count->low, err);
	count->high = count->low;
	return code;
}

/* A number if it is exact, an interval if not, null if nothing is there: no
 * text, which the sum of a stamp would have to cover. */
static enum lm_code
render_count(const struct token_count *count, struct lm_buf *out,
    struct lm_err *err)
{
	if (!count->known)
		return lm_buf_text(out, "null", err);
	if (count->by != BY_ESTIMATE)
		return lm_buf_printf(out, err, "%ju", (uintmax_t)count->low);
	return lm_buf_printf(out, err, "{\"low\":%ju,\"high\":%ju}",
	    (uintmax_t)count->low, (uintmax_t)count->high);
}

enum lm_code
work_count(struct work *work, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	struct lm_member member = {.name = lm_span_of("tokens")};
	struct token_count count;
	struct job_fault fault;
	struct fields fields = work->settings->fields;
	enum lm_code code;

	fields.unread = 1U << FIELD_TOKENS; /* they are what is asked for */
	code = job_read(&work->job, &fields, in->record, &fault, err);
	work->met |= work->job.met;
	if (code == LM_OK && fault.member.len > 0)
		return lm_err_set(err, LM_MALFORMED, "member %.*s: expected %s",
		    (int)fault.member.len, fault.member.ptr, fault.expected);
	if (code == LM_OK)
		code = work->decider == NULL
		    ? count_alone(work, &count, err)
		    : count_by_rules(work, &count, err);
	work->text.len = 0;
	if (code == LM_OK)
		code = render_count(&count, &work->text, err);
	member.value = lm_buf_view(&work->text);
	lm_edits_clear(&work->edits);
	if (code == LM_OK)
		code = lm_edits_set_members(&work->edits, in->record, &member,
		    1, err);
	return code == LM_OK ? lm_filter_edit(in, &work->edits, out, err)
			     : code;
}
