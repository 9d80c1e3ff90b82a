#ifndef LM_BLOCKS_H
#define LM_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/reader.h"
#include "lm/span.h"

/*
 * Files, one after the other, cut into blocks of whole lines.
 *
 * A block is full at about block_size bytes, or earlier when the next read
 * would wait, and never holds lines of two files.  A missing last newline and a
 * byte order mark at the start of a file are no part of a line.
 */
struct lm_block {
	struct lm_buf bytes;
	struct lm_span lines;	 /* whole lines, within bytes */
	size_t input;		 /* index of the file */
	uint64_t first_line;	 /* number of the first line, from 1 */
	uint64_t oversize_bytes; /* not 0: one line that is too long, cut */
	uint64_t stored;	 /* bytes read from the files until here */
	uint64_t n_bytes;	 /* of the input that it stands for */
	bool waits;		 /* ended because a read would have waited */
};

struct lm_blocks {
	const char *const *paths; /* NULL or "-": standard input */
	size_t n_paths;
	size_t block_size;
	size_t max_line;    /* longest line, without its newline */
	bool skip_oversize; /* read past a longer one; else stop there */
	int wake_fd;	    /* no more is read once it is readable; 0: none */
	bool never_waits;   /* an empty block where the next read would wait */
	size_t next_path;
	struct lm_reader *reader;
	struct lm_buf carry; /* the start of a line, for the next block */
	uint64_t line;	     /* lines handed out of this file */
	bool at_start;
	uint64_t closed_bytes; /* read from the files that are done */
	bool woken;
};

/* How much of a line that is too long is kept. */
#define LM_BLOCKS_OVERSIZE_HEAD 4096

/*
 * Whether every path is there, may be read and is no directory, so that
 * nothing is begun that cannot be ended.  LM_IO with err->file.
 */
enum lm_code lm_blocks_check(const struct lm_blocks *blocks,
    struct lm_err *err);

/*
 * The next block, in *block (its memory is used again).  *more is false when
 * there is none, or wake_fd became readable while it waited for input.  With
 * never_waits, which may change between calls, the block is empty where no line
 * is whole yet and the next read would wait; what was read is kept.
 * On an error the block still holds what came before it.
 * Errors: as lm_reader_open and lm_reader_read.
 */
enum lm_code lm_blocks_next(struct lm_blocks *blocks, struct lm_block *block,
    bool *more, struct lm_err *err);

/*
 * The descriptor that becomes readable when the next block would no longer
 * wait for input; -1 if it would not wait now, or there is none.
 */
int lm_blocks_waits_for(const struct lm_blocks *blocks);

/* Bytes of all files as stored; 0: unknown. */
uint64_t lm_blocks_size(const struct lm_blocks *blocks);

/* Close and free; the configuration stays. */
void lm_blocks_close(struct lm_blocks *blocks);

#endif
