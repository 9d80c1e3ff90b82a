#include "unit.h"

#include <assert.h>
#include <stdlib.h>

#define SMALLEST_TABLE 1024

static struct unit **
chains(const struct units *units)
{
	void *table = units->table.ptr;

	return table;
}

static size_t
n_chains(const struct units *units)
{
	return units->table.len / sizeof(struct unit *);
}

static struct unit **
chain_of(const struct units *units, const struct lm_hash128 *key)
{
	return &chains(units)[key->low & (n_chains(units) - 1)];
}

static void
free_unit(struct unit *unit)
{
	lm_buf_free(&unit->text);
	lm_buf_free(&unit->embedding);
	lm_buf_free(&unit->why);
	free(unit);
}

void
units_free(struct units *units)
{
	for (size_t i = 0; i < n_chains(units); i++)
		while (chains(units)[i] != NULL) {
			struct unit *unit = chains(units)[i];

			chains(units)[i] = unit->next;
			free_unit(unit);
		}
	lm_buf_free(&units->table);
	*units = (struct units){0};
}

/* Twice as many chains. */
static enum lm_code
grow(struct units *units, struct lm_err *err)
{
	struct lm_buf old = units->table;
	size_t n = n_chains(units) * 2;
	enum lm_code code;

	if (n < SMALLEST_TABLE)
		n = SMALLEST_TABLE;
	units->table = (struct lm_buf){0};
	code = lm_buf_reserve(&units->table, n * sizeof(struct unit *), err);
	if (code != LM_OK) {
		units->table = old;
		return code;
	}
	units->table.len = n * sizeof(struct unit *);
	for (size_t i = 0; i < n; i++)
		chains(units)[i] = NULL;
	for (size_t i = 0; i < old.len / sizeof(struct unit *); i++) {
		void *from = old.ptr;
		struct unit *unit = ((struct unit **)from)[i];

		while (unit != NULL) {
			struct unit *next = unit->next;
			struct unit **chain = chain_of(units, &unit->key);

			unit->next = *chain;
			*chain = unit;
			unit = next;
		}
	}
	lm_buf_free(&old);
	return LM_OK;
}

enum lm_code
units_get(struct units *units, const struct lm_hash128 *key, struct unit **out,
    struct lm_err *err)
{
	struct unit *unit = NULL, **chain;
	enum lm_code code = LM_OK;

	*out = NULL;
	if (units->n >= n_chains(units))
		code = grow(units, err);
	if (code != LM_OK)
		return code;
	chain = chain_of(units, key);
	for (unit = *chain; unit != NULL; unit = unit->next)
		if (lm_hash128_equal(&unit->key, key))
			break;
	if (unit == NULL) {
		unit = calloc(1, sizeof(*unit));
		if (unit == NULL)
			return lm_err_nomem(err);
		unit->key = *key;
		unit->is_new = true;
		unit->next = *chain;
		*chain = unit;
		units->n++;
	}
	unit->n_refs++;
	*out = unit;
	return LM_OK;
}

void
units_drop(struct units *units, struct unit *unit)
{
	struct unit **at;

	assert(unit->n_refs > 0);
	if (--unit->n_refs > 0)
		return;
	for (at = chain_of(units, &unit->key); *at != unit;)
		at = &(*at)->next;
	*at = unit->next;
	units->n--;
	if (unit->state != UNIT_OPEN)
		units->n_bytes -= unit->embedding.len;
	free_unit(unit);
}

/* The first unit in chain i or a later one. */
static const struct unit *
first_from(const struct units *units, size_t i)
{
	for (; i < n_chains(units); i++)
		if (chains(units)[i] != NULL)
			return chains(units)[i];
	return NULL;
}

const struct unit *
units_first(const struct units *units)
{
	return first_from(units, 0);
}

const struct unit *
units_next(const struct units *units, const struct unit *unit)
{
	if (unit->next != NULL)
		return unit->next;
	return first_from(units, (unit->key.low & (n_chains(units) - 1)) + 1);
}

void
unit_close(struct units *units, struct unit *unit, enum unit_state state)
{
	units->n_bytes += unit->embedding.len;
	lm_buf_free(&unit->text);
	unit->text = (struct lm_buf){0};
	unit->state = state;
}
