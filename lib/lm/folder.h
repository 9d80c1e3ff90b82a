#ifndef LM_FOLDER_H
#define LM_FOLDER_H

#include "lm/err.h"

/*
 * Wait until the folder that the file path is in is on disk, so that the names
 * of its files survive a power cut.  A folder that may not be read, or of a
 * file system that cannot sync one, is left.  LM_IO, which
 * the caller blames on a file; LM_NOMEM.
 */
enum lm_code lm_folder_sync(const char *path, struct lm_err *err);

#endif
