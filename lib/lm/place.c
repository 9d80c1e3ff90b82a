#include "lm/place.h"

#include <sys/stat.h>

#include <string.h>

#include "lm/buf.h"

static void
take(struct lm_place *place, const struct stat *st, const char *name)
{
	*place = (struct lm_place){true, st->st_dev, st->st_ino, name};
}

/* The file is not there: its folder, and what it is to be called. */
static enum lm_code
find_folder(const char *path, struct lm_place *place, struct lm_err *err)
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
		take(place, &st, name);
	lm_buf_free(&folder);
	return code;
}

enum lm_code
lm_place_find(const char *path, int standard, struct lm_place *place,
    struct lm_err *err)
{
	bool is_standard = path == NULL || strcmp(path, "-") == 0;
	struct stat st;

	*place = (struct lm_place){0};
	if ((is_standard ? fstat(standard, &st) : stat(path, &st)) == 0) {
		if (S_ISREG(st.st_mode))
			take(place, &st, NULL);
		return LM_OK;
	}
	return is_standard ? LM_OK : find_folder(path, place, err);
}

bool
lm_place_same(const struct lm_place *a, const struct lm_place *b)
{
	if (!a->known || !b->known || a->dev != b->dev || a->ino != b->ino)
		return false;
	return a->name == NULL || b->name == NULL
	    ? a->name == b->name
	    : strcmp(a->name, b->name) == 0;
}
