/* A file that a run writes is no other file of it: that would be read while it
 * grows, or written over. */
#include "lm/filter.h"

#include <string.h>
#include <unistd.h>

#include "lm/place.h"

/* A file that is written. */
struct written {
	const char *option;
	const char *path;
	const char *what;
	bool is_there;
	struct lm_place place;
};

enum { OUTPUT, REJECTS, STATS, N_WRITTEN };

static bool
is_standard(const char *path)
{
	return path == NULL || strcmp(path, "-") == 0;
}

static enum lm_code
find_written(const struct lm_filter_run *run, struct written list[N_WRITTEN],
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	list[OUTPUT] = (struct written){"--output", run->output, "the output",
	    true, {{0}, {0}}};
	list[REJECTS] = (struct written){"--rejects", run->rejects,
	    "the file of --rejects", run->rejects != NULL, {{0}, {0}}};
	list[STATS] = (struct written){"--stats", run->stats,
	    "the file of --stats", run->stats != NULL, {{0}, {0}}};
	/* Standard output is one file, also if it has several names. */
	for (size_t i = 0; code == LM_OK && i < N_WRITTEN; i++)
		if (list[i].is_there)
			code = lm_place_find(list[i].path,
			    i == OUTPUT || !is_standard(run->output)
				? STDOUT_FILENO
				: -1,
			    true, &list[i].place, err);
	return code;
}

static enum lm_code
refuse(const struct written *file, const char *what, struct lm_err *err)
{
	return is_standard(file->path)
	    ? lm_err_set(err, LM_USAGE, "standard output: it is %s", what)
	    : lm_err_set(err, LM_USAGE, "%s %s: it is %s", file->option,
		  file->path, what);
}

/* The first of n files that is an input, or NULL; one stat an input. */
static enum lm_code
find_input(const struct lm_filter_run *run, const struct written *list,
    size_t n, const struct written **found, struct lm_err *err)
{
	struct lm_place input;
	enum lm_code code = LM_OK;

	*found = NULL;
	for (size_t i = 0; code == LM_OK && i < run->n_inputs; i++) {
		code = lm_place_find(run->inputs[i], STDIN_FILENO, false,
		    &input, err);
		for (size_t k = 0; code == LM_OK && k < n; k++)
			if (list[k].is_there &&
			    lm_place_same(&list[k].place, &input)) {
				*found = &list[k];
				return LM_OK;
			}
	}
	return code;
}

/* file may be in the list itself. */
static enum lm_code
check_others(const struct written *file, const struct written list[N_WRITTEN],
    struct lm_err *err)
{
	for (size_t i = 0; i < N_WRITTEN; i++)
		if (list[i].is_there && &list[i] != file &&
		    lm_place_same(&file->place, &list[i].place))
			return refuse(file, list[i].what, err);
	return LM_OK;
}

enum lm_code
lm_filter_check_file(const struct lm_filter_run *run, const char *option,
    const char *path, struct lm_err *err)
{
	struct written list[N_WRITTEN],
	    file = {.option = option, .path = path, .is_there = true};
	const struct written *found = NULL;
	enum lm_code code = lm_place_find(path, -1, true, &file.place, err);

	if (code == LM_OK)
		code = find_input(run, &file, 1, &found, err);
	if (found != NULL)
		return refuse(found, "an input", err);
	if (code == LM_OK)
		code = find_written(run, list, err);
	return code == LM_OK ? check_others(&file, list, err) : code;
}

enum lm_code
lm_filter_check_read(struct lm_filter_run *run, const char *option,
    const char *path, struct lm_err *err)
{
	struct written list[N_WRITTEN],
	    file = {.option = option, .path = path, .is_there = true};
	enum lm_code code = lm_place_find(path, -1, false, &file.place, err);

	if (code == LM_OK)
		code = find_written(run, list, err);
	if (code == LM_OK)
		code = check_others(&file, list, err);
	if (code == LM_USAGE)
		run->stats = NULL;
	return code;
}

enum lm_code
lm_filter_check_files(const struct lm_filter_run *run, struct lm_err *err)
{
	struct written list[N_WRITTEN];
	const struct written *found = NULL;
	enum lm_code code = find_written(run, list, err);

	if (code == LM_OK && list[REJECTS].is_there)
		code = check_others(&list[REJECTS], list, err);
	if (code == LM_OK && list[STATS].is_there)
		code = check_others(&list[STATS], list, err);
	if (code != LM_OK)
		return code;
	/* With -o an input may be replaced, but not FILE.part be one. */
	if (!is_standard(run->output) && !run->aggregates)
		list[OUTPUT].place.file.known = false;
	code = find_input(run, list, N_WRITTEN, &found, err);
	if (found == NULL)
		return code;
	return refuse(found,
	    found == &list[OUTPUT] && run->aggregates
		? "an input, and its records do not pass"
		: "an input",
	    err);
}
