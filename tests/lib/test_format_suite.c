/*
 * JSON Schema's own tests of formats, each of which gives what it expects.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yyjson.h>

#include "check.h"
#include "files.h"
#include "lm/format.h"

/* Where the tests of a draft are, and how many there are at least. */
struct draft {
	const char *folder;
	int draft;
	size_t n_tests;
};

static bool
find_folder(const char *folder, char path[FILES_PATH_SIZE])
{
	const char *data = getenv("LMOB_DATA"), *root = getenv("LMOB_ROOT");
	char why[FILES_PATH_SIZE + 16];

	(void)snprintf(path, FILES_PATH_SIZE,
	    "%s%s/json-schema/tests/%s/optional/format",
	    data != NULL       ? data
		: root == NULL ? "."
			       : root,
	    data != NULL ? "" : "/../shared/data", folder);
	if (file_exists(path))
		return true;
	(void)snprintf(why, sizeof(why), "no %s", path);
	check_skip(why);
	return false;
}

/* Whether a test gives what it expects: what is no string has any format, and
 * so has any string a format that is not known. */
static bool
passes(const struct lm_format *format, yyjson_val *test)
{
	yyjson_val *data = yyjson_obj_get(test, "data");
	bool valid = yyjson_get_bool(yyjson_obj_get(test, "valid"));

	if (format == NULL || !yyjson_is_str(data))
		return valid;
	return lm_format_check(format,
		   lm_span(yyjson_get_str(data), yyjson_get_len(data))) ==
	    (valid ? LM_FORMAT_GOOD : LM_FORMAT_BAD);
}

/* Run the tests of a file; how many passed. */
static size_t
run_file(const char *path, int draft, size_t *n_tests)
{
	yyjson_doc *doc = yyjson_read_file(path, 0, NULL, NULL);
	yyjson_val *group, *test;
	size_t i, n, k, m, n_passed = 0;

	CHECK(doc != NULL);
	yyjson_arr_foreach(yyjson_doc_get_root(doc), i, n, group)
	{
		const char *name =
		    yyjson_get_str(yyjson_ptr_get(group, "/schema/format"));
		const struct lm_format *format;

		if (!CHECK(name != NULL))
			continue;
		format = lm_format_find(lm_span_of(name), draft);
		CHECK(format != NULL ? lm_format_since(format) <= draft
				     : strcmp(name, "unknown") == 0);
		yyjson_arr_foreach(yyjson_obj_get(group, "tests"), k, m, test)
		{
			++*n_tests;
			if (CHECK(passes(format, test)))
				n_passed++;
			else
				check_note("%s: %s", path,
				    yyjson_get_str(
					yyjson_obj_get(test, "description")));
		}
	}
	yyjson_doc_free(doc);
	return n_passed;
}

static void
run_draft(const struct draft *draft)
{
	char folder[FILES_PATH_SIZE], path[FILES_PATH_SIZE + 256];
	struct dirent *entry;
	size_t n_tests = 0, n_passed = 0;
	DIR *dir;

	if (!find_folder(draft->folder, folder))
		return;
	dir = opendir(folder);
	if (!CHECK(dir != NULL))
		return;
	while ((entry = readdir(dir)) != NULL) {
		if (strstr(entry->d_name, ".json") == NULL)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder,
		    entry->d_name);
		n_passed += run_file(path, draft->draft, &n_tests);
	}
	(void)closedir(dir);
	printf("# %s: %zu of %zu\n", draft->folder, n_passed, n_tests);
	CHECK_EQ(n_passed, n_tests);
	CHECK(n_tests >= draft->n_tests);
}

static void
draft_4(void)
{
	run_draft(&(const struct draft){"draft4", 4, 219});
}

static void
draft_6(void)
{
	run_draft(&(const struct draft){"draft6", 6, 325});
}

static void
draft_7(void)
{
	run_draft(&(const struct draft){"draft7", 7, 676});
}

static void
draft_2019(void)
{
	run_draft(&(const struct draft){"draft2019-09", 2019, 757});
}

static void
draft_2020(void)
{
	run_draft(&(const struct draft){"draft2020-12", 2020, 764});
}

TEST_MAIN(TEST(draft_4), TEST(draft_6), TEST(draft_7), TEST(draft_2019),
    TEST(draft_2020))
