#ifndef REDACT_DICTIONARY_H
#define REDACT_DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "known.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/* Files of names, for known_new. */

/* A file, unpacked, has at most this many bytes. */
#define DICTIONARY_BYTES ((size_t)1 << 28)

struct dictionary {
	struct known_entry *entries; /* as they stand in the file */
	size_t n;
	size_t n_skipped;	/* names that known_check does not use */
	uint64_t first_skipped; /* the line of the first of them */
	struct lm_buf text;	/* of the names: entries borrow from it */
};

/*
 * Read a dictionary; on failure *out is empty.  spec is FILE or FILE:COLUMN.
 * FILE may be gzip, "-" is standard input; a BOM and CRLF are fine.
 *
 * FILE is text, a name a line; blank lines and those that begin with "#" are
 * none.  A name of spaces around it is the name.
 *
 * FILE:COLUMN, where FILE ends in ".csv" or ".csv.gz" (in any case), is CSV (RFC
 * 4180), separated by what its first line has most of: commas, semicolons or
 * tabs.  COLUMN is a number from 1, and then the first row has a name like all
 * others; or else what stands in the first row, which then has none.  Empty
 * cells are none.
 *
 * Names that are too short (or have no letter) or have a mask in them are
 * counted and left out.  label is that of every entry, and borrowed.
 *
 * LM_USAGE: a CSV file without a column.  LM_IO, LM_OVERSIZE.  LM_MALFORMED
 * with file and line: not UTF-8; a name that is too long (KNOWN_LETTERS,
 * KNOWN_WORDS); a quotation mark that is not closed or stands where none may;
 * a column that the first row, or any row, does not have; a file without
 * names.  LM_NOMEM.
 */
enum lm_code dictionary_read(const char *spec, struct lm_span label,
    struct dictionary *out, struct lm_err *err);

/* Whether the name of a file says that it is CSV, perhaps compressed. */
bool dictionary_is_csv(struct lm_span name);

/* How much of spec is the name of the file: all of it, if it has no column. */
size_t dictionary_name_len(struct lm_span spec);

/* Append the name of spec's file, and a NUL, to *file; *column, in spec, is NULL
 * for a text.  LM_USAGE: a CSV file without a column.  LM_NOMEM. */
enum lm_code dictionary_split(const char *spec, struct lm_buf *file,
    const char **column, struct lm_err *err);

void dictionary_free(struct dictionary *dictionary);

#endif
