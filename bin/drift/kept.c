#include "kept.h"

#include <sys/stat.h>

#include <stdbool.h>
#include <string.h>

#define GZ ".gz"

enum lm_code
drift_kept_name(const char *path, const char *fingerprint, struct lm_buf *out,
    struct lm_err *err)
{
	size_t len = strlen(path), gz_len = strlen(GZ);
	bool is_packed = len > gz_len && strcmp(path + len - gz_len, GZ) == 0;
	enum lm_code code;

	out->len = 0;
	code = lm_buf_append(out, path, is_packed ? len - gz_len : len, err);
	if (code == LM_OK)
		code = lm_buf_texts(out, err, ".", fingerprint,
		    is_packed ? GZ : "", NULL);
	if (code == LM_OK)
		code = lm_buf_byte(out, '\0', err);
	out->len -= code == LM_OK;
	return code;
}

/* Whether the copy is there and good; no fault of it is an error. */
static enum lm_code
look(const char *kept, const char *fingerprint, bool *is_good,
    struct lm_err *err)
{
	char got[DRIFT_FINGERPRINT_SIZE] = "";
	struct lm_err fault = {0};
	struct stat st;
	enum lm_code code;

	*is_good = false;
	if (lstat(kept, &st) != 0)
		return LM_OK;
	if (!S_ISREG(st.st_mode)) {
		(void)lm_err_set(err, LM_IO, "not a regular file");
		lm_err_at(err, kept, 0, 0);
		return LM_IO;
	}
	code = drift_fingerprint(kept, got, &fault);
	*is_good = code == LM_OK && strcmp(got, fingerprint) == 0;
	if (code == LM_OK || code == LM_MALFORMED)
		return LM_OK;
	if (err != NULL)
		*err = fault;
	return code;
}

static enum lm_code
copy(const char *path, const char *kept, const char *fingerprint,
    struct lm_err *err)
{
	char got[DRIFT_FINGERPRINT_SIZE] = "";
	struct lm_writer *to = NULL;
	enum lm_code code =
	    lm_writer_open(kept, LM_WRITER_ATOMIC_PRIVATE, &to, err);

	if (code == LM_OK)
		code = drift_fingerprint_copy(path, to, got, err);
	if (code == LM_OK && strcmp(got, fingerprint) != 0) {
		code = lm_err_set(err, LM_IO, "it was changed meanwhile");
		lm_err_at(err, path, 0, 0);
	}
	if (code == LM_OK)
		code = lm_writer_commit(to, err);
	lm_writer_abandon(to);
	return code;
}

enum lm_code
drift_kept_make(const char *path, const char *fingerprint, struct lm_err *err)
{
	struct lm_buf kept = {0};
	bool is_good = false;
	enum lm_code code = drift_kept_name(path, fingerprint, &kept, err);

	if (code == LM_OK)
		code = look(kept.ptr, fingerprint, &is_good, err);
	if (code == LM_OK && !is_good)
		code = copy(path, kept.ptr, fingerprint, err);
	lm_buf_free(&kept);
	return code;
}

enum lm_code
drift_kept_restore(const char *path, const char *fingerprint,
    struct lm_writer *to, struct lm_err *err)
{
	char got[DRIFT_FINGERPRINT_SIZE] = "";
	struct lm_buf kept = {0};
	enum lm_code code = drift_kept_name(path, fingerprint, &kept, err);

	if (code == LM_OK)
		code = drift_fingerprint_copy(kept.ptr, to, got, err);
	if (code == LM_OK && strcmp(got, fingerprint) != 0) {
		code = lm_err_set(err, LM_MALFORMED,
		    "the kept copy is damaged: its fingerprint is %s", got);
		lm_err_at(err, kept.ptr, 0, 0);
	}
	lm_buf_free(&kept);
	return code;
}
