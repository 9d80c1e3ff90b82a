#include "tally.h"

#include <stdlib.h>
#include <string.h>

#include "lm/manifest.h"

enum lm_code
tally_init(struct tally *tally, const struct lm_policy *policy,
    struct lm_err *err)
{
	*tally = (struct tally){0};
	tally->rules = calloc(policy->n_routes + 1, sizeof(*tally->rules));
	tally->flags = calloc(policy->n_flags + 1, sizeof(*tally->flags));
	return tally->rules == NULL || tally->flags == NULL ? lm_err_nomem(err)
							    : LM_OK;
}

void
tally_free(struct tally *tally)
{
	free(tally->rules);
	free(tally->flags);
	*tally = (struct tally){0};
}

void
tally_clear(struct tally *tally, const struct lm_policy *policy)
{
	tally->n = 0;
	memset(tally->lanes, 0, sizeof(tally->lanes));
	memset(tally->causes, 0, sizeof(tally->causes));
	memset(tally->moves, 0, sizeof(tally->moves));
	memset(tally->rules, 0, (policy->n_routes + 1) * sizeof(*tally->rules));
	memset(tally->flags, 0, (policy->n_flags + 1) * sizeof(*tally->flags));
}

void
tally_count(struct tally *tally, const struct lm_policy *policy,
    const struct signals *signals, const struct decision *decision)
{
	tally->n++;
	tally->lanes[decision->lane]++;
	tally->causes[decision->cause]++;
	tally->rules[decision->rule == LM_NO_INDEX ? policy->n_routes
						   : decision->rule]++;
	for (size_t i = 0; i < policy->n_flags; i++)
		tally->flags[i] += signals->raised[i].up;
}

void
tally_add(struct tally *to, const struct lm_policy *policy,
    const struct tally *from)
{
	to->n += from->n;
	for (size_t i = 0; i < LM_N_LANES; i++)
		to->lanes[i] += from->lanes[i];
	for (size_t i = 0; i < N_CAUSES; i++)
		to->causes[i] += from->causes[i];
	for (size_t i = 0; i < LM_N_LANES * LM_N_LANES; i++)
		to->moves[i / LM_N_LANES][i % LM_N_LANES] +=
		    from->moves[i / LM_N_LANES][i % LM_N_LANES];
	for (size_t i = 0; i <= policy->n_routes; i++)
		to->rules[i] += from->rules[i];
	for (size_t i = 0; i < policy->n_flags; i++)
		to->flags[i] += from->flags[i];
}

/* "name":n, with a comma before all but the first of an object. */
static enum lm_code
add_count(struct lm_buf *out, struct lm_span name, uint64_t n,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (out->ptr[out->len - 1] != '{')
		code = lm_buf_byte(out, ',', err);
	if (code == LM_OK)
		code = lm_buf_json_string(out, name, err);
	return code == LM_OK ? lm_buf_printf(out, err, ":%ju", (uintmax_t)n)
			     : code;
}

/* Those that there are: they tell the held and rejected ones apart. */
static enum lm_code
add_causes(const struct tally *tally, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, "},\"causes\":{", err);

	for (size_t i = 0; code == LM_OK && i < N_CAUSES; i++)
		if (tally->causes[i] > 0)
			code = add_count(out, lm_span_of(cause_names[i]),
			    tally->causes[i], err);
	return code;
}

enum lm_code
tally_render(const struct tally *tally, const struct rules *rules,
    struct lm_buf *out, struct lm_err *err)
{
	const struct lm_policy *policy = rules->policy;
	enum lm_code code = lm_buf_printf(out, err,
	    "{\"records\":%ju,\"lanes\":{", (uintmax_t)tally->n);

	for (size_t i = 0; code == LM_OK && i < LM_N_LANES; i++)
		code = add_count(out, lm_span_of(lm_lane_names[i]),
		    tally->lanes[i], err);
	if (code == LM_OK)
		code = add_causes(tally, out, err);
	if (code == LM_OK)
		code = lm_buf_text(out, "},\"rules\":{", err);
	for (size_t i = 0; code == LM_OK && i < policy->n_routes; i++)
		code =
		    add_count(out, policy->routes[i].id, tally->rules[i], err);
	if (code == LM_OK)
		code = lm_buf_printf(out, err, "},\"no_rule\":%ju,\"flags\":{",
		    (uintmax_t)tally->rules[policy->n_routes]);
	for (size_t i = 0; code == LM_OK && i < policy->n_flags; i++)
		code =
		    add_count(out, policy->flags[i].name, tally->flags[i], err);
	if (code == LM_OK)
		code = lm_buf_text(out, "},\"manifest\":", err);
	if (code == LM_OK)
		code = lm_buf_json_string(out,
		    lm_span_of(lm_manifest_stamp(rules->manifest)), err);
	return code == LM_OK ? lm_buf_text(out, "}\n", err) : code;
}
