#include "settings_files.h"

#include <string.h>
#include <unistd.h>

#include "history.h"

#include "lm/place.h"

#define LOG_ENDING ".log.jsonl" /* accept.h */

/* A file that this program opens itself. */
struct own {
	const char *option;
	const char *path;
	bool is_written;
	struct lm_place place;
};

enum { HISTORY, SUMMARY, QRELS, LOG, BASELINE, QUERIES, N_OWN };

/* Those of this run, in list; the log's name is put into log. */
static enum lm_code
list_own(const struct settings *settings, struct own *list, struct lm_buf *log,
    struct lm_err *err)
{
	bool moves = settings->accept || settings->rollback;
	bool back = settings->rollback;
	enum lm_code code = LM_OK;

	list[HISTORY] = (struct own){"--history", settings->history,
	    !settings->status, {{0}, {0}}};
	list[SUMMARY] =
	    (struct own){"--summary", settings->summary, true, {{0}, {0}}};
	list[QRELS] =
	    (struct own){"--qrels", settings->qrels_file, false, {{0}, {0}}};
	list[BASELINE] = (struct own){"--baseline",
	    back ? settings->baseline : NULL, true, {{0}, {0}}};
	list[QUERIES] = (struct own){"--baseline-queries",
	    back ? settings->baseline_queries : NULL, true, {{0}, {0}}};
	list[LOG] = (struct own){"the log", NULL, true, {{0}, {0}}};
	if (moves) {
		code = lm_buf_texts(log, err, settings->baseline, LOG_ENDING,
		    NULL);
		if (code == LM_OK)
			code = lm_buf_byte(log, '\0', err);
		list[LOG].path = log->ptr;
	}
	return code;
}

/* No two of them are one file. */
static enum lm_code
check_pairs(struct own *list, struct lm_err *err)
{
	for (size_t i = 0; i < N_OWN; i++) {
		enum lm_code code = list[i].path == NULL
		    ? LM_OK
		    : lm_place_find(list[i].path, -1, list[i].is_written,
			  &list[i].place, err);

		if (code != LM_OK)
			return code;
		for (size_t k = 0; list[i].path != NULL && k < i; k++)
			if (list[k].path != NULL &&
			    lm_place_same(&list[i].place, &list[k].place))
				return lm_err_set(err, LM_USAGE,
				    "%s %s: it is the file of %s",
				    list[i].option, list[i].path,
				    list[k].option);
	}
	return LM_OK;
}

/* None of them is another file of the run. */
static enum lm_code
check_run(const struct own *list, struct lm_filter_run *run, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < N_OWN; i++) {
		if (list[i].path == NULL)
			continue;
		code = lm_filter_check_read(run, list[i].option, list[i].path,
		    err);
		if (code == LM_OK && i != QRELS)
			code = lm_filter_check_file(run, list[i].option,
			    list[i].path, err);
	}
	return code;
}

/* Neither is data for standard output. */
static enum lm_code
check_names(const struct own *list, struct lm_err *err)
{
	static const size_t files[] = {HISTORY, SUMMARY};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const struct own *own = &list[files[i]];

		if (own->path != NULL && strcmp(own->path, "-") == 0)
			return lm_err_set(err, LM_USAGE, "%s: expected a file",
			    own->option);
	}
	return LM_OK;
}

static enum lm_code
check_history(const struct settings *settings, struct lm_err *err)
{
	if (settings->history == NULL)
		return LM_OK;
	if (settings->status && access(settings->history, F_OK) != 0) {
		enum lm_code code = lm_err_io(err, "open");

		lm_err_at(err, settings->history, 0, 0);
		return code;
	}
	return drift_history_check(settings->history, err);
}

enum lm_code
settings_check_files(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	struct own list[N_OWN];
	struct lm_buf log = {0};
	enum lm_code code = list_own(settings, list, &log, err);

	if (code == LM_OK)
		code = check_names(list, err);
	if (code == LM_OK)
		code = check_pairs(list, err);
	if (code == LM_OK)
		code = check_run(list, run, err);
	if (code == LM_OK)
		code = check_history(settings, err);
	lm_buf_free(&log);
	return code;
}
