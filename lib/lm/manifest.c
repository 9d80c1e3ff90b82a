#include "lm/manifest.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lm/buf.h"
#include "lm/hash.h"
#include "lm/jsonc.h"
#include "lm/arena.h"
#include "lm/manifest_build.h"
#include "lm/manifest_check.h"
#include "lm/manifest_hours.h"
#include "lm/manifest_mistake.h"
#include "lm/manifest_policy.h"
#include "lm/manifest_review.h"
#include "lm/manifest_shape.h"
#include "lm/manifest_tasks.h"
#include "lm/num.h"
#include "lm/reader.h"
#include "lm/utf8.h"

struct lm_manifest {
	struct lm_buf path;  /* what messages call it; empty: nothing */
	struct lm_buf bytes; /* the file */
	struct lm_buf text;  /* the same, comments blanked */
	struct lm_parser *parser;
	struct lm_record record; /* points into text and the parser */
	struct lm_buf stamp;
	struct lm_span *denylist; /* NULL: there is none */
	size_t n_denylist;
	struct lm_arena arena; /* what all below is in */
	struct lm_policy policy;
	struct lm_hours_list hours;
	struct lm_task_schema_list schemas;
};

void
lm_manifest_free(struct lm_manifest *manifest)
{
	if (manifest == NULL)
		return;
	lm_hours_free(&manifest->hours);
	lm_policy_free(&manifest->policy);
	lm_arena_free(&manifest->arena);
	free(manifest->denylist);
	lm_buf_free(&manifest->stamp);
	lm_parser_free(manifest->parser);
	lm_buf_free(&manifest->text);
	lm_buf_free(&manifest->bytes);
	lm_buf_free(&manifest->path);
	free(manifest);
}

static struct lm_manifest *
manifest_new(void)
{
	struct lm_manifest *manifest = calloc(1, sizeof(*manifest));

	if (manifest == NULL)
		return NULL;
	manifest->parser = lm_parser_new();
	if (manifest->parser == NULL) {
		free(manifest);
		return NULL;
	}
	return manifest;
}

static struct lm_span
without_mark(struct lm_span text)
{
	static const char mark[] = "\xef\xbb\xbf"; /* U+FEFF in UTF-8 */
	size_t len = sizeof(mark) - 1;

	if (text.len < len || memcmp(text.ptr, mark, len) != 0)
		return text;
	return lm_span(text.ptr + len, text.len - len);
}

static struct lm_manifest_source
source_of(const struct lm_manifest *manifest)
{
	return (
	    struct lm_manifest_source){manifest->path.ptr, &manifest->record};
}

/* That all of the file is UTF-8, its comments, too. */
static enum lm_code
check_utf8(const struct lm_manifest *manifest, struct lm_err *err)
{
	struct lm_span text = without_mark(lm_buf_view(&manifest->bytes));
	struct lm_place place;
	size_t at = 0, next = 0;

	if (lm_utf8_valid(text))
		return LM_OK;
	while (lm_utf8_next(text, &next) != LM_UTF8_BAD)
		at = next;
	place = lm_place_of(text, at);
	(void)lm_err_set(err, LM_MALFORMED,
	    "not UTF-8: expected a character, found the byte 0x%02x",
	    (unsigned char)text.ptr[at]);
	lm_err_at(err, manifest->path.ptr, place.line, place.column);
	return LM_MALFORMED;
}

/* Parse the text; an error's offset becomes a line and a column. */
static enum lm_code
parse(struct lm_manifest *manifest, struct lm_err *err)
{
	struct lm_span src = without_mark(lm_buf_view(&manifest->text));
	size_t skipped = manifest->text.len - src.len;
	struct lm_place place;
	enum lm_code code =
	    lm_jsonc_blank(manifest->text.ptr + skipped, src.len, err);

	if (code == LM_OK)
		code = lm_parser_parse(manifest->parser, src, &manifest->record,
		    err);
	if (code != LM_MALFORMED)
		return code;
	place = lm_place_of(src, err->column == 0 ? 0 : err->column - 1);
	err->column = 0;
	lm_err_at(err, manifest->path.ptr, place.line, place.column);
	return LM_MALFORMED;
}

static enum lm_code
make_stamp(struct lm_manifest *manifest, struct lm_err *err)
{
	yyjson_val *version = lm_manifest_get(manifest, "version", NULL);
	char hex[LM_HASH_HEX_SIZE];

	lm_hash_hex(lm_hash(lm_buf_view(&manifest->bytes)), hex);
	return lm_buf_printf(&manifest->stamp, err, "%s#%s",
	    yyjson_get_str(version), hex);
}

static enum lm_code
list_denylist(struct lm_manifest *manifest, struct lm_err *err)
{
	yyjson_val *list =
	    lm_manifest_get(manifest, "redaction", "denylist_fields");
	yyjson_arr_iter iter = yyjson_arr_iter_with(list);
	yyjson_val *field;

	if (list == NULL)
		return LM_OK;
	/* One more, so that an empty list is not NULL. */
	manifest->denylist =
	    calloc(yyjson_arr_size(list) + 1, sizeof(*manifest->denylist));
	if (manifest->denylist == NULL)
		return lm_err_nomem(err);
	while ((field = yyjson_arr_iter_next(&iter)) != NULL)
		manifest->denylist[manifest->n_denylist++] =
		    lm_record_text(field);
	return LM_OK;
}

/* The lanes, as structs, and whether they make sense together. */
static enum lm_code
read_policy(struct lm_manifest *manifest, struct lm_err *err)
{
	const struct lm_manifest_source source = source_of(manifest);
	enum lm_code code =
	    lm_policy_build(&source, &manifest->arena, &manifest->policy, err);

	if (code == LM_OK)
		code = lm_hours_read(&source, &manifest->arena,
		    &manifest->hours, err);
	if (code == LM_OK)
		code = lm_manifest_review(&source, &manifest->policy, err);
	if (code == LM_OK)
		code = lm_task_schemas_read(manifest, &manifest->arena,
		    &manifest->schemas, err);
	return code;
}

/* From the bytes of the file to what readers ask for. */
static enum lm_code
understand(struct lm_manifest *manifest, struct lm_err *err)
{
	const struct lm_manifest_source source = source_of(manifest);
	struct lm_span bytes = lm_buf_view(&manifest->bytes);
	/* No bytes at all are a text too, not NULL. */
	enum lm_code code = lm_buf_reserve(&manifest->text, bytes.len + 1, err);

	if (code == LM_OK)
		code = lm_buf_span(&manifest->text, bytes, err);
	if (code == LM_OK)
		code = check_utf8(manifest, err);
	if (code == LM_OK)
		code = parse(manifest, err);
	if (code == LM_OK)
		code = lm_manifest_check(&source, &lm_manifest_shape, err);
	if (code == LM_OK)
		code = read_policy(manifest, err);
	if (code == LM_OK)
		code = make_stamp(manifest, err);
	if (code == LM_OK)
		code = list_denylist(manifest, err);
	return code;
}

static enum lm_code
keep_path(struct lm_manifest *manifest, const char *path, struct lm_err *err)
{
	if (path == NULL)
		return LM_OK;
	return lm_buf_append(&manifest->path, path, strlen(path) + 1, err);
}

/* What was read becomes *out, or is freed. */
static enum lm_code
hand_out(struct lm_manifest *manifest, enum lm_code code,
    struct lm_manifest **out, struct lm_err *err)
{
	if (code == LM_OK)
		code = understand(manifest, err);
	if (code == LM_OK)
		*out = manifest;
	else
		lm_manifest_free(manifest);
	return code;
}

enum lm_code
lm_manifest_load(const char *path, struct lm_manifest **out, struct lm_err *err)
{
	struct lm_manifest *manifest = manifest_new();
	enum lm_code code;

	*out = NULL;
	if (manifest == NULL)
		return lm_err_nomem(err);
	code = keep_path(manifest, path, err);
	if (code == LM_OK)
		code = lm_reader_slurp(path, LM_MANIFEST_MAX_SIZE,
		    &manifest->bytes, err);
	return hand_out(manifest, code, out, err);
}

enum lm_code
lm_manifest_read(struct lm_span bytes, const char *path,
    struct lm_manifest **out, struct lm_err *err)
{
	struct lm_manifest *manifest = manifest_new();
	enum lm_code code;

	*out = NULL;
	if (manifest == NULL)
		return lm_err_nomem(err);
	code = keep_path(manifest, path, err);
	if (code == LM_OK)
		code = lm_buf_span(&manifest->bytes, bytes, err);
	return hand_out(manifest, code, out, err);
}

const char *
lm_manifest_stamp(const struct lm_manifest *manifest)
{
	return manifest->stamp.ptr;
}

const struct lm_span *
lm_manifest_denylist(const struct lm_manifest *manifest, size_t *n)
{
	*n = manifest->n_denylist;
	return manifest->denylist;
}

const struct lm_task_schema *
lm_manifest_task_schemas(const struct lm_manifest *manifest, size_t *n)
{
	*n = manifest->schemas.n;
	return manifest->schemas.list;
}

bool
lm_manifest_gate(const struct lm_manifest *manifest, const char *name,
    double *out)
{
	yyjson_val *gate = lm_manifest_get(manifest, "gates", name);

	return gate != NULL && lm_num_double(lm_record_text(gate), out);
}

yyjson_val *
lm_manifest_get(const struct lm_manifest *manifest, const char *section,
    const char *name)
{
	yyjson_val *val = NULL;

	if (!lm_record_find(manifest->record.root, lm_span_of(section), NULL,
		&val))
		return NULL;
	if (name == NULL)
		return val;
	return lm_record_find(val, lm_span_of(name), NULL, &val) ? val : NULL;
}

const struct lm_record *
lm_manifest_record(const struct lm_manifest *manifest)
{
	return &manifest->record;
}

struct lm_span
lm_manifest_bytes(const struct lm_manifest *manifest)
{
	return lm_buf_view(&manifest->bytes);
}

const struct lm_policy *
lm_manifest_policy(const struct lm_manifest *manifest)
{
	return &manifest->policy;
}

bool
lm_manifest_in_hours(const struct lm_manifest *manifest, int64_t ns)
{
	return lm_hours_hold(&manifest->hours, ns);
}

enum lm_code
lm_manifest_file(const struct lm_manifest *manifest, struct lm_span path,
    struct lm_buf *out, struct lm_err *err)
{
	const char *own = manifest->path.ptr;
	const char *slash = own == NULL ? NULL : strrchr(own, '/');
	size_t folder_len = slash == NULL ? 0 : (size_t)(slash - own) + 1;
	enum lm_code code;

	if (path.len > 0 && path.ptr[0] == '/')
		folder_len = 0;
	/* All room first: what fails appends nothing. */
	code = lm_buf_reserve(out, folder_len + path.len + 1, err);
	if (code == LM_OK)
		code = lm_buf_append(out, own, folder_len, err);
	if (code == LM_OK)
		code = lm_buf_span(out, path, err);
	if (code == LM_OK)
		out->ptr[out->len] = '\0';
	return code;
}

enum lm_code
lm_manifest_blame(const struct lm_manifest *manifest, yyjson_val *val,
    struct lm_err *err, const char *format, ...)
{
	const struct lm_manifest_source source = source_of(manifest);
	char message[LM_ERR_MESSAGE_SIZE];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	return lm_manifest_mistake(&source, val, err, "%s", message);
}
