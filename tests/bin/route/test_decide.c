#include "decide.h"

#include <stdlib.h>

#include "check.h"

#include "lm/manifest.h"

/* What a command line does not reach: a run that lasts longer than an
 * approval, and a ledger that does not tell beside what a job lacks. */

#define SECOND_NS ((int64_t)1000000000)
#define EXPIRES_NS ((int64_t)1780272000 * SECOND_NS) /* 2026-06-01 */

#define MODELS                                                                 \
	"\"models\":{\"small\":{\"kind\":\"generation\",\"endpoint\":\"gpu\"," \
	"\"tasks\":[\"a\"],\"expires\":\"2026-06-01\"},"                       \
	"\"other\":{\"kind\":\"generation\",\"endpoint\":\"gpu\","             \
	"\"tasks\":[\"a\"]}},"                                                 \
	"\"endpoints\":{\"gpu\":{\"url\":\"http://127.0.0.1:1\","              \
	"\"api\":\"ollama\",\"lane\":\"local\"}},"                             \
	"\"risk_flags\":{\"legal\":[\"court\"]}"
#define MANIFEST(route) "{\"version\":\"1\"," MODELS ",\"routes\":[" route "]}"

/* A job, and what is decided of it. */
struct trial {
	struct lm_manifest *manifest;
	struct rules rules;
	struct decider *decider;
	struct lm_parser *parser;
	struct lm_record record;
	struct job job;
	const struct decision *decision;
	struct lm_err err;
};

static bool
trial_begin(struct trial *trial, const char *manifest, const char *record)
{
	struct fields fields = {0};
	struct job_fault fault;

	*trial = (struct trial){.parser = lm_parser_new()};
	return CHECK(trial->parser != NULL) &&
	    CHECK_OK(lm_manifest_read(lm_span_of(manifest), NULL,
			 &trial->manifest, &trial->err),
		&trial->err) &&
	    CHECK_OK(rules_new(&trial->rules, trial->manifest, &trial->err),
		&trial->err) &&
	    CHECK_OK(decider_new(&trial->rules, &trial->decider, &trial->err),
		&trial->err) &&
	    CHECK_OK(lm_parser_parse(trial->parser, lm_span_of(record),
			 &trial->record, &trial->err),
		&trial->err) &&
	    CHECK_OK(job_read(&trial->job, &fields, &trial->record, &fault,
			 &trial->err),
		&trial->err);
}

static bool
decide(struct trial *trial, int64_t now_ns)
{
	const struct job_fault none = {0};

	return CHECK_OK(decider_decide(trial->decider, &trial->job, &none,
			    now_ns, &trial->decision, &trial->err),
	    &trial->err);
}

static void
trial_end(struct trial *trial)
{
	job_free(&trial->job);
	lm_parser_free(trial->parser);
	decider_free(trial->decider);
	rules_free(&trial->rules);
	lm_manifest_free(trial->manifest);
}

static void
check_reason(const struct trial *trial, const char *want)
{
	CHECK_SPAN(lm_buf_view(&trial->decision->reason), want);
}

/* The route gives a model whose approval ends while the run lasts. */
static void
an_approval_ends_while_the_run_lasts(void)
{
	struct trial trial;

	setenv("LMOB_NOW", "2026-05-31T00:00:00Z",
	    1); /* the manifest is read */
	if (trial_begin(&trial,
		MANIFEST("{\"id\":\"r\",\"task\":\"a\",\"lane\":\"local\","
			 "\"model\":\"small\"}"),
		"{\"task\":\"a\"}")) {
		if (decide(&trial, EXPIRES_NS - 1))
			CHECK_EQ(trial.decision->lane, LM_LANE_LOCAL);
		if (decide(&trial, EXPIRES_NS)) {
			CHECK_EQ(trial.decision->lane, LM_LANE_REJECT);
			CHECK_EQ(trial.decision->cause, CAUSE_UNAPPROVED);
			CHECK(trial.decision->model == LM_NO_INDEX);
			CHECK(trial.decision->endpoint == LM_NO_INDEX);
			check_reason(&trial,
			    "rejected at rule r: unapproved local model: its "
			    "approval has expired");
		}
	}
	trial_end(&trial);
}

/* The job asks for it. */
static void
an_approval_that_is_asked_for_ends(void)
{
	struct trial trial;

	setenv("LMOB_NOW", "2026-05-31T00:00:00Z", 1);
	if (trial_begin(&trial,
		MANIFEST("{\"id\":\"r\",\"task\":\"a\",\"lane\":\"local\","
			 "\"model\":\"other\"}"),
		"{\"task\":\"a\",\"model\":\"small\"}")) {
		if (decide(&trial, EXPIRES_NS - 1))
			CHECK_EQ(trial.decision->lane, LM_LANE_LOCAL);
		if (decide(&trial, EXPIRES_NS)) {
			CHECK_EQ(trial.decision->lane, LM_LANE_REJECT);
			CHECK_EQ(trial.decision->cause, CAUSE_UNAPPROVED);
		}
	}
	trial_end(&trial);
}

/* Before what is missing comes what cannot be told, whichever is asked first:
 * on_missing does not decide then. */
#define UNTOLD                                                       \
	MANIFEST("{\"id\":\"r\",\"task\":\"a\",\"stage\":\"s\","     \
		 "\"no_flag\":[\"legal\"],\"on_missing\":\"match\"," \
		 "\"lane\":\"local\",\"model\":\"other\"}")

static void
a_ledger_that_hides_beside_what_is_missing(void)
{
	struct trial trial;

	setenv("LMOB_NOW", "2026-05-31T00:00:00Z", 1);
	if (trial_begin(&trial, UNTOLD, "{\"task\":\"a\"}")) {
		if (decide(&trial, EXPIRES_NS))
			CHECK_EQ(trial.decision->lane, LM_LANE_LOCAL);
		trial.job.is_past = true;
		trial.job.hides_stage = true;
		if (decide(&trial, EXPIRES_NS)) {
			CHECK_EQ(trial.decision->lane, LM_LANE_HOLD);
			CHECK_EQ(trial.decision->cause, CAUSE_UNKNOWN);
			check_reason(&trial,
			    "held at rule r: a ledger does not keep what it "
			    "asks about");
		}
	}
	trial_end(&trial);
}

static void
a_where_that_fails_beside_what_is_missing(void)
{
	struct trial trial;

	setenv("LMOB_NOW", "2026-05-31T00:00:00Z", 1);
	if (trial_begin(&trial,
		MANIFEST("{\"id\":\"r\",\"task\":\"a\",\"stage\":\"s\","
			 "\"where\":\"error\",\"on_missing\":\"match\","
			 "\"lane\":\"local\",\"model\":\"other\"}"),
		"{\"task\":\"a\"}") &&
	    decide(&trial, EXPIRES_NS)) {
		CHECK_EQ(trial.decision->lane, LM_LANE_HOLD);
		CHECK_EQ(trial.decision->cause, CAUSE_WHERE);
	}
	trial_end(&trial);
}

TEST_MAIN(TEST(an_approval_ends_while_the_run_lasts),
    TEST(an_approval_that_is_asked_for_ends),
    TEST(a_ledger_that_hides_beside_what_is_missing),
    TEST(a_where_that_fails_beside_what_is_missing))
