#include "promote.h"

#include <sys/stat.h>

#include <string.h>
#include <unistd.h>

#include "lm/place.h"

#define LOG_SUFFIX ".log.jsonl"

enum lm_code
drift_log_name(const char *documents, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, documents, err);

	if (code == LM_OK)
		code = lm_buf_append(out, LOG_SUFFIX, sizeof(LOG_SUFFIX), err);
	out->len -= code == LM_OK;
	return code;
}

static enum lm_code
refuse(const char *path, const char *why, struct lm_err *err)
{
	(void)lm_err_set(err, LM_USAGE, "%s", why);
	lm_err_at(err, path, 0, 0);
	return LM_USAGE;
}

static enum lm_code
check_kind(const char *path, struct lm_err *err)
{
	struct stat st;

	if (strcmp(path, "-") == 0)
		return lm_err_set(err, LM_USAGE,
		    "standard input cannot be a baseline that is replaced");
	if (lstat(path, &st) != 0) {
		(void)lm_err_io(err, "stat");
		lm_err_at(err, path, 0, 0);
		return LM_IO;
	}
	if (S_ISLNK(st.st_mode))
		return refuse(path,
		    "a symbolic link cannot be a baseline that is replaced: "
		    "name the file itself",
		    err);
	if (!S_ISREG(st.st_mode))
		return refuse(path,
		    "only a regular file can be a baseline that is replaced",
		    err);
	return LM_OK;
}

struct files {
	struct lm_place documents;
	struct lm_place log;
	struct lm_place queries;
	bool has_queries;
};

/* Whether other is one of the files, or FILE.part of one. */
static bool
is_among(const struct files *files, const struct lm_place *other)
{
	return lm_place_same(&files->documents, other) ||
	    lm_place_same(&files->log, other) ||
	    (files->has_queries && lm_place_same(&files->queries, other));
}

static enum lm_code
check_others(const struct files *files, const char *const *others,
    size_t n_others, struct lm_err *err)
{
	for (size_t i = 0; i < n_others; i++) {
		struct lm_place other;
		enum lm_code code =
		    lm_place_find(others[i], STDIN_FILENO, false, &other, err);

		if (code != LM_OK)
			return code;
		if (is_among(files, &other))
			return refuse(others[i] == NULL ? "-" : others[i],
			    "it is an input, and a file of the baseline that "
			    "is replaced",
			    err);
	}
	return LM_OK;
}

static enum lm_code
find_files(const char *documents, const char *log, const char *queries,
    struct files *files, struct lm_err *err)
{
	enum lm_code code =
	    lm_place_find(documents, -1, true, &files->documents, err);

	if (code == LM_OK)
		code = lm_place_find(log, -1, true, &files->log, err);
	if (code != LM_OK || queries == NULL)
		return code;
	code = lm_place_find(queries, -1, true, &files->queries, err);
	if (code == LM_OK && is_among(files, &files->queries))
		return refuse(queries,
		    "documents, query vectors and the log of a baseline "
		    "cannot be one file",
		    err);
	files->has_queries = true;
	return code;
}

enum lm_code
drift_promotion_check(const char *documents, const char *queries,
    const char *const *others, size_t n_others, struct lm_err *err)
{
	struct files files = {0};
	struct lm_buf log = {0};
	enum lm_code code = check_kind(documents, err);

	if (code == LM_OK && queries != NULL)
		code = check_kind(queries, err);
	if (code == LM_OK)
		code = drift_log_name(documents, &log, err);
	if (code == LM_OK)
		code = find_files(documents, log.ptr, queries, &files, err);
	if (code == LM_OK)
		code = check_others(&files, others, n_others, err);
	lm_buf_free(&log);
	return code;
}
