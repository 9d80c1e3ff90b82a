#include "best.h"

#include <stdlib.h>

#define FIRST_CAP 16

/* Whether a is to be named after b. */
static bool
is_worse(const struct hit *a, const struct hit *b)
{
	if (a->score < b->score || a->score > b->score)
		return a->score < b->score;
	if (a->input != b->input)
		return a->input > b->input;
	return a->line > b->line;
}

void
best_free(struct best *best)
{
	for (size_t i = 0; i < best->n; i++)
		kept_release(best->list[i].kept);
	free(best->list);
	*best = (struct best){0};
}

bool
best_wants(const struct best *best, size_t k, const struct hit *hit)
{
	return best->n < k || is_worse(&best->list[0], hit);
}

/* Put hit into the heap of n where place i is free: what is worse goes up. */
static void
sink(struct hit *list, size_t n, size_t i, struct hit hit)
{
	size_t child;

	while ((child = 2 * i + 1) < n) {
		if (child + 1 < n && is_worse(&list[child + 1], &list[child]))
			child++;
		if (!is_worse(&list[child], &hit))
			break;
		list[i] = list[child];
		i = child;
	}
	list[i] = hit;
}

static void
rise(struct hit *list, size_t i, struct hit hit)
{
	while (i > 0 && is_worse(&hit, &list[(i - 1) / 2])) {
		list[i] = list[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	list[i] = hit;
}

static enum lm_code
reserve_hit(struct best *best, struct lm_err *err)
{
	size_t cap = best->cap == 0 ? FIRST_CAP : 2 * best->cap;
	struct hit *grown;

	if (best->n < best->cap)
		return LM_OK;
	grown = cap > SIZE_MAX / sizeof(*grown)
	    ? NULL
	    : realloc(best->list, cap * sizeof(*grown));
	if (grown == NULL)
		return lm_err_nomem(err);
	best->list = grown;
	best->cap = cap;
	return LM_OK;
}

enum lm_code
best_add(struct best *best, size_t k, struct hit hit, struct lm_err *err)
{
	if (best->n >= k) {
		kept_release(best->list[0].kept);
		sink(best->list, best->n, 0, hit);
		return LM_OK;
	}
	if (reserve_hit(best, err) != LM_OK) {
		kept_release(hit.kept);
		return LM_NOMEM;
	}
	rise(best->list, best->n++, hit);
	return LM_OK;
}

void
best_sort(struct best *best)
{
	for (size_t n = best->n; n > 1; n--) {
		struct hit worst = best->list[0];

		sink(best->list, n - 1, 0, best->list[n - 1]);
		best->list[n - 1] = worst;
	}
}
