#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "random.h"
#include "tally.h"

#define N_KEYWORDS 70
#define MOST_RECORDS 400

/* A record, and the group that it is in; NULL: it has no value. */
struct event {
	struct lm_span group;
	enum outcome outcome;
	uint64_t keywords[2];
};

static void
add(struct tally *tally, const struct event *event, bool grouped)
{
	struct lm_err err = {0};

	CHECK_OK(tally_add(tally, grouped ? &event->group : NULL,
		     event->outcome, event->keywords, &err),
	    &err);
}

static bool
same(const struct tally *a, const struct tally *b)
{
	bool equal = a->n_groups == b->n_groups &&
	    a->n_rejected == b->n_rejected &&
	    memcmp(a->outcomes, b->outcomes, sizeof(a->outcomes)) == 0 &&
	    memcmp(a->keywords, b->keywords,
		N_KEYWORDS * sizeof(*a->keywords)) == 0;

	for (size_t i = 0; equal && i < a->n_groups; i++) {
		struct lm_span x = tally_name(a, &a->groups[i]);
		struct lm_span y = tally_name(b, &b->groups[i]);

		equal = lm_span_equal(x, y) &&
		    (x.ptr == NULL) == (y.ptr == NULL) &&
		    memcmp(a->groups[i].outcomes, b->groups[i].outcomes,
			sizeof(a->groups[i].outcomes)) == 0;
	}
	return equal;
}

static struct event
any_event(struct random *random, uint64_t n_groups)
{
	static const char texts[] =
	    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
	struct event event = {
	    .outcome = (enum outcome)random_below(random, N_OUTCOMES)};
	uint64_t group = random_below(random, n_groups);

	if (group > 0)
		event.group = lm_span(texts + group % 26, group / 26 % 20);
	for (uint64_t i = random_below(random, 4); i > 0; i--) {
		uint64_t bit = random_below(random, N_KEYWORDS);

		event.keywords[bit / 64] |= UINT64_C(1) << bit % 64;
	}
	return event;
}

/* However a stream is cut into blocks, the sum is that of the whole. */
static void
splits_give_the_same(void)
{
	static struct event events[MOST_RECORDS];
	struct random random = random_start(4);
	struct lm_err err = {0};

	for (int i = 0; i < 200; i++) {
		struct tally whole, sum, part;
		size_t n = random_below(&random, MOST_RECORDS + 1);
		bool grouped = random_below(&random, 2) == 0;
		uint64_t n_groups = 1 + random_below(&random, 200);

		CHECK_OK(tally_init(&whole, N_KEYWORDS, &err), &err);
		CHECK_OK(tally_init(&sum, N_KEYWORDS, &err), &err);
		CHECK_OK(tally_init(&part, N_KEYWORDS, &err), &err);
		for (size_t j = 0; j < n; j++) {
			events[j] = any_event(&random, n_groups);
			add(&whole, &events[j], grouped);
			add(&part, &events[j], grouped);
			if (!random_once_in(&random, 7))
				continue;
			CHECK_OK(tally_take(&sum, &part, &err), &err);
			tally_clear(&part);
		}
		whole.n_rejected = part.n_rejected = 3;
		CHECK_OK(tally_take(&sum, &part, &err), &err);
		CHECK(same(&whole, &sum));
		CHECK_EQ(tally_records(&sum), n + 3);
		tally_free(&whole);
		tally_free(&sum);
		tally_free(&part);
	}
}

static void
groups_are_in_order(void)
{
	static const char *const names[] = {"b", "a", "", "b", "a", "c"};
	struct tally tally;
	struct lm_err err = {0};
	struct lm_span name = {0};

	CHECK_OK(tally_init(&tally, 0, &err), &err);
	CHECK_OK(tally_add(&tally, &name, OUTCOME_STRICT, NULL, &err), &err);
	for (size_t i = 0; i < 6; i++) {
		name = lm_span_of(names[i]);
		CHECK_OK(tally_add(&tally, &name, OUTCOME_REPAIRED, NULL, &err),
		    &err);
	}
	CHECK_EQ(tally.n_groups, 5);
	CHECK(tally_name(&tally, &tally.groups[0]).ptr == NULL);
	CHECK_SPAN(tally_name(&tally, &tally.groups[1]), "b");
	CHECK_SPAN(tally_name(&tally, &tally.groups[2]), "a");
	CHECK(tally_name(&tally, &tally.groups[3]).ptr != NULL);
	CHECK_EQ(tally.groups[1].outcomes[OUTCOME_REPAIRED], 2);
	CHECK_EQ(tally.groups[0].outcomes[OUTCOME_STRICT], 1);
	CHECK_EQ(tally.outcomes[OUTCOME_REPAIRED], 6);
	tally_free(&tally);
}

static void
a_keyword_counts_once(void)
{
	static const uint64_t first[2] = {5, 0}, second[2] = {1, 32};
	struct tally tally;
	struct lm_err err = {0};

	CHECK_OK(tally_init(&tally, N_KEYWORDS, &err), &err);
	CHECK_OK(tally_add(&tally, NULL, OUTCOME_SCHEMA_INVALID, first, &err),
	    &err);
	CHECK_OK(tally_add(&tally, NULL, OUTCOME_SCHEMA_INVALID, second, &err),
	    &err);
	CHECK_EQ(tally.keywords[0], 2);
	CHECK_EQ(tally.keywords[2], 1);
	CHECK_EQ(tally.keywords[69], 1);
	CHECK_EQ(tally_records(&tally), 2);
	tally_clear(&tally);
	CHECK_EQ(tally.keywords[0] + tally.keywords[69], 0);
	CHECK_EQ(tally_records(&tally), 0);
	tally_free(&tally);
}

static void
groups_are_bounded(void)
{
	static char text[TALLY_MAX_NAME + 1];
	struct tally tally, other = {0};
	struct lm_err err = {0};
	struct lm_span name = lm_span(text, sizeof(text));

	memset(text, 'x', sizeof(text));
	CHECK_OK(tally_init(&tally, 0, &err), &err);
	CHECK_CODE(tally_add(&tally, &name, OUTCOME_STRICT, NULL, &err),
	    LM_LIMIT);
	CHECK_HAS(err.message, "1025 bytes");
	for (int i = 0; i < TALLY_MAX_GROUPS; i++) {
		name.len = (size_t)snprintf(text, sizeof(text), "%d", i);
		CHECK_OK(tally_add(&tally, &name, OUTCOME_STRICT, NULL, &err),
		    &err);
	}
	name = lm_span_of("one more");
	CHECK_CODE(tally_add(&tally, &name, OUTCOME_STRICT, NULL, &err),
	    LM_LIMIT);
	CHECK_HAS(err.message, "more than 10000 groups");
	CHECK_EQ(tally_records(&tally), TALLY_MAX_GROUPS);
	CHECK_OK(tally_add(&other, &name, OUTCOME_STRICT, NULL, &err), &err);
	CHECK_CODE(tally_take(&tally, &other, &err), LM_LIMIT);
	name = lm_span_of("77");
	CHECK_OK(tally_add(&tally, &name, OUTCOME_STRICT, NULL, &err), &err);
	CHECK_EQ(tally.groups[77].outcomes[OUTCOME_STRICT], 2);
	tally_clear(&tally);
	CHECK_EQ(tally.n_groups, 0);
	CHECK_OK(tally_add(&tally, &name, OUTCOME_STRICT, NULL, &err), &err);
	CHECK_EQ(tally.n_groups, 1);
	tally_free(&tally);
	tally_free(&other);
}

TEST_MAIN(TEST(splits_give_the_same), TEST(groups_are_in_order),
    TEST(a_keyword_counts_once), TEST(groups_are_bounded))
