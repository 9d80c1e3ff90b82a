#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/record.h"
#include "lm/vec.h"
#include "random.h"

/* Who only looks at an array finds what was found by reading it. */
static void
check_look(yyjson_val *value, const struct lm_buf *read, size_t n,
    enum lm_code code, const struct lm_err *why)
{
	struct lm_err err = {0};
	size_t n_seen = 9;
	bool is_zero = false;

	if (!yyjson_is_arr(value))
		return;
	CHECK_CODE(lm_vec_check_array(value, &n_seen, &is_zero, &err), code);
	CHECK_EQ(n_seen, n);
	if (code == LM_OK)
		CHECK(is_zero == lm_vec_is_zero(lm_vec_floats(read) + 1, n));
	else
		CHECK_TEXT(err.message, why->message);
}

/* Read one JSON value as a vector, after one float that must stay. */
static enum lm_code
read_text(const char *text, struct lm_buf *out, size_t *n, struct lm_err *err)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_record rec;
	float first = 42;
	enum lm_code code;

	out->len = 0;
	(void)lm_buf_append(out, (const char *)&first, sizeof(first), err);
	code = lm_parser_parse(parser, lm_span_of(text), &rec, err);
	if (CHECK(code == LM_OK)) {
		code = lm_vec_read(rec.root, out, n, err);
		check_look(rec.root, out, *n, code, err);
	}
	lm_parser_free(parser);
	CHECK(lm_vec_floats(out)[0] == 42);
	return code;
}

static void
reads_arrays(void)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};
	size_t n = 0;

	CHECK_OK(read_text("[0.1, -2e3 ,0, 3.4028235677973362e38, 1e-60]", &out,
		     &n, &err),
	    &err);
	CHECK_EQ(n, 5);
	CHECK_EQ(out.len, 6 * sizeof(float));
	CHECK(lm_vec_floats(&out)[1] == 0.1F);
	CHECK(lm_vec_floats(&out)[2] == -2000.0F);
	CHECK(lm_vec_floats(&out)[4] == FLT_MAX);
	CHECK(lm_vec_floats(&out)[5] == 0);
	lm_buf_free(&out);
}

static void
reads_base64(void)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};
	size_t n = 0;

	CHECK_OK(read_text("\"AACAPwAAAMA=\"", &out, &n, &err), &err);
	CHECK_EQ(n, 2);
	CHECK(lm_vec_floats(&out)[1] == 1.0F);
	CHECK(lm_vec_floats(&out)[2] == -2.0F);
	lm_buf_free(&out);
}

static void
names_what_is_wrong(void)
{
	static const struct {
		const char *text;
		const char *message;
	} cases[] = {
	    {"7", "not an array of numbers or a base64 string"},
	    {"null", "not an array of numbers or a base64 string"},
	    {"{}", "not an array of numbers or a base64 string"},
	    {"[]", "empty vector"},
	    {"\"\"", "empty vector"},
	    {"[1,2,\"3\"]", "element 2 is not a number"},
	    {"[null]", "element 0 is not a number"},
	    {"[[1]]", "element 0 is not a number"},
	    {"[1,1e39]", "element 1 is out of the range of float32"},
	    {"[0.1,0.1,0.1,0.1,0.1,0.1,0.1,\"0.1\",1]",
		"element 7 is not a number"},
	    {"[0.1,0.1,0.1,0.1,0.1,0.1,0.1,{\"a\":0.1},1]",
		"element 7 is not a number"},
	    {"[0.1,0.1,0.1,0.1,0.1,0.1,0.1,1e39,1]",
		"element 7 is out of the range of float32"},
	    {"[-3.4028235677973366e38]",
		"element 0 is out of the range of float32"},
	    {"[1e400]", "element 0 is out of the range of float32"},
	    {"\"AACAPwAAAMA\"", "not base64"},
	    {"\"AACAPw AAMA=\"", "not base64"},
	    {"\"AACAPw==AACAPw==\"", "not base64"},
	    {"\"AACAPwAA\"", "base64 of 6 bytes, not a multiple of 4"},
	    {"\"AACAPwAAwH8=\"", "element 1 is not finite"},
	    {"\"AACA/w==\"", "element 0 is not finite"},
	};
	struct lm_buf out = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lm_err err = {0};
		size_t n = 9;

		CHECK_CODE(read_text(cases[i].text, &out, &n, &err),
		    LM_MALFORMED);
		CHECK_HAS(err.message, cases[i].message);
		CHECK_EQ(n, 0);
		CHECK_EQ(out.len, sizeof(float));
	}
	lm_buf_free(&out);
}

static void
make_finite(struct random *random, float *values, size_t n)
{
	random_bytes(random, values, n * sizeof(float));
	for (size_t i = 0; i < n; i++)
		if (!isfinite(values[i]))
			values[i] = 0.25F;
}

/* Whichever the text, the floats come back to the bit. */
static void
comes_back(struct random *random, size_t n, bool base64)
{
	struct lm_buf text = {0}, out = {0};
	struct lm_err err = {0};
	float values[800];
	size_t n_read = 0;

	make_finite(random, values, n);
	if (base64) {
		CHECK_OK(lm_buf_byte(&text, '"', &err), &err);
		CHECK_OK(lm_vec_append_base64(&text, values, n, &err), &err);
		CHECK_OK(lm_buf_byte(&text, '"', &err), &err);
	} else {
		CHECK_OK(lm_vec_append_array(&text, values, n, &err), &err);
	}
	CHECK_OK(lm_buf_byte(&text, '\0', &err), &err);
	CHECK_OK(read_text(text.ptr, &out, &n_read, &err), &err);
	CHECK_EQ(n_read, n);
	CHECK(memcmp(lm_vec_floats(&out) + 1, values, n * sizeof(float)) == 0);
	lm_buf_free(&text);
	lm_buf_free(&out);
}

static void
writes_and_reads_back(void)
{
	struct random random = random_start(1);

	for (size_t i = 0; i < 400; i++) {
		comes_back(&random, 1 + random_below(&random, 800), true);
		comes_back(&random, 1 + random_below(&random, 800), false);
	}
}

static void
add_digits(struct random *random, struct lm_buf *text, size_t n)
{
	struct lm_err err = {0};
	bool is_zero = random_once_in(random, 3);

	for (size_t i = 0; i < n; i++)
		CHECK_OK(lm_buf_byte(text,
			     is_zero ? '0'
				     : (char)('1' + random_below(random, 9)),
			     &err),
		    &err);
}

/* A number of about as many digits as the largest float has. */
static void
add_number(struct random *random, struct lm_buf *text)
{
	struct lm_err err = {0};

	if (random_once_in(random, 2))
		CHECK_OK(lm_buf_byte(text, '-', &err), &err);
	if (random_once_in(random, 2))
		CHECK_OK(lm_buf_byte(text, '0', &err), &err);
	else
		CHECK_OK(lm_buf_printf(text, &err, "%.*s",
			     (int)random_between(random, 1, 41),
			     "34028235677973366000000000000000000000000"),
		    &err);
	if (random_once_in(random, 2)) {
		CHECK_OK(lm_buf_byte(text, '.', &err), &err);
		add_digits(random, text, random_between(random, 1, 50));
	}
	if (random_once_in(random, 3))
		CHECK_OK(lm_buf_printf(text, &err, "%c%d",
			     random_once_in(random, 2) ? 'e' : 'E',
			     (int)random_between(random, 0, 90) - 50),
		    &err);
}

/* Small ones, large ones, too large ones, zeros: read_text compares. */
static void
looks_as_it_reads(void)
{
	struct random random = random_start(2);
	struct lm_buf text = {0}, out = {0};
	struct lm_err err = {0};
	size_t n_good = 0, n_bad = 0, n = 0;

	for (size_t i = 0; i < 20000; i++) {
		bool is_good;

		text.len = 0;
		CHECK_OK(lm_buf_byte(&text, '[', &err), &err);
		for (size_t k = random_below(&random, 3); k > 0; k--) {
			add_number(&random, &text);
			CHECK_OK(lm_buf_byte(&text, ',', &err), &err);
		}
		add_number(&random, &text);
		CHECK_OK(lm_buf_append(&text, "]", 2, &err), &err);
		is_good = read_text(text.ptr, &out, &n, &err) == LM_OK;
		n_good += is_good;
		n_bad += !is_good;
	}
	CHECK(n_good > 1000 && n_bad > 1000);
	lm_buf_free(&text);
	lm_buf_free(&out);
}

/* A number that a float has, as one of many programs may write it. */
static void
add_usual(struct random *random, struct lm_buf *text)
{
	double value = (double)random_below(random, 1 << 24) * 0x1p-27 - 1;
	int precision =
	    random_once_in(random, 2) ? 17 : (int)random_below(random, 31);
	struct lm_err err = {0};

	if (random_once_in(random, 9))
		value *= 1e4;
	if (random_once_in(random, 3))
		CHECK_OK(lm_buf_printf(text, &err, "%.*f", precision, value),
		    &err);
	else if (random_once_in(random, 9))
		CHECK_OK(lm_buf_printf(text, &err, "%.*e", precision, value),
		    &err);
	else
		CHECK_OK(lm_buf_printf(text, &err, "%.*g", precision, value),
		    &err);
}

/* Arrays of mixed forms: each number is the float of what strtod reads. */
static void
reads_like_strtod(void)
{
	struct random random = random_start(3);
	struct lm_buf text = {0}, out = {0};
	struct lm_err err = {0};
	size_t n = 0;

	for (size_t i = 0; i < 2000; i++) {
		size_t n_numbers = random_between(&random, 1, 100);
		char *at;

		text.len = 0;
		for (size_t k = 0; k < n_numbers; k++) {
			CHECK_OK(lm_buf_byte(&text, k == 0 ? '[' : ',', &err),
			    &err);
			add_usual(&random, &text);
		}
		CHECK_OK(lm_buf_append(&text, "]", 2, &err), &err);
		CHECK_OK(read_text(text.ptr, &out, &n, &err), &err);
		CHECK_EQ(n, n_numbers);
		at = text.ptr;
		for (size_t k = 1; k <= n && n == n_numbers; k++) {
			float want = (float)strtod(at + 1, &at);

			CHECK(memcmp(lm_vec_floats(&out) + k, &want,
				  sizeof(want)) == 0);
		}
	}
	lm_buf_free(&text);
	lm_buf_free(&out);
}

static void
writes_texts(void)
{
	static const float values[] = {0.25F, -1e-7F, 0};
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_vec_append_array(&out, values, 3, &err), &err);
	CHECK_OK(lm_vec_append_array(&out, values, 0, &err), &err);
	CHECK_OK(lm_vec_append_base64(&out, values, 1, &err), &err);
	CHECK_SPAN(lm_buf_view(&out), "[0.25,-1e-7,0][]AACAPg==");
	lm_buf_free(&out);
}

static void
measures_norms(void)
{
	static const float zero[9], long_one[] = {3e38F, 3e38F};
	static const float small[] = {0, 0, 0, 0, 0, 0, 0, 0, 1e-45F};
	static const float five[] = {3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4};

	CHECK(lm_vec_norm(zero, 9) == 0);
	CHECK(lm_vec_is_zero(zero, 9));
	CHECK(lm_vec_is_zero(zero, 0));
	CHECK(!lm_vec_is_zero(small, 9));
	CHECK(!lm_vec_is_zero(five, 11));
	CHECK(lm_vec_norm(five, 11) == 5);
	CHECK(lm_vec_norm(small, 9) == (double)1e-45F);
	CHECK(fabs(lm_vec_norm(long_one, 2) / 4.242640687e38 - 1) < 1e-7);
}

/* Nothing into a buffer without memory: no offset is added to NULL. */
static void
reads_nothing_into_nothing(void)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_buf out = {0};
	struct lm_record rec;
	struct lm_err err = {0};
	size_t n = 1;

	CHECK_OK(lm_parser_parse(parser, lm_span_of("\"\""), &rec, &err), &err);
	CHECK_CODE(lm_vec_read(rec.root, &out, &n, &err), LM_MALFORMED);
	CHECK_EQ(n, 0);
	lm_buf_free(&out);
	lm_parser_free(parser);
}

/* What a record states of its vector, of 3 dimensions. */
static void
knows_what_is_stated(void)
{
	static const struct {
		const char *embed, *said; /* NULL: fine */
	} cases[] = {{"{}", NULL}, {"null", NULL}, {"{\"dimensions\":3}", NULL},
	    {"{\"dimensions\":4}",
		"embed.dimensions is 4, but the vector has 3"},
	    {"{\"dimensions\":3.5}", "not a whole number"},
	    {"{\"dimensions\":\"3\"}", "not a whole number"}};
	struct lm_parser *parser = lm_parser_new();

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lm_record rec;
		struct lm_err err = {0};
		enum lm_code code = lm_parser_parse(parser,
		    lm_span_of(cases[i].embed), &rec, &err);

		if (CHECK(code == LM_OK))
			code = lm_vec_check_stated(rec.root, 3, &err);
		CHECK_CODE(code, cases[i].said == NULL ? LM_OK : LM_MALFORMED);
		if (cases[i].said != NULL)
			CHECK_HAS(err.message, cases[i].said);
	}
	CHECK(lm_vec_check_stated(NULL, 3, NULL) == LM_OK);
	lm_parser_free(parser);
}

TEST_MAIN(TEST(reads_arrays), TEST(knows_what_is_stated), TEST(reads_base64),
    TEST(reads_nothing_into_nothing), TEST(names_what_is_wrong),
    TEST(writes_and_reads_back), TEST(looks_as_it_reads),
    TEST(reads_like_strtod), TEST(writes_texts), TEST(measures_norms))
