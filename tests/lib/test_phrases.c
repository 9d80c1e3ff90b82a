#include "lm/phrases.h"

#include <pthread.h>
#include <string.h>

#include "check.h"
#include "lm/buf.h"

#define OWNERS 3

/* Look for phrases, each of owner 0, in text: the one that was met. */
static size_t
met(const char *const *phrases, size_t n, struct lm_span text)
{
	struct lm_phrase list[8];
	struct lm_phrases *prepared = NULL;
	struct lm_phrase_finder *finder;
	struct lm_err err = {0};
	size_t found[1] = {LM_PHRASE_NONE};

	for (size_t i = 0; i < n; i++)
		list[i] = (struct lm_phrase){lm_span_of(phrases[i]), 0};
	if (!CHECK_OK(lm_phrases_new(list, n, 1, &prepared, NULL, &err), &err))
		return LM_PHRASE_NONE;
	finder = lm_phrase_finder_new(prepared);
	if (CHECK(finder != NULL))
		CHECK_OK(lm_phrase_finder_look(finder, text, found, &err),
		    &err);
	lm_phrase_finder_free(finder);
	lm_phrases_free(prepared);
	return found[0];
}

static void
meets(const char *phrase, const char *text)
{
	if (!CHECK_EQ(met(&phrase, 1, lm_span_of(text)), 0))
		check_note("phrase %s in %s", phrase, text);
}

static void
misses(const char *phrase, const char *text)
{
	if (!CHECK(met(&phrase, 1, lm_span_of(text)) == LM_PHRASE_NONE))
		check_note("phrase %s in %s", phrase, text);
}

static void
words_in_order(void)
{
	meets("our lawyer", "We have sent it to our lawyer.");
	meets("our lawyer", "our\r\n> \"LAWYER\"");
	meets("Our-Lawyer", "(our lawyer)");
	meets("my", "my");
	meets("i", "so do I");
	meets("i will", "I will");
	meets("won't", "WON'T");
	meets("won't", "won t");
	meets("2 sites", "2 sites");
	misses("our lawyer", "our old lawyer");
	misses("our lawyer", "lawyer our");
	misses("our lawyer", "our");
	misses("our lawyer", "ourlawyer");
	misses("chargeback", "charge back");
	misses("my", "");
}

static void
word_boundaries(void)
{
	misses("lawsuit", "lawsuits");
	misses("lawsuit", "xlawsuit");
	misses("lawsuit", "lawsuit2");
	misses("lawsuit", "lawsuit\xcc\x81");
	misses("lawsuit", "älawsuit");
	misses("lawsuit", "lawsuitä");
	meets("lawsuit", "„lawsuit“");
	meets("lawsuit", "😀lawsuit😀");
	meets("lawsuit", "\xfflawsuit\xff");
	misses("lawsuit", "law\xffsuit");
	meets("law suit", "law\xffsuit");
}

static void
folded_forms(void)
{
	meets("Rückbuchung", "RU\u0308CKBUCHUNG");
	meets("Rückbuchung", "rÜckbuchung");
	misses("Rückbuchung", "Ruckbuchung");
	meets("groß", "GROSS");
	meets("phishing", "phi\u00adshing");
	meets("phishing", "\ufeffp\u200bh\u2060i\u200dshing");
	meets("phishing", "ｐＨishing");
	meets("fine print", "ﬁne print");
	meets("leaked key", "lea\u212aed \u212aey"); /* Kelvin */
}

static void
scripts_without_spaces(void)
{
	meets("法", "方法论");
	meets("法律", "x法律9");
	misses("法a", "法ab");
	meets("\u0e01\u0e02", "\u0e04\u0e01\u0e02\u0e33");
	misses("한", "대한"); /* Hangul has spaces */
}

/* They stand beside words of other scripts without a space, too. */
static void
unspaced_scripts_are_boundaries(void)
{
	meets("ransomware", "服务器遭ransomware攻撃");
	meets("lawsuit", "東lawsuit");
	meets("lawsuit", "lawsuit東");
	meets("our lawyer", "は our lawyerに");
	meets("i", "律i法");
	meets("ab", "x法abカ");
	meets("abc", "กabcก");
	meets("law 法", "law 法律");
	misses("lawsuit", "한lawsuit"); /* Hangul has spaces */
	misses("lawsuit", "東lawsuits");
	misses("lawsuit", "東xlawsuit");
	misses("lawsuit", "law東suit");
	misses("law suit", "law東suit");
}

/* Beside a word they may be no part of it; inside one they are. */
static void
signs_are_boundaries_and_letters(void)
{
	meets("breach of contract", "a breach of contract¹.");
	meets("data breach", "Data Breach™");
	meets("data breach", "①data breach②");
	meets("data breach", "❶data breachª");
	meets("data breach", "data₁ breach");
	meets("don t", "don´t");
	meets("co2", "CO₂");
	meets("CO₂", "co2");
	meets("co", "CO₂");
	meets("h2o", "H₂O");
	meets("breach", "ｂreach²");
	misses("breach", "breachｓ");
	misses("breach", "breach2");
	misses("breach", "breach\xe2\x85\xa3"); /* a Roman four */
}

static void
first_then_longest_then_lowest(void)
{
	const char *const law[] = {"lawyer", "our", "our lawyer", "Our",
	    "our-lawyer", "we told"};

	CHECK_EQ(met(law, 6, lm_span_of("our lawyer")), 2);
	CHECK_EQ(met(law, 6, lm_span_of("our lawyers")), 1);
	CHECK_EQ(met(law, 6, lm_span_of("lawyer, our lawyer")), 0);
	CHECK_EQ(met(law, 6, lm_span_of("our, our lawyer")), 1);
	CHECK_EQ(met(law, 6, lm_span_of("we told our lawyer")), 5);
}

static void
owners_and_earlier_finds(void)
{
	const struct lm_phrase list[] = {{lm_span_of("stop"), 0},
	    {lm_span_of("stop it"), 1}, {lm_span_of("stop"), 1},
	    {lm_span_of("it"), 2}, {lm_span_of("STOP"), 0}};
	struct lm_phrases *phrases = NULL;
	struct lm_phrase_finder *finder;
	size_t found[OWNERS] = {LM_PHRASE_NONE, LM_PHRASE_NONE, 77};

	if (!CHECK_CODE(lm_phrases_new(list, 5, OWNERS, &phrases, NULL, NULL),
		LM_OK))
		return;
	finder = lm_phrase_finder_new(phrases);
	CHECK_CODE(lm_phrase_finder_look(finder, lm_span_of("no, stop!"), found,
		       NULL),
	    LM_OK);
	CHECK_EQ(found[0], 0);
	CHECK_EQ(found[1], 2);
	CHECK_EQ(found[2], 77);
	CHECK_CODE(lm_phrase_finder_look(finder, lm_span_of("stop it"), found,
		       NULL),
	    LM_OK);
	CHECK_EQ(found[1], 2); /* met before, though longer here */
	lm_phrase_finder_free(finder);
	lm_phrases_free(phrases);
}

static void
no_phrases(void)
{
	CHECK(met(NULL, 0, lm_span_of("anything")) == LM_PHRASE_NONE);
	lm_phrases_free(NULL);
	lm_phrase_finder_free(NULL);
}

static void
refuses(const char *phrase)
{
	const struct lm_phrase list[] = {{lm_span_of("good"), 0},
	    {lm_span_of(phrase), 0}};
	struct lm_phrases *phrases = NULL;
	struct lm_err err = {0};
	size_t bad = 0;

	if (!CHECK_CODE(lm_phrases_new(list, 2, 1, &phrases, &bad, &err),
		LM_USAGE))
		check_note("%s", phrase);
	CHECK_EQ(bad, 1);
	CHECK(phrases == NULL);
	CHECK_HAS(err.message, "begins and ends with a letter");
	lm_phrases_free(phrases);
}

static void
bad_phrases(void)
{
	refuses("");
	refuses(" stop");
	refuses("stop!");
	refuses("„stop");
	refuses("\u00ad");
	refuses("st\xffop");
}

/* Of whole blocks, and a phrase at each place around their ends. */
static void
at_every_place(void)
{
	const char *const phrases[] = {"data loss", "ab"};
	char text[300];

	for (size_t len = 1; len < sizeof(text); len++)
		for (size_t at = 0; at + 10 <= len; at++) {
			memset(text, ' ', len);
			memcpy(text + at, "Data  Loss", 10);
			if (!CHECK_EQ(met(phrases, 2, lm_span(text, len)), 0))
				check_note("at %zu of %zu", at, len);
			text[at + 9] = 'x';
			if (!CHECK(met(phrases, 2, lm_span(text, len)) ==
				LM_PHRASE_NONE))
				check_note("at %zu of %zu", at, len);
		}
}

static void *
look_often(void *shared)
{
	struct lm_phrase_finder *finder = lm_phrase_finder_new(shared);
	size_t found[1], n = 0;

	for (int i = 0; finder != NULL && i < 1000; i++) {
		found[0] = LM_PHRASE_NONE;
		if (lm_phrase_finder_look(finder,
			lm_span_of("a Ärger: data loss"), found, NULL) == LM_OK)
			n += found[0] == 0;
	}
	lm_phrase_finder_free(finder);
	return n == 1000 ? shared : NULL;
}

static void
threads_share_phrases(void)
{
	const struct lm_phrase list[] = {{lm_span_of("ärger data loss"), 0}};
	struct lm_phrases *phrases = NULL;
	pthread_t threads[4];
	void *out;

	if (!CHECK_CODE(lm_phrases_new(list, 1, 1, &phrases, NULL, NULL),
		LM_OK))
		return;
	for (size_t i = 0; i < 4; i++)
		CHECK(pthread_create(&threads[i], NULL, look_often, phrases) ==
		    0);
	for (size_t i = 0; i < 4; i++) {
		CHECK(pthread_join(threads[i], &out) == 0);
		CHECK(out == phrases);
	}
	lm_phrases_free(phrases);
}

TEST_MAIN(TEST(words_in_order), TEST(word_boundaries), TEST(folded_forms),
    TEST(scripts_without_spaces), TEST(unspaced_scripts_are_boundaries),
    TEST(signs_are_boundaries_and_letters),
    TEST(first_then_longest_then_lowest), TEST(owners_and_earlier_finds),
    TEST(no_phrases), TEST(bad_phrases), TEST(at_every_place),
    TEST(threads_share_phrases))
