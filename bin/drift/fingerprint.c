#include "fingerprint.h"

#include <stdlib.h>

#include "lm/reader.h"

#define BLOCK_SIZE ((size_t)256 * 1024)

static enum lm_code
pass(struct lm_reader *from, struct lm_writer *to, char *block,
    struct lm_hash_stream *hash, struct lm_err *err)
{
	size_t n = 1;
	enum lm_code code = LM_OK;

	while (code == LM_OK && n > 0) {
		code = lm_reader_read(from, block, BLOCK_SIZE, &n, err);
		if (code != LM_OK)
			break;
		lm_hash_stream_add(hash, lm_span(block, n));
		if (to != NULL)
			code = lm_writer_write(to, lm_span(block, n), err);
	}
	return code;
}

enum lm_code
drift_fingerprint_copy(const char *path, struct lm_writer *to,
    char out[DRIFT_FINGERPRINT_SIZE], struct lm_err *err)
{
	struct lm_reader *from = NULL;
	struct lm_hash_stream *hash = lm_hash_stream_new();
	char *block = malloc(BLOCK_SIZE);
	enum lm_code code = hash == NULL || block == NULL
	    ? lm_err_nomem(err)
	    : lm_reader_open(path, &from, err);

	if (code == LM_OK)
		code = pass(from, to, block, hash, err);
	if (code == LM_OK)
		lm_hash_hex(lm_hash_stream_value(hash), out);
	lm_reader_close(from);
	lm_hash_stream_free(hash);
	free(block);
	return code;
}

enum lm_code
drift_fingerprint(const char *path, char out[DRIFT_FINGERPRINT_SIZE],
    struct lm_err *err)
{
	return drift_fingerprint_copy(path, NULL, out, err);
}
