#include "lm/err.h"

#include <errno.h>
#include <string.h>

#include "check.h"

static const char *
formatted(const struct lm_err *err)
{
	static char text[2048];

	lm_err_format(err, text, sizeof(text));
	return text;
}

static void
set_fills_and_forgets_the_place(void)
{
	struct lm_err err = {.file = "old", .line = 9, .column = 9};

	CHECK_CODE(lm_err_set(&err, LM_MALFORMED, "bad %s %d", "x", 7),
	    LM_MALFORMED);
	CHECK_CODE(err.code, LM_MALFORMED);
	CHECK_TEXT(err.message, "bad x 7");
	CHECK_TEXT(err.file, "");
	CHECK(err.line == 0 && err.column == 0);
}

static void
set_takes_no_err(void)
{
	CHECK_CODE(lm_err_set(NULL, LM_IO, "%d", 1), LM_IO);
	CHECK_CODE(lm_err_nomem(NULL), LM_NOMEM);
	errno = ENOENT;
	CHECK_CODE(lm_err_io(NULL, "open"), LM_IO);
}

static void
io_names_errno(void)
{
	struct lm_err err = {0};

	errno = ENOENT;
	CHECK_CODE(lm_err_io(&err, "open"), LM_IO);
	CHECK_TEXT(err.message, "open: No such file or directory");
}

static void
at_keeps_what_is_known(void)
{
	struct lm_err err = {0};

	(void)lm_err_set(&err, LM_MALFORMED, "m");
	lm_err_at(&err, NULL, 0, 23);
	lm_err_at(&err, "a.jsonl", 417, 1);
	lm_err_at(&err, "b.jsonl", 1, 2);
	CHECK_TEXT(formatted(&err), "a.jsonl:417:23: m");
}

static void
format_leaves_out_the_unknown(void)
{
	struct lm_err err = {0};

	(void)lm_err_set(&err, LM_USAGE, "m");
	CHECK_TEXT(formatted(&err), "m");
	lm_err_at(&err, "f", 0, 0);
	CHECK_TEXT(formatted(&err), "f: m");
	lm_err_at(&err, NULL, 3, 0);
	CHECK_TEXT(formatted(&err), "f:3: m");
	lm_err_at(&err, NULL, 0, 4);
	CHECK_TEXT(formatted(&err), "f:3:4: m");
}

/* A path of the command line has a column, but no file and no line. */
static void
format_shows_a_column_alone(void)
{
	struct lm_err err = {0};

	(void)lm_err_set(&err, LM_USAGE, "path .a..b: expected a name");
	lm_err_at(&err, NULL, 0, 4);
	CHECK(strstr(formatted(&err), ":0:") == NULL);
	CHECK(formatted(&err)[0] != ':');
	CHECK_HAS(formatted(&err), "4");
	CHECK_HAS(formatted(&err), "path .a..b: expected a name");
}

static void
format_is_one_line(void)
{
	struct lm_err err = {0};

	(void)lm_err_set(&err, LM_IO,
	    "a\nb\tc\x7f"
	    "d\033[31m");
	lm_err_at(&err, "f\ng", 1, 1);
	CHECK_TEXT(formatted(&err), "f?g:1:1: a?b?c?d?[31m");
}

static void
long_texts_are_cut(void)
{
	struct lm_err err = {0};
	char text[1000], out[50];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	(void)lm_err_set(&err, LM_IO, "%s", text);
	lm_err_at(&err, text, 1, 1);
	CHECK_EQ(strlen(err.message), LM_ERR_MESSAGE_SIZE - 1);
	CHECK_EQ(strlen(err.file), LM_ERR_FILE_SIZE - 1);
	lm_err_format(&err, out, sizeof(out));
	CHECK_EQ(strlen(out), sizeof(out) - 1);
	CHECK_HAS(formatted(&err), "x:1:1: xxx");
}

TEST_MAIN(TEST(set_fills_and_forgets_the_place), TEST(set_takes_no_err),
    TEST(io_names_errno), TEST(at_keeps_what_is_known),
    TEST(format_leaves_out_the_unknown), TEST(format_shows_a_column_alone),
    TEST(format_is_one_line), TEST(long_texts_are_cut))
