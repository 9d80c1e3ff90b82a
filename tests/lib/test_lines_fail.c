/* lm_lines_run where something else than a line fails. */
#include "lm/lines.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "lines_model.h"

static const size_t all_jobs[] = {1, 2, 4, 7};

static struct lines_run
run_of(const char *const *paths, size_t n_paths, size_t i)
{
	return (struct lines_run){.paths = paths,
	    .n_paths = n_paths,
	    .block_size = 8,
	    .jobs = all_jobs[i],
	    .max_line = 1000};
}

/* A file that is missing is found before anything is done. */
static void
a_missing_file(void)
{
	char a[FILES_PATH_SIZE], b[FILES_PATH_SIZE];
	const char *paths[3] = {a, b, a};

	file_path("a", a);
	file_path("b", b);
	file_write(a, lm_span_of("x one\n"));
	for (size_t i = 0; i < 4; i++) {
		struct lines_run run = run_of(paths, 3, i);

		lines_run(&run);
		CHECK_CODE(run.err.code, LM_IO);
		CHECK_TEXT(run.err.file, b);
		CHECK_TEXT(run.err.message, "open: No such file or directory");
		CHECK_SPAN(lm_buf_view(&run.out), "");
		lines_run_free(&run);
	}
}

static void
a_folder(void)
{
	char a[FILES_PATH_SIZE];
	const char *paths[2] = {a, check_folder()};
	struct lines_run run = run_of(paths, 2, 0);

	file_path("a", a);
	file_write(a, lm_span_of("x one\n"));
	lines_run(&run);
	CHECK_CODE(run.err.code, LM_IO);
	CHECK_TEXT(run.err.file, check_folder());
	CHECK_TEXT(run.err.message, "open: Is a directory");
	CHECK_SPAN(lm_buf_view(&run.out), "");
	lines_run_free(&run);
}

/* Whole lines before the fault are worked on; the cut one is not. */
static void
a_gzip_file_that_is_cut(void)
{
	struct lm_buf packed = {0}, text = {0}, want = {0};
	char a[FILES_PATH_SIZE], b[FILES_PATH_SIZE];
	const char *paths[2] = {a, b};

	file_path("a", a);
	file_path("b", b);
	file_write(b, lm_span_of("x not reached\n"));
	for (int n = 1; n <= 3000; n++)
		(void)lm_buf_printf(&text, NULL, "x %d\n", n * 7919 % 10007);
	gzip_append(&packed, lm_buf_view(&text));
	file_write(a, lm_span(packed.ptr, packed.len * 2 / 3));
	for (size_t i = 0; i < 4; i++) {
		struct lines_run run = run_of(paths, 2, i);
		struct lm_span out;

		run.block_size = i == 0 ? 1 : 4096;
		lines_run(&run);
		out = lm_buf_view(&run.out);
		CHECK_CODE(run.err.code, LM_MALFORMED);
		CHECK_TEXT(run.err.file, a);
		CHECK_HAS(run.err.message, "corrupt gzip stream: it is cut");
		CHECK(run.totals.records_in > 500);
		CHECK(out.len > 0 && out.ptr[out.len - 1] == '\n');
		if (i == 0)
			append(&want, out);
		CHECK_SPANS(out, lm_buf_view(&want));
		lines_run_free(&run);
	}
	lm_buf_free(&packed);
	lm_buf_free(&text);
	lm_buf_free(&want);
}

static void
no_input_at_all(void)
{
	for (size_t i = 0; i < 4; i++) {
		struct lines_run run = run_of(NULL, 0, i);

		lines_run(&run);
		CHECK_CODE(run.err.code, LM_OK);
		CHECK_EQ(run.totals.records_in, 0);
		CHECK_EQ(run.hash, UINT64_C(0x2d06800538d394c2));
		lines_run_free(&run);
	}
}

struct counted {
	size_t n_new, n_freed, n_merged, n_delivered, fail_at;
};

/* A worker's state: what it is a part of. */
static void *
counted_new(void *ctx, struct lm_err *err)
{
	struct counted *counted = ctx;
	struct counted **state = malloc(sizeof(struct counted *));

	if (state == NULL || ++counted->n_new == counted->fail_at) {
		free(state);
		(void)lm_err_nomem(err);
		return NULL;
	}
	*state = counted;
	return state;
}

static void
counted_free(void *state)
{
	(*(struct counted **)state)->n_freed++;
	free(state);
}

static void
counted_begin(void *state)
{
	(void)state;
}

static enum lm_code
counted_line(void *state, const struct lm_line *line, struct lm_buf *out,
    struct lm_err *err)
{
	(void)state;
	if (line->bytes.ptr[0] == 'b')
		return lm_err_set(err, LM_MALFORMED, "bad");
	return lm_buf_text(out, "line\n", err);
}

static enum lm_code
counted_deliver(void *ctx, void *state, struct lm_err *err)
{
	struct counted *counted = ctx;

	(void)state;
	if (++counted->n_delivered == counted->fail_at)
		return lm_err_set(err, LM_LIMIT, "no more");
	return LM_OK;
}

static enum lm_code
counted_merge(void *ctx, void *state, struct lm_err *err)
{
	(void)state;
	(void)err;
	((struct counted *)ctx)->n_merged++;
	return LM_OK;
}

static const struct lm_lines_ops counted_ops = {
    .state_new = counted_new,
    .state_free = counted_free,
    .begin = counted_begin,
    .line = counted_line,
    .deliver = counted_deliver,
    .merge = counted_merge,
};

static enum lm_code
run_counted(const char *text, size_t jobs, struct counted *counted,
    struct lm_lines_totals *totals)
{
	char path[FILES_PATH_SIZE];
	const char *paths[1] = {path};
	struct lm_err err = {0};
	struct lm_lines lines = {.input = {.paths = paths,
				     .n_paths = 1,
				     .block_size = 4,
				     .max_line = 100},
	    .jobs = jobs,
	    .ops = &counted_ops,
	    .ctx = counted};
	enum lm_code code;

	file_path("in", path);
	file_write(path, lm_span_of(text));
	code = lm_lines_run(&lines, &err);
	CHECK_CODE(code, err.code);
	CHECK_EQ(counted->n_freed, counted->n_new - (code == LM_NOMEM));
	*totals = lines.totals;
	return code;
}

/* One more than there are workers, but one worker works alone. */
static size_t
n_states(size_t jobs)
{
	return jobs == 1 ? 1 : jobs + 1;
}

/* Every state is merged once after a run without error, and freed. */
static void
workers_are_merged_and_freed(void)
{
	for (size_t i = 0; i < 4; i++) {
		struct counted counted = {0};
		struct lm_lines_totals totals;

		CHECK_CODE(run_counted("aaaa\naaaa\naaaa\n", all_jobs[i],
			       &counted, &totals),
		    LM_OK);
		CHECK_EQ(counted.n_new, n_states(all_jobs[i]));
		CHECK_EQ(counted.n_merged, counted.n_new);
		CHECK_EQ(totals.records_out, 3);
		CHECK_EQ(totals.bytes_out, 15);
		counted = (struct counted){0};
		CHECK_CODE(run_counted("aaaa\nbaaa\naaaa\n", all_jobs[i],
			       &counted, &totals),
		    LM_MALFORMED);
		CHECK_EQ(counted.n_merged, 0);
		CHECK_EQ(totals.records_out, 1);
	}
}

static void
a_worker_that_cannot_be_made(void)
{
	for (size_t i = 0; i < 4; i++) {
		struct counted counted = {.fail_at = all_jobs[i]};
		struct lm_lines_totals totals;

		CHECK_CODE(run_counted("aaaa\n", all_jobs[i], &counted,
			       &totals),
		    LM_NOMEM);
		CHECK_EQ(counted.n_delivered, 0);
		CHECK_EQ(counted.n_merged, 0);
	}
}

static void
a_delivery_that_fails(void)
{
	for (size_t i = 0; i < 4; i++) {
		struct counted counted = {.fail_at = 9};
		struct lm_lines_totals totals;

		CHECK_CODE(run_counted("aaaa\naaaa\naaaa\naaaa\naaaa\naaaa\n"
				       "aaaa\naaaa\naaaa\naaaa\naaaa\naaaa\n",
			       all_jobs[i], &counted, &totals),
		    LM_LIMIT);
		CHECK_EQ(counted.n_delivered, 9);
		CHECK_EQ(counted.n_merged, 0);
	}
}

static void
a_full_disk(void)
{
	char a[FILES_PATH_SIZE];
	const char *paths[1] = {a};
	struct lm_err err = {0};
	struct counted counted = {0};
	struct lm_lines lines = {.input = {.paths = paths,
				     .n_paths = 1,
				     .block_size = 4,
				     .max_line = 100},
	    .jobs = 2,
	    .ops = &counted_ops,
	    .ctx = &counted};

	if (access("/dev/full", W_OK) != 0) {
		check_skip("no /dev/full");
		return;
	}
	file_path("a", a);
	file_write(a, lm_span_of("aaaa\naaaa\naaaa\n"));
	CHECK_OK(lm_writer_open("/dev/full", LM_WRITER_ATOMIC, &lines.output,
		     &err),
	    &err);
	CHECK_CODE(lm_lines_run(&lines, &err), LM_IO);
	CHECK_TEXT(err.file, "/dev/full");
	CHECK_TEXT(err.message, "write at byte 0: No space left on device");
	CHECK_EQ(lines.totals.records_out, 0);
	lm_writer_close(lines.output);
}

TEST_MAIN(TEST(a_missing_file), TEST(a_folder), TEST(a_gzip_file_that_is_cut),
    TEST(no_input_at_all), TEST(workers_are_merged_and_freed),
    TEST(a_worker_that_cannot_be_made), TEST(a_delivery_that_fails),
    TEST(a_full_disk))
