#ifndef ACCEPTS_H
#define ACCEPTS_H

#include <sys/stat.h>

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "accept.h"
#include "check.h"
#include "files.h"
#include "fingerprint.h"
#include "kept.h"

/* 2026-12-01T02:30:00Z */
#define NOW (INT64_C(1796092200) * 1000000000)

/* The paths of a baseline, in a folder of its own. */
struct place {
	char folder[FILES_PATH_SIZE];
	char documents[FILES_PATH_SIZE + 32];
	char queries[FILES_PATH_SIZE + 32];
	char log[FILES_PATH_SIZE + 64];
};

static inline void
place_make(struct place *place, const char *documents, const char *queries)
{
	static const char alphabet[] = "XXXXXX";
	char name[sizeof("run.") + sizeof(alphabet)];

	snprintf(name, sizeof(name), "run.%s", alphabet);
	file_path(name, place->folder);
	if (mkdtemp(place->folder) == NULL)
		abort();
	snprintf(place->documents, sizeof(place->documents), "%s/%s",
	    place->folder, documents);
	snprintf(place->queries, sizeof(place->queries), "%s/%s", place->folder,
	    queries);
	snprintf(place->log, sizeof(place->log), "%s.log.jsonl",
	    place->documents);
}

/* Accept lines of documents, and of query vectors unless NULL. */
static inline enum lm_code
accept_texts(const struct place *place, const char *documents,
    const char *queries, struct lm_buf *line, struct lm_err *err)
{
	const struct drift_accept_files files = {.documents = place->documents,
	    .queries = queries == NULL ? NULL : place->queries};
	const struct drift_stamp stamp = {.now_ns = NOW,
	    .manifest = "2026.5/0123456789abcdef"};
	const char *const texts[] = {documents, queries};
	struct drift_accept *accept = NULL;
	enum lm_code code = drift_accept_open(&files, &accept, err);

	for (int i = 0; code == LM_OK && i < 2; i++) {
		const char *at = texts[i];

		while (code == LM_OK && at != NULL && *at != '\0') {
			size_t len = strcspn(at, "\n");

			code = drift_accept_add(accept, i == 1,
			    lm_span(at, len), err);
			at += len + (at[len] == '\n');
		}
	}
	if (code == LM_OK)
		code = drift_accept_commit(accept, &stamp, line, err);
	drift_accept_free(accept);
	return code;
}

static inline enum lm_code
roll_back(const struct place *place, bool has_queries, struct lm_buf *line,
    struct lm_err *err)
{
	const struct drift_stamp stamp = {.now_ns = NOW, .manifest = NULL};

	return drift_rollback(place->documents,
	    has_queries ? place->queries : NULL, &stamp, line, err);
}

/* The name of the copy of path when it held text. */
static inline void
kept_of(const char *path, const char *text, char *out, size_t size)
{
	char hex[LM_HASH_HEX_SIZE];
	struct lm_buf name = {0};

	lm_hash_hex(lm_hash(lm_span_of(text)), hex);
	if (drift_kept_name(path, hex, &name, NULL) != LM_OK)
		abort();
	snprintf(out, size, "%s", name.ptr);
	lm_buf_free(&name);
}

/* How many files of the folder have a name that ends in suffix. */
static inline size_t
n_files(const char *folder, const char *suffix)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	size_t n = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		size_t len = strlen(entry->d_name), tail = strlen(suffix);

		n += entry->d_name[0] != '.' && len >= tail &&
		    strcmp(entry->d_name + len - tail, suffix) == 0;
	}
	if (dir != NULL)
		(void)closedir(dir);
	return n;
}

#endif
