/*
 * lm_lines_run while its input is still being written: nothing is held back,
 * and nothing hangs.
 */
#include "lm/lines.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "lines_model.h"

#define PATIENCE_MS 20000

/* A run in a thread of its own, between two pipes. */
struct live {
	int in[2], out[2], done[2];
	char in_path[64], out_path[64], done_path[64];
	const char *paths[1];
	struct lm_lines lines;
	uint64_t n_worked;
	struct lm_err err;
	pthread_t thread;
};

static void *
run(void *arg)
{
	struct live *live = arg;

	(void)lm_lines_run(&live->lines, &live->err);
	lm_writer_close(live->lines.output);
	if (write(live->done[1], "", 1) != 1)
		abort();
	return NULL;
}

/* The work of the model; a line that begins with s takes some time first. */
static enum lm_code
slow_line(void *state, const struct lm_line *line, struct lm_buf *out,
    struct lm_err *err)
{
	const struct timespec pause = {.tv_nsec = 100 * 1000 * 1000};

	if (line->bytes.ptr[0] != 's')
		return lines_work.line(state, line, out, err);
	nanosleep(&pause, NULL);
	return lm_err_set(err, LM_LIMIT, "late failure");
}

static void
live_start(struct live *live, const struct lm_lines_ops *ops, size_t jobs)
{
	pipe_open(live->in, live->in_path);
	pipe_open(live->out, live->out_path);
	pipe_open(live->done, live->done_path);
	live->paths[0] = live->in_path;
	live->lines.input.paths = live->paths;
	live->lines.input.n_paths = 1;
	live->lines.input.block_size = 1 << 16;
	live->lines.input.max_line = 5000;
	live->lines.jobs = jobs;
	live->lines.ops = ops;
	live->lines.ctx = &live->n_worked;
	/* Opened by name, not inherited: closing it ends the pipe. */
	if (lm_writer_open(live->out_path, LM_WRITER_ATOMIC,
		&live->lines.output, NULL) != LM_OK)
		abort();
	close(live->out[1]);
	if (pthread_create(&live->thread, NULL, run, live) != 0)
		abort();
}

static void
put(const struct live *live, const char *text)
{
	CHECK(write(live->in[1], text, strlen(text)) == (ssize_t)strlen(text));
}

/* Wait until what was put has been read. */
static void
wait_taken(const struct live *live)
{
	struct pollfd left = {.fd = live->in[0], .events = POLLIN};
	const struct timespec pause = {.tv_nsec = 1000 * 1000};

	for (int n = 0; n < PATIENCE_MS && poll(&left, 1, 0) == 1; n++)
		nanosleep(&pause, NULL);
}

static bool
comes_soon(int fd)
{
	struct pollfd ready = {.fd = fd, .events = POLLIN};

	return poll(&ready, 1, PATIENCE_MS) == 1;
}

/* Whether just this comes out, with the input still open. */
static bool
expect(const struct live *live, const char *want)
{
	char got[20000];
	size_t len = 0;

	while (len < strlen(want) && CHECK(comes_soon(live->out[0]))) {
		ssize_t n = read(live->out[0], got + len, sizeof(got) - len);

		if (n <= 0)
			break;
		len += (size_t)n;
	}
	return CHECK_SPANS(lm_span(got, len), lm_span_of(want));
}

static void
live_end(struct live *live)
{
	close(live->in[1]);
	(void)pthread_join(live->thread, NULL);
	close(live->in[0]);
	close(live->out[0]);
	close(live->done[0]);
	close(live->done[1]);
}

static void
a_line_comes_out_at_once(void)
{
	for (size_t jobs = 1; jobs <= 4; jobs++) {
		struct live live = {0};

		live_start(&live, &lines_work, jobs);
		put(&live, "x one\n");
		expect(&live, "1:x one\n");
		put(&live, "x two\nx three\nx fo");
		expect(&live, "2:x two\n3:x three\n");
		put(&live, "ur");
		put(&live, "\r\n\n\n");
		expect(&live, "4:x four\r\n");
		put(&live, "x");
		close(live.in[1]);
		expect(&live, "7:x\n");
		live_end(&live);
		CHECK_CODE(live.err.code, LM_OK);
		CHECK_EQ(live.lines.totals.records_in, 5);
	}
}

/* What follows an oversize line in the same read is not held back. */
static void
lines_after_an_oversize_one(void)
{
	char path[FILES_PATH_SIZE];

	file_path("rejects", path);
	for (size_t jobs = 1; jobs <= 2; jobs++) {
		struct live live = {0};
		char text[9000];

		if (lm_writer_open(path, LM_WRITER_PRIVATE, &live.lines.rejects,
			NULL) != LM_OK)
			abort();
		live.lines.max_rejects = 9;
		live_start(&live, &lines_work, jobs);
		memset(text, 'x', sizeof(text));
		text[8000] = '\0';
		put(&live, text);
		wait_taken(&live);
		put(&live, "\nx two\nx thr");
		expect(&live, "2:x two\n");
		put(&live, "ee\n");
		expect(&live, "3:x three\n");
		live_end(&live);
		CHECK_EQ(live.lines.totals.rejected, 1);
		CHECK_EQ(live.lines.totals.bytes_in, 8001 + 6 + 8);
		lm_writer_close(live.lines.rejects);
	}
}

static void
gzip_comes_out_at_once(void)
{
	for (size_t jobs = 1; jobs <= 2; jobs++) {
		struct live live = {0};
		struct lm_buf packed = {0};

		gzip_append(&packed, lm_span_of("x one\nx two\n"));
		live_start(&live, &lines_work, jobs);
		CHECK(write(live.in[1], packed.ptr, packed.len) ==
		    (ssize_t)packed.len);
		expect(&live, "1:x one\n2:x two\n");
		CHECK(write(live.in[1], packed.ptr, packed.len) ==
		    (ssize_t)packed.len);
		expect(&live, "3:x one\n4:x two\n");
		live_end(&live);
		CHECK_CODE(live.err.code, LM_OK);
		lm_buf_free(&packed);
	}
}

/* Whether the run ends although its input does not. */
static void
expect_end(struct live *live, enum lm_code code)
{
	CHECK(comes_soon(live->done[0]));
	live_end(live);
	CHECK_CODE(live->err.code, code);
}

static void
a_failure_ends_it_though_others_wait(void)
{
	for (size_t jobs = 1; jobs <= 7; jobs++) {
		struct live live = {0};

		live_start(&live, &lines_work, jobs);
		put(&live, "x one\n");
		expect(&live, "1:x one\n");
		put(&live, "bad\n");
		expect_end(&live, LM_MALFORMED);
		CHECK_EQ(live.err.line, 2);
	}
}

/* Another worker has begun to read a line that does not end. */
static void
a_failure_ends_it_amid_a_line(void)
{
	static const char *const parts[] = {"x no newline", "", "\n\n"};
	struct lm_lines_ops ops = lines_work;

	ops.line = slow_line;
	for (size_t i = 0; i < 3; i++)
		for (size_t jobs = 1; jobs <= 4; jobs++) {
			struct live live = {0};

			live_start(&live, &ops, jobs);
			put(&live, "x one\n");
			expect(&live, "1:x one\n");
			put(&live, "slow\n");
			wait_taken(&live);
			put(&live, parts[i]);
			expect_end(&live, LM_LIMIT);
			CHECK_TEXT(live.err.message, "late failure");
			CHECK_EQ(live.err.line, 2);
		}
}

/* The same while an oversize line is skipped. */
static void
a_failure_ends_it_amid_an_oversize_line(void)
{
	struct lm_lines_ops ops = lines_work;
	char path[FILES_PATH_SIZE];

	file_path("rejects", path);
	ops.line = slow_line;
	for (size_t jobs = 2; jobs <= 4; jobs++) {
		struct live live = {0};
		char text[9001];

		if (lm_writer_open(path, LM_WRITER_PRIVATE, &live.lines.rejects,
			NULL) != LM_OK)
			abort();
		live_start(&live, &ops, jobs);
		put(&live, "slow\n");
		wait_taken(&live);
		memset(text, 'x', sizeof(text));
		text[9000] = '\0';
		put(&live, text);
		expect_end(&live, LM_LIMIT);
		lm_writer_close(live.lines.rejects);
	}
}

/* Who reads the output has gone. */
static void
a_closed_output_ends_it(void)
{
	for (size_t jobs = 1; jobs <= 4; jobs++) {
		struct live live = {0};

		live_start(&live, &lines_work, jobs);
		put(&live, "x one\n");
		expect(&live, "1:x one\n");
		close(live.out[0]);
		live.out[0] = dup(live.in[0]);
		put(&live, "x two\n");
		expect_end(&live, LM_IO);
		CHECK_HAS(live.err.message, "write at byte 8: Broken pipe");
		CHECK_TEXT(live.err.file, live.out_path);
	}
}

TEST_MAIN(TEST(a_line_comes_out_at_once), TEST(lines_after_an_oversize_one),
    TEST(gzip_comes_out_at_once), TEST(a_failure_ends_it_though_others_wait),
    TEST(a_failure_ends_it_amid_a_line),
    TEST(a_failure_ends_it_amid_an_oversize_line),
    TEST(a_closed_output_ends_it))
