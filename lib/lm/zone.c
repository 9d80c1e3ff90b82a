#include "lm/zone.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lm/buf.h"
#include "lm/clock.h"
#include "lm/reader.h"
#include "lm/zone_rule.h"

#define DEFAULT_FOLDER "/usr/share/zoneinfo"
#define MOST_BYTES ((size_t)1 << 20) /* the longest today has 4 KiB */

#define HEADER_LEN 44
#define TYPE_LEN 6
#define MOST_TYPES 256
#define MOST_OFFSET (26 * 3600) /* RFC 8536 §3.2 */
#define SECONDS_A_DAY 86400

/* From this moment on, this offset. */
struct change {
	int64_t at; /* seconds since 1970 */
	int32_t offset;
};

struct lm_zone {
	struct lm_zone_rule rule;
	bool has_rule;
	int32_t first; /* the offset before the first change */
	size_t n_changes;
	struct change changes[];
};

/* The counts of a header, RFC 8536 §3.1, and where its data block is. */
struct block {
	const char *data;
	size_t time_len; /* of one time: 4 bytes in version 1, 8 since */
	size_t n_utc, n_std, n_leaps, n_changes, n_types, n_chars;
};

static uint32_t
read_u32(const char *at)
{
	const unsigned char *byte = (const unsigned char *)at;

	return (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 |
	    (uint32_t)byte[2] << 8 | byte[3];
}

static int64_t
read_time(const char *at, size_t len)
{
	if (len == 4)
		return (int32_t)read_u32(at);
	return (int64_t)((uint64_t)read_u32(at) << 32 | read_u32(at + 4));
}

static size_t
block_len(const struct block *block)
{
	return block->n_changes * (block->time_len + 1) +
	    block->n_types * TYPE_LEN + block->n_chars +
	    block->n_leaps * (block->time_len + 4) + block->n_std +
	    block->n_utc;
}

/* Take a header and its data block off bytes; false if there is none. */
static bool
take_block(struct lm_span *bytes, size_t time_len, struct block *block)
{
	size_t *counts[] = {&block->n_utc, &block->n_std, &block->n_leaps,
	    &block->n_changes, &block->n_types, &block->n_chars};

	if (bytes->len < HEADER_LEN || memcmp(bytes->ptr, "TZif", 4) != 0)
		return false;
	block->time_len = time_len;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		*counts[i] = read_u32(bytes->ptr + 20 + 4 * i);
		/* So that no sum of them overflows. */
		if (*counts[i] > MOST_BYTES)
			return false;
	}
	block->data = bytes->ptr + HEADER_LEN;
	if (bytes->len - HEADER_LEN < block_len(block))
		return false;
	bytes->ptr += HEADER_LEN + block_len(block);
	bytes->len -= HEADER_LEN + block_len(block);
	return true;
}

/* The block that counts: the second, if there are two. */
static bool
find_block(struct lm_span *bytes, struct block *block)
{
	bool is_first = bytes->len > 4 && bytes->ptr[4] == '\0';

	if (!take_block(bytes, 4, block))
		return false;
	return is_first || take_block(bytes, 8, block);
}

/* Seconds east of UTC of a local time type; false if it is none. */
static bool
type_offset(const struct block *block, size_t type, int32_t *offset)
{
	const char *types =
	    block->data + block->n_changes * (block->time_len + 1);

	if (type >= block->n_types)
		return false;
	*offset = (int32_t)read_u32(types + TYPE_LEN * type);
	return *offset >= -MOST_OFFSET && *offset <= MOST_OFFSET;
}

/* The table, in rising order. */
static bool
read_changes(const struct block *block, struct lm_zone *zone)
{
	const char *times = block->data;
	const char *types = times + block->n_changes * block->time_len;

	for (size_t i = 0; i < block->n_changes; i++) {
		struct change *change = &zone->changes[i];

		change->at =
		    read_time(times + i * block->time_len, block->time_len);
		if (i > 0 && change->at <= zone->changes[i - 1].at)
			return false;
		if (!type_offset(block, (unsigned char)types[i],
			&change->offset))
			return false;
	}
	zone->n_changes = block->n_changes;
	return type_offset(block, 0, &zone->first);
}

/* The footer: a rule between two newlines, or nothing between them. */
static bool
read_footer(struct lm_span footer, struct lm_zone *zone)
{
	if (footer.len < 2 || footer.ptr[0] != '\n' ||
	    footer.ptr[footer.len - 1] != '\n')
		return false;
	zone->has_rule = footer.len > 2;
	return !zone->has_rule ||
	    lm_zone_rule_parse(lm_span(footer.ptr + 1, footer.len - 2),
		&zone->rule);
}

enum lm_code
lm_zone_read(struct lm_span bytes, struct lm_zone **out, struct lm_err *err)
{
	struct block block = {0};
	struct lm_zone *zone;

	*out = NULL;
	if (!find_block(&bytes, &block) || block.n_types > MOST_TYPES)
		return lm_err_set(err, LM_MALFORMED,
		    "not a time zone file (TZif)");
	if (block.n_leaps > 0)
		return lm_err_set(err, LM_MALFORMED,
		    "a time zone that counts leap seconds, which POSIX time "
		    "does not");
	zone = calloc(1,
	    sizeof(*zone) + block.n_changes * sizeof(zone->changes[0]));
	if (zone == NULL)
		return lm_err_nomem(err);
	if (!read_changes(&block, zone) ||
	    (block.time_len > 4 && !read_footer(bytes, zone))) {
		lm_zone_free(zone);
		return lm_err_set(err, LM_MALFORMED,
		    "a time zone file (TZif) that is damaged");
	}
	*out = zone;
	return LM_OK;
}

void
lm_zone_free(struct lm_zone *zone)
{
	free(zone);
}

/* Parts of letters, digits, "_", "+", "-" and inner dots, joined by "/". */
static bool
is_name(struct lm_span name)
{
	static const char allowed[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	    "_+-./";
	char before = '/';

	for (size_t i = 0; i < name.len; i++) {
		char byte = name.ptr[i];

		if (memchr(allowed, byte, sizeof(allowed) - 1) == NULL ||
		    (before == '/' && (byte == '/' || byte == '.')))
			return false;
		before = byte;
	}
	return before != '/';
}

static enum lm_code
set_path(struct lm_buf *path, struct lm_span name, struct lm_err *err)
{
	const char *folder = getenv("TZDIR");

	if (folder == NULL || *folder == '\0')
		folder = DEFAULT_FOLDER;
	return lm_buf_printf(path, err, "%s/%.*s", folder, (int)name.len,
	    name.ptr);
}

enum lm_code
lm_zone_load(struct lm_span name, struct lm_zone **out, struct lm_err *err)
{
	struct lm_buf path = {0}, bytes = {0};
	struct stat st;
	enum lm_code code = LM_OK;

	*out = NULL;
	if (is_name(name))
		code = set_path(&path, name, err);
	if (code != LM_OK)
		goto out;
	if (path.len == 0 || stat(path.ptr, &st) != 0 || !S_ISREG(st.st_mode)) {
		code = lm_err_set(err, LM_USAGE, "unknown time zone \"%.*s\"",
		    (int)name.len, name.ptr);
		goto out;
	}
	code = lm_reader_slurp(path.ptr, MOST_BYTES, &bytes, err);
	if (code == LM_OK)
		code = lm_zone_read(lm_buf_view(&bytes), out, err);
	if (code != LM_OK)
		lm_err_at(err, path.ptr, 0, 0);
out:
	lm_buf_free(&bytes);
	lm_buf_free(&path);
	return code;
}

/* How many changes are not after seconds. */
static size_t
changes_until(const struct lm_zone *zone, int64_t seconds)
{
	size_t low = 0, high = zone->n_changes;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zone->changes[middle].at <= seconds)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int64_t
whole_seconds(int64_t ns)
{
	return ns / LM_CLOCK_SECOND - (ns % LM_CLOCK_SECOND < 0);
}

int32_t
lm_zone_offset(const struct lm_zone *zone, int64_t ns)
{
	int64_t seconds = whole_seconds(ns);
	size_t n = changes_until(zone, seconds);

	if (n == zone->n_changes && zone->has_rule)
		return lm_zone_rule_offset(&zone->rule, seconds);
	return n == 0 ? zone->first : zone->changes[n - 1].offset;
}

struct lm_zone_time
lm_zone_local(const struct lm_zone *zone, int64_t ns)
{
	int64_t local = whole_seconds(ns) + lm_zone_offset(zone, ns);
	int64_t days = local / SECONDS_A_DAY - (local % SECONDS_A_DAY < 0);
	int64_t minute = (local - days * SECONDS_A_DAY) / 60;

	/* 1970-01-01 was a Thursday. */
	return (struct lm_zone_time){(unsigned)(((days + 3) % 7 + 7) % 7),
	    (unsigned)minute};
}
