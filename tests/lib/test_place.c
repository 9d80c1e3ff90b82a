#include "lm/place.h"

#include <sys/stat.h>

#include <stdio.h>
#include <unistd.h>

#include "check.h"
#include "files.h"

static struct lm_place
found(const char *path, int standard)
{
	struct lm_place place;
	struct lm_err err = {0};

	CHECK_OK(lm_place_find(path, standard, &place, &err), &err);
	return place;
}

static bool
are_same(const char *a, const char *b)
{
	struct lm_place one = found(a, -1), other = found(b, -1);
	bool same = lm_place_same(&one, &other);

	CHECK(lm_place_same(&other, &one) == same);
	return same;
}

static void
one_file_by_several_names(void)
{
	char a[FILES_PATH_SIZE], b[FILES_PATH_SIZE], hard[FILES_PATH_SIZE];
	char soft[FILES_PATH_SIZE], around[FILES_PATH_SIZE];

	file_path("a", a);
	file_path("b", b);
	file_path("hard", hard);
	file_path("soft", soft);
	file_path("./a", around);
	file_write(a, lm_span_of("x"));
	file_write(b, lm_span_of("x"));
	CHECK(link(a, hard) == 0 && symlink(a, soft) == 0);
	CHECK(are_same(a, a) && are_same(a, hard) && are_same(a, soft));
	CHECK(are_same(a, around));
	CHECK(!are_same(a, b));
}

/* What is yet to be made: by its folder and its name. */
static void
to_be_made(void)
{
	char here[FILES_PATH_SIZE], there[FILES_PATH_SIZE];
	char folder[FILES_PATH_SIZE], other[FILES_PATH_SIZE];

	file_path("new", here);
	file_path("folder", folder);
	file_path("folder/../new", there);
	file_path("folder/new", other);
	CHECK(!are_same(here, there)); /* the folder is not there */
	CHECK(mkdir(folder, 0700) == 0);
	CHECK(are_same(here, here) && are_same(here, there));
	CHECK(!are_same(here, other) && !are_same(here, folder));
	CHECK(!found("/no/such/folder/new", -1).known);
	file_write(here, lm_span_of(""));
	CHECK(are_same(here, there));
	CHECK(found("of-this-folder", -1).known);
}

static void
devices_and_descriptors(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_place standard, named;
	FILE *file;

	CHECK(!found("/dev/null", -1).known);
	CHECK(!are_same("/dev/null", "/dev/null"));
	CHECK(!found(NULL, -1).known && !found("-", -1).known);
	file_path("standard", path);
	file = fopen(path, "w");
	CHECK(file != NULL);
	if (file == NULL)
		return;
	standard = found("-", fileno(file));
	named = found(path, -1);
	CHECK(lm_place_same(&standard, &named));
	standard = found(NULL, fileno(file));
	CHECK(lm_place_same(&standard, &named));
	(void)fclose(file);
}

TEST_MAIN(TEST(one_file_by_several_names), TEST(to_be_made),
    TEST(devices_and_descriptors))
