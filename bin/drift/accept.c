#include "accept.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "promote.h"

#define WRITE_AT ((size_t)256 * 1024) /* what is written at once, or more */

/* What goes to a file. */
struct stream {
	struct lm_hash_stream *hash;
	struct lm_buf pending;
	bool is_empty;
};

struct drift_accept {
	struct drift_promotion promotion;
	struct stream streams[DRIFT_N_ROLES];
};

static enum lm_code
begin(struct drift_accept *accept, enum drift_role role, const char *path,
    struct lm_err *err)
{
	struct stream *stream = &accept->streams[role];

	stream->is_empty = true;
	stream->hash = lm_hash_stream_new();
	return stream->hash == NULL
	    ? lm_err_nomem(err)
	    : drift_change_open(&accept->promotion.changes[role], path, err);
}

static enum lm_code
open_files(struct drift_accept *accept, const struct drift_accept_files *files,
    struct lm_err *err)
{
	enum lm_code code = drift_promotion_check(files->documents,
	    files->queries, files->inputs, files->n_inputs, err);

	if (code == LM_OK)
		code = begin(accept, DRIFT_DOCUMENTS, files->documents, err);
	/* while no other run can begin, and before the queries' FILE.part, which
	 * it may need, is written anew */
	if (code == LM_OK)
		code =
		    drift_accept_check(files->documents, files->queries, err);
	return code == LM_OK && files->queries != NULL
	    ? begin(accept, DRIFT_QUERIES, files->queries, err)
	    : code;
}

enum lm_code
drift_accept_open(const struct drift_accept_files *files,
    struct drift_accept **out, struct lm_err *err)
{
	struct drift_accept *accept = calloc(1, sizeof(*accept));
	enum lm_code code;

	*out = NULL;
	if (accept == NULL)
		return lm_err_nomem(err);
	code = open_files(accept, files, err);
	if (code != LM_OK) {
		drift_accept_free(accept);
		return code;
	}
	*out = accept;
	return LM_OK;
}

void
drift_accept_free(struct drift_accept *accept)
{
	if (accept == NULL)
		return;
	drift_promotion_free(&accept->promotion);
	for (size_t i = 0; i < DRIFT_N_ROLES; i++) {
		lm_hash_stream_free(accept->streams[i].hash);
		lm_buf_free(&accept->streams[i].pending);
	}
	free(accept);
}

static enum lm_code
write_pending(struct drift_accept *accept, enum drift_role role,
    struct lm_err *err)
{
	struct stream *stream = &accept->streams[role];
	struct lm_span bytes = lm_buf_view(&stream->pending);

	lm_hash_stream_add(stream->hash, bytes);
	stream->pending.len = 0;
	return lm_writer_write(accept->promotion.changes[role].writer, bytes,
	    err);
}

enum lm_code
drift_accept_add(struct drift_accept *accept, bool is_query,
    struct lm_span line, struct lm_err *err)
{
	enum drift_role role = is_query ? DRIFT_QUERIES : DRIFT_DOCUMENTS;
	struct stream *stream = &accept->streams[role];
	enum lm_code code;

	assert(stream->hash != NULL);
	stream->is_empty = false;
	code = lm_buf_span(&stream->pending, line, err);
	if (code == LM_OK)
		code = lm_buf_byte(&stream->pending, '\n', err);
	return code == LM_OK && stream->pending.len >= WRITE_AT
	    ? write_pending(accept, role, err)
	    : code;
}

/* All was added to a file: learn what it is, and what it was. */
static enum lm_code
end(struct drift_accept *accept, enum drift_role role, struct lm_err *err)
{
	struct drift_change *change = &accept->promotion.changes[role];
	enum lm_code code;

	if (change->path == NULL)
		return LM_OK;
	if (accept->streams[role].is_empty) {
		(void)lm_err_set(err, LM_USAGE, "there are no %s to accept",
		    role == DRIFT_QUERIES ? "query vectors" : "documents");
		lm_err_at(err, change->path, 0, 0);
		return LM_USAGE;
	}
	code = write_pending(accept, role, err);
	if (code == LM_OK)
		code = drift_fingerprint(change->path, change->now, err);
	memcpy(change->from, change->now, sizeof(change->from));
	lm_hash_hex(lm_hash_stream_value(accept->streams[role].hash),
	    change->to);
	return code;
}

enum lm_code
drift_accept_commit(struct drift_accept *accept,
    const struct drift_stamp *stamp, struct lm_buf *line, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < DRIFT_N_ROLES; i++)
		code = end(accept, (enum drift_role)i, err);
	return code == LM_OK ? drift_promotion_finish(&accept->promotion, false,
				   stamp, line, err)
			     : code;
}
