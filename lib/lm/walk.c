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
	struct lm_walk_open *open = &walk->open[walk->n_open];
	size_t n = unsafe_yyjson_get_len(val);

	if (n == 0)
		return;
	open->val = val;
	open->name = walk->name;
	open->object = yyjson_is_obj(val);
	open->left = open->object ? 2 * n : n;
	walk->n_open++;
}

/* What the container says of the value just met. */
static void
walk_place(struct lm_walk *walk, struct lm_walk_open *open)
{
	walk->container = open->val;
	walk->name = open->name;
	if (open->object) {
		walk->is_key = open->left % 2 == 0;
		if (walk->is_key)
			walk->last_key = walk->val;
		else
			walk->name = walk->key = walk->last_key;
	}
	open->left--;
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
	walk->key = walk->name = walk->container = NULL;
	if (walk->n_open > 0)
		walk_place(walk, &walk->open[walk->n_open - 1]);
	if (!walk->is_key && yyjson_is_ctn(walk->val))
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
