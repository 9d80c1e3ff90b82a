#include "repository.h"

#include <stdio.h>
#include <stdlib.h>

#include "files.h"

struct lm_buf
repository_file(const char *name)
{
	const char *root = getenv("LMOB_ROOT");
	char path[FILES_PATH_SIZE];

	(void)snprintf(path, sizeof(path), "%s/%s", root == NULL ? "." : root,
	    name);
	return file_read(path);
}
