#include "lm/progress.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "check.h"
#include "files.h"

/* What is said on standard error while body runs, NUL-terminated; free it. */
static struct lm_buf
said_by(void (*body)(void))
{
	char path[FILES_PATH_SIZE];
	struct lm_buf said;
	int fd, kept = dup(STDERR_FILENO);

	file_path("stderr", path);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	CHECK(fd != -1 && dup2(fd, STDERR_FILENO) != -1);
	body();
	CHECK(dup2(kept, STDERR_FILENO) != -1);
	(void)close(fd);
	(void)close(kept);
	said = file_read(path);
	append(&said, lm_span("", 1));
	return said;
}

static const struct lm_lines_totals halfway = {.records_in = 42,
    .bytes_in = 1000000,
    .stored_in = 500};

static void
known_size(void)
{
	struct lm_progress progress =
	    lm_progress_start(LM_PROGRESS_ALWAYS, 1000);

	lm_progress_end(&progress, &halfway);
}

static void
unknown_size(void)
{
	struct lm_progress progress = lm_progress_start(LM_PROGRESS_ALWAYS, 0);

	lm_progress_end(&progress, &halfway);
}

static void
say_more(const void *arg, char *out, size_t size)
{
	(void)snprintf(out, size, "%d in flight", *(const int *)arg);
}

static void
with_more(void)
{
	static const int n = 7;
	struct lm_progress progress =
	    lm_progress_start(LM_PROGRESS_ALWAYS, 1000);

	progress.more = say_more;
	progress.arg = &n;
	lm_progress_end(&progress, &halfway);
}

static void
not_asked_for(void)
{
	struct lm_progress never = lm_progress_start(LM_PROGRESS_NEVER, 1000);
	struct lm_progress no_tty = lm_progress_start(LM_PROGRESS_AUTO, 1000);

	lm_progress_show(&never, &halfway);
	lm_progress_end(&never, &halfway);
	lm_progress_show(&no_tty, &halfway);
	lm_progress_end(&no_tty, &halfway);
}

static void
many_shows(void)
{
	struct lm_progress progress = lm_progress_start(LM_PROGRESS_ALWAYS, 0);

	for (int i = 0; i < 10000; i++)
		lm_progress_show(&progress, &halfway);
}

static void
it_tells_records_rate_percent_and_time_left(void)
{
	struct lm_buf said = said_by(known_size);

	CHECK_HAS(said.ptr, "\r42 records  ");
	CHECK_HAS(said.ptr, " MB/s   50 %  ");
	CHECK_HAS(said.ptr, " s left\033[K\n");
	lm_buf_free(&said);
	said = said_by(unknown_size);
	CHECK_HAS(said.ptr, " MB/s\033[K\n");
	lm_buf_free(&said);
	said = said_by(with_more);
	CHECK_HAS(said.ptr, " MB/s  7 in flight   50 %  ");
	lm_buf_free(&said);
}

static void
it_is_silent_unless_asked_and_seldom_then(void)
{
	struct lm_buf said = said_by(not_asked_for);

	CHECK_TEXT(said.ptr, "");
	lm_buf_free(&said);
	said = said_by(many_shows);
	/* At most five a second, and these are done in far less than ten. */
	CHECK(lm_span_count(lm_span(said.ptr, said.len), '\r') < 50);
	lm_buf_free(&said);
}

TEST_MAIN(TEST(it_tells_records_rate_percent_and_time_left),
    TEST(it_is_silent_unless_asked_and_seldom_then))
