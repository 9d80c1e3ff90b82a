#ifndef LINES_MODEL_H
#define LINES_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/lines.h"
#include "lm/span.h"
#include "random.h"

/*
 * What lm_lines_run must make of its input, said plainly: one file after the
 * other, one line after the other.  And the work that tests do on a line, by
 * its first byte:
 *
 *	b  malformed, at column 3
 *	p  malformed, with no column, after something was appended
 *	f  a failure that ends the run
 *	t  becomes two lines
 *	n  becomes nothing
 *	   all else is copied, with its number before it
 */
struct model {
	/* What is given. */
	const struct lm_span *inputs;
	const char *const *names;
	size_t n_inputs;
	size_t max_line;
	bool has_rejects;
	uint64_t max_rejects;
	/* What must come of it. */
	struct lm_buf out;
	struct lm_buf rejects;
	struct lm_lines_totals totals;
	uint64_t n_worked; /* lines that the work was called for */
	struct lm_err err; /* LM_OK: none */
};

void model_run(struct model *model);
void model_free(struct model *model);

/* The same done by lm_lines_run. */
struct lines_run {
	const char *const *paths;
	size_t n_paths;
	size_t block_size;
	size_t jobs; /* 0: one, with blocks that are held */
	/* As in the model. */
	size_t max_line;
	bool has_rejects;
	uint64_t max_rejects;
	/* What came of it. */
	struct lm_buf out;
	struct lm_buf rejects;
	struct lm_lines_totals totals;
	uint64_t n_worked;
	uint64_t hash;
	struct lm_err err;
};

void lines_run(struct lines_run *run);
void lines_run_free(struct lines_run *run);

/* Whether a run came out as its model says. */
bool lines_same(const struct lines_run *run, const struct model *model);

/* The work of the model, with a uint64_t of lines worked on as its context. */
extern const struct lm_lines_ops lines_work;

/* A text of about n lines, most of at most length bytes, some oversize. */
void lines_random(struct random *random, size_t n, size_t length,
    size_t oversize, bool may_fail, struct lm_buf *out);

#endif
