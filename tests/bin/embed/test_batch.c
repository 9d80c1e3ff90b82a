#include "batch.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "random.h"

#define OVERHEAD 100
#define MOST_UNITS 60

/* Units by themselves, as a group has them: order counts from 0. */
struct group {
	struct unit list[MOST_UNITS];
	struct unit *units[MOST_UNITS];
	size_t n;
};

static void
add(struct group *group, uint64_t n_tokens, const char *text)
{
	struct unit *unit = &group->list[group->n];

	unit->n_tokens = n_tokens;
	unit->order = group->n;
	CHECK_CODE(lm_buf_text(&unit->text, text, NULL), LM_OK);
	group->units[group->n++] = unit;
}

static void
group_free(struct group *group)
{
	for (size_t i = 0; i < group->n; i++)
		lm_buf_free(&group->list[i].text);
	*group = (struct group){0};
}

static struct batch *
cut(struct group *group, const struct batch_limits *limits)
{
	struct batch *first = NULL, **last = &first;
	struct lm_err err;

	CHECK_OK(batches_cut(group->units, group->n, OVERHEAD, limits, &last,
		     &err),
	    &err);
	CHECK(*last == NULL);
	return first;
}

/* "3 1,0 2": the orders of the units of each batch. */
static void
check_cut(struct group *group, struct batch_limits limits, const char *want)
{
	struct batch *first = cut(group, &limits);
	struct lm_buf text = {0};

	for (const struct batch *batch = first; batch != NULL;
	     batch = batch->next) {
		for (size_t i = 0; i < batch->n; i++)
			CHECK_CODE(lm_buf_printf(&text, NULL, "%s%ju",
				       i > 0 ? " " : "",
				       (uintmax_t)batch->units[i]->order),
			    LM_OK);
		CHECK_CODE(lm_buf_text(&text, batch->next != NULL ? "," : "",
			       NULL),
		    LM_OK);
	}
	CHECK_SPAN(lm_buf_view(&text), want);
	lm_buf_free(&text);
	batches_free(first);
	group_free(group);
}

static void
sorted_by_length(void)
{
	struct group group = {0};

	add(&group, 5, "a");
	add(&group, 9, "b");
	add(&group, 5, "c");
	add(&group, 7, "d");
	add(&group, 5, "e");
	check_cut(&group, (struct batch_limits){0}, "1 3 0 2 4");
}

static void
by_items(void)
{
	struct group group = {0};

	for (int i = 0; i < 5; i++)
		add(&group, 1, "a");
	check_cut(&group, (struct batch_limits){.items = 2}, "0 1,2 3,4");
	for (int i = 0; i < 4; i++)
		add(&group, 1, "a");
	check_cut(&group, (struct batch_limits){.items = 2}, "0 1,2 3");
	for (int i = 0; i < 3; i++)
		add(&group, 1, "a");
	check_cut(&group, (struct batch_limits){.items = 1}, "0,1,2");
}

/* Just at the limit fits; one over it alone is sent alone. */
static void
by_tokens(void)
{
	struct group group = {0};

	add(&group, 4, "a");
	add(&group, 6, "b");
	add(&group, 10, "c");
	add(&group, 11, "d");
	add(&group, 1, "e");
	check_cut(&group, (struct batch_limits){.tokens = 10}, "3,2,1 0,4");
}

static void
by_bytes(void)
{
	struct group group = {0};

	/* "abcd", has 7 bytes. */
	for (int i = 0; i < 5; i++)
		add(&group, 1, "abcd");
	check_cut(&group, (struct batch_limits){.bytes = OVERHEAD + 14},
	    "0 1,2 3,4");
	for (int i = 0; i < 3; i++)
		add(&group, 1, "abcd");
	check_cut(&group, (struct batch_limits){.bytes = OVERHEAD + 13},
	    "0,1,2");
	add(&group, 1, "far too long for it");
	add(&group, 1, "abcd");
	check_cut(&group, (struct batch_limits){.bytes = 7}, "0,1");
}

static void
nothing(void)
{
	struct group group = {0};

	check_cut(&group, (struct batch_limits){.items = 2}, "");
	batches_free(NULL);
	batch_free(NULL);
}

/* It is no less than what is sent, so that a limit holds. */
static void
bytes_of_a_text(void)
{
	struct random random = random_start(33);

	CHECK_EQ(batch_text_bytes(lm_span_of("")), 3);
	CHECK_EQ(batch_text_bytes(lm_span_of("a\"\\\n\x01")),
	    3 + 1 + 2 + 2 + 12);
	for (int n = 0; n < 2000; n++) {
		char bytes[40];
		size_t len = (size_t)random_below(&random, sizeof(bytes));
		struct lm_buf json = {0};

		for (size_t i = 0; i < len; i++)
			bytes[i] = (char)random_below(&random, 128);
		CHECK_CODE(lm_buf_json_string(&json, lm_span(bytes, len), NULL),
		    LM_OK);
		CHECK(batch_text_bytes(lm_span(bytes, len)) >= json.len + 1);
		lm_buf_free(&json);
	}
}

/* What a batch takes, added up anew. */
static void
sum(const struct batch *batch, uint64_t *tokens, size_t *bytes)
{
	*tokens = 0;
	*bytes = OVERHEAD;
	for (size_t i = 0; i < batch->n; i++) {
		*tokens += batch->units[i]->n_tokens;
		*bytes += batch_text_bytes(lm_buf_view(&batch->units[i]->text));
	}
}

static bool
fits(const struct batch_limits *limits, size_t items, uint64_t tokens,
    size_t bytes)
{
	return (limits->items == 0 || items <= limits->items) &&
	    (limits->tokens == 0 || tokens <= limits->tokens) &&
	    (limits->bytes == 0 || bytes <= limits->bytes);
}

/* It keeps within the limits, and the one behind it would not have. */
static void
check_batch(const struct batch *batch, const struct batch_limits *limits)
{
	uint64_t tokens;
	size_t bytes;

	CHECK(batch->n > 0 && batch->body.len == 0 && !batch->truncates);
	sum(batch, &tokens, &bytes);
	CHECK(batch->n == 1 || fits(limits, batch->n, tokens, bytes));
	if (batch->next == NULL)
		return;
	tokens += batch->next->units[0]->n_tokens;
	bytes += batch_text_bytes(lm_buf_view(&batch->next->units[0]->text));
	CHECK(!fits(limits, batch->n + 1, tokens, bytes));
}

static bool
comes_before(const struct unit *a, const struct unit *b)
{
	return a->n_tokens != b->n_tokens ? a->n_tokens > b->n_tokens
					  : a->order < b->order;
}

static void
check_batches(const struct group *group, const struct batch *first,
    const struct batch_limits *limits)
{
	const struct unit *before = NULL;
	bool seen[MOST_UNITS] = {false};
	size_t n = 0;

	for (; first != NULL; first = first->next) {
		check_batch(first, limits);
		for (size_t i = 0; i < first->n; i++) {
			const struct unit *unit = first->units[i];

			CHECK(before == NULL || comes_before(before, unit));
			CHECK(unit == &group->list[unit->order]);
			CHECK(!seen[unit->order]);
			seen[unit->order] = true;
			before = unit;
			n++;
		}
	}
	CHECK_EQ(n, group->n);
}

static void
random_add(struct random *random, struct group *group)
{
	static const char *const texts[] = {"", "a", "\"\"\"", "\n\x01\x02",
	    "a longer text with words", "\xe4\xb8\xad\xe6\x96\x87"};

	add(group, random_below(random, 12),
	    texts[random_below(random, sizeof(texts) / sizeof(texts[0]))]);
}

static void
each_once_within_the_limits(void)
{
	struct random random = random_start(34);
	int rounds = check_soak() ? 500000 : 3000;

	for (int i = 0; i < rounds; i++) {
		struct group group = {0};
		const struct batch_limits limits = {
		    .items = (size_t)random_below(&random, 7),
		    .tokens = random_below(&random, 30),
		    .bytes = random_once_in(&random, 3)
			? 0
			: (size_t)random_between(&random, 90, 200)};
		size_t n = (size_t)random_below(&random, MOST_UNITS);
		struct batch *first;

		while (n-- > 0)
			random_add(&random, &group);
		first = cut(&group, &limits);
		check_batches(&group, first, &limits);
		batches_free(first);
		group_free(&group);
	}
}

/* A second list goes behind the first. */
static void
appended(void)
{
	struct group group = {0};
	struct batch *first = NULL, **last = &first;
	const struct batch_limits limits = {.items = 1};

	add(&group, 1, "a");
	add(&group, 2, "b");
	CHECK_CODE(batches_cut(group.units, 1, 0, &limits, &last, NULL), LM_OK);
	CHECK_CODE(batches_cut(group.units + 1, 1, 0, &limits, &last, NULL),
	    LM_OK);
	if (CHECK(first != NULL && first->next != NULL)) {
		CHECK(first->units[0]->order == 0);
		CHECK(first->next->units[0]->order == 1);
		CHECK(first->next->next == NULL);
	}
	batches_free(first);
	group_free(&group);
}

TEST_MAIN(TEST(sorted_by_length), TEST(by_items), TEST(by_tokens),
    TEST(by_bytes), TEST(nothing), TEST(bytes_of_a_text),
    TEST(each_once_within_the_limits), TEST(appended))
