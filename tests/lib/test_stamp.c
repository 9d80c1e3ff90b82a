#include "lm/stamp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/hash.h"
#include "lm/manifest.h"

/* The sums themselves are judged by stamp_oracle.py, in redact_stamp.bats. */

#define KEY "0123456789abcdef"

/* A manifest, NULL for no text, and what stamps are made with by it. */
struct maker {
	struct lm_manifest *manifest;
	struct lm_stamp *stamp;
};

static struct maker
maker_of(const char *manifest, const char *settings)
{
	struct maker maker = {NULL, NULL};
	struct lm_err err = {0};

	if (manifest != NULL)
		CHECK_OK(lm_manifest_read(lm_span_of(manifest), NULL,
			     &maker.manifest, &err),
		    &err);
	CHECK_OK(lm_stamp_new(maker.manifest, lm_span_of(settings),
		     &maker.stamp, &err),
	    &err);
	return maker;
}

static struct maker
plain(void)
{
	return maker_of(NULL, "");
}

static struct maker
keyed(const char *key)
{
	struct maker maker;

	setenv("TEST_STAMP_KEY", key, 1);
	maker = maker_of("{\"version\":\"1\",\"redaction\":"
			 "{\"key_env\":\"TEST_STAMP_KEY\"}}",
	    "");
	unsetenv("TEST_STAMP_KEY");
	return maker;
}

static void
maker_free(struct maker *maker)
{
	lm_stamp_free(maker->stamp);
	lm_manifest_free(maker->manifest);
}

/* The record with its stamp as first member; with a NUL behind it. */
static struct lm_buf
stamped(const struct maker *maker, const char *text)
{
	static const char *const kinds[] = {"email", "card"};
	static const uint64_t counts[] = {2, 0};
	struct lm_parser *parser = lm_parser_new();
	struct lm_buf out = {0};
	struct lm_record record;
	struct lm_err err = {0};

	append(&out, lm_span_of("{\"redact\":"));
	CHECK_OK(lm_parser_parse(parser, lm_span_of(text), &record, &err),
	    &err);
	CHECK_OK(lm_stamp_append(maker->stamp, &record, kinds, counts, 2, &out,
		     &err),
	    &err);
	append(&out, lm_span_of(","));
	append(&out, lm_span_of(text + 1));
	append(&out, lm_span("", 1));
	out.len--;
	lm_parser_free(parser);
	return out;
}

static enum lm_stamp_state
state_of(const struct maker *maker, struct lm_span text)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_record record;
	struct lm_err err = {0};
	enum lm_stamp_state state = LM_STAMP_NONE;

	if (CHECK_OK(lm_parser_parse(parser, text, &record, &err), &err))
		state = lm_stamp_check(maker->stamp, &record);
	lm_parser_free(parser);
	return state;
}

#define TEXT "{\"a\":\"x\",\"b\":[1,\"yz\",{\"c\":\"\\u00e9\"}]}"

/* The text, which has a NUL behind it, with to for the first from in it. */
static void
replace(const struct lm_buf *text, const char *from, const char *to,
    struct lm_buf *out)
{
	const char *at = strstr(text->ptr, from);

	if (!CHECK(at != NULL))
		check_note("no %s in %s", from, text->ptr);
	append(out, lm_span(text->ptr, (size_t)(at - text->ptr)));
	append(out, lm_span_of(to));
	at += strlen(from);
	append(out, lm_span(at, text->len - (size_t)(at - text->ptr)));
	append(out, lm_span("", 1));
	out->len--;
}

/* What the state is after the first from became to. */
static enum lm_stamp_state
changed(const struct maker *maker, const char *from, const char *to)
{
	struct lm_buf record = stamped(maker, TEXT), out = {0};
	enum lm_stamp_state state;

	replace(&record, from, to, &out);
	state = state_of(maker, lm_buf_view(&out));
	lm_buf_free(&record);
	lm_buf_free(&out);
	return state;
}

static void
is_written(void)
{
	struct maker maker = plain();
	struct lm_buf record = stamped(&maker, TEXT);
	struct lm_span head = lm_span(record.ptr, 40);

	CHECK_SPAN(head, "{\"redact\":{\"found\":{\"email\":2},\"rules\":\"");
	CHECK_HAS(record.ptr, "\",\"sum\":\"xxh3:");
	CHECK_HAS(record.ptr, "\",\"manifest\":null},\"a\":");
	lm_buf_free(&record);
	maker_free(&maker);
	maker = keyed(KEY);
	record = stamped(&maker, TEXT);
	CHECK_HAS(record.ptr, "\",\"sum\":\"blake2b:");
	CHECK_HAS(record.ptr, lm_manifest_stamp(maker.manifest));
	lm_buf_free(&record);
	maker_free(&maker);
}

/* What changes no text, and what does. */
static void
covers_texts(void)
{
	struct maker makers[] = {plain(), keyed(KEY)};
	static const char *const same[][2] = {{"\"x\"", "\"\\u0078\""},
	    {"[1", "[2"}, {"\"c\"", "\"d\""}, {"[1,", "[1, true,"},
	    {"{\"redact", "{\"route\":{\"r\":\"new\"},\"redact"},
	    {"{\"redact",
		"{\"embed\":\"e\",\"embedding\":[\"e\"],\"schemacheck\":\"s\","
		"\"redact"}};
	static const char *const other[][2] = {{"\"x\"", "\"y\""},
	    {"\"x\"", "\"xy\""}, {"\"x\"", "7"}, {"\"x\"", "\"x\",\"z\":\"\""},
	    {"\"yz\"", "\"y\",\"z\""},
	    {"\"x\"", "\"x\",\"x\":{\"route\":\"\"}"},
	    {"\"a\":\"x\",\"b\":[1,\"yz\"", "\"a\":\"yz\",\"b\":[1,\"x\""},
	    {"\"email\":2", "\"email\":3"}, {"\"email\":2", "\"emails\":2"},
	    {"\"email\":2", "\"email\":2,\"annexamplecom\":1"},
	    {"{\"email\":2}", "{}"}};

	for (size_t m = 0; m < 2; m++) {
		CHECK_EQ(changed(&makers[m], "{", "{"), LM_STAMP_VALID);
		for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
			if (!CHECK_EQ(changed(&makers[m], same[i][0],
					  same[i][1]),
				LM_STAMP_VALID))
				check_note("%s for %s", same[i][1], same[i][0]);
		for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++)
			if (!CHECK_EQ(changed(&makers[m], other[i][0],
					  other[i][1]),
				LM_STAMP_OTHER_SUM))
				check_note("%s for %s", other[i][1],
				    other[i][0]);
		CHECK_EQ(changed(&makers[m], "\"sum\":\"",
			     "\"sum\":\"xxh3:0123456789abcdef\",\"sum\":\""),
		    LM_STAMP_MALFORMED);
		maker_free(&makers[m]);
	}
}

/* Texts of a record do not pass for what was found in it, nor the reverse. */
static void
found_is_no_text(void)
{
	struct maker makers[] = {plain(), keyed(KEY)};
	static const char *const moved[][2] = {{"\"email\":2}",
						   "\"email\":2,\"card\":3}"},
	    {"\"card\",\"3\",", ""}};

	for (size_t m = 0; m < 2; m++) {
		struct lm_buf record =
		    stamped(&makers[m], "{\"a\":[\"card\",\"3\",\"x\"]}");
		struct lm_buf once = {0}, twice = {0};

		CHECK_EQ(state_of(&makers[m], lm_buf_view(&record)),
		    LM_STAMP_VALID);
		replace(&record, moved[0][0], moved[0][1], &once);
		replace(&once, moved[1][0], moved[1][1], &twice);
		CHECK_EQ(state_of(&makers[m], lm_buf_view(&twice)),
		    LM_STAMP_OTHER_SUM);
		lm_buf_free(&record);
		lm_buf_free(&once);
		lm_buf_free(&twice);
		maker_free(&makers[m]);
	}
}

static void
rules_are_bound(void)
{
	struct maker none = plain(), other = maker_of(NULL, "--detect email");
	struct lm_buf record = stamped(&other, TEXT);
	struct lm_buf of_none = stamped(&none, TEXT);
	char *rules = strstr(record.ptr, "\"rules\":\"") + 9;

	CHECK_EQ(state_of(&none, lm_buf_view(&record)), LM_STAMP_OTHER_RULES);
	CHECK_EQ(state_of(&other, lm_buf_view(&record)), LM_STAMP_VALID);
	/* Nor does it help to write the other fingerprint over it. */
	memcpy(rules, strstr(of_none.ptr, "\"rules\":\"") + 9, 16);
	CHECK_EQ(state_of(&none, lm_buf_view(&record)), LM_STAMP_OTHER_SUM);
	lm_buf_free(&record);
	lm_buf_free(&of_none);
	maker_free(&none);
	maker_free(&other);
}

static void
forms(void)
{
	static const char *const bad[][2] = {{"{\"found\":{\"email\":2},", "{"},
	    {"{\"found\"", "{\"more\":1,\"found\""},
	    {"\"found\":{\"email\":2}", "\"found\":[]"},
	    {"\"email\":2", "\"email\":-1"}, {"\"email\":2", "\"email\":2.0"},
	    {"\"email\":2", "\"email\":\"2\""},
	    {"\"email\":2", "\"email\":1000000000"},
	    {"\"email\":2", "\"a@b.example\":2"}, {"\"email\":2", "\"\":2"},
	    {"\"email\":2", "\"email\":2,\"email\":2"},
	    {"\"email\":2", "\"email\":2,\"card\":1,\"emai\\u006c\":3"},
	    {"\"rules\":\"", "\"rules\":\"0"},
	    {"\"rules\":\"", "\"rules\":1,\"x\":\""}, {"xxh3:", "xxh4:"},
	    {"xxh3:", "xxh3:0"}, {"xxh3:", "blake2b:"}, {"xxh3:", ""},
	    {"\"manifest\":null", "\"manifest\":1"},
	    {"\"manifest\":null", "\"manifest\":\"1\""},
	    {"\"manifest\":null", "\"manifest\":\"1#0123456789abcdeF\""},
	    {"\"manifest\":null", "\"manifest\":\"#0123456789abcdef\""},
	    {"{\"redact\"", "{\"redact\":1,\"redact\""},
	    {"\"a\"", "\"redact\":1,\"a\""},
	    {"\"a\"", "\"redac\\u0074\":1,\"a\""}};
	struct maker maker = plain();

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (!CHECK_EQ(changed(&maker, bad[i][0], bad[i][1]),
			LM_STAMP_MALFORMED))
			check_note("%s for %s", bad[i][1], bad[i][0]);
	CHECK_EQ(changed(&maker, "\"manifest\":null",
		     "\"manifest\":\"v#0123456789abcdef\""),
	    LM_STAMP_VALID);
	CHECK_EQ(changed(&maker, "{\"redact\"", "{\"redacted\""),
	    LM_STAMP_NONE);
	CHECK_EQ(state_of(&maker, lm_span_of("[{\"redact\":1}]")),
	    LM_STAMP_NONE);
	CHECK_EQ(state_of(&maker, lm_span_of("{\"redact\":null}")),
	    LM_STAMP_MALFORMED);
	maker_free(&maker);
}

/* Names of kinds may have digits, but for their first place. */
static void
names(void)
{
	static const char *const good[] = {"ipv4", "a1b2", "-0", "_9"};
	static const char *const bad[] = {"4ipv", "1", "IPV4", "ipv4.", "ip v4",
	    "ipv\xd9\xa4"};
	struct maker maker = plain();
	char member[32];

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		(void)snprintf(member, sizeof(member), "\"%s\":2", good[i]);
		if (!CHECK_EQ(changed(&maker, "\"email\":2", member),
			LM_STAMP_OTHER_SUM))
			check_note("%s", member);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(member, sizeof(member), "\"%s\":2", bad[i]);
		if (!CHECK_EQ(changed(&maker, "\"email\":2", member),
			LM_STAMP_MALFORMED))
			check_note("%s", member);
	}
	maker_free(&maker);
}

/* As many kinds as may be found; whether they all were is for the sum. */
static void
kinds(void)
{
	struct maker maker = plain();

	for (size_t n = LM_STAMP_MOST_KINDS - 1; n <= LM_STAMP_MOST_KINDS + 1;
	     n++) {
		struct lm_buf found = {0};
		struct lm_err err = {0};

		for (size_t i = 0; i < n; i++)
			CHECK_OK(lm_buf_printf(&found, &err, "%s\"%c%c\":1",
				     i == 0 ? "" : ",", 'a' + (int)i / 26,
				     'a' + (int)i % 26),
			    &err);
		append(&found, lm_span("", 1));
		CHECK_EQ(changed(&maker, "\"email\":2", found.ptr),
		    n <= LM_STAMP_MOST_KINDS ? LM_STAMP_OTHER_SUM
					     : LM_STAMP_MALFORMED);
		lm_buf_free(&found);
	}
	maker_free(&maker);
}

static void
keys(void)
{
	struct maker a = keyed(KEY), b = keyed(KEY "0"), lacking = keyed("");
	struct lm_buf record = stamped(&a, TEXT);
	struct lm_stamp *stamp;
	struct lm_err err = {0};

	CHECK(lm_stamp_lacks_key(a.stamp) == NULL);
	CHECK_TEXT(lm_stamp_lacks_key(lacking.stamp), "TEST_STAMP_KEY");
	CHECK_EQ(state_of(&a, lm_buf_view(&record)), LM_STAMP_VALID);
	CHECK_EQ(state_of(&b, lm_buf_view(&record)), LM_STAMP_OTHER_SUM);
	CHECK_EQ(state_of(&lacking, lm_buf_view(&record)), LM_STAMP_NO_KEY);
	CHECK_EQ(state_of(&lacking, lm_span_of(TEXT)), LM_STAMP_NONE);
	setenv("TEST_STAMP_KEY", "0123456789abcde", 1);
	CHECK_CODE(lm_stamp_new(a.manifest, (struct lm_span){0}, &stamp, &err),
	    LM_USAGE);
	CHECK(stamp == NULL);
	CHECK_HAS(err.message, "TEST_STAMP_KEY");
	CHECK(strstr(err.message, "0123456789abcde") == NULL);
	unsetenv("TEST_STAMP_KEY");
	lm_buf_free(&record);
	maker_free(&a);
	maker_free(&b);
	maker_free(&lacking);
}

/* With a key, a sum without one is none, whatever its rules say. */
static void
no_plain_sum_where_there_is_a_key(void)
{
	struct maker a = keyed(KEY);
	struct lm_buf record = stamped(&a, TEXT), out = {0};
	const char *sum = strstr(record.ptr, "blake2b:");
	size_t before = (size_t)(sum - record.ptr);

	append(&out, lm_span(record.ptr, before));
	append(&out, lm_span_of("xxh3:0123456789abcdef"));
	append(&out, lm_span(sum + 72, record.len - before - 72));
	CHECK_EQ(state_of(&a, lm_buf_view(&out)), LM_STAMP_OTHER_SUM);
	lm_buf_free(&record);
	lm_buf_free(&out);
	maker_free(&a);
}

static void
says_each(void)
{
	for (int state = LM_STAMP_VALID; state <= LM_STAMP_NO_KEY; state++)
		CHECK(strlen(lm_stamp_say((enum lm_stamp_state)state)) > 0);
}

TEST_MAIN(TEST(is_written), TEST(covers_texts), TEST(found_is_no_text),
    TEST(rules_are_bound), TEST(forms), TEST(names), TEST(kinds), TEST(keys),
    TEST(no_plain_sum_where_there_is_a_key), TEST(says_each))
