#include <sys/mman.h>

#include <string.h>

#include "known_parts.h"
#include "known_tail.h"
#include "lm/json.h"
#include "lm/record.h"

/* A record is at most this (lmob-record(5)); a longer line is none of ours. */
#define MAX_LINE ((size_t)64 << 20)
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* One pass over a file. */
struct scan {
	struct known *known;
	struct lm_parser *parser;
	struct lm_span map;
	size_t source;
};

/* The key of a line that this program may not have written last: another may
 * have added a member, or changed the spaces. */
static enum lm_code
parse_key(struct scan *scan, struct lm_span line, struct lm_hash128 *key,
    bool *has_key, struct lm_err *err)
{
	struct lm_record rec;
	yyjson_val *embed, *val;
	enum lm_code code = lm_parser_parse(scan->parser, line, &rec, err);

	*has_key = false;
	if (code != LM_OK ||
	    !lm_record_find(rec.root, lm_span_of("embed"), NULL, &embed) ||
	    !lm_record_find(embed, lm_span_of("key"), NULL, &val) ||
	    !yyjson_is_str(val) || !lm_hash128_parse(lm_record_text(val), key))
		return code;
	*has_key =
	    lm_record_find(rec.root, lm_span_of("embedding"), NULL, &val) &&
	    !yyjson_is_null(val);
	return LM_OK;
}

static enum lm_code
scan_line(struct scan *scan, struct lm_span line, struct lm_err *err)
{
	struct known *known = scan->known;
	struct lm_hash128 key;
	bool null, has_key = false;
	enum lm_code code = LM_OK;

	if (known_tail(line, &key, &null))
		has_key = !null;
	else if (lm_json_space_end(line, 0) == line.len)
		return LM_OK;
	else if (line.len <= MAX_LINE)
		code = parse_key(scan, line, &key, &has_key, err);
	if (code != LM_OK)
		return code;
	if (!has_key) {
		known->n_passed++;
		return LM_OK;
	}
	known->n_records++;
	return known_add_key(known, &key, scan->source,
	    (uint64_t)(line.ptr - scan->map.ptr), err);
}

static struct lm_span
without_mark(struct lm_span bytes)
{
	size_t len = strlen(BYTE_ORDER_MARK);

	return bytes.len >= len && memcmp(bytes.ptr, BYTE_ORDER_MARK, len) == 0
	    ? lm_span(bytes.ptr + len, bytes.len - len)
	    : bytes;
}

static enum lm_code
scan_lines(struct scan *scan, bool may_be_torn, uint64_t *n_line,
    struct lm_err *err)
{
	struct lm_span rest = without_mark(scan->map);
	enum lm_code code = LM_OK;

	for (*n_line = 1; code == LM_OK && rest.len > 0; (*n_line)++) {
		const char *newline = memchr(rest.ptr, '\n', rest.len);
		size_t len =
		    newline == NULL ? rest.len : (size_t)(newline - rest.ptr);

		if (newline == NULL && may_be_torn)
			break;
		code = scan_line(scan, lm_span(rest.ptr, len), err);
		if (code != LM_OK)
			break;
		len += newline != NULL;
		rest = lm_span(rest.ptr + len, rest.len - len);
	}
	return code;
}

/* What the system may expect; it may not care. */
static void
advise(struct lm_span map, int advice)
{
	union {
		const char *read;
		void *any;
	} at = {map.ptr};

	(void)posix_madvise(at.any, map.len, advice);
}

enum lm_code
known_add_file(struct known *known, const char *path, bool may_be_torn,
    struct lm_err *err)
{
	struct scan scan = {.known = known};
	uint64_t n_line = 0;
	enum lm_code code = known_map(path, &scan.map, err);

	if (code != LM_OK || scan.map.len == 0)
		return code;
	code = known_add_source(known,
	    (struct known_source){.map = scan.map, .fd = -1}, &scan.source,
	    err);
	if (code != LM_OK) {
		known_unmap(scan.map);
		lm_err_at(err, path, 0, 0);
		return code;
	}
	scan.parser = lm_parser_new();
	if (scan.parser == NULL)
		return lm_err_nomem(err);
	advise(scan.map, POSIX_MADV_SEQUENTIAL);
	code = scan_lines(&scan, may_be_torn, &n_line, err);
	/* Not RANDOM: tonight's records mostly come in last night's order. */
	advise(scan.map, POSIX_MADV_NORMAL);
	lm_parser_free(scan.parser);
	if (code != LM_OK)
		lm_err_at(err, path, code == LM_MALFORMED ? n_line : 0, 0);
	return code;
}
