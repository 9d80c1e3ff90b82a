#include "lm/schema_value.h"

#include <stdlib.h>

#include "lm/hash.h"
#include "lm/num.h"
#include "lm/num_decimal.h"
#include "lm/record.h"

#define MIX 0x9e3779b97f4a7c15U

struct pair {
	yyjson_val *a;
	yyjson_val *b;
};

/* A member that is sorted by its name, then by its place. */
struct member {
	struct lm_span name;
	yyjson_val *val;
};

void
lm_value_scratch_free(struct lm_value_scratch *scratch)
{
	lm_buf_free(&scratch->stack);
	lm_buf_free(&scratch->members);
}

static enum lm_code
push(struct lm_value_scratch *scratch, yyjson_val *a, yyjson_val *b,
    struct lm_err *err)
{
	const struct pair pair = {a, b};

	return lm_buf_append(&scratch->stack, (const char *)&pair, sizeof(pair),
	    err);
}

static bool
pop(struct lm_value_scratch *scratch, struct pair *pair)
{
	if (scratch->stack.len == 0)
		return false;
	scratch->stack.len -= sizeof(*pair);
	memcpy(pair, scratch->stack.ptr + scratch->stack.len, sizeof(*pair));
	return true;
}

static enum lm_code
push_elements(struct lm_value_scratch *scratch, const struct pair *pair,
    struct lm_err *err)
{
	yyjson_arr_iter x = yyjson_arr_iter_with(pair->a);
	yyjson_arr_iter y = yyjson_arr_iter_with(pair->b);
	yyjson_val *val;
	enum lm_code code = LM_OK;

	while (code == LM_OK && (val = yyjson_arr_iter_next(&x)) != NULL)
		code = push(scratch, val, yyjson_arr_iter_next(&y), err);
	return code;
}

static int
compare_members(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	size_t n = x->name.len < y->name.len ? x->name.len : y->name.len;
	int order = n == 0 ? 0 : memcmp(x->name.ptr, y->name.ptr, n);

	if (order != 0)
		return order;
	if (x->name.len != y->name.len)
		return x->name.len < y->name.len ? -1 : 1;
	return x->val < y->val ? -1 : x->val > y->val;
}

static void
list_members(yyjson_val *object, struct member *out)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(object);
	yyjson_val *name;

	while ((name = yyjson_obj_iter_next(&iter)) != NULL)
		*out++ = (struct member){lm_record_text(name),
		    yyjson_obj_iter_get_val(name)};
}

/* Push the members of two objects of n as pairs; *same: the names are. */
static enum lm_code
push_members(struct lm_value_scratch *scratch, const struct pair *pair,
    size_t n, bool *same, struct lm_err *err)
{
	struct member *x, *y;
	enum lm_code code;

	scratch->members.len = 0;
	code = lm_buf_reserve(&scratch->members, 2 * n * sizeof(*x), err);
	if (code != LM_OK || n == 0)
		return code;
	x = (struct member *)(void *)scratch->members.ptr;
	y = x + n;
	list_members(pair->a, x);
	list_members(pair->b, y);
	qsort(x, n, sizeof(*x), compare_members);
	qsort(y, n, sizeof(*y), compare_members);
	for (size_t i = 0; code == LM_OK && *same && i < n; i++) {
		*same = lm_span_equal(x[i].name, y[i].name);
		if (*same)
			code = push(scratch, x[i].val, y[i].val, err);
	}
	return code;
}

static enum lm_code
compare_pair(struct lm_value_scratch *scratch, const struct pair *pair,
    bool *same, struct lm_err *err)
{
	yyjson_type type = yyjson_get_type(pair->a);

	*same = type == yyjson_get_type(pair->b);
	if (!*same)
		return LM_OK;
	switch (type) {
	case YYJSON_TYPE_RAW:
		*same = lm_num_same(lm_record_text(pair->a),
		    lm_record_text(pair->b));
		return LM_OK;
	case YYJSON_TYPE_STR:
		*same = lm_span_equal(lm_record_text(pair->a),
		    lm_record_text(pair->b));
		return LM_OK;
	case YYJSON_TYPE_BOOL:
		*same = yyjson_get_bool(pair->a) == yyjson_get_bool(pair->b);
		return LM_OK;
	case YYJSON_TYPE_ARR:
		*same = yyjson_arr_size(pair->a) == yyjson_arr_size(pair->b);
		return *same ? push_elements(scratch, pair, err) : LM_OK;
	case YYJSON_TYPE_OBJ:
		*same = yyjson_obj_size(pair->a) == yyjson_obj_size(pair->b);
		return *same ? push_members(scratch, pair,
				   yyjson_obj_size(pair->a), same, err)
			     : LM_OK;
	default:
		return LM_OK;
	}
}

enum lm_code
lm_value_same(struct lm_value_scratch *scratch, yyjson_val *a, yyjson_val *b,
    bool *same, struct lm_err *err)
{
	struct pair pair = {a, b};
	enum lm_code code = LM_OK;

	*same = true;
	scratch->stack.len = 0;
	do
		code = compare_pair(scratch, &pair, same, err);
	while (code == LM_OK && *same && pop(scratch, &pair));
	return code;
}

static uint64_t
mix(uint64_t hash)
{
	hash ^= hash >> 32;
	hash *= MIX;
	hash ^= hash >> 29;
	return hash;
}

/* Digits that fit in one word. */
#define WORD_DIGITS 18

/* The digits, and the exponent of the last one as it wraps around: what is
 * hashed less exactly lets many numbers that differ have one hash. */
static uint64_t
hash_number(struct lm_span text)
{
	struct lm_num_decimal number = lm_num_decimal_read(text);
	uint64_t hash = number.negative, word = 0, exponent = 0;
	size_t n = 0;

	if (number.n == 0)
		return 0; /* also -0 */
	for (const char *at = number.at; at < number.end; at++) {
		if (*at == '.')
			continue;
		word = word * 10 + (uint64_t)(*at - '0');
		if (++n % WORD_DIGITS == 0) {
			hash = mix(hash + word);
			word = 0;
		}
	}
	for (size_t i = 0; i < number.exponent.len; i++)
		exponent =
		    exponent * 10 + (uint64_t)(number.exponent.ptr[i] - '0');
	exponent = number.exponent_negative ? -exponent : exponent;
	hash = mix(hash + word);
	return mix(hash + exponent + (uint64_t)number.shift);
}

static uint64_t
hash_scalar(yyjson_val *val)
{
	switch (yyjson_get_type(val)) {
	case YYJSON_TYPE_RAW:
		return hash_number(lm_record_text(val));
	case YYJSON_TYPE_STR:
		return lm_hash(lm_record_text(val)) + 1;
	case YYJSON_TYPE_BOOL:
		return yyjson_get_bool(val) ? 2 : 3;
	default:
		return 4;
	}
}

/* A container whose values are being hashed. */
struct frame {
	uint64_t sum;
	uint64_t name; /* of the value to come, in an object */
	size_t left;   /* values to come, names too */
	bool is_object;
};

static enum lm_code
push_frame(struct lm_value_scratch *scratch, yyjson_val *val,
    struct lm_err *err)
{
	bool is_object = yyjson_is_obj(val);
	const struct frame frame = {.is_object = is_object,
	    .sum = is_object ? 5 : 6,
	    .left =
		is_object ? 2 * yyjson_obj_size(val) : yyjson_arr_size(val)};

	return lm_buf_append(&scratch->stack, (const char *)&frame,
	    sizeof(frame), err);
}

static struct frame *
top_frame(const struct lm_value_scratch *scratch)
{
	return (struct frame *)(void *)(scratch->stack.ptr +
	    scratch->stack.len - sizeof(struct frame));
}

/* A value is done: it goes into its container.  Members have no order. */
static void
fold(struct frame *frame, uint64_t hash)
{
	frame->left--;
	if (!frame->is_object)
		frame->sum = mix(frame->sum + hash);
	else if (frame->left % 2 == 1)
		frame->name = hash;
	else
		frame->sum += mix(frame->name ^ mix(hash));
}

enum lm_code
lm_value_hash(struct lm_value_scratch *scratch, yyjson_val *val, uint64_t *hash,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	scratch->stack.len = 0;
	/* Values stand in memory in their order, names too. */
	for (; code == LM_OK; val++) {
		if (yyjson_is_ctn(val)) {
			code = push_frame(scratch, val, err);
			if (code != LM_OK)
				break;
			if (top_frame(scratch)->left > 0)
				continue;
			*hash = mix(top_frame(scratch)->sum);
			scratch->stack.len -= sizeof(struct frame);
		} else {
			*hash = hash_scalar(val);
		}
		while (scratch->stack.len > 0) {
			fold(top_frame(scratch), *hash);
			if (top_frame(scratch)->left > 0)
				break;
			*hash = mix(top_frame(scratch)->sum);
			scratch->stack.len -= sizeof(struct frame);
		}
		if (scratch->stack.len == 0)
			return LM_OK;
	}
	return code;
}
