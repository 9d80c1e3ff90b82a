#include "words.h"

#include <string.h>

#include "check.h"
#include "grams.h"
#include "random.h"

/* The words of text, each as "word=count" or, if not spelled, "word~count". */
static void
splits(const char *text, const char *want)
{
	struct lm_words words = {0};
	struct lm_buf got = {0};
	struct lm_err err = {0};
	const struct lm_word *word;
	size_t i;

	CHECK_OK(lm_words_split(&words, &(struct lm_part){lm_span_of(text), 1},
		     1, &err),
	    &err);
	for (i = 0; i < words.n_words; i++) {
		word = lm_words_at(&words, i);
		(void)lm_buf_printf(&got, &err, "%s%.*s%c%u", i > 0 ? " " : "",
		    (int)word->len, words.text.ptr + word->at,
		    word->spelled ? '=' : '~', (unsigned)word->count);
	}
	if (!CHECK_SPAN(lm_buf_view(&got), want))
		check_note("splitting %s", text);
	lm_buf_free(&got);
	lm_words_free(&words);
}

static void
ascii(void)
{
	splits("", "");
	splits(" .,;!\n\t\"'", "");
	splits("The cat, the CAT; the end.", "the=3 cat=2 end=1");
	splits("snake_case node.js don't 3.14",
	    "snake=1 case=1 node=1 js=1 don=1 t=1 3=1 14=1");
}

static void
languages_with_signs(void)
{
	splits("C++ c# F#. c#x a+b c+ ++ #1",
	    "c++=1 c#=1 f#=1 c=2 x=1 a=1 b=1 1=1");
	splits("c#", "c#=1");
	splits("c+", "c=1");
}

static void
other_scripts(void)
{
	splits("Größe GRÖSSE", "grösse=2");
	splits("e\xcc\x81t\xc3\xa9 ÉTÉ", "été=2");
	splits("Ελλάδα العربية", "ελλάδα=1 العربية=1");
	splits("हिन्दी", "हिन्दी=1");
}

static void
scripts_without_spaces(void)
{
	splits("日", "日~1");
	splits("日本語", "日~1 日本~1 本~1 本語~1 語~1");
	splits("日,本", "日~1 本~1");
	splits("日a本", "日~1 a=1 本~1");
	splits("日é本", "日~1 é=1 本~1");
	splits("日🙂本", "日~1 🙂~1 本~1");
	splits("ﾊﾞｽ", "バ~1 バス~1 ス~1");
}

static void
symbols(void)
{
	splits("👍🏽 €5 a→b", "👍~1 🏽~1 €~1 5=1 a=1 →~1 b=1");
	splits("a\xff", "a=1 \xef\xbf\xbd~1");
}

static void
long_words_are_cut(void)
{
	splits("0123456789abcdef0123456789abcdefXYZ",
	    "0123456789abcdef0123456789abcdef=1 xyz=1");
	splits("éééééééééééééééééééééééééééééééééé",
	    "éééééééééééééééééééééééééééééééé=1 éé=1");
	splits("0123456789abcdef0123456789abcdef++",
	    "0123456789abcdef0123456789abcdef=1");
}

/* The table grows, is emptied and used again. */
static void
many_words(void)
{
	struct lm_words words = {0};
	struct lm_buf text = {0};
	struct lm_err err = {0};
	unsigned i;

	for (i = 0; i < 100000; i++)
		(void)lm_buf_printf(&text, &err, "w%u w%u ", i, i / 2);
	for (i = 0; i < 3; i++) {
		CHECK_OK(lm_words_split(&words,
			     &(struct lm_part){lm_buf_view(&text), 1}, 1, &err),
		    &err);
		CHECK_EQ(words.n_words, 100000);
		CHECK_EQ(lm_words_at(&words, 7)->count, 3);
		CHECK_OK(lm_words_split(&words,
			     &(struct lm_part){lm_span_of("w7 w7"), 1}, 1,
			     &err),
		    &err);
		CHECK_EQ(words.n_words, 1);
		CHECK_EQ(lm_words_at(&words, 0)->count, 2);
	}
	lm_buf_free(&text);
	lm_words_free(&words);
}

/* Any bytes are a text, and its words and their features are in bounds. */
static void
any_bytes(void)
{
	struct random random = random_start(1);
	const struct lm_lexical_config config = {1, LM_GRAM_LONGEST};
	struct lm_feature features[LM_FEATURES_MAX];
	struct lm_words words = {0};
	const struct lm_word *word;
	char bytes[200];
	int round, rounds = check_quick() ? 2000 : 30000;
	size_t i, n;

	for (round = 0; round < rounds; round++) {
		n = random_below(&random, sizeof(bytes) + 1);
		random_bytes(&random, bytes, n);
		CHECK_CODE(lm_words_split(&words,
			       &(struct lm_part){lm_span(bytes, n), 1}, 1,
			       NULL),
		    LM_OK);
		for (i = 0; i < words.n_words; i++) {
			word = lm_words_at(&words, i);
			CHECK(word->len >= 1 && word->len <= LM_WORD_BYTES);
			CHECK(word->at + word->len < words.text.len);
			n = lm_features_of(&config, word, words.text.ptr,
			    features);
			CHECK(n >= 1 && n <= LM_FEATURES_MAX);
		}
	}
	lm_words_free(&words);
}

/* What occurs in a part of weight 3 occurs three times, and no word goes over
 * from one part to the next. */
static void
parts_weigh(void)
{
	const struct lm_part parts[] = {{lm_span_of("cat do"), 3},
	    {lm_span_of("g cat"), 2}, {lm_span_of(""), 7},
	    {lm_span_of("cat \u65e5"), 1}, {lm_span_of("\u672c"), 1},
	    {lm_span_of("a b a"), UINT32_MAX}};
	static const struct {
		const char *word;
		uint32_t count;
	} want[] = {{"cat", 6}, {"do", 3}, {"g", 2}, {"\u65e5", 1},
	    {"\u672c", 1}, {"a", UINT32_MAX}, {"b", UINT32_MAX}};
	struct lm_words words = {0};
	const struct lm_word *word;
	size_t i;

	CHECK_CODE(lm_words_split(&words, parts, 6, NULL), LM_OK);
	CHECK_EQ(words.n_counted, 13 + 3 * (uint64_t)UINT32_MAX);
	if (CHECK_EQ(words.n_words, 7))
		for (i = 0; i < 7; i++) {
			word = lm_words_at(&words, i);
			CHECK_SPANS(lm_span(words.text.ptr + word->at,
					word->len),
			    lm_span_of(want[i].word));
			CHECK_EQ(word->count, want[i].count);
		}
	lm_words_free(&words);
}

/* "<cat>" has two 4-grams and one 5-gram. */
static void
features_of_a_word(void)
{
	struct lm_lexical_config config = LM_LEXICAL_CONFIG_DEFAULT;
	struct lm_feature features[LM_FEATURES_MAX];
	struct lm_words words = {0};

	CHECK_CODE(lm_words_split(&words,
		       &(struct lm_part){lm_span_of("cat"), 1}, 1, NULL),
	    LM_OK);
	CHECK_EQ(lm_features_of(&config, lm_words_at(&words, 0), words.text.ptr,
		     features),
	    4);
	CHECK(features[0].hash == lm_words_at(&words, 0)->hash);
	CHECK_EQ(features[0].weight, LM_FEATURE_WORD);
	CHECK_EQ(features[1].weight, LM_FEATURE_GRAM);
	CHECK_EQ(features[3].weight, LM_FEATURE_STEM);
	config = (struct lm_lexical_config){0, 0};
	CHECK_EQ(lm_features_of(&config, lm_words_at(&words, 0), words.text.ptr,
		     features),
	    1);
	lm_words_free(&words);
}

TEST_MAIN(TEST(ascii), TEST(languages_with_signs), TEST(other_scripts),
    TEST(scripts_without_spaces), TEST(symbols), TEST(long_words_are_cut),
    TEST(many_words), TEST(any_bytes), TEST(parts_weigh),
    TEST(features_of_a_word))
