#include "lm/schema_fetch.h"

#include <sys/stat.h>

#include "lm/reader.h"
#include "lm/schema_meta.h"
#include "lm/schema_scan.h"
#include "lm/uri.h"

static enum lm_code
append_pieces(const char *const *pieces, struct lm_buf *text,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (; code == LM_OK && *pieces != NULL; pieces++)
		code = lm_buf_text(text, *pieces, err);
	return code;
}

/* "PREFIX=DIR": the last "=" is the one between. */
struct mapping {
	struct lm_span prefix;
	struct lm_span folder;
};

static bool
split_mapping(const char *text, struct mapping *out)
{
	const char *equals = strrchr(text, '=');

	if (equals == NULL)
		return false;
	out->prefix = lm_span(text, (size_t)(equals - text));
	out->folder = lm_span_of(equals + 1);
	return true;
}

/* Whether prefix is some of the uri's whole segments. */
static bool
has_prefix(struct lm_span uri, struct lm_span prefix)
{
	char last, next;

	if (prefix.len == 0)
		return true;
	if (prefix.len > uri.len ||
	    memcmp(prefix.ptr, uri.ptr, prefix.len) != 0)
		return false;
	if (prefix.len == uri.len)
		return true;
	last = prefix.ptr[prefix.len - 1];
	next = uri.ptr[prefix.len];
	return last == '/' || last == ':' || next == '/' || next == ':';
}

/* The mapping of the longest prefix that uri has. */
static bool
find_mapping(const struct lm_schema_options *options, struct lm_span uri,
    struct mapping *out)
{
	bool found = false;

	for (size_t i = 0; i < options->n_resolve; i++) {
		struct mapping one;

		if (!split_mapping(options->resolve[i], &one) ||
		    !has_prefix(uri, one.prefix))
			continue;
		if (!found || one.prefix.len > out->prefix.len)
			*out = one;
		found = true;
	}
	return found;
}

/* Whether a path stays below the folder that it is taken from. */
static bool
stays_below(struct lm_span path)
{
	size_t start = 0;

	if (path.len > 0 && memchr(path.ptr, '\0', path.len) != NULL)
		return false;
	for (size_t i = 0; i <= path.len; i++) {
		if (i < path.len && path.ptr[i] != '/')
			continue;
		if (i - start == 2 && memcmp(path.ptr + start, "..", 2) == 0)
			return false;
		start = i + 1;
	}
	return true;
}

static bool
is_file(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

/* The path of the file that a mapping makes of a URI, NUL-terminated. */
static enum lm_code
path_of(const struct mapping *mapping, struct lm_span uri, struct lm_buf *path,
    struct lm_err *err)
{
	struct lm_span rest = lm_span(uri.ptr + mapping->prefix.len,
	    uri.len - mapping->prefix.len);
	size_t start;
	enum lm_code code = lm_buf_span(path, mapping->folder, err);

	if (code == LM_OK && rest.len > 0 && mapping->folder.len > 0)
		code = lm_buf_byte(path, '/', err);
	start = path->len;
	if (code == LM_OK)
		code = lm_uri_unescape(rest, path, err);
	if (code == LM_OK &&
	    !stays_below(lm_span(path->ptr + start, path->len - start)))
		code = lm_err_set(err, LM_MALFORMED,
		    "\"%.*s\" leads out of the folder of --resolve",
		    (int)uri.len, uri.ptr);
	return code == LM_OK ? lm_buf_byte(path, '\0', err) : code;
}

enum lm_code
lm_source_fetch(struct lm_source *source, struct lm_span uri,
    struct lm_buf *text, const char **file, bool *found, struct lm_err *err)
{
	struct lm_buf path = {0};
	struct mapping mapping;
	enum lm_code code;

	*found = true;
	for (const struct lm_schema_meta *meta = lm_schema_metas;
	     meta->uri != NULL; meta++)
		if (lm_span_equal(uri, lm_span_of(meta->uri)))
			return append_pieces(meta->pieces, text, err);
	*found = find_mapping(source->options, uri, &mapping);
	if (!*found)
		return LM_OK;
	code = path_of(&mapping, uri, &path, err);
	if (code == LM_OK && !is_file(path.ptr)) {
		*found = false;
		goto out;
	}
	if (code == LM_OK) {
		*file = lm_source_keep(source, lm_span(path.ptr, path.len - 1));
		code = *file == NULL
		    ? lm_err_nomem(err)
		    : lm_reader_slurp(*file, LM_SCHEMA_MAX_BYTES, text, err);
	}
out:
	lm_buf_free(&path);
	return code;
}

enum lm_code
lm_source_find(struct lm_source *source, struct lm_span uri, uint32_t *resource,
    struct lm_err *err)
{
	struct lm_buf text = {0};
	const char *file = NULL;
	bool found = false;
	uint32_t site;
	enum lm_code code;

	*resource = lm_schema_index_find(&source->by_uri, uri);
	if (*resource != LM_NONE)
		return LM_OK;
	code = lm_source_fetch(source, uri, &text, &file, &found, err);
	if (code == LM_OK && found) {
		code = lm_source_add(source, &text, file, uri, &site, err);
		if (code == LM_OK)
			*resource = source->sites[site].resource;
	}
	lm_buf_free(&text);
	return code;
}
