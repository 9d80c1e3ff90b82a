#include "lm/uri.h"

#include <stdint.h>
#include <string.h>

#include "lm/uri_chars.h"

/* Delimiters that a result may have and its two sources had not. */
#define EXTRA 8

static struct lm_span
between(struct lm_span text, size_t from, size_t to)
{
	return lm_span(text.ptr + from, to - from);
}

/* Where one of the bytes of stops is in text, from i; text.len: nowhere. */
static size_t
find(struct lm_span text, size_t i, const char *stops)
{
	while (i < text.len &&
	    (text.ptr[i] == '\0' || strchr(stops, text.ptr[i]) == NULL))
		i++;
	return i;
}

static bool
starts(struct lm_span text, size_t i, const char *with)
{
	size_t len = strlen(with);

	return text.len - i >= len && memcmp(text.ptr + i, with, len) == 0;
}

struct lm_uri
lm_uri_split(struct lm_span text)
{
	struct lm_uri uri = {0};
	size_t i = 0, end;

	if (text.len == 0)
		return uri;
	end = find(text, 0, ":/?#");
	if (end > 0 && end < text.len && text.ptr[end] == ':') {
		uri.has_scheme = true;
		uri.scheme = between(text, 0, end);
		i = end + 1;
	}
	if (starts(text, i, "//")) {
		uri.has_authority = true;
		end = find(text, i + 2, "/?#");
		uri.authority = between(text, i + 2, end);
		i = end;
	}
	end = find(text, i, "?#");
	uri.path = between(text, i, end);
	if (end < text.len && text.ptr[end] == '?') {
		uri.has_query = true;
		i = end + 1;
		end = find(text, i, "#");
		uri.query = between(text, i, end);
	}
	if (end < text.len) {
		uri.has_fragment = true;
		uri.fragment = between(text, end + 1, text.len);
	}
	return uri;
}

/* What stays of a path that its last segment was taken from, with its "/". */
static size_t
parent(const char *path, size_t len)
{
	while (len > 0 && path[len - 1] != '/')
		len--;
	return len > 0 ? len - 1 : 0;
}

/* How many dots the segment name is made of: 1, 2, or 0 if of anything else. */
static size_t
dots(const char *name, size_t len)
{
	return len >= 1 && len <= 2 && memcmp(name, "..", len) == 0 ? len : 0;
}

/* RFC 3986 §5.2.4, in place: what is written never passes what is read.  The
 * length that is left. */
static size_t
remove_dots(char *path, size_t len)
{
	size_t read = 0, written = 0;

	while (read < len) {
		size_t name = read + (path[read] == '/');
		const char *slash = memchr(path + name, '/', len - name);
		size_t end = slash == NULL ? len : (size_t)(slash - path);
		size_t n = dots(path + name, end - name);

		if (n == 0) {
			memmove(path + written, path + read, end - read);
			written += end - read;
		} else if (name == read) {
			end += end < len;
		} else {
			if (n == 2)
				written = parent(path, written);
			if (end == len)
				path[written++] = '/';
		}
		read = end;
	}
	return written;
}

/* There is room in out. */
static void
put(struct lm_buf *out, const char *before, struct lm_span part)
{
	size_t len = strlen(before);

	memcpy(out->ptr + out->len, before, len);
	if (part.len > 0)
		memcpy(out->ptr + out->len + len, part.ptr, part.len);
	out->len += len + part.len;
}

/* Write a path that goes on from folder, so that it is read as one again. */
static void
put_path(struct lm_buf *out, const struct lm_uri *uri, struct lm_span folder)
{
	size_t from = out->len;
	struct lm_span path;
	const char *guard = NULL;

	put(out, "", folder);
	put(out, "", uri->path);
	out->len = from + remove_dots(out->ptr + from, out->len - from);
	path = lm_span(out->ptr + from, out->len - from);
	if (uri->has_authority || path.len == 0)
		return;
	if (starts(path, 0, "//"))
		guard = "/.";
	else if (!uri->has_scheme && starts(path, find(path, 0, ":/"), ":"))
		guard = "./";
	if (guard == NULL)
		return;
	memmove(out->ptr + from + 2, out->ptr + from, path.len);
	memcpy(out->ptr + from, guard, 2);
	out->len += 2;
}

/* The part of base's path that a relative path goes on from (§5.2.3). */
static struct lm_span
folder_of(const struct lm_uri *base)
{
	struct lm_span path = base->path;

	if (base->has_authority && path.len == 0)
		return lm_span("/", 1);
	while (path.len > 0 && path.ptr[path.len - 1] != '/')
		path.len--;
	return path;
}

/* Take from base what the reference leaves open (§5.2.2).  Whether the path is
 * base's own, as it is. */
static bool
complete(struct lm_uri *uri, const struct lm_uri *base, struct lm_span *folder)
{
	*folder = (struct lm_span){0};
	if (uri->has_scheme)
		return false;
	uri->has_scheme = base->has_scheme;
	uri->scheme = base->scheme;
	if (uri->has_authority)
		return false;
	uri->has_authority = base->has_authority;
	uri->authority = base->authority;
	if (uri->path.len > 0) {
		if (uri->path.ptr[0] != '/')
			*folder = folder_of(base);
		return false;
	}
	uri->path = base->path;
	if (!uri->has_query) {
		uri->has_query = base->has_query;
		uri->query = base->query;
	}
	return true;
}

enum lm_code
lm_uri_resolve(struct lm_span base, struct lm_span reference,
    struct lm_buf *out, struct lm_err *err)
{
	const struct lm_uri from = lm_uri_split(base);
	struct lm_uri uri = lm_uri_split(reference);
	struct lm_span folder;
	bool as_is = complete(&uri, &from, &folder);

	if (base.len > SIZE_MAX - EXTRA - reference.len)
		return lm_err_nomem(err);
	if (lm_buf_reserve(out, base.len + reference.len + EXTRA, err) != LM_OK)
		return LM_NOMEM;
	if (uri.has_scheme) {
		put(out, "", uri.scheme);
		put(out, ":", (struct lm_span){0});
	}
	if (uri.has_authority)
		put(out, "//", uri.authority);
	if (as_is)
		put(out, "", uri.path);
	else
		put_path(out, &uri, folder);
	if (uri.has_query)
		put(out, "?", uri.query);
	if (uri.has_fragment)
		put(out, "#", uri.fragment);
	return LM_OK;
}

static unsigned
hex_value(char digit)
{
	return digit <= '9' ? (unsigned)(digit - '0')
			    : (unsigned)((digit | 0x20) - 'a' + 10);
}

enum lm_code
lm_uri_unescape(struct lm_span text, struct lm_buf *out, struct lm_err *err)
{
	char *to;

	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '%' && !lm_uri_escape_at(text, i))
			return lm_err_set(err, LM_MALFORMED,
			    "the %% at byte %zu is not followed by two "
			    "hexadecimal digits",
			    i + 1);
	if (text.len == 0)
		return LM_OK;
	if (lm_buf_reserve(out, text.len, err) != LM_OK)
		return LM_NOMEM;
	to = out->ptr + out->len;
	for (size_t i = 0; i < text.len; i++) {
		char byte = text.ptr[i];

		if (byte == '%') {
			byte = (char)(hex_value(text.ptr[i + 1]) << 4 |
			    hex_value(text.ptr[i + 2]));
			i += 2;
		}
		*to++ = byte;
	}
	out->len = (size_t)(to - out->ptr);
	return LM_OK;
}
