#include "settings.h"

#include "dictionary.h"

#include "lm/filter.h"
#include "lm/place.h"

/* A file that was read, such as a key, must not be written over. */

static enum lm_code
check_file(const struct settings *settings, struct lm_filter_run *run,
    const char *option, const char *path, struct lm_err *err)
{
	struct lm_place read, report;
	enum lm_code code = lm_filter_check_read(run, option, path, err);

	if (code != LM_OK || settings->report == NULL)
		return code;
	code = lm_place_find(path, -1, false, &read, err);
	if (code == LM_OK)
		code = lm_place_find(settings->report, -1, true, &report, err);
	return code == LM_OK && lm_place_same(&read, &report)
	    ? lm_err_set(err, LM_USAGE, "%s %s: it is the file of --report",
		  option, path)
	    : code;
}

/* The files of a list; a column of one is passed by. */
static enum lm_code
check_list(const struct settings *settings, struct lm_filter_run *run,
    const char *option, const char *at, bool with_column, struct lm_err *err)
{
	struct lm_buf path = {0};
	bool more = true;
	enum lm_code code = LM_OK;

	while (code == LM_OK && more) {
		code = next_text(&at, &path, &more, err);
		if (code != LM_OK || !more)
			break;
		if (with_column)
			path.ptr[dictionary_name_len(lm_span_of(path.ptr))] =
			    '\0';
		code = check_file(settings, run, option, path.ptr, err);
	}
	lm_buf_free(&path);
	return code;
}

enum lm_code
settings_check_files(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (settings->key_file != NULL)
		code = check_file(settings, run, "--key-file",
		    settings->key_file, err);
	if (code == LM_OK)
		code = check_list(settings, run, "--rules", settings->rules,
		    false, err);
	return code == LM_OK ? check_list(settings, run, "--dictionary",
				   settings->dictionary, true, err)
			     : code;
}
