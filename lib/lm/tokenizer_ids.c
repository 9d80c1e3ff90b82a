#include "lm/tokenizer_ids.h"

#include <stdlib.h>

#define FIRST_CAP 64

void
lm_ids_free(struct lm_ids *ids)
{
	free(ids->list);
	*ids = (struct lm_ids){0};
}

enum lm_code
lm_ids_reserve(struct lm_ids *ids, size_t extra, struct lm_err *err)
{
	size_t cap = ids->cap == 0 ? FIRST_CAP : ids->cap;
	uint32_t *list;

	if (extra <= ids->cap - ids->n)
		return LM_OK;
	if (extra > SIZE_MAX / sizeof(*list) / 2 - ids->n)
		return lm_err_nomem(err);
	while (cap - ids->n < extra)
		cap *= 2;
	list = realloc(ids->list, cap * sizeof(*list));
	if (list == NULL)
		return lm_err_nomem(err);
	ids->list = list;
	ids->cap = cap;
	return LM_OK;
}

enum lm_code
lm_ids_push(struct lm_ids *ids, uint32_t id, struct lm_err *err)
{
	if (ids->n == ids->cap && lm_ids_reserve(ids, 1, err) != LM_OK)
		return LM_NOMEM;
	ids->list[ids->n++] = id;
	return LM_OK;
}
