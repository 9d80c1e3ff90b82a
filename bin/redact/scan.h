#ifndef REDACT_SCAN_H
#define REDACT_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"

/*
 * One pass over bytes that marks where something sensitive may be: it looks at
 * each byte once, 64 at a time, and never misses a place; the detectors decide,
 * by the byte that is marked.  Marked are
 *
 *	@ =	each
 *	:	each, but not right behind a NUL (as in JSON that yyjson has
 *		parsed in place), nor in times: between two digits before it and
 *		one behind, without a letter before these, and without three
 *		more colons in 15 bytes, as hardware addresses have them
 *	0-9	the first of a run that may be part of a number: with 7 digits
 *		in 16 bytes or 6 in 8; with letters beside it as is_iban and
 *		is_lettered in scan_marks.h say; where it goes on with a number
 *		(behind a digit and one of - . / : T) 12 in 16 without . or :
 *	.	between two digits, with two more such within 9 bytes, as an
 *		IPv4 address has; or with another "." 5 bytes behind it
 *	-	with four more at 3, 6, 9 and 12 bytes: a hardware address
 *	<	before "/"
 *	/	with "." 4 and 8 bytes before and "-" 5 behind: a CNPJ
 *	any	the first of SCAN_RUN bytes or more of letters, digits and
 *		+ / - _ =; the first of SCAN_WORD letters and digits or more;
 *		and where a literal may begin: its first SCAN_LITERAL bytes
 *
 * A mark may stand for several of these, and for none.
 */
#define SCAN_RUN 20
#define SCAN_WORD 24
#define SCAN_LITERAL 3

/* A mark: its offset, and in the highest bits what it is of those that any byte
 * may be. */
#define MARK_RUN (UINT64_C(1) << 63)
#define MARK_WORD (UINT64_C(1) << 62)
#define MARK_LITERAL (UINT64_C(1) << 61)
#define MARK_ANY (MARK_RUN | MARK_WORD | MARK_LITERAL)

static inline size_t
mark_at(uint64_t mark)
{
	return (size_t)(mark & ~MARK_ANY);
}

/* Marks, rising. */
struct marks {
	uint64_t *list;
	size_t n;
	size_t cap;
};

void marks_free(struct marks *marks);

/* The literals, prepared; not changed while threads use it. */
struct scan;

/* Literals of SCAN_LITERAL bytes or more, of ASCII; where any_case[i], its
 * letters in either case.  NULL: no memory. */
struct scan *scan_new(const char *const *literals, const bool *any_case,
    size_t n);
void scan_free(struct scan *scan);

/*
 * The marks of len bytes, in place of what *marks had.  LM_NOMEM.
 */
enum lm_code scan_marks(const struct scan *scan, const char *bytes, size_t len,
    struct marks *marks, struct lm_err *err);

/* The same in a way that is not the best: for tests, as all ways give the same.
 * One that this machine does not have is replaced by the best that it has. */
enum scan_way {
	SCAN_PLAIN, /* a byte at a time */
	SCAN_WIDE,  /* AVX2 */
	SCAN_WIDER, /* AVX-512 */
};
enum lm_code scan_marks_by(enum scan_way way, const struct scan *scan,
    const char *bytes, size_t len, struct marks *marks, struct lm_err *err);

#endif
