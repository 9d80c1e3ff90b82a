#include "lm/stats.h"

#include <string.h>

#include <yyjson.h>

#include "check.h"
#include "files.h"
#include "lm/clock.h"

static const char *const counters[] = {"email", "card", NULL};

static struct lm_stats
sample(const uint64_t *counts)
{
	return (struct lm_stats){.program = "lmob-test",
	    .version = "1.2.3",
	    .started = INT64_C(1777921200) * LM_CLOCK_SECOND,
	    .begun = lm_clock_monotonic(),
	    .totals = {.records_in = 5,
		.records_out = 3,
		.rejected = 2,
		.bytes_in = 100,
		.bytes_out = 90},
	    .output_hash = 0xabc,
	    .exit = 1,
	    .counters = counters,
	    .counts = counts};
}

/* The line, with its two measured times cut out. */
static void
the_line_is_as_documented(void)
{
	const uint64_t counts[2] = {7, 0};
	struct lm_stats stats = sample(counts);
	struct lm_err err = {0};
	struct lm_buf got;
	char path[FILES_PATH_SIZE];

	file_path("stats", path);
	stats.manifest = "a\"b#0123456789abcdef";
	CHECK_OK(lm_stats_append(&stats, path, &err), &err);
	got = file_read(path);
	append(&got, lm_span("", 1));
	CHECK_HAS(got.ptr,
	    "{\"program\":\"lmob-test\",\"version\":\"1.2.3\","
	    "\"manifest\":\"a\\\"b#0123456789abcdef\","
	    "\"started\":\"2026-05-04T19:00:00Z\",\"seconds\":");
	CHECK_HAS(got.ptr,
	    ",\"records_in\":5,\"records_out\":3,\"rejected\":2,"
	    "\"bytes_in\":100,\"bytes_out\":90,"
	    "\"output_xxh3\":\"0000000000000abc\",\"exit\":1,"
	    "\"counts\":{\"email\":7,\"card\":0}}\n");
	lm_buf_free(&got);
}

static void
lines_are_appended_and_parse(void)
{
	struct lm_stats stats = sample(NULL);
	struct lm_err err = {0};
	struct lm_buf got;
	char path[FILES_PATH_SIZE];
	const char *at;
	size_t n = 0;

	stats.counters = NULL;
	file_path("several", path);
	for (int i = 0; i < 3; i++)
		CHECK_OK(lm_stats_append(&stats, path, &err), &err);
	got = file_read(path);
	append(&got, lm_span("", 1));
	for (at = got.ptr; *at != '\0'; at = strchr(at, '\n') + 1, n++) {
		yyjson_doc *doc =
		    yyjson_read(at, (size_t)(strchr(at, '\n') - at), 0);

		CHECK(doc != NULL);
		CHECK(yyjson_is_null(
		    yyjson_obj_get(yyjson_doc_get_root(doc), "manifest")));
		yyjson_doc_free(doc);
	}
	CHECK_EQ(n, 3);
	lm_buf_free(&got);
}

static void
a_file_that_cannot_be_written_is_an_error(void)
{
	struct lm_stats stats = sample(NULL);
	struct lm_err err = {0};

	stats.counters = NULL;
	CHECK_CODE(lm_stats_append(&stats, "/nowhere/stats", &err), LM_IO);
	CHECK_TEXT(err.file, "/nowhere/stats");
}

TEST_MAIN(TEST(the_line_is_as_documented), TEST(lines_are_appended_and_parse),
    TEST(a_file_that_cannot_be_written_is_an_error))
