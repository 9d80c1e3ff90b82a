#ifndef LM_TOML_TEXT_H
#define LM_TOML_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * The characters of a TOML file: a part of toml.  Every function leaves the
 * cursor behind what it read; its errors have the cursor's line and column.
 */
struct lm_toml_cursor {
	struct lm_span text;
	size_t i;
	uint64_t line;	   /* from 1 */
	size_t line_start; /* where it begins */
};

/* The byte at the cursor, or k after it; '\0' past the end (a NUL in the text
 * is refused by whoever meets it: it is no part of any token). */
char lm_toml_peek(const struct lm_toml_cursor *cursor, size_t k);

/* LM_MALFORMED at the cursor. */
enum lm_code lm_toml_bad(const struct lm_toml_cursor *cursor,
    struct lm_err *err, const char *message);

/* Past spaces and tabs. */
void lm_toml_skip_blanks(struct lm_toml_cursor *cursor);

/* Past blanks, a comment if there is one, and a line end if there is one.
 * *ended: whether there was one, or the end of the text. */
enum lm_code lm_toml_skip_rest(struct lm_toml_cursor *cursor, bool *ended,
    struct lm_err *err);

/* Past all blanks, comments and line ends. */
enum lm_code lm_toml_skip_lines(struct lm_toml_cursor *cursor,
    struct lm_err *err);

/* A string of any kind, the cursor at its quote: decoded to the end of out.
 * many: whether it may be one of three quotes (no key is). */
enum lm_code lm_toml_string(struct lm_toml_cursor *cursor, bool many,
    struct lm_buf *out, struct lm_err *err);

/* A number, true or false: to the end of out as JSON has it. */
enum lm_code lm_toml_plain(struct lm_toml_cursor *cursor, struct lm_buf *out,
    struct lm_err *err);

#endif
