#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "lm/buf.h"
#include "lm/regex.h"

/* What a pattern says of a text; -1: it is refused. */
static int
look_in(struct lm_span pattern, struct lm_span text)
{
	struct lm_regex_matcher *matcher = lm_regex_matcher_new();
	struct lm_regex *regex;
	struct lm_err err = {0};
	int verdict = -1;

	if (lm_regex_new(pattern, &regex, &err) == LM_OK)
		verdict = (int)lm_regex_search(regex, matcher, text);
	else
		check_note("%s", err.message);
	lm_regex_free(regex);
	lm_regex_matcher_free(matcher);
	return verdict;
}

/*
 * A pattern, and texts that it is found in, "!" and texts that it is not, up
 * to NULL.  A lookahead before or a backreference after it lets the other engines answer.
 */
static const char *const table[][16] = {
    {"abc", "abc", "xabcx", "!", "", "ab", "ABC"},
    {"^abc$", "abc", "!", "abc\n", "\nabc", "abcd"},
    {"", "", "a"},
    {"^$", "", "!", "\n"},
    {"$^", "", "!", "a"},
    {"^.$", "a", "é", "🐲", "\x0b", "!", "\n", "\r", "\xe2\x80\xa8",
	"\xe2\x80\xa9", "ab"},
    {"^\\d+$", "0123456789", "!", "٣", "߀"},
    {"^\\D$", "٣", "a", "!", "3"},
    {"^\\w+$", "aZ09_", "!", "é", "-"},
    {"^\\W$", "é", "-", "!", "_"},
    {"^\\s$", " ", "\t", "\n", "\v", "\f", "\r", "\xc2\xa0", "\xef\xbb\xbf",
	"\xe1\x9a\x80", "\xe2\x80\x83", "\xe3\x80\x80", "!", "\xc2\x85",
	"\xe2\x80\x8b", "\x01"},
    {"^\\S$", "a", "\xc2\x85", "\xe2\x80\x8b", "!", " ", "\xc2\xa0",
	"\xef\xbb\xbf", "\xe2\x80\xa9"},
    {"^[\\s\\d]+$", "1 \xc2\xa0", "!", "a"},
    {"^[^\\S\\n]+$", " \xc2\xa0", "!", "\n", "a"},
    {"\\bfoo\\b", "foo", "a foo b", "éfooé", "!", "afoo", "foo_"},
    {"^\\Ba", "!", "a"},
    {"^a|b$", "ax", "xb", "!", "xax"},
    {"^(?:a|b)$", "a", "b", "!", "ab"},
    {"^\\cJ\\cj$", "\n\n", "!", "cJ"},
    {"^\\x41\\u0042\\u{43}\\u{1F432}\\uD83D\\uDC32$", "ABC🐲🐲", "!", "ABC"},
    {"^\\t\\n\\v\\f\\r$", "\t\n\v\f\r"},
    {"^[\\b]$", "\b", "!", "b"},
    {"^[\\uD83D\\uDC32]$", "🐲", "!", "\xef\xbf\xbd"},
    {"^🐲*$", "", "🐲🐲", "!", "🐉"},
    {"^[🐲-🐵]+$", "🐳🐵", "!", "🐉"},
    {"[^🐲]", "🐉", "a", "!", "🐲", ""},
    {"\\uD83D", "!", "🐲", "\xef\xbf\xbd"},
    {"^[^\\uD800-\\uDFFF]+$", "🐲é", "!", ""},
    {"[]", "!", "", "a", "]"},
    {"^[^]$", "\n", "🐲", "!", "", "ab"},
    {"^[[]+$", "[", "!", "]"},
    {"^[\\w-.]+$", "a-.b", "!", "a+b"},
    {"^[\\w\\-]+$", "a-b", "!", "a.b"},
    {"^[a-c\\-z-]+$", "abc-z", "!", "y"},
    {"^[+--]+$", "+,-", "!", "."},
    {"^\\-\\_\\/\\@\\\"\\:\\ $", "-_/@\": "},
    {"^a{2}$", "aa", "!", "a", "aaa"},
    {"^a{2,}$", "aa", "aaa", "!", "a"},
    {"^a{1,2}?$", "a", "aa", "!", "aaa"},
    {"^(?:ab){0,2}$", "", "ab", "abab", "!", "ababab", "aba"},
    {"^a{0}b$", "b", "!", "ab"},
    {"^x{,3}$", "x{,3}", "!", "xx"},
    {"^{a}$", "{a}"},
    {"^a]b}$", "a]b}"},
    {"^\\p{Letter}+$", "aé法", "!", "1", ""},
    {"^\\p{gc=Decimal_Number}\\p{digit}$", "1٣", "!", "a1"},
    {"^\\P{L}$", "1", "!", "a"},
    {"^[^\\p{L}\\d]$", "-", "!", "a", "1"},
    {"^[\\P{Ll}x]$", "A", "x", "!", "a"},
    {"^\\p{Script=Greek}\\p{sc=Grek}\\p{scx=Latin}$", "αβé", "!", "aaa"},
    {"^\\p{ASCII}\\P{ASCII}\\p{Any}$", "aé\n", "!", "éa\n"},
    {"^\\p{Assigned}$", "a", "!", "\xcd\xb8"},
    {"^\\p{Alphabetic}\\p{Lu}\\p{White_Space}$", "aA ", "!", "1A "},
    {"(?<=a)b", "ab", "!", "b", "cb"},
    {"(?<!a)b", "b", "cb", "!", "ab"},
    {"(?<=^|,)x(?=,|$)", "x", "a,x", "x,a", "!", "ax", "xa"},
    {"^(?=.*\\d)(?=.*[a-z]).{4,}$", "abc1", "!", "abcd", "a1"},
    {"^(?!.*foo).*$", "bar", "", "!", "a foo"},
    {"(?<=(?<!x)a)b", "ab", "!", "xab"},
    {"^(a|b)\\1$", "aa", "bb", "!", "ab"},
    {"^(?<q>['\"]).*\\k<q>$", "'a'", "\"\"", "!", "'a\""},
    {"^\\k<x>(?<x>a)$", "a", "!", "aa"},
    {"^(?:(a)|b)\\1$", "aa", "b", "!", "ba"},
    {"^(a\\1)$", "a", "!", "aa"},
    {"^(?:(a)|\\1b)$", "a", "b", "!", "ab"},
    {"^(?:(a)\\1)+$", "aa", "aaaa", "!", "aaa"},
    {"^(?!(a))\\1b$", "b"},
    {"^(a)?\\1+b$", "b", "aab", "!", "ab"},
    {"^(a)?\\1{2}b$", "b", "aaab", "!", "aab"},
    {"(a)?\\1$", "", "a", "b"},
};

static void
check_row(const char *const *row, const char *before, const char *after)
{
	struct lm_buf pattern = {0};
	int want = LM_REGEX_YES;

	(void)lm_buf_texts(&pattern, NULL, before, row[0], after, (char *)NULL);
	if (strchr(row[0], '|') != NULL && pattern.len > strlen(row[0]))
		pattern.len = 0; /* it would be of one alternative only */
	for (size_t i = 1; pattern.len > 0 && i < 16 && row[i] != NULL; i++) {
		if (strcmp(row[i], "!") == 0) {
			want = LM_REGEX_NO;
			continue;
		}
		if (!CHECK_EQ(look_in(lm_buf_view(&pattern),
				  lm_span_of(row[i])),
			want))
			check_note("%s in %s", row[0], row[i]);
	}
	lm_buf_free(&pattern);
}

static void
means_what_ecma_says(void)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		check_row(table[i], "", "");
		check_row(table[i], "(?=)", ""); /* lookaround */
		check_row(table[i], "", "(?<end>)\\k<end>");
	}
}

/* Without a backreference, PCRE2 is not needed for it. */
static void
looks_behind_at_any_length(void)
{
	CHECK_EQ(look_in(lm_span_of("(?<=^a+)b"), lm_span_of("aab")), 1);
	CHECK_EQ(look_in(lm_span_of("(?<=^a+)b"), lm_span_of("xaab")), 0);
	CHECK_EQ(look_in(lm_span_of("(?<!é.*)b$"), lm_span_of("ébb")), 0);
	CHECK_EQ(look_in(lm_span_of("(?<=a+)b(c)\\1"), lm_span_of("")), -1);
}

static void
knows_nul(void)
{
	CHECK_EQ(look_in(lm_span_of("^a\\0b$"), lm_span("a\0b", 3)), 1);
	CHECK_EQ(look_in(lm_span("^a\0b$", 5), lm_span("a\0b", 3)), 1);
	CHECK_EQ(look_in(lm_span("^[\0]$", 5), lm_span("\0", 1)), 1);
	CHECK_EQ(look_in(lm_span_of("^a$"), lm_span("a\0", 2)), 0);
	CHECK_EQ(look_in(lm_span_of("(?=a)a.b"), lm_span("a\0b", 3)), 1);
	CHECK_EQ(look_in(lm_span(NULL, 0), lm_span(NULL, 0)), 1);
}

static void
refuses_what_is_not_ecma(void)
{
	static const struct {
		const char *pattern;
		unsigned column;
	} cases[] = {{"a\\Z", 2}, {"\\A", 1}, {"\\z", 1}, {"\\a", 1},
	    {"\\G", 1}, {"\\Qa\\E", 1}, {"\\K", 1}, {"\\h", 1}, {"\\R", 1},
	    {"\\X", 1}, {"\\N", 1}, {"\\e", 1}, {"\\_\\g1", 3}, {"\\é", 1},
	    {"(?i)a", 1}, {"a(?i:b)", 2}, {"(?#c)", 1}, {"(?>a)", 1},
	    {"(?|a)", 1}, {"(?P<n>a)", 1}, {"(?P=n)", 1}, {"(?R)", 1},
	    {"(?1)", 1}, {"(?&n)", 1}, {"(?(1)a)", 1}, {"(?'n'a)", 1},
	    {"(*ACCEPT)", 2}, {"(*UTF)a", 2}, {"a++", 3}, {"a*+", 3},
	    {"a?+", 3}, {"a**", 3}, {"a{2}{3}", 5}, {"*a", 1}, {"a|+", 3},
	    {"(?:?)", 4}, {"^*", 2}, {"\\b+", 3}, {"(?=a)*", 6}, {"{2}", 1},
	    {"a{2,1}", 2}, {"(a", 1}, {"((a)", 1}, {"a)", 2}, {"[a", 1},
	    {"x[^", 2}, {"[b-a]", 3}, {"[\\d-\\Z]", 5}, {"\\", 1}, {"[\\", 2},
	    {"\\x1", 1}, {"\\u12", 1}, {"\\u{}", 1}, {"\\u{110000}", 1},
	    {"\\u{12", 1}, {"\\c", 1}, {"\\c1", 1}, {"\\00", 1}, {"\\1", 1},
	    {"(a)\\2", 4}, {"[\\1]", 2}, {"\\k", 1}, {"\\k<a>", 1},
	    {"(?<a>b)\\k<b>", 8}, {"(?<a>b)(?<a>c)", 8}, {"(?<>a)", 1},
	    {"(?<1>a)", 1}, {"(?<a", 1}, {"\\p", 1}, {"\\p{", 1}, {"\\pL", 1},
	    {"\\p{Foo}", 1}, {"\\p{letter}", 1}, {"\\p{Script}", 1},
	    {"\\p{Script=Foo}", 1}, {"\\p{sc=latin}", 1}, {"\\p{gc=Greek}", 1},
	    {"\\p{Greek}", 1}, {"\\p{^L}", 1}, {"[[:alpha:]]", 11},
	    {"^[[:digit:]]+$", 12}, {"a\xff", 2}, {"[\xed\xa0\x80]", 2}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lm_span source = lm_span_of(cases[i].pattern);
		struct lm_regex *regex;
		struct lm_err err = {0};
		enum lm_code code = lm_regex_new(source, &regex, &err);

		if (!CHECK_EQ(code, LM_MALFORMED) ||
		    !CHECK_EQ(err.column, cases[i].column) ||
		    !CHECK(regex == NULL) ||
		    !CHECK_CODE(lm_regex_check(source, NULL), LM_MALFORMED))
			check_note("%s: %s", cases[i].pattern, err.message);
		lm_regex_free(regex);
	}
}

static double
now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* n times text, between two others. */
static struct lm_buf
many(const char *before, const char *text, size_t n, const char *after)
{
	struct lm_buf out = {0};

	(void)lm_buf_text(&out, before, NULL);
	for (size_t i = 0; i < n; i++)
		(void)lm_buf_text(&out, text, NULL);
	(void)lm_buf_text(&out, after, NULL);
	return out;
}

static void
check_huge(struct lm_buf pattern, enum lm_code want)
{
	struct lm_regex *regex;
	struct lm_err err = {0};
	double start = now_ms();
	enum lm_code code = lm_regex_new(lm_buf_view(&pattern), &regex, &err);

	if (!CHECK_EQ(code, want) || !CHECK(now_ms() - start < 2000))
		check_note("%.30s: %s, %f ms", pattern.ptr, err.message,
		    now_ms() - start);
	lm_regex_free(regex);
	lm_buf_free(&pattern);
}

static void
refuses_what_explodes(void)
{
	check_huge(many("(?:", "a", 1, "{1000}){1000}"), LM_OK);
	check_huge(many("(?:", "\\w-?", 1, "){65535}"), LM_LIMIT);
	check_huge(many("(?:(?:(?:(?:", "\\w?b", 1,
		       "{99}){99}){99}){99})()\\1"),
	    LM_LIMIT);
	check_huge(many("(?:(?:(?:(?:", "\\w?b", 1, "{99}){99}){99}){99})"),
	    LM_LIMIT);
	check_huge(many("a{", "9", 30, "}"), LM_LIMIT);
	check_huge(many("", "(", 10000, ""), LM_MALFORMED);
	check_huge(many("(?:(?:", "(", 5000, "a"), LM_MALFORMED);
	check_huge(many("", "(?=", 251, "))"), LM_MALFORMED);
	check_huge(many("", "x", LM_REGEX_SOURCE_MAX + 1, ""), LM_LIMIT);
	check_huge(many("", "x", LM_REGEX_SOURCE_MAX, ""), LM_LIMIT);
	check_huge(many("", "x", 20000, ""), LM_OK);
	check_huge(many("^[", "é", 30000, "]$"), LM_OK);
	check_huge(many("", "(?:a|b)?", 8000, "$"), LM_OK);
	check_huge(many("^(a?)", "\\1", 20000, "$"), LM_OK);
	check_huge(many("(?<a>b)", "\\k<a>", 10000, ""), LM_OK);
	check_huge(many("", "(?=a)", 10000, ""), LM_OK);
	check_huge(many("^(?:", "a?.{0,9}b|", 500, "c){1,9}$"), LM_LIMIT);
	check_huge(many("^(?:", "a?.{0,9}b|", 500, "c)$"), LM_OK);
}

static void
refuses_deep_nests(void)
{
	struct lm_buf pattern = {0};

	for (size_t depth = 250; depth <= 251; depth++) {
		pattern.len = 0;
		for (size_t i = 0; i < 2 * depth; i++)
			(void)lm_buf_text(&pattern, i < depth ? "(" : ")",
			    NULL);
		CHECK_EQ(look_in(lm_buf_view(&pattern), lm_span_of("")),
		    depth == 250 ? 1 : -1);
		CHECK_CODE(lm_regex_check(lm_buf_view(&pattern), NULL), LM_OK);
	}
	lm_buf_free(&pattern);
}

/* What PCRE2 and ECMA would not agree on is refused, not answered. */
static void
refuses_backreferences_into_loops(void)
{
	static const char *const patterns[] = {"(?:(a)|b)*\\1", "(a*)+\\1b",
	    "(?:(a)|(b)|\\1c)+\\2", "(?<=(a))\\1", "(?<=\\1(a))",
	    "(?:(a)?\\1b)*"};

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		struct lm_regex *regex;
		struct lm_span source = lm_span_of(patterns[i]);

		CHECK_CODE(lm_regex_new(source, &regex, NULL), LM_LIMIT);
		CHECK(regex == NULL);
		CHECK_CODE(lm_regex_check(source, NULL), LM_OK);
	}
}

/* Slow in a backtracking engine, quick here; and what is answered is so. */
static void
answers_quickly(void)
{
	static const struct {
		const char *pattern, *text, *after;
		int want; /* -1: any but wrong: see the next */
		int wrong;
	} cases[] = {{"^(a+)+$", "a", "", 1, 0}, {"^(a+)+$", "a", "!", 0, 1},
	    {"(a|aa)+$", "a", "!", 0, 1}, {"(.*)*x", "a", "!", 0, 1},
	    {"(\\w+\\s?)+$", "a", "!", 0, 1}, {"(\\w+\\s?)+$", "a ", "", 1, 0},
	    {"^(?=a)(a+)+$", "a", "!", 0, 1},
	    {"\\b(a|aa)+\\b$", "a", "!", 0, 1},
	    {"(?=.*b.*b).*c", "a", "", 0, 1}, {"^(\\p{L}+)*$", "a", "!", 0, 1},
	    {"(x+x+)+y\\b", "x", "", 0, 1},
	    {"(a*)(a*)(a*)b\\1\\2c", "a", "!", -1, 1},
	    {"^(a+)+\\b(b)?\\2$", "a", "!", -1, 1},
	    {"(a+)\\1+b", "a", "", -1, 1}};
	static const size_t sizes[] = {10, 100, 1000, 100000};

	for (size_t i = 0; i < 4 * sizeof(cases) / sizeof(cases[0]); i++) {
		struct lm_buf text = many("", cases[i / 4].text, sizes[i % 4],
		    cases[i / 4].after);
		double start = now_ms();
		int got = look_in(lm_span_of(cases[i / 4].pattern),
		    lm_buf_view(&text));

		CHECK(got != cases[i / 4].wrong && got != -1);
		if (cases[i / 4].want != -1)
			CHECK_EQ(got, cases[i / 4].want);
		/* tens of ms; ten times that, as machines are busy */
		if (!CHECK(now_ms() - start < 1000))
			check_note("%s, %zu bytes: %f ms", cases[i / 4].pattern,
			    text.len, now_ms() - start);
		lm_buf_free(&text);
	}
}

static void
answers_for_long_texts(void)
{
	static const char *const found[] = {"needle$", ".*needle", "^.*needle$",
	    "\\bneedle\\b", "(?=needle).*$", "(n)(e)\\2dl", "\\p{Lu}|needle"};
	static const char *const missing[] = {"noodle$", ".*noodle",
	    "^.*noodle$", "\\bnoodle\\b", "(?=noodle).*$", "(n)(o)\\2dl",
	    "\\p{Lu}"};
	struct lm_buf text = many("", "some words é, and ", 60000, "needle");

	for (size_t i = 0; i < sizeof(found) / sizeof(found[0]); i++) {
		if (!CHECK_EQ(look_in(lm_span_of(found[i]), lm_buf_view(&text)),
			LM_REGEX_YES) ||
		    !CHECK_EQ(look_in(lm_span_of(missing[i]),
				  lm_buf_view(&text)),
			LM_REGEX_NO))
			check_note("%s", found[i]);
	}
	lm_buf_free(&text);
}

TEST_MAIN(TEST(means_what_ecma_says), TEST(looks_behind_at_any_length),
    TEST(knows_nul), TEST(refuses_what_is_not_ecma),
    TEST(refuses_what_explodes), TEST(refuses_deep_nests),
    TEST(refuses_backreferences_into_loops), TEST(answers_quickly),
    TEST(answers_for_long_texts))
