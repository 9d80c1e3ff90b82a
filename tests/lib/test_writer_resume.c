#include <sys/stat.h>
#include <sys/wait.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "lm/writer.h"
#include "random.h"

struct fixture {
	char path[FILES_PATH_SIZE];
	char part[FILES_PATH_SIZE + 8];
	struct lm_writer *writer;
	uint64_t kept;
	struct lm_err err;
};

static struct fixture
start(const char *name)
{
	struct fixture f = {0};

	file_path(name, f.path);
	snprintf(f.part, sizeof(f.part), "%s.part", f.path);
	return f;
}

/* Go on with a FILE.part of this content; NULL: there is none. */
static void
resume(struct fixture *f, const char *part, uint64_t kept)
{
	if (part != NULL)
		file_write(f->part, lm_span_of(part));
	if (!CHECK_OK(lm_writer_resume(f->path, LM_WRITER_ATOMIC, &f->writer,
			  &f->kept, &f->err),
		&f->err))
		abort();
	CHECK_EQ(f->kept, kept);
}

static enum lm_code
put(struct fixture *f, const char *text)
{
	return lm_writer_write(f->writer, lm_span_of(text), &f->err);
}

static void
commit(struct fixture *f, const char *want)
{
	CHECK_OK(lm_writer_commit(f->writer, &f->err), &f->err);
	lm_writer_close(f->writer);
	file_check(f->path, want);
	CHECK(!file_exists(f->part));
}

static void
nothing_to_go_on_with(void)
{
	static const char *const parts[] = {NULL, "", "torn", "{\"a\":"};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct fixture f = start("out");

		resume(&f, parts[i], 0);
		file_check(f.part, "");
		CHECK_OK(put(&f, "one\n"), &f.err);
		file_check(f.part, "one\n");
		commit(&f, "one\n");
	}
}

static void
what_is_there_is_not_written_again(void)
{
	static const char *const parts[] = {"one\n", "one\ntwo\n",
	    "one\ntwo\nthr", "one\ntwo\nthree\n"};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct fixture f = start("out");
		const char *newline = strrchr(parts[i], '\n');
		uint64_t kept = (uint64_t)(newline - parts[i]) + 1;

		resume(&f, parts[i], kept);
		CHECK_TEXT(lm_writer_part(f.writer), f.part);
		CHECK_OK(put(&f, "o"), &f.err);
		CHECK_EQ(lm_writer_position(f.writer), 1);
		CHECK_OK(put(&f, ""), &f.err);
		CHECK_OK(put(&f, "ne\ntw"), &f.err);
		CHECK_OK(lm_writer_flush(f.writer, &f.err), &f.err);
		CHECK_OK(put(&f, "o\nthree\n"), &f.err);
		CHECK_EQ(lm_writer_position(f.writer), 14);
		commit(&f, "one\ntwo\nthree\n");
	}
}

static void
the_first_line_that_differs(void)
{
	static const struct {
		const char *part, *wrote;
		int line;
	} cases[] = {
	    {"one\n", "One\n", 1},
	    {"one\ntwo\n", "one\ntwO\n", 2},
	    {"one\ntwo\n", "one\ntwo", 0}, /* the end tells */
	    {"one\ntwo\n", "one\ntwo2\n", 2},
	    {"one\n\n\nx\n", "one\n\nx\n", 3},
	    {"one\ntwo\nthree\n", "one\ntwo\nthree!\n", 3},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture f = start("out");
		char want[FILES_PATH_SIZE + 200];

		resume(&f, cases[i].part, strlen(cases[i].part));
		if (cases[i].line == 0) {
			CHECK_OK(put(&f, cases[i].wrote), &f.err);
		} else {
			CHECK_CODE(put(&f, cases[i].wrote), LM_MALFORMED);
			snprintf(want, sizeof(want),
			    "line %d of %s is not what this run gives: it is "
			    "of another input or other settings",
			    cases[i].line, f.part);
			CHECK_TEXT(f.err.message, want);
			CHECK_TEXT(f.err.file, f.path);
		}
		CHECK_CODE(lm_writer_commit(f.writer, &f.err), LM_MALFORMED);
		lm_writer_close(f.writer);
		file_check(f.part, cases[i].part);
		CHECK(!file_exists(f.path));
		unlink(f.part);
	}
}

/* The input has become shorter. */
static void
more_is_kept_than_written(void)
{
	struct fixture f = start("out");

	file_write(f.path, lm_span_of("old\n"));
	resume(&f, "one\ntwo\nthree\n", 14);
	CHECK_OK(put(&f, "one\ntwo\n"), &f.err);
	CHECK_CODE(lm_writer_commit(f.writer, &f.err), LM_MALFORMED);
	CHECK_HAS(f.err.message, "line 3 of ");
	CHECK_HAS(f.err.message, "out.part is not what this run gives");
	lm_writer_close(f.writer);
	file_check(f.path, "old\n");
	file_check(f.part, "one\ntwo\nthree\n");
	/* Not a byte was written. */
	resume(&f, NULL, 14);
	CHECK_CODE(lm_writer_commit(f.writer, &f.err), LM_MALFORMED);
	CHECK_HAS(f.err.message, "line 1 of ");
	lm_writer_close(f.writer);
	unlink(f.part);
	unlink(f.path);
}

/* A power cut: blocks that were never written read as zeros. */
static void
zeros_in_the_middle(void)
{
	struct fixture f = start("out");

	file_write(f.part, lm_span("one\n\0\0\0\0three\n", 14));
	resume(&f, NULL, 14);
	CHECK_CODE(put(&f, "one\ntwo\nthree\n"), LM_MALFORMED);
	CHECK_HAS(f.err.message, "line 2 of ");
	lm_writer_close(f.writer);
	unlink(f.part);
}

static void
another_run_holds_the_lock(void)
{
	struct fixture f = start("out"), other = start("out");

	resume(&f, "one\ntorn", 4);
	CHECK_CODE(lm_writer_resume(f.path, LM_WRITER_ATOMIC, &other.writer,
		       &other.kept, &other.err),
	    LM_IO);
	CHECK(other.writer == NULL);
	CHECK_HAS(other.err.message, "another run is writing ");
	CHECK_CODE(lm_writer_open(f.path, LM_WRITER_ATOMIC, &other.writer,
		       &other.err),
	    LM_IO);
	CHECK_OK(put(&f, "one\ntwo\n"), &f.err);
	commit(&f, "one\ntwo\n");
	/* And the other way round: the torn line of a live run stays. */
	if (!CHECK_OK(lm_writer_open(f.path, LM_WRITER_ATOMIC, &f.writer,
			  &f.err),
		&f.err))
		return;
	CHECK_OK(put(&f, "one\nha"), &f.err);
	CHECK_CODE(lm_writer_resume(f.path, LM_WRITER_ATOMIC, &other.writer,
		       &other.kept, &other.err),
	    LM_IO);
	file_check(f.part, "one\nha");
	lm_writer_close(f.writer);
	unlink(f.part);
	unlink(f.path);
}

static void
in_place_and_private(void)
{
	mode_t old = umask(0);
	struct fixture f = start("rejects");

	file_write(f.path, lm_span_of("one\ntwo\nto"));
	CHECK_OK(lm_writer_resume(f.path, LM_WRITER_PRIVATE, &f.writer, &f.kept,
		     &f.err),
	    &f.err);
	CHECK_EQ(f.kept, 8);
	CHECK_EQ(file_mode(f.path), 0600);
	CHECK_TEXT(lm_writer_part(f.writer), f.path);
	CHECK_OK(put(&f, "one\n"), &f.err);
	CHECK_CODE(put(&f, "three\n"), LM_MALFORMED);
	CHECK_HAS(f.err.message, "line 2 of ");
	CHECK_HAS(f.err.message, "rejects is not what this run gives");
	CHECK_OK(put(&f, "two\nthree\n"), &f.err);
	commit(&f, "one\ntwo\nthree\n");
	unlink(f.path);
	CHECK_OK(lm_writer_resume(f.path, LM_WRITER_PRIVATE, &f.writer, &f.kept,
		     &f.err),
	    &f.err);
	CHECK_EQ(f.kept, 0);
	CHECK_EQ(file_mode(f.path), 0600);
	CHECK_OK(put(&f, "one\n"), &f.err);
	commit(&f, "one\n");
	(void)umask(old);
}

static void
modes_and_links(void)
{
	struct fixture f = start("link"), target = start("target");
	struct stat st;

	file_write(target.path, lm_span_of("old"));
	(void)chmod(target.path, 0604);
	file_write(target.part, lm_span_of("one\n"));
	CHECK(symlink("target", f.path) == 0);
	resume(&f, NULL, 4);
	CHECK_OK(put(&f, "one\ntwo\n"), &f.err);
	CHECK_OK(lm_writer_commit(f.writer, &f.err), &f.err);
	lm_writer_close(f.writer);
	file_check(target.path, "one\ntwo\n");
	CHECK_EQ(file_mode(target.path), 0604);
	CHECK(lstat(f.path, &st) == 0 && S_ISLNK(st.st_mode));
	/* FILE.part itself is no link: who made it would choose the file. */
	CHECK(symlink("target", target.part) == 0);
	CHECK_CODE(lm_writer_resume(target.path, LM_WRITER_ATOMIC, &f.writer,
		       &f.kept, &f.err),
	    LM_IO);
	unlink(target.part);
	unlink(target.path);
	unlink(f.path);
}

static void
what_cannot_be_resumed(void)
{
	static const struct {
		const char *path, *want;
	} cases[] = {
	    {NULL, "standard output cannot be resumed"},
	    {"-", "standard output cannot be resumed"},
	    {"out.jsonl.gz", "a compressed file cannot be resumed"},
	    {"/dev/null", "only a regular file can be resumed"},
	};
	struct fixture f = start("missing/out");

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_CODE(lm_writer_resume(cases[i].path, LM_WRITER_ATOMIC,
			       &f.writer, &f.kept, &f.err),
		    LM_USAGE);
		CHECK(f.writer == NULL);
		CHECK_TEXT(f.err.message, cases[i].want);
	}
	CHECK_CODE(lm_writer_resume(f.path, LM_WRITER_ATOMIC, &f.writer,
		       &f.kept, &f.err),
	    LM_IO);
	CHECK(f.writer == NULL);
	CHECK_TEXT(f.err.message, "open: No such file or directory");
	f = start("fifo");
	CHECK(mkfifo(f.part, 0600) == 0);
	CHECK_CODE(lm_writer_resume(f.path, LM_WRITER_ATOMIC, &f.writer,
		       &f.kept, &f.err),
	    LM_IO);
	unlink(f.part);
}

/* Lines of up to most bytes, the last one whole. */
static struct lm_buf
random_lines(struct random *random, size_t n, size_t most)
{
	struct lm_buf text = {0};

	while (n-- > 0) {
		size_t len = random_below(random, most);

		while (len-- > 0)
			CHECK_OK(lm_buf_byte(&text,
				     (char)random_between(random, ' ', '~'),
				     NULL),
			    NULL);
		append(&text, lm_span_of("\n"));
	}
	return text;
}

static void
write_in_pieces(struct fixture *f, struct random *random, struct lm_span text)
{
	while (text.len > 0) {
		size_t n = random_between(random, 1, 200000);

		n = n < text.len ? n : text.len;
		CHECK_OK(lm_writer_write(f->writer, lm_span(text.ptr, n),
			     &f->err),
		    &f->err);
		text = lm_span(text.ptr + n, text.len - n);
	}
}

/* Cut anywhere, also behind blocks and within lines of several blocks. */
static void
cut_anywhere(void)
{
	struct random random = random_start(80);

	for (int n = 0; n < 60; n++) {
		struct fixture f = start("out");
		struct lm_buf text =
		    random_lines(&random, random_between(&random, 1, 40),
			random_once_in(&random, 2) ? 200 : 300000);
		size_t cut = random_below(&random, text.len + 1), kept = cut;
		struct lm_buf got;

		while (kept > 0 && text.ptr[kept - 1] != '\n')
			kept--;
		file_write(f.part, lm_span(text.ptr, cut));
		resume(&f, NULL, kept);
		write_in_pieces(&f, &random, lm_buf_view(&text));
		CHECK_OK(lm_writer_commit(f.writer, &f.err), &f.err);
		lm_writer_close(f.writer);
		got = file_read(f.path);
		CHECK_SPANS(lm_buf_view(&got), lm_buf_view(&text));
		lm_buf_free(&got);
		lm_buf_free(&text);
		unlink(f.path);
	}
}

/* One byte of what is kept is another: its line is named. */
static void
changed_anywhere(void)
{
	struct random random = random_start(81);

	for (int n = 0; n < 60; n++) {
		struct fixture f = start("out");
		struct lm_buf text = random_lines(&random, 30, 20000);
		size_t at = random_below(&random, text.len - 1);
		size_t line = lm_span_count(lm_span(text.ptr, at), '\n') + 1;
		char want[40];

		text.ptr[at] ^= 0x40;
		file_write(f.part, lm_buf_view(&text));
		text.ptr[at] ^= 0x40;
		resume(&f, NULL, text.len);
		CHECK_CODE(lm_writer_write(f.writer, lm_buf_view(&text),
			       &f.err),
		    LM_MALFORMED);
		snprintf(want, sizeof(want), "line %zu of ", line);
		CHECK_HAS(f.err.message, want);
		lm_writer_close(f.writer);
		unlink(f.part);
		lm_buf_free(&text);
	}
}

/* Write text in small pieces; the parent kills this one meanwhile. */
static void
be_killed(const struct fixture *f, struct lm_span text, uint64_t stream)
{
	struct random random = random_start(stream);
	struct lm_writer *writer;
	uint64_t kept;

	if (lm_writer_resume(f->path, LM_WRITER_ATOMIC, &writer, &kept, NULL) !=
	    LM_OK)
		_exit(1);
	while (text.len > 0) {
		size_t n = random_between(&random, 1, 1000);

		n = n < text.len ? n : text.len;
		if (lm_writer_write(writer, lm_span(text.ptr, n), NULL) !=
		    LM_OK)
			_exit(2);
		text = lm_span(text.ptr + n, text.len - n);
	}
	_exit(0);
}

/* Killed again and again in mid-line: nothing is lost, nothing doubled. */
static void
killed_and_resumed(void)
{
	struct random random = random_start(82);
	struct lm_buf text = random_lines(&random, 2000, 300), got;
	struct fixture f = start("out");
	int n_killed = 0, rounds = check_soak() ? 2000 : 40;

	for (int n = 0; n < rounds; n++) {
		struct timespec pause = {0,
		    (long)random_below(&random, 3000000)};
		int status = 0;
		pid_t child;

		fflush(stdout);
		child = fork();
		if (child == 0)
			be_killed(&f, lm_buf_view(&text), (uint64_t)n);
		(void)nanosleep(&pause, NULL);
		(void)kill(child, SIGKILL);
		CHECK(waitpid(child, &status, 0) == child);
		CHECK(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
		n_killed += WIFSIGNALED(status) != 0;
	}
	CHECK(n_killed > 0);
	CHECK_OK(lm_writer_resume(f.path, LM_WRITER_ATOMIC, &f.writer, &f.kept,
		     &f.err),
	    &f.err);
	CHECK_OK(lm_writer_write(f.writer, lm_buf_view(&text), &f.err), &f.err);
	CHECK_OK(lm_writer_commit(f.writer, &f.err), &f.err);
	lm_writer_close(f.writer);
	got = file_read(f.path);
	CHECK_SPANS(lm_buf_view(&got), lm_buf_view(&text));
	lm_buf_free(&got);
	lm_buf_free(&text);
}

TEST_MAIN(TEST(nothing_to_go_on_with), TEST(what_is_there_is_not_written_again),
    TEST(the_first_line_that_differs), TEST(more_is_kept_than_written),
    TEST(zeros_in_the_middle), TEST(another_run_holds_the_lock),
    TEST(in_place_and_private), TEST(modes_and_links),
    TEST(what_cannot_be_resumed), TEST(cut_anywhere), TEST(changed_anywhere),
    TEST(killed_and_resumed))
