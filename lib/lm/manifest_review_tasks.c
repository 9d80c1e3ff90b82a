#include "lm/manifest_review.h"

#include "lm/near.h"

#define SLIP_MIN 5   /* bytes: "tax" and "fax" are two words */
#define SUFFIX_MAX 3 /* bytes: "_de", "-a", "_v2" tell tasks apart */

bool
lm_policy_has_task(const struct lm_policy *policy, struct lm_span task)
{
	for (size_t i = 0; i < policy->n_models; i++)
		if (lm_model_approved(&policy->models[i], task))
			return true;
	return false;
}

const char *
lm_policy_near_task(const struct lm_policy *policy, struct lm_span task)
{
	struct lm_near near = lm_near_start(task);

	for (size_t i = 0; i < policy->n_models; i++)
		for (size_t k = 0; k < policy->models[i].tasks.n; k++)
			lm_near_try(&near, policy->models[i].tasks.list[k].ptr);
	return near.best;
}

/* What is left of a text between two lengths at its ends. */
struct middle {
	size_t from, to;
};

static bool
has_digit(struct lm_span text, struct middle middle)
{
	for (size_t i = middle.from; i < middle.to; i++)
		if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
			return true;
	return false;
}

/* Whether the place from is in a short suffix, behind the last _ or -. */
static bool
in_suffix(struct lm_span text, size_t from)
{
	size_t at = text.len;

	while (at > 0 && text.ptr[at - 1] != '_' && text.ptr[at - 1] != '-')
		at--;
	return at > 0 && from >= at && text.len - at <= SUFFIX_MAX;
}

/* Of two texts that differ: not in what names are numbered or told by. */
static bool
differs_by_letters(struct lm_span a, struct lm_span b)
{
	size_t len = a.len < b.len ? a.len : b.len, before = 0, after = 0;

	while (before < len && a.ptr[before] == b.ptr[before])
		before++;
	while (after < len - before &&
	    a.ptr[a.len - 1 - after] == b.ptr[b.len - 1 - after])
		after++;
	return !has_digit(a, (struct middle){before, a.len - after}) &&
	    !has_digit(b, (struct middle){before, b.len - after}) &&
	    !(in_suffix(a, before) && in_suffix(b, before));
}

bool
lm_task_is_slip(struct lm_span task, struct lm_span known)
{
	struct lm_near near = lm_near_start(task);

	if (task.len < SLIP_MIN || known.len < SLIP_MIN)
		return false;
	lm_near_try(&near, known.ptr);
	return near.best != NULL && near.distance == 1 &&
	    differs_by_letters(task, known);
}

const char *
lm_policy_slip(const struct lm_policy *policy, struct lm_span task)
{
	for (size_t i = 0; i < policy->n_models; i++)
		for (size_t k = 0; k < policy->models[i].tasks.n; k++) {
			struct lm_span known = policy->models[i].tasks.list[k];

			if (lm_task_is_slip(task, known))
				return known.ptr;
		}
	return NULL;
}
