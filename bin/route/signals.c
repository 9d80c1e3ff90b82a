#include "signals.h"

#include <stdlib.h>
#include <string.h>

void
signals_free(struct signals *signals)
{
	if (signals->counters != NULL)
		for (size_t i = 0; i < signals->rules->n_tokenizers; i++)
			lm_token_counter_free(signals->counters[i]);
	free(signals->counters);
	free(signals->counts);
	free(signals->counted);
	free(signals->raised);
	free(signals->found);
	lm_phrase_finder_free(signals->finder);
	lm_expr_free(signals->expr);
	lm_buf_free(&signals->joined);
	lm_buf_free(&signals->read[0]);
	lm_buf_free(&signals->read[1]);
	*signals = (struct signals){0};
}

/* Counters are made here and not when first used, so that a run that starts
 * has what it needs. */
static enum lm_code
make_counters(struct signals *signals, struct lm_err *err)
{
	const struct rules *rules = signals->rules;

	for (size_t i = 0; i < rules->n_tokenizers; i++) {
		signals->counters[i] =
		    lm_token_counter_new(rules->tokenizers[i]);
		if (signals->counters[i] == NULL)
			return lm_err_nomem(err);
	}
	return LM_OK;
}

enum lm_code
signals_init(struct signals *signals, const struct rules *rules,
    struct lm_err *err)
{
	size_t n = rules->n_tokenizers + 1;
	size_t n_flags = rules->policy->n_flags + 1;
	enum lm_code code;

	*signals = (struct signals){.rules = rules};
	signals->counters = calloc(n, sizeof(struct lm_token_counter *));
	signals->counts = calloc(n, sizeof(*signals->counts));
	signals->counted = calloc(n, sizeof(*signals->counted));
	signals->raised = calloc(n_flags, sizeof(*signals->raised));
	signals->found = calloc(n_flags, sizeof(*signals->found));
	signals->finder = lm_phrase_finder_new(rules->phrases);
	if (signals->counters == NULL || signals->counts == NULL ||
	    signals->counted == NULL || signals->raised == NULL ||
	    signals->found == NULL || signals->finder == NULL)
		code = lm_err_nomem(err);
	else
		code = make_counters(signals, err);
	if (code == LM_OK)
		code = rules_expr(rules, &signals->expr, err);
	if (code != LM_OK)
		signals_free(signals);
	return code;
}

void
signals_take(struct signals *signals, const struct job *job)
{
	signals->job = job;
	signals->has_flags = false;
	signals->has_record = false;
	signals->has_stamp = false;
	memset(signals->counted, 0,
	    (signals->rules->n_tokenizers + 1) * sizeof(*signals->counted));
}

enum lm_code
signals_join(struct signals *signals, size_t first, size_t n,
    struct lm_span *text, struct lm_err *err)
{
	const struct job *job = signals->job;
	enum lm_code code = LM_OK;

	*text = job->texts[first].text;
	if (n == 1)
		return LM_OK;
	signals->joined.len = 0;
	for (size_t i = first; code == LM_OK && i < first + n; i++) {
		if (i > first)
			code = lm_buf_byte(&signals->joined, '\n', err);
		if (code == LM_OK)
			code = lm_buf_span(&signals->joined, job->texts[i].text,
			    err);
	}
	*text = lm_buf_view(&signals->joined);
	return code;
}

static enum lm_code
count_texts(struct signals *signals, size_t model, struct token_count *count,
    struct lm_err *err)
{
	const struct rules *rules = signals->rules;
	struct lm_span text;
	enum lm_code code =
	    signals_join(signals, 0, signals->job->n_texts, &text, err);

	*count = (struct token_count){.known = true, .by = BY_ESTIMATE};
	if (code != LM_OK)
		return code;
	if (model == LM_NO_INDEX) {
		lm_tokens_estimate(text, &count->low, &count->high);
		return LM_OK;
	}
	count->by = BY_MODEL;
	code =
	    lm_token_counter_add(signals->counters[rules->tokenizer_of[model]],
		text, &count->low, err);
	count->high = count->low;
	return code;
}

/* A count by the record itself; false: there is none, or it is not trusted. */
static bool
count_of_record(const struct signals *signals, struct token_count *count)
{
	const struct job *job = signals->job;

	*count = (struct token_count){.known = false};
	if (!job->has_tokens ||
	    !(signals->rules->policy->trust_record_tokens ||
		(job->is_past && !job->tokens_by_record)))
		return false;
	*count = (struct token_count){.known = true,
	    .by = BY_RECORD,
	    .low = job->tokens_low,
	    .high = job->tokens_high};
	return true;
}

/* Where the count of a model's tokenizer is kept. */
static size_t
slot_of(const struct signals *signals, size_t model)
{
	return model == LM_NO_INDEX ? signals->rules->n_tokenizers
				    : signals->rules->tokenizer_of[model];
}

enum lm_code
signals_tokens(struct signals *signals, const struct lm_route *route,
    struct token_count *count, struct lm_err *err)
{
	const struct job *job = signals->job;
	size_t model, slot;
	enum lm_code code = LM_OK;

	if (count_of_record(signals, count) || job->n_texts == 0 || job->opaque)
		return LM_OK;
	model =
	    rules_counting_model(signals->rules, route, job->task, job->model);
	slot = slot_of(signals, model);
	if (!signals->counted[slot])
		code = count_texts(signals, model, &signals->counts[slot], err);
	signals->counted[slot] = code == LM_OK;
	*count = signals->counts[slot];
	count->model = model;
	return code;
}

enum lm_stamp_state
signals_stamp(struct signals *signals)
{
	const struct job *job = signals->job;

	if (!signals->has_stamp)
		signals->stamp = job->is_past
		    ? (enum lm_stamp_state)job->past_stamp
		    : lm_stamp_check(signals->rules->stamp, job->record);
	signals->has_stamp = true;
	return signals->stamp;
}

enum lm_code
signals_where(struct signals *signals, size_t route, enum lm_answer *answer,
    struct lm_err *err)
{
	if (!signals->has_record)
		lm_expr_take(signals->expr, signals->job->record->src);
	signals->has_record = true;
	return lm_expr_ask(signals->expr, signals->rules->where_of[route],
	    answer, err);
}
