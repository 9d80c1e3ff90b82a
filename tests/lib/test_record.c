#include "lm/record.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "generate.h"

struct fixture {
	struct lm_parser *parser;
	struct lm_record rec;
	struct lm_err err;
};

static struct fixture
start(void)
{
	struct fixture f = {.parser = lm_parser_new()};

	if (f.parser == NULL)
		abort();
	return f;
}

static enum lm_code
parse(struct fixture *f, struct lm_span text)
{
	f->err = (struct lm_err){0};
	return lm_parser_parse(f->parser, text, &f->rec, &f->err);
}

static bool
same_type(const struct generated_value *want, yyjson_val *got)
{
	switch (want->kind) {
	case GENERATED_LITERAL:
		return yyjson_is_bool(got) || yyjson_is_null(got);
	case GENERATED_NUMBER:
		return yyjson_is_raw(got);
	case GENERATED_STRING:
		return yyjson_is_str(got);
	case GENERATED_ARRAY:
		return yyjson_is_arr(got);
	case GENERATED_OBJECT:
		return yyjson_is_obj(got);
	}
	return false;
}

/* One value, and the member it is of if it is a key. */
static bool
same_value(const struct lm_record *rec, const struct generated *want, size_t i)
{
	const struct generated_value *value = &want->values[i];
	yyjson_val *got = rec->root + i;

	if (!CHECK(same_type(value, got)))
		return false;
	if (value->is_key &&
	    !CHECK_SPANS(lm_record_member(rec, got),
		generated_text(want, value + 1)))
		return false;
	if (value->kind != GENERATED_STRING && value->kind != GENERATED_NUMBER)
		return true;
	return CHECK_SPANS(lm_record_token(rec, got),
		   generated_text(want, value)) &&
	    CHECK_SPANS(lm_record_text(got), generated_decoded(want, value));
}

static bool
same_record(struct fixture *f, const struct generated *want)
{
	if (!CHECK_OK(parse(f, lm_buf_view(&want->text)), &f->err) ||
	    !CHECK_EQ(f->rec.n_values, want->n_values))
		return false;
	CHECK(f->rec.src.ptr == want->text.ptr);
	CHECK_EQ(f->rec.src.len, want->text.len);
	for (size_t i = 0; i < want->n_values; i++)
		if (!same_value(&f->rec, want, i))
			return false;
	return true;
}

/* Every span and every decoded text is the one that the maker wrote. */
static void
spans_of_random_records(void)
{
	struct random random = random_start(8);
	struct generated record = {0};
	struct fixture f = start();
	int n_cases = check_soak() ? 1000000 : (check_quick() ? 2000 : 20000);

	for (int n = 0; n < n_cases; n++) {
		generate_any(&random, true, &record);
		if (!same_record(&f, &record)) {
			check_note("case %d: %.*s", n,
			    (int)(record.text.len < 2000 ? record.text.len
							 : 2000),
			    record.text.ptr);
			break;
		}
	}
	generated_free(&record);
	lm_parser_free(f.parser);
}

/* Where each value begins, whatever its type. */
static void
offsets_of_random_records(void)
{
	struct random random = random_start(12);
	struct generated record = {0};
	struct fixture f = start();
	int n_cases = check_quick() ? 300 : 2000;

	for (int n = 0; n < n_cases; n++) {
		generate_any(&random, true, &record);
		/* It may be O(source) for each value. */
		if (record.text.len > 20000)
			continue;
		if (!CHECK_OK(parse(&f, lm_buf_view(&record.text)), &f.err))
			break;
		for (size_t i = 0; i < record.n_values; i++)
			if (!CHECK_EQ(lm_record_offset(&f.rec, f.rec.root + i),
				record.values[i].at)) {
				check_note("case %d, value %zu: %.*s", n, i,
				    (int)(record.text.len < 2000
					    ? record.text.len
					    : 2000),
				    record.text.ptr);
				n = n_cases;
				break;
			}
	}
	generated_free(&record);
	lm_parser_free(f.parser);
}

/* A source that ends with its page's last byte, and is not written to. */
static void
the_source_is_untouched(void)
{
	struct random random = random_start(9);
	struct generated record = {0};
	struct fixture f = start();

	for (int n = 0; n < 2000; n++) {
		char *exact;

		generate_any(&random, true, &record);
		exact = malloc(record.text.len);
		if (exact == NULL)
			abort();
		memcpy(exact, record.text.ptr, record.text.len);
		CHECK_OK(parse(&f, lm_span(exact, record.text.len)), &f.err);
		CHECK(memcmp(exact, record.text.ptr, record.text.len) == 0);
		free(exact);
	}
	generated_free(&record);
	lm_parser_free(f.parser);
}

/* Deep: n brackets, with something in the middle. */
static void
nest(struct lm_buf *out, size_t n, bool objects)
{
	out->len = 0;
	for (size_t i = 0; i < n; i++)
		append(out, lm_span_of(objects ? "{\"[\":" : "["));
	append(out, lm_span_of("\"{[\""));
	for (size_t i = 0; i < n; i++)
		append(out, lm_span_of(objects ? "}" : "]"));
}

static void
a_thousand_levels_and_no_more(void)
{
	struct lm_buf text = {0};
	struct fixture f = start();

	for (int objects = 0; objects < 2; objects++) {
		nest(&text, 1000, objects);
		CHECK_OK(parse(&f, lm_buf_view(&text)), &f.err);
		nest(&text, 1001, objects);
		CHECK_CODE(parse(&f, lm_buf_view(&text)), LM_MALFORMED);
		CHECK_EQ(f.err.column, 1000 * (objects ? 5 : 1) + 1);
		CHECK_HAS(f.err.message, "deeper than 1000");
	}
	nest(&text, 300000, false);
	CHECK_CODE(parse(&f, lm_buf_view(&text)), LM_MALFORMED);
	CHECK_EQ(f.err.column, 1001);
	lm_buf_free(&text);
	lm_parser_free(f.parser);
}

/* Depth is not the number of containers. */
static void
many_containers_are_not_deep(void)
{
	struct lm_buf text = {0};
	struct fixture f = start();

	append(&text, lm_span_of("["));
	for (size_t i = 0; i < 5000; i++)
		append(&text, lm_span_of("[{}],"));
	append(&text, lm_span_of("0]"));
	CHECK_OK(parse(&f, lm_buf_view(&text)), &f.err);
	lm_buf_free(&text);
	lm_parser_free(f.parser);
}

static void
check_malformed(struct fixture *f, struct lm_span text, uint64_t column)
{
	if (!CHECK_CODE(parse(f, text), LM_MALFORMED) ||
	    !CHECK_EQ(f->err.column, column))
		check_note("%.*s (%s)", (int)text.len, text.ptr,
		    f->err.message);
}

/* The column is where the mistake is, or the end of what is cut short. */
static void
columns_of_malformed_json(void)
{
	static const struct {
		const char *text;
		uint64_t column;
	} cases[] = {{" ", 1}, {"{", 2}, {"{\"a\":1", 7}, {"{\"a\" 1}", 6},
	    {"{\"a\":}", 6}, {"{\"a\":1,}", 7}, {"[1,]", 3}, {"[1 2]", 4},
	    {"{a:1}", 2}, {"{'a':1}", 2}, {"tru", 4}, {"[nul]", 2}, {"{} x", 4},
	    {"{}{}", 3}, {"1 2", 3}, {"}", 1}, {"]", 1}, {"[1,2}", 5},
	    {"01", 1}, {"-", 2}, {"1.", 3}, {"1e", 3}, {".5", 1}, {"+1", 1},
	    {"NaN", 1}, {"Infinity", 1}, {"[1]//x", 4}, {"\xef\xbb\xbf{}", 1}};
	struct fixture f = start();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_malformed(&f, lm_span_of(cases[i].text), cases[i].column);
	CHECK_CODE(parse(&f, (struct lm_span){0}), LM_MALFORMED);
	lm_parser_free(f.parser);
}

static void
columns_within_strings(void)
{
	struct fixture f = start();

	check_malformed(&f, lm_span("{\"a\":\"x\0y\"}", 12), 8);
	check_malformed(&f, lm_span("{\"a\":1}\0", 8), 8);
	check_malformed(&f, lm_span("\0{}", 3), 1);
	check_malformed(&f, lm_span_of("{\"a\":\"x\ty\"}"), 8);
	check_malformed(&f, lm_span_of("{\"a\":\"\\q\"}"), 8);
	check_malformed(&f, lm_span_of("{\"a\":\"x\xff\"}"), 8);
	check_malformed(&f, lm_span_of("{\"a\":\"\xc0\xaf\"}"), 7);
	check_malformed(&f, lm_span_of("{\"a\":\"\xed\xa0\x80\"}"), 7);
	check_malformed(&f, lm_span_of("{\"a\":\"\xc3\"}"), 7);
	/* A lone surrogate before it is no error, and moves nothing. */
	check_malformed(&f, lm_span_of("{\"a\":\"\\ud800\\q\"}"), 14);
	check_malformed(&f, lm_span_of("{\"\\udc00\":\"\\u00g0\"}"), 12);
	lm_parser_free(f.parser);
}

static void
a_failed_parse_leaves_no_trace(void)
{
	struct fixture f = start();

	CHECK_CODE(parse(&f, lm_span_of("{\"a\":[1,2")), LM_MALFORMED);
	CHECK_OK(parse(&f, lm_span_of(" {\"a\":[1,2]}\r")), &f.err);
	CHECK_EQ(f.rec.n_values, 5);
	CHECK_SPAN(lm_record_member(&f.rec, f.rec.root + 1), "[1,2]");
	lm_parser_free(f.parser);
	lm_parser_free(NULL);
}

static void
check_found(struct fixture *f, const char *name, const char *want)
{
	yyjson_val *key = NULL, *val = NULL;

	if (!CHECK(lm_record_find(f->rec.root, lm_span_of(name), &key, &val)))
		return;
	CHECK_SPAN(lm_record_member(&f->rec, key), want);
	CHECK(lm_record_find(f->rec.root, lm_span_of(name), NULL, &val));
}

static void
find_takes_the_last(void)
{
	struct fixture f = start();
	yyjson_val *val;

	CHECK_OK(parse(&f,
		     lm_span_of("{\"a\":1,\"b\" : {\"c\":2} ,\"\\u0061\":"
				"[3], \"\":null,\"x\\u0000\":4}")),
	    &f.err);
	check_found(&f, "a", "[3]");
	check_found(&f, "b", "{\"c\":2}");
	check_found(&f, "", "null");
	CHECK(lm_record_find(f.rec.root, lm_span("x\0", 2), NULL, &val));
	CHECK(!lm_record_find(f.rec.root, lm_span_of("x"), NULL, &val));
	CHECK(!lm_record_find(f.rec.root, lm_span_of("c"), NULL, &val));
	CHECK(!lm_record_find(NULL, lm_span_of("c"), NULL, &val));
	CHECK_OK(parse(&f, lm_span_of("[\"a\",1]")), &f.err);
	CHECK(!lm_record_find(f.rec.root, lm_span_of("a"), NULL, &val));
	lm_parser_free(f.parser);
}

static void
numbers_keep_their_text(void)
{
	static const char *const numbers[] = {"12345678901234567890", "1.10",
	    "1E400", "-0", "0.0", "-0.0e-0", "1e+99999", "0e1"};
	struct fixture f = start();
	struct lm_buf huge = {0};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		CHECK_OK(parse(&f, lm_span_of(numbers[i])), &f.err);
		CHECK_SPAN(lm_record_token(&f.rec, f.rec.root), numbers[i]);
		CHECK_SPAN(lm_record_text(f.rec.root), numbers[i]);
	}
	for (size_t i = 0; i < 100000; i++)
		append(&huge, lm_span_of("7"));
	CHECK_OK(parse(&f, lm_buf_view(&huge)), &f.err);
	CHECK_SPANS(lm_record_token(&f.rec, f.rec.root), lm_buf_view(&huge));
	lm_buf_free(&huge);
	lm_parser_free(f.parser);
}

TEST_MAIN(TEST(spans_of_random_records), TEST(offsets_of_random_records),
    TEST(the_source_is_untouched), TEST(a_thousand_levels_and_no_more),
    TEST(many_containers_are_not_deep), TEST(columns_of_malformed_json),
    TEST(columns_within_strings), TEST(a_failed_parse_leaves_no_trace),
    TEST(find_takes_the_last), TEST(numbers_keep_their_text))
