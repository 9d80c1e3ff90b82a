#ifndef LM_FILTER_H
#define LM_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/cli.h"
#include "lm/edit.h"
#include "lm/err.h"
#include "lm/lines.h"
#include "lm/record.h"
#include "lm/span.h"

/*
 * What a program is made of: a const struct lm_filter with its options and
 * what they set, what a worker needs, what is done with one record, and what
 * is said at the end.  lm_run (lm/run.h) does the rest.
 */

struct lm_manifest;

enum lm_exit {
	LM_EXIT_DONE = 0,
	LM_EXIT_FINDING = 1,
	LM_EXIT_TROUBLE = 2,
	LM_EXIT_UNDECIDED = 3,
};

#define LM_FILTER_MAX_COUNTERS 128

#define LM_USES_INPUT 1U    /* standard input, or the operands */
#define LM_USES_MANIFEST 2U /* else a broken one is no trouble */
#define LM_USES_ALL (LM_USES_INPUT | LM_USES_MANIFEST)

/* One record, as a program sees it; it lives until the hook returns. */
struct lm_filter_record {
	const struct lm_record *record; /* NULL: a line of text, see is_text */
	const struct lm_line *line;	/* its source, file and line */
	uint64_t *counts;		/* by index of lm_filter.counters */
};

/* A run, as a program's start and finish see it. */
struct lm_filter_run {
	const struct lm_manifest *manifest; /* NULL: none was named */
	size_t jobs;			    /* start may lower it */
	const char *const *inputs; /* start may name others; NULL: stdin */
	size_t n_inputs;
	/* start may name others, where a run does less than was asked for. */
	const char *output;  /* NULL or "-": standard output */
	const char *rejects; /* of --rejects; NULL: none */
	const char *stats;   /* of --stats; NULL: none */
	const char *only_if; /* of --if; NULL: none */
	bool aggregates;     /* start: records become a result, none passes */
	bool is_text; /* start: lines are not parsed, blank ones are kept, and
		       * --if is refused */
	/* start: of records that wait for others, see lm_filter_hold. */
	bool holds;
	/* start: FILE.part, and the rejects, are continued: what this run
	 * gives is compared with what they hold (lm_writer_resume). */
	bool resumes;
	/* Of what was delivered, from the first record on.  When a block is
	 * delivered, bytes_out is where it begins in the output. */
	const struct lm_lines_totals *totals;
	uint64_t *counts;     /* by index of lm_filter.counters; wait and finish
			   * may set those that no record raises */
	struct lm_buf result; /* finish: appended to the output */
	uint64_t n_results;   /* finish: records that result is; 0: one */
	struct lm_buf verdict;	/* finish: one line for standard error */
	struct lm_buf warnings; /* start: lines to be said before the input */
	enum lm_exit exit;	/* finish: raised for a finding or a doubt */
};

/*
 * What a program whose records wait for others, such as a server, supplies
 * beside record: lm_lines_hold with its settings and workers.  Then there is
 * one thread, and -j is of no effect.
 */
struct lm_filter_hold {
	void (*forget)(void *worker);
	enum lm_code (*ask)(void *settings, void *worker,
	    const struct lm_filter_record *in, struct lm_err *err);
	bool (*is_ready)(void *worker);
	bool (*wants)(const void *settings);
	enum lm_code (
	    *wait)(void *settings, int fd, bool is_last, struct lm_err *err);
};

struct lm_filter {
	const char *name;
	const char *synopsis; /* what follows the name in the usage */
	const char *summary;
	const struct lm_opt *opts;
	size_t n_opts;
	void *settings;		     /* what opts set; handed to the hooks */
	const char *const *counters; /* of --stats, NULL at the end; or NULL */
	bool objects_only; /* another value than an object is malformed */
	bool hides_texts;  /* no message quotes a record, as jq's may */

	/* All hooks but record may be NULL. */

	/* What the settings need, as bits LM_USES_...; without it, all. */
	unsigned (*uses)(const void *settings);
	/* After the options and the manifest, before the input.  LM_USAGE
	 * where the settings make no sense. */
	enum lm_code (*start)(void *settings, struct lm_filter_run *run,
	    struct lm_err *err);
	/* What works on one block at a time; there may be one more than there
	 * are threads. *worker stays NULL without this hook. */
	enum lm_code (
	    *worker_new)(void *settings, void **worker, struct lm_err *err);
	void (*worker_free)(void *worker);
	/*
	 * One record: append what it becomes to out, with lm_filter_pass or
	 * lm_filter_edit, or nothing.  LM_MALFORMED rejects it.
	 */
	enum lm_code (*record)(void *settings, void *worker,
	    const struct lm_filter_record *in, struct lm_buf *out,
	    struct lm_err *err);
	/* A block is about to be delivered: called in the order of the input,
	 * one at a time, before its output is written.  What must be on
	 * record before anybody acts on the output is put there now; where
	 * that fails, the output is not written. */
	enum lm_code (*claim)(void *settings, void *worker, struct lm_err *err);
	/* A block was delivered: called in the order of the input, one at a
	 * time, to take from the worker what must be in order. */
	enum lm_code (
	    *deliver)(void *settings, void *worker, struct lm_err *err);
	/* A block begins: the worker forgets what was not delivered. */
	void (*begin)(void *worker);
	/* Once a worker, after the last record, if there was no error. */
	enum lm_code (*merge)(void *settings, void *worker, struct lm_err *err);
	/* At the end, if there was no error: result, verdict, exit status. */
	enum lm_code (*finish)(void *settings, struct lm_filter_run *run,
	    struct lm_err *err);
	/* Always, last: free what start made. */
	void (*stop)(void *settings);
	/* What stands behind the records in the line of --progress: at most
	 * size bytes with their NUL. */
	void (*progress)(const void *settings, char *out, size_t size);
	const struct lm_filter_hold *hold; /* used where run->holds is set */
};

/* Whether the filter, as it is set, uses what (LM_USES_...). */
bool lm_filter_uses(const struct lm_filter *filter, unsigned what);

/*
 * LM_USAGE where path, which the run writes for option, is another file of it:
 * an input, its output, that of --rejects or of --stats.  lm_run asks it of its
 * own options, and a program of the files that it opens itself.  LM_NOMEM.
 */
enum lm_code lm_filter_check_file(const struct lm_filter_run *run,
    const char *option, const char *path, struct lm_err *err);

/* The same of a file that the run reads for option, before the input: it may be
 * one, but nothing that is written; where it is, no --stats are either. */
enum lm_code lm_filter_check_read(struct lm_filter_run *run, const char *option,
    const char *path, struct lm_err *err);

/* All files of the common options.  An input may be the output of -o, where
 * records pass: it is replaced when all of them were read. */
enum lm_code lm_filter_check_files(const struct lm_filter_run *run,
    struct lm_err *err);

/* The record as it came, and a newline. */
enum lm_code lm_filter_pass(const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err);

/* The record as edited, and a newline. */
enum lm_code lm_filter_edit(const struct lm_filter_record *in,
    const struct lm_edits *edits, struct lm_buf *out, struct lm_err *err);

#endif
