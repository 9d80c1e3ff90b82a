#include "retrieval_json.h"

#include <math.h>

/* before, a number or null, after. */
static enum lm_code
append_number(struct lm_buf *out, const char *before, double value,
    const char *after, struct lm_err *err)
{
	if (!isfinite(value))
		return lm_buf_texts(out, err, before, "null", after, NULL);
	return lm_buf_printf(out, err, "%s%.12g%s", before, value, after);
}

static enum lm_code
append_sides(struct lm_buf *out, const double values[DRIFT_N_SIDES],
    struct lm_err *err)
{
	enum lm_code code = append_number(out,
	    "\"baseline\":", values[DRIFT_BASELINE], ",", err);

	return code == LM_OK
	    ? append_number(out, "\"current\":", values[DRIFT_CURRENT], "},",
		  err)
	    : code;
}

static enum lm_code
append_loss(const struct drift_retrieval *retrieval, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code =
	    append_number(out, "\"loss_pp\":", retrieval->loss_pp, ",", err);

	if (code == LM_OK)
		code = append_number(out, "\"interval\":[", retrieval->loss.low,
		    ",", err);
	return code == LM_OK
	    ? append_number(out, "", retrieval->loss.high, "],", err)
	    : code;
}

enum lm_code
drift_retrieval_json(const struct drift_retrieval *retrieval, size_t k,
    struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, "{\"ndcg@10\":{", err);

	if (code == LM_OK)
		code = append_sides(out, retrieval->ndcg, err);
	if (code == LM_OK)
		code = lm_buf_printf(out, err, "\"recall\":{\"k\":%zu,", k);
	if (code == LM_OK)
		code = append_sides(out, retrieval->recall, err);
	if (code == LM_OK)
		code = lm_buf_text(out, "\"mrr\":{", err);
	if (code == LM_OK)
		code = append_sides(out, retrieval->mrr, err);
	if (code == LM_OK)
		code = append_loss(retrieval, out, err);
	if (code != LM_OK)
		return code;
	return lm_buf_printf(out, err,
	    "\"queries\":%zu,\"unjudged\":%zu,\"absent\":%zu}",
	    drift_retrieval_count(retrieval), retrieval->n_unjudged,
	    retrieval->n_absent);
}
