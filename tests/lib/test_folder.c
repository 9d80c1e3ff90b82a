#include "lm/folder.h"

#include <sys/stat.h>

#include <stdio.h>
#include <unistd.h>

#include "check.h"
#include "files.h"

/* That it is synced shows in tests/fault/route.bats. */
static void
folders(void)
{
	char path[FILES_PATH_SIZE], below[FILES_PATH_SIZE + 16];
	struct lm_err err = {0};

	file_path("folder", path);
	CHECK_OK(lm_folder_sync(path, &err), &err);
	CHECK_OK(lm_folder_sync("no-such-file", &err), &err);
	CHECK_OK(lm_folder_sync("/no-such-file", &err), &err);
	(void)snprintf(below, sizeof(below), "%s/x/y", path);
	CHECK_CODE(lm_folder_sync(below, &err), LM_IO);
	CHECK_HAS(err.message, "open folder: ");
}

/* Its files may be written all the same. */
static void
one_that_may_not_be_read(void)
{
	char path[FILES_PATH_SIZE], below[FILES_PATH_SIZE + 16];
	struct lm_err err = {0};

	file_path("closed", path);
	CHECK_EQ(mkdir(path, 0300), 0);
	(void)snprintf(below, sizeof(below), "%s/x", path);
	CHECK_OK(lm_folder_sync(below, &err), &err);
	CHECK_EQ(rmdir(path), 0);
}

TEST_MAIN(TEST(folders), TEST(one_that_may_not_be_read))
