#ifndef VOCABULARIES_H
#define VOCABULARIES_H

#include <stdbool.h>

#include "files.h"
#include "lm/tokenizer.h"

/*
 * The vocabularies of llama.cpp, in tokenizers/ of $LMOB_DATA (else
 * ../shared/data, from the repository).
 */

/* The path of ggml-vocab-NAME.gguf with a suffix; whether it is there.  If
 * not, the test is said to be skipped. */
bool vocabulary_file(const char *name, const char *suffix,
    char path[FILES_PATH_SIZE]);

/* Load one; NULL: skipped, or a failure was shown. */
struct lm_tokenizer *vocabulary_load(const char *name);

#endif
