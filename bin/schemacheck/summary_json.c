#include "summary.h"

#include "percent.h"

/* What is counted alike of all records and of a group. */
struct part {
	const struct gate *gate;
	const uint64_t *outcomes;
	struct gate_counts counts;
	uint64_t n_rejected;
};

static struct part
part_of(const struct gate *gate, const uint64_t *outcomes, uint64_t n_rejected)
{
	return (struct part){gate, outcomes,
	    gate_count(gate, outcomes, n_rejected), n_rejected};
}

/* ,"name":text */
static enum lm_code
add_text(const char *name, const char *text, struct lm_buf *out,
    struct lm_err *err)
{
	return lm_buf_texts(out, err, ",\"", name, "\":", text, NULL);
}

static enum lm_code
add_outcomes(const struct part *part, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, ",\"outcomes\":{", err);

	for (size_t i = 0; code == LM_OK && i < N_OUTCOMES; i++)
		code =
		    lm_buf_printf(out, err, "%s\"%s\":%ju", i == 0 ? "" : ",",
			outcome_names[i], (uintmax_t)part->outcomes[i]);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

static enum lm_code
add_rates(const struct part *part, struct lm_buf *out, struct lm_err *err)
{
	const struct gate_counts *counts = &part->counts;
	struct percent_side side = {NULL, 0};
	char rate[PERCENT_SIZE];
	enum lm_code code;

	if (counts->n == 0)
		return add_text("rates", "null", out, err);
	if (part->gate->is_set) {
		side.of = &part->gate->min;
		side.order = lm_stat_share_order(counts->n_valid, counts->n,
				 part->gate->min) < 0
		    ? -1
		    : 1;
	}
	percent_json(counts->n_valid, counts->n, side, rate);
	code = lm_buf_texts(out, err, ",\"rates\":{\"valid\":", rate, NULL);
	for (size_t i = 0; code == LM_OK && i < N_OUTCOMES; i++) {
		percent_json(part->outcomes[i], counts->n,
		    (struct percent_side){NULL, 0}, rate);
		code = add_text(outcome_names[i], rate, out, err);
	}
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

/* Rounded as the verdict has them: at the minimum or above it, or below. */
static enum lm_code
add_bounds(const struct part *part, struct lm_buf *out, struct lm_err *err)
{
	const struct gate_counts *counts = &part->counts;
	const struct gate *gate = part->gate;
	const struct lm_stat_ratio *min = gate->is_set ? &gate->min : NULL;
	uint64_t n = counts->n, most = counts->n_valid + counts->n_unsure;
	char lower[PERCENT_SIZE] = "null", upper[PERCENT_SIZE] = "null";
	int low = lm_stat_share_reaches(counts->n_valid, n, gate->min, gate->z)
	    ? 1
	    : -1;
	int high = lm_stat_share_misses(most, n, gate->min, gate->z) ? -1 : 1;
	enum lm_code code;

	if (n > 0) {
		percent_bound_json(lm_stat_share_lower(counts->n_valid, n,
				       gate->z),
		    (struct percent_side){min, low}, lower);
		percent_bound_json(lm_stat_share_upper(most, n, gate->z),
		    (struct percent_side){min, high}, upper);
	}
	code = add_text("lower_bound", lower, out, err);
	return code == LM_OK ? add_text("upper_bound", upper, out, err) : code;
}

static enum lm_code
add_part(const struct part *part, bool is_all, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code =
	    lm_buf_printf(out, err, "\"records\":%ju,\"valid\":%ju",
		(uintmax_t)part->counts.n, (uintmax_t)part->counts.n_valid);

	if (code == LM_OK && is_all)
		code = lm_buf_printf(out, err, ",\"rejected\":%ju",
		    (uintmax_t)part->n_rejected);
	if (code == LM_OK)
		code = add_outcomes(part, out, err);
	if (code == LM_OK)
		code = add_rates(part, out, err);
	return code == LM_OK ? add_bounds(part, out, err) : code;
}

/* ,"verdict":"pass" */
static enum lm_code
add_verdict(const struct gate *gate, enum verdict verdict, struct lm_buf *out,
    struct lm_err *err)
{
	if (!gate->is_set)
		return add_text("verdict", "null", out, err);
	return lm_buf_printf(out, err, ",\"verdict\":\"%s\"",
	    verdict_names[verdict]);
}

static enum lm_code
add_gate(const struct summary *summary, struct lm_buf *out, struct lm_err *err)
{
	static const struct percent_side any = {NULL, 0};
	const struct gate *gate = summary->gate;
	char confidence[PERCENT_SIZE], min[PERCENT_SIZE] = "null";
	enum lm_code code;

	percent_json(gate->confidence.num, gate->confidence.den, any,
	    confidence);
	if (gate->is_set)
		percent_json(gate->min.num, gate->min.den, any, min);
	code = add_text("confidence", confidence, out, err);
	if (code == LM_OK)
		code = add_text("min_valid", min, out, err);
	if (code == LM_OK)
		code =
		    add_text("point", gate->point ? "true" : "false", out, err);
	if (code == LM_OK)
		code = add_text("count_repaired",
		    gate->count_repaired ? "true" : "false", out, err);
	return code == LM_OK
	    ? add_verdict(gate, summary_verdict(summary), out, err)
	    : code;
}

static enum lm_code
add_group(const struct summary *summary, const struct tally_group *group,
    struct lm_buf *out, struct lm_err *err)
{
	const struct part part = part_of(summary->gate, group->outcomes, 0);
	struct lm_span name = tally_name(summary->tally, group);
	enum lm_code code = lm_buf_text(out, "{\"by\":", err);

	if (code == LM_OK)
		code = name.ptr == NULL ? lm_buf_text(out, "null", err)
					: lm_buf_json_string(out, name, err);
	if (code == LM_OK)
		code = lm_buf_byte(out, ',', err);
	if (code == LM_OK)
		code = add_part(&part, false, out, err);
	if (code == LM_OK)
		code = add_verdict(summary->gate,
		    gate_judge(summary->gate, &part.counts), out, err);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

static enum lm_code
add_groups(const struct summary *summary, struct lm_buf *out,
    struct lm_err *err)
{
	const struct tally *tally = summary->tally;
	enum lm_code code;

	if (summary->by == NULL)
		return LM_OK;
	code = lm_buf_text(out, ",\"groups\":[", err);
	for (size_t i = 0; code == LM_OK && i < tally->n_groups; i++) {
		if (i > 0)
			code = lm_buf_byte(out, ',', err);
		if (code == LM_OK)
			code = add_group(summary, &tally->groups[i], out, err);
	}
	return code == LM_OK ? lm_buf_byte(out, ']', err) : code;
}

static enum lm_code
add_keywords(const struct summary *summary, struct lm_buf *out,
    struct lm_err *err)
{
	struct lm_buf list = {0};
	const struct summary_keyword *keywords;
	size_t n;
	enum lm_code code = summary_keywords(summary, &list, &n, err);

	keywords = (const void *)list.ptr;
	if (code == LM_OK)
		code = lm_buf_text(out, ",\"keywords\":{", err);
	for (size_t i = 0; code == LM_OK && i < n; i++) {
		if (i > 0)
			code = lm_buf_byte(out, ',', err);
		if (code == LM_OK)
			code = lm_buf_json_string(out,
			    lm_span_of(keywords[i].name), err);
		if (code == LM_OK)
			code = lm_buf_printf(out, err, ":%ju",
			    (uintmax_t)keywords[i].n);
	}
	lm_buf_free(&list);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

enum lm_code
summary_json(const struct summary *summary, struct lm_buf *out,
    struct lm_err *err)
{
	const struct tally *tally = summary->tally;
	const struct part all =
	    part_of(summary->gate, tally->outcomes, tally->n_rejected);
	enum lm_code code = lm_buf_byte(out, '{', err);

	if (code == LM_OK)
		code = add_part(&all, true, out, err);
	if (code == LM_OK)
		code = add_gate(summary, out, err);
	if (code == LM_OK)
		code = add_groups(summary, out, err);
	if (code == LM_OK)
		code = add_keywords(summary, out, err);
	if (code == LM_OK && summary->schemas.len > 0) {
		code = lm_buf_text(out, ",\"schemas\":", err);
		if (code == LM_OK)
			code = lm_buf_span(out, summary->schemas, err);
	}
	return code == LM_OK ? lm_buf_text(out, "}\n", err) : code;
}
