#include "lm/jsonc.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"

/* What text becomes; "" where it is refused. */
static const char *
blanked(const char *text, size_t len, char out[256], struct lm_err *err)
{
	memcpy(out, text, len);
	out[len] = '\0';
	return lm_jsonc_blank(out, len, err) == LM_OK ? out : "";
}

static void
blanks(void)
{
	static const struct {
		const char *text;
		const char *want;
	} cases[] = {
	    {"", ""},
	    {"{}", "{}"},
	    {"// a\n1", "    \n1"},
	    {"// a\r1", "    \r1"},
	    {"// a\r\n1 // end", "    \r\n1       "},
	    {"1 /**/ /* b\n * c */", "1          \n       "},
	    {"/*/ 1 */2", "        2"},
	    {"[1,]", "[1 ]"},
	    {"{\"a\":[],\n}", "{\"a\":[] \n}"},
	    {"[1, /* , */ // ,\n]", "[1              \n]"},
	    {"[\"x\",]", "[\"x\" ]"},
	    {"[{},]", "[{} ]"},
	};
	char out[256];
	struct lm_err err;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_TEXT(blanked(cases[i].text, strlen(cases[i].text), out,
			       &err),
		    cases[i].want);
}

/* What is no comment, or no comma too many, or is wrong anyway. */
static void
leaves(void)
{
	static const char *const same[] = {"\"// x /* y */ ,]\"",
	    "\"\\\"// x\"", "[\"a\\\\\",\"//\"]", "[,]", "{,}", "[1,,]",
	    "[1,2]", "{\"a\":,}", "1 / 2", "1 /", "\"open // x", "\"\\", "[1,",
	    "/"};
	char out[256];
	struct lm_err err;

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		CHECK_TEXT(blanked(same[i], strlen(same[i]), out, &err),
		    same[i]);
}

static void
a_nul_stays(void)
{
	char line[] = "1// \0 x", block[] = "1/* \0 */";

	CHECK_CODE(lm_jsonc_blank(line, sizeof(line) - 1, NULL), LM_OK);
	CHECK(memcmp(line, "1   \0  ", 7) == 0);
	CHECK_CODE(lm_jsonc_blank(block, sizeof(block) - 1, NULL), LM_OK);
	CHECK(memcmp(block, "1   \0   ", 8) == 0);
}

static void
no_end(void)
{
	static const char *const open[] = {"1 /*", "1 /*/", "1 /* *",
	    "1 /* // */ \n"};
	char out[256];
	struct lm_err err;

	for (size_t i = 0; i < 3; i++) {
		CHECK_TEXT(blanked(open[i], strlen(open[i]), out, &err), "");
		CHECK_EQ(err.code, LM_MALFORMED);
		CHECK_EQ(err.column, 3);
		CHECK_HAS(err.message, "*/");
	}
	CHECK_TEXT(blanked(open[3], strlen(open[3]), out, &err),
	    "1          \n");
}

TEST_MAIN(TEST(blanks), TEST(leaves), TEST(a_nul_stays), TEST(no_end))
