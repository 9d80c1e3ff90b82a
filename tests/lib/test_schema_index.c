#include "lm/schema_index.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"

#define N_KEYS 20000

/* Every other number is added; what was added is found, and nothing else. */
static void
what_was_added_is_found(void)
{
	static char keys[N_KEYS][16];
	struct lm_schema_index index = {0};
	struct lm_err err = {0};

	for (uint32_t i = 0; i < N_KEYS; i++) {
		(void)snprintf(keys[i], sizeof(keys[i]), "key %u", i);
		if (i % 2 == 0)
			CHECK_OK(lm_schema_index_add(&index,
				     lm_span_of(keys[i]), i, &err),
			    &err);
	}
	CHECK_EQ(index.n, N_KEYS / 2);
	for (uint32_t i = 0; i < N_KEYS; i++)
		if (!CHECK_EQ(lm_schema_index_find(&index, lm_span_of(keys[i])),
			i % 2 == 0 ? i : LM_NONE))
			break;
	lm_schema_index_free(&index);
	CHECK(lm_schema_index_find(&index, lm_span_of(keys[0])) == LM_NONE);
}

static void
the_first_number_of_a_key_stays(void)
{
	struct lm_schema_index index = {0};
	struct lm_err err = {0};

	CHECK(lm_schema_index_find(&index, lm_span("a", 1)) == LM_NONE);
	CHECK_OK(lm_schema_index_add(&index, lm_span("a", 1), 7, &err), &err);
	CHECK_OK(lm_schema_index_add(&index, lm_span("a", 1), 8, &err), &err);
	CHECK_OK(lm_schema_index_add(&index, lm_span("", 0), 9, &err), &err);
	CHECK_EQ(lm_schema_index_find(&index, lm_span("a", 1)), 7);
	CHECK_EQ(lm_schema_index_find(&index, lm_span("", 0)), 9);
	CHECK_EQ(index.n, 2);
	lm_schema_index_free(&index);
}

TEST_MAIN(TEST(what_was_added_is_found), TEST(the_first_number_of_a_key_stays))
