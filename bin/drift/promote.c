#include "promote.h"

#include <string.h>

#include "kept.h"
#include "who.h"

#include "lm/clock.h"
#include "lm/journal.h"

enum lm_code
drift_change_open(struct drift_change *change, const char *path,
    struct lm_err *err)
{
	change->path = path;
	return lm_writer_open(path, LM_WRITER_ATOMIC, &change->writer, err);
}

void
drift_promotion_free(struct drift_promotion *promotion)
{
	for (size_t i = 0; i < DRIFT_N_ROLES; i++)
		lm_writer_abandon(promotion->changes[i].writer);
	*promotion = (struct drift_promotion){0};
}

/* ---- what is logged --------------------------------------------------------- */

static enum lm_code
append_text(struct lm_buf *out, const char *key, const char *text,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, key, err);

	return code != LM_OK ? code
	    : text == NULL   ? lm_buf_text(out, "null", err)
			     : lm_buf_json_string(out, lm_span_of(text), err);
}

static enum lm_code
append_queries(const struct drift_change *queries, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code =
	    append_text(out, ",\"queries\":{\"file\":", queries->path, err);

	return code == LM_OK
	    ? lm_buf_texts(out, err, ",\"from\":\"", queries->from,
		  "\",\"to\":\"", queries->to, "\"}", NULL)
	    : code;
}

static enum lm_code
append_line(const struct drift_promotion *promotion, bool is_rollback,
    const struct drift_stamp *stamp, struct lm_buf *out, struct lm_err *err)
{
	const struct drift_change *changes = promotion->changes;
	const char *change = stamp->model_change ? "true" : "false";
	char time[LM_CLOCK_TEXT_SIZE];
	enum lm_code code;

	lm_clock_format(stamp->now_ns, time);
	code = lm_buf_texts(out, err, "{\"event\":\"",
	    is_rollback ? "rollback" : "accept", "\",\"time\":\"", time, "\",",
	    NULL);
	if (code == LM_OK)
		code = drift_who(out, err);
	if (code == LM_OK && !is_rollback)
		code =
		    lm_buf_texts(out, err, ",\"model_change\":", change, NULL);
	if (code == LM_OK)
		code = lm_buf_texts(out, err, ",\"from\":\"",
		    changes[DRIFT_DOCUMENTS].from, "\",\"to\":\"",
		    changes[DRIFT_DOCUMENTS].to, "\"", NULL);
	if (code == LM_OK && changes[DRIFT_QUERIES].path != NULL)
		code = append_queries(&changes[DRIFT_QUERIES], out, err);
	if (code == LM_OK)
		code = append_text(out, ",\"manifest\":", stamp->manifest, err);
	if (code == LM_OK && stamp->more.len > 0) {
		code = lm_buf_byte(out, ',', err);
		if (code == LM_OK)
			code = lm_buf_span(out, stamp->more, err);
	}
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

/* Append the line, which ends in a newline, to the log. */
static enum lm_code
write_log(const struct drift_promotion *promotion, struct lm_span line,
    struct lm_err *err)
{
	struct lm_buf name = {0};
	struct lm_journal *log = NULL;
	enum lm_code code =
	    drift_log_name(promotion->changes[DRIFT_DOCUMENTS].path, &name,
		err);

	if (code == LM_OK)
		code = lm_journal_open(name.ptr, &log, err);
	if (code == LM_OK)
		code = lm_journal_append(log, line, err);
	if (code == LM_OK)
		code = lm_journal_sync(log, err);
	lm_journal_close(log);
	lm_buf_free(&name);
	return code;
}

/* ---- from the old files to the new ones ------------------------------------- */

/* Steps 1 and 2 of accept.h. */
static enum lm_code
prepare(const struct drift_promotion *promotion, struct lm_err *err)
{
	const struct drift_change *changes = promotion->changes;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < DRIFT_N_ROLES; i++)
		if (changes[i].path != NULL)
			code = drift_kept_make(changes[i].path, changes[i].now,
			    err);
	for (size_t i = 0; code == LM_OK && i < DRIFT_N_ROLES; i++)
		if (changes[i].path != NULL)
			code = lm_writer_finish(changes[i].writer, err);
	return code;
}

/* Put the file back as it was. */
static enum lm_code
put_back(const struct drift_change *change)
{
	struct lm_writer *writer = NULL;
	enum lm_code code =
	    lm_writer_open(change->path, LM_WRITER_ATOMIC, &writer, NULL);

	if (code == LM_OK)
		code =
		    drift_kept_restore(change->path, change->now, writer, NULL);
	if (code == LM_OK)
		code = lm_writer_commit(writer, NULL);
	lm_writer_abandon(writer);
	return code;
}

/* Something failed when some files had their names: it shall not have been.
 * The last one first, so that what a kill leaves is known as half done. */
static void
undo(const struct drift_promotion *promotion, struct lm_err *err)
{
	enum lm_code code = LM_OK;
	struct lm_err why;

	for (size_t i = DRIFT_N_ROLES; i-- > 0;) {
		const struct drift_change *change = &promotion->changes[i];

		if (change->path == NULL || !lm_writer_is_named(change->writer))
			continue;
		if (put_back(change) != LM_OK)
			code = LM_IO;
	}
	if (code == LM_OK || err == NULL)
		return;
	why = *err;
	(void)lm_err_set(err, why.code,
	    "%.300s; and the old baseline could not be put back: go back with "
	    "--rollback",
	    why.message);
	lm_err_at(err, why.file, why.line, why.column);
}

static enum lm_code
give_names(const struct drift_promotion *promotion, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < DRIFT_N_ROLES; i++)
		if (promotion->changes[i].path != NULL)
			code =
			    lm_writer_commit(promotion->changes[i].writer, err);
	if (code != LM_OK)
		undo(promotion, err);
	return code;
}

enum lm_code
drift_promotion_finish(struct drift_promotion *promotion, bool is_rollback,
    const struct drift_stamp *stamp, struct lm_buf *line, struct lm_err *err)
{
	struct lm_buf own = {0};
	enum lm_code code =
	    append_line(promotion, is_rollback, stamp, &own, err);

	/* what could fail for want of memory comes before what is done */
	if (code == LM_OK && line != NULL)
		code = lm_buf_reserve(line, own.len, err);
	if (code == LM_OK)
		code = lm_buf_byte(&own, '\n', err);
	if (code == LM_OK)
		code = prepare(promotion, err);
	if (code == LM_OK)
		code = write_log(promotion, lm_buf_view(&own), err);
	if (code == LM_OK)
		code = give_names(promotion, err);
	if (code == LM_OK && line != NULL)
		code = lm_buf_append(line, own.ptr, own.len - 1, err);
	lm_buf_free(&own);
	return code;
}
