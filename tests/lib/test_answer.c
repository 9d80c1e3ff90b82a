#include "lm/answer.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "check.h"

#define MOST 1024

/*
 * All candidates of an answer, a line each, in their order:
 * "extracted fence 4+7 {"a":1}", with the offset and the length of its place;
 * a "=" before those that share the tier of the one before.
 */
static const char *
candidates(const char *text, lm_mend_mask repairs, char out[MOST])
{
	struct lm_answer answer = {0};
	struct lm_answer_candidate candidate;
	unsigned tier = 0;
	size_t len = 0;
	bool more = true;

	out[0] = '\0';
	lm_answer_begin(&answer, lm_span_of(text), repairs);
	for (size_t i = 0;; i++) {
		CHECK_OK(lm_answer_next(&answer, &candidate, &more, NULL),
		    NULL);
		if (!more)
			break;
		len += (size_t)snprintf(out + len, MOST - len,
		    "%s%s %s%s %zu+%zu %.*s\n",
		    i > 0 && candidate.tier == tier ? "=" : "",
		    lm_answer_step_name(candidate.step), candidate.how,
		    candidate.is_encoded ? " encoded" : "", candidate.at,
		    candidate.len, (int)candidate.json.len, candidate.json.ptr);
		tier = candidate.tier;
	}
	lm_answer_free(&answer);
	return out;
}

struct pair {
	const char *text;
	const char *want;
};

static void
check_pairs(const struct pair *pairs, size_t n, lm_mend_mask repairs)
{
	char out[MOST];

	for (size_t i = 0; i < n; i++)
		if (!CHECK_TEXT(candidates(pairs[i].text, repairs, out),
			pairs[i].want))
			check_note("%s", pairs[i].text);
}

#define CHECK_PAIRS(pairs, repairs) \
	check_pairs((pairs), sizeof(pairs) / sizeof((pairs)[0]), (repairs))

static void
takes_the_whole_text(void)
{
	static const struct pair pairs[] = {
	    {" {\"a\":1}\n", "strict whole 1+7 {\"a\":1}\n"},
	    {"12", "strict whole 0+2 12\n"},
	    {"\"a\"", "strict whole 0+3 \"a\"\n"},
	    {"\"{\\\"a\\\":\\\"\\ud83d\\ude00\\n\\\"}\"",
		"strict whole 0+28 \"{\\\"a\\\":\\\"\\ud83d\\ude00\\n\\\"}\"\n"},
	    {"\"[1,2]\"",
		"strict whole 0+7 \"[1,2]\"\n"
		"extracted double_encoded encoded 0+7 [1,2]\n"},
	    {"{\\\"a\\\": \\\"b\\\"}",
		"extracted double_encoded encoded 0+14 {\"a\": \"b\"}\n"},
	    {"", ""},
	    {"I cannot do that.", ""},
	    {"It is 12 or \"b\", true.", ""},
	};

	CHECK_PAIRS(pairs, 0);
}

static void
takes_fences(void)
{
	static const struct pair pairs[] = {
	    {"So:\n```json\n{\"a\":1}\n```\nDone.",
		"extracted fence 12+7 {\"a\":1}\n"},
	    {"~~~~\n{\"a\":\n1}\n~~~\n~~~~\n",
		"extracted prose 5+8 {\"a\":\n1}\n"},
	    {"```\n12\n```", "extracted fence 4+2 12\n"},
	    {"```\n[1]\n", "extracted fence 4+3 [1]\n"},
	    {"```\n[1]\n```\n```json\n[2]\n```\n```json\n[3]\n```\n[4]",
		"extracted fence 20+3 [2]\n=extracted fence 36+3 [3]\n"
		"extracted fence 4+3 [1]\nextracted prose 44+3 [4]\n"},
	    {"```json\n{\"a\":\"```\\n\"}\n```\n",
		"extracted fence 8+13 {\"a\":\"```\\n\"}\n"},
	    {"```python\nx = {\"a\":1}\n```\n",
		"extracted prose 14+7 {\"a\":1}\n"},
	    {"See `[1]` and ```[2]``` here",
		"extracted prose 5+3 [1]\n=extracted prose 17+3 [2]\n"},
	};

	CHECK_PAIRS(pairs, 0);
}

static void
takes_prose(void)
{
	static const struct pair pairs[] = {
	    {"Here: {\"a\":\"}\"}, or [1] {x}.",
		"extracted prose 6+9 {\"a\":\"}\"}\n"
		"=extracted prose 20+3 [1]\n"},
	    {"{\"a\":1}\n{\"a\":2}",
		"extracted prose 0+7 {\"a\":1}\n"
		"=extracted prose 8+7 {\"a\":2}\n"},
	    {"<think>{\"a\":1}</think>{\"a\":2} {\"a\":3}",
		"extracted prose 22+7 {\"a\":2}\n"
		"=extracted prose 30+7 {\"a\":3}\n"
		"extracted prose 7+7 {\"a\":1}\n"},
	    {"<think>[1]", ""},
	    {"{\"a\":{\"a\":1},,}", ""},
	    {"{\"a\":1}, \"b\":{\"a\":2}}", ""},
	    {"Use { then [1]", "extracted prose 11+3 [1]\n"},
	};

	CHECK_PAIRS(pairs, 0);
}

static void
mends_what_is_left(void)
{
	static const struct pair pairs[] = {
	    {"{\"a\":1,}", "repaired whole 0+8 {\"a\":1}\n"},
	    {"So: {a:1}. Is it?", "repaired prose 4+5 {\"a\":1}\n"},
	    {"```\n{'a':1}\n```", "repaired fence 4+7 {\"a\":1}\n"},
	    {"```\n{\"a\":[1 \n```\nDone.", "repaired fence 4+7 {\"a\":[1]}\n"},
	    {"[1] or {'a':1}",
		"extracted prose 0+3 [1]\n"
		"repaired prose 7+7 {\"a\":1}\n"},
	    {"{\\\"a\\\": 1,}",
		"repaired double_encoded encoded 0+11 {\"a\": 1}\n"},
	    {"```json\n{\"a\":\"x\n```c\n{}\n```\ny\"}\n```\n",
		"repaired fence 8+23 {\"a\":\"x\\n```c\\n{}\\n```\\ny\"}\n"},
	    {"See [the manual](x) and [a, b].", ""},
	    {"What is {x}?", ""},
	    {"It ends with [", ""},
	};

	CHECK_PAIRS(pairs, LM_MEND_DEFAULT);
}

static void
says_what_was_mended(void)
{
	struct lm_span text = lm_span_of("So:\n```\n{'a':1,}\n```\n");
	struct lm_answer answer = {0};
	struct lm_answer_candidate candidate = {0};
	bool more = false;

	lm_answer_begin(&answer, text, LM_MEND_DEFAULT);
	CHECK_OK(lm_answer_next(&answer, &candidate, &more, NULL), NULL);
	CHECK(more);
	if (CHECK_EQ(candidate.n_repairs, 2)) {
		CHECK_EQ(candidate.repairs[0].kind, LM_MEND_SINGLE_QUOTES);
		CHECK_EQ(candidate.repairs[0].at, 9);
		CHECK_EQ(candidate.repairs[1].kind, LM_MEND_TRAILING_COMMA);
		CHECK_EQ(candidate.repairs[1].at, 14);
	}
	lm_answer_free(&answer);
}

/* unit until there are len bytes. */
static struct lm_buf
repeated(const char *begin, const char *unit, size_t len)
{
	struct lm_buf text = {0};

	CHECK_OK(lm_buf_text(&text, begin, NULL), NULL);
	while (text.len < len)
		CHECK_OK(lm_buf_text(&text, unit, NULL), NULL);
	return text;
}

static size_t
count(struct lm_answer *answer, struct lm_span text)
{
	struct lm_answer_candidate candidate;
	size_t n = 0;
	bool more = true;

	lm_answer_begin(answer, text, LM_MEND_ALL);
	for (;; n++) {
		CHECK_OK(lm_answer_next(answer, &candidate, &more, NULL), NULL);
		if (!more)
			return n;
	}
}

static void
tries_so_many_and_no_more(void)
{
	struct lm_buf text = repeated("The best comes last: ", "[1] ", 101);
	struct lm_answer answer = {0};
	struct lm_answer_candidate candidate;
	bool more;

	CHECK_EQ(count(&answer, lm_buf_view(&text)), LM_ANSWER_PLACES);
	CHECK_EQ(answer.n_beyond, 4);
	CHECK_OK(lm_buf_text(&text, "\n```json\n[2]\n```\n", NULL), NULL);
	lm_answer_begin(&answer, lm_buf_view(&text), 0);
	CHECK_OK(lm_answer_next(&answer, &candidate, &more, NULL), NULL);
	CHECK(more);
	CHECK_SPAN(candidate.json, "[2]");
	CHECK_EQ(answer.n_beyond, 5);
	lm_answer_free(&answer);
	lm_buf_free(&text);
}

static double
seconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* A megabyte each; what is not linear takes minutes. */
static void
is_linear(void)
{
	static const struct {
		const char *begin, *unit;
	} attacks[] = {{"", "["}, {"", "{"}, {"", "a { "}, {"", "\""},
	    {"", "{\"a\":"}, {"a ", "{\"a\":"}, {"", "```\n"},
	    {"", "```json\n"}, {"", "```json\n{\n"}, {"", "```\n{\"a\":\n"},
	    {"", "````\n```\n"}, {"", "~~~\n```\n"}, {"```\n", "{}\n"},
	    {"", "<think>"}, {"", "</think>{"}, {"a ", "[1] "}, {"a ", "[1,] "},
	    {"a ", "[\" "}, {"a ", "[\"a\n"}, {"", "\\\""}, {"\"", "\\\""},
	    {"{", "\\\""}, {"a ", "[ "}, {"", "{} }"},
	    {"```\n{\"a\":\"", "\n```\n"}, {"```\n{\"a\":\"", "b\"\n```\n"},
	    {"a {", "      "}, {"", "[1,\n"}, {"a [\"", "```\n[\""}};
	struct lm_answer answer = {0};

	for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
		struct lm_buf text =
		    repeated(attacks[i].begin, attacks[i].unit, 1000000);
		double from = seconds();

		(void)count(&answer, lm_buf_view(&text));
		if (!CHECK(seconds() - from < 5))
			check_note("%s%s", attacks[i].begin, attacks[i].unit);
		lm_buf_free(&text);
	}
	lm_answer_free(&answer);
}

TEST_MAIN(TEST(takes_the_whole_text), TEST(takes_fences), TEST(takes_prose),
    TEST(mends_what_is_left), TEST(says_what_was_mended),
    TEST(tries_so_many_and_no_more), TEST(is_linear))
