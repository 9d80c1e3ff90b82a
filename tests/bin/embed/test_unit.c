#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "random.h"

/* Few enough that they meet again, and more than the smallest table. */
#define N_KEYS 4000
#define N_STEPS 60000
#define N_SOAK_STEPS 5000000
#define LONGEST_VECTOR 40

/* Keys whose low halves differ only where a table does not look, too. */
static struct lm_hash128
key_of(uint64_t n)
{
	return (struct lm_hash128){n, n % 3 == 0 ? n << 40 : n / 2};
}

static struct unit *
get(struct units *units, uint64_t n)
{
	const struct lm_hash128 key = key_of(n);
	struct unit *unit = NULL;
	struct lm_err err;

	CHECK_OK(units_get(units, &key, &unit, &err), &err);
	return unit;
}

static void
one_of_a_key(void)
{
	struct units units = {0};
	struct unit *a = get(&units, 1), *b = get(&units, 2), *again;

	CHECK(a != b && a->is_new && b->is_new);
	CHECK(a->n_refs == 1 && a->state == UNIT_OPEN);
	a->is_new = false;
	again = get(&units, 1);
	CHECK(again == a && !again->is_new && again->n_refs == 2);
	CHECK_EQ(units.n, 2);
	units_drop(&units, a);
	CHECK_EQ(units.n, 2);
	units_drop(&units, a);
	CHECK_EQ(units.n, 1);
	a = get(&units, 1);
	CHECK(a->is_new);
	units_free(&units);
	CHECK(units.n == 0 && units.table.ptr == NULL);
	units_free(&units);
}

/* Both halves of a key count. */
static void
keys_of_one_chain(void)
{
	const struct lm_hash128 left = {1, 5}, right = {2, 5},
				far = {1, 5 << 20};
	struct units units = {0};
	struct unit *a, *b, *c;

	CHECK_CODE(units_get(&units, &left, &a, NULL), LM_OK);
	CHECK_CODE(units_get(&units, &right, &b, NULL), LM_OK);
	CHECK_CODE(units_get(&units, &far, &c, NULL), LM_OK);
	CHECK(a != b && b != c && a != c);
	units_drop(&units, b);
	CHECK_CODE(units_get(&units, &left, &b, NULL), LM_OK);
	CHECK(b == a);
	units_free(&units);
}

static void
answered(void)
{
	struct units units = {0};
	struct unit *a = get(&units, 1), *b = get(&units, 2);

	CHECK_CODE(lm_buf_text(&a->text, "a text", NULL), LM_OK);
	CHECK_CODE(lm_buf_text(&a->embedding, "[1,2]", NULL), LM_OK);
	CHECK_EQ(units.n_bytes, 0);
	unit_close(&units, a, UNIT_DONE);
	CHECK(a->state == UNIT_DONE && a->text.ptr == NULL);
	CHECK_EQ(units.n_bytes, 5);
	CHECK_CODE(lm_buf_text(&b->why, "no", NULL), LM_OK);
	unit_close(&units, b, UNIT_REFUSED);
	CHECK_EQ(units.n_bytes, 5);
	units_drop(&units, b);
	CHECK_EQ(units.n_bytes, 5);
	units_drop(&units, a);
	CHECK_EQ(units.n_bytes, 0);
	CHECK_EQ(units.n, 0);
	CHECK(units_first(&units) == NULL);
	units_free(&units);
}

/* What is dropped while it is still on its way takes nothing with it. */
static void
dropped_open(void)
{
	struct units units = {0};
	struct unit *a = get(&units, 1), *b = get(&units, 2);

	CHECK_CODE(lm_buf_text(&a->embedding, "[1", NULL), LM_OK);
	CHECK_CODE(lm_buf_text(&b->embedding, "[1]", NULL), LM_OK);
	unit_close(&units, b, UNIT_DONE);
	units_drop(&units, a);
	CHECK_EQ(units.n_bytes, 3);
	units_free(&units);
}

/* A plain list of what there should be. */
struct model {
	struct unit *units[N_KEYS];
	size_t refs[N_KEYS];
	size_t lens[N_KEYS]; /* of those that are closed */
	size_t n, n_bytes;
};

static void
model_get(struct model *model, struct units *units, uint64_t key)
{
	struct unit *unit = get(units, key);

	if (model->refs[key] == 0) {
		CHECK(unit->is_new);
		unit->is_new = false;
		unit->order = key;
		model->units[key] = unit;
		model->n++;
	}
	CHECK(unit == model->units[key] && unit->order == key);
	model->refs[key]++;
	CHECK_EQ(unit->n_refs, model->refs[key]);
}

static void
model_drop(struct model *model, struct units *units, uint64_t key)
{
	if (model->refs[key] == 0)
		return;
	units_drop(units, model->units[key]);
	if (--model->refs[key] > 0)
		return;
	model->n--;
	model->n_bytes -= model->lens[key];
	model->lens[key] = 0;
}

static void
model_close(struct model *model, struct units *units, uint64_t key, size_t len)
{
	struct unit *unit = model->units[key];

	if (model->refs[key] == 0 || unit->state != UNIT_OPEN)
		return;
	for (size_t i = 0; i < len; i++)
		CHECK_CODE(lm_buf_byte(&unit->embedding, '1', NULL), LM_OK);
	unit_close(units, unit, UNIT_DONE);
	model->lens[key] = len;
	model->n_bytes += len;
}

/* All are met once, whatever the order. */
static void
check_all(const struct model *model, const struct units *units)
{
	static bool seen[N_KEYS];
	size_t n = 0;

	memset(seen, 0, sizeof(seen));
	for (const struct unit *unit = units_first(units); unit != NULL;
	     unit = units_next(units, unit)) {
		CHECK(!seen[unit->order]);
		CHECK(model->units[unit->order] == unit);
		CHECK(model->refs[unit->order] > 0);
		seen[unit->order] = true;
		n++;
	}
	CHECK_EQ(n, model->n);
}

static void
against_a_model(void)
{
	struct random random = random_start(31);
	struct model *model = calloc(1, sizeof(*model));
	struct units units = {0};
	int n = check_soak() ? N_SOAK_STEPS : N_STEPS;

	if (!CHECK(model != NULL))
		return;
	for (int i = 0; i < n; i++) {
		uint64_t key = random_below(&random, N_KEYS);

		switch (random_below(&random, 5)) {
		case 0:
		case 1:
			model_get(model, &units, key);
			break;
		case 2:
			model_close(model, &units, key,
			    (size_t)random_below(&random, LONGEST_VECTOR));
			break;
		default:
			model_drop(model, &units, key);
		}
		CHECK_EQ(units.n, model->n);
		CHECK_EQ(units.n_bytes, model->n_bytes);
		if (random_once_in(&random, 2000))
			check_all(model, &units);
	}
	check_all(model, &units);
	units_free(&units);
	free(model);
}

/* Many at once: all are found again in the larger table. */
static void
grows(void)
{
	struct units units = {0};
	size_t n = 100000;

	for (size_t i = 0; i < n; i++)
		get(&units, i)->order = i;
	CHECK_EQ(units.n, n);
	for (size_t i = 0; i < n; i++) {
		struct unit *unit = get(&units, i);

		CHECK_EQ(unit->order, i);
		CHECK_EQ(unit->n_refs, 2);
	}
	CHECK_EQ(units.n, n);
	units_free(&units);
}

static void
empty(void)
{
	struct units units = {0};

	CHECK(units_first(&units) == NULL);
	units_free(&units);
}

TEST_MAIN(TEST(one_of_a_key), TEST(keys_of_one_chain), TEST(answered),
    TEST(dropped_open), TEST(against_a_model), TEST(grows), TEST(empty))
