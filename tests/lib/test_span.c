#include "lm/span.h"

#include "check.h"

static void
equal_compares_bytes(void)
{
	CHECK(lm_span_equal(lm_span_of("abc"), lm_span("abcd", 3)));
	CHECK(!lm_span_equal(lm_span_of("abc"), lm_span_of("abd")));
	CHECK(!lm_span_equal(lm_span_of("abc"), lm_span_of("ab")));
	CHECK(lm_span_equal(lm_span("a\0b", 3), lm_span("a\0b", 3)));
	CHECK(!lm_span_equal(lm_span("a\0b", 3), lm_span("a\0c", 3)));
}

static void
empty_is_empty(void)
{
	CHECK(lm_span_equal((struct lm_span){0}, lm_span_of("")));
	CHECK(lm_span_equal((struct lm_span){0}, (struct lm_span){0}));
	CHECK(!lm_span_equal((struct lm_span){0}, lm_span_of("a")));
}

TEST_MAIN(TEST(equal_compares_bytes), TEST(empty_is_empty))
