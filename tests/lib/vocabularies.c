#include "vocabularies.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"

bool
vocabulary_file(const char *name, const char *suffix,
    char path[FILES_PATH_SIZE])
{
	const char *data = getenv("LMOB_DATA"), *root = getenv("LMOB_ROOT");
	char why[FILES_PATH_SIZE + 16];

	if (data != NULL)
		(void)snprintf(path, FILES_PATH_SIZE,
		    "%s/tokenizers/ggml-vocab-%s.gguf%s", data, name, suffix);
	else
		(void)snprintf(path, FILES_PATH_SIZE,
		    "%s/../shared/data/tokenizers/ggml-vocab-%s.gguf%s",
		    root == NULL ? "." : root, name, suffix);
	if (file_exists(path))
		return true;
	(void)snprintf(why, sizeof(why), "no %s", path);
	check_skip(why);
	return false;
}

struct lm_tokenizer *
vocabulary_load(const char *name)
{
	char path[FILES_PATH_SIZE];
	struct lm_tokenizer *tokenizer;
	struct lm_err err = {0};

	if (!vocabulary_file(name, "", path))
		return NULL;
	CHECK_OK(lm_tokenizer_load(path, &tokenizer, &err), &err);
	return tokenizer;
}
