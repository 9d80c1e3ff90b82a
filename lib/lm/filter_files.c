/* A file that a run writes is no other file of it: that would be read while it
 * grows, or written over. */
#include "lm/filter.h"

#include <string.h>
#include <unistd.h>

#include "lm/place.h"

static enum lm_code
refuse(const char *option, const char *path, const char *what,
    struct lm_err *err)
{
	bool is_standard = path == NULL || strcmp(path, "-") == 0;

	return is_standard
	    ? lm_err_set(err, LM_USAGE, "standard output: it is %s", what)
	    : lm_err_set(err, LM_USAGE, "%s %s: it is %s", option, path, what);
}

static enum lm_code
is_input(const struct lm_filter_run *run, const struct lm_place *place,
    bool *found, struct lm_err *err)
{
	struct lm_place input = {.standard = STDIN_FILENO};
	enum lm_code code = LM_OK;

	*found = false;
	for (size_t i = 0; code == LM_OK && !*found && i < run->n_inputs; i++) {
		input.path = run->inputs[i];
		code = lm_place_same(place, &input, found, err);
	}
	return code;
}

enum lm_code
lm_filter_check_file(const struct lm_filter_run *run, const char *option,
    const char *path, struct lm_err *err)
{
	const struct {
		const char *option;
		const char *path;
		bool is_there;
		const char *what;
	} others[] = {
	    {"--output", run->output, true, "the output"},
	    {"--rejects", run->rejects, run->rejects != NULL,
		"the file of --rejects"},
	    {"--stats", run->stats, run->stats != NULL, "the file of --stats"},
	};
	const struct lm_place place = {path, -1, true};
	bool same = false;
	enum lm_code code = is_input(run, &place, &same, err);

	if (same)
		return refuse(option, path, "an input", err);
	for (size_t i = 0; code == LM_OK && i < 3; i++) {
		const struct lm_place other = {others[i].path, STDOUT_FILENO,
		    true};

		if (!others[i].is_there ||
		    strcmp(option, others[i].option) == 0)
			continue;
		code = lm_place_same(&place, &other, &same, err);
		if (same)
			return refuse(option, path, others[i].what, err);
	}
	return code;
}

/* With -o the file that is replaced may be an input, but not FILE.part. */
static enum lm_code
check_output(const struct lm_filter_run *run, struct lm_err *err)
{
	struct lm_place output = {run->output, STDOUT_FILENO, false};
	bool same,
	    passes = run->output != NULL && strcmp(run->output, "-") != 0 &&
	    !run->aggregates;
	enum lm_code code = is_input(run, &output, &same, err);

	if (code != LM_OK || (same && passes))
		return code;
	output.is_written = true;
	if (!same)
		code = is_input(run, &output, &same, err);
	if (!same)
		return code;
	return refuse("--output", run->output,
	    run->aggregates ? "an input, and its records do not pass"
			    : "an input",
	    err);
}

enum lm_code
lm_filter_check_files(const struct lm_filter_run *run, struct lm_err *err)
{
	enum lm_code code = check_output(run, err);

	if (code == LM_OK && run->rejects != NULL)
		code =
		    lm_filter_check_file(run, "--rejects", run->rejects, err);
	if (code == LM_OK && run->stats != NULL)
		code = lm_filter_check_file(run, "--stats", run->stats, err);
	return code;
}
