#ifndef LM_ERR_H
#define LM_ERR_H

#include <stddef.h>
#include <stdint.h>

/*
 * What went wrong, said once, where the cause is known.
 *
 * Every call that can fail returns an enum lm_code and fills a struct lm_err.
 * Callers add where (file, line, column) with lm_err_at; nobody rewords the
 * message.  All-zero is "no error".
 */

#define LM_ERR_MESSAGE_SIZE 480
#define LM_ERR_FILE_SIZE 512

enum lm_code {
	LM_OK = 0,
	LM_USAGE,     /* a command line or a setting that makes no sense */
	LM_MALFORMED, /* input that breaks its format */
	LM_OVERSIZE,  /* input that is over a stated limit */
	LM_IO,	      /* a system call on a file failed */
	LM_NOMEM,     /* no memory */
	LM_LIMIT,     /* a limit of the program, not of the input */
};

struct lm_err {
	enum lm_code code;
	char file[LM_ERR_FILE_SIZE]; /* empty: no file is concerned */
	uint64_t line;		     /* from 1; 0: unknown */
	uint64_t column;	     /* byte, from 1; 0: unknown */
	char message[LM_ERR_MESSAGE_SIZE];
};

/*
 * Fill *err with code and the printf-formatted message (cut at its size; no
 * newline in it) and forget any place.  err may be NULL.  Returns code, so
 * that a function ends with "return lm_err_set(err, LM_IO, ...)".
 */
enum lm_code lm_err_set(struct lm_err *err, enum lm_code code,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* lm_err_set for LM_NOMEM, with the one wording used for it. */
enum lm_code lm_err_nomem(struct lm_err *err);

/*
 * lm_err_set for LM_IO: "<what>: <text of errno>".  what names the call or
 * the purpose ("read", "rename to x.jsonl").  Reads errno.
 */
enum lm_code lm_err_io(struct lm_err *err, const char *what);

/*
 * Add where it happened: what is already known stays.  file may be NULL,
 * line and column 0.  err may be NULL.
 */
void lm_err_at(struct lm_err *err, const char *file, uint64_t line,
    uint64_t column);

/*
 * Write "file:line:column: message" to out (size bytes, NUL-terminated, cut
 * if need be), leaving out what is unknown.  Control characters of the file
 * name and the message are shown as '?', so that the result is one line.
 */
void lm_err_format(const struct lm_err *err, char *out, size_t size);

#endif
