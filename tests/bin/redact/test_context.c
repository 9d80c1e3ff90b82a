#include <string.h>

#include "check.h"
#include "context.h"
#include "phone.h"

static const char *const words[] = {"ssn", "social security", "^sin", "kredit*",
    "num\xc3\xa9ro", "\xce\xb1\xcf\x86\xce\xbc",
    "\xd0\xba\xd0\xb0\xd1\x80\xd1\x82\xd0\xb0", "\xe8\xba\xab\xe4\xbb\xbd",
    NULL};

/* Whether a word is near the number in a text, "#". */
static bool
near(const char *name, const char *text)
{
	const struct subject subject = {lm_span_of(text), lm_span_of(name)};
	size_t at = strcspn(text, "#");

	return context_near(&subject, at, at + 1, words);
}

static void
finds_words_of_texts(void)
{
	static const char *const texts[] = {"ssn #", "SSN: #", "# (ssn)",
	    "my Social Security no. #", "social-security #", "socialsecurity #",
	    "SocialSecurity #", "social  security: #", "SIN #", "Kreditkarte #",
	    "kredit #", "NUM\xc3\x89RO #", "user_ssn=#", "userSsn=#",
	    "\xce\x91\xce\xa6\xce\x9c #",
	    "\xd0\x9a\xd0\x90\xd0\xa0\xd0\xa2\xd0\x90 #",
	    "\xe8\xba\xab\xe4\xbb\xbd\xe8\xaf\x81\xe5\x8f\xb7\xe7\xa0\x81#",
	    "\xe2\x80\x9cssn\xe2\x80\x9d #", "ssn\n#", "#\nssn", "ssn\xc2\xa0#",
	    "\xf0\x9f\x98\x80ssn #", "ssn\xf0\x9f\x98\x80#",
	    "#\xf0\x9f\x94\x92ssn", "\xe2\x9a\xa0\xef\xb8\x8fssn #",
	    "\xf3\xa0\x81\xbfssn #",
	    "\xf0\x9f\x98\x80\xce\xb1\xcf\x86\xce\xbc #",
	    "social\xf0\x9f\x98\x80security #"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		CHECK(near("", texts[i]));
		check_note("%s", texts[i]);
	}
}

static void
leaves_other_words(void)
{
	static const char *const texts[] = {"", "#", "ssnx #", "xssn #",
	    "\xc3\xa9ssn #", "ssn\xc3\xa9 #", "\xf0\x9d\x90\x80ssn #",
	    "ssn\xf0\xa0\x80\x80 #", "sin #", "Sin #", "social #",
	    "social and security #", "0ssn #", "ssn0 #", "ssn\n\n#",
	    "ssn\n\r\n#", "#\n\nssn", "[US_SSN] #", "[SSN:k7f3a9c2] #",
	    "kredi #", "numero #"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		CHECK(!near("", texts[i]));
		check_note("%s", texts[i]);
	}
}

static void
finds_words_of_names(void)
{
	static const char *const yes[] = {"ssn", "SSN", "user_ssn", "userSSN",
	    "user.ssn", "ssn-last", "SSNNumber", "ssn2", "socialSecurityNumber",
	    "social_security", "socialsecurity", "sin", "kreditNr"};
	static const char *const no[] = {"assn", "ssns", "session", "using",
	    "sinus", "social", "lassnumber"};

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		CHECK(near(yes[i], "#"));
		check_note("%s", yes[i]);
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
		CHECK(!near(no[i], "#"));
		check_note("%s", no[i]);
	}
}

/* A word counts that is wholly within its distance. */
static void
keeps_its_distance(void)
{
	static const char before[] = "ssn ", after[] = " ssn";
	char text[512];

	for (size_t gap = 0; gap < 200; gap++) {
		struct subject subject = {.text = lm_span(text, gap + 6)};

		memset(text, ' ', sizeof(text));
		memcpy(text, before, 4);
		text[gap + 4] = '#';
		CHECK_EQ(context_near(&subject, gap + 4, gap + 5, words),
		    gap + 4 <= CONTEXT_BEFORE);
		memset(text, ' ', sizeof(text));
		text[0] = '#';
		memcpy(text + 1 + gap, after, 4);
		subject.text.len = gap + 5;
		CHECK_EQ(context_near(&subject, 0, 1, words),
		    gap + 4 <= CONTEXT_AFTER);
		check_note("%zu", gap);
	}
}

static void
knows_the_last_word(void)
{
	static const char *const ids[] = {"id", "trace*", NULL};
	static const char *const yes[] = {"id #", "id: #", "order_id=#",
	    "orderId: '#", "traces #", "\"id\":\"#"};
	static const char *const no[] = {"#", "id is #", "kid #", "id\n#",
	    "id; #", "id. #", "[ID] #", "idx #",
	    "id                             #"};

	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		CHECK(context_just_before(lm_span_of(yes[i]),
		    strcspn(yes[i], "#"), ids));
		check_note("%s", yes[i]);
	}
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
		CHECK(!context_just_before(lm_span_of(no[i]),
		    strcspn(no[i], "#"), ids));
		check_note("%s", no[i]);
	}
	CHECK(context_ends_name(lm_span_of("request_id"), ids));
	CHECK(context_ends_name(lm_span_of("requestId"), ids));
	CHECK(!context_ends_name(lm_span_of("id_card"), ids));
	CHECK(!context_ends_name(lm_span_of(""), ids));
}

static void
looks_past_nul_bytes(void)
{
	static const char text[] = "ssn\0#\0";
	const struct subject subject = {lm_span(text, 6), {0}};

	CHECK(context_near(&subject, 4, 5, words));
}

/* The index of a long list that is written out. */
static void
phone_words_are_indexed(void)
{
	struct context_words index = context_words_of(phone_words.words);
	size_t n = 0;

	for (size_t k = 0; k < 26; k++)
		CHECK_EQ(phone_words.seconds[k], index.seconds[k]);
	for (unsigned k = 0; k <= CONTEXT_OTHER; k++) {
		CHECK_EQ(phone_words.starts[k], n);
		while (phone_words.words[n] != NULL &&
		    context_letter(phone_words.words[n][0]) == k)
			n++;
	}
	CHECK_EQ(phone_words.starts[CONTEXT_OTHER + 1], n);
	CHECK(phone_words.words[n] == NULL);
	for (size_t i = 1; i < n; i++)
		if (phone_words.words[i][0] == phone_words.words[i - 1][0])
			CHECK(strcmp(phone_words.words[i - 1],
				  phone_words.words[i]) < 0);
}

static void
finds_where_words_may_begin(void)
{
	static const char text[] = "xsum sum \xc2\xb0 \xc3\xa9 SUM t";
	const char *const list[] = {"sum", NULL};
	struct context_words index = context_words_of(list);
	struct lm_span span = lm_span(text, sizeof(text) - 1);

	CHECK_EQ(context_next(span, 0, span.len, index.seconds), 5);
	CHECK_EQ(context_next(span, 6, span.len, index.seconds), 12);
	CHECK_EQ(context_next(span, 13, span.len, index.seconds), 15);
	CHECK_EQ(context_next(span, 16, span.len, index.seconds), span.len);
}

TEST_MAIN(TEST(finds_words_of_texts), TEST(leaves_other_words),
    TEST(finds_words_of_names), TEST(keeps_its_distance),
    TEST(knows_the_last_word), TEST(looks_past_nul_bytes),
    TEST(phone_words_are_indexed), TEST(finds_where_words_may_begin))
