#include "lm/schema_names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "random.h"

#define MAX_NAME 40

/* Names that all differ: random bytes and, by their first four, a number. */
struct names {
	char *bytes;
	struct lm_span *list;
	uint32_t n;
};

static struct names
make_names(struct random *random, uint32_t n, size_t min_len)
{
	struct names names = {.bytes = malloc((size_t)n * MAX_NAME + 1),
	    .list = calloc(n + 1, sizeof(*names.list)),
	    .n = n};

	if (names.bytes == NULL || names.list == NULL)
		abort();
	for (uint32_t i = 0; i < n; i++) {
		char *at = names.bytes + (size_t)i * MAX_NAME;
		size_t len = random_between(random, min_len, MAX_NAME);

		random_bytes(random, at, MAX_NAME);
		memcpy(at, &i, sizeof(i));
		names.list[i] = lm_span(at, len);
	}
	return names;
}

static void
free_names(struct names *names)
{
	free(names->bytes);
	free(names->list);
}

/* A copy, so that no pointer can be what is compared. */
static uint32_t
find_copy(const struct lm_names_set *set, struct lm_span name)
{
	char copy[MAX_NAME + 1] = {0};

	if (name.len > 0)
		memcpy(copy, name.ptr, name.len);
	return lm_names_find(set, copy, name.len);
}

static bool
each_is_found(const struct lm_names_set *set, const struct names *names)
{
	for (uint32_t i = 0; i < names->n; i++)
		if (!CHECK_EQ(find_copy(set, names->list[i]), i) ||
		    !CHECK_SPANS(lm_names_text(set, i), names->list[i]))
			return false;
	return true;
}

/* A byte less, a byte changed, a byte more: none of these is there. */
static bool
neighbours_are_not(const struct lm_names_set *set, const struct names *names,
    struct random *random)
{
	for (uint32_t i = 0; i < names->n; i++) {
		struct lm_span name = names->list[i];
		char other[MAX_NAME + 1];

		memcpy(other, name.ptr, name.len);
		other[random_between(random, 4, name.len - 1)] ^= 1;
		if (!CHECK(lm_names_find(set, other, name.len) == LM_NONE) ||
		    !CHECK(
			lm_names_find(set, name.ptr, name.len - 1) == LM_NONE))
			return false;
		memcpy(other, name.ptr, name.len);
		other[name.len] = 'x';
		if (!CHECK(lm_names_find(set, other, name.len + 1) == LM_NONE))
			return false;
	}
	return true;
}

static void
try_set(uint64_t stream, uint32_t n)
{
	struct random random = random_start(stream);
	struct names names = make_names(&random, n, 5);
	struct lm_arena arena = {0};
	struct lm_names_set set = {0};
	struct lm_err err = {0};

	if (CHECK_OK(lm_names_build(&arena, names.list, n, &set, &err), &err)) {
		CHECK_EQ(set.n, n);
		if (!each_is_found(&set, &names) ||
		    !neighbours_are_not(&set, &names, &random))
			check_note("a set of %u names", n);
	}
	lm_arena_free(&arena);
	free_names(&names);
}

static void
random_sets_of_names(void)
{
	uint32_t most = check_quick() ? 60 : 300;

	for (uint32_t n = 1; n < most; n++)
		try_set(n, n);
}

static void
a_large_set(void)
{
	try_set(1000, check_quick() ? 10000 : 100000);
}

/* All texts of few letters of up to 8 bytes, and what is longer. */
static void
short_names_of_every_length(void)
{
	char bytes[512][12];
	struct lm_span list[512];
	struct lm_arena arena = {0};
	struct lm_names_set set = {0};
	struct lm_err err = {0};
	uint32_t n = 0;

	for (uint32_t len = 0; len <= 8; len++)
		for (uint32_t bits = 0; bits < 1U << len; bits++, n++) {
			for (uint32_t i = 0; i < len; i++)
				bytes[n][i] = "ab"[bits >> i & 1];
			list[n] = lm_span(bytes[n], len);
		}
	/* 2^9 - 1 of them; the last one of 8 bytes is left out. */
	n--;
	if (CHECK_OK(lm_names_build(&arena, list, n, &set, &err), &err)) {
		for (uint32_t i = 0; i < n; i++)
			CHECK_EQ(find_copy(&set, list[i]), i);
		CHECK(find_copy(&set, list[n]) == LM_NONE);
		CHECK(lm_names_find(&set, "aaaaaaaaa", 9) == LM_NONE);
		CHECK(lm_names_find(&set, "c", 1) == LM_NONE);
	}
	lm_arena_free(&arena);
}

/* Names whose length makes up for their letters, if the hash is weak. */
static void
numbers_as_names(void)
{
	enum { N = 20000 };
	static char bytes[N][8];
	static struct lm_span list[N];
	struct lm_arena arena = {0};
	struct lm_names_set set = {0};
	struct lm_err err = {0};

	for (uint32_t i = 0; i < N; i++) {
		(void)snprintf(bytes[i], sizeof(bytes[i]), "%u", i);
		list[i] = lm_span_of(bytes[i]);
	}
	if (CHECK_OK(lm_names_build(&arena, list, N, &set, &err), &err))
		for (uint32_t i = 0; i < N; i++)
			if (!CHECK_EQ(find_copy(&set, list[i]), i))
				break;
	lm_arena_free(&arena);
}

static void
no_names_at_all(void)
{
	struct lm_arena arena = {0};
	struct lm_names_set set = {0};
	struct lm_err err = {0};

	CHECK(lm_names_find(&set, "a", 1) == LM_NONE);
	CHECK_OK(lm_names_build(&arena, NULL, 0, &set, &err), &err);
	CHECK(lm_names_find(&set, "", 0) == LM_NONE);
	CHECK(lm_names_find(&set, "a", 1) == LM_NONE);
	lm_arena_free(&arena);
}

/* The empty name may be one of them, or not. */
static void
the_empty_name(void)
{
	const struct lm_span list[] = {lm_span("a", 1), lm_span("", 0)};
	struct lm_arena arena = {0};
	struct lm_names_set set = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_names_build(&arena, list, 2, &set, &err), &err);
	CHECK_EQ(lm_names_find(&set, "", 0), 1);
	CHECK_OK(lm_names_build(&arena, list, 1, &set, &err), &err);
	CHECK(lm_names_find(&set, "", 0) == LM_NONE);
	lm_arena_free(&arena);
}

TEST_MAIN(TEST(random_sets_of_names), TEST(a_large_set),
    TEST(short_names_of_every_length), TEST(numbers_as_names),
    TEST(no_names_at_all), TEST(the_empty_name))
