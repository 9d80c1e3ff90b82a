#include "map.h"

#include <string.h>

#include "lm/jsonc.h"
#include "lm/manifest_check.h"
#include "lm/manifest_mistake.h"
#include "lm/manifest_shape.h"
#include "lm/reader.h"

/* What a manifest has under schemas, but for that it has some. */
static const struct lm_shape text_shape = {.kind = LM_SHAPE_TEXT};
static const struct lm_shape map_shape = {.kind = LM_SHAPE_MAP,
    .filled = true,
    .names = &text_shape,
    .each = &text_shape};

void
map_free(struct map *map)
{
	lm_arena_free(&map->arena);
	lm_parser_free(map->parser);
	lm_buf_free(&map->text);
	*map = (struct map){0};
}

/* Past a byte order mark. */
static size_t
start_of(struct lm_span text)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t len = sizeof(mark) - 1;

	return text.len >= len && memcmp(text.ptr, mark, len) == 0 ? len : 0;
}

static enum lm_code
parse(struct map *map, const char *path, struct lm_record *record,
    struct lm_err *err)
{
	size_t from = start_of(lm_buf_view(&map->text));
	struct lm_span src =
	    lm_span(map->text.ptr + from, map->text.len - from);
	struct lm_place place;
	enum lm_code code = lm_jsonc_blank(map->text.ptr + from, src.len, err);

	if (code == LM_OK)
		code = lm_parser_parse(map->parser, src, record, err);
	if (code != LM_MALFORMED)
		return code;
	place = lm_place_of(src, err->column == 0 ? 0 : err->column - 1);
	err->column = 0;
	lm_err_at(err, path, place.line, place.column);
	return LM_MALFORMED;
}

/* A name of a file as one starts from the map's own folder; NULL when there is
 * no memory. */
static const char *
resolve(struct map *map, const char *own, struct lm_span name)
{
	const char *slash = strrchr(own, '/');
	size_t folder_len =
	    slash == NULL || name.ptr[0] == '/' ? 0 : (size_t)(slash - own) + 1;
	char *path = lm_arena_array(&map->arena, folder_len + name.len + 1, 1);

	if (path == NULL)
		return NULL;
	memcpy(path, own, folder_len);
	memcpy(path + folder_len, name.ptr, name.len);
	return path;
}

static enum lm_code
list_tasks(struct map *map, const char *own, yyjson_val *root,
    struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(root);
	struct lm_task_schema *list =
	    lm_arena_array(&map->arena, yyjson_obj_size(root), sizeof(*list));
	yyjson_val *key;

	if (list == NULL)
		return lm_err_nomem(err);
	map->list = list;
	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		struct lm_task_schema *entry = &list[map->n++];

		entry->task = lm_record_text(key);
		entry->path = resolve(map, own,
		    lm_record_text(yyjson_obj_iter_get_val(key)));
		if (entry->path == NULL)
			return lm_err_nomem(err);
	}
	return LM_OK;
}

enum lm_code
map_read(const char *path, struct map *out, struct lm_err *err)
{
	struct lm_record record = {0};
	const struct lm_manifest_source source = {path, &record};
	enum lm_code code;

	*out = (struct map){.parser = lm_parser_new()};
	if (out->parser == NULL)
		return lm_err_nomem(err);
	code = lm_reader_slurp(path, MAP_MAX_SIZE, &out->text, err);
	/* No bytes at all are a text too, not NULL. */
	if (code == LM_OK)
		code = lm_buf_reserve(&out->text, 1, err);
	if (code == LM_OK)
		code = parse(out, path, &record, err);
	if (code == LM_OK)
		code = lm_manifest_check(&source, &map_shape, err);
	return code == LM_OK ? list_tasks(out, path, record.root, err) : code;
}
