#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "rules_regex.h"
#include "rules_shape.h"

#include "lm/buf.h"

#define N(vectors) (sizeof(vectors) / sizeof((vectors)[0]))

/* ---- RE2 in PCRE2 --------------------------------------------------------- */

static void
translates(void)
{
	static const char *const vectors[][2] = {
	    {"abc", "abc"},
	    {"\\s+", "[\\t\\n\\f\\r\\x20]+"},
	    {"[\\s'\"]", "[\\t\\n\\f\\r\\x20'\"]"},
	    {"\\S", "[^\\t\\n\\f\\r\\x20]"},
	    {"[\\S]", "[\\S\\x0b]"},
	    {"\\v", "\\x0b"},
	    {"a{2}b{2,}c{2,3}", "a{2}b{2,}c{2,3}"},
	    {"{,2}{}{x}a{", "\\{,2}\\{}\\{x}a\\{"},
	    {"[{]\\{\\x{60}\\p{Greek}", "[{]\\{\\x{60}\\p{Greek}"},
	    {"\\Qa.b*\\Ec", "a\\.b\\*c"},
	    {"[]a{][^]b][[:alnum:]{][[]", "[]a{][^]b][[:alnum:]{][\\[]"},
	    {"(?P<n>(?i)x)\\z$", "(?P<n>(?i)x)\\z$"},
	};

	for (size_t i = 0; i < N(vectors); i++) {
		struct lm_buf out = {0};
		struct lm_err err = {0};
		size_t from;

		CHECK_OK(regex_translate(lm_span_of(vectors[i][0]), SIZE_MAX,
			     &out, &from, &err),
		    &err);
		CHECK_SPAN(lm_buf_view(&out), vectors[i][1]);
		CHECK_EQ(from, strlen(vectors[i][0]));
		lm_buf_free(&out);
	}
}

/* Where a regex first matches a text, or -1. */
static int
first_match(const char *regex, const char *text, int *end)
{
	pcre2_code *code = NULL;
	pcre2_match_data *data;
	struct lm_err err = {0};
	int at = -1;

	*end = -1;
	if (!CHECK_OK(regex_compile(lm_span_of(regex), false, &code, &err),
		&err))
		return -2;
	data = pcre2_match_data_create_from_pattern(code, NULL);
	if (pcre2_match(code, (PCRE2_SPTR)text, strlen(text), 0,
		PCRE2_NO_UTF_CHECK, data, NULL) >= 0) {
		at = (int)pcre2_get_ovector_pointer(data)[0];
		*end = (int)pcre2_get_ovector_pointer(data)[1];
	}
	pcre2_match_data_free(data);
	pcre2_code_free(code);
	return at;
}

/* What RE2's syntax page says of each. */
static void
matches_as_re2(void)
{
	static const struct {
		const char *regex, *text;
		int at, end;
	} vectors[] = {
	    {"\\s", "a\vb", -1, -1},
	    {"\\s", "a\fb", 1, 2},
	    {"[^\\s]", "\v", 0, 1},
	    {"\\v", "a\nb", -1, -1},
	    {"\\v", "a\vb", 1, 2},
	    {"\\w+",
		"\xc3\xa9"
		"ab",
		2, 4},
	    {"\\d", "\xd9\xa3", -1, -1},
	    {"\\bkey\\b",
		"\xc3\xa9"
		"key\xc3\xa9",
		2, 5},
	    {"a$", "a\n", -1, -1},
	    {"a\\z", "a\n", -1, -1},
	    {"(?m)a$", "a\nb", 0, 1},
	    {"a.b", "a\nb", -1, -1},
	    {"a.b", "a\rb", 0, 3},
	    {"(?s)a.b", "a\nb", 0, 3},
	    {".", "\xe2\x82\xac", 0, 3},
	    {"a{,2}", "a{,2}", 0, 5},
	    {"a{,2}", "aa", -1, -1},
	    {"x(?i)ab|CD", "xcd", 1, 3},
	    {"x(?:(?i)ab|CD)", "xcd", 0, 3},
	    {"(?i)a(?-i:B)c", "AbC", -1, -1},
	    {"(?i)a(?-i:B)c", "ABC", 0, 3},
	    {"a|ab", "ab", 0, 1},
	    {"[[:^alpha:]]", "a1", 1, 2},
	    {"\\x60\\x{60}", "``", 0, 2},
	    {"\\pN", "a1", 1, 2},
	};

	for (size_t i = 0; i < N(vectors); i++) {
		int end;

		CHECK_EQ(first_match(vectors[i].regex, vectors[i].text, &end),
		    vectors[i].at);
		CHECK_EQ(end, vectors[i].end);
		check_note("%s on %s", vectors[i].regex, vectors[i].text);
	}
}

static void
says_where_it_is_wrong(void)
{
	static const struct {
		const char *regex, *part;
	} vectors[] = {
	    {"a(b", "offset 3"},
	    {"\\s\\s\\s(", "offset 7"},
	    {"[a", "offset 2"},
	    {"a**b*{2}**(?", "offset"},
	    {"a\\C", "offset 3"},
	    {"\xff", "UTF-8"},
	};

	for (size_t i = 0; i < N(vectors); i++) {
		pcre2_code *code = NULL;
		struct lm_err err = {0};

		CHECK_CODE(regex_compile(lm_span_of(vectors[i].regex), false,
			       &code, &err),
		    LM_MALFORMED);
		CHECK_HAS(err.message, vectors[i].part);
		CHECK(code == NULL);
	}
}

/* ---- what all matches have ------------------------------------------------ */

static void
write_set(const struct byte_set *set, struct lm_buf *out)
{
	struct lm_err err;
	int n = 0, first = -1;

	for (int byte = 0; byte < 256; byte++)
		if (byte_set_has(set, (unsigned char)byte)) {
			n++;
			first = first < 0 ? byte : first;
		}
	if (n == 1)
		CHECK_OK(lm_buf_byte(out, (char)first, &err), &err);
	else if (n == 2)
		CHECK_OK(lm_buf_printf(out, &err, "(%c)", first), &err);
	else
		CHECK_OK(lm_buf_printf(out, &err, "<%d>", n), &err);
}

/* A shape as text: each word with what may be before it, "*" if a match can
 * begin with it; a letter in either case is in parentheses. */
static void
write_shape(const struct shape *shape, const struct byte_sets *sets,
    struct lm_buf *out)
{
	struct lm_err err;

	for (size_t i = 0; i < shape->words.n; i++) {
		const struct word *word = &shape->words.list[i];

		CHECK_OK(lm_buf_printf(out, &err, "%zu-%zu%s ", word->left_min,
			     word->left_max, word->free ? "*" : ""),
		    &err);
		for (size_t k = 0; k < word->n; k++)
			write_set(&sets->list[word->sets[k]], out);
		CHECK_OK(lm_buf_byte(out, ' ', &err), &err);
	}
	if (shape->max == SIZE_MAX)
		CHECK_OK(lm_buf_text(out, "any", &err), &err);
	else
		CHECK_OK(lm_buf_printf(out, &err, "%zu", shape->max), &err);
}

static void
knows_shapes(void)
{
	static const char *const vectors[][2] = {
	    {"abcd", "0-0* abcd 4"},
	    {"[\\w.-]{0,50}key:", "0-50* key: 54"},
	    {"\\w{0,50}?\\bkey:", "0-50* key: 54"},
	    {"(?:\\b\\w)?key:", "0-0* key: 1-3 key: 5"},
	    {"\\bkey:", "0-0* key: 4"},
	    {"\\w{2,50}key:", "2-50 key: 54"},
	    {"\\w{0,50}+key:", "0-50 key: 54"},
	    {"(?>\\w{0,50})key:", "0-50 key: 54"},
	    {"(?i)mail", "0-0* (M)(A)(I)(L) 4"},
	    {"(?i)token:", "0-0* (T)(O)(K)(E)(N): 8"}, /* U+212A has three */
	    {"x(?i:ab)cd", "0-0* x(A)(B)cd 5"},
	    {"(?i:ab)cd", "0-0* (A)(B)cd 4"},
	    {"(?:foo|barr?|[qr]ux)=",
		"0-0* foo= 0-0* bar= 0-0* barr= "
		"0-0* qux= 0-0* rux= 5"},
	    {"\\b(sk-[a-z]{3})(?:$|\\s)", "0-0* sk-<26><26><26> 7"},
	    {"[a-z]{14}\\.atlas\\.x+", "14-42 .atlas.x any"},
	    {"(?:^|[\"'])[a-z]{3}\\dQ~x", "4-12 Q~x 5-15 Q~x 5-15 Q~x 8"},
	    {"a+bcd", "any"},
	    {".*abcd", "any"},
	    {"[a-z]+\\d{8}", "any"},
	    {"(ab)\\1cdef", "0-0 ab any"},
	    {"(?=x)abcd(?!.*z)", "0-0* abcd any"},
	    {"(?<=x)abcd", "0-0* abcd 4"},
	    {"abcd(?R)?", "any"},
	    {"(?(1)a|b)cdef", "any"},
	    {"\xc3\xa9t\xc3\xa9!", "0-0* \xc3\xa9t\xc3\xa9! 6"},
	    {"(?P<name>abc)(?<other>d)", "0-0* abcd 4"},
	    {"a\\x60\\x{61}\\tb", "0-0* a`a\tb 5"},
	    {"(?:abc)?defg", "0-0* defg 0-0* abcdefg 7"},
	    {"(?:abc)*defg", "any"},
	};
	struct shaper *shaper = shaper_new();
	struct byte_sets *sets = calloc(1, sizeof(*sets));
	struct shape *shape = calloc(1, sizeof(*shape));
	const struct keyword_list none = {0};

	for (size_t i = 0; i < N(vectors); i++) {
		struct lm_buf regex = {0}, out = {0};
		struct lm_err err = {0};
		size_t from;

		CHECK_OK(regex_translate(lm_span_of(vectors[i][0]), SIZE_MAX,
			     &regex, &from, &err),
		    &err);
		rules_shape_of(shaper, lm_buf_view(&regex), &none, sets, shape);
		write_shape(shape, sets, &out);
		CHECK_SPAN(lm_buf_view(&out), vectors[i][1]);
		check_note("%s: %.*s", vectors[i][0], (int)out.len, out.ptr);
		lm_buf_free(&regex);
		lm_buf_free(&out);
	}
	shaper_free(shaper);
	free(sets);
	free(shape);
}

TEST_MAIN(TEST(translates), TEST(matches_as_re2), TEST(says_where_it_is_wrong),
    TEST(knows_shapes))
