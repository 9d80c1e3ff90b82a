#include <string.h>

#include "check.h"
#include "summary.h"

static const char *const names[] = {"type", "required", "enum", "pattern"};

/* As a stream of n records of a group would be. */
static void
add(struct tally *tally, const char *group, enum outcome outcome, int n,
    uint64_t keywords)
{
	struct lm_err err = {0};
	struct lm_span name = {0};

	if (group != NULL)
		name = lm_span_of(group);
	for (int i = 0; i < n; i++)
		CHECK_OK(tally_add(tally, &name, outcome, &keywords, &err),
		    &err);
}

static void
start(struct tally *tally, struct gate *gate)
{
	struct lm_err err = {0};

	*gate = gate_default();
	CHECK_OK(gate_read_min(gate, lm_span_of("95%"), &err), &err);
	CHECK_OK(tally_init(tally, 4, &err), &err);
	add(tally, "small", OUTCOME_STRICT, 110, 0);
	add(tally, "large", OUTCOME_STRICT, 600, 0);
	add(tally, "small", OUTCOME_EXTRACTED, 6, 0);
	add(tally, NULL, OUTCOME_STRICT, 3, 0);
	add(tally, "small", OUTCOME_SCHEMA_INVALID, 3, 6);
	add(tally, "small", OUTCOME_REPAIRED, 1, 0);
	add(tally, "large", OUTCOME_SCHEMA_INVALID, 1, 8);
}

typedef enum lm_code summarize(const struct summary *, struct lm_buf *,
    struct lm_err *);

static void
check_summary(const struct summary *summary, summarize *how, const char *want)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(how(summary, &out, &err), &err);
	CHECK_SPAN(lm_buf_view(&out), want);
	lm_buf_free(&out);
}

static void
tells_people(void)
{
	struct tally tally;
	struct gate gate;
	const struct summary summary = {&gate, &tally, names, ".model", {0}};

	start(&tally, &gate);
	tally.n_rejected = 1;
	check_summary(&summary, summary_text,
	    "records      rate  outcome\n"
	    "    713    98.3 %  strict\n"
	    "      6     0.8 %  extracted\n"
	    "      1     0.1 %  repaired\n"
	    "      4     0.6 %  schema_invalid\n"
	    "      0     0.0 %  unparseable\n"
	    "      0     0.0 %  undetermined\n"
	    "      1     0.1 %  rejected\n"
	    "    725   100.0 %  all\n"
	    "    719    99.2 %  valid: strict or extracted\n"
	    "\n"
	    "  valid records      rate  verdict    .model\n"
	    "    116     120    96.7 %  undecided  \"small\"\n"
	    "    600     601    99.8 %  pass       \"large\"\n"
	    "      3       3   100.0 %  undecided  (no value)\n"
	    "\n"
	    "records  keyword that fails\n"
	    "      3  enum\n"
	    "      3  required\n"
	    "      1  pattern\n");
	tally_free(&tally);
}

static void
tells_programs(void)
{
	struct tally tally;
	struct gate gate;
	struct summary summary = {&gate, &tally, names, NULL,
	    lm_span_of("{\"a\":1}")};
	struct lm_err err = {0};

	gate = gate_default();
	CHECK_OK(gate_read_min(&gate, lm_span_of("95%"), &err), &err);
	CHECK_OK(tally_init(&tally, 4, &err), &err);
	check_summary(&summary, summary_json,
	    "{\"records\":0,\"valid\":0,\"rejected\":0,\"outcomes\":{\"strict\":"
	    "0,\"extracted\":0,\"repaired\":0,\"schema_invalid\":0,"
	    "\"unparseable\":0,\"undetermined\":0},\"rates\":null,"
	    "\"lower_bound\":null,\"upper_bound\":null,\"confidence\":0.95,"
	    "\"min_valid\":0.95,\"point\":false,\"count_repaired\":false,"
	    "\"verdict\":\"undecided\",\"keywords\":{},\"schemas\":{\"a\":1}}\n");
	gate = gate_default();
	gate.count_repaired = true;
	summary.schemas.len = 0;
	summary.by = ".m";
	add(&tally, "a\"b", OUTCOME_REPAIRED, 1, 0);
	add(&tally, NULL, OUTCOME_UNPARSEABLE, 3, 9);
	check_summary(&summary, summary_json,
	    "{\"records\":4,\"valid\":1,\"rejected\":0,\"outcomes\":{\"strict\":"
	    "0,\"extracted\":0,\"repaired\":1,\"schema_invalid\":0,"
	    "\"unparseable\":3,\"undetermined\":0},\"rates\":{\"valid\":0.25,"
	    "\"strict\":0,\"extracted\":0,\"repaired\":0.25,"
	    "\"schema_invalid\":0,\"unparseable\":0.75,\"undetermined\":0},"
	    "\"lower_bound\":0.057907321,\"upper_bound\":0.643831991,"
	    "\"confidence\":0.95,\"min_valid\":null,\"point\":false,"
	    "\"count_repaired\":true,\"verdict\":null,\"groups\":[{\"by\":"
	    "\"a\\\"b\",\"records\":1,\"valid\":1,\"outcomes\":{\"strict\":0,"
	    "\"extracted\":0,\"repaired\":1,\"schema_invalid\":0,"
	    "\"unparseable\":0,\"undetermined\":0},\"rates\":{\"valid\":1,"
	    "\"strict\":0,\"extracted\":0,\"repaired\":1,\"schema_invalid\":0,"
	    "\"unparseable\":0,\"undetermined\":0},\"lower_bound\":"
	    "0.269865949,\"upper_bound\":1,\"verdict\":null},{\"by\":null,"
	    "\"records\":3,\"valid\":0,\"outcomes\":{\"strict\":0,"
	    "\"extracted\":0,\"repaired\":0,\"schema_invalid\":0,"
	    "\"unparseable\":3,\"undetermined\":0},\"rates\":{\"valid\":0,"
	    "\"strict\":0,\"extracted\":0,\"repaired\":0,\"schema_invalid\":0,"
	    "\"unparseable\":1,\"undetermined\":0},\"lower_bound\":0,"
	    "\"upper_bound\":0.474195574,\"verdict\":null}],\"keywords\":{"
	    "\"pattern\":3,\"type\":3}}\n");
	tally_free(&tally);
}

static void
the_worst_counts(void)
{
	struct tally tally;
	struct gate gate;
	const struct summary summary = {&gate, &tally, names, ".model", {0}};

	start(&tally, &gate);
	CHECK(summary_verdict(&summary) == VERDICT_UNDECIDED);
	check_summary(&summary, summary_say,
	    "undecided: \"small\" 116/120 valid (96.7 %), lower bound 92.8 % < "
	    "95 %; about 343 more at this rate; groups by .model: 1 pass, 0 "
	    "fail, 2 undecided");
	add(&tally, NULL, OUTCOME_UNPARSEABLE, 8, 0);
	CHECK(summary_verdict(&summary) == VERDICT_FAIL);
	check_summary(&summary, summary_say,
	    "FAIL \"(no value)\" 3/11 valid (27.3 %), upper bound 52.0 % < 95 %; "
	    "groups by .model: 1 pass, 1 fail, 1 undecided");
	tally_clear(&tally);
	check_summary(&summary, summary_say, "undecided: no records");
	CHECK(summary_verdict(&summary) == VERDICT_UNDECIDED);
	tally_free(&tally);
}

TEST_MAIN(TEST(tells_people), TEST(tells_programs), TEST(the_worst_counts))
