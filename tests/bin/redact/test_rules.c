#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "rules.h"

#include "lm/buf.h"

#define N(list) (sizeof(list) / sizeof((list)[0]))

/* Rules of a file, ready; NULL, and a failure, if they cannot be. */
static struct rules *
rules_of(const char *toml)
{
	struct rules *rules = NULL;
	struct lm_err err = {0};

	CHECK_OK(rules_new(&rules, &err), &err);
	if (!CHECK_OK(rules_add_toml(rules, "r.toml", lm_span_of(toml), &err),
		&err) ||
	    !CHECK_OK(rules_prepare(rules, &err), &err)) {
		check_note("%s", toml);
		rules_free(rules);
		return NULL;
	}
	return rules;
}

/* What they find, as "LABEL=secret " for each, in order. */
static void
find(const struct rules *rules, struct lm_span text, struct lm_buf *out,
    bool *limited)
{
	struct rules_memory *memory = NULL;
	struct findings findings = {0};
	const struct subject subject = {.text = text};
	struct lm_err err = {0};

	out->len = 0;
	*limited = false;
	CHECK_OK(rules_memory_new(rules, &memory, &err), &err);
	/* Twice: what is kept of a text must not be seen in the next. */
	for (int i = 0; i < 2; i++) {
		findings.n = 0;
		CHECK_OK(rules_find(rules, memory, &subject, &findings, limited,
			     &err),
		    &err);
	}
	for (size_t i = 0; i < findings.n; i++) {
		const struct finding *found = &findings.list[i];

		CHECK_EQ(found->kind, KIND_RULE);
		CHECK(found->at + found->len <= text.len);
		CHECK_OK(lm_buf_span(out, found->label, &err), &err);
		CHECK_OK(lm_buf_byte(out, '=', &err), &err);
		CHECK_OK(lm_buf_append(out, text.ptr + found->at, found->len,
			     &err),
		    &err);
		CHECK_OK(lm_buf_byte(out, ' ', &err), &err);
	}
	findings_free(&findings);
	rules_memory_free(memory);
}

struct vector {
	const char *text;
	const char *want;
};

static void
check_finds(const char *toml, const struct vector *vectors, size_t n)
{
	struct rules *rules = rules_of(toml);
	struct lm_buf out = {0};

	for (size_t i = 0; i < n && rules != NULL; i++) {
		bool limited;

		find(rules, lm_span_of(vectors[i].text), &out, &limited);
		CHECK_SPAN(lm_buf_view(&out), vectors[i].want);
		CHECK(!limited);
		check_note("%s on %s", toml, vectors[i].text);
	}
	lm_buf_free(&out);
	rules_free(rules);
}

/* ---- what is a secret ----------------------------------------------------- */

static void
finds_the_whole_or_a_group(void)
{
	static const struct vector whole[] = {
	    {"ab-1234 ab-5678ab-9012",
		"A_KEY=ab-1234 A_KEY=ab-5678 "
		"A_KEY=ab-9012 "},
	    {"AB-1234", ""},
	    {"", ""},
	    {"ab-123", ""},
	};
	static const struct vector group[] = {
	    {"id: abcd;", "X=abcd "},
	    {"id= efgh;", "X=efgh "},
	    {"ID: abcd", "X=abcd "},
	    {"caf\xc3\xa9 id: abcd", "X=abcd "},
	};
	static const struct vector second[] = {{"k1:v2", "X=v2 "}};
	static const struct vector lines[] = {{"\nword\n", "X=word "}};

	check_finds("[[rules]]\nid='a-key'\nregex='ab-\\d{4}'\n"
		    "keywords=['AB-']",
	    whole, N(whole));
	check_finds("[[rules]]\nid='x'\n"
		    "regex='''(?i)id(?:: (\\w+)|= (\\w+))(?:;|$)'''",
	    group, N(group));
	check_finds("[[rules]]\nid='x'\nregex='(k\\d):(v\\d)'\nsecretGroup=2",
	    second, N(second));
	check_finds("[[rules]]\nid='x'\nregex='\\sword\\s'", lines, N(lines));
}

static void
asks_for_keywords(void)
{
	static const struct vector outside[] = {
	    {"tok-1234", ""},
	    {"tok-1234 of Acme", "X=tok-1234 "},
	    {"ACME: tok-1234, tok-5678", "X=tok-1234 X=tok-5678 "},
	};
	static const struct vector any[] = {
	    {"one 1234567", "X=1234567 "},
	    {"two 1234567", "X=1234567 "},
	    {"three 1234567", ""},
	};

	check_finds("[[rules]]\nid='x'\nregex='tok-\\d{4}'\n"
		    "keywords=['acme']",
	    outside, N(outside));
	check_finds("[[rules]]\nid='x'\nregex='\\d{7}'\n"
		    "keywords=['one','two']",
	    any, N(any));
}

static void
asks_for_entropy(void)
{
	static const struct vector vectors[] = {
	    {"key=aaaaaaab", ""},	     /* 0.54 */
	    {"key=aabbccdd", ""},	     /* just 2 */
	    {"key=aabbccde", "X=aabbccde "}, /* 2.25 */
	};

	check_finds("[[rules]]\nid='x'\nregex='key=(\\w{8})'\nentropy=2.0",
	    vectors, N(vectors));
}

static void
allows(void)
{
	static const char secret[] =
	    "[[rules]]\nid='x'\nregex='key=(\\w+)'\n"
	    "[[rules.allowlists]]\nregexes=['^test']\nstopwords=['EXAMPLE']\n";
	static const char both[] =
	    "[[rules]]\nid='x'\nregex='key=(\\w+)'\n"
	    "[[rules.allowlists]]\ncondition='AND'\nregexTarget='match'\n"
	    "regexes=['^key=t']\nstopwords=['example']\n";
	static const char line[] =
	    "[[rules]]\nid='x'\nregex='key=(\\w+)'\n"
	    "[rules.allowlist]\nregexTarget='line'\nregexes=['^#.*end$']\n";
	static const char elsewhere[] =
	    "[[rules]]\nid='x'\nregex='key=(\\w+)'\n"
	    "[[rules.allowlists]]\ncondition='AND'\npaths=['.*']\n"
	    "regexes=['.*']\n[[rules.allowlists]]\npaths=['.*']\n";
	static const char global[] =
	    "[[allowlists]]\ntargetRules=['x']\nstopwords=['aa']\n"
	    "[[rules]]\nid='x'\nregex='key=(\\w+)'\n"
	    "[[rules]]\nid='y'\nregex='name=(\\w+)'\n";
	static const struct vector secrets[] = {
	    {"key=test1", ""},
	    {"key=atest", "X=atest "},
	    {"key=myExample1", ""},
	    {"key=exampl", "X=exampl "},
	};
	static const struct vector boths[] = {
	    {"key=test", "X=test "},
	    {"key=myexample", "X=myexample "},
	    {"key=texample", ""},
	};
	static const struct vector lines[] = {
	    {"a\n# key=v end\nb", ""},
	    {"a\n key=v end\nb", "X=v "},
	    {"# key=v end", ""},
	};
	static const struct vector elsewheres[] = {{"key=v", "X=v "}};
	static const struct vector globals[] = {{"key=aab name=aab", "Y=aab "}};

	check_finds(secret, secrets, N(secrets));
	check_finds(both, boths, N(boths));
	check_finds(line, lines, N(lines));
	check_finds(elsewhere, elsewheres, N(elsewheres));
	check_finds(global, globals, N(globals));
}

/* Of two that find the same, the one that is not generic. */
static void
names_the_better_rule(void)
{
	static const struct vector vectors[] = {
	    {"key=acme12", "Z_ACME=acme12 "},
	    {"key=other1", "A_GENERIC=other1 "},
	};

	check_finds("[[rules]]\nid='a-generic'\nregex='key=(\\w{6})'\n"
		    "[[rules]]\nid='z.acme'\nregex='acme\\d+'\n"
		    "[[rules]]\nid='zz'\nregex='(acme\\d+)'\n",
	    vectors, N(vectors));
}

static void
leaves_masks(void)
{
	static const struct vector vectors[] = {
	    {"value: [EMAIL]", ""},
	    {"value: [EMAIL:k7f3a9c2]", ""},
	    {"value: [X:k7f3a9c2], [CUSTOMER_NAME].", ""},
	    {"value: Bob [EMAIL]", "X=Bob [EMAIL] "},
	    {"value: [AKIAQWERTYUIOPASDFGH]", "X=[AKIAQWERTYUIOPASDFGH] "},
	    {"value: [0]", "X=[0] "},
	};
	static const struct vector capitals[] = {
	    {"A [LONG_CAPITALS] B", ""},
	    {"SOME_LONG_ONES", "LONG_CAPITALS=SOME_LONG_ONES "},
	};

	check_finds("[[rules]]\nid='x'\nregex='value: (.+)'", vectors,
	    N(vectors));
	check_finds("[[rules]]\nid='long-capitals'\nregex='[A-Z_]{8,}'",
	    capitals, N(capitals));
}

/* A NUL, and what is around a match that is no letter of ASCII. */
static void
finds_beside_anything(void)
{
	static const char text[] = "\0tok_1234\0\xc3\xa9tok_5678\xe2\x82\xac";
	struct rules *rules =
	    rules_of("[[rules]]\nid='x'\nregex='\\btok_\\d{4}\\b'");
	struct lm_buf out = {0};
	bool limited;

	if (rules == NULL)
		return;
	find(rules, lm_span(text, sizeof(text) - 1), &out, &limited);
	CHECK_SPAN(lm_buf_view(&out), "X=tok_1234 X=tok_5678 ");
	find(rules, (struct lm_span){0}, &out, &limited);
	CHECK_EQ(out.len, 0);
	lm_buf_free(&out);
	rules_free(rules);
}

/* ---- files ---------------------------------------------------------------- */

static void
says_what_is_wrong(void)
{
	static const struct {
		const char *toml;
		uint64_t line, column;
		const char *message;
	} vectors[] = {
	    {"[[rules]", 1, 8, "expected ]]"},
	    {"[[rule]]\nid='x'", 1, 3, "\"rules\" meant"},
	    {"[[rules]]\nid='x'\nregexp='a'", 3, 1, "\"regex\" meant"},
	    {"[[rules]]\nid='x'\nrequired=[]", 3, 1, "unknown key"},
	    {"[[rules]]\nregex='a'", 1, 3, "without an id"},
	    {"[[rules]]\nid='x'", 2, 4, "no regex"},
	    {"[[rules]]\nid='x'\nregex='a(b'", 3, 7, "rule \"x\": missing"},
	    {"[[rules]]\nid='x'\nregex='a'\npath='('", 4, 6, "missing"},
	    {"[[rules]]\nid='x'\nregex='a'\nentropy='3'", 4, 9, "a number"},
	    {"[[rules]]\nid='x'\nregex='a'\nentropy=-1", 4, 9, "a number"},
	    {"[[rules]]\nid='x'\nregex='(a)'\nsecretGroup=2", 4, 13, "has 1"},
	    {"[[rules]]\nid='x'\nregex='a'\nkeywords=['']", 4, 11, "empty"},
	    {"[[rules]]\nid='x'\nregex='a'\nkeywords='k'", 4, 10, "array"},
	    {"[[rules]]\nid='x'\nregex='a'\n[[rules]]\nid='x'\nregex='b'", 5, 4,
		"there twice"},
	    {"[allowlist]\ndescription='d'", 1, 2, "without regexes"},
	    {"[allowlist]\nregexes=['(']", 2, 10, "missing"},
	    {"[allowlist]\nregexes=['a']\ncondition='XOR'", 3, 11, "\"AND\""},
	    {"[allowlist]\nregexes=['a']\nregexTarget='all'", 3, 13, "line"},
	};

	for (size_t i = 0; i < N(vectors); i++) {
		struct rules *rules = NULL;
		struct lm_err err = {0};

		CHECK_OK(rules_new(&rules, &err), &err);
		CHECK_CODE(rules_add_toml(rules, "r.toml",
			       lm_span_of(vectors[i].toml), &err),
		    LM_MALFORMED);
		CHECK_TEXT(err.file, "r.toml");
		CHECK_EQ(err.line, vectors[i].line);
		CHECK_EQ(err.column, vectors[i].column);
		CHECK_HAS(err.message, vectors[i].message);
		check_note("%s", vectors[i].toml);
		rules_free(rules);
	}
}

static void
knows_what_is_slow(void)
{
	static const char toml[] = "[[rules]]\nid='a'\nregex='tok-\\d+'\n"
				   "[[rules]]\nid='b'\nregex='[a-z]+\\d{9}'\n"
				   "[[rules]]\nid='c'\nregex='\\d{9}'\n"
				   "keywords=['k']\n"
				   "[[rules]]\nid='d'\npath='x'\n";
	struct rules *rules = rules_of(toml);

	if (rules == NULL)
		return;
	CHECK_EQ(rules_n(rules), 4);
	CHECK_SPAN(rules_id(rules, 1), "b");
	for (size_t i = 0; i < 4; i++)
		CHECK_EQ(rules_is_slow(rules, i), i == 1);
	CHECK(!rules_are_partial(rules));
	rules_free(rules);
}

/* A later file changes and disables rules of an earlier one. */
static void
extends(void)
{
	static const char base[] = "[[rules]]\nid='a'\nregex='aa=(\\w+)'\n"
				   "[[rules]]\nid='b'\nregex='bb=(\\w+)'\n"
				   "[[rules]]\nid='c'\nregex='cc=(\\w+)'\n";
	static const char more[] =
	    "[extend]\nuseDefault=true\ndisabledRules=['b']\n"
	    "[allowlist]\nstopwords=['fake']\n"
	    "[[rules]]\nid='a'\nentropy=1.5\n";
	struct rules *rules = NULL;
	struct lm_buf out = {0};
	struct lm_err err = {0};
	bool limited;

	CHECK_OK(rules_new(&rules, &err), &err);
	CHECK_OK(rules_add_toml(rules, "1", lm_span_of(base), &err), &err);
	CHECK_OK(rules_add_toml(rules, "2", lm_span_of(more), &err), &err);
	CHECK_OK(rules_prepare(rules, &err), &err);
	CHECK(rules_are_partial(rules));
	find(rules, lm_span_of("aa=1111 aa=1234 bb=1234 cc=1 cc=fake"), &out,
	    &limited);
	CHECK_SPAN(lm_buf_view(&out), "A=1234 C=1 ");
	lm_buf_free(&out);
	rules_free(rules);
}

static void
reads_json(void)
{
	static const char json[] =
	    "{\"id\":\"j\",\"regex\":\"key=(\\\\w+)\",\"keywords\":[\"key\"],"
	    "\"entropy\":1,\"secretGroup\":1,"
	    "\"allowlists\":[{\"stopwords\":[\"fake\"]}]}";
	yyjson_doc *doc = yyjson_read(json, strlen(json), 0);
	yyjson_doc *bad = yyjson_read("{\"id\":1}", 8, 0);
	struct rules *rules = NULL;
	struct lm_buf out = {0};
	struct lm_err err = {0};
	bool limited;

	CHECK_OK(rules_new(&rules, &err), &err);
	CHECK_OK(rules_add_json(rules, yyjson_doc_get_root(doc), &err), &err);
	yyjson_doc_free(doc);
	CHECK_OK(rules_prepare(rules, &err), &err);
	find(rules, lm_span_of("key=fake1 key=real1 key=1111"), &out, &limited);
	CHECK_SPAN(lm_buf_view(&out), "J=real1 ");
	CHECK_CODE(rules_add_json(rules, yyjson_doc_get_root(bad), &err),
	    LM_MALFORMED);
	CHECK_HAS(err.message, "\"id\": expected a string");
	yyjson_doc_free(bad);
	lm_buf_free(&out);
	rules_free(rules);
}

TEST_MAIN(TEST(finds_the_whole_or_a_group), TEST(asks_for_keywords),
    TEST(asks_for_entropy), TEST(allows), TEST(names_the_better_rule),
    TEST(leaves_masks), TEST(finds_beside_anything), TEST(says_what_is_wrong),
    TEST(knows_what_is_slow), TEST(extends), TEST(reads_json))
