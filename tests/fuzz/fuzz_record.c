/*
 * Any bytes as a record.  Oracles: a validator of its own (RFC 8259, UTF-8 of
 * RFC 3629, 1,000 levels) must agree; tokens are in order and within the
 * source, with nothing but structure between them; a member's span is JSON.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lm/record.h"
#include "lm/utf8.h"
#include "lm/walk.h"

#include "require.h"

#define MOST_MEMBERS 64

/* What is left of a text that is validated. */
struct scan {
	const char *at;
	const char *end;
};

static int
peek(const struct scan *scan)
{
	return scan->at < scan->end ? (unsigned char)*scan->at : -1;
}

static bool
take(struct scan *scan, int byte)
{
	if (byte == 0 || peek(scan) != byte)
		return false;
	scan->at++;
	return true;
}

static void
take_spaces(struct scan *scan)
{
	while (take(scan, ' ') || take(scan, '\t') || take(scan, '\n') ||
	    take(scan, '\r'))
		;
}

static size_t
take_digits(struct scan *scan)
{
	size_t n = 0;

	for (; peek(scan) >= '0' && peek(scan) <= '9'; n++)
		scan->at++;
	return n;
}

static bool
take_number(struct scan *scan)
{
	(void)take(scan, '-');
	if (!take(scan, '0') && take_digits(scan) == 0)
		return false;
	if (take(scan, '.') && take_digits(scan) == 0)
		return false;
	if (!take(scan, 'e') && !take(scan, 'E'))
		return true;
	if (!take(scan, '+'))
		(void)take(scan, '-');
	return take_digits(scan) > 0;
}

static bool
take_escape(struct scan *scan)
{
	static const char digits[] = "0123456789abcdefABCDEF";

	if (!take(scan, 'u')) {
		int byte = peek(scan);

		return byte > 0 && strchr("\"\\/bfnrt", byte) != NULL &&
		    take(scan, byte);
	}
	for (size_t i = 0; i < 4; i++)
		if (peek(scan) <= 0 || strchr(digits, peek(scan)) == NULL ||
		    !take(scan, peek(scan)))
			return false;
	return true;
}

static bool
take_string(struct scan *scan)
{
	if (!take(scan, '"'))
		return false;
	while (!take(scan, '"')) {
		if (peek(scan) < 0x20)
			return false;
		if (take(scan, '\\')) {
			if (!take_escape(scan))
				return false;
		} else {
			scan->at++;
		}
	}
	return true;
}

static bool
take_scalar(struct scan *scan)
{
	static const char *const literals[] = {"true", "false", "null"};

	if (peek(scan) == '"')
		return take_string(scan);
	for (size_t i = 0; i < 3; i++) {
		size_t len = strlen(literals[i]);

		if ((size_t)(scan->end - scan->at) >= len &&
		    memcmp(scan->at, literals[i], len) == 0) {
			scan->at += len;
			return true;
		}
	}
	return take_number(scan);
}

static bool
take_key(struct scan *scan)
{
	take_spaces(scan);
	if (!take_string(scan))
		return false;
	take_spaces(scan);
	return take(scan, ':');
}

/* After a value: close what ends, or come to the next value. */
static bool
take_ends(struct scan *scan, const bool *objects, size_t *depth)
{
	for (;;) {
		take_spaces(scan);
		if (*depth == 0)
			return scan->at == scan->end;
		if (take(scan, ','))
			return !objects[*depth] || take_key(scan);
		if (!take(scan, objects[*depth] ? '}' : ']'))
			return false;
		(*depth)--;
	}
}

static bool
is_record(const char *data, size_t size)
{
	struct scan scan = {data, data + size};
	bool objects[LM_RECORD_MAX_DEPTH + 1];
	size_t depth = 0;

	if (!lm_utf8_valid(lm_span(data, size)))
		return false;
	do {
		bool object;

		take_spaces(&scan);
		object = peek(&scan) == '{';
		if (!object && peek(&scan) != '[') {
			if (!take_scalar(&scan))
				return false;
		} else {
			scan.at++;
			if (depth++ == LM_RECORD_MAX_DEPTH)
				return false;
			objects[depth] = object;
			take_spaces(&scan);
			if (!take(&scan, object ? '}' : ']')) {
				if (object && !take_key(&scan))
					return false;
				continue;
			}
			depth--;
		}
		if (!take_ends(&scan, objects, &depth))
			return false;
	} while (depth > 0);
	return true;
}

/* Between two tokens: structure and literals only. */
static void
check_between(const char *from, const char *to)
{
	require(from <= to);
	for (; from < to; from++)
		require(*from != '\0' &&
		    strchr("{}[],: \t\r\ntruefalsn", *from) != NULL);
}

static void
check_member(const struct lm_record *rec, yyjson_val *key)
{
	struct lm_span member = lm_record_member(rec, key);

	require(member.ptr >= rec->src.ptr);
	require(member.ptr + member.len <= rec->src.ptr + rec->src.len);
	require(is_record(member.ptr, member.len));
	require(strchr(" \t\r\n", member.ptr[0]) == NULL);
}

static void
check_values(const struct lm_record *rec)
{
	const char *done = rec->src.ptr;
	struct lm_walk walk;
	size_t n_members = 0;

	lm_walk_start(&walk, rec);
	while (lm_walk_next(&walk)) {
		struct lm_span token;

		if (walk.is_key && n_members++ < MOST_MEMBERS)
			check_member(rec, walk.val);
		if (!yyjson_is_str(walk.val) && !yyjson_is_raw(walk.val))
			continue;
		token = lm_record_token(rec, walk.val);
		check_between(done, token.ptr);
		require(is_record(token.ptr, token.len));
		if (yyjson_is_raw(walk.val))
			require(lm_span_equal(token, lm_record_text(walk.val)));
		require(lm_utf8_valid(lm_record_text(walk.val)));
		done = token.ptr + token.len;
	}
	check_between(done, rec->src.ptr + rec->src.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_span src = lm_span((const char *)data, size);
	struct lm_parser *parser = lm_parser_new();
	struct lm_record rec;
	struct lm_err err = {0};
	enum lm_code code;

	if (parser == NULL)
		return 0;
	code = lm_parser_parse(parser, src, &rec, &err);
	require((code == LM_OK) == is_record(src.ptr, src.len));
	if (code == LM_OK)
		check_values(&rec);
	else
		require(code == LM_MALFORMED && err.column <= size + 1);
	lm_parser_free(parser);
	return 0;
}
