#include "lm/manifest_review.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lm/buf.h"
#include "lm/manifest_values.h"
#include "lm/record.h"
#include "lm/text.h"

/* A phrase as it is compared, and where it stands. */
struct folded {
	struct lm_span text;
	yyjson_val *val;
};

/* By text; those of one text in the order of the file. */
static int
compare(const void *a, const void *b)
{
	const struct folded *x = a, *y = b;
	int order = lm_text_order(x->text, y->text);

	return order != 0 ? order : (x->val > y->val) - (x->val < y->val);
}

/* Fold the phrases of a flag into texts; the list points there. */
static enum lm_code
fold_all(const struct lm_flag *flag, struct lm_buf *texts, struct folded *list,
    struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(flag->phrases_val);
	enum lm_code code = LM_OK;
	size_t from = 0, before;

	for (size_t i = 0; code == LM_OK && i < flag->phrases.n; i++) {
		before = texts->len;
		code = lm_text_fold(flag->phrases.list[i], texts, err);
		list[i].val = yyjson_arr_iter_next(&iter);
		list[i].text.len = texts->len - before;
	}
	for (size_t i = 0; code == LM_OK && i < flag->phrases.n; i++) {
		list[i].text = lm_span(texts->ptr + from, list[i].text.len);
		from += list[i].text.len;
	}
	return code;
}

/* The first phrase that says again what one before it does. */
static enum lm_code
once(const struct lm_manifest_source *source, struct folded *list, size_t n,
    struct lm_err *err)
{
	const struct folded *second = NULL;

	qsort(list, n, sizeof(*list), compare);
	for (size_t i = 1; i < n; i++)
		if (lm_span_equal(list[i - 1].text, list[i].text) &&
		    (second == NULL || list[i].val < second->val))
			second = &list[i];
	if (second == NULL)
		return LM_OK;
	return lm_manifest_mistake(source, second->val, err,
	    "\"%.*s\" is there twice: expected once (first in line %" PRIu64
	    ", as \"%.*s\")",
	    LM_SHOWN(lm_record_text(second->val)),
	    lm_manifest_place(source, second[-1].val).line,
	    LM_SHOWN(lm_record_text(second[-1].val)));
}

static enum lm_code
check_flag(const struct lm_manifest_source *source, const struct lm_flag *flag,
    struct lm_err *err)
{
	struct lm_buf texts = {0};
	struct folded *list;
	enum lm_code code;

	if (flag->phrases.n < 2)
		return LM_OK;
	list = calloc(flag->phrases.n, sizeof(*list));
	if (list == NULL)
		return lm_err_nomem(err);
	code = fold_all(flag, &texts, list, err);
	if (code == LM_OK)
		code = once(source, list, flag->phrases.n, err);
	free(list);
	lm_buf_free(&texts);
	return code;
}

enum lm_code
lm_review_phrases(const struct lm_manifest_source *source,
    const struct lm_policy *policy, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; i < policy->n_flags && code == LM_OK; i++)
		code = check_flag(source, &policy->flags[i], err);
	return code;
}
