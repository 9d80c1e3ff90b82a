#include <stdio.h>
#include <string.h>

#include "assign.h"
#include "assign_fixture.h"
#include "check.h"
#include "placeholder.h"

static enum name_class
class_of(struct fixture *fixture, const char *name, struct name_match *match)
{
	enum name_class class = NAME_NONE;
	struct lm_err err = {0};

	CHECK_OK(name_classify(&fixture->names, lm_span_of(name),
		     &fixture->memo.scratch, &class, match, &err),
	    &err);
	return class;
}

static void
classifies_names(void)
{
	static const struct {
		const char *name;
		enum name_class class;
	} cases[] = {{"access_token", NAME_DENIED},
	    {"DB_PASSWORD", NAME_DENIED}, {"x-my-access-token", NAME_DENIED},
	    {"hubspotKey", NAME_CREDENTIAL}, {"mailgun", NAME_CREDENTIAL},
	    {"foo_key", NAME_CREDENTIAL}, {"sortKey", NAME_NONE},
	    {"keyboard", NAME_NONE}, {"monkey", NAME_NONE},
	    {"author", NAME_NONE}, {"max_tokens", NAME_NONE},
	    {"key_id", NAME_NONE}, {"discord_client_id", NAME_CREDENTIAL},
	    {"client_id", NAME_NONE}, {"", NAME_NONE}};
	struct fixture fixture;
	struct name_match match;

	if (!set_up(&fixture))
		return;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_EQ(class_of(&fixture, cases[i].name, &match),
		    cases[i].class);
		check_note("%s", cases[i].name);
	}
	tear_down(&fixture);
}

static void
recalls(struct fixture *fixture, const char *name)
{
	enum name_class class = NAME_CREDENTIAL;
	struct name_match match = {0}, again = {0};
	struct lm_err err = {0};

	CHECK_OK(name_recall(&fixture->names, lm_span_of(name), &fixture->memo,
		     &class, &again, &err),
	    &err);
	CHECK_EQ(class, class_of(fixture, name, &match));
	CHECK(lm_span_equal(match.label, again.label));
	CHECK_EQ(match.style, again.style);
	CHECK_EQ(match.plural, again.plural);
	check_note("%s", name);
}

/* More names than are remembered, each when it is new and when it is not; and
 * those that are too short or too long for it. */
static void
recalls_what_it_said(void)
{
	static const char *const ends[] = {"key", "token", "api_keys", "name",
	    "password"};
	struct fixture fixture;
	char name[80];

	if (!set_up(&fixture))
		return;
	for (int i = 0; i < MEMO_SLOTS; i++)
		for (size_t k = 0; k < sizeof(ends) / sizeof(ends[0]); k++) {
			(void)snprintf(name, sizeof(name), "n%d_%s", i,
			    ends[k]);
			recalls(&fixture, name);
			recalls(&fixture, ends[k]);
			recalls(&fixture, name);
		}
	recalls(&fixture, "");
	memset(name, 'a', sizeof(name));
	for (size_t len = MEMO_LONGEST - 1; len < MEMO_LONGEST + 2; len++) {
		memcpy(name + len - 4, "_key", 5);
		recalls(&fixture, name);
		memcpy(name + len - 4, "_not", 5);
		recalls(&fixture, name);
		memset(name, 'a', sizeof(name));
	}
	tear_down(&fixture);
}

static bool
is_secret(enum name_style style, const char *value)
{
	struct name_match match = {.style = style};

	return value_is_secret(&match, lm_span_of(value));
}

static void
judges_values(void)
{
	static const char *const none[] = {"", "short1", "1704067200123456",
	    "a8Fj3kL9mN2pQ5rT7uV1 x", "/usr/lib/x86_64/a1b2c3d4e5f6",
	    "rc0.15.0_20231217_1420-SNAPSHOT", "prod5zyxlmy-cmk-region2",
	    "2024-01-01T00:00:00Z1a2b3c", "api.server7.example.com",
	    "xxxxxxxxxxxxxxxx1a2b3c", "thequickbrownfoxjumps",
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", NULL};

	CHECK(is_secret(NAME_LIKE_SECRET, "a8Fj3kL9mN2pQ5rT7uV1"));
	CHECK(is_secret(NAME_LIKE_SECRET, "3fea6af1349166ea"));
	CHECK(!is_secret(NAME_LIKE_KEY, "3fea6af1349166ea"));
	CHECK(is_secret(NAME_LIKE_VENDOR,
	    "12345678-ABCD-ABCD-ABCD-1234567890AB"));
	CHECK(
	    !is_secret(NAME_LIKE_KEY, "12345678-ABCD-ABCD-ABCD-1234567890AB"));
	for (size_t i = 0; none[i] != NULL; i++) {
		CHECK(!is_secret(NAME_LIKE_SECRET, none[i]));
		check_note("%s", none[i]);
	}
}

/* Masks, and what stands where a secret would. */
static void
knows_placeholders(void)
{
	static const char *const are[] = {"", "[EMAIL]", "[EMAIL:k7f3a5c2]",
	    "[EMAIL:k7f3a5c2mz4qd5xe]", "[CARD:*1aB4]", "[X]",
	    "[REDACTED:email]", "****", "xxxxxxxx", "sk-xxxxxxxx", "$VAR",
	    "${VAR}", "{{ x }}", "%s", "%(name)s", "<token>", "your-api-key",
	    "AKIAIOSFODNN7EXAMPLE", "process.env.X", "changeme", "abc...",
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "key-abcdefghijklmn12",
	    NULL};
	static const char *const are_none[] = {"hunter2", "P@ssw0rd$1",
	    "a8Fj3kL9mN2p", "[email]", "[EMAIL:k7f3a9c]", "[E", "[2]",
	    "[A:*123]", "x1", "0123456789",
	    "00QCjAl4MlV-WPXM-ABCDEFGHIJKL-0HmjFx-vbGua", NULL};

	for (size_t i = 0; are[i] != NULL; i++) {
		CHECK(is_placeholder(lm_span_of(are[i])));
		check_note("%s", are[i]);
	}
	for (size_t i = 0; are_none[i] != NULL; i++) {
		CHECK(!is_placeholder(lm_span_of(are_none[i])) ||
		    are_none[i][0] == '[');
		CHECK_EQ(mask_first(lm_span_of(are_none[i])),
		    strlen(are_none[i]));
		check_note("%s", are_none[i]);
	}
	CHECK_EQ(mask_len(lm_span_of("a [IP_V4] b"), 2), 7);
	CHECK_EQ(mask_first(lm_span_of("a [IP_V4] b")), 2);
}

/* The lists are searched by halves: each of a sample is found. */
static void
knows_words(void)
{
	static const char *const words[] = {"a", "string", "X-API-Key",
	    "accessToken", "yes", "default", "you", "passwordRequired", NULL};

	for (size_t i = 0; words[i] != NULL; i++) {
		CHECK(is_code_words(lm_span_of(words[i])));
		check_note("%s", words[i]);
	}
	CHECK(!is_code_words(lm_span_of("swordfish")));
	CHECK(!is_code_words(lm_span_of("key1")));
	CHECK(!is_code_words(lm_span_of("")));
	CHECK(is_code(lm_span_of("a.b")) && is_code(lm_span_of("f(x")));
	CHECK(!is_code(lm_span_of("hunter2")) && !is_code(lm_span_of("s.1x")));
	CHECK(is_prose(lm_span_of("must be long")));
	CHECK(!is_prose(lm_span_of("correct horse battery")));
	CHECK(is_date(lm_span_of("2024-01-02")));
	CHECK(!is_date(lm_span_of("2024-0x-02")));
}

/* Each vendor's own name is found with a word behind it. */
static void
knows_vendors(void)
{
	static const char *const names[] = {"abuseipdb_key", "zoomToken",
	    "ADOBE_CLIENT_ID", "new_relic_key", "messageBirdKey", "oktakey",
	    "yandex_api", NULL};
	struct fixture fixture;
	struct name_match match;

	if (!set_up(&fixture))
		return;
	for (size_t i = 0; names[i] != NULL; i++) {
		CHECK(class_of(&fixture, names[i], &match) != NAME_NONE);
		check_note("%s", names[i]);
	}
	CHECK_EQ(class_of(&fixture, "adobe_version", &match), NAME_NONE);
	tear_down(&fixture);
}

TEST_MAIN(TEST(classifies_names), TEST(recalls_what_it_said),
    TEST(judges_values), TEST(knows_placeholders), TEST(knows_words),
    TEST(knows_vendors))
