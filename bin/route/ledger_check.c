/* A ledger is no other file of the run: it would be read while it grows, or
 * written over. */
#include "ledger.h"

#include <sys/stat.h>

#include <string.h>
#include <unistd.h>

/* A file, or where it will be: its folder and its name there. */
struct place {
	dev_t dev;
	ino_t ino;
	const char *name; /* NULL: the file is there */
};

static bool
is_standard(const char *path)
{
	return path == NULL || strcmp(path, "-") == 0;
}

/* Not for a file whose folder is not there: it cannot be opened. */
static enum lm_code
find_place(const char *path, int standard, struct place *place, bool *found,
    struct lm_err *err)
{
	struct lm_buf folder = {0};
	struct stat st;
	enum lm_code code;

	*place = (struct place){0};
	*found = is_standard(path) ? fstat(standard, &st) == 0
				   : stat(path, &st) == 0;
	if (!*found && !is_standard(path)) {
		struct lm_span in = ledger_folder(path);

		code = lm_buf_span(&folder, in, err);
		if (code == LM_OK)
			code = lm_buf_append(&folder, ".", sizeof("."), err);
		*found = code == LM_OK && stat(folder.ptr, &st) == 0;
		lm_buf_free(&folder);
		if (code != LM_OK)
			return code;
		place->name = path + in.len;
	}
	if (*found) {
		place->dev = st.st_dev;
		place->ino = st.st_ino;
	}
	return LM_OK;
}

static bool
is_same(const struct place *a, const struct place *b)
{
	if (a->dev != b->dev || a->ino != b->ino)
		return false;
	return a->name == NULL || b->name == NULL
	    ? a->name == b->name
	    : strcmp(a->name, b->name) == 0;
}

/* Another file of the run, and what it is there for. */
struct other {
	const char *path;
	int standard; /* what "-" means */
	const char *what;
};

static enum lm_code
check_other(const char *ledger, const struct other *other, struct lm_err *err)
{
	struct place a, b;
	bool has_a, has_b;
	enum lm_code code = find_place(ledger, -1, &a, &has_a, err);

	if (code == LM_OK)
		code =
		    find_place(other->path, other->standard, &b, &has_b, err);
	if (code == LM_OK && has_a && has_b && is_same(&a, &b))
		return lm_err_set(err, LM_USAGE, "--ledger %s: it is %s",
		    ledger, other->what);
	return code;
}

static enum lm_code
check_split(const char *ledger, const char *dir, struct lm_err *err)
{
	struct lm_buf path = {0};
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < LM_N_LANES; i++) {
		struct other other = {.what = "a file of --split"};

		path.len = 0;
		code = lm_buf_texts(&path, err, dir, "/", lm_lane_names[i],
		    ".jsonl", NULL);
		if (code == LM_OK)
			code = lm_buf_byte(&path, '\0', err);
		other.path = path.ptr;
		if (code == LM_OK)
			code = check_other(ledger, &other, err);
	}
	lm_buf_free(&path);
	return code;
}

static bool
is_packed(const char *path)
{
	size_t len = strlen(path);

	return len >= 3 && strcmp(path + len - 3, ".gz") == 0;
}

enum lm_code
ledger_check(const char *path, const struct lm_filter_run *run,
    const char *split, struct lm_err *err)
{
	const struct other output = {run->output, STDOUT_FILENO, "the output"};
	struct other other = {.standard = STDIN_FILENO, .what = "an input"};
	enum lm_code code = check_other(path, &output, err);

	if (is_packed(path))
		return lm_err_set(err, LM_USAGE,
		    "--ledger %s: a ledger is plain text, not gzip", path);
	for (size_t i = 0; code == LM_OK && i < run->n_inputs; i++) {
		other.path = run->inputs[i];
		code = check_other(path, &other, err);
	}
	if (code == LM_OK && run->rejects != NULL) {
		other = (struct other){run->rejects, STDOUT_FILENO,
		    "the file of --rejects"};
		code = check_other(path, &other, err);
	}
	if (code == LM_OK && run->stats != NULL) {
		other = (struct other){run->stats, STDOUT_FILENO,
		    "the file of --stats"};
		code = check_other(path, &other, err);
	}
	return code == LM_OK && split != NULL ? check_split(path, split, err)
					      : code;
}
