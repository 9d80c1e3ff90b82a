#include "lm/journal.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "journals.h"

static enum lm_code
begins_with(void *arg, struct lm_span line, bool *drop, struct lm_err *err)
{
	const char *byte = arg;

	if (line.len > 0 && line.ptr[0] == 'f')
		return lm_err_set(err, LM_LIMIT, "f");
	*drop = line.len > 0 && line.ptr[0] == *byte;
	return LM_OK;
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
	journal = journal_opened("drop", path);
	CHECK_OK(lm_journal_drop(journal, begins_with, &byte, &n, &err), &err);
	CHECK_EQ(n, n_want);
	file_check(path, want);
	journal_put(journal, "z\n");
	lm_journal_close(journal);
}

static void
old_lines_are_dropped(void)
{
	check_drop("a1\na2\nb\na3\n", 'a', "b\n", 3);
	check_drop("b\na\n", 'a', "b\n", 1);
	check_drop("b1\na\n\na\nb2\nb3\na\nb4", 'a', "b1\n\nb2\nb3\nb4", 3);
	check_drop("b\nc\n", 'a', "b\nc\n", 0);
	check_drop("a\na\n", 'a', "", 2);
	check_drop("", 'a', "", 0);
	check_drop("a\na-cut", 'a', "", 2);
}

/* Nor is anything dropped where judging fails. */
static void
a_judge_may_fail(void)
{
	char path[FILES_PATH_SIZE], old = 'a';
	struct lm_journal *journal;
	struct lm_err err = {0};
	uint64_t n = 99;

	file_path("judge", path);
	file_write(path, lm_span_of("a\nf\na\n"));
	journal = journal_opened("judge", path);
	CHECK_CODE(lm_journal_drop(journal, begins_with, &old, &n, &err),
	    LM_LIMIT);
	CHECK_EQ(n, 0);
	journal_put(journal, "z\n");
	lm_journal_close(journal);
	file_check(path, "a\nf\na\nz\n");
}

/* Whosever they are: what is written beside the file takes another name. */
static void
a_file_in_the_way_stays(void)
{
	char path[FILES_PATH_SIZE], part[FILES_PATH_SIZE],
	    second[FILES_PATH_SIZE], third[FILES_PATH_SIZE], old = 'a';
	struct lm_journal *journal;
	struct lm_err err = {0};
	uint64_t n = 0;

	file_path("way", path);
	file_path("way.part", part);
	file_path("way.part.1", second);
	file_path("way.part.2", third);
	file_write(path, lm_span_of("a\nb\n"));
	file_write(part, lm_span_of("a record\n"));
	(void)unlink(second);
	CHECK_EQ(symlink(path, second), 0);
	journal = journal_opened("way", path);
	CHECK_OK(lm_journal_drop(journal, begins_with, &old, &n, &err), &err);
	CHECK_EQ(n, 1);
	lm_journal_close(journal);
	file_check(path, "b\n");
	file_check(part, "a record\n");
	file_check(second, "b\n");
	CHECK(!file_exists(third));
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
	journal = journal_opened("link", link);
	CHECK_OK(lm_journal_drop(journal, begins_with, &old, &n, &err), &err);
	CHECK_EQ(n, 1);
	journal_put(journal, "c\n");
	lm_journal_close(journal);
	file_check(path, "b\nc\n");
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
	journal = journal_opened("long", path);
	CHECK_OK(lm_journal_drop(journal, begins_with, &byte, &n, &err), &err);
	CHECK_EQ(n, 20000);
	lm_journal_close(journal);
	CHECK_OK(lm_buf_byte(&lines, '\0', &err), &err);
	file_check(path, lines.ptr + at);
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

TEST_MAIN(TEST(old_lines_are_dropped), TEST(a_judge_may_fail),
    TEST(a_file_in_the_way_stays), TEST(a_link_is_followed),
    TEST(a_long_journal_is_dropped_in_pieces), TEST(several_write_it))
