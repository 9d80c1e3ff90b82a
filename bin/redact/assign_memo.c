#include <string.h>

#include "assign.h"

#include "lm/hash.h"

void
name_memo_free(struct name_memo *memo)
{
	lm_buf_free(&memo->scratch);
	*memo = (struct name_memo){0};
}

static bool
holds(const struct remembered *slot, struct lm_span name)
{
	return slot->len == name.len &&
	    memcmp(slot->name, name.ptr, name.len) == 0;
}

/* A name has two slots; the first has the one that was met last. */
enum lm_code
name_recall(const struct names *names, struct lm_span name,
    struct name_memo *memo, enum name_class *class, struct name_match *match,
    struct lm_err *err)
{
	struct remembered *slot;
	enum lm_code code;

	if (name.len == 0 || name.len > MEMO_LONGEST)
		return name_classify(names, name, &memo->scratch, class, match,
		    err);
	slot = &memo->slots[lm_hash(name) % (MEMO_SLOTS / 2) * 2];
	if (!holds(slot, name) && holds(slot + 1, name))
		slot++;
	if (!holds(slot, name)) {
		slot[1] = slot[0];
		slot->len = 0;
		code = name_classify(names, name, &memo->scratch, &slot->class,
		    &slot->match, err);
		if (code != LM_OK)
			return code;
		memcpy(slot->name, name.ptr, name.len);
		slot->len = name.len;
	}
	*class = slot->class;
	*match = slot->match;
	return LM_OK;
}
