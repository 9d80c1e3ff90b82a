#include "lm/journal.h"

#include <sys/resource.h>
#include <sys/stat.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "journals.h"

static size_t
file_size(const char *path)
{
	struct lm_buf content = file_read(path);
	size_t size = content.len;

	lm_buf_free(&content);
	return size;
}

static void
it_grows(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_journal *journal = journal_opened("grows", path);
	struct lm_err err = {0};

	CHECK_EQ(file_mode(path), 0600);
	journal_put(journal, "a\nb\n");
	journal_put(journal, "");
	journal_put(journal, "c\n");
	CHECK_OK(lm_journal_sync(journal, &err), &err);
	lm_journal_close(journal);
	journal = journal_opened("grows", path);
	journal_put(journal, "d\n");
	lm_journal_close(journal);
	lm_journal_close(NULL);
	file_check(path, "a\nb\nc\nd\n");
}

static void
a_cut_line_stays_alone(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_journal *journal;

	file_path("cut", path);
	file_write(path, lm_span_of("a\n{\"b\":"));
	journal = journal_opened("cut", path);
	journal_put(journal, "c\n");
	lm_journal_close(journal);
	file_check(path, "a\n{\"b\":\nc\n");
}

/* Takes lines down, with a bar behind each, up to one that begins with e. */
static enum lm_code
take_down(void *arg, struct lm_span line, bool *enough, struct lm_err *err)
{
	struct lm_buf *out = arg;

	*enough = line.len > 0 && line.ptr[0] == 'e';
	if (line.len > 0 && line.ptr[0] == 'f')
		return lm_err_set(err, LM_LIMIT, "f");
	append(out, line);
	append(out, lm_span_of("|"));
	return LM_OK;
}

static void
check_lines(const char *content, const char *want, enum lm_code code)
{
	char path[FILES_PATH_SIZE];
	struct lm_journal *journal;
	struct lm_buf lines = {0};
	struct lm_err err = {0};

	file_path("lines", path);
	file_write(path, lm_span_of(content));
	journal = journal_opened("lines", path);
	CHECK_CODE(lm_journal_read(journal, take_down, &lines, &err), code);
	CHECK_SPAN(lm_buf_view(&lines), want);
	journal_put(journal, "z\n"); /* others are not kept out */
	lm_journal_close(journal);
	lm_buf_free(&lines);
}

static void
lines_are_read(void)
{
	check_lines("", "", LM_OK);
	check_lines("\n", "|", LM_OK);
	check_lines("\na\n", "|a|", LM_OK);
	check_lines("a", "a|", LM_OK);
	check_lines("ab\ncd", "ab|cd|", LM_OK);
	check_lines("ab\ne\ncd\n", "ab|e|", LM_OK);
	check_lines("ab\nf\ncd\n", "ab|", LM_LIMIT);
}

/* The length of each line that is read. */
struct lengths {
	size_t n, len[4];
};

static enum lm_code
take_length(void *arg, struct lm_span line, bool *enough, struct lm_err *err)
{
	struct lengths *lengths = arg;

	(void)err;
	*enough = lengths->n == 4;
	if (lengths->n < 4)
		lengths->len[lengths->n++] = line.len;
	return LM_OK;
}

/* A line of so many bytes without its newline, with lines around it. */
static void
check_long(size_t len)
{
	char path[FILES_PATH_SIZE];
	struct lengths lengths = {0};
	struct lm_buf all = {0};
	struct lm_journal *journal;
	struct lm_err err = {0};

	CHECK_OK(lm_buf_reserve(&all, len + 5, &err), &err);
	memset(all.ptr, 'x', len + 2);
	all.ptr[1] = '\n';
	memcpy(all.ptr + 2 + len, "\nyz", 3);
	file_path("long", path);
	file_write(path, lm_span(all.ptr, len + 5));
	journal = journal_opened("long", path);
	CHECK_OK(lm_journal_read(journal, take_length, &lengths, &err), &err);
	CHECK_EQ(lengths.n, 3);
	CHECK_EQ(lengths.len[0], 1);
	CHECK_EQ(lengths.len[1],
	    len < LM_JOURNAL_MAX_LINE ? len : LM_JOURNAL_MAX_LINE);
	CHECK_EQ(lengths.len[2], 2);
	lm_journal_close(journal);
	lm_buf_free(&all);
}

static void
long_lines_are_read(void)
{
	for (size_t i = 0; i < 6; i++)
		check_long(LM_JOURNAL_MAX_LINE - 3 + i);
	for (size_t i = 0; i < 6; i++)
		check_long(LM_JOURNAL_MAX_LINE + 65533 + i);
	check_long(3 * LM_JOURNAL_MAX_LINE);
}

/* What could not be read again is refused, and what comes with it. */
static void
longer_ones_are_not_appended(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_journal *journal = journal_opened("longer", path);
	struct lm_buf lines = {0};
	struct lm_err err = {0};
	size_t len = LM_JOURNAL_MAX_LINE + 4;

	CHECK_OK(lm_buf_reserve(&lines, len, &err), &err);
	memset(lines.ptr, 'x', len);
	memcpy(lines.ptr, "a\n", 2);
	lines.ptr[len - 3] = lines.ptr[len - 1] = '\n';
	lines.len = len;
	CHECK_OK(lm_journal_append(journal, lm_buf_view(&lines), &err), &err);
	CHECK_EQ(file_size(path), len);
	lines.ptr[len - 3] = 'x';
	lines.ptr[len - 2] = '\n';
	lines.len--;
	CHECK_CODE(lm_journal_append(journal, lm_buf_view(&lines), &err),
	    LM_OVERSIZE);
	CHECK_TEXT(err.file, path);
	CHECK_EQ(file_size(path), len);
	lm_journal_close(journal);
	lm_buf_free(&lines);
}

/* A file may have 100 bytes: what does not fit is not there in part. */
static void
what_fails_is_taken_back(void)
{
	char path[FILES_PATH_SIZE], line[64];
	struct lm_journal *journal = journal_opened("full", path);
	struct lm_err err = {0};
	struct rlimit limit, old;

	memset(line, 'x', sizeof(line));
	line[62] = '\n';
	line[63] = '\0';
	journal_put(journal, line);
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)getrlimit(RLIMIT_FSIZE, &old);
	limit = old;
	limit.rlim_cur = 100;
	(void)setrlimit(RLIMIT_FSIZE, &limit);
	CHECK_CODE(lm_journal_append(journal, lm_span_of(line), &err), LM_IO);
	(void)setrlimit(RLIMIT_FSIZE, &old);
	CHECK(strcmp(err.file, path) == 0);
	file_check(path, line);
	journal_put(journal, "y\n");
	lm_journal_close(journal);
}

static void
what_is_no_file(void)
{
	struct lm_journal *journal;
	struct lm_err err = {0};

	CHECK_CODE(lm_journal_open("/dev/null", &journal, &err), LM_IO);
	CHECK(journal == NULL);
	CHECK_CODE(lm_journal_open("/no/such/folder/x", &journal, &err), LM_IO);
	CHECK(strcmp(err.file, "/no/such/folder/x") == 0);
}

static void
it_is_read_and_no_more(void)
{
	char path[FILES_PATH_SIZE], pipe[FILES_PATH_SIZE];
	struct lm_journal *journal;
	struct lm_buf lines = {0};
	struct lm_err err = {0};

	file_path("read", path);
	CHECK_OK(lm_journal_open_read(path, &journal, &err), &err);
	CHECK(journal == NULL);
	CHECK(!file_exists(path));
	file_write(path, lm_span_of("a\nb\n"));
	CHECK(chmod(path, 0400) == 0);
	CHECK_OK(lm_journal_open_read(path, &journal, &err), &err);
	CHECK_OK(lm_journal_read(journal, take_down, &lines, &err), &err);
	CHECK_SPAN(lm_buf_view(&lines), "a|b|");
	CHECK_CODE(lm_journal_append(journal, lm_span_of("c\n"), &err), LM_IO);
	lm_journal_close(journal);
	file_check(path, "a\nb\n");
	lm_buf_free(&lines);
	CHECK_CODE(lm_journal_open_read("/no/such/folder/x", &journal, &err),
	    LM_IO);
	CHECK_TEXT(err.file, "/no/such/folder/x");
	CHECK_CODE(lm_journal_open_read(check_folder(), &journal, &err), LM_IO);
	CHECK_TEXT(err.message, "not a regular file");
	file_path("pipe", pipe);
	CHECK(mkfifo(pipe, 0600) == 0);
	CHECK_CODE(lm_journal_open_read(pipe, &journal, &err), LM_IO);
	CHECK_TEXT(err.message, "not a regular file");
}

TEST_MAIN(TEST(it_grows), TEST(it_is_read_and_no_more), TEST(lines_are_read),
    TEST(long_lines_are_read), TEST(longer_ones_are_not_appended),
    TEST(a_cut_line_stays_alone), TEST(what_fails_is_taken_back),
    TEST(what_is_no_file))
