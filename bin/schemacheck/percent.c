#include "percent.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

#define MAX_DECIMALS 12
#define BOUND_DEN UINT64_C(1000000000000000)

__extension__ typedef unsigned __int128 u128;

/* How a share is written: as a part of whole, 1 or 100. */
struct style {
	unsigned whole;
	int decimals;  /* at least */
	bool is_short; /* less the last zeros */
	const char *unit;
};

static const struct style percentage = {100, 1, false, " %"};
static const struct style exactly = {100, 9, true, " %"};
static const struct style number = {1, 9, true, ""};

struct share {
	uint64_t num;
	uint64_t den;
	struct percent_side side;
};

static uint64_t
power_of_ten(int n)
{
	uint64_t power = 1;

	while (n-- > 0)
		power *= 10;
	return power;
}

/* Whether units of one over so many tell the truth. */
static bool
is_fair(const struct share *share, uint64_t units, uint64_t whole)
{
	const struct lm_stat_ratio *of = share->side.of;
	bool below;

	if ((units == whole && share->num < share->den) ||
	    (units == 0 && share->num > 0))
		return false;
	if (of == NULL || share->side.order == 0)
		return true;
	below = (u128)units * of->den < (u128)whole * of->num;
	return below == (share->side.order < 0);
}

/* Where no decimals are enough: the last one goes to the right side. */
static uint64_t
to_its_side(const struct share *share, uint64_t units, uint64_t whole)
{
	const struct lm_stat_ratio *of = share->side.of;
	uint64_t edge;

	if (of == NULL || share->side.order == 0)
		return units;
	edge = (uint64_t)(((u128)whole * of->num + of->den - 1) / of->den);
	return share->side.order > 0 ? edge : edge > 0 ? edge - 1 : 0;
}

/* As many units of 10^-decimals. */
static void
write_units(uint64_t units, int decimals, const struct style *style, char *out)
{
	uint64_t unit;

	while (style->is_short && decimals > 0 && units % 10 == 0) {
		units /= 10;
		decimals--;
	}
	unit = power_of_ten(decimals);
	if (decimals == 0)
		(void)snprintf(out, PERCENT_SIZE, "%ju%s", (uintmax_t)units,
		    style->unit);
	else
		(void)snprintf(out, PERCENT_SIZE, "%ju.%0*ju%s",
		    (uintmax_t)(units / unit), decimals,
		    (uintmax_t)(units % unit), style->unit);
}

static void
write_share(const struct share *share, const struct style *style, char *out)
{
	int decimals = style->decimals;
	uint64_t whole, units;

	for (;; decimals++) {
		whole = style->whole * power_of_ten(decimals);
		units = (uint64_t)(((u128)share->num * whole + share->den / 2) /
		    share->den);
		if (is_fair(share, units, whole))
			break;
		if (decimals == MAX_DECIMALS) {
			units = to_its_side(share, units, whole);
			break;
		}
	}
	write_units(units, decimals, style, out);
}

static struct share
share_of(double bound, struct percent_side side)
{
	return (struct share){(uint64_t)rint(bound * (double)BOUND_DEN),
	    BOUND_DEN, side};
}

void
percent_text(uint64_t num, uint64_t den, struct percent_side side,
    char out[PERCENT_SIZE])
{
	const struct share share = {num, den, side};

	write_share(&share, &percentage, out);
}

void
percent_bound_text(double bound, struct percent_side side,
    char out[PERCENT_SIZE])
{
	const struct share share = share_of(bound, side);

	write_share(&share, &percentage, out);
}

void
percent_json(uint64_t num, uint64_t den, struct percent_side side,
    char out[PERCENT_SIZE])
{
	const struct share share = {num, den, side};

	write_share(&share, &number, out);
}

void
percent_bound_json(double bound, struct percent_side side,
    char out[PERCENT_SIZE])
{
	const struct share share = share_of(bound, side);

	write_share(&share, &number, out);
}

void
percent_exact(struct lm_stat_ratio share, char out[PERCENT_SIZE])
{
	const struct share as_given = {share.num, share.den, {NULL, 0}};

	write_share(&as_given, &exactly, out);
}
