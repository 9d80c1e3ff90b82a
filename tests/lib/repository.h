#ifndef REPOSITORY_H
#define REPOSITORY_H

#include "lm/buf.h"

/* A file of the repository ($LMOB_ROOT, else the current folder), which has to
 * be there; free it. */
struct lm_buf repository_file(const char *name);

#endif
