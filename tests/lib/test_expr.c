#include "lm/expr.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "generate.h"

static struct lm_expr *
compiled(const char *text)
{
	struct lm_expr *expr = NULL;
	struct lm_err err = {0};

	if (!CHECK_OK(lm_expr_new(text, &expr, &err), &err))
		abort();
	return expr;
}

/* The result, or -1 for malformed; the message in *err. */
static int
ask(const char *text, const char *json, struct lm_err *err)
{
	struct lm_expr *expr = compiled(text);
	bool result = true;
	enum lm_code code = lm_expr_true(expr, lm_span_of(json), &result, err);

	lm_expr_free(expr);
	if (code == LM_OK)
		return result;
	CHECK_CODE(code, LM_MALFORMED);
	CHECK(!result);
	return -1;
}

static void
check_ask(const char *text, const char *json, int want)
{
	struct lm_err err = {0};

	if (!CHECK_EQ(ask(text, json, &err), want))
		check_note("%s of %s: %s", text, json, err.message);
}

static void
true_is_neither_false_nor_null(void)
{
	check_ask("true", "{}", 1);
	check_ask("false", "{}", 0);
	check_ask("null", "{}", 0);
	check_ask("0", "{}", 1);
	check_ask("\"\"", "{}", 1);
	check_ask("[]", "{}", 1);
	check_ask(".", "false", 0);
	check_ask(".a", "{\"a\":false}", 0);
	check_ask(".a", "{}", 0);
	check_ask(".a == 1", "{\"a\":1.0}", 1);
	check_ask(".task == \"x\" and (.n > 3)", "{\"task\":\"x\",\"n\":4}", 1);
}

static void
the_first_output_counts(void)
{
	check_ask("empty", "{}", 0);
	check_ask("true, false", "{}", 1);
	check_ask("false, true", "{}", 0);
	check_ask("true, error(\"late\")", "{}", 1);
	check_ask(".[]", "[]", 0);
	check_ask(".[]", "[null,1]", 0);
	check_ask("select(.a)", "{\"a\":1}", 1);
	check_ask("range(1000000000)", "{}", 1);
}

static void
a_failure_is_malformed(void)
{
	struct lm_err err = {0};

	CHECK_EQ(ask("error(\"why\")", "{}", &err), -1);
	CHECK_TEXT(err.message, "--if failed: why");
	CHECK_EQ(ask("error({\"a\":1})", "{}", &err), -1);
	CHECK_TEXT(err.message, "--if failed: {\"a\":1}");
	CHECK_EQ(ask(".a.b", "{\"a\":1}", &err), -1);
	CHECK_HAS(err.message, "Cannot index number");
	CHECK_EQ(ask(".a | tonumber", "{\"a\":\"x\"}", &err), -1);
	check_ask(".a.b?", "{\"a\":1}", 0);
	check_ask("try error(\"x\") catch false", "{}", 0);
}

static void
halting_is_a_failure(void)
{
	struct lm_err err = {0};

	CHECK_EQ(ask("halt", "{}", &err), -1);
	CHECK_HAS(err.message, "halted");
	CHECK_EQ(ask("\"bye\" | halt_error", "{}", &err), -1);
}

static void
what_is_no_expression(void)
{
	static const char *const texts[] = {".a ==", "(", "nosuch", ".a | | .b",
	    "{", "$x", "import \"a\" as a; .", "include \"a\"; ."};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct lm_expr *expr = NULL;
		struct lm_err err = {0};

		if (!CHECK_CODE(lm_expr_new(texts[i], &expr, &err), LM_USAGE))
			check_note("%s", texts[i]);
		CHECK(expr == NULL);
		CHECK_HAS(err.message, "not a jq expression");
		CHECK(strchr(err.message, '\n') == NULL);
	}
	lm_expr_free(NULL);
}

/* One expression, many records: nothing is left of the one before. */
static void
it_is_used_again_and_again(void)
{
	struct lm_expr *expr = compiled(
	    "if .a == 1 then true, 2 elif .a == 2 then error(\"x\") "
	    "elif .a == 3 then empty elif .a == 4 then false else halt end");
	static const int wants[] = {1, -1, 0, 0, -1};
	struct random random = random_start(40);

	for (int n = 0; n < 5000; n++) {
		size_t a = random_below(&random, 5);
		char json[20] = "{\"a\":0}";
		struct lm_err err = {0};
		bool result;
		enum lm_code code;

		json[5] = (char)('1' + a);
		code = lm_expr_true(expr, lm_span_of(json), &result, &err);
		if (!CHECK_EQ(code == LM_OK ? result : -1, wants[a]))
			break;
	}
	lm_expr_free(expr);
}

/* Exactly as long as it is, so that a look past its end is seen. */
static enum lm_code
ask_exactly(struct lm_expr *expr, struct lm_span json, bool *result,
    struct lm_err *err)
{
	char *exact = malloc(json.len);
	enum lm_code code;

	if (exact == NULL)
		abort();
	memcpy(exact, json.ptr, json.len);
	code = lm_expr_true(expr, lm_span(exact, json.len), result, err);
	free(exact);
	return code;
}

/* Whatever is a record is one for jq. */
static void
any_record_is_taken(void)
{
	struct random random = random_start(41);
	struct lm_expr *expr = compiled("true");
	struct generated record = {0};

	for (int n = 0; n < 3000; n++) {
		struct generate_options options = {.max_values = 40,
		    .max_depth = 6,
		    .max_string = 300,
		    .spaces = true};
		struct lm_err err = {0};
		bool result = false;

		generate(&random, &options, &record);
		if (!CHECK_OK(ask_exactly(expr, lm_buf_view(&record.text),
				  &result, &err),
			&err) ||
		    !CHECK(result)) {
			check_note("%.*s", (int)record.text.len,
			    record.text.ptr);
			break;
		}
	}
	generated_free(&record);
	lm_expr_free(expr);
}

/* libjq 1.6 goes no deeper than 256; the record must not be read past its
 * end, nor said in the message. */
static void
a_deep_record(void)
{
	struct lm_expr *expr = compiled("true");
	struct lm_buf json = {0};

	for (size_t depth = 100; depth <= 1000; depth += 100) {
		struct lm_err err = {0};
		bool result = false;
		enum lm_code code;

		json.len = 0;
		for (size_t i = 0; i < depth; i++)
			append(&json, lm_span_of("["));
		append(&json, lm_span_of("\"secret\""));
		for (size_t i = 0; i < depth; i++)
			append(&json, lm_span_of("]"));
		code = ask_exactly(expr, lm_buf_view(&json), &result, &err);
		CHECK(depth > 256 ? code == LM_OK || code == LM_MALFORMED
				  : code == LM_OK);
		CHECK(code == LM_OK || strstr(err.message, "secret") == NULL);
	}
	lm_buf_free(&json);
	lm_expr_free(expr);
}

static void
odd_values(void)
{
	check_ask(".a == \"\\u0000\"", "{\"a\":\"\\u0000\"}", 1);
	check_ask(".a", "{\"a\":true,\"a\":false}", 0);
	check_ask(".a | length == 1", "{\"a\":\"\\ud800\"}", 1);
	check_ask(".a > 1e300", "{\"a\":1E400}", 1);
	check_ask(".a == \"\xc3\xa9\"", "{\"a\":\"\\u00e9\"}", 1);
	check_ask(".", " 7 ", 1);
}

/* What each of several expressions says of a record: enum lm_answer as a digit
 * each, 'x' for a failure. */
static void
check_list(struct lm_expr *expr, const char *json, const char *want)
{
	char got[16] = "";
	size_t n = strlen(want);

	lm_expr_take(expr, lm_span_of(json));
	for (size_t i = n; i-- > 0;) { /* in any order */
		struct lm_err err = {0};
		enum lm_answer answer = LM_ANSWER_TRUE;
		enum lm_code code = lm_expr_ask(expr, i, &answer, &err);

		got[i] = code == LM_OK ? (char)('0' + (int)answer) : 'x';
		CHECK(code == LM_OK ||
		    strncmp(err.message, "where failed: ", 14) == 0);
	}
	if (!CHECK(strcmp(got, want) == 0))
		check_note("%s: %s, expected %s", json, got, want);
}

static void
several_are_one_program(void)
{
	const struct lm_span texts[] = {
	    lm_span_of(".a > 1 # a comment"),
	    lm_span_of("def f: .b; f as $x | $x"),
	    lm_span_of("def f: 7; f == 7 and .c"),
	    lm_span_of("false, true"),
	    lm_span_of(".a | keys | length > 0"),
	    lm_span_of("empty"),
	};
	struct lm_expr *expr = NULL;
	struct lm_err err = {0};

	if (!CHECK_OK(lm_expr_new_list("where", texts, 6, &expr, NULL, &err),
		&err))
		return;
	check_list(expr, "{\"a\":2,\"b\":1,\"c\":false}", "1300x2");
	check_list(expr, "{\"a\":{\"k\":1},\"c\":1}", "121012");
	check_list(expr, "[1]", "xxx0x2");
	check_list(expr, "{}", "0200x2");
	lm_expr_free(expr);
}

/* What looks like a bracket and is none; what is one within a string. */
static void
brackets_in_odd_places(void)
{
	const struct lm_span texts[] = {
	    lm_span_of(".a == \")\" # ) ] \""),
	    lm_span_of("\"x\\(.b | {c: [1, \")\"]} | .c[1])\" == \"x)\""),
	    lm_span_of("\"\\\"(\" | length == 2"),
	    lm_span_of("# only (\n.a"),
	};
	struct lm_expr *expr = NULL;
	struct lm_err err = {0};

	if (!CHECK_OK(lm_expr_new_list("where", texts, 4, &expr, NULL, &err),
		&err))
		return;
	check_list(expr, "{\"a\":\")\"}", "1113");
	check_list(expr, "{}", "0112");
	lm_expr_free(expr);
}

static void
a_mistake_in_one_is_its_own(void)
{
	const struct lm_span broken[] = {
	    lm_span_of("true"),
	    lm_span_of("true) , (false"),
	};
	const struct lm_span other[] = {
	    lm_span_of("def f: 1; f"),
	    lm_span_of("f"),
	};
	static const char *const empty[] = {"def f: 1;", "# nothing", " ",
	    "$__lmob_which == 1"};
	struct lm_expr *expr = NULL;
	struct lm_err err = {0};
	size_t bad = 9;

	CHECK_CODE(lm_expr_new_list("where", broken, 2, &expr, &bad, &err),
	    LM_USAGE);
	CHECK_EQ(bad, 1);
	CHECK(expr == NULL);
	bad = 9;
	CHECK_CODE(lm_expr_new_list("where", other, 2, &expr, &bad, &err),
	    LM_USAGE);
	CHECK_EQ(bad, 1);
	for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
		const struct lm_span two[] = {lm_span_of("true"),
		    lm_span_of(empty[i])};

		bad = 9;
		CHECK_CODE(lm_expr_new_list("where", two, 2, &expr, &bad, &err),
		    LM_USAGE);
		CHECK_EQ(bad, 1);
	}
}

/* jq 1.6 does not clear what it allocates: leave nothing that looks clean. */
static void
soil_memory(void)
{
	enum { STEP = 16, N_SIZES = 64, N_EACH = 8 };
	void *list[N_SIZES][N_EACH];

	for (size_t i = 0; i < N_SIZES; i++)
		for (size_t j = 0; j < N_EACH; j++) {
			list[i][j] = malloc((i + 1) * STEP);
			if (list[i][j] != NULL)
				memset(list[i][j], 0x5a, (i + 1) * STEP);
		}
	for (size_t i = 0; i < N_SIZES; i++)
		for (size_t j = 0; j < N_EACH; j++)
			free(list[i][j]);
}

static void
what_asks_its_program(void)
{
	soil_memory();
	check_ask("debug | .a", "{\"a\":true}", 1);
	soil_memory();
	check_ask("[inputs] | length == 0", "{}", 1);
	soil_memory();
	check_ask("input", "{}", -1);
	soil_memory();
	check_ask("input_line_number", "{}", -1);
}

TEST_MAIN(TEST(true_is_neither_false_nor_null), TEST(the_first_output_counts),
    TEST(a_failure_is_malformed), TEST(halting_is_a_failure),
    TEST(what_asks_its_program), TEST(what_is_no_expression),
    TEST(it_is_used_again_and_again), TEST(any_record_is_taken),
    TEST(a_deep_record), TEST(odd_values), TEST(several_are_one_program),
    TEST(brackets_in_odd_places), TEST(a_mistake_in_one_is_its_own))
