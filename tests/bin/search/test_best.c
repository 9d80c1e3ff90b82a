#include <stdlib.h>
#include <string.h>

#include "best.h"
#include "check.h"
#include "random.h"

#define MOST 300

static struct hit
hit_of(double score, size_t input, uint64_t line)
{
	return (struct hit){score, input, line, kept_new(lm_span_of("x"))};
}

/* As best_wants and best_add are used. */
static void
offer(struct best *best, size_t k, struct hit hit)
{
	struct lm_err err = {0};

	if (best_wants(best, k, &hit))
		CHECK_OK(best_add(best, k, hit, &err), &err);
	else
		kept_release(hit.kept);
}

static int
compare(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	if (x->score < y->score || x->score > y->score)
		return x->score > y->score ? -1 : 1;
	if (x->input != y->input)
		return x->input < y->input ? -1 : 1;
	return x->line < y->line ? -1 : x->line > y->line;
}

/* n hits with few different scores, in any order. */
static void
make_hits(struct random *random, struct hit *hits, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hits[i] =
		    hit_of((double)random_below(random, 9) / 4 - 1, i % 3, i);
	for (size_t i = n; i > 1; i--) {
		size_t k = random_below(random, i);
		struct hit hit = hits[i - 1];

		hits[i - 1] = hits[k];
		hits[k] = hit;
	}
}

static void
check_case(struct random *random)
{
	size_t n = random_below(random, MOST + 1);
	size_t k =
	    1 + random_below(random, random_once_in(random, 2) ? 8 : MOST);
	struct hit hits[MOST];
	struct best best = {0};

	make_hits(random, hits, n);
	for (size_t i = 0; i < n; i++)
		offer(&best, k, hits[i]);
	qsort(hits, n, sizeof(hits[0]), compare);
	best_sort(&best);
	CHECK_EQ(best.n, n < k ? n : k);
	for (size_t i = 0; i < best.n; i++)
		CHECK_EQ(best.list[i].line, hits[i].line);
	best_free(&best);
	CHECK(best.list == NULL && best.n == 0);
}

static void
keeps_the_best_in_any_order(void)
{
	struct random random = random_start(1);

	for (size_t i = 0; i < 2000; i++)
		check_case(&random);
}

static void
of_equal_scores_the_first(void)
{
	struct best best = {0};

	offer(&best, 2, hit_of(0.5, 1, 1));
	offer(&best, 2, hit_of(0.5, 0, 9));
	offer(&best, 2, hit_of(0.5, 1, 2));
	offer(&best, 2, hit_of(0.5, 0, 8));
	best_sort(&best);
	CHECK_EQ(best.list[0].line, 8);
	CHECK_EQ(best.list[1].line, 9);
	best_free(&best);
}

static void
memory_goes_with_the_hits_not_with_k(void)
{
	struct best best = {0};

	offer(&best, (size_t)-1, hit_of(1, 0, 1));
	CHECK(best.cap <= 64);
	best_free(&best);
	best_sort(&best);
	best_free(&best);
}

TEST_MAIN(TEST(keeps_the_best_in_any_order), TEST(of_equal_scores_the_first),
    TEST(memory_goes_with_the_hits_not_with_k))
