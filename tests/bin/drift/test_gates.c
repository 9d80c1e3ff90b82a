#include <math.h>

#include "cases.h"
#include "check.h"
#include "gates.h"

static void
nothing_wrong(void)
{
	struct trial t;

	trial_begin(&t, "f", "f");
	CHECK_EQ(trial_judge(&t), DRIFT_PASS);
	for (size_t i = 0; i < DRIFT_N_GATES; i++)
		CHECK_EQ(t.findings.gates[i].verdict,
		    i == DRIFT_GATE_RETRIEVAL ? DRIFT_OFF : DRIFT_PASS);
	CHECK_SPAN(trial_text(&t, DRIFT_GATE_DRIFT), "drift 0.0000 < 0.08");
	CHECK_EQ(t.findings.warnings.len, 0);
	trial_end(&t);
}

/* Drift and its interval, the verdict, and what is said. */
static void
drift_is(double low, double drift, double high, enum drift_verdict verdict,
    const char *text)
{
	struct trial t;

	trial_begin(&t, "f", "f");
	t.result.drift = drift;
	t.in.interval = (struct lm_interval){low, high};
	CHECK_EQ(trial_judge(&t), verdict);
	CHECK_EQ(trial_gate(&t, DRIFT_GATE_DRIFT), verdict);
	CHECK_SPAN(trial_text(&t, DRIFT_GATE_DRIFT), text);
	trial_end(&t);
}

static void
an_interval_decides(void)
{
	drift_is(0.05, 0.06, 0.0799, DRIFT_PASS, "drift 0.0600 < 0.08");
	drift_is(0.05, 0.06, 0.08, DRIFT_UNDECIDED,
	    "drift 0.0600 (0.0500 to 0.0800) around 0.08");
	drift_is(0.0799, 0.09, 0.1, DRIFT_UNDECIDED,
	    "drift 0.0900 (0.0799 to 0.1000) around 0.08");
	drift_is(0.08, 0.09, 0.1, DRIFT_FAIL, "drift 0.0900 >= 0.08");
	drift_is(0.07, 0.079999, 0.0799999, DRIFT_PASS,
	    "drift 0.079999 < 0.08");
	drift_is(-HUGE_VAL, 0.06, HUGE_VAL, DRIFT_UNDECIDED,
	    "drift 0.0600 (-inf to inf) around 0.08");
}

static void
too_few_probes(void)
{
	struct trial t;

	trial_begin(&t, "f", "f");
	t.in.limits.min_probes = 5;
	CHECK_EQ(trial_judge(&t), DRIFT_UNDECIDED);
	CHECK_SPAN(trial_text(&t, DRIFT_GATE_PROBES), "at least 5 are needed");
	trial_end(&t);
	trial_begin(&t, "f", "f");
	trial_correlations(&t)[1] = (double)NAN;
	t.result.n_undefined = 1;
	CHECK_EQ(trial_judge(&t), DRIFT_UNDECIDED);
	CHECK_SPAN(trial_text(&t, DRIFT_GATE_PROBES),
	    "1 probes without a rank correlation: 7");
	trial_end(&t);
}

static void
a_document_that_changed(void)
{
	struct trial t;

	trial_begin(&t, "f", "f");
	trial_correlations(&t)[2] = 0.49;
	trial_correlations(&t)[3] = -0.2;
	CHECK_EQ(trial_judge(&t), DRIFT_FAIL);
	CHECK_EQ(trial_gate(&t, DRIFT_GATE_DRIFT), DRIFT_PASS);
	CHECK_EQ(trial_gate(&t, DRIFT_GATE_CORRELATION), DRIFT_FAIL);
	CHECK_SPAN(trial_text(&t, DRIFT_GATE_CORRELATION),
	    "2 under 0.5: d (-0.20), c (0.49)");
	trial_end(&t);
	trial_begin(&t, "f", "f");
	trial_correlations(&t)[2] = 0.5;
	CHECK_EQ(trial_judge(&t), DRIFT_PASS);
	trial_end(&t);
	/* Where drift fails the worst are named, though none is under it. */
	trial_begin(&t, "f", "f");
	trial_correlations(&t)[2] = 0.6;
	t.result.drift = 0.1;
	t.in.interval = (struct lm_interval){0.09, 0.11};
	CHECK_EQ(trial_judge(&t), DRIFT_FAIL);
	CHECK_SPAN(trial_text(&t, DRIFT_GATE_CORRELATION),
	    "worst: c (0.60), a (1.00), 7 (1.00), d (1.00)");
	trial_end(&t);
}

/* One figure is off: the gate that sees it, and what it says; NULL: none. */
static void
figure(enum drift_gate_id id, double value, const char *text)
{
	struct trial t;

	trial_begin(&t, "f", "f");
	if (id == DRIFT_GATE_OVERLAP)
		t.result.overlap = value;
	if (id == DRIFT_GATE_NORM)
		t.shift.norm = value;
	if (id == DRIFT_GATE_MEAN)
		t.shift.mean = value;
	if (id == DRIFT_GATE_SELF)
		t.shift.least = value;
	CHECK_EQ(trial_judge(&t), text == NULL ? DRIFT_PASS : DRIFT_FAIL);
	for (size_t i = 0; i < DRIFT_N_GATES; i++)
		CHECK_EQ(t.findings.gates[i].verdict == DRIFT_FAIL,
		    i == id && text != NULL);
	if (text != NULL)
		CHECK_SPAN(trial_text(&t, id), text);
	trial_end(&t);
}

static void
each_gate_by_itself(void)
{
	figure(DRIFT_GATE_OVERLAP, 0.95, NULL);
	figure(DRIFT_GATE_OVERLAP, 0.9499, "overlap@2 0.9499 < 0.95");
	figure(DRIFT_GATE_NORM, 0.01, NULL);
	figure(DRIFT_GATE_NORM, -0.01, NULL);
	figure(DRIFT_GATE_NORM, 3, "vectors 300.0 % longer, more than 1 %");
	figure(DRIFT_GATE_NORM, -0.02, "vectors 2.0 % shorter, more than 1 %");
	figure(DRIFT_GATE_MEAN, 0.02, NULL);
	figure(DRIFT_GATE_MEAN, 0.4, "mean shifted by 0.40 > 0.02");
	figure(DRIFT_GATE_SELF, 0.9, NULL);
}

/* A document that is not where it was, although it has the same neighbours. */
static void
a_vector_that_moved(void)
{
	struct trial t;
	void *selves;

	trial_begin(&t, "f", "f");
	selves = t.shift.selves.ptr;
	((double *)selves)[1] = 0.25;
	t.shift.least = 0.25;
	CHECK_EQ(trial_judge(&t), DRIFT_FAIL);
	CHECK_EQ(trial_gate(&t, DRIFT_GATE_SELF), DRIFT_FAIL);
	CHECK_SPAN(trial_text(&t, DRIFT_GATE_SELF),
	    "1 moved, cosine to itself under 0.9: 7 (0.25)");
	trial_end(&t);
}

static void
another_model(void)
{
	struct trial t;

	trial_begin(&t, "f", "g");
	CHECK_EQ(trial_judge(&t), DRIFT_FAIL);
	CHECK_EQ(trial_gate(&t, DRIFT_GATE_MODEL), DRIFT_FAIL);
	CHECK_SPAN(trial_text(&t, DRIFT_GATE_MODEL),
	    "model changed: m#f → m#g");
	trial_end(&t);
	trial_begin(&t, "f", "g");
	t.in.limits.allow_model_change = true;
	CHECK_EQ(trial_judge(&t), DRIFT_PASS);
	CHECK_EQ(trial_gate(&t, DRIFT_GATE_MODEL), DRIFT_OFF);
	CHECK_SPAN(trial_text(&t, DRIFT_GATE_MODEL),
	    "model changed (allowed): m#f → m#g");
	trial_end(&t);
}

/* A promotion: all is bad, but search is as good. */
static void
promote(double low, double high, enum drift_verdict verdict)
{
	struct trial t;

	trial_begin(&t, "f", "g");
	t.in.limits.promotes = true;
	t.result.drift = 0.9;
	t.in.interval = (struct lm_interval){0.8, 1};
	t.result.overlap = 0.1;
	t.shift.norm = 4;
	t.shift.mean = 1;
	t.shift.least = -1;
	t.in.retrieval = &t.retrieval;
	trial_queries(&t, 40, 40);
	t.retrieval.loss_pp = (low + high) / 2;
	t.retrieval.loss = (struct lm_interval){low, high};
	CHECK_EQ(trial_judge(&t), verdict);
	for (size_t i = 0; i < DRIFT_N_GATES; i++)
		if (i != DRIFT_GATE_RETRIEVAL && i != DRIFT_GATE_PROBES)
			CHECK_EQ(t.findings.gates[i].verdict, DRIFT_OFF);
	trial_end(&t);
}

static void
only_retrieval_decides_on_a_promotion(void)
{
	promote(-1, 1.99, DRIFT_PASS);
	promote(-1, 2, DRIFT_UNDECIDED);
	promote(2, 3, DRIFT_FAIL);
}

static void
two_models_on_one_side_are_never_right(void)
{
	struct trial t;
	struct lm_err err = {0};

	trial_begin(&t, "f", "g");
	t.in.limits.promotes = true;
	t.in.retrieval = &t.retrieval;
	add_good(&t.sets[DRIFT_CURRENT], "tonight", 5,
	    "{\"id\":\"e\",\"embedding\":[1,2,3],\"embed\":{\"model\":\"x\"}}");
	CHECK_OK(drift_set_seal(&t.sets[DRIFT_CURRENT], &err), &err);
	CHECK_EQ(trial_judge(&t), DRIFT_FAIL);
	CHECK_SPAN(lm_buf_view(&t.findings.mixture),
	    "several models in the current run: m#g, x");
	trial_end(&t);
}

static void
retrieval_is_a_gate_of_its_own(void)
{
	struct trial t;

	trial_begin(&t, "f", "f");
	t.in.retrieval = &t.retrieval;
	trial_queries(&t, 30, 30);
	t.retrieval.loss_pp = 3;
	t.retrieval.loss = (struct lm_interval){2.5, 3.5};
	CHECK_EQ(trial_judge(&t), DRIFT_FAIL);
	CHECK_SPAN(trial_text(&t, DRIFT_GATE_RETRIEVAL),
	    "nDCG@10 loss 3.00 pp (2.50 to 3.50) >= 2");
	trial_end(&t);
	trial_begin(&t, "f", "f");
	t.in.retrieval = &t.retrieval;
	t.retrieval.loss_pp = (double)NAN;
	CHECK_EQ(trial_judge(&t), DRIFT_UNDECIDED);
	trial_end(&t);
}

/* No loss is seen among few queries, or among many that have no answer here. */
static void
a_loss_needs_evidence(void)
{
	static const size_t counts[][2] = {{29, 29}, {40, 37}, {40, 0}};

	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct trial t;

		trial_begin(&t, "f", "g");
		t.in.limits.promotes = true;
		t.in.retrieval = &t.retrieval;
		trial_queries(&t, counts[i][0], counts[i][1]);
		CHECK_EQ(trial_judge(&t), DRIFT_UNDECIDED);
		CHECK_EQ(trial_gate(&t, DRIFT_GATE_RETRIEVAL), DRIFT_UNDECIDED);
		trial_end(&t);
	}
}

/* --model-change where nobody changed the model: a bad quantisation under its
 * old name does not get in. */
static void
a_promotion_of_the_same_model_is_none(void)
{
	struct trial t;

	trial_begin(&t, "f", "f");
	t.in.limits.promotes = true;
	t.in.retrieval = &t.retrieval;
	trial_queries(&t, 40, 40);
	t.result.overlap = 0.5;
	CHECK_EQ(trial_judge(&t), DRIFT_FAIL);
	CHECK_EQ(trial_gate(&t, DRIFT_GATE_OVERLAP), DRIFT_FAIL);
	CHECK(!t.in.limits.promotes);
	trial_end(&t);
}

static void
a_promotion_needs_probes(void)
{
	struct trial t;

	trial_begin(&t, "f", "g");
	t.in.limits.promotes = true;
	t.in.limits.min_probes = 5;
	t.in.retrieval = &t.retrieval;
	trial_queries(&t, 40, 40);
	CHECK_EQ(trial_judge(&t), DRIFT_UNDECIDED);
	trial_end(&t);
}

/* Most of it cannot be compared: the rest tells of nothing. */
static void
too_many_texts_changed(void)
{
	const struct drift_pair changed = {{0, 0}};
	struct trial t;

	trial_begin(&t, "f", "f");
	put(&t.pairs.changed, &changed, sizeof(changed));
	CHECK_EQ(trial_judge(&t), DRIFT_UNDECIDED);
	CHECK_SPAN(trial_text(&t, DRIFT_GATE_PROBES),
	    "the texts of more than 10 % changed");
	trial_end(&t);
}

static void
what_says_less_is_a_warning(void)
{
	struct trial t;
	const size_t alone = 3;
	void *nearest;

	trial_begin(&t, "f", "f");
	nearest = t.result.nearest.ptr;
	((int32_t *)nearest)[0] = DRIFT_DUPLICATE;
	t.in.retrieval = &t.retrieval;
	trial_queries(&t, 40, 40);
	t.retrieval.n_absent = 3;
	put(&t.pairs.alone[DRIFT_CURRENT], &alone, sizeof(alone));
	CHECK_EQ(trial_judge(&t), DRIFT_PASS);
	CHECK_SPAN(lm_buf_view(&t.findings.warnings),
	    "\"1 of 4 probes have a near-duplicate in the baseline, and say "
	    "little\",\"3 judged answers are not among the probes\","
	    "\"1 only in the current run: d\"");
	trial_end(&t);
}

static void
fail_counts_before_undecided(void)
{
	CHECK_EQ(drift_verdict_worse(DRIFT_UNDECIDED, DRIFT_FAIL), DRIFT_FAIL);
	CHECK_EQ(drift_verdict_worse(DRIFT_PASS, DRIFT_UNDECIDED),
	    DRIFT_UNDECIDED);
	CHECK_EQ(drift_verdict_worse(DRIFT_OFF, DRIFT_PASS), DRIFT_PASS);
}

TEST_MAIN(TEST(nothing_wrong), TEST(an_interval_decides), TEST(too_few_probes),
    TEST(a_document_that_changed), TEST(each_gate_by_itself),
    TEST(a_vector_that_moved), TEST(another_model),
    TEST(only_retrieval_decides_on_a_promotion),
    TEST(two_models_on_one_side_are_never_right),
    TEST(retrieval_is_a_gate_of_its_own), TEST(a_loss_needs_evidence),
    TEST(a_promotion_of_the_same_model_is_none), TEST(a_promotion_needs_probes),
    TEST(too_many_texts_changed), TEST(what_says_less_is_a_warning),
    TEST(fail_counts_before_undecided))
