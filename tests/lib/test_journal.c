#include "lm/journal.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"

static struct lm_journal *
opened(const char *name, char path[FILES_PATH_SIZE])
{
	struct lm_journal *journal = NULL;
	struct lm_err err = {0};

	file_path(name, path);
	if (!CHECK_OK(lm_journal_open(path, &journal, &err), &err))
		abort();
	return journal;
}

static void
put(struct lm_journal *journal, const char *lines)
{
	struct lm_err err = {0};

	CHECK_OK(lm_journal_append(journal, lm_span_of(lines), &err), &err);
}

static void
check_content(const char *path, const char *want)
{
	struct lm_buf content = file_read(path);

	if (!CHECK(lm_span_equal(lm_buf_view(&content), lm_span_of(want))))
		check_note("%.*s", (int)content.len, content.ptr);
	lm_buf_free(&content);
}

static void
it_grows(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_journal *journal = opened("grows", path);
	struct lm_err err = {0};

	CHECK_EQ(file_mode(path), 0600);
	put(journal, "a\nb\n");
	put(journal, "");
	put(journal, "c\n");
	CHECK_OK(lm_journal_sync(journal, &err), &err);
	lm_journal_close(journal);
	journal = opened("grows", path);
	put(journal, "d\n");
	lm_journal_close(journal);
	lm_journal_close(NULL);
	check_content(path, "a\nb\nc\nd\n");
}

static void
a_cut_line_stays_alone(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_journal *journal;

	file_path("cut", path);
	file_write(path, lm_span_of("a\n{\"b\":"));
	journal = opened("cut", path);
	put(journal, "c\n");
	lm_journal_close(journal);
	check_content(path, "a\n{\"b\":\nc\n");
}

static void
check_first(const char *content, const char *want)
{
	char path[FILES_PATH_SIZE];
	struct lm_journal *journal;
	struct lm_buf line = {0};
	struct lm_err err = {0};

	file_path("first", path);
	file_write(path, lm_span_of(content));
	journal = opened("first", path);
	CHECK_OK(lm_buf_text(&line, "before ", &err), &err);
	CHECK_OK(lm_journal_first(journal, &line, &err), &err);
	CHECK_SPAN(lm_buf_view(&line), want);
	put(journal, "z\n"); /* others are not kept out */
	lm_journal_close(journal);
	lm_buf_free(&line);
}

static void
the_first_line(void)
{
	check_first("", "before ");
	check_first("\n", "before \n");
	check_first("\na\n", "before \n");
	check_first("a", "before a");
	check_first("ab\n", "before ab\n");
	check_first("ab\ncd\n", "before ab\n");
}

/* Of the longest lines, some bytes more or fewer. */
static void
a_long_first_line(void)
{
	for (size_t i = 0; i < 4; i++) {
		size_t len = LM_JOURNAL_MAX_LINE - 1 + i;
		char path[FILES_PATH_SIZE];
		struct lm_journal *journal;
		struct lm_buf all = {0}, line = {0};
		struct lm_err err = {0};

		CHECK_OK(lm_buf_reserve(&all, len + 3, &err), &err);
		memset(all.ptr, 'x', len);
		memcpy(all.ptr + len - 1, "\ny\n", 3);
		file_path("long", path);
		file_write(path, lm_span(all.ptr, len + 2));
		journal = opened("long", path);
		if (len <= LM_JOURNAL_MAX_LINE) {
			CHECK_OK(lm_journal_first(journal, &line, &err), &err);
			CHECK(lm_span_equal(lm_buf_view(&line),
			    lm_span(all.ptr, len)));
		} else {
			CHECK_CODE(lm_journal_first(journal, &line, &err),
			    LM_OVERSIZE);
			CHECK_TEXT(err.file, path);
		}
		lm_journal_close(journal);
		lm_buf_free(&all);
		lm_buf_free(&line);
	}
}

/* A file may have 100 bytes: what does not fit is not there in part. */
static void
what_fails_is_taken_back(void)
{
	char path[FILES_PATH_SIZE], line[64];
	struct lm_journal *journal = opened("full", path);
	struct lm_err err = {0};
	struct rlimit limit, old;

	memset(line, 'x', sizeof(line));
	line[62] = '\n';
	line[63] = '\0';
	put(journal, line);
	(void)signal(SIGXFSZ, SIG_IGN);
	(void)getrlimit(RLIMIT_FSIZE, &old);
	limit = old;
	limit.rlim_cur = 100;
	(void)setrlimit(RLIMIT_FSIZE, &limit);
	CHECK_CODE(lm_journal_append(journal, lm_span_of(line), &err), LM_IO);
	(void)setrlimit(RLIMIT_FSIZE, &old);
	CHECK(strcmp(err.file, path) == 0);
	check_content(path, line);
	put(journal, "y\n");
	lm_journal_close(journal);
}

static bool
begins_with(void *arg, struct lm_span line)
{
	const char *byte = arg;

	return line.len > 0 && line.ptr[0] == *byte;
}

static void
check_drop(const char *content, char byte, const char *want, uint64_t n_want)
{
	char path[FILES_PATH_SIZE];
	struct lm_journal *journal;
	struct lm_err err = {0};
	uint64_t n = 99;

	file_path("drop", path);
	file_write(path, lm_span_of(content));
	journal = opened("drop", path);
	CHECK_OK(lm_journal_drop(journal, begins_with, &byte, &n, &err), &err);
	CHECK_EQ(n, n_want);
	check_content(path, want);
	put(journal, "z\n");
	lm_journal_close(journal);
}

static void
old_lines_are_dropped(void)
{
	check_drop("a1\na2\nb\na3\n", 'a', "b\na3\n", 2);
	check_drop("b\na\n", 'a', "b\na\n", 0);
	check_drop("a\na\n", 'a', "", 2);
	check_drop("", 'a', "", 0);
	check_drop("a\na-cut", 'a', "a-cut", 1);
}

/* A link stays a link, and the file behind it keeps its mode. */
static void
a_link_is_followed(void)
{
	char path[FILES_PATH_SIZE], link[FILES_PATH_SIZE], old = 'a';
	struct lm_journal *journal;
	struct lm_err err = {0};
	uint64_t n = 0;

	file_path("behind", path);
	file_write(path, lm_span_of("a\nb\n"));
	CHECK_EQ(chmod(path, 0640), 0);
	file_path("link", link);
	(void)unlink(link);
	CHECK_EQ(symlink(path, link), 0);
	journal = opened("link", link);
	CHECK_OK(lm_journal_drop(journal, begins_with, &old, &n, &err), &err);
	CHECK_EQ(n, 1);
	put(journal, "c\n");
	lm_journal_close(journal);
	check_content(path, "b\nc\n");
	CHECK_EQ(file_mode(path), 0640);
}

static void
a_long_journal_is_dropped_in_pieces(void)
{
	char path[FILES_PATH_SIZE], byte = 'a';
	struct lm_buf lines = {0};
	struct lm_journal *journal;
	struct lm_err err = {0};
	uint64_t n = 0;
	size_t at = 0;

	for (int i = 0; i < 30000; i++) {
		CHECK_OK(lm_buf_printf(&lines, &err, "%s%0*d\n",
			     i < 20000 ? "a" : "b", i % 40, i),
		    &err);
		if (i == 19999)
			at = lines.len;
	}
	file_path("long", path);
	file_write(path, lm_buf_view(&lines));
	journal = opened("long", path);
	CHECK_OK(lm_journal_drop(journal, begins_with, &byte, &n, &err), &err);
	CHECK_EQ(n, 20000);
	lm_journal_close(journal);
	CHECK_OK(lm_buf_byte(&lines, '\0', &err), &err);
	check_content(path, lines.ptr + at);
	lm_buf_free(&lines);
}

/* Writes lines of its own, and drops from time to time. */
static void
write_in_child(const char *path, int child)
{
	struct lm_journal *journal = NULL;
	struct lm_err err = {0};
	char line[128], old = 'o';
	uint64_t n;

	if (lm_journal_open(path, &journal, &err) != LM_OK)
		_exit(1);
	for (int i = 0; i < 200; i++) {
		(void)snprintf(line, sizeof(line), "%c %d %d\n",
		    i < 3 ? 'o' : 'n', child, i);
		if (lm_journal_append(journal, lm_span_of(line), &err) !=
			LM_OK ||
		    (i % 20 == 0 &&
			lm_journal_drop(journal, begins_with, &old, &n, &err) !=
			    LM_OK))
			_exit(1);
	}
	lm_journal_close(journal);
	_exit(0);
}

static void
several_write_it(void)
{
	char path[FILES_PATH_SIZE], line[64];
	struct lm_buf content;
	struct lm_err err = {0};
	int status;

	file_path("several", path);
	for (int i = 0; i < 4; i++)
		if (fork() == 0)
			write_in_child(path, i);
	while (wait(&status) > 0)
		CHECK_EQ(status, 0);
	content = file_read(path);
	CHECK_OK(lm_buf_byte(&content, '\0', &err), &err);
	for (int i = 0; i < 4; i++)
		for (int k = 3; k < 200; k++) {
			(void)snprintf(line, sizeof(line), "n %d %d\n", i, k);
			if (!CHECK(strstr(content.ptr, line) != NULL))
				check_note("missing: %s", line);
		}
	lm_buf_free(&content);
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

TEST_MAIN(TEST(it_grows), TEST(the_first_line), TEST(a_long_first_line),
    TEST(a_cut_line_stays_alone), TEST(what_fails_is_taken_back),
    TEST(old_lines_are_dropped), TEST(a_link_is_followed),
    TEST(a_long_journal_is_dropped_in_pieces), TEST(several_write_it),
    TEST(what_is_no_file))
