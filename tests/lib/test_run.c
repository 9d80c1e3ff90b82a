#include "lm/run.h"

#include <sys/wait.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "options.h"

/* A program that passes records, tells their number and ends as it is told. */
struct settings {
	enum lm_exit exit;
	bool fails_to_start;
	bool fails_to_finish;
	unsigned needs; /* LM_USES_...; 0: no hook says */
	bool tells;	/* start: the files of the run */
	bool is_text;	/* start: lines are text */
	const char *warnings;
};

static unsigned
uses(const void *arg)
{
	return ((const struct settings *)arg)->needs;
}

static enum lm_code
start(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	const struct settings *settings = arg;

	run->is_text = settings->is_text;
	if (settings->warnings != NULL)
		(void)lm_buf_text(&run->warnings, settings->warnings, err);
	if (settings->tells)
		return lm_err_set(err, LM_USAGE, "%s %s %s %s",
		    run->output == NULL ? "none" : run->output,
		    run->rejects == NULL ? "none" : run->rejects,
		    run->stats == NULL ? "none" : run->stats,
		    run->manifest == NULL ? "none" : "manifest");
	return settings->fails_to_start ? lm_err_set(err, LM_USAGE, "no sense")
					: LM_OK;
}

static enum lm_code
record(void *settings, void *worker, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	(void)settings;
	(void)worker;
	in->counts[0]++;
	if (in->record == NULL)
		return lm_buf_texts(out, err, "text\n", NULL);
	return lm_filter_pass(in, out, err);
}

static enum lm_code
finish(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	const struct settings *settings = arg;

	if (settings->fails_to_finish)
		return lm_err_set(err, LM_LIMIT, "too much");
	run->exit = settings->exit;
	(void)lm_buf_printf(&run->result, err, "[%ju]\n",
	    (uintmax_t)run->counts[0]);
	return lm_buf_text(&run->verdict, "A verdict\n", err);
}

/* Run it in a child with files for its streams; its exit status. */
static int
run(const struct settings *wanted, const char *line)
{
	static const char *const counters[] = {"records", NULL};
	char streams[3][FILES_PATH_SIZE];
	struct words words;
	int status = 0;
	pid_t child;

	file_path("in", streams[0]);
	file_path("out", streams[1]);
	file_path("err", streams[2]);
	words_split(&words, line);
	child = fork();
	if (child == 0) {
		struct settings settings = *wanted;
		const struct lm_filter filter = {.name = "lmob-test",
		    .synopsis = "[file ...]",
		    .summary = "Tests.",
		    .settings = &settings,
		    .counters = counters,
		    .uses = settings.needs == 0 ? NULL : uses,
		    .start = start,
		    .record = record,
		    .finish = finish};

		(void)dup2(open(streams[0], O_RDONLY), 0);
		(void)dup2(open(streams[1], O_RDWR | O_CREAT | O_TRUNC, 0600),
		    1);
		(void)dup2(open(streams[2], O_RDWR | O_CREAT | O_TRUNC, 0600),
		    2);
		_exit(lm_run(&filter, words.argc, words.argv));
	}
	CHECK(waitpid(child, &status, 0) == child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void
check_stream(const char *name, const char *want)
{
	char path[FILES_PATH_SIZE];
	struct lm_buf got;

	file_path(name, path);
	got = file_read(path);
	CHECK_SPAN(lm_buf_view(&got), want);
	lm_buf_free(&got);
}

static void
give(const char *input)
{
	char path[FILES_PATH_SIZE];

	file_path("in", path);
	file_write(path, lm_span_of(input));
}

static void
a_run_ends_as_finish_says(void)
{
	give("{\"a\":1}\n\n{\"b\":2}");
	CHECK_EQ(run(&(struct settings){.exit = LM_EXIT_DONE,
			 .fails_to_start = 0,
			 .fails_to_finish = 0},
		     "lmob-test"),
	    0);
	check_stream("out", "{\"a\":1}\n{\"b\":2}\n[2]\n");
	check_stream("err", "A verdict\n");
	CHECK_EQ(run(&(struct settings){.exit = LM_EXIT_FINDING,
			 .fails_to_start = 0,
			 .fails_to_finish = 0},
		     "lmob-test"),
	    1);
	CHECK_EQ(run(&(struct settings){.exit = LM_EXIT_UNDECIDED,
			 .fails_to_start = 0,
			 .fails_to_finish = 0},
		     "lmob-test"),
	    3);
}

static void
trouble_comes_before_all_and_is_one_line(void)
{
	give("{\"a\":1}\n{]\n");
	CHECK_EQ(run(&(struct settings){.exit = LM_EXIT_FINDING,
			 .fails_to_start = 0,
			 .fails_to_finish = 0},
		     "lmob-test"),
	    2);
	check_stream("out", "{\"a\":1}\n");
	check_stream("err",
	    "lmob-test: -:2:2: not JSON: unexpected character, expected a "
	    "string for object key\n");
	CHECK_EQ(run(&(struct settings){.exit = 0,
			 .fails_to_start = true,
			 .fails_to_finish = 0},
		     "lmob-test"),
	    2);
	check_stream("err", "lmob-test: no sense\n");
	give("1\n");
	CHECK_EQ(run(&(struct settings){.exit = 0,
			 .fails_to_start = 0,
			 .fails_to_finish = true},
		     "lmob-test"),
	    2);
	check_stream("err", "lmob-test: too much\n");
}

static void
rejects_are_told_and_counted(void)
{
	char rejects[FILES_PATH_SIZE], line[2 * FILES_PATH_SIZE];

	file_path("rejects", rejects);
	give("1\n{\n2\n");
	(void)snprintf(line, sizeof(line), "lmob-test --rejects %s", rejects);
	CHECK_EQ(run(&(struct settings){.exit = 0,
			 .fails_to_start = 0,
			 .fails_to_finish = 0},
		     line),
	    0);
	check_stream("out", "1\n2\n[2]\n");
	(void)snprintf(line, sizeof(line),
	    "lmob-test: 1 of 3 records rejected, see %s\nA verdict\n", rejects);
	check_stream("err", line);
	CHECK_EQ(file_mode(rejects), 0600);
}

/* What is not used is not read, whatever is wrong with it. */
static void
what_is_not_used_is_not_read(void)
{
	const struct settings both = {.needs = 0};
	const struct settings input = {.needs = LM_USES_INPUT};
	const struct settings manifest = {.needs = LM_USES_MANIFEST};

	give("{}\n");
	CHECK_EQ(run(&both, "lmob-test --manifest nowhere"), 2);
	CHECK_EQ(run(&manifest, "lmob-test --manifest nowhere"), 2);
	check_stream("err",
	    "lmob-test: nowhere: open: No such file or directory\n");
	CHECK_EQ(run(&input, "lmob-test --manifest nowhere"), 0);
	check_stream("out", "{}\n[1]\n");
	CHECK_EQ(run(&manifest, "lmob-test"), 0);
	check_stream("out", "[0]\n");
}

static void
start_sees_the_files(void)
{
	const struct settings tells = {.tells = true};

	give("");
	CHECK_EQ(run(&tells, "lmob-test"), 2);
	check_stream("err", "lmob-test: none none none none\n");
	CHECK_EQ(run(&tells, "lmob-test -o O --rejects R"), 2);
	check_stream("err", "lmob-test: O R none none\n");
}

/* Each is a message of its own, before the input is read. */
static void
warnings_are_said_first(void)
{
	const struct settings warns = {.warnings = "one is odd\ntwo\nthree"};
	struct settings fails = warns;

	give("{}\n");
	CHECK_EQ(run(&warns, "lmob-test"), 0);
	check_stream("out", "{}\n[1]\n");
	check_stream("err",
	    "lmob-test: one is odd\nlmob-test: two\nlmob-test: three\n"
	    "A verdict\n");
	fails.fails_to_start = true;
	CHECK_EQ(run(&fails, "lmob-test"), 2);
	check_stream("err",
	    "lmob-test: one is odd\nlmob-test: two\nlmob-test: three\n"
	    "lmob-test: no sense\n");
}

/* They are no records, so nothing can be asked of them. */
static void
lines_of_text_have_no_if(void)
{
	const struct settings text = {.is_text = true};

	give("no JSON\n{\n\n1");
	CHECK_EQ(run(&text, "lmob-test"), 0);
	check_stream("out", "text\ntext\ntext\ntext\n[4]\n");
	CHECK_EQ(run(&text, "lmob-test --if .a"), 2);
	check_stream("out", "");
	check_stream("err",
	    "lmob-test: --if: it is for records, not for lines of text\n");
}

TEST_MAIN(TEST(what_is_not_used_is_not_read), TEST(start_sees_the_files),
    TEST(a_run_ends_as_finish_says),
    TEST(trouble_comes_before_all_and_is_one_line),
    TEST(rejects_are_told_and_counted), TEST(warnings_are_said_first),
    TEST(lines_of_text_have_no_if))
