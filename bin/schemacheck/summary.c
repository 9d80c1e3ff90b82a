#include "summary.h"

#include <stdlib.h>
#include <string.h>

static struct gate_counts
count_all(const struct summary *summary)
{
	return gate_count(summary->gate, summary->tally->outcomes,
	    summary->tally->n_rejected);
}

static struct gate_counts
count_group(const struct summary *summary, size_t i)
{
	return gate_count(summary->gate, summary->tally->groups[i].outcomes, 0);
}

static enum verdict
judge_group(const struct summary *summary, size_t i)
{
	const struct gate_counts counts = count_group(summary, i);

	return gate_judge(summary->gate, &counts);
}

enum verdict
summary_verdict(const struct summary *summary)
{
	const struct gate_counts counts = count_all(summary);
	enum verdict worst = gate_judge(summary->gate, &counts);

	for (size_t i = 0; i < summary->tally->n_groups; i++) {
		enum verdict verdict = judge_group(summary, i);

		worst = verdict > worst ? verdict : worst;
	}
	return worst;
}

static enum lm_code
say_worst(const struct summary *summary, struct lm_buf *out, struct lm_err *err)
{
	const struct tally *tally = summary->tally;
	struct gate_counts counts = count_all(summary);
	enum verdict worst = summary_verdict(summary);
	struct lm_span who = {0};

	if (gate_judge(summary->gate, &counts) == worst)
		return gate_say(summary->gate, &counts, who, out, err);
	for (size_t i = 0; i < tally->n_groups; i++) {
		if (judge_group(summary, i) != worst)
			continue;
		counts = count_group(summary, i);
		who = tally_name(tally, &tally->groups[i]);
		return gate_say(summary->gate, &counts,
		    who.ptr == NULL ? lm_span_of("(no value)") : who, out, err);
	}
	return LM_OK;
}

enum lm_code
summary_say(const struct summary *summary, struct lm_buf *out,
    struct lm_err *err)
{
	size_t n_of[VERDICT_FAIL + 1] = {0};
	enum lm_code code = say_worst(summary, out, err);

	if (code != LM_OK || summary->tally->n_groups == 0)
		return code;
	for (size_t i = 0; i < summary->tally->n_groups; i++)
		n_of[judge_group(summary, i)]++;
	return lm_buf_printf(out, err,
	    "; groups by %s: %zu pass, %zu fail, %zu undecided", summary->by,
	    n_of[VERDICT_PASS], n_of[VERDICT_FAIL], n_of[VERDICT_UNDECIDED]);
}

static int
compare(const void *a, const void *b)
{
	const struct summary_keyword *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return strcmp(x->name, y->name);
}

enum lm_code
summary_keywords(const struct summary *summary, struct lm_buf *list, size_t *n,
    struct lm_err *err)
{
	const struct tally *tally = summary->tally;
	struct summary_keyword *keywords;
	enum lm_code code;

	*n = 0;
	list->len = 0;
	code = lm_buf_reserve(list, (tally->n_keywords + 1) * sizeof(*keywords),
	    err);
	if (code != LM_OK)
		return code;
	keywords = (void *)list->ptr;
	for (size_t i = 0; i < tally->n_keywords; i++)
		if (tally->keywords[i] > 0)
			keywords[(*n)++] =
			    (struct summary_keyword){summary->keywords[i],
				tally->keywords[i]};
	qsort(keywords, *n, sizeof(*keywords), compare);
	return LM_OK;
}
