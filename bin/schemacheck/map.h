#ifndef SCHEMACHECK_MAP_H
#define SCHEMACHECK_MAP_H

#include <stddef.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/manifest.h"
#include "lm/arena.h"
#include "lm/record.h"

/*
 * Which schema is for which task, from a file of its own: one JSON object, a
 * task and the path of a file each, with comments and trailing commas, as a
 * manifest.  All-zero is empty and valid.
 */
#define MAP_MAX_SIZE ((size_t)16 << 20)

struct map {
	const struct lm_task_schema *list; /* val is NULL; lives as the map */
	size_t n;
	struct lm_buf text;
	struct lm_parser *parser;
	struct lm_arena arena;
};

/*
 * Read path ("-": standard input; gzip or plain); a relative path in it starts
 * at its own folder.  Errors: LM_MALFORMED with file, line and byte column, for
 * what is no JSON, no object, a task that is there twice, a task or path that
 * is empty or no string, and for no tasks at all; LM_OVERSIZE; LM_IO; LM_NOMEM.
 * *out is always fit for map_free.
 */
enum lm_code map_read(const char *path, struct map *out, struct lm_err *err);
void map_free(struct map *map);

#endif
