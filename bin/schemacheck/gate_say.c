#include "gate.h"

#include "percent.h"

#include "lm/utf8.h"

#define WHO_SHOWN 60 /* bytes of a group's name */

/* What is said, and of what. */
struct saying {
	const struct gate *gate;
	const struct gate_counts *counts;
	enum verdict verdict;
};

/* Append PASS "who" 1164/1200 valid (97.0 %). */
static enum lm_code
say_counts(const struct saying *saying, struct lm_span who, struct lm_buf *out,
    struct lm_err *err)
{
	static const char *const words[] = {
	    [VERDICT_PASS] = "PASS ",
	    [VERDICT_UNDECIDED] = "undecided: ",
	    [VERDICT_FAIL] = "FAIL ",
	};
	const struct gate_counts *counts = saying->counts;
	const struct lm_stat_ratio *min = &saying->gate->min;
	int order = lm_stat_share_order(counts->n_valid, counts->n, *min);
	char rate[PERCENT_SIZE];
	enum lm_code code = lm_buf_text(out, words[saying->verdict], err);

	if (code == LM_OK && who.ptr != NULL)
		code = lm_buf_json_string(out, lm_utf8_prefix(who, WHO_SHOWN),
		    err);
	if (code == LM_OK && who.ptr != NULL)
		code = lm_buf_byte(out, ' ', err);
	if (code != LM_OK)
		return code;
	percent_text(counts->n_valid, counts->n,
	    (struct percent_side){min, order < 0 ? -1 : 1}, rate);
	code = lm_buf_printf(out, err, "%ju/%ju valid (%s)",
	    (uintmax_t)counts->n_valid, (uintmax_t)counts->n, rate);
	if (code == LM_OK && counts->n_unsure > 0)
		code = lm_buf_printf(out, err, ", %ju undetermined",
		    (uintmax_t)counts->n_unsure);
	return code;
}

/* Append what is compared, as ", lower bound 96.1 % >= 95 %". */
static enum lm_code
say_relation(const struct saying *saying, const char *what, const char *shown,
    bool is_below, struct lm_buf *out, struct lm_err *err)
{
	char min[PERCENT_SIZE];

	percent_exact(saying->gate->min, min);
	return lm_buf_printf(out, err, "%s%s%s %s", what, shown,
	    is_below ? " <" : " >=", min);
}

/* The bare rate stands there already, unless undetermined ones are to be taken
 * for invalid, to pass, or for valid. */
static enum lm_code
say_point(const struct saying *saying, struct lm_buf *out, struct lm_err *err)
{
	const struct gate_counts *counts = saying->counts;
	bool is_below = saying->verdict == VERDICT_FAIL;
	bool passes = saying->verdict == VERDICT_PASS;
	char rate[PERCENT_SIZE];

	if (counts->n_unsure == 0)
		return say_relation(saying, "", "", is_below, out, err);
	percent_text(counts->n_valid + (passes ? 0 : counts->n_unsure),
	    counts->n,
	    (struct percent_side){&saying->gate->min, is_below ? -1 : 1}, rate);
	return say_relation(saying,
	    passes ? ", without these " : ", with these ", rate, is_below, out,
	    err);
}

static enum lm_code
say_bound(const struct saying *saying, bool is_lower, bool is_below,
    struct lm_buf *out, struct lm_err *err)
{
	const struct gate_counts *counts = saying->counts;
	const struct gate *gate = saying->gate;
	char shown[PERCENT_SIZE];
	double bound = is_lower
	    ? lm_stat_share_lower(counts->n_valid, counts->n, gate->z)
	    : lm_stat_share_upper(counts->n_valid + counts->n_unsure, counts->n,
		  gate->z);

	percent_bound_text(bound,
	    (struct percent_side){&gate->min, is_below ? -1 : 1}, shown);
	return say_relation(saying,
	    is_lower ? ", lower bound " : ", upper bound ", shown, is_below,
	    out, err);
}

/* What it would take: to pass where the rate is over the minimum, else to
 * fail, which is that failures reach their own share. */
static enum lm_code
say_undecided(const struct saying *saying, struct lm_buf *out,
    struct lm_err *err)
{
	const struct gate_counts *counts = saying->counts;
	const struct gate *gate = saying->gate;
	uint64_t n = counts->n, most = counts->n_valid + counts->n_unsure, more;
	const struct lm_stat_ratio rest = {gate->min.den - gate->min.num,
	    gate->min.den};
	bool is_over = lm_stat_share_order(counts->n_valid, n, gate->min) > 0;
	enum lm_code code = say_bound(saying, is_over, is_over, out, err);

	if (code != LM_OK)
		return code;
	if (is_over &&
	    lm_stat_share_further(counts->n_valid, n, gate->min, gate->z,
		&more))
		return lm_buf_printf(out, err, "; about %ju more at this rate",
		    (uintmax_t)more);
	if (!is_over &&
	    lm_stat_share_further(n - most, n, rest, gate->z, &more))
		return lm_buf_printf(out, err,
		    "; fails after about %ju more at this rate",
		    (uintmax_t)more);
	return lm_buf_text(out, "; more at this rate decide nothing", err);
}

enum lm_code
gate_say(const struct gate *gate, const struct gate_counts *counts,
    struct lm_span who, struct lm_buf *out, struct lm_err *err)
{
	const struct saying saying = {gate, counts, gate_judge(gate, counts)};
	enum lm_code code;

	if (counts->n == 0)
		return lm_buf_text(out, "undecided: no records", err);
	code = say_counts(&saying, who, out, err);
	if (code != LM_OK)
		return code;
	if (gate->point)
		return say_point(&saying, out, err);
	switch (saying.verdict) {
	case VERDICT_PASS:
		return say_bound(&saying, true, false, out, err);
	case VERDICT_FAIL:
		return say_bound(&saying, false, true, out, err);
	case VERDICT_UNDECIDED:
		break;
	}
	return say_undecided(&saying, out, err);
}
