#include "lm/schema_value.h"

#include <stdlib.h>

#include "check.h"
#include "files.h"
#include "random.h"

#include "lm/record.h"

struct fixture {
	struct lm_parser *parsers[2];
	struct lm_value_scratch scratch;
	struct lm_err err;
};

static struct fixture
start(void)
{
	struct fixture f = {.parsers = {lm_parser_new(), lm_parser_new()}};

	if (f.parsers[0] == NULL || f.parsers[1] == NULL)
		abort();
	return f;
}

static void
end(struct fixture *f)
{
	lm_parser_free(f->parsers[0]);
	lm_parser_free(f->parsers[1]);
	lm_value_scratch_free(&f->scratch);
}

static yyjson_val *
parse(struct fixture *f, int which, struct lm_span text)
{
	struct lm_record record = {0};

	CHECK_OK(lm_parser_parse(f->parsers[which], text, &record, &f->err),
	    &f->err);
	return record.root;
}

/* Whether they are the same, both ways; if so, their hashes are, too. */
static bool
check_same(struct fixture *f, struct lm_span a, struct lm_span b, bool want)
{
	yyjson_val *left = parse(f, 0, a), *right = parse(f, 1, b);
	bool same = !want, back = !want, held;
	uint64_t hash = 0, other = 1;

	CHECK_OK(lm_value_same(&f->scratch, left, right, &same, &f->err),
	    &f->err);
	CHECK_OK(lm_value_same(&f->scratch, right, left, &back, &f->err),
	    &f->err);
	CHECK_OK(lm_value_hash(&f->scratch, left, &hash, &f->err), &f->err);
	CHECK_OK(lm_value_hash(&f->scratch, right, &other, &f->err), &f->err);
	held = CHECK_EQ(same, want) && CHECK_EQ(back, want) &&
	    CHECK(!want || hash == other);
	if (!held)
		check_note("%.*s\nand %.*s", (int)a.len, a.ptr, (int)b.len,
		    b.ptr);
	return held;
}

static void
same_and_other_values(void)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
	    {"1", "1.0", true},
	    {"1", "1e0", true},
	    {"-0", "0.0", true},
	    {"100", "1E2", true},
	    {"12345678901234567890", "1234567890123456789e1", true},
	    {"12345678901234567890", "12345678901234567891", false},
	    {"0.1", "0.10000000000000001", false},
	    {"1e400", "10e399", true},
	    {"1e400", "1e401", false},
	    {"1", "\"1\"", false},
	    {"0", "false", false},
	    {"1", "true", false},
	    {"null", "false", false},
	    {"\"\"", "null", false},
	    {"[]", "{}", false},
	    {"\"a\"", "\"\\u0061\"", true},
	    {"\"\\u00e4\"", "\"\xc3\xa4\"", true},
	    /* Characters are not normalised. */
	    {"\"\\u00e4\"", "\"a\\u0308\"", false},
	    {"\"a\\u0000\"", "\"a\"", false},
	    {"[1,2]", "[1.0, 2.0]", true},
	    {"[1,2]", "[2,1]", false},
	    {"[[1],2]", "[[1,2]]", false},
	    {"[[],[]]", "[[[]]]", false},
	    {"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1.0}", true},
	    {"{\"a\":1,\"b\":2}", "{\"b\":1,\"a\":2}", false},
	    {"{\"a\":1}", "{\"a\":1,\"b\":2}", false},
	    {"{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1.0}}", true},
	    {"{\"\\u0061\":1}", "{\"a\":1}", true},
	    /* A name that is there twice counts twice. */
	    {"{\"a\":1,\"a\":1}", "{\"a\":1}", false},
	    {"{\"a\":1,\"a\":2}", "{\"a\":1,\"b\":2}", false},
	    {"{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":2}", true},
	};
	struct fixture f = start();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		(void)check_same(&f, lm_span_of(cases[i].a),
		    lm_span_of(cases[i].b), cases[i].same);
	end(&f);
}

#define MAX_DEPTH 5
#define MAX_MEMBERS 6

/* How a value is written. */
struct writing {
	struct lm_buf out;
	unsigned spelling; /* 0: plainly */
	unsigned leaf;	   /* this one is another value; 0: none */
	unsigned n_leaves;
};

static void
put(struct writing *w, const char *text)
{
	append(&w->out, lm_span_of(text));
	if (w->spelling != 0)
		append(&w->out, lm_span_of(" "));
}

/* The texts after which a number is the same. */
static void
write_number(struct writing *w, uint64_t number)
{
	static const char *const ends[] = {"", ".0", "0e-1", ".00E+0", "e0"};

	CHECK_OK(lm_buf_u64(&w->out, number, NULL), NULL);
	put(w, ends[w->spelling % 5]);
}

/* A letter and a number, as they are or escaped. */
static void
write_string(struct writing *w, uint64_t number)
{
	CHECK_OK(lm_buf_printf(&w->out, NULL,
		     w->spelling % 2 == 0 ? "\"a%ju\"" : "\"\\u0061%ju\"",
		     (uintmax_t)number),
	    NULL);
}

static void
write_leaf(struct writing *w, struct random *random)
{
	static const char *const literals[] = {"null", "true", "false", "[]",
	    "{}", "\"\""};
	uint64_t kind = random_below(random, 3);
	uint64_t number = 1 + random_below(random, 999);

	if (++w->n_leaves == w->leaf)
		put(w, "\"another\"");
	else if (kind == 0)
		write_number(w, number);
	else if (kind == 1)
		write_string(w, number);
	else
		put(w, literals[number % 6]);
}

/*
 * The value of a seed, whose members have names and seeds of their own, so
 * that they can be written in any order.
 */
static void
write_value(struct writing *w, uint64_t seed, unsigned depth)
{
	struct random random = random_start(seed);
	uint64_t kind = random_below(&random, depth == 0 ? 2 : 4);
	unsigned n = (unsigned)random_below(&random, MAX_MEMBERS);
	uint64_t seeds[MAX_MEMBERS];
	bool is_object = kind == 0;

	if (depth == MAX_DEPTH || kind > 1 || n == 0) {
		write_leaf(w, &random);
		return;
	}
	for (unsigned i = 0; i < n; i++)
		seeds[i] = random_next(&random);
	put(w, is_object ? "{" : "[");
	for (unsigned i = 0; i < n; i++) {
		unsigned at = is_object ? (i + w->spelling) % n : i;

		if (i > 0)
			put(w, ",");
		if (is_object) {
			write_string(w, at);
			put(w, ":");
		}
		write_value(w, seeds[at], depth + 1);
	}
	put(w, is_object ? "}" : "]");
}

/* However it is written, it is the same; with one leaf changed it is not. */
static void
values_written_in_other_ways(void)
{
	struct fixture f = start();
	struct random random = random_start(3);
	struct writing plain = {0}, other = {0};
	int n_cases = check_quick() ? 1000 : 10000;

	for (int n = 0; n < n_cases; n++) {
		uint64_t seed = random_next(&random);

		plain.out.len = plain.n_leaves = 0;
		write_value(&plain, seed, 0);
		other.out.len = other.n_leaves = other.leaf = 0;
		other.spelling = 1 + (unsigned)random_below(&random, 60);
		write_value(&other, seed, 0);
		if (!check_same(&f, lm_buf_view(&plain.out),
			lm_buf_view(&other.out), true))
			break;
		other.leaf =
		    1 + (unsigned)random_below(&random, other.n_leaves);
		other.out.len = other.n_leaves = 0;
		write_value(&other, seed, 0);
		if (!check_same(&f, lm_buf_view(&plain.out),
			lm_buf_view(&other.out), false))
			break;
	}
	lm_buf_free(&plain.out);
	lm_buf_free(&other.out);
	end(&f);
}

/* As deep as a record may be: there is no recursion. */
static void
deep_values(void)
{
	struct fixture f = start();
	struct lm_buf a = {0}, b = {0};

	for (int i = 0; i < LM_RECORD_MAX_DEPTH - 1; i++) {
		append(&a, lm_span_of("{\"a\":"));
		append(&b, lm_span_of("{ \"\\u0061\" :"));
	}
	append(&a, lm_span_of("[1]"));
	append(&b, lm_span_of("[1.0]"));
	for (int i = 0; i < LM_RECORD_MAX_DEPTH - 1; i++) {
		append(&a, lm_span_of("}"));
		append(&b, lm_span_of("}"));
	}
	(void)check_same(&f, lm_buf_view(&a), lm_buf_view(&b), true);
	lm_buf_free(&a);
	lm_buf_free(&b);
	end(&f);
}

/* A hash that takes few values is of no use. */
static void
hashes_differ(void)
{
	static const char *const texts[] = {"null", "false", "true", "0", "1",
	    "-1", "0.5", "\"\"", "\"a\"", "\"0\"", "[]", "{}", "[0]", "[[]]",
	    "[1,2]", "[2,1]", "{\"a\":1}", "{\"a\":2}", "{\"b\":1}",
	    "{\"a\":1,\"b\":2}", "{\"a\":2,\"b\":1}", "{\"a\":[]}",
	    "[\"a\",1]"};
	enum { N = sizeof(texts) / sizeof(texts[0]) };
	struct fixture f = start();
	uint64_t hashes[N] = {0};

	for (size_t i = 0; i < N; i++) {
		yyjson_val *val = parse(&f, 0, lm_span_of(texts[i]));

		CHECK_OK(lm_value_hash(&f.scratch, val, &hashes[i], &f.err),
		    &f.err);
		for (size_t j = 0; j < i; j++)
			if (!CHECK(hashes[i] != hashes[j]))
				check_note("%s and %s", texts[i], texts[j]);
	}
	end(&f);
}

TEST_MAIN(TEST(same_and_other_values), TEST(values_written_in_other_ways),
    TEST(deep_values), TEST(hashes_differ))
