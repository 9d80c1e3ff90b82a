#include "lm/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* To be freed; NULL: no memory. */
static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return strdup(".");
	return slash == path ? strdup("/")
			     : strndup(path, (size_t)(slash - path));
}

enum lm_code
lm_folder_sync(const char *path, struct lm_err *err)
{
	char *folder = folder_of(path);
	enum lm_code code = LM_OK;
	int fd;

	if (folder == NULL)
		return lm_err_nomem(err);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (fd == -1)
		return errno == EACCES ? LM_OK : lm_err_io(err, "open folder");
	if (fsync(fd) != 0 && errno != EINVAL)
		code = lm_err_io(err, "sync folder");
	(void)close(fd);
	return code;
}
