#include "map.h"

#include <string.h>

#include "check.h"
#include "files.h"

/* A map of this text; the path of its file. */
static const char *
file_of(const char *text, char path[FILES_PATH_SIZE])
{
	file_path("map.json", path);
	file_write(path, lm_span_of(text));
	return path;
}

static void
reads_paths(void)
{
	char path[FILES_PATH_SIZE];
	struct map map;
	struct lm_err err;

	file_of("\xef\xbb\xbf{ // all of them\n\"b\":\"s/b.json\",\n"
		"\"\\u0061\":\"/a.json\",}\n",
	    path);
	CHECK_OK(map_read(path, &map, &err), &err);
	if (CHECK_EQ(map.n, 2)) {
		CHECK_SPAN(map.list[0].task, "b");
		CHECK(strncmp(map.list[0].path, path, strlen(path) - 8) == 0);
		CHECK_TEXT(map.list[0].path + strlen(path) - 8, "s/b.json");
		CHECK_SPAN(map.list[1].task, "a");
		CHECK_TEXT(map.list[1].path, "/a.json");
		CHECK(map.list[1].val == NULL);
	}
	map_free(&map);
	CHECK_CODE(map_read("/nowhere/map.json", &map, &err), LM_IO);
	map_free(&map);
}

static void
refuses(const char *text, uint64_t line, uint64_t column, const char *message)
{
	char path[FILES_PATH_SIZE];
	struct map map;
	struct lm_err err = {0};

	CHECK_CODE(map_read(file_of(text, path), &map, &err), LM_MALFORMED);
	if (!CHECK_EQ(err.line, line) || !CHECK_EQ(err.column, column) ||
	    !CHECK_TEXT(err.file, path) || !CHECK_HAS(err.message, message))
		check_note("%s", text);
	map_free(&map);
}

static void
refuses_what_is_no_map(void)
{
	refuses("", 1, 1, "");
	refuses("{\"a\":\"b\"", 1, 9, "");
	refuses("/* {", 1, 1, "");
	refuses("[\"a\"]", 1, 1, "an object that is not empty, found a list");
	refuses("{}", 1, 1, "an object that is not empty, found {}");
	refuses("{\n\"a\":7}", 2, 5, "expected a string that is not empty");
	refuses("{\n\"a\":\"\"}", 2, 5, "expected a string that is not empty");
	refuses("{\"\":\"a\"}", 1, 2, "expected a string that is not empty");
	refuses("{\"a\":\"b\",\n \"\\u0061\":\"c\"}", 2, 2, "is there twice");
	refuses("{\"a\":{\"b\":\"c\"}}", 1, 6, "found an object");
}

TEST_MAIN(TEST(reads_paths), TEST(refuses_what_is_no_map))
