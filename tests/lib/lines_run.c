#include "lines_model.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lines_held.h"

static struct lm_writer *
open_writer(const char *name, char path[FILES_PATH_SIZE])
{
	struct lm_writer *writer = NULL;

	file_path(name, path);
	/* In place, never synced: quick. */
	if (lm_writer_open(path, LM_WRITER_PRIVATE, &writer, NULL) != LM_OK)
		abort();
	return writer;
}

void
lines_run(struct lines_run *run)
{
	char out[FILES_PATH_SIZE], rejects[FILES_PATH_SIZE];
	struct lm_lines lines = {.input = {.paths = run->paths,
				     .n_paths = run->n_paths,
				     .block_size = run->block_size,
				     .max_line = run->max_line},
	    .jobs = run->jobs,
	    .max_rejects = run->max_rejects,
	    .hash = lm_hash_stream_new(),
	    .ops = &lines_work,
	    .ctx = &run->n_worked};
	struct lines_held held = {.most_open = run->block_size % 7 + 1};
	struct lm_lines_ops ops;
	enum lm_code code;

	held.random = random_start(run->block_size);
	if (run->jobs == 0)
		lines_hold_some(&lines, &held, &ops);
	lines.output = open_writer("out", out);
	lines.rejects =
	    run->has_rejects ? open_writer("rejects", rejects) : NULL;
	run->n_worked = 0;
	code = lm_lines_run(&lines, &run->err);
	CHECK_CODE(code, run->err.code);
	run->n_worked += held.n_worked;
	run->totals = lines.totals;
	run->hash = lm_hash_stream_value(lines.hash);
	lm_hash_stream_free(lines.hash);
	lm_writer_close(lines.output);
	lm_writer_close(lines.rejects);
	run->out = file_read(out);
	if (run->has_rejects)
		run->rejects = file_read(rejects);
}

void
lines_run_free(struct lines_run *run)
{
	lm_buf_free(&run->out);
	lm_buf_free(&run->rejects);
	run->err = (struct lm_err){0};
}

static bool
same_err(const struct lm_err *got, const struct lm_err *want)
{
	return CHECK_CODE(got->code, want->code) &&
	    CHECK_TEXT(got->file, want->file) &&
	    CHECK_EQ(got->line, want->line) &&
	    CHECK_EQ(got->column, want->column) &&
	    CHECK_TEXT(got->message, want->message);
}

bool
lines_same(const struct lines_run *run, const struct model *model)
{
	const struct lm_lines_totals *got = &run->totals;
	const struct lm_lines_totals *want = &model->totals;

	return CHECK_SPANS(lm_buf_view(&run->out), lm_buf_view(&model->out)) &&
	    CHECK_SPANS(lm_buf_view(&run->rejects),
		lm_buf_view(&model->rejects)) &&
	    same_err(&run->err, &model->err) &&
	    CHECK_EQ(got->records_in, want->records_in) &&
	    CHECK_EQ(got->records_out, want->records_out) &&
	    CHECK_EQ(got->rejected, want->rejected) &&
	    CHECK_EQ(got->bytes_out, want->bytes_out) &&
	    (model->err.code != LM_OK ||
		CHECK_EQ(got->bytes_in, want->bytes_in)) &&
	    CHECK_EQ(run->n_worked, model->n_worked) &&
	    CHECK(run->hash == lm_hash(lm_buf_view(&model->out)));
}

static void
put_line(struct random *random, size_t len, bool may_fail, struct lm_buf *out)
{
	static const char kinds[] = "xxxxxxxxxxxxtn{[\xc3 ";
	static const char failures[] = "bpf";
	char byte = kinds[random_below(random, sizeof(kinds) - 1)];

	if (may_fail && random_once_in(random, 8))
		byte = failures[random_below(random,
		    random_once_in(random, 10) ? 3 : 2)];
	if (len > 0)
		append(out, lm_span(&byte, 1));
	for (size_t i = 1; i < len; i++) {
		byte = "abcdefgh \t\xa9\xc3"[random_below(random, 12)];
		append(out, lm_span(&byte, 1));
	}
}

void
lines_random(struct random *random, size_t n, size_t length, size_t oversize,
    bool may_fail, struct lm_buf *out)
{
	static const char *const blanks[] = {"", " ", "\t  \t", "\r"};

	if (random_once_in(random, 3))
		append(out, lm_span_of("\xef\xbb\xbf"));
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			append(out, lm_span_of("\n"));
		if (random_once_in(random, 10))
			append(out,
			    lm_span_of(blanks[random_below(random, 4)]));
		else if (oversize > 0 && random_once_in(random, 12))
			put_line(random, random_between(random, 1, oversize),
			    may_fail, out);
		else
			put_line(random, random_between(random, 1, length),
			    may_fail, out);
		if (random_once_in(random, 4))
			append(out, lm_span_of("\r"));
	}
	if (random_once_in(random, 2))
		append(out, lm_span_of("\n"));
}
