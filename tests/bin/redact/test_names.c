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

static struct lm_span
find(const struct names *names, const char *key)
{
	struct lm_buf scratch = {0};
	struct lm_err err = {0};
	struct lm_span label = {0};

	CHECK_OK(names_find(names, lm_span_of(key), &scratch, &label, &err),
	    &err);
	lm_buf_free(&scratch);
	return label;
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
	static const char *const others[] = {"", "access", "access_tokens",
	    "my_access_token", "access:token", "access/token", "_", "-. ",
	    "acc\xc3\xa9ss_token", NULL};
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
    TEST(first_label_stays), TEST(refuses_empty_names), TEST(none_finds_none),
    TEST(defaults_are_distinct))
