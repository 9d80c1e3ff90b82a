#include "lm/manifest_values.h"

#include <stdlib.h>
#include <string.h>

#include "lm/num.h"
#include "lm/record.h"

int
lm_text_order(struct lm_span a, struct lm_span b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len == 0 ? 0 : memcmp(a.ptr, b.ptr, len);

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

yyjson_val *
lm_member(yyjson_val *obj, const char *name)
{
	yyjson_val *val;

	return lm_record_find(obj, lm_span_of(name), NULL, &val) ? val : NULL;
}

struct lm_span
lm_member_text(yyjson_val *obj, const char *name)
{
	yyjson_val *val = lm_member(obj, name);

	return val == NULL ? lm_span("", 0) : lm_record_text(val);
}

uint64_t
lm_member_whole(yyjson_val *obj, const char *name, uint64_t absent)
{
	yyjson_val *val = lm_member(obj, name);
	uint64_t n = absent;

	if (val != NULL && yyjson_is_raw(val))
		(void)lm_num_u64(lm_record_text(val), 0, UINT64_MAX, &n, NULL);
	return n;
}

bool
lm_member_flag(yyjson_val *obj, const char *name)
{
	return yyjson_get_bool(lm_member(obj, name));
}

unsigned
lm_member_choice(yyjson_val *obj, const char *name, const char *const *choices,
    unsigned absent)
{
	struct lm_span text = lm_member_text(obj, name);

	for (unsigned i = 0; choices[i] != NULL; i++)
		if (lm_span_equal(lm_span_of(choices[i]), text))
			return i;
	return absent;
}

enum lm_code
lm_list_texts(yyjson_val *list, struct lm_arena *arena, struct lm_spans *out,
    struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(list);
	size_t n = yyjson_arr_size(list);
	struct lm_span *texts = lm_arena_array(arena, n, sizeof(*texts));
	yyjson_val *val;

	*out = (struct lm_spans){texts, 0};
	if (texts == NULL)
		return n == 0 ? LM_OK : lm_err_nomem(err);
	while ((val = yyjson_arr_iter_next(&iter)) != NULL)
		texts[out->n++] = lm_record_text(val);
	return LM_OK;
}

static int
compare_names(const void *a, const void *b)
{
	const struct lm_name *name_a = a, *name_b = b;

	return lm_text_order(name_a->text, name_b->text);
}

enum lm_code
lm_names_of(yyjson_val *obj, struct lm_arena *arena, struct lm_names *out,
    struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(obj);
	size_t n = yyjson_obj_size(obj);
	struct lm_name *names = lm_arena_array(arena, n, sizeof(*names));
	yyjson_val *key;

	*out = (struct lm_names){names, 0};
	if (names == NULL)
		return n == 0 ? LM_OK : lm_err_nomem(err);
	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		names[out->n] = (struct lm_name){lm_record_text(key), out->n};
		out->n++;
	}
	qsort(names, n, sizeof(*names), compare_names);
	return LM_OK;
}

size_t
lm_names_find(const struct lm_names *names, struct lm_span text)
{
	const struct lm_name key = {.text = text};
	const struct lm_name *found = names->n == 0
	    ? NULL
	    : bsearch(&key, names->sorted, names->n, sizeof(key),
		  compare_names);

	return found == NULL ? LM_NO_INDEX : found->index;
}
