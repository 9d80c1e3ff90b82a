#include "lm/writer.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"

struct fixture {
	char path[FILES_PATH_SIZE];
	char part[FILES_PATH_SIZE + 8];
	struct lm_writer *writer;
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

static void
open_as(struct fixture *f, enum lm_writer_kind kind)
{
	if (!CHECK_OK(lm_writer_open(f->path, kind, &f->writer, &f->err),
		&f->err))
		abort();
}

static void
put(struct fixture *f, const char *text)
{
	CHECK_OK(lm_writer_write(f->writer, lm_span_of(text), &f->err),
	    &f->err);
}

static void
commit(struct fixture *f)
{
	CHECK_OK(lm_writer_commit(f->writer, &f->err), &f->err);
	lm_writer_close(f->writer);
}

static void
check_file(const char *path, const char *want)
{
	struct lm_buf got;

	if (!CHECK(file_exists(path)))
		return;
	got = file_read(path);
	CHECK_SPAN(lm_buf_view(&got), want);
	lm_buf_free(&got);
}

static void
a_file_gets_its_name_on_commit(void)
{
	struct fixture f = start("out");

	open_as(&f, LM_WRITER_ATOMIC);
	CHECK(!file_exists(f.path));
	put(&f, "one\n");
	put(&f, "");
	put(&f, "two\n");
	CHECK_EQ(lm_writer_position(f.writer), 8);
	CHECK_OK(lm_writer_flush(f.writer, &f.err), &f.err);
	check_file(f.part, "one\ntwo\n");
	CHECK(!file_exists(f.path));
	commit(&f);
	check_file(f.path, "one\ntwo\n");
	CHECK(!file_exists(f.part));
}

static void
without_commit_the_old_file_stays(void)
{
	struct fixture f = start("out");

	file_write(f.path, lm_span_of("old\n"));
	open_as(&f, LM_WRITER_ATOMIC);
	put(&f, "new, but not");
	lm_writer_close(f.writer);
	check_file(f.path, "old\n");
	check_file(f.part, "new, but not");
	/* The next run begins anew. */
	open_as(&f, LM_WRITER_ATOMIC);
	put(&f, "new\n");
	commit(&f);
	check_file(f.path, "new\n");
	CHECK(!file_exists(f.part));
}

static void
modes(void)
{
	mode_t old = umask(027);
	struct fixture f = start("out");

	open_as(&f, LM_WRITER_ATOMIC);
	commit(&f);
	CHECK_EQ(file_mode(f.path), 0640);
	chmod(f.path, 0604);
	open_as(&f, LM_WRITER_ATOMIC);
	put(&f, "x");
	commit(&f);
	CHECK_EQ(file_mode(f.path), 0604);
	(void)umask(0);
	f = start("other");
	open_as(&f, LM_WRITER_ATOMIC);
	commit(&f);
	CHECK_EQ(file_mode(f.path), 0666);
	(void)umask(old);
}

static void
private_is_0600_from_the_start(void)
{
	mode_t old = umask(0);
	struct fixture f = start("rejects");

	open_as(&f, LM_WRITER_PRIVATE);
	CHECK_EQ(file_mode(f.path), 0600);
	put(&f, "raw\n");
	check_file(f.path, "raw\n");
	lm_writer_close(f.writer);
	check_file(f.path, "raw\n");
	chmod(f.path, 0644);
	open_as(&f, LM_WRITER_PRIVATE);
	CHECK_EQ(file_mode(f.path), 0600);
	check_file(f.path, "");
	put(&f, "anew\n");
	commit(&f);
	check_file(f.path, "anew\n");
	CHECK_EQ(file_mode(f.path), 0600);
	CHECK(!file_exists(f.part));
	(void)umask(old);
}

static void
atomic_and_private(void)
{
	mode_t old = umask(0);
	struct fixture f = start("page");

	for (int i = 0; i < 2; i++) {
		open_as(&f, LM_WRITER_ATOMIC_PRIVATE);
		CHECK_EQ(file_mode(f.part), 0600);
		put(&f, i == 0 ? "old\n" : "new\n");
		if (i == 1)
			check_file(f.path, "old\n");
		commit(&f);
		CHECK_EQ(file_mode(f.path), 0600);
		/* What it was before does not count. */
		chmod(f.path, 0644);
	}
	check_file(f.path, "new\n");
	CHECK(!file_exists(f.part));
	(void)umask(old);
}

static void
append_keeps_what_is_there(void)
{
	struct fixture f = start("history");

	for (int i = 0; i < 3; i++) {
		open_as(&f, LM_WRITER_APPEND);
		put(&f, "line\n");
		commit(&f);
	}
	check_file(f.path, "line\nline\nline\n");
	CHECK(!file_exists(f.part));
}

static void
full_says_at_which_byte(void)
{
	struct fixture f = start("x");

	snprintf(f.path, sizeof(f.path), "/dev/full");
	if (access(f.path, W_OK) != 0) {
		check_skip("no /dev/full");
		return;
	}
	open_as(&f, LM_WRITER_ATOMIC);
	CHECK_OK(lm_writer_write(f.writer, (struct lm_span){0}, &f.err),
	    &f.err);
	CHECK_CODE(lm_writer_write(f.writer, lm_span_of("abc"), &f.err), LM_IO);
	CHECK_TEXT(f.err.file, "/dev/full");
	CHECK_TEXT(f.err.message, "write at byte 0: No space left on device");
	lm_writer_close(f.writer);
	CHECK(!file_exists("/dev/full.part"));
}

/* Write 2000 bytes that do not compress where a file may have but 1000. */
static int
fill_up(struct fixture *f)
{
	const struct rlimit limit = {1000, 1000};
	struct random random = random_start(17);
	char bytes[2000];
	enum lm_code code;

	random_bytes(&random, bytes, sizeof(bytes));
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)setrlimit(RLIMIT_FSIZE, &limit);
	code = lm_writer_open(f->path, LM_WRITER_ATOMIC, &f->writer, &f->err);
	for (size_t i = 0; code == LM_OK && i < sizeof(bytes); i += 400)
		code = lm_writer_write(f->writer, lm_span(bytes + i, 400),
		    &f->err);
	if (code == LM_OK)
		code = lm_writer_commit(f->writer, &f->err);
	return code == LM_IO &&
		strcmp(f->err.message, "write at byte 1000: File too large") ==
		    0
	    ? 0
	    : 1;
}

/* A limit on the size of files stands for a disk that becomes full. */
static void
a_disk_that_fills_up(void)
{
	static const char *const names[] = {"out", "out.gz"};

	for (size_t i = 0; i < 2; i++) {
		struct fixture f = start(names[i]);
		int status = -1;
		pid_t child;

		fflush(stdout);
		child = fork();
		if (child == 0)
			_exit(fill_up(&f));
		CHECK(waitpid(child, &status, 0) == child);
		CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
		CHECK(!file_exists(f.path));
		CHECK(file_exists(f.part));
	}
}

static void
another_run_holds_the_lock(void)
{
	struct fixture f = start("out");
	struct lm_writer *other = NULL;

	open_as(&f, LM_WRITER_ATOMIC);
	put(&f, "mine");
	CHECK_CODE(lm_writer_open(f.path, LM_WRITER_ATOMIC, &other, &f.err),
	    LM_IO);
	CHECK(other == NULL);
	CHECK_HAS(f.err.message, "another run is writing ");
	CHECK_HAS(f.err.message, ".part");
	CHECK_TEXT(f.err.file, f.path);
	check_file(f.part, "mine");
	commit(&f);
	check_file(f.path, "mine");
	open_as(&f, LM_WRITER_ATOMIC);
	lm_writer_close(f.writer);
	open_as(&f, LM_WRITER_ATOMIC);
	lm_writer_close(f.writer);
}

static void
a_finished_file_waits_for_its_name(void)
{
	static const char *const names[] = {"finished", "finished.gz"};

	for (size_t i = 0; i < 2; i++) {
		struct fixture f = start(names[i]);
		struct lm_buf part, whole;

		file_write(f.path, lm_span_of("old"));
		open_as(&f, LM_WRITER_ATOMIC);
		put(&f, "new\n");
		CHECK_OK(lm_writer_finish(f.writer, &f.err), &f.err);
		CHECK_OK(lm_writer_finish(f.writer, &f.err), &f.err);
		check_file(f.path, "old");
		part = file_read(f.part);
		CHECK(!lm_writer_is_named(f.writer));
		CHECK_OK(lm_writer_commit(f.writer, &f.err), &f.err);
		CHECK(lm_writer_is_named(f.writer));
		lm_writer_close(f.writer);
		whole = file_read(f.path);
		CHECK_SPANS(lm_buf_view(&whole), lm_buf_view(&part));
		if (i == 1) {
			lm_buf_free(&part);
			part = gzip_read(lm_buf_view(&whole));
		}
		CHECK_SPAN(lm_buf_view(&part), "new\n");
		lm_buf_free(&part);
		lm_buf_free(&whole);
	}
}

static void
what_is_abandoned_is_removed(void)
{
	struct fixture f = start("abandoned");
	struct lm_writer *other = NULL;

	file_write(f.path, lm_span_of("old"));
	open_as(&f, LM_WRITER_ATOMIC);
	put(&f, "new");
	CHECK_CODE(lm_writer_open(f.path, LM_WRITER_ATOMIC, &other, &f.err),
	    LM_IO);
	lm_writer_abandon(other);
	check_file(f.part, "new");
	lm_writer_abandon(f.writer);
	CHECK(!file_exists(f.part));
	check_file(f.path, "old");
	/* nor what has its name, nor the part of another run after that */
	open_as(&f, LM_WRITER_ATOMIC);
	put(&f, "new");
	CHECK_OK(lm_writer_commit(f.writer, &f.err), &f.err);
	file_write(f.part, lm_span_of("another's"));
	lm_writer_abandon(f.writer);
	check_file(f.path, "new");
	check_file(f.part, "another's");
	CHECK(unlink(f.part) == 0);
	open_as(&f, LM_WRITER_PRIVATE);
	put(&f, "in place");
	lm_writer_abandon(f.writer);
	check_file(f.path, "in place");
}

static void
what_was_left_is_taken_over(void)
{
	struct fixture f = start("left.gz");
	struct lm_writer *other = NULL;

	CHECK_OK(lm_writer_adopt(f.path, &f.writer, &f.err), &f.err);
	CHECK(f.writer == NULL);
	CHECK(!file_exists(f.part));
	file_write(f.path, lm_span_of("old"));
	file_write(f.part, lm_span_of("left, whatever\nit is"));
	CHECK(chmod(f.path, 0604) == 0);
	CHECK_OK(lm_writer_adopt(f.path, &f.writer, &f.err), &f.err);
	if (!CHECK(f.writer != NULL))
		return;
	CHECK_TEXT(lm_writer_part(f.writer), f.part);
	CHECK_CODE(lm_writer_adopt(f.path, &other, &f.err), LM_IO);
	CHECK_HAS(f.err.message, "another run is writing ");
	check_file(f.path, "old");
	commit(&f);
	check_file(f.path, "left, whatever\nit is");
	CHECK_EQ(file_mode(f.path), 0604);
	CHECK(!file_exists(f.part));
	CHECK(mkdir(f.part, 0700) == 0);
	CHECK_CODE(lm_writer_adopt(f.path, &f.writer, &f.err), LM_IO);
	CHECK_TEXT(f.err.message, "not a regular file");
	CHECK(f.writer == NULL);
	CHECK(rmdir(f.part) == 0);
}

static void
a_symlink_stays_one(void)
{
	struct fixture f = start("link"), target = start("target");
	struct stat st;

	file_write(target.path, lm_span_of("old"));
	CHECK(symlink("target", f.path) == 0);
	open_as(&f, LM_WRITER_ATOMIC);
	put(&f, "new");
	check_file(target.path, "old");
	commit(&f);
	check_file(target.path, "new");
	CHECK(lstat(f.path, &st) == 0 && S_ISLNK(st.st_mode));
	CHECK(!file_exists(f.part));
	CHECK(!file_exists(target.part));
}

static void
what_cannot_be_opened(void)
{
	struct fixture f = start("missing/out");

	CHECK_CODE(lm_writer_open(f.path, LM_WRITER_ATOMIC, &f.writer, &f.err),
	    LM_IO);
	CHECK(f.writer == NULL);
	CHECK_TEXT(f.err.file, f.path);
	CHECK_TEXT(f.err.message, "open: No such file or directory");
	CHECK_CODE(lm_writer_open(check_folder(), LM_WRITER_ATOMIC, &f.writer,
		       &f.err),
	    LM_IO);
	CHECK_TEXT(f.err.message, "open: Is a directory");
	CHECK_CODE(lm_writer_open(f.path, LM_WRITER_APPEND, &f.writer, &f.err),
	    LM_IO);
	lm_writer_close(NULL);
}

/* As a new gzip file, written in pieces of at most most bytes. */
static struct lm_buf
packed_in_pieces(struct lm_span text, size_t most, uint64_t stream)
{
	struct random random = random_start(stream);
	struct fixture f = start("out.jsonl.gz");
	size_t at = 0;

	open_as(&f, LM_WRITER_ATOMIC);
	while (at < text.len) {
		size_t n = random_between(&random, 1, most);

		n = n < text.len - at ? n : text.len - at;
		if (random_once_in(&random, 3))
			CHECK_OK(lm_writer_flush(f.writer, &f.err), &f.err);
		CHECK_OK(lm_writer_write(f.writer, lm_span(text.ptr + at, n),
			     &f.err),
		    &f.err);
		at += n;
	}
	CHECK_EQ(lm_writer_position(f.writer), text.len);
	commit(&f);
	return file_read(f.path);
}

static void
gzip_is_the_same_each_time(void)
{
	static const size_t sizes[] = {1, 100, 5000, 100000, 1 << 20};
	struct random random = random_start(16);
	struct lm_buf text = {0}, first = {0};

	for (size_t n = 0; n < 40000; n++)
		(void)lm_buf_printf(&text, NULL, "{\"n\":%u}\n",
		    (unsigned)random_below(&random, 100000));
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct lm_buf packed =
		    packed_in_pieces(lm_buf_view(&text), sizes[i], i);
		struct lm_buf back = gzip_read(lm_buf_view(&packed));

		CHECK_SPANS(lm_buf_view(&back), lm_buf_view(&text));
		CHECK(packed.len * 2 < text.len);
		/* No flags (no name), no time: RFC 1952 §2.3. */
		CHECK(memcmp(packed.ptr, "\x1f\x8b\x08\0\0\0\0\0", 8) == 0);
		if (i == 0)
			append(&first, lm_buf_view(&packed));
		CHECK_SPANS(lm_buf_view(&packed), lm_buf_view(&first));
		lm_buf_free(&packed);
		lm_buf_free(&back);
	}
	lm_buf_free(&text);
	lm_buf_free(&first);
}

static void
gzip_forms(void)
{
	struct fixture f = start(".gz"), appended = start("log.gz");
	struct lm_buf got, back;

	open_as(&f, LM_WRITER_ATOMIC);
	commit(&f);
	for (int i = 0; i < 2; i++) {
		open_as(&appended, LM_WRITER_APPEND);
		put(&appended, "line\n");
		CHECK_OK(lm_writer_flush(appended.writer, &f.err), &f.err);
		got = file_read(appended.path);
		back = gzip_read(lm_buf_view(&got));
		CHECK_SPAN(lm_buf_view(&back), "line\n");
		lm_buf_free(&got);
		lm_buf_free(&back);
		commit(&appended);
	}
}

/* In place of standard output, which is given back. */
static void
standard_output(void)
{
	struct fixture f = start("out");
	int saved, fd;

	fflush(stdout);
	saved = dup(STDOUT_FILENO);
	fd = open(f.path, O_WRONLY | O_CREAT, 0600);
	(void)dup2(fd, STDOUT_FILENO);
	(void)close(fd);
	snprintf(f.part, sizeof(f.part), "%s", f.path);
	snprintf(f.path, sizeof(f.path), "-");
	open_as(&f, LM_WRITER_ATOMIC);
	put(&f, "to standard output\n");
	lm_writer_close(f.writer);
	open_as(&f, LM_WRITER_ATOMIC);
	put(&f, "again\n");
	commit(&f);
	(void)dup2(saved, STDOUT_FILENO);
	(void)close(saved);
	check_file(f.part, "to standard output\nagain\n");
}

TEST_MAIN(TEST(a_file_gets_its_name_on_commit),
    TEST(without_commit_the_old_file_stays), TEST(modes),
    TEST(private_is_0600_from_the_start), TEST(atomic_and_private),
    TEST(append_keeps_what_is_there), TEST(full_says_at_which_byte),
    TEST(a_disk_that_fills_up), TEST(another_run_holds_the_lock),
    TEST(a_finished_file_waits_for_its_name),
    TEST(what_is_abandoned_is_removed), TEST(what_was_left_is_taken_over),
    TEST(a_symlink_stays_one), TEST(what_cannot_be_opened),
    TEST(gzip_is_the_same_each_time), TEST(gzip_forms), TEST(standard_output))
