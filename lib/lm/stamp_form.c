#include "lm/stamp.h"

#include <string.h>

#include "lm/hash.h"
#include "lm/num.h"

#define LONGEST_NAME 64
static bool
is_hex(struct lm_span text, size_t len)
{
	if (text.len != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((text.ptr[i] < '0' || text.ptr[i] > '9') &&
		    (text.ptr[i] < 'a' || text.ptr[i] > 'f'))
			return false;
	return true;
}

static bool
begins(struct lm_span text, const char *with, struct lm_span *rest)
{
	size_t len = strlen(with);

	if (text.len < len || memcmp(text.ptr, with, len) != 0)
		return false;
	*rest = lm_span(text.ptr + len, text.len - len);
	return true;
}

static bool
is_kind(struct lm_span name)
{
	for (size_t i = 0; i < name.len; i++)
		if ((name.ptr[i] < 'a' || name.ptr[i] > 'z') &&
		    (name.ptr[i] < '0' || name.ptr[i] > '9' || i == 0) &&
		    name.ptr[i] != '_' && name.ptr[i] != '-')
			return false;
	return name.len > 0 && name.len <= LONGEST_NAME;
}

/* Few kinds, each once. */
static bool
take_found(yyjson_val *val, struct lm_stamp_form *form)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(val);
	yyjson_val *key;
	uint64_t count;

	if (!yyjson_is_obj(val) || yyjson_obj_size(val) > LM_STAMP_MOST_KINDS)
		return false;
	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		yyjson_val *of = yyjson_obj_iter_get_val(key), *last;

		if (!is_kind(lm_record_text(key)) || !yyjson_is_raw(of) ||
		    !lm_record_find(val, lm_record_text(key), NULL, &last) ||
		    last != of ||
		    lm_num_u64(lm_record_text(of), 0, LM_STAMP_MOST_FOUND,
			&count, NULL) != LM_OK)
			return false;
	}
	form->found = val;
	return true;
}

/* null, or a version of a manifest, "#" and a fingerprint. */
static bool
take_manifest(yyjson_val *val, struct lm_stamp_form *form)
{
	size_t tail = LM_HASH_HEX_SIZE; /* with the "#" */
	struct lm_span text;

	if (yyjson_is_null(val))
		return true;
	if (!yyjson_is_str(val))
		return false;
	text = lm_record_text(val);
	if (text.len <= tail || text.ptr[text.len - tail] != '#' ||
	    !is_hex(lm_span(text.ptr + text.len - tail + 1, tail - 1),
		tail - 1))
		return false;
	form->version = lm_span(text.ptr, text.len - tail);
	return true;
}

static bool
take_rules(yyjson_val *val, struct lm_stamp_form *form)
{
	if (!yyjson_is_str(val))
		return false;
	form->rules = lm_record_text(val);
	return is_hex(form->rules, LM_HASH_HEX_SIZE - 1);
}

static bool
take_sum(yyjson_val *val, struct lm_stamp_form *form)
{
	struct lm_span hex;

	if (!yyjson_is_str(val))
		return false;
	form->sum = lm_record_text(val);
	return (begins(form->sum, LM_STAMP_PLAIN, &hex) &&
		   is_hex(hex, LM_HASH_HEX_SIZE - 1)) ||
	    (begins(form->sum, LM_STAMP_KEYED, &hex) &&
		is_hex(hex, 2 * LM_STAMP_SUM_LEN));
}

bool
lm_stamp_parse(yyjson_val *val, struct lm_stamp_form *form)
{
	static const struct {
		const char *name;
		bool (*take)(yyjson_val *val, struct lm_stamp_form *form);
	} members[] = {{"found", take_found}, {"rules", take_rules},
	    {"sum", take_sum}, {"manifest", take_manifest}};
	size_t n = sizeof(members) / sizeof(members[0]);
	yyjson_val *part;

	*form = (struct lm_stamp_form){0};
	/* As many members as there are names, and all of these: each once. */
	if (!yyjson_is_obj(val) || yyjson_obj_size(val) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!lm_record_find(val, lm_span_of(members[i].name), NULL,
			&part) ||
		    !members[i].take(part, form))
			return false;
	return true;
}

uint64_t
lm_stamp_found(const struct lm_stamp_form *form, const char *kind)
{
	uint64_t count = 0;
	yyjson_val *val;

	if (lm_record_find(form->found, lm_span_of(kind), NULL, &val))
		(void)lm_num_u64(lm_record_text(val), 0, LM_STAMP_MOST_FOUND,
		    &count, NULL);
	return count;
}
