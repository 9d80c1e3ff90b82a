#include "lm/place.h"

#include <sys/stat.h>

#include <string.h>

#include "lm/buf.h"

#define PART ".part"

static void
take(struct lm_spot *spot, const struct stat *st, const char *name)
{
	spot->known = true;
	spot->dev = st->st_dev;
	spot->ino = st->st_ino;
	spot->name = name;
}

/* In place of what *buf held: len bytes of path, a suffix and a NUL. */
static enum lm_code
put_path(struct lm_buf *buf, const char *path, size_t len, const char *suffix,
    struct lm_err *err)
{
	enum lm_code code;

	buf->len = 0;
	code = lm_buf_append(buf, path, len, err);
	return code == LM_OK
	    ? lm_buf_append(buf, suffix, strlen(suffix) + 1, err)
	    : code;
}

/* path and suffix, to be made in buf. */
static enum lm_code
find(const char *path, bool part, struct lm_buf *buf, struct lm_spot *spot,
    struct lm_err *err)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	struct stat st;
	enum lm_code code =
	    put_path(buf, path, strlen(path), part ? PART : "", err);

	spot->part = part;
	if (code != LM_OK)
		return code;
	if (stat(buf->ptr, &st) == 0) {
		if (S_ISREG(st.st_mode))
			take(spot, &st, NULL);
		return LM_OK;
	}
	code = put_path(buf, path, (size_t)(name - path), ".", err);
	if (code != LM_OK)
		return code;
	if (stat(buf->ptr, &st) == 0)
		take(spot, &st, name);
	else /* nor the folder: it can be told by its path only */
		*spot = (struct lm_spot){true, part, 0, 0, path};
	return LM_OK;
}

enum lm_code
lm_place_find(const char *path, int standard, bool is_written,
    struct lm_place *place, struct lm_err *err)
{
	struct lm_buf buf = {0};
	struct stat st;
	enum lm_code code;

	*place = (struct lm_place){0};
	if (path == NULL || strcmp(path, "-") == 0) {
		if (fstat(standard, &st) == 0 && S_ISREG(st.st_mode))
			take(&place->file, &st, NULL);
		return LM_OK;
	}
	code = find(path, false, &buf, &place->file, err);
	if (code == LM_OK && is_written)
		code = find(path, true, &buf, &place->part, err);
	lm_buf_free(&buf);
	return code;
}

/* Whether a name that is to get ".part" is the other, which has it. */
static bool
becomes(const char *name, const char *other)
{
	size_t len = strlen(name);

	return strncmp(name, other, len) == 0 && strcmp(other + len, PART) == 0;
}

static bool
are_same(const struct lm_spot *a, const struct lm_spot *b)
{
	if (!a->known || !b->known || a->dev != b->dev || a->ino != b->ino)
		return false;
	if (a->name == NULL || b->name == NULL)
		return a->name == b->name;
	if (a->part == b->part)
		return strcmp(a->name, b->name) == 0;
	return a->part ? becomes(a->name, b->name) : becomes(b->name, a->name);
}

bool
lm_place_same(const struct lm_place *a, const struct lm_place *b)
{
	return are_same(&a->file, &b->file) || are_same(&a->part, &b->file) ||
	    are_same(&a->file, &b->part);
}
