#include "lm/place.h"

#include <sys/stat.h>

#include <string.h>

#include "lm/buf.h"

#define PART ".part"

/* Where a file is, or will be. */
struct spot {
	bool known;
	dev_t dev;
	ino_t ino;	  /* of the file, or of its folder */
	const char *name; /* in that folder; NULL: it is there */
};

static void
take(struct spot *spot, const struct stat *st, const char *name)
{
	*spot = (struct spot){true, st->st_dev, st->st_ino, name};
}

/* The file is not there: its folder, and what it is to be called. */
static enum lm_code
find_folder(const char *path, struct spot *spot, struct lm_err *err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	struct lm_buf folder = {0};
	struct stat st;
	enum lm_code code =
	    lm_buf_append(&folder, path, (size_t)(name - path), err);

	if (code == LM_OK)
		code = lm_buf_append(&folder, ".", sizeof("."), err);
	if (code == LM_OK && stat(folder.ptr, &st) == 0)
		take(spot, &st, name);
	else if (code == LM_OK) /* nor that: it can be told by its path only */
		*spot = (struct spot){.known = true, .name = path};
	lm_buf_free(&folder);
	return code;
}

static bool
is_standard(const struct lm_place *place)
{
	return place->path == NULL || strcmp(place->path, "-") == 0;
}

/* suffix: what to append to the path, in *path, to which the spot refers. */
static enum lm_code
find(const struct lm_place *place, const char *suffix, struct lm_buf *path,
    struct spot *spot, struct lm_err *err)
{
	struct stat st;
	enum lm_code code;

	*spot = (struct spot){0};
	if (is_standard(place)) {
		if (*suffix == '\0' && fstat(place->standard, &st) == 0 &&
		    S_ISREG(st.st_mode))
			take(spot, &st, NULL);
		return LM_OK;
	}
	path->len = 0;
	code = lm_buf_texts(path, err, place->path, suffix, NULL);
	if (code == LM_OK)
		code = lm_buf_byte(path, '\0', err);
	if (code != LM_OK)
		return code;
	if (stat(path->ptr, &st) != 0)
		return find_folder(path->ptr, spot, err);
	if (S_ISREG(st.st_mode))
		take(spot, &st, NULL);
	return LM_OK;
}

static bool
are_same(const struct spot *a, const struct spot *b)
{
	if (!a->known || !b->known || a->dev != b->dev || a->ino != b->ino)
		return false;
	return a->name == NULL || b->name == NULL
	    ? a->name == b->name
	    : strcmp(a->name, b->name) == 0;
}

static enum lm_code
compare(const struct lm_place *a, const char *suffix_a,
    const struct lm_place *b, const char *suffix_b, bool *same,
    struct lm_err *err)
{
	struct lm_buf path_a = {0}, path_b = {0};
	struct spot one, other;
	enum lm_code code = find(a, suffix_a, &path_a, &one, err);

	if (code == LM_OK)
		code = find(b, suffix_b, &path_b, &other, err);
	*same = code == LM_OK && are_same(&one, &other);
	lm_buf_free(&path_a);
	lm_buf_free(&path_b);
	return code;
}

enum lm_code
lm_place_same(const struct lm_place *a, const struct lm_place *b, bool *same,
    struct lm_err *err)
{
	enum lm_code code = compare(a, "", b, "", same, err);

	if (code == LM_OK && !*same && a->is_written)
		code = compare(a, PART, b, "", same, err);
	if (code == LM_OK && !*same && b->is_written)
		code = compare(a, "", b, PART, same, err);
	return code;
}
