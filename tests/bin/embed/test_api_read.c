#include "api.h"

#include "check.h"

#define DATA(items) "{\"object\":\"list\",\"data\":[" items "]}"
#define ITEM(i, v) "{\"index\":" i ",\"embedding\":" v "}"
#define VECTORS(items) "{\"model\":\"m\",\"embeddings\":[" items "]}"

struct reading {
	struct lm_parser *parser;
	struct api_vectors vectors;
	struct lm_err err;
};

/* Without the floats of arrays it is the same reading. */
static void
check_as_text(const struct reading *reading, enum lm_api kind,
    struct lm_span body, struct api_want want, enum lm_code code)
{
	const struct api_vectors *v = &reading->vectors;
	struct lm_parser *parser = lm_parser_new();
	struct api_vectors seen = {0};
	struct lm_err err = {0};

	if (!CHECK(parser != NULL))
		return;
	want.arrays_as_text = true;
	CHECK_CODE(api_of(kind)->read(parser, body, &want, &seen, &err), code);
	CHECK_EQ(seen.n, v->n);
	CHECK_EQ(seen.dimensions, v->dimensions);
	CHECK_EQ(seen.tokens, v->tokens);
	CHECK(seen.is_base64 == v->is_base64);
	if (code != LM_OK)
		CHECK_TEXT(err.message, reading->err.message);
	CHECK_EQ(seen.floats.len, v->is_base64 ? v->floats.len : 0);
	for (size_t i = 0; i < v->n; i++)
		CHECK(lm_span_equal(api_text(&seen, i), api_text(v, i)));
	api_vectors_free(&seen);
	lm_parser_free(parser);
}

static enum lm_code
read_reply(struct reading *reading, enum lm_api kind, struct lm_span body,
    size_t n, uint64_t dimensions)
{
	const struct api_want want = {.n = n, .dimensions = dimensions};
	enum lm_code code;

	if (reading->parser == NULL)
		reading->parser = lm_parser_new();
	if (!CHECK(reading->parser != NULL))
		return LM_NOMEM;
	reading->err = (struct lm_err){0};
	code = api_of(kind)->read(reading->parser, body, &want,
	    &reading->vectors, &reading->err);
	check_as_text(reading, kind, body, want, code);
	return code;
}

static void
reading_free(struct reading *reading)
{
	lm_parser_free(reading->parser);
	api_vectors_free(&reading->vectors);
	CHECK(reading->vectors.floats.ptr == NULL);
}

static void
check_vector(const struct api_vectors *vectors, size_t i, const char *text,
    float first, float last)
{
	const float *floats = api_floats(vectors, i);
	size_t n = (size_t)vectors->dimensions;

	CHECK_SPAN(api_text(vectors, i), text);
	CHECK(memcmp(&floats[0], &first, sizeof(float)) == 0);
	CHECK(memcmp(&floats[n - 1], &last, sizeof(float)) == 0);
}

/* The server's digits are passed through, also those that are not the shortest
 * of their float. */
static void
digits_stay(void)
{
	struct reading r = {0};
	const struct api_vectors *v = &r.vectors;
	struct lm_span body = lm_span_of(
	    DATA(ITEM("1", "[ 1e-7 ,-0.0,\n0.10000000149011612 ]") "," ITEM("0",
		"[1E0,2.50,-3]")));

	if (CHECK_OK(read_reply(&r, LM_API_OPENAI, body, 2, 3), &r.err)) {
		CHECK_EQ(v->n, 2);
		CHECK_EQ(v->dimensions, 3);
		CHECK(!v->is_base64);
		check_vector(v, 0, "[1E0,2.50,-3]", 1.0f, -3.0f);
		check_vector(v, 1, "[ 1e-7 ,-0.0,\n0.10000000149011612 ]",
		    1e-7f, 0.1f);
		CHECK(api_text(v, 1).ptr > body.ptr &&
		    api_text(v, 1).ptr < body.ptr + body.len);
	}
	reading_free(&r);
}

static void
each_api(void)
{
	struct reading r = {0};
	const struct api_vectors *v = &r.vectors;

	if (CHECK_OK(read_reply(&r, LM_API_OLLAMA,
			 lm_span_of("{\"model\":\"bge\",\"embeddings\":[[1,2],"
				    "[3,4]],\"total_duration\":1,"
				    "\"prompt_eval_count\":9}"),
			 2, 0),
		&r.err)) {
		CHECK_EQ(v->tokens, 9);
		CHECK_SPAN(v->model, "bge");
		check_vector(v, 1, "[3,4]", 3, 4);
	}
	if (CHECK_OK(read_reply(&r, LM_API_TEI, lm_span_of(" [[1],[ -2e0 ]] "),
			 2, 0),
		&r.err)) {
		CHECK_EQ(v->tokens, 0);
		CHECK_EQ(v->model.len, 0);
		check_vector(v, 1, "[ -2e0 ]", -2, -2);
	}
	for (int kind = 0; kind < 3; kind++) {
		static const enum lm_api alike[] = {LM_API_OPENAI,
		    LM_API_LLAMA_CPP, LM_API_VLLM};

		if (CHECK_OK(
			read_reply(&r, alike[kind],
			    lm_span_of(
				"{\"data\":[{\"embedding\":[5],\"index\":0,"
				"\"object\":\"embedding\"}],\"model\":\"x\","
				"\"usage\":{\"prompt_tokens\":7,"
				"\"total_tokens\":8}}"),
			    1, 1),
			&r.err)) {
			CHECK_EQ(v->tokens, 7);
			CHECK_SPAN(v->model, "x");
		}
	}
	reading_free(&r);
}

/* 1.0 and -2.5 in little-endian order; also with an escaped slash. */
static void
base64(void)
{
	struct reading r = {0};
	const struct api_vectors *v = &r.vectors;

	if (CHECK_OK(read_reply(&r, LM_API_OPENAI,
			 lm_span_of(DATA(ITEM("0", "\"AACAPwAAIMA=\""))), 1, 2),
		&r.err)) {
		CHECK(v->is_base64);
		check_vector(v, 0, "AACAPwAAIMA=", 1.0f, -2.5f);
	}
	/* ff ff 7f 3f is the float below 1. */
	if (CHECK_OK(read_reply(&r, LM_API_OPENAI,
			 lm_span_of(DATA(ITEM("0", "\"\\/\\/9\\/Pw==\""))), 1,
			 0),
		&r.err))
		check_vector(v, 0, "//9/Pw==", 0x1.fffffep-1f, 0x1.fffffep-1f);
	reading_free(&r);
}

/* What is told beside the vectors and is not as it should be is untold. */
static void
the_rest_may_be_odd(void)
{
	struct reading r = {0};

	if (CHECK_OK(read_reply(&r, LM_API_OPENAI,
			 lm_span_of("{\"data\":[{\"index\":0,\"embedding\":[5]"
				    "}],\"model\":7,\"usage\":{"
				    "\"prompt_tokens\":-7}}"),
			 1, 0),
		&r.err)) {
		CHECK_EQ(r.vectors.tokens, 0);
		CHECK_EQ(r.vectors.model.len, 0);
	}
	reading_free(&r);
}

static void
refused(void)
{
	static const struct {
		enum lm_api kind;
		const char *body, *why;
	} cases[] = {
	    {LM_API_OPENAI, "", "the reply is not JSON (0 of 0 bytes)"},
	    {LM_API_OPENAI, "{\"data\":[", "the reply is not JSON ("},
	    {LM_API_OPENAI, "<html>", "the reply is not JSON (0 of 6 bytes)"},
	    {LM_API_OPENAI, "[]", "the reply has no array \"data\""},
	    {LM_API_OPENAI, "{}", "the reply has no array \"data\""},
	    {LM_API_OPENAI, "{\"error\":\"x\"}",
		"the reply has no array \"data\""},
	    {LM_API_OPENAI, "{\"data\":{}}", "the reply has no array"},
	    {LM_API_OPENAI, DATA(""), "the reply has 0 vectors for 2 texts"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1]")),
		"the reply has 1 vector for 2 texts"},
	    {LM_API_OPENAI,
		DATA(
		    ITEM("0", "[1]") "," ITEM("1", "[1]") "," ITEM("2", "[1]")),
		"the reply has 3 vectors for 2 texts"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1]") "," ITEM("0", "[1]")),
		"two vectors of index 0"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1]") "," ITEM("2", "[1]")),
		"item 1 of the reply has an index that none of 2 texts has"},
	    {LM_API_OPENAI, DATA(ITEM("-1", "[1]") "," ITEM("1", "[1]")),
		"item 0 of the reply has an index"},
	    {LM_API_OPENAI, DATA(ITEM("1e0", "[1]") "," ITEM("0", "[1]")),
		"item 0 of the reply has an index"},
	    {LM_API_OPENAI,
		DATA(ITEM("18446744073709551616", "[1]") "," ITEM("0", "[1]")),
		"item 0 of the reply has an index"},
	    {LM_API_OPENAI, DATA(ITEM("\"0\"", "[1]") "," ITEM("1", "[1]")),
		"item 0 of the reply has no index"},
	    {LM_API_OPENAI, DATA("{\"embedding\":[1]}," ITEM("1", "[1]")),
		"item 0 of the reply has no index"},
	    {LM_API_OPENAI, DATA("{\"index\":0}," ITEM("1", "[1]")),
		"item 0 of the reply has no embedding"},
	    {LM_API_OPENAI, DATA("7,[]"), "item 0 of the reply has no"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1,2]") "," ITEM("1", "[1]")),
		"vector 1 has 1 dimensions, vector 0 has 2"},
	    {LM_API_OPENAI,
		DATA(ITEM("0", "[1]") "," ITEM("1", "\"AACAPw==\"")),
		"vector 1 is base64, vector 0 is not"},
	    {LM_API_OPENAI,
		DATA(ITEM("1", "[1]") "," ITEM("0", "\"AACAPw==\"")),
		"vector 1 is an array, vector 0 is not"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1]") "," ITEM("1", "[1e400]")),
		"vector 1: element 0 is out of the range of float32"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1]") "," ITEM("1", "[4e38]")),
		"vector 1: element 0 is out of the range of float32"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1]") "," ITEM("1", "[null]")),
		"vector 1: element 0 is not a number"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1]") "," ITEM("1", "[\"NaN\"]")),
		"vector 1: element 0 is not a number"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1]") "," ITEM("1", "[NaN]")),
		"the reply is not JSON"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1]") "," ITEM("1", "[[1]]")),
		"vector 1: element 0 is not a number"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1]") "," ITEM("1", "[]")),
		"vector 1: empty vector"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1]") "," ITEM("1", "null")),
		"vector 1: not an array of numbers or a base64 string"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1]") "," ITEM("1", "[0,-0.0]")),
		"vector 1 has 2 dimensions"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1]") "," ITEM("1", "[-0.0]")),
		"vector 1 is all zero"},
	    {LM_API_OPENAI, DATA(ITEM("0", "[1]") "," ITEM("1", "[1e-400]")),
		"vector 1 is all zero"},
	    {LM_API_OPENAI,
		DATA(ITEM("0", "\"AACAPw==\"") "," ITEM("1", "\"AADAfw==\"")),
		"vector 1: element 0 is not finite"},
	    {LM_API_OPENAI,
		DATA(ITEM("0", "\"AACAPw==\"") "," ITEM("1", "\"AACAPw\"")),
		"vector 1: "},
	    {LM_API_OPENAI,
		DATA(ITEM("0", "\"AACAPw==\"") "," ITEM("1", "\"AACA\"")),
		"vector 1: base64 of 3 bytes, not a multiple of 4"},
	    {LM_API_OPENAI,
		DATA(ITEM("0", "\"AACAPw==\"") "," ITEM("1", "\"\"")),
		"vector 1: empty vector"},
	    {LM_API_OPENAI,
		DATA(ITEM("0", "\"AACAPw==\"") "," ITEM("1", "\"AAAAAA==\"")),
		"vector 1 is all zero"},
	    {LM_API_OLLAMA, DATA(ITEM("0", "[1]") "," ITEM("1", "[1]")),
		"the reply has no array \"embeddings\""},
	    {LM_API_OLLAMA, VECTORS("[1]"),
		"the reply has 1 vector for 2 texts"},
	    {LM_API_OLLAMA, VECTORS("[1],[]"), "vector 1: empty vector"},
	    {LM_API_OLLAMA, VECTORS("[1],[1,2]"), "vector 1 has 2 dimensions"},
	    {LM_API_TEI, VECTORS("[1],[1]"), "the reply is not an array"},
	    {LM_API_TEI, "[[1]]", "the reply has 1 vector for 2 texts"},
	    {LM_API_TEI, "[1,2]", "vector 0: not an array"},
	    {LM_API_TEI, "[[1],[null]]", "vector 1: element 0 is not a number"},
	};
	struct reading r = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		/* It was full before. */
		CHECK_OK(read_reply(&r, LM_API_TEI, lm_span_of("[[1]]"), 1, 0),
		    &r.err);
		CHECK_CODE(read_reply(&r, cases[i].kind,
			       lm_span_of(cases[i].body), 2, 0),
		    LM_MALFORMED);
		CHECK_HAS(r.err.message, cases[i].why);
		CHECK_EQ(r.vectors.n, 0);
		CHECK_EQ(r.vectors.dimensions, 0);
		check_note("%s", cases[i].body);
	}
	CHECK_CODE(read_reply(&r, LM_API_TEI, lm_span_of("[[1,2]]"), 1, 3),
	    LM_MALFORMED);
	CHECK_TEXT(r.err.message, "vector 0 has 2 dimensions, not 3");
	reading_free(&r);
}

/* A reply cut anywhere is refused. */
static void
cut(void)
{
	const struct lm_span body =
	    lm_span_of(DATA(ITEM("0", "[1,2.5]") "," ITEM("1", "[-0.5,1e-3]")));
	struct reading r = {0};

	CHECK_OK(read_reply(&r, LM_API_VLLM, body, 2, 2), &r.err);
	for (size_t len = 0; len < body.len; len++)
		CHECK_CODE(read_reply(&r, LM_API_VLLM, lm_span(body.ptr, len),
			       2, 2),
		    LM_MALFORMED);
	reading_free(&r);
}

TEST_MAIN(TEST(digits_stay), TEST(each_api), TEST(base64),
    TEST(the_rest_may_be_odd), TEST(refused), TEST(cut))
