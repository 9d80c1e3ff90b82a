#include "lm/manifest_review.h"

#include <yyjson.h>

#include "lm/record.h"

/*
 * An earlier route shadows a later one if each of its conditions follows from
 * the later one's condition on the same signal.  Then, whenever the later
 * route's conditions hold, the earlier one's do; and where a signal is missing
 * for the earlier one, it is missing for the later one, too.  So a job comes
 * past the earlier one only because a condition of both is false, or because
 * the earlier one skips jobs that lack a signal, or for the cap of its queue.
 */

static bool
task_follows(const struct lm_route *earlier, const struct lm_route *later)
{
	return earlier->task.len == 0 ||
	    lm_span_equal(earlier->task, later->task);
}

static bool
stage_follows(const struct lm_route *earlier, const struct lm_route *later)
{
	return earlier->stage.len == 0 ||
	    lm_span_equal(earlier->stage, later->stage);
}

static bool
hours_follow(const struct lm_route *earlier, const struct lm_route *later)
{
	return earlier->hours == LM_HOURS_ANY || earlier->hours == later->hours;
}

static bool
where_follows(const struct lm_route *earlier, const struct lm_route *later)
{
	return earlier->where.len == 0 ||
	    lm_span_equal(earlier->where, later->where);
}

/* A job without failures has 0, so that "at least 0" always holds. */
static bool
failures_follow(const struct lm_route *earlier, const struct lm_route *later)
{
	uint64_t least = later->schema_failures_at_least;

	return earlier->schema_failures_at_least == LM_NO_LIMIT ||
	    earlier->schema_failures_at_least <=
	    (least == LM_NO_LIMIT ? 0 : least);
}

/* Whether every index of part is in all. */
static bool
is_subset(const struct lm_indices *part, const struct lm_indices *all)
{
	for (size_t i = 0; i < part->n; i++) {
		size_t k = 0;

		while (k < all->n && all->list[k] != part->list[i])
			k++;
		if (k == all->n)
			return false;
	}
	return true;
}

static bool
flags_follow(const struct lm_route *earlier, const struct lm_route *later)
{
	if (!is_subset(&earlier->no_flag, &later->no_flag))
		return false;
	return earlier->any_flag.n == 0 ||
	    (later->any_flag.n > 0 &&
		is_subset(&later->any_flag, &earlier->any_flag));
}

static bool
is_same_value(yyjson_val *a, yyjson_val *b)
{
	if (yyjson_get_tag(a) != yyjson_get_tag(b))
		return false;
	if (yyjson_is_str(a) || yyjson_is_raw(a))
		return lm_span_equal(lm_record_text(a), lm_record_text(b));
	return true;
}

static bool
has_equals(const struct lm_route *route, const struct lm_equals *equals)
{
	for (size_t i = 0; i < route->n_equals; i++)
		if (lm_span_equal(route->equals[i].text, equals->text) &&
		    is_same_value(route->equals[i].value, equals->value))
			return true;
	return false;
}

static bool
equals_follow(const struct lm_route *earlier, const struct lm_route *later)
{
	for (size_t i = 0; i < earlier->n_equals; i++)
		if (!has_equals(later, &earlier->equals[i]))
			return false;
	return true;
}

/* The cap of a route's queue as a bound like tokens_below. */
static uint64_t
cap_below(const struct lm_policy *policy, const struct lm_route *route)
{
	uint64_t cap = route->queue == LM_NO_INDEX
	    ? LM_NO_LIMIT
	    : policy->queues[route->queue].max_prompt_tokens;

	return cap == LM_NO_LIMIT ? LM_NO_LIMIT : cap + 1;
}

static uint64_t
lesser(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static bool
decides_without(const struct lm_route *route)
{
	return route->on_missing == LM_MISSING_HOLD ||
	    route->on_missing == LM_MISSING_REJECT;
}

static bool
asks_flags(const struct lm_route *route)
{
	return route->any_flag.n > 0 || route->no_flag.n > 0;
}

static bool
asks_more_than_tokens(const struct lm_route *route)
{
	return route->stage.len > 0 || asks_flags(route) ||
	    route->n_equals > 0 || route->where.len > 0;
}

/* Whether a signal that later may miss is one that earlier misses, too. */
static bool
asks_the_same(const struct lm_route *earlier, const struct lm_route *later)
{
	return (later->stage.len == 0 || earlier->stage.len > 0) &&
	    (!asks_flags(later) || asks_flags(earlier)) &&
	    (later->where.len == 0 || earlier->where.len > 0) &&
	    equals_follow(later, earlier);
}

/* Whether the route decides some jobs for a signal that they lack, and another
 * one than their length. */
static bool
decides_on_missing(const struct lm_route *route)
{
	return decides_without(route) && asks_more_than_tokens(route);
}

/*
 * The cap of a queue is asked last.  Before it, a job of any length is decided
 * by a signal that is missing, or by an expression that fails: whether there
 * may be such jobs of later, and whether earlier decides them just so.
 */
static bool
decides_before_cap(const struct lm_route *later)
{
	return later->where.len > 0 || decides_on_missing(later);
}

static bool
decides_alike(const struct lm_route *earlier, const struct lm_route *later)
{
	if (later->where.len > 0 && earlier->where.len == 0)
		return false;
	return !decides_on_missing(later) ||
	    (decides_without(earlier) && asks_the_same(earlier, later));
}

static bool
lengths_follow(const struct lm_policy *policy, const struct lm_route *earlier,
    const struct lm_route *later)
{
	uint64_t cap = cap_below(policy, earlier);
	uint64_t below = lesser(earlier->tokens_below, cap);
	uint64_t capped = lesser(later->tokens_below, cap_below(policy, later));

	if (below == LM_NO_LIMIT)
		return true;
	if (!lm_routes_count_alike(policy, earlier, later))
		return false;
	if (!decides_before_cap(later))
		return capped <= below;
	if (!decides_alike(earlier, later))
		return later->tokens_below <= below;
	return later->tokens_below <= earlier->tokens_below && capped <= cap;
}

/* A least count follows from a larger one, and 0 from any; where there is no
 * count, a route that does not skip decides. */
static bool
least_follows(const struct lm_policy *policy, const struct lm_route *earlier,
    const struct lm_route *later)
{
	uint64_t least = later->tokens_at_least;

	if (earlier->tokens_at_least == LM_NO_LIMIT)
		return true;
	if (least == LM_NO_LIMIT)
		return earlier->tokens_at_least == 0 &&
		    (later->tokens_below != LM_NO_LIMIT ||
			earlier->on_missing != LM_MISSING_SKIP);
	return earlier->tokens_at_least == 0 ||
	    (earlier->tokens_at_least <= least &&
		lm_routes_count_alike(policy, earlier, later));
}

/* Whether a job can lack what a condition of the route asks about. */
static bool
can_miss(const struct lm_policy *policy, const struct lm_route *route)
{
	return asks_more_than_tokens(route) ||
	    route->tokens_below != LM_NO_LIMIT ||
	    route->tokens_at_least != LM_NO_LIMIT ||
	    cap_below(policy, route) != LM_NO_LIMIT;
}

/* Whether a job that lacks a signal may be the route's: by on_missing, or as
 * its own expression, which is asked nevertheless, fails. */
static bool
takes_what_misses(const struct lm_route *earlier, const struct lm_route *route)
{
	return route->on_missing != LM_MISSING_SKIP ||
	    (route->where.len > 0 && earlier->where.len == 0);
}

bool
lm_route_shadows(const struct lm_policy *policy, const struct lm_route *earlier,
    const struct lm_route *later)
{
	if (earlier->on_missing == LM_MISSING_SKIP &&
	    can_miss(policy, earlier) && takes_what_misses(earlier, later))
		return false;
	return task_follows(earlier, later) && stage_follows(earlier, later) &&
	    lengths_follow(policy, earlier, later) &&
	    least_follows(policy, earlier, later) &&
	    flags_follow(earlier, later) && failures_follow(earlier, later) &&
	    equals_follow(earlier, later) && hours_follow(earlier, later) &&
	    where_follows(earlier, later);
}
