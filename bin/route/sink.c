#include "sink.h"

#include <sys/stat.h>

#include <errno.h>
#include <string.h>

#include "lm/place.h"

#define MODE_FOLDER 0700 /* records hold raw text */

/* In place of what path held: DIR/LANE.jsonl, and a NUL. */
static enum lm_code
lane_path(const char *dir, size_t lane, struct lm_buf *path, struct lm_err *err)
{
	enum lm_code code;

	path->len = 0;
	code = lm_buf_texts(path, err, dir, "/", lm_lane_names[lane], ".jsonl",
	    NULL);
	return code == LM_OK ? lm_buf_byte(path, '\0', err) : code;
}

static bool
is_packed(const char *path)
{
	size_t len = strlen(path);

	return len >= 3 && strcmp(path + len - 3, ".gz") == 0;
}

static enum lm_code
check_lane(const char *path, const char *ledger,
    const struct lm_filter_run *run, struct lm_err *err)
{
	struct lm_place lane, other = {0};
	enum lm_code code = lm_place_find(path, -1, true, &lane, err);

	if (code == LM_OK && ledger != NULL)
		code = lm_place_find(ledger, -1, true, &other, err);
	if (code == LM_OK && lm_place_same(&lane, &other))
		return lm_err_set(err, LM_USAGE,
		    "--ledger %s: it is a file of --split", ledger);
	return code == LM_OK ? lm_filter_check_file(run, "--split", path, err)
			     : code;
}

enum lm_code
sink_check(const char *ledger, const char *split,
    const struct lm_filter_run *run, struct lm_err *err)
{
	struct lm_buf path = {0};
	enum lm_code code = LM_OK;

	if (ledger != NULL && is_packed(ledger))
		return lm_err_set(err, LM_USAGE,
		    "--ledger %s: a ledger is plain text, not gzip", ledger);
	if (ledger != NULL)
		code = lm_filter_check_file(run, "--ledger", ledger, err);
	for (size_t i = 0; split != NULL && code == LM_OK && i < LM_N_LANES;
	     i++) {
		code = lane_path(split, i, &path, err);
		if (code == LM_OK)
			code = check_lane(path.ptr, ledger, run, err);
	}
	lm_buf_free(&path);
	return code;
}

enum lm_code
sink_split(struct sink *sink, const char *dir, struct lm_err *err)
{
	struct lm_buf path = {0};
	enum lm_code code = LM_OK;

	if (mkdir(dir, MODE_FOLDER) != 0 && errno != EEXIST) {
		(void)lm_err_io(err, "make the folder");
		lm_err_at(err, dir, 0, 0);
		return LM_IO;
	}
	for (size_t i = 0; code == LM_OK && i < LM_N_LANES; i++) {
		code = lane_path(dir, i, &path, err);
		if (code == LM_OK)
			code = lm_writer_open(path.ptr, LM_WRITER_ATOMIC,
			    &sink->lanes[i], err);
	}
	lm_buf_free(&path);
	return code;
}

enum lm_code
sink_claim(struct sink *sink, const struct parcel *parcel, struct lm_err *err)
{
	return sink->ledger == NULL ? LM_OK
				    : lm_journal_append(sink->ledger,
					  lm_buf_view(&parcel->ledger), err);
}

enum lm_code
sink_deliver(struct sink *sink, const struct parcel *parcel, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < LM_N_LANES; i++)
		if (sink->lanes[i] != NULL && parcel->lanes[i].len > 0)
			code = lm_writer_write(sink->lanes[i],
			    lm_buf_view(&parcel->lanes[i]), err);
	return code;
}

enum lm_code
sink_commit(struct sink *sink, struct lm_err *err)
{
	enum lm_code code =
	    sink->ledger == NULL ? LM_OK : lm_journal_sync(sink->ledger, err);

	for (size_t i = 0; code == LM_OK && i < LM_N_LANES; i++)
		if (sink->lanes[i] != NULL)
			code = lm_writer_commit(sink->lanes[i], err);
	return code;
}

void
sink_close(struct sink *sink)
{
	for (size_t i = 0; i < LM_N_LANES; i++)
		lm_writer_close(sink->lanes[i]);
	lm_journal_close(sink->ledger);
	*sink = (struct sink){0};
}

void
parcel_clear(struct parcel *parcel)
{
	for (size_t i = 0; i < LM_N_LANES; i++)
		parcel->lanes[i].len = 0;
	parcel->ledger.len = 0;
}

void
parcel_free(struct parcel *parcel)
{
	for (size_t i = 0; i < LM_N_LANES; i++)
		lm_buf_free(&parcel->lanes[i]);
	lm_buf_free(&parcel->ledger);
	*parcel = (struct parcel){0};
}
