#include "lm/place.h"

#include <sys/stat.h>

#include <stdio.h>
#include <unistd.h>

#include "check.h"
#include "files.h"

/* A file of a run, as its options name it. */
struct file {
	const char *path;
	int standard;
	bool is_written;
};

static struct lm_place
place_of(const struct file *file)
{
	struct lm_place place;
	struct lm_err err = {0};

	CHECK_OK(lm_place_find(file->path, file->standard, file->is_written,
		     &place, &err),
	    &err);
	return place;
}

static bool
same(const struct file *a, const struct file *b)
{
	struct lm_place one = place_of(a), other = place_of(b);
	bool result = lm_place_same(&one, &other);

	CHECK(lm_place_same(&other, &one) == result);
	return result;
}

static bool
are_same(const char *a, const char *b)
{
	const struct file one = {a, -1, false}, other = {b, -1, false};

	return same(&one, &other);
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
	CHECK(are_same("/no/such/folder/new", "/no/such/folder/new"));
	CHECK(!are_same("/no/such/folder/new", "/no/such/folder/other"));
	file_write(here, lm_span_of(""));
	CHECK(are_same(here, there));
	CHECK(are_same("of-this-folder", "./of-this-folder"));
}

/* Also what is written to until the file is whole, if it is written. */
static void
its_part(void)
{
	char path[FILES_PATH_SIZE], part[FILES_PATH_SIZE];
	struct file file = {path, -1, false}, its = {part, -1, false};

	file_path("whole", path);
	file_path("whole.part", part);
	for (int i = 0; i < 2; i++) {
		file.is_written = its.is_written = false;
		CHECK(!same(&file, &its));
		its.is_written = true;
		CHECK(!same(&file, &its));
		file.is_written = true;
		CHECK(same(&file, &its));
		file_write(part, lm_span_of("x")); /* now it is there */
	}
}

static void
devices_and_descriptors(void)
{
	char path[FILES_PATH_SIZE];
	struct file none = {NULL, -1, true}, named = {path, -1, true};
	struct file standard = {"-", -1, true};
	FILE *stream;

	CHECK(!are_same("/dev/null", "/dev/null"));
	CHECK(!same(&none, &none) && !same(&none, &standard));
	file_path("standard", path);
	stream = fopen(path, "w");
	CHECK(stream != NULL);
	if (stream == NULL)
		return;
	standard.standard = fileno(stream);
	CHECK(same(&standard, &named));
	standard.path = NULL;
	CHECK(same(&standard, &named) && !same(&standard, &none));
	(void)fclose(stream);
}

TEST_MAIN(TEST(one_file_by_several_names), TEST(to_be_made), TEST(its_part),
    TEST(devices_and_descriptors))
