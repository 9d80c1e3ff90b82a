#include "lm/rejects.h"

#include <sys/stat.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lm/keys.h"
#include "lm/num.h"
#include "lm/reader.h"
#include "lm/record.h"
#include "lm/rejects_shown.h"

#define CHUNK ((size_t)64 * 1024)

struct entry {
	uint64_t line;
	uint64_t column;
	size_t file; /* where its text begins in texts; NUL-terminated */
	size_t error;
	bool oversize;
};

struct lm_rejects {
	struct lm_keys *keys; /* of file and line, to the index of an entry */
	struct lm_buf entries;
	struct lm_buf texts;
	size_t n;
};

/* One pass over a file. */
struct pass {
	struct lm_rejects *rejects;
	struct lm_parser *parser;
	struct lm_reader *reader;
	struct lm_buf buf; /* begins with the line that is read next */
	size_t searched;   /* of it, without a newline */
	uint64_t line;
};

static const struct entry *
entry_at(const struct lm_rejects *rejects, size_t i)
{
	const void *entries = rejects->entries.ptr;

	return (const struct entry *)entries + i;
}

static const char *
text_at(const struct lm_rejects *rejects, size_t at)
{
	return rejects->texts.ptr + at;
}

void
lm_rejects_free(struct lm_rejects *rejects)
{
	if (rejects == NULL)
		return;
	lm_keys_free(rejects->keys);
	lm_buf_free(&rejects->entries);
	lm_buf_free(&rejects->texts);
	free(rejects);
}

/* A hash is enough: what is found is compared. */
static struct lm_hash128
key_of(struct lm_span file, uint64_t line)
{
	struct lm_hash128 key = lm_hash128(file);

	key.low += line;
	return key;
}

static enum lm_code
add_text(struct lm_rejects *rejects, struct lm_span text, size_t *at,
    struct lm_err *err)
{
	enum lm_code code;

	*at = rejects->texts.len;
	code = lm_buf_span(&rejects->texts, text, err);
	return code == LM_OK ? lm_buf_byte(&rejects->texts, '\0', err) : code;
}

/* Most lines are of the file of the line before. */
static enum lm_code
add_file(struct lm_rejects *rejects, struct lm_span file, size_t *at,
    struct lm_err *err)
{
	if (rejects->n > 0) {
		size_t last = entry_at(rejects, rejects->n - 1)->file;

		*at = last;
		if (lm_span_equal(lm_span_of(text_at(rejects, last)), file))
			return LM_OK;
	}
	return add_text(rejects, file, at, err);
}

static enum lm_code
add_entry(struct lm_rejects *rejects, struct lm_span file, struct lm_span error,
    struct entry entry, struct lm_err *err)
{
	struct lm_hash128 key = key_of(file, entry.line);
	enum lm_code code = add_file(rejects, file, &entry.file, err);

	if (code == LM_OK)
		code = add_text(rejects, error, &entry.error, err);
	if (code == LM_OK)
		code = lm_buf_append(&rejects->entries, (const char *)&entry,
		    sizeof(entry), err);
	if (code == LM_OK)
		code = lm_keys_add(rejects->keys, &key, rejects->n, err);
	if (code == LM_OK)
		rejects->n++;
	return code;
}

/* The text of a member that is a string without a NUL. */
static bool
get_text(const struct lm_record *rec, const char *name, struct lm_span *out)
{
	yyjson_val *val;

	if (!lm_record_find(rec->root, lm_span_of(name), NULL, &val) ||
	    !yyjson_is_str(val))
		return false;
	*out = lm_record_text(val);
	return out->len == 0 || memchr(out->ptr, '\0', out->len) == NULL;
}

static bool
get_number(const struct lm_record *rec, const char *name, uint64_t *out)
{
	yyjson_val *val;

	return lm_record_find(rec->root, lm_span_of(name), NULL, &val) &&
	    yyjson_is_raw(val) &&
	    lm_num_u64(lm_record_text(val), 0, UINT64_MAX, out, NULL) == LM_OK;
}

static enum lm_code
read_line(struct pass *pass, struct lm_span line, struct lm_err *err)
{
	struct lm_record rec;
	struct lm_span file, error;
	struct entry entry = {0};
	yyjson_val *bytes;
	enum lm_code code = lm_parser_parse(pass->parser, line, &rec, err);

	if (code != LM_OK)
		return code;
	if (!get_text(&rec, "file", &file) ||
	    !get_text(&rec, "error", &error) ||
	    !get_number(&rec, "line", &entry.line) ||
	    !get_number(&rec, "column", &entry.column))
		return lm_err_set(err, LM_MALFORMED,
		    "expected a line of a rejects file: file, line, column, "
		    "error");
	entry.oversize =
	    lm_record_find(rec.root, lm_span_of("bytes"), NULL, &bytes);
	return add_entry(pass->rejects, file, error, entry, err);
}

/* All lines that are whole by now. */
static enum lm_code
read_lines(struct pass *pass, struct lm_err *err)
{
	struct lm_buf *buf = &pass->buf;
	size_t from = 0;
	enum lm_code code = LM_OK;

	while (code == LM_OK && pass->searched < buf->len) {
		const char *at = buf->ptr + pass->searched;
		const char *newline =
		    memchr(at, '\n', buf->len - pass->searched);

		if (newline == NULL)
			break;
		pass->line++;
		code = read_line(pass,
		    lm_span(buf->ptr + from,
			(size_t)(newline - buf->ptr) - from),
		    err);
		from = (size_t)(newline - buf->ptr) + 1;
		pass->searched = from;
	}
	if (code != LM_OK)
		lm_err_at(err, lm_reader_name(pass->reader), pass->line, 0);
	if (from > 0)
		memmove(buf->ptr, buf->ptr + from, buf->len - from);
	buf->len -= from;
	pass->searched = buf->len;
	return code;
}

static enum lm_code
read_file(struct pass *pass, const char *path, struct lm_err *err)
{
	enum lm_code code = lm_reader_open(path, &pass->reader, err);
	size_t n = 1;

	while (code == LM_OK && n > 0) {
		code = lm_buf_reserve(&pass->buf, CHUNK, err);
		if (code == LM_OK)
			code = lm_reader_read(pass->reader,
			    pass->buf.ptr + pass->buf.len, CHUNK, &n, err);
		if (code != LM_OK)
			break;
		pass->buf.len += n;
		code = read_lines(pass, err);
	}
	lm_reader_close(pass->reader);
	return code;
}

static bool
is_there(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 || errno != ENOENT;
}

enum lm_code
lm_rejects_read(const char *path, struct lm_rejects **out, struct lm_err *err)
{
	struct pass pass = {0};
	enum lm_code code;

	*out = NULL;
	pass.rejects = calloc(1, sizeof(*pass.rejects));
	pass.parser = lm_parser_new();
	code = pass.rejects == NULL || pass.parser == NULL ? lm_err_nomem(err)
							   : LM_OK;
	if (code == LM_OK)
		code = lm_keys_new(&pass.rejects->keys, err);
	if (code == LM_OK && is_there(path))
		code = read_file(&pass, path, err);
	lm_parser_free(pass.parser);
	lm_buf_free(&pass.buf);
	if (code == LM_OK)
		*out = pass.rejects;
	else
		lm_rejects_free(pass.rejects);
	return code;
}

size_t
lm_rejects_count(const struct lm_rejects *rejects)
{
	return rejects->n;
}

bool
lm_rejects_find(const struct lm_rejects *rejects, const char *file,
    uint64_t line, struct lm_err *why)
{
	char shown[LM_REJECTS_SHOWN_SIZE];
	struct lm_err cut = {0}; /* a long name, as lm_err_at cuts it */
	struct lm_span name;
	struct lm_hash128 key;
	uint64_t places[LM_KEYS_SAME];
	size_t n;

	lm_err_at(&cut, file, line, 0);
	name = lm_span(shown, lm_rejects_shown(cut.file, shown));
	key = key_of(name, line);
	n = lm_keys_find(rejects->keys, &key, places);
	for (size_t i = 0; i < n; i++) {
		const struct entry *entry = entry_at(rejects, places[i]);

		if (entry->line != line ||
		    !lm_span_equal(lm_span_of(text_at(rejects, entry->file)),
			name))
			continue;
		(void)lm_err_set(why,
		    entry->oversize ? LM_OVERSIZE : LM_MALFORMED, "%s",
		    text_at(rejects, entry->error));
		lm_err_at(why, file, line, entry->column);
		return true;
	}
	return false;
}
