#include "page_worst.h"

#include "out.h"
#include "page.h"

#define NEIGHBOURS_SHOWN 3

static struct lm_span
label(const struct drift_case *in, size_t i)
{
	const struct drift_pair *pair = drift_pairs_at(in->pairs, i);

	return drift_set_label(in->sides[DRIFT_CURRENT],
	    pair->places[DRIFT_CURRENT]);
}

/* probe-007 "How to reset a password" */
static void
name_document(const struct drift_case *in, size_t i, struct drift_out *out)
{
	size_t begin = out->buf->len;

	drift_out_label(out, in->sides[DRIFT_BASELINE],
	    drift_pairs_at(in->pairs, i)->places[DRIFT_BASELINE]);
	if (label(in, i).len > 0) {
		drift_out_text(out, " \"");
		drift_out_span(out, label(in, i));
		drift_out_text(out, "\"");
	}
	drift_out_printable(out, begin);
}

static bool
is_among(const uint32_t *neighbours, size_t k, uint32_t which)
{
	for (size_t i = 0; i < k; i++)
		if (neighbours[i] == which)
			return true;
	return false;
}

/* The nearest of one side, and where each of them is on the other. */
static void
write_side(const struct drift_case *in, size_t i, enum drift_side side,
    struct drift_out *out)
{
	const struct drift_result *result = in->result;
	enum drift_side other =
	    side == DRIFT_BASELINE ? DRIFT_CURRENT : DRIFT_BASELINE;
	const uint32_t *here = drift_neighbours(result, side, i);
	const uint32_t *there = drift_neighbours(result, other, i);

	for (size_t j = 0; j < result->k && j < NEIGHBOURS_SHOWN; j++) {
		drift_out_printf(out, "    %-8s%zu. ",
		    j > 0			 ? ""
			: side == DRIFT_BASELINE ? "before:"
						 : "now:",
		    j + 1);
		name_document(in, here[j], out);
		if (!is_among(there, result->k, here[j]))
			drift_out_text(out,
			    side == DRIFT_BASELINE ? " - lost" : " - new");
		drift_out_text(out, "\n");
	}
}

static void
write_document(const struct drift_case *in, size_t i, struct drift_out *out)
{
	drift_out_text(out, "  ");
	name_document(in, i, out);
	drift_out_printf(out,
	    "\n    correlation %.2f: %u of its %zu nearest neighbours stayed.\n",
	    drift_correlations(in->result)[i], drift_kept(in->result, i),
	    in->result->k);
	for (size_t side = 0; side < DRIFT_N_SIDES; side++)
		write_side(in, i, (enum drift_side)side, out);
}

enum lm_code
drift_page_worst(const struct drift_case *in, struct lm_buf *buf,
    struct lm_err *err)
{
	struct drift_out out = {buf, err, LM_OK};
	size_t shown = 0, n_more = 0;

	for (size_t i = 0; i < in->n_worst; i++) {
		size_t at = in->worst[i];

		if (drift_kept(in->result, at) == in->result->k)
			continue;
		if (shown == DRIFT_PAGE_DOCUMENTS) {
			n_more++;
			continue;
		}
		if (shown++ == 0)
			drift_out_text(&out,
			    "\nThe documents whose neighbours changed most\n");
		write_document(in, at, &out);
	}
	if (n_more > 0)
		drift_out_printf(&out,
		    "  and %zu more, see worst in the result\n", n_more);
	return out.code;
}
