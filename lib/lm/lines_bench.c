#include "lm/lines_bench.h"

#include <string.h>

#include "lm/json.h"
#include "lm/rejects.h"

static enum lm_code
work_on(struct lm_bench *bench, const struct lm_line *line, uint64_t n_bytes,
    struct lm_err *err)
{
	const struct lm_lines *lines = bench->lines;
	size_t before = bench->out.len;
	enum lm_code code;

	if (n_bytes > lines->input.max_line)
		return lm_err_set(err, LM_OVERSIZE,
		    "a record longer than %zu bytes (--max-record)",
		    lines->input.max_line);
	code = lines->ops->line(bench->state, line, &bench->out, err);
	if (code != LM_OK)
		bench->out.len = before;
	if (bench->out.len > before)
		bench->counts.records_out +=
		    lm_span_count(lm_span(bench->out.ptr + before,
				      bench->out.len - before),
			'\n');
	return code;
}

/* A line failed: into the rejects, or the block (and the run) ends here. */
static enum lm_code
fail_line(struct lm_bench *bench, const struct lm_line *line, uint64_t n_bytes,
    uint64_t limit, struct lm_err *err)
{
	bool may_reject = err->code == LM_MALFORMED || err->code == LM_OVERSIZE;
	size_t before = bench->rejects.len;
	enum lm_code code;

	lm_err_at(err, line->file, line->number, 1);
	if (!may_reject || bench->lines->rejects == NULL ||
	    bench->counts.rejected == limit) {
		bench->err = *err;
		return err->code;
	}
	code = lm_rejects_append(&bench->rejects, err, line->bytes, n_bytes,
	    &bench->err);
	if (code == LM_OK)
		bench->counts.rejected++;
	else
		bench->rejects.len = before;
	return code;
}

static uint64_t
bytes_of(const struct lm_bench *bench, const struct lm_line *line)
{
	return bench->block.oversize_bytes != 0 ? bench->block.oversize_bytes
						: line->bytes.len;
}

static bool
is_too_long(const struct lm_bench *bench, const struct lm_line *line)
{
	return bytes_of(bench, line) > bench->lines->input.max_line;
}

/* A blank line is no record; one that is too long is not looked at. */
static bool
is_record(const struct lm_bench *bench, const struct lm_line *line)
{
	return bench->lines->keeps_blank || is_too_long(bench, line) ||
	    lm_json_space_end(line->bytes, 0) != line->bytes.len;
}

static enum lm_code
work_line(struct lm_bench *bench, const struct lm_line *line, uint64_t limit)
{
	struct lm_err err; /* a kilobyte: not to be cleared for each line */
	uint64_t n_bytes = bytes_of(bench, line);

	if (!is_record(bench, line))
		return LM_OK;
	bench->counts.records_in++;
	err.code = LM_OK;
	if (work_on(bench, line, n_bytes, &err) == LM_OK)
		return LM_OK;
	return fail_line(bench, line, n_bytes, limit, &err);
}

/* Before the first line of the block in hand: with no bytes. */
static struct lm_line
before_lines(const struct lm_bench *bench)
{
	const struct lm_block *block = &bench->block;
	const char *path = bench->lines->input.paths[block->input];

	return (struct lm_line){.bytes = lm_span(block->lines.ptr, 0),
	    .file = path == NULL ? "-" : path,
	    .input = block->input,
	    .number = block->first_line - 1};
}

/* Go to the next line; false behind the last one. */
static bool
next_line(const struct lm_bench *bench, struct lm_line *line)
{
	struct lm_span lines = bench->block.lines;
	const char *end = lines.ptr + lines.len, *newline;
	const char *at = line->bytes.ptr + line->bytes.len;

	if (at < end && line->number >= bench->block.first_line)
		at++; /* past the newline of the one before */
	if (at == end)
		return false;
	newline = memchr(at, '\n', (size_t)(end - at));
	line->bytes =
	    lm_span(at, (size_t)((newline == NULL ? end : newline) - at));
	line->number++;
	return true;
}

enum lm_code
lm_bench_ask(struct lm_bench *bench, struct lm_err *err)
{
	const struct lm_lines *lines = bench->lines;
	struct lm_line line = before_lines(bench);
	enum lm_code code = LM_OK;

	lines->hold->forget(bench->state);
	while (code == LM_OK && next_line(bench, &line))
		if (is_record(bench, &line) && !is_too_long(bench, &line))
			code = lines->hold->ask(bench->state, &line, err);
	return code;
}

/* All lines of the block in hand; at most limit of them are rejected. */
static enum lm_code
work_block(struct lm_bench *bench, uint64_t limit)
{
	const struct lm_lines *lines = bench->lines;
	const struct lm_block *block = &bench->block;
	struct lm_line line = before_lines(bench);
	enum lm_code code = LM_OK;

	bench->out.len = 0;
	bench->rejects.len = 0;
	bench->counts = (struct lm_lines_totals){0};
	lines->ops->begin(bench->state);
	while (code == LM_OK && next_line(bench, &line))
		code = work_line(bench, &line, limit);
	bench->counts.bytes_in = block->n_bytes;
	bench->counts.bytes_out = bench->out.len;
	bench->counts.stored_in = block->stored;
	return code;
}

void
lm_bench_work(struct lm_bench *bench)
{
	enum lm_code read_code = bench->code;
	struct lm_err read_err = bench->err;
	enum lm_code code = LM_OK;

	if (bench->block.lines.len > 0)
		code = work_block(bench, bench->lines->max_rejects);
	else
		bench->counts = (struct lm_lines_totals){0};
	bench->code = code;
	if (code == LM_OK) {
		bench->code = read_code;
		bench->err = read_err;
	}
}

static void
add_totals(struct lm_lines_totals *totals, const struct lm_lines_totals *counts)
{
	totals->records_in += counts->records_in;
	totals->records_out += counts->records_out;
	totals->rejected += counts->rejected;
	totals->bytes_in += counts->bytes_in;
	totals->bytes_out += counts->bytes_out;
	totals->stored_in = counts->stored_in;
}

static enum lm_code
write_block(struct lm_bench *bench, struct lm_err *err)
{
	struct lm_lines *lines = bench->lines;
	enum lm_code code = LM_OK;

	if (lines->ops->claim != NULL)
		code = lines->ops->claim(lines->ctx, bench->state, err);
	if (code == LM_OK && lines->output != NULL && bench->out.len > 0)
		code = lm_writer_write(lines->output, lm_buf_view(&bench->out),
		    err);
	if (code == LM_OK && lines->hash != NULL)
		lm_hash_stream_add(lines->hash, lm_buf_view(&bench->out));
	if (code == LM_OK && bench->block.waits && lines->output != NULL)
		code = lm_writer_flush(lines->output, err);
	if (code == LM_OK && bench->rejects.len > 0)
		code = lm_writer_write(lines->rejects,
		    lm_buf_view(&bench->rejects), err);
	if (code == LM_OK)
		code = lines->ops->deliver(lines->ctx, bench->state, err);
	return code;
}

enum lm_code
lm_bench_deliver(struct lm_bench *bench)
{
	struct lm_lines *lines = bench->lines;
	uint64_t left = lines->max_rejects - lines->totals.rejected;
	struct lm_err err = {0};
	enum lm_code code = LM_OK;

	if (bench->block.lines.len == 0)
		return bench->code;
	if (bench->counts.rejected > left)
		bench->code = work_block(bench, left);
	code = write_block(bench, &err);
	if (code != LM_OK) {
		bench->err = err;
		return code;
	}
	add_totals(&lines->totals, &bench->counts);
	if (lines->progress != NULL)
		lines->progress(lines->progress_arg, &lines->totals);
	return bench->code;
}
