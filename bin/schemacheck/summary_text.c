#include "summary.h"

#include <stdio.h>

#include "percent.h"

#include "lm/utf8.h"

#define NAME_SHOWN 60 /* bytes of a group's name */
#define MIN_WIDTH 7   /* of a count: "records" */
#define RATE_WIDTH 9

/* Digits of the largest count, so that all columns are as wide. */
static int
width_of(uint64_t n)
{
	int width = 1;

	for (; n >= 10; n /= 10)
		width++;
	return width < MIN_WIDTH ? MIN_WIDTH : width;
}

/* A share of n; of nothing there is none. */
static void
show_rate(uint64_t part, uint64_t n, struct percent_side side,
    char out[PERCENT_SIZE])
{
	if (n == 0)
		(void)snprintf(out, PERCENT_SIZE, "-");
	else
		percent_text(part, n, side, out);
}

/* Where a rate of valid records stands. */
static struct percent_side
side_of(const struct gate *gate, const struct gate_counts *counts)
{
	struct percent_side side = {NULL, 0};

	if (!gate->is_set || counts->n == 0)
		return side;
	side.of = &gate->min;
	side.order =
	    lm_stat_share_order(counts->n_valid, counts->n, gate->min) < 0 ? -1
									   : 1;
	return side;
}

static enum lm_code
add_outcome(const char *name, uint64_t part, uint64_t n,
    struct percent_side side, struct lm_buf *out, struct lm_err *err)
{
	char rate[PERCENT_SIZE];

	show_rate(part, n, side, rate);
	return lm_buf_printf(out, err, "%*ju %*s  %s\n", width_of(n),
	    (uintmax_t)part, RATE_WIDTH, rate, name);
}

static enum lm_code
add_outcomes(const struct summary *summary, struct lm_buf *out,
    struct lm_err *err)
{
	static const struct percent_side any = {NULL, 0};
	const struct tally *tally = summary->tally;
	const struct gate_counts counts =
	    gate_count(summary->gate, tally->outcomes, tally->n_rejected);
	enum lm_code code = lm_buf_printf(out, err, "%*s %*s  outcome\n",
	    width_of(counts.n), "records", RATE_WIDTH, "rate");

	for (size_t i = 0; code == LM_OK && i < N_OUTCOMES; i++)
		code = add_outcome(outcome_names[i], tally->outcomes[i],
		    counts.n, any, out, err);
	if (code == LM_OK)
		code = add_outcome("rejected", tally->n_rejected, counts.n, any,
		    out, err);
	if (code == LM_OK)
		code = add_outcome("all", counts.n, counts.n, any, out, err);
	return code != LM_OK ? code
			     : add_outcome(summary->gate->count_repaired
				       ? "valid: strict, extracted or repaired"
				       : "valid: strict or extracted",
				   counts.n_valid, counts.n,
				   side_of(summary->gate, &counts), out, err);
}

static enum lm_code
add_name(struct lm_span name, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = name.ptr == NULL
	    ? lm_buf_text(out, "(no value)", err)
	    : lm_buf_json_string(out, lm_utf8_prefix(name, NAME_SHOWN), err);

	return code == LM_OK ? lm_buf_byte(out, '\n', err) : code;
}

static enum lm_code
add_group(const struct summary *summary, const struct tally_group *group,
    int width, struct lm_buf *out, struct lm_err *err)
{
	const struct gate *gate = summary->gate;
	const struct gate_counts counts = gate_count(gate, group->outcomes, 0);
	char rate[PERCENT_SIZE];
	enum lm_code code;

	show_rate(counts.n_valid, counts.n, side_of(gate, &counts), rate);
	code = lm_buf_printf(out, err, "%*ju %*ju %*s  ", width,
	    (uintmax_t)counts.n_valid, width, (uintmax_t)counts.n, RATE_WIDTH,
	    rate);
	if (code == LM_OK && gate->is_set)
		code = lm_buf_printf(out, err, "%-9s  ",
		    verdict_names[gate_judge(gate, &counts)]);
	return code == LM_OK
	    ? add_name(tally_name(summary->tally, group), out, err)
	    : code;
}

static enum lm_code
add_groups(const struct summary *summary, struct lm_buf *out,
    struct lm_err *err)
{
	const struct tally *tally = summary->tally;
	int width = width_of(tally_records(tally));
	enum lm_code code;

	if (tally->n_groups == 0)
		return LM_OK;
	code = lm_buf_printf(out, err, "\n%*s %*s %*s  %s%s\n", width, "valid",
	    width, "records", RATE_WIDTH, "rate",
	    summary->gate->is_set ? "verdict    " : "", summary->by);
	for (size_t i = 0; code == LM_OK && i < tally->n_groups; i++)
		code = add_group(summary, &tally->groups[i], width, out, err);
	return code;
}

static enum lm_code
add_keywords(const struct summary *summary, struct lm_buf *out,
    struct lm_err *err)
{
	int width = width_of(tally_records(summary->tally));
	struct lm_buf list = {0};
	const struct summary_keyword *keywords;
	size_t n;
	enum lm_code code = summary_keywords(summary, &list, &n, err);

	keywords = (const void *)list.ptr;
	if (code == LM_OK && n > 0)
		code = lm_buf_printf(out, err, "\n%*s  keyword that fails\n",
		    width, "records");
	for (size_t i = 0; code == LM_OK && i < n; i++)
		code = lm_buf_printf(out, err, "%*ju  %s\n", width,
		    (uintmax_t)keywords[i].n, keywords[i].name);
	lm_buf_free(&list);
	return code;
}

enum lm_code
summary_text(const struct summary *summary, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = add_outcomes(summary, out, err);

	if (code == LM_OK)
		code = add_groups(summary, out, err);
	return code == LM_OK ? add_keywords(summary, out, err) : code;
}
