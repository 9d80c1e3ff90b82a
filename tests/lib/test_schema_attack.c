/* What hostile schemas and instances were once decided wrongly by. */
#include "check.h"
#include "lm/record.h"
#include "lm/schema_value.h"

static bool
hash(struct lm_parser *parser, const char *text, uint64_t *out)
{
	struct lm_value_scratch scratch = {0};
	struct lm_record record;
	bool good = CHECK(lm_parser_parse(parser, lm_span_of(text), &record,
			      NULL) == LM_OK) &&
	    CHECK(lm_value_hash(&scratch, record.root, out, NULL) == LM_OK);

	lm_value_scratch_free(&scratch);
	return good;
}

/* Spellings of one value have one hash. */
static void
same_numbers_hash_alike(void)
{
	static const char *const pairs[][2] = {
	    {"1", "1.0"},
	    {"100", "1e2"},
	    {"-0", "0.00e7"},
	    {"1.25", "125e-2"},
	    {"0.001", "1E-3"},
	    {"1e1000000000000000000001", "10e1000000000000000000000"},
	    {"1e-999999999999999999999", "0.1e-999999999999999999998"},
	    {"123456789012345678901234567890",
		"123456789012345678901234567890.0"},
	    {"[{\"a\":1}]", "[{\"a\":10e-1}]"},
	};
	struct lm_parser *parser = lm_parser_new();
	uint64_t a = 0, b = 1;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (hash(parser, pairs[i][0], &a) &&
		    hash(parser, pairs[i][1], &b) && !CHECK(a == b))
			check_note("%s and %s", pairs[i][0], pairs[i][1]);
	lm_parser_free(parser);
}

/* A hash of the nearest double made uniqueItems quadratic. */
static void
other_numbers_hash_otherwise(void)
{
	static const char *const pairs[][2] = {
	    {"1e400", "2e400"},
	    {"1e400", "1e401"},
	    {"1e400", "-1e400"},
	    {"1.0000000000000000000001", "1.0000000000000000000002"},
	    {"1e-400", "0"},
	    {"1", "-1"},
	    {"1e1000000000000000000001", "1e1000000000000000000002"},
	};
	struct lm_parser *parser = lm_parser_new();
	uint64_t a = 0, b = 0;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (hash(parser, pairs[i][0], &a) &&
		    hash(parser, pairs[i][1], &b) && !CHECK(a != b))
			check_note("%s and %s", pairs[i][0], pairs[i][1]);
	lm_parser_free(parser);
}

TEST_MAIN(TEST(same_numbers_hash_alike), TEST(other_numbers_hash_otherwise))
