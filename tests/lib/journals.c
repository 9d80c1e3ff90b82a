#include "journals.h"

#include <stdlib.h>

#include "check.h"

struct lm_journal *
journal_opened(const char *name, char path[FILES_PATH_SIZE])
{
	struct lm_journal *journal = NULL;
	struct lm_err err = {0};

	file_path(name, path);
	if (!CHECK_OK(lm_journal_open(path, &journal, &err), &err))
		abort();
	return journal;
}

void
journal_put(struct lm_journal *journal, const char *lines)
{
	struct lm_err err = {0};

	CHECK_OK(lm_journal_append(journal, lm_span_of(lines), &err), &err);
}
