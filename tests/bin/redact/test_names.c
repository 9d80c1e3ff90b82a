#include <string.h>

#include "check.h"
#include "names.h"

#include "lm/text.h"

static enum lm_code
make(const char *const *list, struct names *names, struct lm_err *err)
{
	struct lm_span spans[64];
	size_t n = 0;

	for (; list[n] != NULL; n++)
		spans[n] = lm_span_of(list[n]);
	return names_new(spans, n, names, err);
}

static struct name_match
match(const struct names *names, const char *key)
{
	struct lm_buf scratch = {0};
	struct lm_err err = {0};
	struct name_match found = {0};

	CHECK_OK(names_find(names, lm_span_of(key), &scratch, &found, &err),
	    &err);
	lm_buf_free(&scratch);
	return found;
}

static struct lm_span
find(const struct names *names, const char *key)
{
	return match(names, key).label;
}

static void
finds_every_spelling(void)
{
	static const char *const list[] = {"access_token", "Größe", NULL};
	static const char *const spellings[] = {"access_token", "ACCESS_TOKEN",
	    "access-token", "access.token", "access token", "accessToken",
	    "AccessToken", "accesstoken", "_access__token-",
	    "acce\xe2\x80\x8bss_token", /* zero width */
	    "\xef\xbd\x81"
	    "ccess\xef\xbc\xbf"
	    "token", /* full width */
	    "acce\xc5\xbf"
	    "s_to\xe2\x84\xaa"
	    "en", /* long s, kelvin */
	    NULL};
	struct names names;
	struct lm_err err = {0};

	if (!CHECK_OK(make(list, &names, &err), &err))
		return;
	for (size_t i = 0; spellings[i] != NULL; i++) {
		CHECK_SPAN(find(&names, spellings[i]), "access_token");
		check_note("%s", spellings[i]);
	}
	CHECK_SPAN(find(&names, "GRO\xcc\x88SSE"), "Größe");
	names_free(&names);
	CHECK_EQ(names.n, 0);
}

static void
leaves_others(void)
{
	static const char *const list[] = {"access_token", NULL};
	static const char *const others[] = {"", "access", "myaccesstoken",
	    "access_token_type", "access:token", "access/token", "_", "-. ",
	    "access_tokenizer", "acc\xc3\xa9ss_token", NULL};
	struct names names;
	struct lm_err err = {0};

	if (!CHECK_OK(make(list, &names, &err), &err))
		return;
	for (size_t i = 0; others[i] != NULL; i++) {
		CHECK_EQ(find(&names, others[i]).len, 0);
		check_note("%s", others[i]);
	}
	names_free(&names);
}

/* The last words of a key count, and what stands before them does not. */
static void
finds_ends_of_keys(void)
{
	static const char *const list[] = {"access_token", "api_key",
	    "contract_price", "x", NULL};
	static const struct {
		const char *key, *label;
	} cases[] = {{"http.request.access_token", "access_token"},
	    {"x-my-access-token", "access_token"},
	    {"my_access_token", "access_token"},
	    {"userAccessToken", "access_token"},
	    {"my_accesstoken", "access_token"}, {"XMLHttpAPIKey", "api_key"},
	    {"data[api_key]", "api_key"}, {"ns:api_key", "api_key"},
	    {"api_key:", "api_key"}, {"access_token2", "access_token"},
	    {"APIKey_12", "api_key"},
	    {"total.contract_price", "contract_price"},
	    {"a.b.c.d.e.f.g.h.i.j.k.l.api_key", "api_key"},
	    {"gr\xc3\xb6\xc3\x9f"
	     "eApiKey",
		"api_key"},
	    {"\xef\xbd\x8d\xef\xbd\x99\xef\xbc\xa1\xef\xbd\x90\xef\xbd\x89"
	     "Key",
		"api_key"},
	    {"is_x", "x"}};
	struct names names;
	struct lm_err err = {0};

	if (!CHECK_OK(make(list, &names, &err), &err))
		return;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_SPAN(find(&names, cases[i].key), cases[i].label);
		check_note("%s", cases[i].key);
	}
	names_free(&names);
}

static void
finds_plurals(void)
{
	static const char *const list[] = {"api_key", "token", "address",
	    "contract_price", NULL};
	struct names names;
	struct lm_err err = {0};

	if (!CHECK_OK(make(list, &names, &err), &err))
		return;
	CHECK_SPAN(find(&names, "my_api_keys"), "api_key");
	CHECK(match(&names, "api_keys").plural);
	CHECK(!match(&names, "api_key").plural);
	CHECK_SPAN(find(&names, "contractPrices"), "contract_price");
	CHECK_SPAN(find(&names, "addresses"), "address");
	CHECK(!match(&names, "address").plural);
	CHECK_EQ(find(&names, "tokens").len, 0);
	CHECK_EQ(find(&names, "max_tokens").len, 0);
	names_free(&names);
}

/* Built-in names of one word are other things after some words. */
static void
leaves_counts_and_kinds(void)
{
	static const char *const list[] = {"token", "password", "secret",
	    "count", NULL};
	static const char *const others[] = {"eos_token", "bosToken",
	    "next_page_token", "cost_per_token", "max_token", "publicToken",
	    "token_type", "token_count", "has_password", "isPassword",
	    "passwordless", "password_hash_algorithm", "password_reset_url",
	    "forgotpassword", "min_secret", NULL};
	struct names names;
	struct lm_err err = {0};

	if (!CHECK_OK(make(list, &names, &err), &err))
		return;
	for (size_t i = 0; others[i] != NULL; i++) {
		struct lm_span label = find(&names, others[i]);

		CHECK(label.len == 0 ||
		    lm_span_equal(label, lm_span_of("count")));
		check_note("%s", others[i]);
	}
	CHECK_SPAN(find(&names, "userToken"), "token");
	CHECK_SPAN(find(&names, "PGPASSWORD"), "password");
	CHECK_SPAN(find(&names, "max_count"), "count");
	names_free(&names);
}

static void
knows_styles(void)
{
	static const char *const list[] = {"customer", "password", "api_key",
	    "token", "authorization", "cookie", "ssn", "database_url",
	    "contract_price", "access_token", NULL};
	static const enum name_style styles[] = {NAME_GIVEN, NAME_PASSWORD,
	    NAME_STRONG, NAME_WEAK, NAME_HEADER, NAME_COOKIE, NAME_NUMBER,
	    NAME_CONNECTION, NAME_GIVEN, NAME_STRONG};
	struct names names;
	struct lm_err err = {0};

	if (!CHECK_OK(make(list, &names, &err), &err))
		return;
	for (size_t i = 0; list[i] != NULL; i++) {
		CHECK_EQ(match(&names, list[i]).style, styles[i]);
		check_note("%s", list[i]);
	}
	names_free(&names);
}

static void
first_label_stays(void)
{
	static const char *const list[] = {"Api-Key", "api_key", "x", NULL};
	struct names names;
	struct lm_err err = {0};

	if (!CHECK_OK(make(list, &names, &err), &err))
		return;
	CHECK_EQ(names.n, 2);
	CHECK_SPAN(find(&names, "apikey"), "Api-Key");
	names_free(&names);
}

static void
refuses_empty_names(void)
{
	static const char *const bad[] = {"", "_", "-. _", "\xe2\x80\x8b"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const char *const list[] = {"good", bad[i], NULL};
		struct names names;
		struct lm_err err = {0};

		CHECK_CODE(make(list, &names, &err), LM_USAGE);
		CHECK_HAS(err.message, "expected a letter or digit");
		names_free(&names);
	}
}

static void
none_finds_none(void)
{
	struct names names = {0};

	CHECK_EQ(find(&names, "password").len, 0);
	names_free(&names);
}

/* Every default name is found in itself, and none is there twice. */
static void
defaults_are_distinct(void)
{
	const char *const *const tables[] = {names_default_fields,
	    names_default_credentials};
	struct lm_span spans[256];
	struct names names;
	struct lm_err err = {0};
	size_t n = 0;

	for (size_t t = 0; t < 2; t++)
		for (size_t i = 0; tables[t][i] != NULL; i++)
			spans[n++] = lm_span_of(tables[t][i]);
	if (!CHECK_OK(names_new(spans, n, &names, &err), &err))
		return;
	CHECK_EQ(names.n, n);
	for (size_t i = 0; i < n; i++)
		CHECK_SPANS(find(&names, spans[i].ptr), spans[i]);
	names_free(&names);
}

TEST_MAIN(TEST(finds_every_spelling), TEST(leaves_others),
    TEST(finds_ends_of_keys), TEST(finds_plurals),
    TEST(leaves_counts_and_kinds), TEST(knows_styles), TEST(first_label_stays),
    TEST(refuses_empty_names), TEST(none_finds_none),
    TEST(defaults_are_distinct))
