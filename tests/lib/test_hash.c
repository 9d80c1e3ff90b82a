#include "lm/hash.h"

#include <string.h>

#include "check.h"
#include "random.h"

/* As every other implementation of XXH3-64 with seed 0 has them. */
static void
known_values(void)
{
	char zeros[256] = {0};

	CHECK_EQ(lm_hash((struct lm_span){0}), UINT64_C(0x2d06800538d394c2));
	CHECK_EQ(lm_hash(lm_span_of("")), UINT64_C(0x2d06800538d394c2));
	CHECK_EQ(lm_hash(lm_span_of("a")), UINT64_C(0xe6c632b61e964e1f));
	CHECK_EQ(lm_hash(lm_span_of("abc")), UINT64_C(0x78af5f94892f3950));
	CHECK(lm_hash(lm_span(zeros, 1)) != lm_hash(lm_span(zeros, 2)));
}

static void
hex_is_padded(void)
{
	char hex[LM_HASH_HEX_SIZE];

	lm_hash_hex(0, hex);
	CHECK_TEXT(hex, "0000000000000000");
	lm_hash_hex(UINT64_C(0x00abcdef01234567), hex);
	CHECK_TEXT(hex, "00abcdef01234567");
	lm_hash_hex(UINT64_MAX, hex);
	CHECK_TEXT(hex, "ffffffffffffffff");
}

static uint64_t
in_pieces(struct random *random, struct lm_span bytes, size_t most)
{
	struct lm_hash_stream *stream = lm_hash_stream_new();
	uint64_t value;
	size_t at = 0;

	if (!CHECK(stream != NULL))
		return 0;
	while (at < bytes.len) {
		size_t n = random_below(random, most + 1);

		n = n < bytes.len - at ? n : bytes.len - at;
		lm_hash_stream_add(stream, lm_span(bytes.ptr + at, n));
		at += n;
	}
	value = lm_hash_stream_value(stream);
	CHECK(lm_hash_stream_value(stream) == value);
	lm_hash_stream_free(stream);
	return value;
}

static void
a_stream_is_the_whole(void)
{
	struct random random = random_start(3);
	static char bytes[5000];

	random_bytes(&random, bytes, sizeof(bytes));
	for (int n = 0; n < 500; n++) {
		struct lm_span part =
		    lm_span(bytes, random_below(&random, sizeof(bytes)));
		size_t most = (size_t)1 << random_below(&random, 12);

		CHECK_EQ(in_pieces(&random, part, most), lm_hash(part));
	}
}

static void
an_empty_stream(void)
{
	struct lm_hash_stream *stream = lm_hash_stream_new();

	lm_hash_stream_free(NULL);
	if (!CHECK(stream != NULL))
		return;
	CHECK_EQ(lm_hash_stream_value(stream), UINT64_C(0x2d06800538d394c2));
	lm_hash_stream_add(stream, (struct lm_span){0});
	CHECK_EQ(lm_hash_stream_value(stream), UINT64_C(0x2d06800538d394c2));
	lm_hash_stream_free(stream);
}

/* As XXH3-128 with seed 0 has them in xxhash's own tests and in xxhsum -H2. */
static void
known_keys(void)
{
	static const struct {
		const char *text, *hex;
	} cases[] = {
	    {"", "99aa06d3014798d86001c324468d497f"},
	    {"a", "a96faf705af16834e6c632b61e964e1f"},
	    {"abc", "06b05ab6733a618578af5f94892f3950"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lm_hash128 key = lm_hash128(lm_span_of(cases[i].text));
		char hex[LM_HASH128_HEX_SIZE];

		lm_hash128_hex(&key, hex);
		CHECK_TEXT(hex, cases[i].hex);
	}
}

static void
keys_read_back(void)
{
	struct random random = random_start(4);
	struct lm_hash128 key, back, zero = {0, 0};
	char hex[LM_HASH128_HEX_SIZE];

	for (int n = 0; n < 1000; n++) {
		random_bytes(&random, &key, sizeof(key));
		lm_hash128_hex(&key, hex);
		CHECK(lm_hash128_parse(lm_span_of(hex), &back));
		CHECK(lm_hash128_equal(&key, &back));
		key.low ^= UINT64_C(1) << random_below(&random, 64);
		CHECK(!lm_hash128_equal(&key, &back));
	}
	lm_hash128_hex(&zero, hex);
	CHECK_TEXT(hex, "00000000000000000000000000000000");
}

static void
what_is_no_key(void)
{
	static const char *const cases[] = {
	    "",
	    "0123456789abcdef0123456789abcde",
	    "0123456789abcdef0123456789abcdef0",
	    "0123456789abcdef0123456789abcdeF",
	    "0123456789abcdef0123456789abcdeg",
	    "/123456789abcdef0123456789abcdef",
	    "0123456789abcdef:123456789abcdef",
	    " 0123456789abcdef0123456789abcde",
	};
	struct lm_hash128 key = {1, 2};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK(!lm_hash128_parse(lm_span_of(cases[i]), &key));
	CHECK(!lm_hash128_parse((struct lm_span){0}, &key));
	CHECK(key.high == 1 && key.low == 2);
}

TEST_MAIN(TEST(known_values), TEST(hex_is_padded), TEST(a_stream_is_the_whole),
    TEST(an_empty_stream), TEST(known_keys), TEST(keys_read_back),
    TEST(what_is_no_key))
