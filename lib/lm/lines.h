#ifndef LM_LINES_H
#define LM_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/blocks.h"
#include "lm/buf.h"
#include "lm/err.h"
#include "lm/hash.h"
#include "lm/span.h"
#include "lm/writer.h"

/*
 * Lines in, N workers, bytes out in the order of the lines.
 *
 * Workers take turns at reading a block, work on their blocks side by side,
 * and the blocks are delivered in the order of the input; so the output, the rejects and the
 * first error are the same for every number of workers and every way the
 * input is cut into reads.  When the next read would wait, what is complete
 * is worked on and delivered at once.  Memory is bounded by the workers times
 * a block (or a longer line) and what its lines become.
 */

struct lm_line {
	struct lm_span bytes; /* without the newline; blank with keeps_blank */
	const char *file;     /* as messages call it */
	size_t input;	      /* index of the file */
	uint64_t number;      /* from 1, in its file */
};

/*
 * What is done with the lines.  A state is used for one block at a time, and
 * there may be one more than there are workers; deliver is called for one
 * block at a time, in their order.
 */
struct lm_lines_ops {
	/* A new state.  NULL with *err set on failure. */
	void *(*state_new)(void *ctx, struct lm_err *err);
	void (*state_free)(void *state);
	/* A block begins: forget what was counted since the last deliver. */
	void (*begin)(void *state);
	/*
	 * One line.  Append whole lines to out.  LM_MALFORMED and LM_OVERSIZE
	 * concern this line only (it is rejected, or ends the run), with
	 * err->column; all else ends the run.
	 */
	enum lm_code (*line)(void *state, const struct lm_line *line,
	    struct lm_buf *out, struct lm_err *err);
	/* The block's output is about to be written; or NULL. */
	enum lm_code (*claim)(void *ctx, void *state, struct lm_err *err);
	/* The block's output was written: take over what was counted. */
	enum lm_code (*deliver)(void *ctx, void *state, struct lm_err *err);
	/* Once a state, one at a time, after a run without error; or NULL. */
	enum lm_code (*merge)(void *ctx, void *state, struct lm_err *err);
};

/*
 * For lines that wait for others, such as a server: many blocks are held at
 * once by one thread.  Each line is asked about when it is read; when all that
 * was asked for a block is there, its lines are worked on and delivered as
 * without this.  Asking is no verdict: what is wrong with a line is said when
 * it is worked on, in its turn.
 */
struct lm_lines_hold {
	/* A block was read: forget what was asked for the one before. */
	void (*forget)(void *state);
	/* What this line needs is asked for.  An error ends the run. */
	enum lm_code (
	    *ask)(void *state, const struct lm_line *line, struct lm_err *err);
	/* Whether all that the block of this state asked for is there. */
	bool (*is_ready)(void *state);
	/* Whether more lines are wanted now. */
	bool (*wants)(const void *ctx);
	/*
	 * Move on what was asked for, and wait until something is there, or fd
	 * (-1: none) is readable.  None of the lines that were read last is to
	 * be kept waiting for more if is_last: the input has ended, or has
	 * nothing to read, or no more is held.
	 */
	enum lm_code (
	    *wait)(void *ctx, int fd, bool is_last, struct lm_err *err);
};

/* Blocks held at most; the memory of one that is done is used again.  They are
 * best small, as a block is delivered when all of it is there. */
#define LM_LINES_HELD_MAX 65536

/* Counts of what was delivered; bytes_in is as decompressed. */
struct lm_lines_totals {
	uint64_t records_in;
	uint64_t records_out;
	uint64_t rejected;
	uint64_t bytes_in;
	uint64_t bytes_out;
	uint64_t stored_in; /* bytes read from the files, as stored */
};

struct lm_lines {
	struct lm_blocks input;	   /* what it is, block_size and max_line */
	size_t jobs;		   /* workers, at least 1 */
	struct lm_writer *output;  /* NULL: what is appended is dropped */
	struct lm_writer *rejects; /* NULL: the first malformed line ends all */
	uint64_t max_rejects;
	bool keeps_blank;	     /* blank lines are lines like others */
	struct lm_hash_stream *hash; /* of the output; may be NULL */
	const struct lm_lines_ops *ops;
	const struct lm_lines_hold *hold; /* NULL: no line waits */
	void *ctx;
	/* After each delivery, one at a time; may be NULL. */
	void (*progress)(void *arg, const struct lm_lines_totals *totals);
	void *progress_arg;
	struct lm_lines_totals totals;
};

/*
 * Run to the end of the input or the first error, which is in *err with its
 * file, line and column; all that came before it was delivered.
 */
enum lm_code lm_lines_run(struct lm_lines *lines, struct lm_err *err);

#endif
