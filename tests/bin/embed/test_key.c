#include "key.h"

#include <string.h>

#include "check.h"
#include "random.h"

static struct key_base
make(const struct key_parts *parts)
{
	struct key_base base = {0};
	struct lm_err err = {0};

	CHECK_OK(key_base_make(&base, parts, &err), &err);
	return base;
}

static void
check_key(const struct key_parts *parts, struct lm_span text, const char *want)
{
	struct key_base base = make(parts);
	struct lm_hash128 key = key_of(&base, text);
	char hex[LM_HASH128_HEX_SIZE];

	lm_hash128_hex(&key, hex);
	CHECK_TEXT(hex, want);
	key_base_free(&base);
}

static const struct key_parts usual = {"ollama", "bge-m3",
    UINT64_C(0x0123456789abcdef), 1024, true, {"query: ", 7}};

/*
 * Worked out without this code: the bytes by Python's
 *	b"ollama\0bge-m3\0" + struct.pack("<QQBQ", fingerprint, 1024, 1, 7) +
 *	b"query: " + "Gr\u00fc\u00dfe, Welt".encode()
 * and their hash by xxhsum -H2 0.8.1.
 */
static void
fixed_keys(void)
{
	const struct key_parts bare = {"lexical", "lexical",
	    UINT64_C(0xfedcba9876543210), 1024, false, {0}};

	check_key(&usual,
	    lm_span_of("Gr\xc3\xbc\xc3\x9f"
		       "e, Welt"),
	    "969a689521b57668df159d4ebac7f195");
	check_key(&bare, (struct lm_span){0},
	    "0533fb862824024df960bff48c93e708");
}

/* As hashing all at once, for every length that XXH3 treats in its own way. */
static void
as_the_whole(void)
{
	struct random random = random_start(90);
	struct key_base base = make(&usual);
	char bytes[3000];

	random_bytes(&random, bytes, sizeof(bytes));
	for (size_t len = 0; len < sizeof(bytes); len++) {
		struct lm_span text = lm_span(bytes, len);
		struct lm_buf all = {0};
		struct lm_hash128 got = key_of(&base, text), want;

		CHECK_OK(lm_buf_span(&all, lm_buf_view(&base.head), NULL),
		    NULL);
		CHECK_OK(lm_buf_span(&all, text, NULL), NULL);
		want = lm_hash128(lm_buf_view(&all));
		CHECK(lm_hash128_equal(&got, &want));
		lm_buf_free(&all);
	}
	key_base_free(&base);
}

static bool
same(const struct key_parts *a, const char *text_a, const struct key_parts *b,
    const char *text_b)
{
	struct key_base base_a = make(a), base_b = make(b);
	struct lm_hash128 key_a = key_of(&base_a, lm_span_of(text_a));
	struct lm_hash128 key_b = key_of(&base_b, lm_span_of(text_b));

	key_base_free(&base_a);
	key_base_free(&base_b);
	return lm_hash128_equal(&key_a, &key_b);
}

/* Each part counts, and none can pass for another. */
static void
all_parts_count(void)
{
	struct key_parts other[8];

	CHECK(same(&usual, "text", &usual, "text"));
	CHECK(!same(&usual, "text", &usual, "Text"));
	for (size_t i = 0; i < 8; i++)
		other[i] = usual;
	other[0].engine = "openai";
	other[1].model = "bge-m4";
	other[2].fingerprint++;
	other[3].dimensions = 1025;
	other[4].normalised = false;
	other[5].prefix = lm_span_of("query:");
	other[6].prefix = (struct lm_span){0};
	other[7].engine = "ollamab";
	other[7].model = "ge-m3";
	for (size_t i = 0; i < 8; i++)
		CHECK(!same(&usual, "text", &other[i], "text"));
	CHECK(!same(&usual, "text", &other[5], " text"));
	CHECK(!same(&usual, "text", &other[6], "query: text"));
}

static void
made_again(void)
{
	struct key_base base = make(&usual);
	struct lm_hash128 first = key_of(&base, lm_span_of("x")), again;

	CHECK_OK(key_base_make(&base, &usual, NULL), NULL);
	again = key_of(&base, lm_span_of("x"));
	CHECK(lm_hash128_equal(&first, &again));
	key_base_free(&base);
	key_base_free(&base);
}

TEST_MAIN(TEST(fixed_keys), TEST(as_the_whole), TEST(all_parts_count),
    TEST(made_again))
