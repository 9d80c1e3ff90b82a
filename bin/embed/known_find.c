#include <sys/types.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "known_parts.h"
#include "lm/num.h"
#include "lm/record.h"
#include "lm/vec.h"

#define BLOCK ((size_t)64 * 1024)

struct known_reader {
	struct lm_parser *parser;
	struct lm_buf line;
	struct lm_buf floats;
};

enum lm_code
known_reader_new(struct known_reader **out, struct lm_err *err)
{
	struct known_reader *reader = calloc(1, sizeof(*reader));

	*out = NULL;
	if (reader == NULL)
		return lm_err_nomem(err);
	reader->parser = lm_parser_new();
	if (reader->parser == NULL) {
		free(reader);
		return lm_err_nomem(err);
	}
	*out = reader;
	return LM_OK;
}

void
known_reader_free(struct known_reader *reader)
{
	if (reader == NULL)
		return;
	lm_parser_free(reader->parser);
	lm_buf_free(&reader->line);
	lm_buf_free(&reader->floats);
	free(reader);
}

/* Append the next block of fd; *n is 0 at the end. */
static enum lm_code
read_block(struct lm_buf *buf, int fd, uint64_t at, size_t *n,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_reserve(buf, BLOCK, err);
	ssize_t got;

	if (code != LM_OK)
		return code;
	do
		got = pread(fd, buf->ptr + buf->len, BLOCK, (off_t)at);
	while (got == -1 && errno == EINTR);
	if (got == -1)
		return lm_err_io(err, "read what was written");
	*n = (size_t)got;
	buf->len += *n;
	return LM_OK;
}

/* The line at offset of fd; empty where it has no end. */
static enum lm_code
read_line(struct known_reader *reader, int fd, uint64_t offset,
    struct lm_span *line, struct lm_err *err)
{
	struct lm_buf *buf = &reader->line;

	*line = (struct lm_span){0};
	buf->len = 0;
	for (;;) {
		size_t searched = buf->len, n = 0;
		const char *newline;
		enum lm_code code =
		    read_block(buf, fd, offset + searched, &n, err);

		if (code != LM_OK || n == 0)
			return code;
		newline = memchr(buf->ptr + searched, '\n', n);
		if (newline != NULL) {
			*line = lm_span(buf->ptr, (size_t)(newline - buf->ptr));
			return LM_OK;
		}
	}
}

static struct lm_span
mapped_line(struct lm_span map, uint64_t offset)
{
	struct lm_span rest =
	    lm_span(map.ptr + offset, map.len - (size_t)offset);
	const char *newline = memchr(rest.ptr, '\n', rest.len);

	if (newline != NULL)
		rest.len = (size_t)(newline - rest.ptr);
	return rest;
}

static enum lm_code
line_at(const struct known *known, struct known_reader *reader, uint64_t place,
    struct lm_span *line, bool *is_own, struct lm_err *err)
{
	const struct known_source *source =
	    known_source_at(known, (size_t)(place >> KNOWN_OFFSET_BITS));
	uint64_t offset = place & KNOWN_MAX_OFFSET;

	*is_own = source->fd != -1;
	if (*is_own)
		return read_line(reader, source->fd, offset, line, err);
	*line = mapped_line(source->map, offset);
	return LM_OK;
}

/* What "embed" says; whether it has the whole key. */
static bool
read_embed(yyjson_val *embed, const struct lm_hash128 *key,
    struct known_vector *out)
{
	struct lm_hash128 own;
	yyjson_val *val;

	if (!lm_record_find(embed, lm_span_of("key"), NULL, &val) ||
	    !yyjson_is_str(val) ||
	    !lm_hash128_parse(lm_record_text(val), &own) ||
	    !lm_hash128_equal(&own, key))
		return false;
	if (lm_record_find(embed, lm_span_of("tokens"), NULL, &val))
		out->has_tokens = yyjson_is_raw(val) &&
		    lm_num_u64(lm_record_text(val), 0, UINT64_MAX, &out->tokens,
			NULL) == LM_OK;
	if (lm_record_find(embed, lm_span_of("truncated"), NULL, &val))
		out->truncated = yyjson_is_true(val);
	return true;
}

/* The vector of a line, if it is one that the key says; *found. */
static enum lm_code
read_vector(struct known_reader *reader, struct lm_span line,
    const struct lm_hash128 *key, struct known_vector *out, bool *found,
    struct lm_err *err)
{
	struct lm_record rec;
	yyjson_val *embed, *name, *val;
	enum lm_code code = lm_parser_parse(reader->parser, line, &rec, err);

	*out = (struct known_vector){0};
	*found = false;
	if (code != LM_OK)
		return code == LM_MALFORMED ? LM_OK : code;
	if (!lm_record_find(rec.root, lm_span_of("embed"), NULL, &embed) ||
	    !read_embed(embed, key, out) ||
	    !lm_record_find(rec.root, lm_span_of("embedding"), &name, &val))
		return LM_OK;
	reader->floats.len = 0;
	code = lm_vec_read(val, &reader->floats, &out->n, err);
	if (code != LM_OK)
		return code == LM_MALFORMED ? LM_OK : code;
	out->floats = lm_vec_floats(&reader->floats);
	out->embedding = lm_record_member(&rec, name);
	*found = !lm_vec_is_zero(out->floats, out->n) &&
	    lm_vec_check_stated(embed, out->n, NULL) == LM_OK;
	return LM_OK;
}

enum lm_code
known_find(const struct known *known, struct known_reader *reader,
    const struct lm_hash128 *key, uint64_t dimensions, bool allow_truncated,
    struct known_vector *out, bool *found, struct lm_err *err)
{
	uint64_t places[LM_KEYS_SAME];
	size_t n = lm_keys_find(known->keys, key, places);

	*found = false;
	for (size_t i = 0; i < n && !*found; i++) {
		struct lm_span line;
		bool is_own;
		enum lm_code code =
		    line_at(known, reader, places[i], &line, &is_own, err);

		if (code == LM_OK)
			code = read_vector(reader, line, key, out, found, err);
		if (code != LM_OK)
			return code;
		out->is_own = is_own;
		*found = *found && (dimensions == 0 || out->n == dimensions) &&
		    (allow_truncated || !out->truncated);
	}
	return LM_OK;
}
