#include <stdlib.h>

#include "check.h"
#include "random.h"

#include "lm/client_breaker.h"
#include "lm/client_latency.h"
#include "lm/client_queue.h"
#include "lm/client_retry.h"
#include "lm/client_window.h"

static void
backoff_doubles_up_to_its_cap(void)
{
	static const int64_t want[] = {100, 200, 400, 800, 1600, 3000, 3000};

	for (unsigned i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		CHECK_EQ(lm_client_backoff_top(100, 3000, i + 1), want[i]);
	CHECK_EQ(lm_client_backoff_top(100, 3000, 0), 100);
	CHECK_EQ(lm_client_backoff_top(100, 3000, UINT32_MAX), 3000);
	CHECK_EQ(lm_client_backoff_top(100, INT64_MAX, 1000), INT64_MAX);
	CHECK_EQ(lm_client_backoff_top(0, 3000, UINT32_MAX), 0);
	CHECK_EQ(lm_client_backoff_top(500, 30, 1), 30);
}

/* Full: each of 0 to 9 comes up, about equally often, and nothing else. */
static void
jitter_is_full_and_even(void)
{
	uint64_t state = 7, same = 7;
	unsigned counts[10] = {0};

	for (size_t i = 0; i < 10000; i++) {
		int64_t ms =
		    lm_client_backoff_jitter(9, lm_client_random(&state));

		if (!CHECK(ms >= 0 && ms <= 9))
			return;
		counts[ms]++;
		/* The same seed, the same numbers. */
		CHECK_EQ(ms,
		    lm_client_backoff_jitter(9, lm_client_random(&same)));
	}
	for (size_t i = 0; i < 10; i++)
		CHECK(counts[i] > 850 && counts[i] < 1150);
	CHECK_EQ(lm_client_backoff_jitter(0, UINT64_MAX), 0);
	CHECK(lm_client_backoff_jitter(INT64_MAX, UINT64_MAX) >= 0);
}

static struct lm_client_breaker
breaker_of(void)
{
	return (struct lm_client_breaker){.max_failures = 3,
	    .pause_ns = 10,
	    .pause_cap_ns = 35,
	    .give_up_ns = 1000};
}

static void
fail_times(struct lm_client_breaker *breaker, unsigned n, int64_t now_ns)
{
	while (n-- > 0)
		lm_client_breaker_failure(breaker, false, now_ns);
}

static void
a_breaker_opens_in_a_row_only(void)
{
	struct lm_client_breaker breaker = breaker_of();

	CHECK(lm_client_breaker_lets(&breaker, 0));
	fail_times(&breaker, 2, 0);
	lm_client_breaker_success(&breaker);
	fail_times(&breaker, 2, 0);
	CHECK(lm_client_breaker_lets(&breaker, 0));
	CHECK(!lm_client_breaker_sent(&breaker));
	fail_times(&breaker, 1, 5);
	CHECK(!lm_client_breaker_lets(&breaker, 14));
	CHECK(lm_client_breaker_lets(&breaker, 15));
}

static void
a_breaker_probes_with_longer_pauses(void)
{
	static const int64_t pauses[] = {20, 35, 35};
	struct lm_client_breaker breaker = breaker_of();
	int64_t now_ns = 10;

	fail_times(&breaker, 3, 0);
	for (size_t i = 0; i < 3; i++) {
		CHECK(lm_client_breaker_lets(&breaker, now_ns));
		CHECK(lm_client_breaker_sent(&breaker));
		/* One, and what was sent before it changes nothing. */
		CHECK(!lm_client_breaker_lets(&breaker, now_ns + 500));
		lm_client_breaker_failure(&breaker, false, now_ns);
		CHECK(!lm_client_breaker_lets(&breaker, now_ns + 500));
		lm_client_breaker_failure(&breaker, true, now_ns);
		fail_times(&breaker, 1, now_ns + 1);
		CHECK(
		    !lm_client_breaker_lets(&breaker, now_ns + pauses[i] - 1));
		now_ns += pauses[i];
	}
	CHECK(lm_client_breaker_sent(&breaker));
	lm_client_breaker_success(&breaker);
	CHECK(lm_client_breaker_lets(&breaker, now_ns));
	CHECK(!lm_client_breaker_sent(&breaker));
	/* And begins with the first pause again. */
	fail_times(&breaker, 3, 1000);
	CHECK(lm_client_breaker_lets(&breaker, 1010));
}

static void
any_success_closes_a_breaker(void)
{
	struct lm_client_breaker breaker = breaker_of();

	fail_times(&breaker, 3, 0);
	lm_client_breaker_success(&breaker);
	CHECK(lm_client_breaker_lets(&breaker, 0));
}

static void
a_breaker_ends_after_failures_only(void)
{
	struct lm_client_breaker breaker = breaker_of();

	CHECK_EQ(lm_client_breaker_ends(&breaker), INT64_MAX);
	fail_times(&breaker, 1, 50);
	fail_times(&breaker, 9, 90);
	CHECK_EQ(lm_client_breaker_ends(&breaker), 1050);
	lm_client_breaker_success(&breaker);
	CHECK_EQ(lm_client_breaker_ends(&breaker), INT64_MAX);
	fail_times(&breaker, 1, 70);
	CHECK_EQ(lm_client_breaker_ends(&breaker), 1070);
	lm_client_breaker_rest(&breaker, 500);
	CHECK_EQ(lm_client_breaker_ends(&breaker), 1500);
}

static int
by_value(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Against the sorted values, of all sizes that durations have. */
static void
quantiles_are_as_near_as_stated(void)
{
	static const double qs[] = {0, 0.001, 0.25, 0.5, 0.9, 0.99, 1};
	static int64_t values[10007];
	static struct lm_client_latencies latencies;
	const size_t n = sizeof(values) / sizeof(values[0]);
	struct random random = random_start(1);

	for (size_t i = 0; i < n; i++) {
		values[i] = (int64_t)(random_next(&random) >>
		    random_between(&random, 1, 63));
		lm_client_latency_add(&latencies, values[i]);
	}
	qsort(values, n, sizeof(values[0]), by_value);
	for (size_t i = 0; i < sizeof(qs) / sizeof(qs[0]); i++) {
		size_t rank = (size_t)(qs[i] * (double)n + 0.9999999);
		double want = (double)values[rank == 0 ? 0 : rank - 1];
		double got = (double)lm_client_latency_at(&latencies, qs[i]);

		CHECK(got >= want * (1 - 1.0 / 128) - 1e-9);
		CHECK(got <= want * (1 + 1.0 / 128) + 1e-9);
		check_note("%g: %g, not %g", qs[i], got, want);
	}
}

static void
quantiles_of_little(void)
{
	static struct lm_client_latencies latencies;

	CHECK_EQ(lm_client_latency_at(&latencies, 0.5), -1);
	lm_client_latency_add(&latencies, -5);
	CHECK_EQ(lm_client_latency_at(&latencies, 0.5), 0);
	lm_client_latency_add(&latencies, INT64_MAX);
	CHECK_EQ(lm_client_latency_at(&latencies, 0.5), 0);
	CHECK(lm_client_latency_at(&latencies, 1) > INT64_MAX / 128 * 126);
	for (int64_t i = 0; i < 128; i++) {
		static struct lm_client_latencies one;

		one = (struct lm_client_latencies){0};
		lm_client_latency_add(&one, i);
		CHECK_EQ(lm_client_latency_at(&one, 0.5), i);
	}
}

static void
a_window_halves_and_grows(void)
{
	struct lm_client_window window = {0};

	lm_client_window_limit(&window, 8);
	CHECK_EQ(window.size, 8);
	lm_client_window_answered(&window);
	CHECK_EQ(window.size, 8);
	lm_client_window_too_many(&window, 5, 10);
	CHECK_EQ(window.size, 4);
	/* Sent before the cut: nothing new. */
	lm_client_window_too_many(&window, 9, 11);
	CHECK_EQ(window.size, 4);
	lm_client_window_too_many(&window, 10, 12);
	lm_client_window_too_many(&window, 13, 14);
	lm_client_window_too_many(&window, 15, 16);
	CHECK_EQ(window.size, 1);
	lm_client_window_answered(&window);
	CHECK_EQ(window.size, 2);
	for (size_t i = 0; i < 100; i++)
		lm_client_window_answered(&window);
	CHECK_EQ(window.size, 8);
}

static void
a_window_follows_its_limit(void)
{
	struct lm_client_window window = {0};

	lm_client_window_limit(&window, 8);
	lm_client_window_limit(&window, 2);
	CHECK_EQ(window.size, 2);
	lm_client_window_limit(&window, 0);
	CHECK_EQ(window.size, 0);
	lm_client_window_answered(&window);
	CHECK_EQ(window.size, 0);
	lm_client_window_limit(&window, 8);
	CHECK_EQ(window.size, 8);
	lm_client_window_too_many(&window, 1, 2);
	lm_client_window_limit(&window, 16);
	CHECK_EQ(window.size, 4);
	lm_client_window_restore(&window);
	CHECK_EQ(window.size, 16);
}

/* A job whose number is its count of attempts. */
static struct lm_client_job *
job_of(struct lm_client_queue *queue, unsigned number)
{
	struct lm_client_job *job = lm_client_queue_new(queue);

	if (CHECK(job != NULL))
		job->attempts = number;
	return job;
}

/* The next one's number, which is dropped; 0: there is none. */
static unsigned
take(struct lm_client_queue *queue, int64_t now_ns)
{
	struct lm_client_job *job = lm_client_queue_take(queue, now_ns);

	if (job == NULL)
		return 0;
	lm_client_queue_drop(queue, job);
	return job->attempts;
}

static void
a_line_is_in_order(void)
{
	static const unsigned want[] = {4, 3, 1, 2, 5};
	struct lm_client_queue queue = {0};

	CHECK(lm_client_queue_take(&queue, INT64_MAX) == NULL);
	for (unsigned i = 1; i <= 5; i++)
		lm_client_queue_push(&queue, job_of(&queue, i),
		    i == 3 || i == 4);
	CHECK_EQ(lm_client_queue_due(&queue), 0);
	for (size_t i = 0; i < 5; i++)
		CHECK_EQ(take(&queue, 0), want[i]);
	CHECK_EQ(queue.n_jobs, 0);
	/* Both ends of a line of none. */
	lm_client_queue_push(&queue, job_of(&queue, 1), true);
	lm_client_queue_push(&queue, job_of(&queue, 2), false);
	CHECK_EQ(take(&queue, 0), 1);
	lm_client_queue_free(&queue);
}

static void
who_backs_off_comes_when_due(void)
{
	struct lm_client_queue queue = {0};
	struct random random = random_start(2);
	const size_t n = 3000;
	int64_t last = -1;
	uint64_t turn = 0;

	for (unsigned i = 0; i < n; i++)
		lm_client_queue_delay(&queue, job_of(&queue, i),
		    (int64_t)random_below(&random, 500));
	CHECK(lm_client_queue_take(&queue, -1) == NULL);
	CHECK_EQ(queue.n_heap, n);
	for (size_t i = 0; i < n; i++) {
		int64_t due = lm_client_queue_due(&queue);
		struct lm_client_job *job = lm_client_queue_take(&queue, due);

		if (!CHECK(job != NULL && job->due_ns == due && due >= last))
			break;
		CHECK(due > last || job->turn > turn);
		last = due;
		turn = job->turn;
		lm_client_queue_drop(&queue, job);
	}
	CHECK_EQ(lm_client_queue_due(&queue), INT64_MAX);
	/* Before those in line, which wait for it no longer than that. */
	lm_client_queue_push(&queue, job_of(&queue, 1), false);
	lm_client_queue_delay(&queue, job_of(&queue, 2), 10);
	lm_client_queue_delay(&queue, job_of(&queue, 3), 30);
	CHECK_EQ(take(&queue, 20), 2);
	CHECK_EQ(take(&queue, 20), 1);
	CHECK_EQ(take(&queue, 20), 0);
	lm_client_queue_free(&queue);
}

TEST_MAIN(TEST(backoff_doubles_up_to_its_cap), TEST(jitter_is_full_and_even),
    TEST(a_breaker_opens_in_a_row_only),
    TEST(a_breaker_probes_with_longer_pauses),
    TEST(any_success_closes_a_breaker),
    TEST(a_breaker_ends_after_failures_only),
    TEST(quantiles_are_as_near_as_stated), TEST(quantiles_of_little),
    TEST(a_window_halves_and_grows), TEST(a_window_follows_its_limit),
    TEST(a_line_is_in_order), TEST(who_backs_off_comes_when_due))
