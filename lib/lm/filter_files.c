/* A file that a run writes is no other file of it: that would be read while it
 * grows, or written over. */
#include "lm/filter.h"

#include <string.h>
#include <unistd.h>

#include "lm/place.h"

/* A file of a run, and what it is there for. */
struct file {
	const char *option; /* NULL: an input */
	const char *path;
	int standard; /* what "-" means */
	const char *what;
};

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
compare(const struct lm_place *place, const struct file *file, bool *same,
    struct lm_err *err)
{
	struct lm_place other;
	enum lm_code code =
	    lm_place_find(file->path, file->standard, &other, err);

	*same = code == LM_OK && lm_place_same(place, &other);
	return code;
}

static enum lm_code
find_input(const struct lm_filter_run *run, const struct lm_place *place,
    bool *found, struct lm_err *err)
{
	struct file input = {.standard = STDIN_FILENO};
	enum lm_code code = LM_OK;

	*found = false;
	for (size_t i = 0; code == LM_OK && !*found && i < run->n_inputs; i++) {
		input.path = run->inputs[i];
		code = compare(place, &input, found, err);
	}
	return code;
}

enum lm_code
lm_filter_check_file(const struct lm_filter_run *run, const char *option,
    const char *path, struct lm_err *err)
{
	const struct file others[] = {
	    {"--output", run->output, STDOUT_FILENO, "the output"},
	    {"--rejects", run->rejects, STDOUT_FILENO, "the file of --rejects"},
	    {"--stats", run->stats, STDOUT_FILENO, "the file of --stats"},
	};
	struct lm_place place;
	bool same = false;
	enum lm_code code = lm_place_find(path, -1, &place, err);

	if (code == LM_OK)
		code = find_input(run, &place, &same, err);
	if (same)
		return refuse(option, path, "an input", err);
	for (size_t i = 0; code == LM_OK && i < 3; i++) {
		const struct file *other = &others[i];

		if (strcmp(option, other->option) == 0 ||
		    (i > 0 && other->path == NULL))
			continue;
		code = compare(&place, other, &same, err);
		if (same)
			return refuse(option, path, other->what, err);
	}
	return code;
}

enum lm_code
lm_filter_check_files(const struct lm_filter_run *run, struct lm_err *err)
{
	bool is_standard = run->output == NULL || strcmp(run->output, "-") == 0;
	struct lm_place output;
	bool same;
	enum lm_code code =
	    lm_place_find(run->output, STDOUT_FILENO, &output, err);

	if (code == LM_OK)
		code = find_input(run, &output, &same, err);
	if (code == LM_OK && same && (is_standard || run->aggregates))
		return refuse("--output", run->output,
		    is_standard ? "an input"
				: "an input, and its records do not pass",
		    err);
	if (code == LM_OK && run->rejects != NULL)
		code =
		    lm_filter_check_file(run, "--rejects", run->rejects, err);
	if (code == LM_OK && run->stats != NULL)
		code = lm_filter_check_file(run, "--stats", run->stats, err);
	return code;
}
