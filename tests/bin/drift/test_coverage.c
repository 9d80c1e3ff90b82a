#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "compare.h"
#include "fill.h"

#include "lm/bootstrap.h"

/*
 * Whether the interval of drift is honest, by simulation.  Documents are drawn
 * anew each time from the same world: 95 % of the intervals must hold the drift
 * that such samples have in the mean, and of the verdicts by interval few may
 * be wrong.  The plain bootstrap, of what each document's own correlation is
 * off 1, is counted next to it.
 */

#define DIMENSIONS 24
#define N_TOPICS 12
#define N_MAX 500
#define GATE 0.08
/* the deviation of noise(): that of 4 uniforms, halved */
#define NOISE_DEVIATION 0.28867513

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SLOW true
#else
#define SLOW false
#endif

/* The world that documents are drawn from: topics about a common direction. */
struct world {
	float common[DIMENSIONS];
	float topics[N_TOPICS][DIMENSIONS];
	float within; /* deviation within a topic */
};

/* What happens to a document between the two runs. */
enum change {
	EVEN,	 /* noise, as much for each */
	TOPICAL, /* some topics far more than others */
	SKEWED,	 /* a few documents far more than others */
	DAMAGED	 /* a few are replaced, the rest has little noise */
};

static const char *const names[] = {"even", "topical", "skewed", "damaged"};

struct scenario {
	size_t n;
	enum change change;
	float noise;
	unsigned percent; /* damaged */
};

/* Of one kind of interval, how many hold the truth or are on one side of the
 * gate. */
struct tally {
	int n_covered;
	int n_below; /* pass */
	int n_above; /* fail */
	double width;
};

/* Of all runs of a scenario. */
struct outcome {
	double truth; /* the mean drift */
	int n;
	struct tally honest, plain;
};

struct run {
	double drift;
	struct lm_interval honest, plain;
};

static float
normal(struct random *random)
{
	return noise(random) / (float)NOISE_DEVIATION;
}

static struct world
world_make(void)
{
	struct random random = random_start(99);
	struct world world = {.within = 0.8F};

	for (size_t i = 0; i < DIMENSIONS; i++) {
		world.common[i] = 0.7F * normal(&random);
		for (size_t j = 0; j < N_TOPICS; j++)
			world.topics[j][i] = normal(&random);
	}
	return world;
}

/* The first topics have more documents. */
static size_t
draw_topic(struct random *random)
{
	size_t most = (size_t)random_below(random, N_TOPICS);

	return (size_t)random_below(random, most + 1);
}

static float
noise_of(const struct scenario *scenario, size_t topic, struct random *random)
{
	switch (scenario->change) {
	case EVEN:
	case DAMAGED:
		return scenario->noise;
	case TOPICAL:
		return scenario->noise * (topic == 3 ? 6 : topic % 2 ? 1 : 2);
	case SKEWED:
		return scenario->noise * expf(0.8F * normal(random));
	}
	return 0;
}

static void
draw_document(const struct world *world, const struct scenario *scenario,
    struct random *random, float *before, float *now)
{
	size_t topic = draw_topic(random);
	float much = noise_of(scenario, topic, random);
	bool lost = scenario->change == DAMAGED &&
	    random_below(random, 100) < scenario->percent;

	for (size_t i = 0; i < DIMENSIONS; i++) {
		before[i] = world->common[i] + world->topics[topic][i] +
		    world->within * normal(random);
		now[i] =
		    lost ? normal(random) : before[i] + much * normal(random);
	}
}

static void
draw_sets(const struct world *world, const struct scenario *scenario,
    struct random *random, struct drift_set *sets)
{
	float *before = calloc(scenario->n * DIMENSIONS, sizeof(*before));
	float *now = calloc(scenario->n * DIMENSIONS, sizeof(*now));
	struct lm_err err = {0};

	for (size_t i = 0; i < scenario->n; i++)
		draw_document(world, scenario, random, before + i * DIMENSIONS,
		    now + i * DIMENSIONS);
	add_matrix(&sets[DRIFT_BASELINE], "a", before, scenario->n, DIMENSIONS);
	add_matrix(&sets[DRIFT_CURRENT], "b", now, scenario->n, DIMENSIONS);
	for (int side = 0; side < DRIFT_N_SIDES; side++)
		CHECK_OK(drift_set_seal(&sets[side], &err), &err);
	free(before);
	free(now);
}

/* Both sides have the same order. */
static void
pair_up(struct drift_pairs *pairs, size_t n)
{
	struct lm_err err = {0};

	for (size_t i = 0; i < n; i++) {
		struct drift_pair pair = {{i, i}};

		CHECK_OK(lm_buf_append(&pairs->compared, (const char *)&pair,
			     sizeof(pair), &err),
		    &err);
	}
}

static void
intervals_of(const struct drift_result *result, uint64_t seed, struct run *run)
{
	struct lm_bootstrap how = {0.95, 1000, seed};
	double own[N_MAX];
	struct lm_err err = {0};

	for (size_t i = 0; i < result->n; i++)
		own[i] = 1 - drift_correlations(result)[i];
	CHECK_OK(lm_bootstrap_mean(drift_values(result), result->n, &how,
		     &run->honest, &err),
	    &err);
	CHECK_OK(lm_bootstrap_mean(own, result->n, &how, &run->plain, &err),
	    &err);
}

/* Draw documents and compare them. */
static struct run
run_once(const struct world *world, const struct scenario *scenario,
    struct random *random)
{
	struct drift_set sets[DRIFT_N_SIDES] = {0};
	const struct drift_set *sides[] = {&sets[DRIFT_BASELINE],
	    &sets[DRIFT_CURRENT]};
	struct drift_pairs pairs = {0};
	struct drift_way way = {1, 10, 0};
	struct drift_result result = {0};
	struct lm_err err = {0};
	struct run run = {0};

	draw_sets(world, scenario, random, sets);
	pair_up(&pairs, scenario->n);
	CHECK_OK(drift_compare(sides, &pairs, &way, &result, &err), &err);
	run.drift = result.drift;
	intervals_of(&result, random_next(random), &run);
	drift_result_free(&result);
	lm_buf_free(&pairs.compared);
	for (int side = 0; side < DRIFT_N_SIDES; side++)
		drift_set_free(&sets[side]);
	return run;
}

static void
count(struct tally *tally, struct lm_interval interval, double truth)
{
	tally->n_covered += interval.low <= truth && truth <= interval.high;
	tally->n_below += interval.high < GATE;
	tally->n_above += interval.low >= GATE;
	tally->width += interval.high - interval.low;
}

static double
percent(int part, int whole)
{
	return 100.0 * part / whole;
}

static double
mean_drift(const struct run *runs, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += runs[i].drift;
	return sum / n;
}

static void
report(const struct scenario *scenario, const struct outcome *outcome)
{
	const struct tally *honest = &outcome->honest, *plain = &outcome->plain;
	int n = outcome->n;

	(void)printf("# %-7s noise %.2f, %u %% lost, %3zu documents: drift "
		     "%.4f; covered %.1f %%, width %.4f (plain %.1f %%, %.4f); "
		     "pass %.1f %%, fail %.1f %%, undecided %.1f %%\n",
	    names[scenario->change], (double)scenario->noise, scenario->percent,
	    scenario->n, outcome->truth, percent(honest->n_covered, n),
	    honest->width / n, percent(plain->n_covered, n), plain->width / n,
	    percent(honest->n_below, n), percent(honest->n_above, n),
	    percent(n - honest->n_below - honest->n_above, n));
}

static struct outcome
simulate(const struct scenario *scenario, uint64_t stream, int n)
{
	struct random random = random_start(stream);
	struct world world = world_make();
	struct run *runs = calloc((size_t)n, sizeof(*runs));
	struct outcome outcome = {.n = n};

	for (int i = 0; i < n; i++)
		runs[i] = run_once(&world, scenario, &random);
	outcome.truth = mean_drift(runs, n);
	for (int i = 0; i < n; i++) {
		count(&outcome.honest, runs[i].honest, outcome.truth);
		count(&outcome.plain, runs[i].plain, outcome.truth);
	}
	report(scenario, &outcome);
	free(runs);
	return outcome;
}

/* How often, of so many usually. */
static int
runs_of(int usual)
{
	if (check_soak())
		return usual * 10;
	return check_quick() || SLOW ? usual / 6 : usual;
}

/* Two standard errors of a rate about 95 % in n runs, in percent. */
static double
slack_of(int n)
{
	return 200 * sqrt(0.95 * 0.05 / n);
}

static void
intervals_hold_the_truth_as_often_as_they_say(void)
{
	static const struct scenario scenarios[] = {{100, EVEN, 0.3F, 0},
	    {100, EVEN, 0.5F, 0}, {100, TOPICAL, 0.15F, 0},
	    {100, SKEWED, 0.25F, 0}, {200, SKEWED, 0.25F, 0},
	    {100, DAMAGED, 0.15F, 5}, {200, DAMAGED, 0.15F, 2},
	    {500, DAMAGED, 0.15F, 2}};
	struct outcome all = {0};
	int n = runs_of(300);
	double rate;

	for (size_t i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++) {
		struct outcome got;

		/* as many as probes: 20 ms a run */
		if (scenarios[i].n == N_MAX && !check_soak())
			continue;
		got = simulate(&scenarios[i], i, n);
		rate = percent(got.honest.n_covered, n);
		CHECK(rate >= 93 - slack_of(n) && rate <= 97 + slack_of(n));
		rate = percent(got.plain.n_covered, n);
		CHECK(rate < 85 + slack_of(n));
		all.n += n;
		all.honest.n_covered += got.honest.n_covered;
		all.plain.n_covered += got.plain.n_covered;
	}
	rate = percent(all.honest.n_covered, all.n);
	(void)printf("# together: covered %.1f %% of %d (plain %.1f %%)\n",
	    rate, all.n, percent(all.plain.n_covered, all.n));
	CHECK(rate >= 93 && rate <= 97);
	CHECK(percent(all.plain.n_covered, all.n) < 85);
}

/*
 * False alarms, where the drift that is true is below the gate, and misses,
 * where it is not: 2.5 % at most were right, as the intervals have two sides.
 */
static void
verdicts_are_seldom_wrong(void)
{
	static const float noises[] = {0.3F, 0.36F, 0.4F, 0.46F, 0.52F};
	static const enum change changes[] = {EVEN, TOPICAL};
	int n = runs_of(60);

	for (size_t i = 0; i < 2 * sizeof(noises) / sizeof(noises[0]); i++) {
		struct scenario scenario = {check_soak() ? 500 : 200,
		    changes[i % 2], noises[i / 2], 0};
		struct outcome got;

		if (scenario.change == TOPICAL)
			scenario.noise /= 2;
		got = simulate(&scenario, 100 + i, n);
		if (got.truth < GATE)
			CHECK(percent(got.honest.n_above, n) <=
			    2.5 + slack_of(n));
		else
			CHECK(percent(got.honest.n_below, n) <=
			    2.5 + slack_of(n));
		if (scenario.change == EVEN && got.truth < 0.75 * GATE)
			CHECK(got.honest.n_below == n);
		if (scenario.change == EVEN && got.truth > 1.5 * GATE)
			CHECK(got.honest.n_above == n);
	}
}

int
main(int argc, char **argv)
{
	static const struct check_test tests[] = {
	    TEST(intervals_hold_the_truth_as_often_as_they_say),
	    TEST(verdicts_are_seldom_wrong)};

	drift_compare_prepare();
	return check_main(tests, sizeof(tests) / sizeof(tests[0]), argc, argv);
}
