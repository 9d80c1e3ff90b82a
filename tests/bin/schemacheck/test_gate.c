#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "gate.h"
#include "percent.h"
#include "random.h"

/*
 * The gate by hand and by law; and, for gate_oracle.py:
 *
 *	test_gate --cases N	N lines of {"n","valid","unsure","min",
 *				"confidence","point","verdict","said"}
 */

static struct gate
gate_of(const char *min, const char *confidence)
{
	struct gate gate = gate_default();
	struct lm_err err = {0};

	CHECK_OK(gate_read_min(&gate, lm_span_of(min), &err), &err);
	CHECK_OK(gate_read_confidence(&gate, lm_span_of(confidence), &err),
	    &err);
	return gate;
}

static uint64_t
min_of(const char *text)
{
	struct gate gate = gate_default();
	struct lm_err err = {0};

	if (gate_read_min(&gate, lm_span_of(text), &err) != LM_OK)
		return UINT64_MAX;
	CHECK(gate.is_set);
	return gate.min.num;
}

static void
reads_shares(void)
{
	static const struct {
		const char *text;
		uint64_t units;
	} cases[] = {{"95%", 950000000}, {"0.95", 950000000}, {"0%", 0},
	    {"0.0", 0}, {"100%", 1000000000}, {"1.0", 1000000000},
	    {"97.5%", 975000000}, {"97.1234567%", 971234567},
	    {"0.971234567", 971234567}, {"007%", 70000000}, {"0.000000001", 1},
	    {"1.000000000", 1000000000}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!CHECK_EQ(min_of(cases[i].text), cases[i].units))
			check_note("%s", cases[i].text);
}

static void
refuses_other_texts(void)
{
	static const char *const texts[] = {"", "%", "95", "1", "0", "0.", ".5",
	    "95.%", "-1%", "+1%", "101%", "100.1%", "100.0000001%", "1.1",
	    "1.000000001", "0.9500000001", "97.12345678%", "0,95", "95 %",
	    "95%%", "0.95x", "1e-1", "9e1%", "nan", "inf%",
	    "99999999999999999999%", "0.99999999999999999999", "18446744073%",
	    "0x5%", "0.95%%"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!CHECK(min_of(texts[i]) == UINT64_MAX))
			check_note("%s", texts[i]);
	CHECK_EQ(min_of("0.95%"), 9500000);
}

static void
messages_say_what_is_meant(void)
{
	struct gate gate = gate_default();
	struct lm_err err = {0};

	CHECK_CODE(gate_read_min(&gate, lm_span_of("95"), &err), LM_USAGE);
	CHECK_TEXT(err.message,
	    "--min-valid 95: of what? expected \"95%\", or a share as "
	    "\"0.95\"");
	CHECK_CODE(gate_read_min(&gate, lm_span_of("101%"), &err), LM_USAGE);
	CHECK_TEXT(err.message,
	    "--min-valid: expected 0% to 100%, as \"95%\" or \"0.95\", with at "
	    "most 9 decimals of the share, found \"101%\"");
	CHECK_CODE(gate_read_confidence(&gate, lm_span_of("50%"), &err),
	    LM_USAGE);
	CHECK_TEXT(err.message,
	    "--confidence: expected over 50% and under 100%, as \"95%\" or "
	    "\"0.95\", with at most 9 decimals of the share, found \"50%\"");
	CHECK(!gate.is_set);
}

static void
confidence_has_its_quantile(void)
{
	struct gate gate = gate_default();
	struct lm_err err = {0};
	static const char *const bad[] = {"50%", "100%", "0.5", "1.0", "0%"};

	CHECK(fabs(gate.z - 1.6448536269514722) < 1e-14);
	CHECK_EQ(gate.confidence.num, 950000000);
	CHECK_OK(gate_read_confidence(&gate, lm_span_of("99.9%"), &err), &err);
	CHECK(fabs(gate.z - 3.090232306167813) < 1e-14);
	CHECK_OK(gate_read_confidence(&gate, lm_span_of("95%"), &err), &err);
	CHECK(gate.z == gate_default().z);
	CHECK_OK(gate_read_confidence(&gate, lm_span_of("0.500000001"), &err),
	    &err);
	CHECK(gate.z > 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_CODE(gate_read_confidence(&gate, lm_span_of(bad[i]),
			       &err),
		    LM_USAGE);
}

static void
all_needs_the_point(void)
{
	struct gate gate = gate_default();
	struct lm_err err = {0};

	CHECK_OK(gate_check(&gate, &err), &err);
	gate = gate_of("100%", "95%");
	CHECK_CODE(gate_check(&gate, &err), LM_USAGE);
	CHECK_HAS(err.message, "--point");
	gate.point = true;
	CHECK_OK(gate_check(&gate, &err), &err);
	gate = gate_of("99.9999999%", "95%");
	CHECK_OK(gate_check(&gate, &err), &err);
}

static void
manifest_sets_it(void)
{
	struct gate gate = gate_default();

	gate_set_min(&gate, 0.95);
	CHECK(gate.is_set);
	CHECK_EQ(gate.min.num, 950000000);
	gate_set_min(&gate, 1);
	CHECK_EQ(gate.min.num, 1000000000);
}

static void
check_said(const struct gate *gate, uint64_t valid, uint64_t n, uint64_t unsure,
    const char *want)
{
	struct gate_counts counts = {n, valid, unsure};
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(gate_say(gate, &counts, (struct lm_span){0}, &out, &err),
	    &err);
	CHECK_SPAN(lm_buf_view(&out), want);
	lm_buf_free(&out);
}

static void
says_its_verdict(void)
{
	struct gate gate = gate_of("95%", "95%");

	check_said(&gate, 116, 120, 0,
	    "undecided: 116/120 valid (96.7 %), lower bound 92.8 % < 95 %; "
	    "about 343 more at this rate");
	check_said(&gate, 1164, 1200, 0,
	    "PASS 1164/1200 valid (97.0 %), lower bound 96.1 % >= 95 %");
	check_said(&gate, 1100, 1200, 0,
	    "FAIL 1100/1200 valid (91.7 %), upper bound 92.9 % < 95 %");
	check_said(&gate, 112, 120, 0,
	    "undecided: 112/120 valid (93.3 %), upper bound 96.2 % >= 95 %; "
	    "fails after about 343 more at this rate");
	check_said(&gate, 114, 120, 0,
	    "undecided: 114/120 valid (95.0 %), upper bound 97.4 % >= 95 %; "
	    "more at this rate decide nothing");
	check_said(&gate, 0, 0, 0, "undecided: no records");
	check_said(&gate, 1090, 1200, 10,
	    "FAIL 1090/1200 valid (90.8 %), 10 undetermined, upper bound "
	    "92.9 % < 95 %");
}

static void
says_the_point(void)
{
	struct gate gate = gate_of("95%", "95%");

	gate.point = true;
	check_said(&gate, 114, 120, 0, "PASS 114/120 valid (95.0 %) >= 95 %");
	check_said(&gate, 113, 120, 0, "FAIL 113/120 valid (94.2 %) < 95 %");
	check_said(&gate, 113, 120, 3,
	    "undecided: 113/120 valid (94.2 %), 3 undetermined, with these "
	    "96.7 % >= 95 %");
	check_said(&gate, 97, 100, 2,
	    "PASS 97/100 valid (97.0 %), 2 undetermined, without these 97.0 % "
	    ">= 95 %");
	check_said(&gate, 90, 100, 2,
	    "FAIL 90/100 valid (90.0 %), 2 undetermined, with these 92.0 % < "
	    "95 %");
	check_said(&gate, 0, 0, 0, "undecided: no records");
	gate = gate_of("100%", "95%");
	gate.point = true;
	check_said(&gate, 99999, 100000, 0,
	    "FAIL 99999/100000 valid (99.999 %) < 100 %");
	check_said(&gate, 7, 7, 0, "PASS 7/7 valid (100.0 %) >= 100 %");
}

/* What is rounded never shows the opposite of the verdict. */
static void
rounds_to_the_right_side(void)
{
	struct gate gate = gate_of("95%", "95%");
	char text[PERCENT_SIZE];
	const struct percent_side below = {&gate.min, -1};
	const struct percent_side above = {&gate.min, 1};

	gate.point = true;
	check_said(&gate, 94997, 100000, 0,
	    "FAIL 94997/100000 valid (94.997 %) < 95 %");
	percent_bound_text(0.9497, below, text);
	CHECK_TEXT(text, "94.97 %");
	percent_bound_text(0.95, below, text);
	CHECK_TEXT(text, "94.999999999999 %");
	percent_bound_text(nextafter(0.95, 0), above, text);
	CHECK_TEXT(text, "95.0 %");
	percent_bound_text(0.9494, above, text);
	CHECK_TEXT(text, "95.000000000000 %");
	percent_bound_json(0.9499999999, below, text);
	CHECK_TEXT(text, "0.9499999999");
	percent_bound_json(0.95, above, text);
	CHECK_TEXT(text, "0.95");
	gate = gate_of("95.04%", "95%");
	percent_bound_text(0.9504, above, text);
	CHECK_TEXT(text, "95.04 %");
}

static void
shows_shares(void)
{
	static const struct percent_side any = {NULL, 0};
	uint64_t most = LM_STAT_MAX_TRIALS;
	char text[PERCENT_SIZE];

	percent_text(1, 3, any, text);
	CHECK_TEXT(text, "33.3 %");
	percent_text(1, 8, any, text);
	CHECK_TEXT(text, "12.5 %");
	percent_text(2, 3000, any, text);
	CHECK_TEXT(text, "0.1 %");
	percent_text(1, 100000, any, text);
	CHECK_TEXT(text, "0.001 %");
	percent_text(most - 1, most, any, text);
	CHECK_TEXT(text, "100.000000000000 %");
	percent_text(0, most, any, text);
	CHECK_TEXT(text, "0.0 %");
	percent_json(1, 3, any, text);
	CHECK_TEXT(text, "0.333333333");
	percent_json(3, 3, any, text);
	CHECK_TEXT(text, "1");
	percent_json(0, 3, any, text);
	CHECK_TEXT(text, "0");
	percent_exact((struct lm_stat_ratio){971234567, 1000000000}, text);
	CHECK_TEXT(text, "97.1234567 %");
	percent_exact((struct lm_stat_ratio){1, 1}, text);
	CHECK_TEXT(text, "100 %");
}

static void
names_a_group(void)
{
	struct gate gate = gate_of("95%", "95%");
	struct gate_counts counts = {120, 116, 0};
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(gate_say(&gate, &counts, lm_span_of("a\nb"), &out, &err),
	    &err);
	CHECK_SPAN(lm_span(out.ptr, 33),
	    "undecided: \"a\\nb\" 116/120 valid (");
	lm_buf_free(&out);
}

/* More valid ones never make it worse, unsure ones never decide. */
static void
is_monotone(void)
{
	static const char *const mins[] = {"0%", "1%", "50%", "95%", "99.9%"};

	for (size_t i = 0; i < 10; i++) {
		struct gate gate = gate_of(mins[i % 5], "90%");

		gate.point = i >= 5;
		for (uint64_t n = 0; n <= 300; n += 1 + n / 10) {
			enum verdict before = VERDICT_FAIL;

			for (uint64_t k = 0; k <= n; k++) {
				struct gate_counts counts = {n, k, 0};
				enum verdict sure = gate_judge(&gate, &counts);
				enum verdict most = before, least = sure;

				CHECK(sure <= before);
				before = sure;
				if (k == 0)
					continue;
				counts = (struct gate_counts){n, k - 1, 1};
				sure = gate_judge(&gate, &counts);
				CHECK(sure ==
				    (most == least ? most : VERDICT_UNDECIDED));
			}
		}
	}
}

static void
exits_as_the_house(void)
{
	CHECK_EQ(gate_exit(VERDICT_PASS), 0);
	CHECK_EQ(gate_exit(VERDICT_FAIL), 1);
	CHECK_EQ(gate_exit(VERDICT_UNDECIDED), 3);
}

static void
counts_outcomes(void)
{
	static const uint64_t outcomes[N_OUTCOMES] = {1, 20, 300, 4000, 50000,
	    600000};
	struct gate gate = gate_default();
	struct gate_counts counts = gate_count(&gate, outcomes, 7000000);

	CHECK_EQ(counts.n, 7654321);
	CHECK_EQ(counts.n_valid, 21);
	CHECK_EQ(counts.n_unsure, 600000);
	gate.count_repaired = true;
	CHECK_EQ(gate_count(&gate, outcomes, 0).n_valid, 321);
}

static void
print_case(struct random *random)
{
	uint64_t percent = random_below(random, 100);
	uint64_t n =
	    random_between(random, 1, UINT64_C(1) << random_below(random, 18));
	uint64_t near = (uint64_t)((double)(n * percent) / 100) +
	    random_below(random, 2 + 2 * (uint64_t)sqrt((double)n));
	uint64_t valid = near > n ? n : near;
	uint64_t unsure =
	    random_once_in(random, 3) ? random_below(random, n - valid + 1) : 0;
	struct gate_counts counts = {n, valid, unsure};
	uint64_t confidence = random_between(random, 501, 999);
	char min[16], sure[16];
	struct gate gate;
	struct lm_buf out = {0};

	(void)snprintf(min, sizeof(min), "%ju%%", (uintmax_t)percent);
	(void)snprintf(sure, sizeof(sure), "0.%03ju", (uintmax_t)confidence);
	gate = gate_of(min, sure);
	gate.point = random_once_in(random, 4);
	(void)gate_say(&gate, &counts, (struct lm_span){0}, &out, NULL);
	(void)printf("{\"n\":%ju,\"valid\":%ju,\"unsure\":%ju,\"min\":\"0.%02ju"
		     "\",\"confidence\":\"%s\",\"point\":%s,\"verdict\":\"%s\","
		     "\"said\":\"%.*s\"}\n",
	    (uintmax_t)n, (uintmax_t)valid, (uintmax_t)unsure,
	    (uintmax_t)percent, sure, gate.point ? "true" : "false",
	    verdict_names[gate_judge(&gate, &counts)], (int)out.len, out.ptr);
	lm_buf_free(&out);
}

int
main(int argc, char **argv)
{
	static const struct check_test tests[] = {TEST(reads_shares),
	    TEST(refuses_other_texts), TEST(messages_say_what_is_meant),
	    TEST(confidence_has_its_quantile), TEST(all_needs_the_point),
	    TEST(manifest_sets_it), TEST(says_its_verdict),
	    TEST(says_the_point), TEST(rounds_to_the_right_side),
	    TEST(shows_shares), TEST(names_a_group), TEST(is_monotone),
	    TEST(exits_as_the_house), TEST(counts_outcomes)};
	struct random random = random_start(3);

	if (argc != 3 || strcmp(argv[1], "--cases") != 0)
		return check_main(tests, sizeof(tests) / sizeof(tests[0]), argc,
		    argv);
	for (uint64_t i = strtoull(argv[2], NULL, 10); i > 0; i--)
		print_case(&random);
	return fflush(stdout) == 0 ? 0 : 1;
}
