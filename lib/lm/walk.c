#include "lm/walk.h"

void
lm_walk_start(struct lm_walk *walk, const struct lm_record *rec)
{
	walk->next = rec->root;
	walk->end = rec->root + rec->n_values;
	walk->depth = 0;
	walk->last_key = NULL;
	walk->n_open = 0;
}

static void
walk_enter(struct lm_walk *walk, yyjson_val *val)
{
	bool object = yyjson_is_obj(val);
	size_t n = unsafe_yyjson_get_len(val);

	if (n == 0)
		return;
	walk->open[walk->n_open].left = object ? 2 * n : n;
	walk->open[walk->n_open].object = object;
	walk->n_open++;
}

bool
lm_walk_next(struct lm_walk *walk)
{
	if (walk->next >= walk->end)
		return false;
	while (walk->n_open > 0 && walk->open[walk->n_open - 1].left == 0)
		walk->n_open--;
	walk->val = walk->next++;
	walk->depth = walk->n_open;
	walk->is_key = false;
	walk->key = NULL;
	if (walk->n_open > 0) {
		size_t top = walk->n_open - 1;
		bool object = walk->open[top].object;

		walk->is_key = object && walk->open[top].left % 2 == 0;
		walk->key = object && !walk->is_key ? walk->last_key : NULL;
		walk->open[top].left--;
	}
	if (walk->is_key)
		walk->last_key = walk->val;
	else if (yyjson_is_ctn(walk->val))
		walk_enter(walk, walk->val);
	return true;
}

void
lm_walk_skip(struct lm_walk *walk)
{
	if (!yyjson_is_ctn(walk->val) || unsafe_yyjson_get_len(walk->val) == 0)
		return;
	walk->next = unsafe_yyjson_get_next(walk->val);
	walk->n_open--;
}
